/* Styles, page and numbering: what a template says in attributes, with what it extends and inherits.
 *
 * A style of the same name in an extending template changes single attributes of the one it extends; all attributes
 * that stand for a name, the extended template's first, are read in order over the style that `extends` names. */
#include "template/style.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "template/flow.h"
#include "template/internal.h"

enum attribute_type {
	TYPE_STRING,
	TYPE_LENGTH,
	TYPE_SPACING, /* a per cent as 1/1000: "115%" */
	TYPE_SHARE,   /* a per cent as 1/1000 of one */
	TYPE_COUNT,
	TYPE_COLOUR,
	TYPE_CHOICE, /* one of the words: its place in the list */
	TYPE_FLAG,   /* the second of the words, or the first: a bool */
};

static const struct style_attribute {
	const char *name;
	size_t offset;
	enum attribute_type type;
	const char *words[5];
} style_attributes[] = {
	{"role", offsetof(struct style, role), TYPE_STRING, {NULL}},
	{"face", offsetof(struct style, face), TYPE_STRING, {NULL}},
	{"size", offsetof(struct style, size), TYPE_LENGTH, {NULL}},
	{"weight", offsetof(struct style, bold), TYPE_FLAG, {"normal", "bold"}},
	{"slant", offsetof(struct style, italic), TYPE_FLAG, {"upright", "italic"}},
	{"case", offsetof(struct style, capitals), TYPE_FLAG, {"typed", "capitals"}},
	{"colour", offsetof(struct style, colour), TYPE_COLOUR, {NULL}},
	{"align", offsetof(struct style, align), TYPE_CHOICE, {"left", "center", "right", "justify"}},
	{"indent", offsetof(struct style, indent), TYPE_LENGTH, {NULL}},
	{"left", offsetof(struct style, left), TYPE_LENGTH, {NULL}},
	{"right", offsetof(struct style, right), TYPE_LENGTH, {NULL}},
	{"before", offsetof(struct style, before), TYPE_LENGTH, {NULL}},
	{"after", offsetof(struct style, after), TYPE_LENGTH, {NULL}},
	{"stretch", offsetof(struct style, stretch), TYPE_LENGTH, {NULL}},
	{"line", offsetof(struct style, line), TYPE_SPACING, {NULL}},
	{"breaks", offsetof(struct style, greedy), TYPE_FLAG, {"total", "greedy"}},
	{"space-shrink", offsetof(struct style, space_shrink), TYPE_SHARE, {NULL}},
	{"keep-next", offsetof(struct style, keep_next), TYPE_FLAG, {"no", "yes"}},
	{"keep-lines", offsetof(struct style, keep_lines), TYPE_FLAG, {"no", "yes"}},
	{"widows", offsetof(struct style, widows), TYPE_COUNT, {NULL}},
	{"orphans", offsetof(struct style, orphans), TYPE_COUNT, {NULL}},
};

enum { STYLE_ATTRIBUTES = sizeof style_attributes / sizeof *style_attributes, MOST_LINES = 100 };

static int parse_count(int32_t *value, const char *text)
{
	char *end;
	long number = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : -1;
	if (number < 0 || number > MOST_LINES || *end) return ERR_DOCUMENT;
	*value = (int32_t)number;
	return OK;
}

static int parse_colour(uint32_t *value, const char *text)
{
	char *end;
	if (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789ABCDEFabcdef") != 6) return ERR_DOCUMENT;
	*value = (uint32_t)strtoul(text + 1, &end, 16);
	return OK;
}

static int parse_choice(int *value, const char *const *words, const char *text)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], text) != 0) continue;
		*value = i;
		return OK;
	}
	return ERR_DOCUMENT;
}

/* Writes the attribute's value into its member. ERR_DOCUMENT if the text is no such value. */
static int set_attribute(struct style *style, const struct style_attribute *attribute, const char *text)
{
	void *member = (char *)style + attribute->offset;
	mpt length;
	int choice;
	switch (attribute->type) {
	case TYPE_STRING:
		*(const char **)member = text;
		return OK;
	case TYPE_LENGTH:
		return length_parse(text, member) == UNIT_LENGTH ? OK : ERR_DOCUMENT;
	case TYPE_SPACING:
		if (length_parse(text, &length) != UNIT_PERCENT) return ERR_DOCUMENT;
		*(int32_t *)member = length / 100;
		return OK;
	case TYPE_SHARE:
		return length_parse(text, member) == UNIT_PERCENT ? OK : ERR_DOCUMENT;
	case TYPE_COUNT:
		return parse_count(member, text);
	case TYPE_COLOUR:
		return parse_colour(member, text);
	case TYPE_CHOICE:
		TRY(parse_choice(&choice, attribute->words, text));
		*(enum alignment *)member = (enum alignment)choice;
		return OK;
	case TYPE_FLAG:
		TRY(parse_choice(&choice, attribute->words, text));
		*(bool *)member = choice == 1;
		return OK;
	}
	return ERR_DOCUMENT;
}

