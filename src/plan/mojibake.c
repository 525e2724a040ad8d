/* Three kinds of false text come with pages that were pasted from elsewhere.
 *
 * UTF-8 twice: the bytes of UTF-8 were taken for Windows-1252 and encoded again, "Kế" is "Káº¿". Taken back, they
 * are a Vietnamese letter; that hardly happens by chance.
 *
 * TCVN3 and VNI are older codes that hide Vietnamese letters behind Western ones, which only their own fonts show
 * right: "hoạch" is "ho¹ch" in TCVN3, "hoaïch" in VNI. A sign such as ¹ between two letters tells TCVN3 at once; of
 * capitals such as in "ViÖt" and of pairs such as "aï", which VNI shares with French, several must stand in texts that
 * have no Vietnamese letter. */
#include "plan/mojibake.h"

#include <string.h>

#include "base/status.h"
#include "base/utf8.h"

enum kind { TWICE, TCVN3, VNI, KINDS };
enum { SURE = 3, SHOWN = 48 };

struct search {
	const struct xml *xml;
	struct place first[KINDS];
	char word[KINDS][SHOWN + 4], meant[KINDS][SHOWN + 4];
	unsigned count[KINDS];
};

/* The byte of a character in Windows-1252, or in Latin-1 where that has none; -1: no such character. */
static int western_byte(int32_t c)
{
	static const int32_t upper[32] = {0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
									  0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0,      0x17D,  0,
									  0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
									  0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0,      0x17E,  0x178};
	if (c < 0x100) return (int)c;
	for (int i = 0; i < 32; i++)
		if (upper[i] == c) return 0x80 + i;
	return -1;
}

static bool is_vietnamese(int32_t c)
{
	static const int32_t others[] = {0x102, 0x103, 0x110, 0x111, 0x128, 0x129,
									 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0};
	static const char western[] = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý";
	if (c >= 0x1EA0 && c <= 0x1EF9) return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i] == c) return true;
	for (const char *at = western, *end = western + strlen(western); at < end;) {
		int32_t letter;
		at += utf8_decode(&letter, at, end);
		if (letter == c) return true;
	}
	return false;
}

/* The Vietnamese letter whose UTF-8, read as Windows-1252, begins at `at`; 0: none. *bytes: what it takes there.
 * Ã before a quote, a dash or a hard blank may well be the end of XÃ. */
static int32_t read_twice(size_t *bytes, const char *at, const char *end)
{
	char twice[4];
	size_t length = 0, wanted = 1;
	int32_t c = 0;
	const char *from = at;
	while (length < wanted && from < end) {
		from += utf8_decode(&c, from, end);
		int byte = western_byte(c);
		if (length == 0) wanted = byte >= 0xC3 && byte <= 0xC6 ? 2 : byte == 0xE1 ? 3 : 0;
		if (byte < 0 || wanted == 0 || (length && byte < 0x80)) return 0;
		if (length == 1 && (unsigned char)twice[0] == 0xC3 && (c == 0xA0 || c >= 0x2000)) return 0;
		twice[length++] = (char)byte;
	}
	*bytes = (size_t)(from - at);
	return length == wanted && utf8_decode(&c, twice, twice + length) == length && is_vietnamese(c) ? c : 0;
}

/* Such a letter begins with Ã, Ä, Å, Æ or á, which are C3 and another byte, and what follows is not ASCII, either. */
static bool is_twice(const char *text, const char *end)
{
	size_t bytes;
	for (const char *at = text; (at = memchr(at, 0xC3, (size_t)(end - at))); at++)
		if (end - at > 2 && (at[2] & 0x80) && read_twice(&bytes, at, end)) return true;
	return false;
}

/* The letters of TCVN3 (TCVN 5712:1993) from 0xA1 on; the empty ones are not used. */
static const char *const tcvn3[] = {
	"Ă", "Â", "Ê", "Ô", "Ơ", "Ư", "Đ", "ă", "â", "ê", "ô", "ơ", "ư", "đ", "",  "",  "",  "",  "",
	"",  "à", "ả", "ã", "á", "ạ", "",  "ằ", "ẳ", "ẵ", "ắ", "",  "",  "",  "",  "",  "",  "",  "ặ",
	"ầ", "ẩ", "ẫ", "ấ", "ậ", "è", "",  "ẻ", "ẽ", "é", "ẹ", "ề", "ể", "ễ", "ế", "ệ", "ì", "ỉ", "",
	"",  "",  "ĩ", "í", "ị", "ò", "",  "ỏ", "õ", "ó", "ọ", "ồ", "ổ", "ỗ", "ố", "ộ", "ờ", "ở", "ỡ",
	"ớ", "ợ", "ù", "",  "ủ", "ũ", "ú", "ụ", "ừ", "ử", "ữ", "ứ", "ự", "ỳ", "ỷ", "ỹ", "ý", "ỵ",
};

