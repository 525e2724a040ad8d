#include "plan/running.h"

#include <string.h>

#include "base/utf8.h"

static const char blanks[] = " \t\n\r";

static const char *content_of(const xmlNode *node)
{
	return node && node->content ? (const char *)node->content : "";
}

bool running_inline_name(const char *name)
{
	static const char *const names[] = {"b", "i", "u", "sub", "sup", "br", "link", "ref", "footnote"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (name[0] == names[i][0] && strcmp(name, names[i]) == 0) return true;
	return false;
}

bool running_is_inline(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE && running_inline_name((const char *)node->name);
}

/* A blank that XML does not know as white space: of any width, or none. */
static bool is_other_blank(int32_t c)
{
	return c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000;
}

static bool can_be_seen(const char *text)
{
	const char *end = text + strlen(text);
	for (text += strspn(text, blanks); text < end; text += strspn(text, blanks)) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, text, end);
		if (!is_other_blank(c)) return true;
		text += bytes;
	}
	return false;
}

bool running_has_content(const xmlNode *node)
{
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type == XML_TEXT_NODE && can_be_seen(content_of(child))) return true;
		if (child->type != XML_ELEMENT_NODE || xml_is(child, "br")) continue;
		bool stands_for_itself = xml_is(child, "ref") || xml_is(child, "figure") || xml_is(child, "table");
		if (stands_for_itself || running_has_content(child)) return true;
	}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void add_words(struct buffer *out, size_t start, const char *text)
{
	while (*text) {
		size_t blank = 0, word = 0; /* counted by hand: most words are shorter than a call */
		while (is_blank(text[blank])) blank++;
		while (text[blank + word] && !is_blank(text[blank + word])) word++;
		if (blank && out->length > start && out->data[out->length - 1] != ' ') buffer_char(out, ' ');
		buffer_put(out, text + blank, word);
		text += blank + word;
	}
}

/* White space at the start, which is where the buffer's `start` is, is left out. */
static void add_text(struct buffer *out, size_t start, const struct plan *plan, const xmlNode *node)
{
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type == XML_TEXT_NODE) add_words(out, start, content_of(child));
		if (!running_is_inline(child) || xml_is(child, "footnote")) continue;
		if (xml_is(child, "br")) add_words(out, start, " ");
		if (xml_is(child, "ref")) {
			const xmlNode *target = plan_find(plan, xml_attribute(child, "to"));
			const struct node_info *info = target ? xml_info(target) : NULL;
			const char *printed = !info ? NULL : xml_attribute(child, "form") ? info->number : info->citation;
			add_words(out, start, printed ? printed : "");
		}
		add_text(out, start, plan, child);
	}
}

void running_text(struct buffer *out, const struct plan *plan, const xmlNode *node)
{
	size_t start = out->length;
	add_text(out, start, plan, node);
	if (!out->failed && out->length > start && out->data[out->length - 1] == ' ') out->length--;
}

size_t running_size(const xmlNode *node)
{
	size_t size = 0;
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type == XML_TEXT_NODE) size += strlen(content_of(child));
		if (running_is_inline(child) && !xml_is(child, "footnote")) size += running_size(child);
	}
	return size;
}

const xmlNode *running_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
		if (!attribute->ns && strcmp((const char *)attribute->name, name) == 0) return (const xmlNode *)attribute;
	return NULL;
}

bool running_value_is(const char *value, const char *word)
{
	if (!value) return false;
	value += strspn(value, blanks);
	for (; *word; word++) {
		if (*word == ' ') {
			size_t blank = strspn(value, blanks);
			if (!blank) return false;
			value += blank;
		} else if (*value++ != *word) {
			return false;
		}
	}
	return value[strspn(value, blanks)] == '\0';
}
