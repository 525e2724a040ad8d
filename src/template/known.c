/* What may be written in a template at all: a misspelt name would else be passed over in silence. */
#include <string.h>

#include "base/status.h"
#include "plan/words.h"
#include "template/flow.h"
#include "template/internal.h"

enum { NAMES = 64 };

/* As in templates/template.rng. */
static const struct known {
	const char *element;
	const char *parent; /* NULL: a part or something in one */
	bool styled;        /* it takes the attributes of styles, too */
	const char *attributes[12];
} table[] = {
	{"page",
	 "template",
	 false,
	 {"name", "width", "height", "top", "bottom", "left", "right", "number", "number-top", "first-number"}},
	{"scripts", "template", false, {"size", "superscript", "subscript"}},
	{"tables", "template", false, {"rule", "left", "right", "top", "bottom"}},
	{"footnotes", "template", false, {"rule", "thickness", "before", "after"}},
	{"style", "template", true, {"name", "extends"}},
	{"numbering", "template", false, {"alphabet"}},
	{"level",
	 "numbering",
	 false,
	 {"element", "format", "citation", "through", "whole", "number-style", "title-style", "style", "bold-number"}},
	{"marks", "template", false, {"lists", "lead", "typed"}},
	{"kinds", "template", false, {NULL}},
	{"kind", "kinds", false, {"code", "name"}},
	{"part", "template", false, {"name"}},
	{"value", NULL, false, {"select", "blank", "zero-below", "otherwise", "small-first"}},
	{"b", NULL, false, {NULL}},
	{"i", NULL, false, {NULL}},
	{"u", NULL, false, {NULL}},
	{"br", NULL, false, {NULL}},
	{"block", NULL, true, {"style", "end"}},
	{"group", NULL, true, {"style", "page-before"}},
	{"sequence", NULL, true, {"style", "page"}},
	{"row", NULL, true, {"style", "columns", "keep-lines-before", "split", "level"}},
	{"cell", NULL, true, {"style", "column"}},
	{"rule", NULL, true, {"style", "length", "of", "thickness"}},
	{"place", NULL, true, {"style", "name", "height"}},
	{"image", NULL, true, {"style", "select", "width", "height", "cover", "alt"}},
	{"space", NULL, true, {"style", "height"}},
	{"frame", NULL, true, {"style", "width", "height", "thickness"}},
	{"top", NULL, true, {"style"}},
	{"foot", NULL, true, {"style"}},
	{"body", NULL, false, {"end"}},
	{"for-each", NULL, false, {"select"}},
	{"if", NULL, false, {"test"}},
	{"choose", NULL, false, {NULL}},
	{"when", NULL, false, {"test"}},
	{"otherwise", NULL, false, {NULL}},
	{"use", NULL, false, {"part"}},
	{"original", NULL, false, {NULL}},
};

enum { KNOWN = sizeof table / sizeof *table };

static const struct known *find(const xmlNode *node)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (xml_is(node, table[i].element)) return &table[i];
	return NULL;
}

static bool may_stand(const struct known *known, const xmlNode *parent)
{
	if (known->parent) return xml_is(parent, known->parent);
	const struct known *outer = find(parent);
	return xml_is(parent, "part") || (outer && !outer->parent);
}

static int check_place(struct template *template, const xmlNode *node)
{
	const char *names[KNOWN], *name = (const char *)node->name, *parent = (const char *)node->parent->name;
	const struct known *known = find(node);
	size_t count = 0;
	if (known && may_stand(known, node->parent)) return OK;
	for (size_t i = 0; i < KNOWN; i++)
		if (may_stand(&table[i], node->parent)) names[count++] = table[i].element;
	const char *meant = known ? NULL : words_nearest(name, names, count);
	return diagnostics_add(template->diagnostics, meant ? TEMPLATE_ELEMENT_MEANT : TEMPLATE_ELEMENT,
						   template_place(template, node), name, parent, meant, NULL);
}

/* words: room for NAMES. Returns how many there are. */
static size_t list_attributes(const char **words, const struct known *known)
{
	size_t count = 0;
	for (size_t i = 0; i < sizeof known->attributes / sizeof *known->attributes && known->attributes[i]; i++)
		words[count++] = known->attributes[i];
	return known->styled ? count + template_style_attributes(words + count, NAMES - count) : count;
}

static int check_attributes(struct template *template, const xmlNode *node, const char *const *words, size_t count)
{
	int status = OK;
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *name = (const char *)attribute->name;
		size_t i = 0;
		while (i < count && strcmp(words[i], name) != 0) i++;
		if (i < count || attribute->ns) continue;
		const char *meant = words_nearest(name, words, count);
		status = diagnostics_add(template->diagnostics, meant ? TEMPLATE_ATTRIBUTE_MEANT : TEMPLATE_ATTRIBUTE,
								 template_place(template, (const xmlNode *)attribute), name, (const char *)node->name,
								 meant, NULL);
		if (status == ERR_MEMORY) return status;
	}
	return status;
}

static int check_children(struct template *template, const xmlNode *parent)
{
	int status = OK;
	for (const xmlNode *node = xml_child(parent, NULL); node; node = xml_next(node, NULL)) {
		const char *words[NAMES];
		int result = check_place(template, node);
		if (result == OK) result = check_attributes(template, node, words, list_attributes(words, find(node)));
		if (result == ERR_MEMORY) return result;
		int below = check_children(template, node);
		if (below == ERR_MEMORY) return below;
		if (result != OK || below != OK) status = ERR_DOCUMENT;
	}
	return status;
}

int template_check_names(struct template *template)
{
	static const char *const words[] = {"extends"};
	int status = OK;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		int own = check_attributes(template, root, words, 1);
		int below = own == ERR_MEMORY ? own : check_children(template, root);
		if (below == ERR_MEMORY) return below;
		if (own != OK || below != OK) status = ERR_DOCUMENT;
	}
	return status;
}