struct place template_place(const struct template *template, const xmlNode *node)
{
	for (size_t i = 0; i < template->file_count; i++) {
		if (template->files[i].doc == node->doc) return xml_place(&template->files[i], node);
	}
	return (struct place){0};
}

struct place template_attribute_place(const struct template *template, const xmlNode *node, const char *attribute)
{
	const xmlAttr *found = xmlHasProp(node, (const xmlChar *)attribute);
	return template_place(template, found ? (const xmlNode *)found : node);
}

int template_bad_value(struct template *template, const xmlNode *node, const char *attribute, const char *value)
{
	return diagnostics_add(template->diagnostics, TEMPLATE_VALUE, template_attribute_place(template, node, attribute),
						   value, attribute, (const char *)node->name, NULL);
}

/* The name of another style that was probably meant; NULL: none. */
static const char *nearest_style(struct template *template, const char *name)
{
	const char **names = NULL;
	size_t count = 0;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *style = xml_child(xmlDocGetRootElement(template->files[i].doc), "style");
		for (; style; style = xml_next(style, "style")) {
			const char *own = xml_attribute(style, "name");
			if (strcmp(own, name) == 0) continue;
			if (arena_grow(template->arena, &names, count, sizeof *names) != OK) return NULL;
			names[count++] = own;
		}
	}
	return words_nearest(name, names, count);
}

static int no_style(struct template *template, const xmlNode *node, const char *attribute, const char *name)
{
	const char *meant = nearest_style(template, name);
	return diagnostics_add(template->diagnostics, meant ? TEMPLATE_NO_STYLE_MEANT : TEMPLATE_NO_STYLE,
						   template_attribute_place(template, node, attribute), name, meant, NULL);
}

static int apply_attributes(struct style *style, struct template *template, const xmlNode *node)
{
	int status = OK;
	for (size_t i = 0; i < STYLE_ATTRIBUTES; i++) {
		const char *value = xml_attribute(node, style_attributes[i].name);
		if (!value || set_attribute(style, &style_attributes[i], value) == OK) continue;
		status = template_bad_value(template, node, style_attributes[i].name, value);
		if (status == ERR_MEMORY) return status;
	}
	return status;
}

const struct style *template_style(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->style_count; i++) {
		if (strcmp(template->styles[i]->name, name) == 0) return template->styles[i];
	}
	return NULL;
}

int template_styled(const struct style **out, struct template *template, const xmlNode *node, const struct style *base)
{
	bool own = false;
	for (size_t i = 0; i < STYLE_ATTRIBUTES && !own; i++) own = xml_attribute(node, style_attributes[i].name);
	*out = base;
	if (!own) return OK;
	struct style *style = arena_alloc(template->arena, sizeof *style);
	if (!style) return ERR_MEMORY;
	*style = *base;
	*out = style;
	return apply_attributes(style, template, node);
}

/* One call for each file that the template is made of, the extended one first; elements that stand at the top. */
int template_each(struct template *template, const char *element, int (*visit)(struct template *, const xmlNode *))
{
	int status = OK;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, element); node; node = xml_next(node, element)) {
			int result = visit(template, node);
			if (result == ERR_MEMORY) return result;
			if (result != OK) status = result;
		}
	}
	return status;
}

/* The name that the last template of the chain gives for `extends`; NULL if none does. */
static const char *parent_of(const struct template *template, const char *name)
{
	const char *parent = NULL;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, "style"); node; node = xml_next(node, "style")) {
			const char *own = xml_attribute(node, "name"), *extends = xml_attribute(node, "extends");
			if (own && extends && strcmp(own, name) == 0) parent = extends;
		}
	}
	return parent;
}

enum { DEEPEST_STYLE = 16 };

