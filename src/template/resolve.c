/* A template and all that it extends, as one file, for one document.
 *
 * What stands at the top of the files is read file by file, and a later one adds to an earlier one or takes its place;
 * so the same elements one after the other in one file say the same. Parts alone are looked up by name: those that are
 * used are written, the last of each name; one that <original/> stands for gets a name of its own. White space is left
 * out where it is no text.
 *
 * So is what cannot be asked of the template: an <if>, <when> or <for-each> whose path begins with an element that the
 * document does not have, with all the parts that only this one uses, the levels of such elements, the styles that
 * nothing asks for, and the other kinds of document. A letter's template has half less in it by that. What comes out,
 * resolved again, is the same. */
#include <string.h>

#include "base/status.h"
#include "plan/names.h"
#include "template/flow.h"
#include "template/template.h"

/* A part in use. */
struct part {
	const xmlNode *node;
	size_t file;       /* it stands in */
	const char *name;  /* in what is written */
	bool inside_block; /* used there: then its white space is text */
	struct part *next;
};

struct resolver {
	struct buffer *out;
	const struct template *template;
	const char *names; /* of the document's elements */
	struct arena *arena;
	struct part *parts, *last;
	const char **styles; /* names of those in use */
	size_t style_count;
	int status;
};

/* The styles that bodies and defaults ask for by name, and the elements that make them do so; NULL: always. */
static const struct {
	const char *style, *element;
} known_styles[] = {
	{"text", NULL},           {"row", NULL},
	{"rule", NULL},           {"figure", NULL},
	{"note", "note"},         {"quote", "quote"},
	{"item", "item"},         {"item-2", "item"},
	{"item-3", "item"},       {"item-4", "item"},
	{"footnote", "footnote"}, {"figure-title", "figure"},
	{"table", "table"},       {"table-title", "table"},
	{"table-unit", "table"},  {"table-text", "table"},
	{"table-head", "table"},  {"table-group", "table"},
	{"table-total", "table"}, {"table-item", "table"},
	{"table-note", "table"},
};

static void need_part(struct resolver *self, const char *name, const char *written, size_t end, bool inside_block);

/* "" or " = 'text'", in either kind of quotation marks. */
static bool ends_or_compares(const char *rest)
{
	rest += strspn(rest, " ");
	if (*rest != '=') return !*rest;
	rest += 1 + strspn(rest + 1, " ");
	const char *end = *rest == '\'' || *rest == '"' ? strchr(rest + 1, *rest) : NULL;
	return end && !end[1];
}

/* Does the element ask for something that the document does not have? A path that is not plainly a child's may ask for
 * anything. */
static bool asks_in_vain(const struct resolver *self, const xmlNode *node)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz-";
	const char *path = NULL, *slash;
	if (xml_is(node, "if") || xml_is(node, "when")) path = xml_attribute(node, "test");
	if (xml_is(node, "for-each")) path = xml_attribute(node, "select");
	if (xml_is(node, "level") && (path = xml_attribute(node, "element")) && (slash = strrchr(path, '/')))
		path = slash + 1;
	size_t length = path ? strspn(path, letters) : 0;
	if (!length || !ends_or_compares(path + strspn(path, "abcdefghijklmnopqrstuvwxyz-/@*"))) return false;
	return strchr("/ =", path[length]) && !plan_names_hold(self->names, path, length);
}

/* A choice needs a branch with a test: the last one that is left stays for the sake of <otherwise>. */
static bool is_idle(const struct resolver *self, const xmlNode *node)
{
	bool choice = xml_is(node, "choose");
	if (!choice && !xml_is(node, "when")) return asks_in_vain(self, node);
	const xmlNode *choose = choice ? node : node->parent, *branch = xml_child(choose, "when");
	while (branch && asks_in_vain(self, branch)) branch = xml_next(branch, "when");
	return choice ? !branch && !xml_child(choose, "otherwise") : branch && asks_in_vain(self, node);
}

