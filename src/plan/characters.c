#include "plan/characters.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "base/status.h"
#include "base/utf8.h"

enum { TOLD_LIMIT = 16 }; /* characters of one text that are told */

enum verdict { GOOD, DROPPED, REFUSED, SEPARATOR, LOST, BACKWARD };

/* What is no letter, mark, sign or blank, in order. Dropped: Default_Ignorable_Code_Point of Unicode 15, without what
 * says where a line may end (U+200B) or may not (U+2060). */
static const struct {
	int32_t first, last;
	enum verdict verdict;
} ranges[] = {
	{0x7F, 0x9F, REFUSED},        /* controls */
	{0xAD, 0xAD, DROPPED},        /* soft hyphen */
	{0x34F, 0x34F, DROPPED},      /* grapheme joiner */
	{0x590, 0x61B, BACKWARD},     /* Hebrew, Arabic */
	{0x61C, 0x61C, DROPPED},      /* mark of direction */
	{0x61D, 0x8FF, BACKWARD},     /* Arabic and others */
	{0x115F, 0x1160, DROPPED},    /* Hangul fillers */
	{0x17B4, 0x17B5, DROPPED},    /* Khmer vowels that are not written */
	{0x180B, 0x180F, DROPPED},    /* Mongolian variants */
	{0x200C, 0x200F, DROPPED},    /* joiners, marks of direction */
	{0x2028, 0x2029, SEPARATOR},  /* of lines, of paragraphs */
	{0x202A, 0x202E, DROPPED},    /* controls of direction */
	{0x2061, 0x206F, DROPPED},    /* invisible operators, more of direction */
	{0x3164, 0x3164, DROPPED},    /* Hangul filler */
	{0xE000, 0xF8FF, REFUSED},    /* private use */
	{0xFB1D, 0xFDCF, BACKWARD},   /* Hebrew and Arabic forms */
	{0xFDD0, 0xFDEF, REFUSED},    /* no characters */
	{0xFDF0, 0xFDFF, BACKWARD},   /* Arabic forms */
	{0xFE00, 0xFE0F, DROPPED},    /* variants, of emoji mostly */
	{0xFE70, 0xFEFE, BACKWARD},   /* Arabic forms */
	{0xFEFF, 0xFEFF, DROPPED},    /* byte-order mark */
	{0xFFA0, 0xFFA0, DROPPED},    /* Hangul filler */
	{0xFFF0, 0xFFF8, DROPPED},    /* not assigned */
	{0xFFF9, 0xFFFB, REFUSED},    /* controls of annotations */
	{0xFFFC, 0xFFFD, LOST},       /* in place of an object, of a character */
	{0x10800, 0x10FFF, BACKWARD}, /* old scripts */
	{0x1BCA0, 0x1BCA3, DROPPED},  /* controls of shorthand */
	{0x1D173, 0x1D17A, DROPPED},  /* and of music */
	{0x1E800, 0x1EFFF, BACKWARD}, /* African scripts, Arabic mathematics */
	{0xE0000, 0xE0FFF, DROPPED},  /* tags, more variants */
	{0xF0000, 0x10FFFF, REFUSED}, /* private use */
};

static enum verdict judge(int32_t c)
{
	if (c < 0x7F || (c >= 0x1E00 && c < 0x2000)) return GOOD; /* XML lets no control of these in but white space */
	if ((c & 0xFFFE) == 0xFFFE) return REFUSED;               /* the last two of a plane are no characters */
	size_t i = 0;
	while (ranges[i].last < c) i++;
	return ranges[i].first <= c ? ranges[i].verdict : GOOD;
}

struct cleaning {
	struct plan *plan;
	struct arena *arena;
	struct diagnostics *diagnostics;
	int status;
};

static void report(struct cleaning *cleaning, const xmlNode *node, int32_t c, enum verdict verdict)
{
	static const enum diagnostic_id ids[] = {
		[DROPPED] = PLAN_CHARACTER_DROPPED, [REFUSED] = PLAN_CHARACTER, [SEPARATOR] = PLAN_SEPARATOR,
		[LOST] = PLAN_CHARACTER_LOST,       [BACKWARD] = PLAN_BACKWARD,
	};
	char number[16];
	utf8proc_uint8_t character[5] = {0};
	snprintf(number, sizeof number, "U+%04X", (unsigned)c);
	utf8proc_encode_char(c, character);
	struct place place = xml_place_of(&cleaning->plan->xml, node, c);
	int status = diagnostics_add(cleaning->diagnostics, ids[verdict], place, number, (const char *)character, NULL);
	if (status != OK && cleaning->status != ERR_MEMORY) cleaning->status = status;
}

/* Which characters of a text were told: each once; of those written backward one for all. */
struct told {
	int32_t characters[TOLD_LIMIT];
	size_t count;
};

static bool is_new(struct told *told, int32_t c)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->characters[i] == c) return false;
	if (told->count == TOLD_LIMIT) return false;
	told->characters[told->count++] = c;
	return true;
}

/* place: the node that messages name. */
static int clean_text(void *context, xmlNode *text, const xmlNode *place)
{
	struct cleaning *cleaning = context;
	const char *content = text->content ? (const char *)text->content : "", *end = content + strlen(content);
	char *kept = NULL;
	size_t length = 0;
	struct told told = {.count = 0};
	for (const char *at = content; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		enum verdict verdict = judge(c);
		if (verdict != GOOD && is_new(&told, verdict == BACKWARD ? BACKWARD : c)) report(cleaning, place, c, verdict);
		if (verdict == DROPPED && !kept) {
			length = (size_t)(at - content);
			kept = arena_copy(cleaning->arena, content, strlen(content));
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

int plan_clean_characters(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics)
{
	struct cleaning cleaning = {.plan = plan, .arena = arena, .diagnostics = diagnostics};
	if (plan->xml.ordinary) return OK;
	TRY(xml_each_text(plan->root, clean_text, &cleaning));
	return cleaning.status;
}
