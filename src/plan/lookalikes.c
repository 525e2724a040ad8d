#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/utf8.h"
#include "plan/mojibake.h"

/* Letters that look like Latin ones (Unicode's confusables), Cyrillic and Greek, and those that stand in for Đ. */
static const struct {
	int32_t code;
	const char *letter;
} twins[] = {
	{0x410, "A"}, {0x412, "B"}, {0x415, "E"}, {0x41A, "K"}, {0x41C, "M"}, {0x41D, "H"}, {0x41E, "O"}, {0x420, "P"},
	{0x421, "C"}, {0x422, "T"}, {0x423, "Y"}, {0x425, "X"}, {0x430, "a"}, {0x435, "e"}, {0x43A, "k"}, {0x43E, "o"},
	{0x440, "p"}, {0x441, "c"}, {0x443, "y"}, {0x445, "x"}, {0x405, "S"}, {0x455, "s"}, {0x406, "I"}, {0x456, "i"},
	{0x408, "J"}, {0x458, "j"}, {0x4BB, "h"}, {0x501, "d"}, {0x391, "A"}, {0x392, "B"}, {0x395, "E"}, {0x396, "Z"},
	{0x397, "H"}, {0x399, "I"}, {0x39A, "K"}, {0x39C, "M"}, {0x39D, "N"}, {0x39F, "O"}, {0x3A1, "P"}, {0x3A4, "T"},
	{0x3A5, "Y"}, {0x3A7, "X"}, {0x3BF, "o"}, {0xD0, "Đ"},  {0x189, "Đ"}, {0xF0, "đ"},
};

static const char *twin_of(int32_t c)
{
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
		if (twins[i].code == c) return twins[i].letter;
	return NULL;
}

static bool is_greek(int32_t c)
{
	return c >= 0x370 && c < 0x400;
}

static bool is_cyrillic(int32_t c)
{
	return c >= 0x400 && c < 0x530;
}

static bool is_latin(int32_t c)
{
	bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return plain || (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c < 0x1F00);
}

/* The first false letter of the word at `word`, 0 if it is as it should be; *end: behind the word. Foreign words stay
 * foreign: one letter without a twin makes them so, and Greek that stands alone is of a formula. */
static int32_t find_false(const char **end, const char *word, const char *text_end)
{
	int32_t c = 0, found = 0;
	bool latin = false, foreign = false, greek = false;
	const char *at = word;
	while (at < text_end) {
		size_t bytes = utf8_decode(&c, at, text_end);
		bool combines = c >= 0x300 && c < 0x370;
		if (!is_latin(c) && !is_greek(c) && !is_cyrillic(c) && !combines) break;
		at += bytes;
		bool false_letter = twin_of(c);
		if (false_letter && !found) found = c;
		greek |= is_greek(c);
		if (is_latin(c) && !false_letter) latin = true;
		if ((is_greek(c) || is_cyrillic(c)) && !false_letter) foreign = true;
	}
	*end = at;
	return foreign || (greek && !latin) ? 0 : found;
}

struct search {
	const struct xml *xml;
	struct diagnostics *diagnostics;
};

static int report(const struct search *search, const xmlNode *place, int32_t c, const char *word, size_t length)
{
	char number[16], shown[64];
	snprintf(number, sizeof number, "U+%04X", (unsigned)c);
	if (length >= sizeof shown) length = 0; /* no word is that long */
	snprintf(shown, sizeof shown, "%.*s", (int)length, word);
	struct place at = xml_place_of(search->xml, place, c);
	return diagnostics_add(search->diagnostics, TEXT_LOOKALIKE, at, shown, number, twin_of(c), NULL);
}

static int report_mark(const struct search *search, const xmlNode *place, int32_t c)
{
	char number[16];
	snprintf(number, sizeof number, "U+%04X", (unsigned)c);
	return diagnostics_add(search->diagnostics, TEXT_LONE_MARK, xml_place_of(search->xml, place, c), number, NULL);
}

/* A mark of combination at the head of a word, or the third on one letter (Vietnamese knows two). */
static int32_t find_lone_mark(const char *text, const char *end)
{
	int marks = 0;
	bool letter = false;
	for (int32_t c = 0; text < end;) {
		text += utf8_decode(&c, text, end);
		bool mark = c >= 0x300 && c < 0x370;
		marks = mark ? marks + 1 : 0;
		if (mark && (!letter || marks > 2)) return c;
		letter = mark || (c > ' ' && c != 0xA0 && !(c >= 0x2000 && c < 0x2010));
	}
	return 0;
}

/* Neither a letter with a twin nor a mark of combination: nearly every text, told by the first bytes of its characters,
 * CC to D4 (U+0300 to U+053F), C3 (Eth) and C6 (African D). */
static bool is_innocent(const char *text, const char *end)
{
	for (const unsigned char *at = (const unsigned char *)text; at < (const unsigned char *)end; at++) {
		if (*at < 0xC3 || *at > 0xD4) continue;
		if (*at >= 0xCC || (*at == 0xC3 && (at[1] & 0x5F) == 0x10) || (*at == 0xC6 && at[1] == 0x89)) return false;
	}
	return true;
}

static int search_text(void *context, xmlNode *text, const xmlNode *place)
{
	const struct search *search = context;
	const char *at = text->content ? (const char *)text->content : "", *end = at + strlen(at);
	if (is_innocent(at, end)) return OK;
	int32_t mark = find_lone_mark(at, end);
	if (mark) TRY(report_mark(search, place, mark));
	while (at < end) {
		const char *stop;
		int32_t c = find_false(&stop, at, end);
		if (c) return report(search, place, c, at, (size_t)(stop - at));
		if (stop == at) stop += utf8_decode(&c, at, end);
		at = stop;
	}
	return OK;
}

int plan_find_lookalikes(const struct plan *plan, struct diagnostics *diagnostics)
{
	struct search search = {&plan->xml, diagnostics};
	if (plan->xml.ordinary) return OK;
	return xml_each_text(plan->root, search_text, &search);
}
