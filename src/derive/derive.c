/* The skeleton's items are written in their order. What turns out to have nothing in it, because its fields or its copies
 * gave nothing, is taken back. A copied reference is kept only if what it leads to is in the plan, too, which is known
 * at the end: if some lead nowhere, all is written once more. */
#include "derive/derive.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "derive/deriving.h"

static const char blanks[] = " \t\n\r";

static void write_item(struct deriving *deriving, const struct item *item, struct outcome *parent);

void deriving_keep(struct deriving *deriving, int status)
{
	if (status > deriving->status) deriving->status = status;
}

void deriving_report(struct deriving *deriving, enum diagnostic_id id, struct place place, const char *first,
					 const char *second)
{
	const char *code = deriving->unit->code;
	deriving_keep(deriving, diagnostics_add(deriving->skeleton->diagnostics, id, place, code, first, second, NULL));
}

/* Under the root: what a plan has one of, and what it cannot do without. */

static const struct {
	const char *name;
	bool required, single;
} root_names[ROOT_NAMES] = {
	{"organ", true, false},      {"code", false, true},    {"place", false, true},       {"date", false, true},
	{"urgency", false, true},    {"secrecy", false, true}, {"circulation", false, true}, {"subject", true, true},
	{"addressees", false, true}, {"issuer", false, true},  {"file", false, true},        {"recipients", false, true},
	{"signature", true, false},  {"drafter", false, true}, {"contact", false, true},     {NULL, false, false},
};

void deriving_count(struct deriving *deriving, const char *name, struct place place)
{
	for (size_t i = 0; root_names[i].name; i++) {
		if (*root_names[i].name != *name || strcmp(root_names[i].name, name) != 0) continue;
		struct root_count *root = &deriving->roots[i];
		if (root->count++ == 0) root->first = place;
		if (!root_names[i].single || root->count != 2) return;
		const char *line = arena_format(deriving->skeleton->scratch, "%u", root->first.line);
		if (!line)
			deriving_keep(deriving, ERR_MEMORY);
		else
			deriving_report(deriving, DERIVE_SEVERAL_LEFT, place, name, line);
		return;
	}
}

static void check_roots(struct deriving *deriving)
{
	const struct item *root = deriving->skeleton->root;
	for (size_t i = 0; root_names[i].name; i++) {
		const char *name = root_names[i].name;
		bool required = root_names[i].required || (strcmp(name, "recipients") == 0 && strcmp(root->name, "plan") == 0);
		if (!required || deriving->roots[i].count) continue;
		const struct item *first = root->first;
		while (first && strcmp(first->name, name) != 0) first = first->next;
		deriving_report(deriving, DERIVE_NONE_LEFT, first ? first->place : root->place, name, NULL);
	}
}

/* Text */

static struct value text_of_field(struct deriving *deriving, const struct expression *field)
{
	struct value value;
	int status = evaluate_text(&value, deriving->skeleton, field);
	deriving_keep(deriving, status);
	return status == OK ? value : (struct value){"", field->place};
}

static bool is_blank_text(const char *text)
{
	return text[strspn(text, blanks)] == '\0';
}

static void write_text(struct deriving *deriving, const struct fields *text, struct outcome *outcome)
{
	for (size_t i = 0; i < text->count; i++) {
		const struct piece *piece = &text->pieces[i];
		if (piece->text) {
			writer_text(&deriving->writer, piece->text, piece->length, piece->place);
			continue;
		}
		struct value value = text_of_field(deriving, piece->field);
		writer_text(&deriving->writer, value.text, strlen(value.text), value.place);
		if (is_blank_text(value.text))
			outcome->field = true;
		else
			outcome->kept = true;
	}
	if (text->words) outcome->kept = true;
}