static const char *original_name(struct resolver *self, const struct part *part)
{
	const char *name = arena_format(self->arena, "%s.original.%zu", xml_attribute(part->node, "name"), part->file);
	if (!name) self->status = ERR_MEMORY;
	return name;
}

static bool is_needed(const struct resolver *self, const char *style)
{
	for (size_t i = 0; i < self->style_count; i++) {
		if (strcmp(self->styles[i], style) == 0) return true;
	}
	return false;
}

/* And what it extends, in whichever file that is said. */
static void need_style(struct resolver *self, const char *name)
{
	if (!name || is_needed(self, name) || self->status != OK) return;
	self->status = arena_grow(self->arena, &self->styles, self->style_count, sizeof *self->styles);
	if (self->status != OK) return;
	self->styles[self->style_count++] = name;
	for (size_t i = 0; i < self->template->file_count; i++) {
		const xmlNode *style = xml_child(xmlDocGetRootElement(self->template->files[i].doc), "style");
		for (; style; style = xml_next(style, "style")) {
			const char *own = xml_attribute(style, "name");
			if (own && strcmp(own, name) == 0) need_style(self, xml_attribute(style, "extends"));
		}
	}
}

static void need_styles_of(struct resolver *self, const xmlNode *node)
{
	static const char *const attributes[] = {"style", "number-style", "title-style"};
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		need_style(self, xml_attribute(node, attributes[i]));
	if (xml_is(node, "page")) need_style(self, xml_attribute(node, "number"));
}

/* Those that pages and levels name, and those that are known by name. */
static void need_styles(struct resolver *self)
{
	for (size_t i = 0; i < sizeof known_styles / sizeof *known_styles; i++) {
		const char *element = known_styles[i].element;
		if (!element || plan_names_hold(self->names, element, strlen(element))) need_style(self, known_styles[i].style);
	}
	for (size_t i = 0; i < self->template->file_count; i++) {
		const xmlNode *node = xml_child(xmlDocGetRootElement(self->template->files[i].doc), NULL);
		for (; node; node = xml_next(node, NULL)) {
			if (xml_is(node, "page")) need_styles_of(self, node);
			const xmlNode *level = xml_is(node, "numbering") ? xml_child(node, "level") : NULL;
			for (; level; level = xml_next(level, "level")) {
				if (!is_idle(self, level)) need_styles_of(self, level);
			}
		}
	}
}

/* All that the inside of a part uses. */
static void need_children(struct resolver *self, const struct part *part, const xmlNode *parent, bool inside_block)
{
	for (const xmlNode *node = xml_child(parent, NULL); node && self->status == OK; node = xml_next(node, NULL)) {
		if (is_idle(self, node)) continue;
		need_styles_of(self, node);
		bool inside = inside_block || xml_is(node, "block") || xml_is(node, "frame");
		const char *used = xml_is(node, "use") ? xml_attribute(node, "part") : NULL;
		if (used) {
			need_part(self, used, used, self->template->file_count, inside);
		} else if (xml_is(node, "original")) {
			const char *written = original_name(self, part);
			if (written) need_part(self, xml_attribute(part->node, "name"), written, part->file, inside);
		} else {
			need_children(self, part, node, inside);
		}
	}
}

static struct part *part_of(struct resolver *self, const xmlNode *node)
{
	struct part *part = self->parts;
	while (part && part->node != node) part = part->next;
	if (part) return part;
	part = arena_alloc(self->arena, sizeof *part);
	if (!part) {
		self->status = ERR_MEMORY;
		return NULL;
	}
	part->node = node;
	if (self->last)
		self->last->next = part;
	else
		self->parts = part;
	self->last = part;
	return part;
}

/* Once for each part, and once more if it turns out to be used inside a block, too. */
static void need_part(struct resolver *self, const char *name, const char *written, size_t end, bool inside_block)
{
	size_t file;
	const xmlNode *node = template_part(self->template, name, end, &file);
	struct part *part = node ? part_of(self, node) : NULL;
	if (!part || (part->name && (part->inside_block || !inside_block))) return;
	part->name = written;
	part->file = file;
	part->inside_block |= inside_block;
	need_children(self, part, node, part->inside_block);
}

