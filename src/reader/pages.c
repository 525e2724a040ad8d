/* The pages and the fonts that they use. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reader/document.h"

enum { SUBSET_TAG = 6 }; /* "ABCDEF+Name": ISO 32000-1, 9.6.4 */

struct font {
	const char *name;
	bool embedded, subset;
};

struct walk {
	struct document *document;
	struct visits nodes, resources;
	struct font *fonts;
	size_t font_count;
};

static bool is_subset(const char *name)
{
	size_t i = 0;
	while (i < SUBSET_TAG && name[i] >= 'A' && name[i] <= 'Z') i++;
	return i == SUBSET_TAG && name[i] == '+';
}

static bool is_embedded(const struct document *document, qpdf_oh font)
{
	static const char *const files[] = {"/FontFile", "/FontFile2", "/FontFile3"};
	if (qpdf_oh_is_name_and_equals(document->qpdf, document_key(document, font, "/Subtype"), "/Type3")) return true;
	qpdf_oh parts = document_key(document, font, "/DescendantFonts");
	if (document_count(document, parts) > 0) font = qpdf_oh_get_array_item(document->qpdf, parts, 0);
	qpdf_oh descriptor = document_key(document, font, "/FontDescriptor");
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (document_has(document, descriptor, files[i])) return true;
	}
	return false;
}

static void add_font(struct walk *walk, qpdf_oh font)
{
	struct document *document = walk->document;
	struct arena *arena = document->facts.arena;
	qpdf_oh base = document_key(document, font, "/BaseFont");
	if (qpdf_oh_is_null(document->qpdf, base)) base = document_key(document, font, "/Name"); /* Type 3 */
	const char *name = qpdf_oh_is_name(document->qpdf, base) ? qpdf_oh_get_name(document->qpdf, base) + 1 : "-";
	struct font found = {.subset = is_subset(name)};
	found.name = arena_string(arena, found.subset ? name + SUBSET_TAG + 1 : name);
	found.embedded = is_embedded(document, font);
	if (!found.name || arena_grow(arena, &walk->fonts, walk->font_count, sizeof *walk->fonts) != OK)
		document->facts.failed = true;
	else
		walk->fonts[walk->font_count++] = found;
}

static void walk_resources(struct walk *walk, qpdf_oh resources, int depth);

/* Each value of a dictionary that has not been seen. Its names first: libqpdf has one iterator only. */
static void each_value(struct walk *walk, qpdf_oh dictionary, int depth,
					   void (*visit)(struct walk *walk, qpdf_oh value, int depth))
{
	struct document *document = walk->document;
	qpdf_data qpdf = document->qpdf;
	const char **names = NULL;
	size_t count = 0;
	if (!qpdf_oh_is_dictionary(qpdf, dictionary)) return;
	if (!document_first_visit(document, &walk->resources, dictionary)) return;
	qpdf_oh_begin_dict_key_iter(qpdf, dictionary);
	while (qpdf_oh_dict_more_keys(qpdf) && !document->facts.failed) {
		const char *name = arena_string(document->facts.arena, qpdf_oh_dict_next_key(qpdf));
		if (!name || arena_grow(document->facts.arena, &names, count, sizeof *names) != OK)
			document->facts.failed = true;
		else
			names[count++] = name;
	}
	for (size_t i = 0; i < count && !document->facts.failed; i++) {
		qpdf_oh value = qpdf_oh_get_key(qpdf, dictionary, names[i]);
		if (document_first_visit(document, &walk->resources, value)) visit(walk, value, depth);
		qpdf_oh_release(qpdf, value);
	}
}

static void visit_font(struct walk *walk, qpdf_oh font, int depth)
{
	(void)depth;
	if (qpdf_oh_is_dictionary(walk->document->qpdf, font)) add_font(walk, font);
}

static void visit_form(struct walk *walk, qpdf_oh form, int depth)
{
	walk_resources(walk, document_key(walk->document, form, "/Resources"), depth + 1);
}

static void walk_resources(struct walk *walk, qpdf_oh resources, int depth)
{
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(walk->document, &walk->resources, resources)) return;
	each_value(walk, document_key(walk->document, resources, "/Font"), depth, visit_font);
	each_value(walk, document_key(walk->document, resources, "/XObject"), depth, visit_form);
}

/* Our own walk, not libqpdf's: that one mends the tree, and goes as deep as a file wants. */
static void walk_node(struct walk *walk, qpdf_oh node, qpdf_oh inherited, int depth)
{
	struct document *document = walk->document;
	qpdf_oh own = document_key(document, node, "/Resources"), kids = document_key(document, node, "/Kids");
	if (!qpdf_oh_is_dictionary(document->qpdf, own)) own = inherited;
	if (!qpdf_oh_is_dictionary(document->qpdf, node)) return;
	if (!qpdf_oh_is_array(document->qpdf, kids)) {
		document->pages++;
		walk_resources(walk, own, 0);
		return;
	}
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(document, &walk->nodes, node)) return;
	int count = document_count(document, kids);
	for (int i = 0; i < count && !document->facts.failed; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(document->qpdf, kids, i);
		walk_node(walk, kid, own, depth + 1);
		qpdf_oh_release(document->qpdf, kid);
	}
}

static int compare_fonts(const void *left, const void *right)
{
	const struct font *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	if (!order) order = a->embedded - b->embedded;
	return order ? order : a->subset - b->subset;
}

static void tell_fonts(struct walk *walk)
{
	struct facts *facts = &walk->document->facts;
	struct fact *list = fact_add(facts, walk->document->root, FACT_LIST, "fonts");
	if (walk->font_count) qsort(walk->fonts, walk->font_count, sizeof *walk->fonts, compare_fonts);
	for (size_t i = 0; i < walk->font_count; i++) {
		const struct font *font = &walk->fonts[i];
		if (i && compare_fonts(font - 1, font) == 0) continue;
		struct fact *fact = fact_add(facts, list, FACT_GROUP, NULL);
		fact_text(facts, fact, "name", font->name, strlen(font->name));
		fact_flag(facts, fact, "embedded", font->embedded);
		fact_flag(facts, fact, "subset", font->subset);
	}
}

void tell_pages(struct document *document)
{
	struct walk walk = {.document = document};
	walk_node(&walk, document_catalog(document, "/Pages"), qpdf_oh_new_null(document->qpdf), 0);
	fact_number(&document->facts, document->root, "pages", (long long)document->pages);
	tell_page_labels(document);
	tell_fonts(&walk);
}
