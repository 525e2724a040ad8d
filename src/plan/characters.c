#include "plan/characters.h"

#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "base/status.h"

enum verdict { GOOD, DROPPED, REFUSED };

static enum verdict judge(int32_t c)
{
	if (c < 0x7F) return GOOD; /* XML lets no control of these in but white space */
	if (c <= 0x9F) return REFUSED;
	bool direction =
		c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
	bool tag = c >= 0xE0000 && c <= 0xE007F; /* invisible letters */
	if (c == 0xAD || c == 0xFEFF || direction || tag) return DROPPED;
	return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 ? REFUSED : GOOD;
}

struct cleaning {
	struct plan *plan;
	struct diagnostics *diagnostics;
	int status;
};

static void report(struct cleaning *cleaning, const xmlNode *node, int32_t c, enum verdict verdict)
{
	char number[16];
	snprintf(number, sizeof number, "U+%04X", (unsigned)c);
	struct place place = xml_place_of(&cleaning->plan->xml, node, c);
	enum diagnostic_id id = verdict == DROPPED ? PLAN_CHARACTER_DROPPED : PLAN_CHARACTER;
	int status = diagnostics_add(cleaning->diagnostics, id, place, number, NULL);
	if (status != OK && cleaning->status != ERR_MEMORY) cleaning->status = status;
}

/* place: the node that messages name. Of each verdict only the first character of a text is told. */
static int clean_text(struct cleaning *cleaning, struct arena *arena, xmlNode *text, const xmlNode *place)
{
	const char *content = text->content ? (const char *)text->content : "", *end = content + strlen(content);
	char *kept = NULL;
	size_t length = 0;
	bool told[REFUSED + 1] = {false};
	for (const char *at = content; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_read(&c, at, end);
		enum verdict verdict = judge(c);
		if (verdict != GOOD && !told[verdict]) report(cleaning, place, c, verdict);
		told[verdict] = true;
		if (verdict == DROPPED && !kept) {
			length = (size_t)(at - content);
			kept = arena_copy(arena, content, strlen(content));
			if (!kept) return ERR_MEMORY;
		} else if (verdict != DROPPED && kept) {
			memcpy(kept + length, at, bytes);
			length += bytes;
		}
		at += bytes;
	}
	if (!kept) return OK;
	xmlNodeSetContentLen(text, (const xmlChar *)kept, (int)length);
	return text->content || !length ? OK : ERR_MEMORY;
}

static int clean_element(struct cleaning *cleaning, struct arena *arena, xmlNode *node)
{
	for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
		for (xmlNode *text = attribute->children; text; text = text->next)
			TRY(clean_text(cleaning, arena, text, (const xmlNode *)attribute));
	for (xmlNode *child = node->children; child; child = child->next) {
		if (child->type == XML_TEXT_NODE) TRY(clean_text(cleaning, arena, child, child));
		if (child->type == XML_ELEMENT_NODE) TRY(clean_element(cleaning, arena, child));
	}
	return OK;
}

int plan_clean_characters(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics)
{
	struct cleaning cleaning = {.plan = plan, .diagnostics = diagnostics};
	TRY(clean_element(&cleaning, arena, plan->root));
	return cleaning.status;
}