/* Does the style extend itself, by way of others? A chain that is longer than any should be is as bad. */
static bool is_circle(const struct template *template, const char *name)
{
	const char *parent = parent_of(template, name);
	int depth = 0;
	for (; parent && depth < DEEPEST_STYLE; depth++) {
		if (strcmp(parent, name) == 0) return true;
		parent = parent_of(template, parent);
	}
	return depth == DEEPEST_STYLE;
}

/* The first circle is told where the template that is nearest to the document closes it; what derives from these styles
 * would say the same again. */
static int tell_circle(struct template *template)
{
	for (size_t i = template->file_count; i-- > 0;) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, "style"); node; node = xml_next(node, "style")) {
			const char *name = xml_attribute(node, "name");
			if (xml_attribute(node, "extends") && is_circle(template, name))
				return diagnostics_add(template->diagnostics, TEMPLATE_STYLE_CIRCLE,
									   template_attribute_place(template, node, "extends"), name, NULL);
		}
	}
	return ERR_DOCUMENT;
}

/* Reads one style and, before it, the one it extends. A circle is cut by the depth, and told when all were read. */
static int resolve_style(struct template *template, const char *name, const xmlNode *user, int depth)
{
	if (template_style(template, name)) return OK;
	if (depth > DEEPEST_STYLE) {
		template->circle = true;
		return ERR_DOCUMENT;
	}
	struct style *style = arena_alloc(template->arena, sizeof *style);
	if (!style) return ERR_MEMORY;
	const char *parent = parent_of(template, name);
	if (parent) {
		TRY(resolve_style(template, parent, user, depth + 1));
		*style = *template_style(template, parent);
	}
	style->name = NULL;
	int status = OK;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, "style"); node; node = xml_next(node, "style")) {
			const char *own = xml_attribute(node, "name");
			if (!own || strcmp(own, name) != 0) continue;
			style->name = own;
			int result = apply_attributes(style, template, node);
			if (result == ERR_MEMORY) return result;
			if (result != OK) status = result;
		}
	}
	if (!style->name) return no_style(template, user, "extends", name);
	TRY(arena_grow(template->arena, &template->styles, template->style_count, sizeof *template->styles));
	template->styles[template->style_count++] = style;
	return status;
}

static int read_style(struct template *template, const xmlNode *node)
{
	const char *name = xml_attribute(node, "name");
	TRY(resolve_style(template, name, node, 0));
	const struct style *style = template_style(template, name);
	if (style->face && style->size > 0 && style->line > 0) return OK;
	const char *meant = parent_of(template, name) ? NULL : nearest_style(template, name);
	if (meant)
		return diagnostics_add(template->diagnostics, TEMPLATE_NO_STYLE_MEANT,
							   template_attribute_place(template, node, "name"), name, meant, NULL);
	return diagnostics_add(template->diagnostics, TEMPLATE_STYLE_INCOMPLETE, template_place(template, node), name,
						   NULL);
}

int template_read_styles(struct template *template)
{
	int status = template_each(template, "style", read_style);
	return template->circle ? tell_circle(template) : status;
}

/* The style that an attribute names; NULL in *style if the attribute is absent. */
int template_named_style(const struct style **style, struct template *template, const xmlNode *node,
						 const char *attribute)
{
	const char *name = xml_attribute(node, attribute);
	*style = name ? template_style(template, name) : NULL;
	if (!name || *style) return OK;
	return no_style(template, node, attribute, name);
}

int template_length(mpt *value, struct template *template, const xmlNode *node, const char *attribute,
					enum length_unit unit)
{
	const char *text = xml_attribute(node, attribute);
	if (!text || length_parse(text, value) == unit) return OK;
	return template_bad_value(template, node, attribute, text);
}

const struct page_master *template_master(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->master_count; i++) {
		const char *own = template->masters[i]->name;
		if (own == name || (own && name && strcmp(own, name) == 0)) return template->masters[i];
	}
	return NULL;
}

static int read_page(struct template *template, struct page_master *master, const xmlNode *node)
{
	const struct {
		const char *name;
		mpt *value;
	} lengths[] = {
		{"width", &master->width},           {"height", &master->height}, {"top", &master->top},
		{"bottom", &master->bottom},         {"left", &master->left},     {"right", &master->right},
		{"number-top", &master->number_top},
	};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		TRY(template_length(lengths[i].value, template, node, lengths[i].name, UNIT_LENGTH));
	const struct style *number;
	TRY(template_named_style(&number, template, node, "number"));
	if (number) master->number = number;
	const char *first = xml_attribute(node, "first-number");
	if (first) master->first_number = strcmp(first, "yes") == 0;
	const char *breaks = xml_attribute(node, "breaks");
	if (breaks) master->first_fit = strcmp(breaks, "first-fit") == 0;
	return OK;
}