void derive_attributes(struct deriving *deriving, const struct item *item)
{
	for (size_t i = 0; i < item->attribute_count; i++) {
		const struct item_attribute *attribute = &item->attributes[i];
		const char *text;
		bool empty;
		int status = evaluate_fields(&text, &empty, deriving->skeleton, &attribute->value);
		deriving_keep(deriving, status);
		if (status != OK || empty) continue;
		struct place place = attribute->place;
		if (attribute->value.alone) place = text_of_field(deriving, attribute->value.alone).place;
		writer_attribute(&deriving->writer, attribute->prefix, attribute->name, text, place);
		bool id = !attribute->prefix && strcmp(attribute->name, "id") == 0;
		if (!id || strcmp(item->name, "organ") == 0 || strcmp(item->name, "to") == 0) continue;
		struct id_list *ids = &deriving->ids;
		if (arena_grow(deriving->skeleton->scratch, &ids->items, ids->count, sizeof *ids->items) != OK)
			deriving_keep(deriving, ERR_MEMORY);
		else
			ids->items[ids->count++] = text;
	}
}

/* Elements */

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (*name == *names[i] && strcmp(name, names[i]) == 0) return true;
	return false;
}

/* The name of what stands in for a copy that gave nothing: something that may stand there. */
static const char *name_to_say(const struct item *item)
{
	static const char *const levels[] = {"part",    "chapter", "division", "subdivision",
										 "article", "section", "clause",   "point"};
	static const char *const same[] = {"row", "to", "annex", "appendix", "signature"};
	const char *parent = item->parent->name;
	if (strcmp(parent, "list") == 0) return "item";
	if (strcmp(parent, "recipients") == 0 || strcmp(parent, "addressees") == 0) return "to";
	if (strcmp(parent, "table") == 0) return "row";
	for (const struct item *at = item->parent->first; at; at = at->next) {
		if (at->kind != ITEM_ELEMENT || strcmp(at->name, "p") == 0) continue;
		if (is_one_of(at->name, levels, sizeof levels / sizeof *levels)) return at->name;
		if (at == item->next && is_one_of(at->name, same, sizeof same / sizeof *same)) return at->name;
	}
	return "p";
}

static void write_say(struct deriving *deriving, const struct item *item)
{
	const char *text;
	bool empty;
	int status = evaluate_fields(&text, &empty, deriving->skeleton, item->say);
	deriving_keep(deriving, status);
	if (status == OK) writer_text(&deriving->writer, text, strlen(text), item->place);
}

void derive_empty(struct deriving *deriving, const struct item *item, enum diagnostic_id otherwise,
				  struct outcome *parent)
{
	parent->starved = true;
	if (!item->has_empty) {
		const struct expression *rows = otherwise == DERIVE_NO_ROWS && item->rows ? item->rows : item->select;
		if (!item->sheltered) deriving_report(deriving, otherwise, rows->place, item->select->text, NULL);
		return;
	}
	if (!item->say) return;
	const char *name = item->kind == ITEM_COPY ? name_to_say(item) : "p";
	bool row = strcmp(name, "row") == 0;
	writer_start(&deriving->writer, name, item->place);
	if (row) writer_start(&deriving->writer, "cell", item->place);
	write_say(deriving, item);
	if (row) writer_end(&deriving->writer, "cell");
	writer_end(&deriving->writer, name);
	parent->kept = true;
}

/* A level says it in its own text, if it may have any; a table is no more, and a paragraph says it. */
static void say_in_place(struct deriving *deriving, const struct item *item, const struct writer_mark *mark)
{
	static const char *const running[] = {"article", "section", "clause", "point"};
	bool table = strcmp(item->name, "table") == 0;
	bool paragraph = !is_one_of(item->name, running, sizeof running / sizeof *running);
	if (table) writer_rewind(&deriving->writer, mark);
	if (paragraph) writer_start(&deriving->writer, "p", item->place);
	write_say(deriving, item);
	if (paragraph) writer_end(&deriving->writer, "p");
	if (!table) writer_end(&deriving->writer, item->name);
}

/* Parts that are not what an element is for. */
static bool is_title(const struct item *item)
{
	static const char *const names[] = {"title", "lead", "columns", "head"};
	return is_one_of(item->name, names, sizeof names / sizeof *names);
}

struct bookmark {
	struct writer_mark mark;
	size_t ids, refs;
};

static struct bookmark bookmark(const struct deriving *deriving)
{
	return (struct bookmark){writer_mark(&deriving->writer), deriving->ids.count, deriving->refs.count};
}

