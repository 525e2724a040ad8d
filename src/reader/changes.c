/* Children are walked side by side. Where they part, the nearest two that are the same again are looked for; what lies
 * before these was changed, if it is of one name, and came or went, if not. */
#include "reader/changes.h"

#include <string.h>

#include "base/status.h"
#include "reader/fact.h"

enum { DISTANCE = 400, SHOWN = 60, BEFORE = 20 }; /* elements; characters; of these before the first that differs */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

/* The next node that counts. */
static const xmlNode *skip(const xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE && (!is_text(node) || xmlIsBlankNode(node))) node = node->next;
	return node;
}

static bool same_text(const char *a, const char *b)
{
	while (is_blank(*a)) a++;
	while (is_blank(*b)) b++;
	while (*a || *b) {
		bool blank_a = is_blank(*a), blank_b = is_blank(*b);
		while (is_blank(*a)) a++;
		while (is_blank(*b)) b++;
		if (!*a && !*b) return true;
		if (blank_a != blank_b || *a != *b) return false;
		a++;
		b++;
	}
	return true;
}

static bool same_attributes(const xmlNode *a, const xmlNode *b)
{
	size_t count = 0;
	for (const xmlAttr *at = a->properties; at; at = at->next, count++) {
		const char *value = xml_attribute(b, (const char *)at->name);
		const char *own = at->children ? (const char *)at->children->content : "";
		if (!value || strcmp(value, own) != 0) return false;
	}
	for (const xmlAttr *at = b->properties; at; at = at->next) count--;
	return count == 0;
}

static bool same(const xmlNode *a, const xmlNode *b)
{
	if (is_text(a) || is_text(b))
		return is_text(a) && is_text(b) && same_text((const char *)a->content, (const char *)b->content);
	if (!xml_is(a, (const char *)b->name) || !same_attributes(a, b)) return false;
	for (a = skip(a->children), b = skip(b->children); a && b; a = skip(a->next), b = skip(b->next))
		if (!same(a, b)) return false;
	return !a && !b;
}

static void add(struct changes *changes, const xmlNode *before, const xmlNode *after)
{
	if (changes->count < CHANGES_LIMIT) changes->items[changes->count] = (struct change){before, after};
	changes->count++;
}

/* A table's row is told as one; so is what holds text of its own. */
static bool is_whole(const xmlNode *node)
{
	if (xml_is(node, "row") || !xml_child(node, NULL)) return true;
	for (const xmlNode *child = node->children; child; child = child->next)
		if (is_text(child) && !xmlIsBlankNode(child)) return true;
	return false;
}

static const xmlNode *ahead(const xmlNode *node, size_t count)
{
	for (; node && count; count--) node = xml_next(node, NULL);
	return node;
}

static void find_in(struct changes *changes, const xmlNode *before, const xmlNode *after);

/* The gap between two that are the same: up to `end_a` and `end_b`. */
static void tell_gap(struct changes *changes, const xmlNode *a, const xmlNode *end_a, const xmlNode *b,
					 const xmlNode *end_b)
{
	while (a != end_a && b != end_b) {
		if (xml_is(a, (const char *)b->name)) {
			find_in(changes, a, b);
		} else {
			add(changes, a, NULL);
			add(changes, NULL, b);
		}
		a = xml_next(a, NULL);
		b = xml_next(b, NULL);
	}
	for (; a != end_a; a = xml_next(a, NULL)) add(changes, a, NULL);
	for (; b != end_b; b = xml_next(b, NULL)) add(changes, NULL, b);
}

/* Moves both to the nearest two that are the same; to the ends if there are none. */
static void find_again(const xmlNode **a, const xmlNode **b)
{
	for (size_t distance = 1; distance <= DISTANCE; distance++) {
		for (size_t i = 0; i <= distance; i++) {
			const xmlNode *x = ahead(*a, i), *y = ahead(*b, distance - i);
			if (!x || !y || !same(x, y)) continue;
			*a = x;
			*b = y;
			return;
		}
	}
	*a = *b = NULL;
}

