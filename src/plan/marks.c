#include "plan/marks.h"

#include <string.h>

#include "base/status.h"
#include "plan/numerals.h"
#include "plan/running.h"

static size_t blank_length(const char *text)
{
	size_t length = strspn(text, " \t\n\r");
	while (strncmp(text + length, "\u00A0", 2) == 0) length += 2 + strspn(text + length + 2, " \t\n\r");
	return length;
}

/* "1." "1.2." of at most two digits each; a year or an amount is none. */
static size_t arabic_length(const char *text)
{
	size_t length = 0;
	for (;;) {
		size_t digits = strspn(text + length, "0123456789");
		if (!digits || digits > 2 || text[length + digits] != '.') return length;
		length += digits + 1;
	}
}

static size_t number_length(const char *text)
{
	unsigned number;
	size_t roman = numerals_read_roman(&number, text), arabic = arabic_length(text);
	if (roman && text[roman] == '.') return roman + 1;
	if (arabic) return arabic;
	size_t letter = *text >= 'a' && *text <= 'z' ? 1 : strncmp(text, "đ", 2) == 0 ? 2 : 0;
	return letter && text[letter] == ')' ? letter + 1 : 0;
}

/* "V. I. Lênin": the first letters of names are no numbers. */
static bool is_initial(const char *next)
{
	return *next >= 'A' && *next <= 'Z' && next[1] == '.';
}

/* The mark at the start of a text, with the blank after it; 0: none. at_end: may the mark be all of the text? */
static size_t mark_length(const char *text, bool at_end)
{
	static const char *const dashes[] = {"-", "–", "+"}, *const bullets[] = {"•", "●", "▪", "■", "◦"};
	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
		size_t length = strlen(bullets[i]);
		if (strncmp(text, bullets[i], length) == 0) return length + blank_length(text + length);
	}
	size_t length = number_length(text);
	for (size_t i = 0; !length && i < sizeof dashes / sizeof *dashes; i++)
		if (strncmp(text, dashes[i], strlen(dashes[i])) == 0) length = strlen(dashes[i]);
	if (!length || (!text[length] && at_end)) return length;
	size_t blank = blank_length(text + length);
	return blank && !is_initial(text + length + blank) ? length + blank : 0;
}

/* The first words of an element's running text; NULL: there are none before something else. */
static xmlNode *first_text(xmlNode *node)
{
	for (xmlNode *child = node->children; child; child = child->next) {
		const char *content = child->content ? (const char *)child->content : "";
		if (child->type == XML_TEXT_NODE && content[blank_length(content)]) return child;
		if (child->type != XML_ELEMENT_NODE) continue;
		if (!running_is_inline(child) || xml_is(child, "br") || xml_is(child, "ref")) return NULL;
		if (running_has_content(child)) return xml_is(child, "footnote") ? NULL : first_text(child);
	}
	return NULL;
}

static int take_mark(struct plan *plan, xmlNode *node, struct arena *arena, struct diagnostics *diagnostics)
{
	xmlNode *text = first_text(node);
	if (!text) return OK;
	const char *content = (const char *)text->content, *start = content + blank_length(content);
	bool in_bold = text->parent != node; /* <b>1.</b> Mục đích */
	const char *rest = start;
	for (size_t length; (length = mark_length(rest, in_bold)); rest += length) {
	}
	if (rest == start) return OK;
	size_t length = (size_t)(rest - start);
	while (length && strchr(" \t\n\r", start[length - 1])) length--;
	const char *mark = arena_copy(arena, start, length), *kept = arena_string(arena, rest);
	if (!mark || !kept) return ERR_MEMORY;
	xmlNodeSetContentLen(text, (const xmlChar *)kept, (int)strlen(kept));
	if (!text->content && *kept) return ERR_MEMORY;
	return diagnostics_add(diagnostics, PLAN_MARK_TYPED, xml_place(&plan->xml, text), mark, (const char *)node->name,
						   NULL);
}

static int take_marks(struct plan *plan, xmlNode *node, struct arena *arena, struct diagnostics *diagnostics)
{
	bool title_of_block = xml_is(node, "title") && !xml_is(node->parent, "signature");
	if (title_of_block || xml_is(node, "item") || xml_is(node, "to")) TRY(take_mark(plan, node, arena, diagnostics));
	for (xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		TRY(take_marks(plan, child, arena, diagnostics));
	return OK;
}

int plan_take_marks(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics)
{
	return take_marks(plan, plan->root, arena, diagnostics);
}