static void take_back(struct deriving *deriving, const struct bookmark *to)
{
	writer_rewind(&deriving->writer, &to->mark);
	deriving->ids.count = to->ids;
	deriving->refs.count = to->refs;
}

/* Ends an element, or takes it back if it holds nothing. */
static void settle(struct deriving *deriving, const struct item *item, const struct bookmark *start,
				   const struct outcome *inner, struct outcome *parent)
{
	bool hungry = inner->starved && !inner->kept;
	if (hungry && item->say) {
		say_in_place(deriving, item, &start->mark);
	} else if (hungry && item->parent && (item->has_empty || item->sheltered || !inner->titled)) {
		take_back(deriving, start);
		parent->starved = true;
		return;
	} else if (inner->field && !inner->kept && !inner->titled) {
		take_back(deriving, start);
		parent->field = true;
		return;
	} else {
		writer_end(&deriving->writer, item->name);
	}
	if (is_title(item))
		parent->titled = true;
	else
		parent->kept = true;
	if (item->parent && !item->parent->parent) deriving_count(deriving, item->name, item->place);
}

/* The field that is all an element holds; NULL: it holds something else. */
static const struct expression *only_field(const struct item *item)
{
	const struct item *child = item->first;
	return child && !child->next && child->kind == ITEM_TEXT ? child->text.alone : NULL;
}

/* Where an element comes from: the skeleton; but one that holds nothing but a field, and a value with fields in it, are
 * mended where the first of them gets its text. */
static struct place origin_of(struct deriving *deriving, const struct item *item)
{
	static const char *const values[] = {"code", "date", "urgency", "secrecy", "authority"};
	const struct expression *only = only_field(item);
	const struct item *child = item->first;
	if (only) return text_of_field(deriving, only).place;
	if (!child || child->next || !is_one_of(item->name, values, sizeof values / sizeof *values)) return item->place;
	for (size_t i = 0; i < child->text.count; i++) {
		const struct expression *field = child->text.pieces[i].field;
		struct value value = field ? text_of_field(deriving, field) : (struct value){0};
		if (field && !is_blank_text(value.text)) return value.place;
	}
	return item->place;
}

static void write_element(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	struct bookmark start = bookmark(deriving);
	struct outcome inner = {0};
	struct place place = origin_of(deriving, item);
	writer_start(&deriving->writer, item->name, place);
	if (!item->parent) writer_attribute(&deriving->writer, NULL, "xmlns", "urn:vanthu:plan:1", item->place);
	derive_attributes(deriving, item);
	derive_children(deriving, item, &inner);
	settle(deriving, item, &start, &inner, parent);
}

/* A field alone with several lines: as many elements. */
static bool write_lines(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	static const char *const names[] = {"to", "authority", "position", "p", "item"};
	const struct expression *field = only_field(item);
	if (!field || !is_one_of(item->name, names, sizeof names / sizeof *names)) return false;
	struct value value = text_of_field(deriving, field);
	const char *text = value.text + strspn(value.text, blanks);
	if (is_blank_text(text + strcspn(text, "\n"))) return false;
	while (*text) {
		size_t length = strcspn(text, "\n");
		writer_start(&deriving->writer, item->name, value.place);
		derive_attributes(deriving, item);
		writer_text(&deriving->writer, text, length, value.place);
		writer_end(&deriving->writer, item->name);
		text += length;
		text += strspn(text, blanks);
	}
	parent->kept = true;
	return true;
}

static void write_citation(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	const struct master *master = deriving->master;
	bool basis = item->kind == ITEM_MASTER_BASIS;
	const char *text;
	if (!master->draft && !citation_is_complete(master->plan)) {
		struct place place = xml_place(&master->plan->xml, master->plan->root);
		deriving_keep(deriving, diagnostics_add(deriving->skeleton->diagnostics, DERIVE_UNCITABLE, place, NULL));
		return;
	}
	int status = citation_write(&text, deriving->skeleton->scratch, master->words, master->plan, basis);
	deriving_keep(deriving, status);
	if (status != OK) return;
	if (basis) writer_start(&deriving->writer, "basis", item->place);
	writer_text(&deriving->writer, text, strlen(text), item->place);
	if (basis) writer_end(&deriving->writer, "basis");
	parent->kept = true;
}