static void find_in(struct changes *changes, const xmlNode *before, const xmlNode *after)
{
	const xmlNode *a = xml_child(before, NULL), *b = xml_child(after, NULL);
	if (same(before, after)) return;
	if (is_whole(before) || is_whole(after) || !same_attributes(before, after)) {
		add(changes, before, after);
		return;
	}
	while (a || b) {
		const xmlNode *end_a = a, *end_b = b;
		if (!a || !b || !same(a, b)) {
			find_again(&end_a, &end_b);
			tell_gap(changes, a, end_a, b, end_b);
		}
		a = end_a ? xml_next(end_a, NULL) : NULL;
		b = end_b ? xml_next(end_b, NULL) : NULL;
	}
}

void changes_find(struct changes *changes, const xmlNode *before, const xmlNode *after)
{
	*changes = (struct changes){0};
	find_in(changes, before, after);
}

/* Words. */

/* Cells are parted by a stroke. */
static void put_words(struct buffer *out, const xmlNode *node, bool attributes)
{
	for (const xmlAttr *at = attributes ? node->properties : NULL; at; at = at->next)
		buffer_format(out, "%s=%s ", (const char *)at->name, at->children ? (const char *)at->children->content : "");
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (is_text(child)) buffer_text(out, (const char *)child->content);
		if (child->type != XML_ELEMENT_NODE) continue;
		put_words(out, child, attributes);
		buffer_text(out, xml_is(child, "cell") && xml_next(child, NULL) ? " | " : " ");
	}
}

/* On one line; "" of no element. */
static int words_of(const char **words, const xmlNode *node, bool attributes, struct arena *arena)
{
	struct buffer out = {0};
	size_t end = 0;
	if (node) put_words(&out, node, attributes);
	for (size_t i = 0; i < out.length; i++) {
		char c = is_blank(out.data[i]) ? ' ' : out.data[i];
		if (c != ' ' || (end && out.data[end - 1] != ' ')) out.data[end++] = c;
	}
	while (end && out.data[end - 1] == ' ') end--;
	*words = out.failed ? NULL : arena_copy(arena, end ? out.data : "", end);
	buffer_drop(&out);
	return *words ? OK : ERR_MEMORY;
}

/* Attributes are shown where the text does not tell. */
static int both_words(const char *words[2], const struct change *change, struct arena *arena)
{
	for (int attributes = 0; attributes < 2; attributes++) {
		TRY(words_of(&words[0], change->before, attributes, arena));
		TRY(words_of(&words[1], change->after, attributes, arena));
		if (strcmp(words[0], words[1]) != 0) break;
	}
	return OK;
}

static bool begins_character(const char *at)
{
	return ((unsigned char)*at & 0xC0) != 0x80;
}

/* From a little before `at` on. */
static void put_excerpt(struct buffer *out, const char *words, size_t at)
{
	const char *from = words + at, *end;
	for (int i = 0; i < BEFORE && from > words; i += begins_character(from)) from--;
	while (from > words && !begins_character(from)) from--;
	end = from;
	for (int i = 0; *end && (i < SHOWN || !begins_character(end)); end++) i += begins_character(end);
	buffer_text(out, from > words ? "“…" : "“");
	facts_put_safe(out, from, (size_t)(end - from));
	buffer_text(out, *end ? "…”" : "”");
}

int change_write(struct buffer *out, const struct change *change, enum language language, struct arena *arena)
{
	static const char *const was[] = {" was ", " trước là "}, *const is[] = {", is ", ", nay là "};
	static const char *const gone[] = {" is gone: ", " không còn: "}, *const added[] = {" is new: ", " mới có: "};
	const char *words[2];
	size_t at = 0;
	TRY(both_words(words, change, arena));
	buffer_format(out, "<%s>", (const char *)(change->before ? change->before : change->after)->name);
	if (change->before && change->after) {
		while (words[0][at] && words[0][at] == words[1][at]) at++;
		buffer_text(out, was[language]);
		put_excerpt(out, words[0], at);
		buffer_text(out, is[language]);
		put_excerpt(out, words[1], at);
	} else {
		buffer_text(out, change->before ? gone[language] : added[language]);
		put_excerpt(out, words[change->before ? 0 : 1], 0);
	}
	return out->failed ? ERR_MEMORY : OK;
}