/* A master of that name: a copy of the nameless one, if it is new. */
static int master_at(struct page_master **out, struct template *template, const char *name)
{
	*out = (struct page_master *)template_master(template, name);
	if (*out) return OK;
	struct page_master *master = arena_alloc(template->arena, sizeof *master);
	if (!master) return ERR_MEMORY;
	if (name) *master = *template_master(template, NULL);
	master->name = name;
	TRY(arena_grow(template->arena, &template->masters, template->master_count, sizeof *template->masters));
	template->masters[template->master_count++] = master;
	*out = master;
	return OK;
}

/* The nameless master is read from all files before those that start from it. */
static int read_nameless(struct template *template, const xmlNode *node)
{
	struct page_master *master;
	if (xml_attribute(node, "name")) return OK;
	TRY(master_at(&master, template, NULL));
	return read_page(template, master, node);
}

static int read_named(struct template *template, const xmlNode *node)
{
	struct page_master *master;
	const char *name = xml_attribute(node, "name");
	if (!name) return OK;
	TRY(master_at(&master, template, name));
	return read_page(template, master, node);
}

static int read_scripts(struct template *template, const xmlNode *node)
{
	TRY(template_length(&template->scripts.size, template, node, "size", UNIT_PERCENT));
	TRY(template_length(&template->scripts.superscript, template, node, "superscript", UNIT_PERCENT));
	return template_length(&template->scripts.subscript, template, node, "subscript", UNIT_PERCENT);
}

static int read_tables(struct template *template, const xmlNode *node)
{
	static const char *const aligns[] = {"left", "center", "right", NULL};
	struct table_format *tables = &template->tables;
	int choice;
	TRY(template_length(&tables->rule, template, node, "rule", UNIT_LENGTH));
	TRY(template_length(&tables->left, template, node, "left", UNIT_LENGTH));
	TRY(template_length(&tables->right, template, node, "right", UNIT_LENGTH));
	TRY(template_length(&tables->top, template, node, "top", UNIT_LENGTH));
	TRY(template_length(&tables->empty, template, node, "empty", UNIT_LENGTH));
	const char *align = xml_attribute(node, "count-align");
	if (align && parse_choice(&choice, aligns, align) == OK) tables->count_align = (enum alignment)choice;
	if (xml_attribute(node, "unit")) tables->unit = xml_attribute(node, "unit");
	return template_length(&tables->bottom, template, node, "bottom", UNIT_LENGTH);
}

static int read_notes(struct template *template, const xmlNode *node)
{
	struct note_format *notes = &template->notes;
	TRY(template_length(&notes->length, template, node, "rule", UNIT_PERCENT));
	TRY(template_length(&notes->thickness, template, node, "thickness", UNIT_LENGTH));
	TRY(template_length(&notes->before, template, node, "before", UNIT_LENGTH));
	return template_length(&notes->after, template, node, "after", UNIT_LENGTH);
}

static bool has_room(const struct page_master *master)
{
	int64_t width = (int64_t)master->width - master->left - master->right;
	int64_t height = (int64_t)master->height - master->top - master->bottom;
	return width >= PT(72) && height >= PT(72);
}

int template_read_page(struct template *template)
{
	struct page_master *nameless;
	TRY(master_at(&nameless, template, NULL));
	TRY(template_each(template, "page", read_nameless));
	TRY(template_each(template, "page", read_named));
	TRY(template_each(template, "scripts", read_scripts));
	TRY(template_each(template, "tables", read_tables));
	TRY(template_each(template, "footnotes", read_notes));
	const struct xml *file = &template->files[template->file_count - 1];
	struct place place = xml_place(file, xmlDocGetRootElement(file->doc));
	if (!nameless->width || !nameless->height)
		return diagnostics_add(template->diagnostics, TEMPLATE_NO_PAPER, place, NULL);
	for (size_t i = 0; i < template->master_count; i++) {
		if (!has_room(template->masters[i]))
			return diagnostics_add(template->diagnostics, TEMPLATE_NO_ROOM, place, NULL);
	}
	return OK;
}