static bool is_wanted(struct deriving *deriving, const struct item *item)
{
	bool wanted = true;
	if (!item->when) return true;
	int status = evaluate_condition(&wanted, deriving->skeleton, item->when, NULL);
	deriving_keep(deriving, status);
	return status == OK && wanted;
}

static void write_item(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	if (deriving->status == ERR_MEMORY || !is_wanted(deriving, item)) return;
	switch (item->kind) {
	case ITEM_TEXT:
		write_text(deriving, &item->text, parent);
		break;
	case ITEM_COPY:
		copy_item(deriving, item, parent);
		break;
	case ITEM_TABLE:
		table_item(deriving, item, parent);
		break;
	case ITEM_MASTER_BASIS:
	case ITEM_MASTER_REF:
		write_citation(deriving, item, parent);
		break;
	default:
		if (!write_lines(deriving, item, parent)) write_element(deriving, item, parent);
	}
}

void derive_children(struct deriving *deriving, const struct item *item, struct outcome *outcome)
{
	for (const struct item *child = item->first; child; child = child->next) {
		write_item(deriving, child, outcome);
		if (deriving->writer.out->xml.length <= XML_FILE_LIMIT) continue;
		if (deriving->status == OK) deriving_report(deriving, DERIVE_TOO_LARGE, item->place, NULL, NULL);
		return;
	}
}

/* The whole plan */

static void write_plan(struct deriving *deriving, struct derived *out)
{
	struct outcome outcome = {0};
	deriving->ids = deriving->refs = (struct id_list){0};
	memset(deriving->roots, 0, sizeof deriving->roots);
	writer_begin(&deriving->writer, out);
	write_element(deriving, deriving->skeleton->root, &outcome);
	deriving_keep(deriving, writer_finish(&deriving->writer));
	if (deriving->status == OK) check_roots(deriving);
}

/* The ids that were written; *all: whatever references were copied lead to one of them. */
static int know_ids(struct deriving *deriving, bool *all)
{
	*all = true;
	if (!deriving->refs.count) return OK;
	deriving->known = xmlHashCreate(0);
	if (!deriving->known) return ERR_MEMORY;
	for (size_t i = 0; i < deriving->ids.count; i++) {
		const xmlChar *id = (const xmlChar *)deriving->ids.items[i];
		if (!xmlHashLookup(deriving->known, id) && xmlHashAddEntry(deriving->known, id, deriving) != 0)
			return ERR_MEMORY;
	}
	for (size_t i = 0; i < deriving->refs.count && *all; i++)
		*all = xmlHashLookup(deriving->known, (const xmlChar *)deriving->refs.items[i]) != NULL;
	return OK;
}

int derive_plan(struct derived *out, struct skeleton *skeleton, const struct master *master, const struct unit *unit,
				struct diagnostics *diagnostics)
{
	struct deriving deriving = {.skeleton = skeleton, .unit = unit, .master = master};
	out->code = unit->code;
	bool all = true;
	deriving.status = evaluate_begin(skeleton, master, unit, diagnostics);
	if (deriving.status == OK) write_plan(&deriving, out);
	if (deriving.status == OK) deriving.status = know_ids(&deriving, &all);
	if (deriving.status == OK && !all) write_plan(&deriving, out);
	xmlHashFree(deriving.known, NULL);
	evaluate_end(skeleton);
	if (deriving.status != OK) {
		buffer_clear(&out->xml);
		out->origin_count = 0;
	}
	return deriving.status;
}

void derived_drop(struct derived *derived)
{
	buffer_drop(&derived->xml);
	free(derived->origins);
	*derived = (struct derived){0};
}

/* Places */

struct place derive_place(const struct derived *derived, uint32_t line, uint32_t column)
{
	size_t first = 0, end = derived->origin_count; /* the last one not after it is in [first, end) */
	if (!end) return (struct place){0};
	while (end - first > 1) {
		size_t middle = first + (end - first) / 2;
		const struct origin *origin = &derived->origins[middle];
		if (origin->line < line || (origin->line == line && origin->column <= column))
			first = middle;
		else
			end = middle;
	}
	return derived->origins[first].place;
}