static bool is_plain_letter(int32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_western_letter(int32_t c)
{
	return is_plain_letter(c) || (c >= 0xC0 && c <= 0xFF);
}

/* How sure it is that a word is in TCVN3. Wholly: a sign stands for a letter, between letters, or § and ® (Đ, đ) before
 * one. A little: a capital follows on a small letter ("ViÖt"), or a sign ends the word ("hoµ", "x·"). */
static unsigned weigh_tcvn3(const char *word, const char *end)
{
	int32_t c = 0, before = 0;
	unsigned weight = 0;
	for (const char *at = word; at < end; before = c) {
		at += utf8_decode(&c, at, end);
		int32_t after = 0;
		if (at < end) utf8_decode(&after, at, end);
		bool sign =
			c >= 0xA7 && c <= 0xBE && c != 0xAD && c != 0xAF && c != 0xB0 && c != 0xB2 && c != 0xB3 && c != 0xB4;
		bool opens = (c == 0xA7 || c == 0xAE) && !is_western_letter(before);
		if (sign && is_plain_letter(after) && (opens || is_plain_letter(before))) return SURE;
		bool capital = c >= 0xC0 && c <= 0xDE && c != 0xD7 && before >= 'a' && before <= 'z';
		bool closes = (c == 0xB5 || c == 0xB7 || c == 0xB8) && !after && is_plain_letter(before);
		if (capital || closes) weight = 1;
	}
	return weight;
}

/* A vowel with the sign of its tone or form behind it, in a pair that Vietnamese does not know. */
static bool is_vni(const char *word, const char *end)
{
	static const int32_t vowels[] = {'a', 'e', 'o', 'u', 'y', 0xF4, 0xF6, 'A', 'E', 'O', 'U', 'Y', 0xD4, 0xD6};
	static const int32_t signs[] = {0xF8, 0xEF, 0xFB, 0xE4, 0xE5, 0xF9, 0xF5, 0xD8, 0xCF, 0xDB, 0xC4, 0xC5, 0xD9, 0xD5};
	int32_t c = 0, before = 0;
	for (const char *at = word; at < end; before = c) {
		at += utf8_decode(&c, at, end);
		bool vowel = false, sign = false;
		for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++) vowel |= vowels[i] == before;
		for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) sign |= signs[i] == c;
		if (vowel && sign) return true;
	}
	return false;
}

/* What was meant, as far as there is room. */
static void restore(char *out, enum kind kind, const char *word, const char *end)
{
	size_t length = 0, bytes = 0;
	int32_t c = 0;
	for (const char *at = word; at < end && length < SHOWN - 4; at += bytes) {
		char plain[5] = "";
		const char *letter = plain;
		bytes = utf8_decode(&c, at, end);
		memcpy(plain, at, bytes);
		size_t taken = 0;
		int32_t meant = kind == TWICE ? read_twice(&taken, at, end) : 0;
		if (kind == TCVN3 && c >= 0xA1 && c <= 0xFE && *tcvn3[c - 0xA1]) letter = tcvn3[c - 0xA1];
		if (meant) {
			bytes = taken;
			plain[0] = (char)(meant < 0x800 ? 0xC0 | meant >> 6 : 0xE0 | meant >> 12);
			plain[1] = (char)(meant < 0x800 ? 0x80 | (meant & 63) : 0x80 | (meant >> 6 & 63));
			plain[2] = (char)(meant < 0x800 ? 0 : 0x80 | (meant & 63));
			plain[3] = '\0';
		}
		memcpy(out + length, letter, strlen(letter));
		length += strlen(letter);
	}
	out[length] = '\0';
}

static void note(struct search *search, enum kind kind, const xmlNode *node, const char *word, const char *end)
{
	if (search->count[kind]) return;
	int32_t sign = 0;
	const char *at = word;
	while (at < end && sign < 0x80) at += utf8_decode(&sign, at, end);
	search->first[kind] = xml_place_of(search->xml, node, sign);
	size_t length = 0, bytes;
	for (at = word; at < end && length < SHOWN - 4; at += bytes, length += bytes) bytes = utf8_decode(&sign, at, end);
	memcpy(search->word[kind], word, length);
	restore(search->meant[kind], kind, word, end);
}

/* Letters that neither TCVN3 nor VNI show, so that the text is in no such code: U+0100 to U+1FFF, by their first bytes. */
static bool has_real_letters(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0xC4 && (unsigned char)*text <= 0xE1) return true;
	return false;
}

static int search_text(void *context, xmlNode *text, const xmlNode *place)
{
	struct search *search = context;
	const char *at = text->content ? (const char *)text->content : "";
	bool real = has_real_letters(at);
	if (real && !is_twice(at, at + strlen(at))) return OK;
	while (*at) {
		at += strspn(at, " \t\n");
		const char *end = at + strcspn(at, " \t\n");
		unsigned weight[KINDS] = {0};
		if (is_twice(at, end)) {
			weight[TWICE] = SURE;
		} else if (!real) {
			weight[TCVN3] = weigh_tcvn3(at, end);
			weight[VNI] = is_vni(at, end);
		}
		for (int kind = 0; kind < KINDS; kind++) {
			if (!weight[kind]) continue;
			note(search, (enum kind)kind, place, at, end);
			search->count[kind] += weight[kind];
		}
		at = end;
	}
	return OK;
}

int plan_find_mojibake(const struct xml *xml, struct diagnostics *diagnostics)
{
	static const enum diagnostic_id ids[] = {[TWICE] = TEXT_TWICE, [TCVN3] = TEXT_TCVN3, [VNI] = TEXT_VNI};
	struct search search = {.xml = xml};
	int status = xml_each_text(xmlDocGetRootElement(xml->doc), search_text, &search);
	for (int kind = 0; kind < KINDS; kind++) {
		if (search.count[kind] < SURE) continue;
		int said =
			diagnostics_add(diagnostics, ids[kind], search.first[kind], search.word[kind], search.meant[kind], NULL);
		if (status != ERR_MEMORY) status = said;
	}
	return status;
}