static void put_character(struct buffer *out, char c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		buffer_format(out, "&#%d;", c);
	else if (strchr("<>&\"", c))
		buffer_text(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;");
	else
		buffer_char(out, c);
}

static void put_attribute(struct buffer *out, const char *name, const char *value)
{
	buffer_format(out, " %s=\"", name);
	for (; *value; value++) put_character(out, *value);
	buffer_char(out, '"');
}

/* White space of any length says as much as one blank. */
static void put_text(struct buffer *out, const char *text)
{
	static const char white[] = " \t\r\n";
	while (*text) {
		size_t length = strspn(text, white);
		bool after_blank = out->length && out->data[out->length - 1] == ' '; /* of a text: tags end in '>' */
		if (!length || !after_blank) put_character(out, length ? ' ' : *text);
		text += length ? length : 1;
	}
}

static void put_element(struct resolver *self, const xmlNode *node, const struct part *part, bool inside_block);

static void put_children(struct resolver *self, const xmlNode *parent, const struct part *part, bool inside_block)
{
	bool text_counts = inside_block && !xml_is(parent, "choose");
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (node->type == XML_ELEMENT_NODE)
			put_element(self, node, part, inside_block);
		else if (node->type == XML_TEXT_NODE && text_counts)
			put_text(self->out, (const char *)node->content);
	}
}

/* part: that the element stands in; NULL: none. */
static void put_element(struct resolver *self, const xmlNode *node, const struct part *part, bool inside_block)
{
	if (is_idle(self, node)) return;
	struct buffer *out = self->out;
	bool original = part && xml_is(node, "original");
	const char *name = original ? "use" : (const char *)node->name;
	buffer_format(out, "<%s", name);
	if (original) {
		const char *written = original_name(self, part);
		if (written) put_attribute(out, "part", written);
	}
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *value = xml_attribute(node, (const char *)attribute->name);
		bool named = part && part->node == node && strcmp((const char *)attribute->name, "name") == 0;
		if (!attribute->ns) put_attribute(out, (const char *)attribute->name, named ? part->name : value ? value : "");
	}
	bool inside = inside_block || xml_is(node, "block") || xml_is(node, "frame");
	size_t empty = out->length;
	buffer_char(out, '>');
	put_children(self, node, part, inside);
	if (out->length > empty + 1) {
		buffer_format(out, "</%s>", name);
	} else {
		out->length = empty;
		buffer_text(out, "/>");
	}
}

/* Of the kinds, the one that is asked for. */
static void put_top(struct resolver *self, const char *kind)
{
	const struct template *template = self->template;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, NULL); node; node = xml_next(node, NULL)) {
			const char *style = xml_is(node, "style") ? xml_attribute(node, "name") : NULL;
			if (xml_is(node, "part") || xml_is(node, "kinds") || (style && !is_needed(self, style))) continue;
			buffer_char(self->out, '\n');
			put_element(self, node, NULL, false);
		}
	}
	const char *name = template_kind_name(template, kind);
	if (!name) return;
	buffer_text(self->out, "\n<kinds><kind");
	put_attribute(self->out, "code", kind);
	put_attribute(self->out, "name", name);
	buffer_text(self->out, "/></kinds>");
}

int template_resolve(struct buffer *out, const struct template *template, const char *kind, const char *names)
{
	static const char *const entries[] = {"document", "info-title", "info-author"};
	struct resolver self = {.out = out, .template = template, .names = names, .arena = arena_new()};
	if (!self.arena) return ERR_MEMORY;
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		need_part(&self, entries[i], entries[i], template->file_count, i > 0);
	need_styles(&self);
	buffer_text(out, "<template xmlns=\"urn:vanthu:template:1\">");
	put_top(&self, kind);
	for (const struct part *part = self.parts; part && self.status == OK; part = part->next) {
		buffer_char(out, '\n');
		put_element(&self, part->node, part, part->inside_block);
	}
	buffer_text(out, "\n</template>\n");
	arena_drop(self.arena);
	return out->failed ? ERR_MEMORY : self.status;
}
