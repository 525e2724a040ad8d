/* Where a line may end.
 *
 * UAX #14, as libunibreak knows it, is made for all scripts at once and breaks "181/KH-SCT" twice and "2021 - 2030"
 * before its dash. Vietnamese puts a blank between any two syllables, so its rules are simpler and stricter. Text is
 * taken as tokens (what stands between white space) and gaps (the white space). libunibreak speaks first; then
 *
 *   in a token   its breaks go, but those between ideographs and after an em dash; a token longer than a number, a
 *                date or a symbol can be (an address of the web, say) gets breaks after its punctuation instead;
 *   in a gap     its breaks stay, unless the next line would open with what closes, continues or counts what stands
 *                before it: punctuation, a dash, "%", the number of "Điều 5" or "tháng 02".
 *
 * Nothing is forbidden where the text has a zero width space or a line feed: somebody wanted it. One look at each
 * character, with two tokens remembered. */
#include <linebreak.h>
#include <linebreakdef.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "base/status.h"
#include "text/text.h"
#include "text/utf8.h"

enum {
	LONG_TOKEN = 30,   /* characters; longer ones may be broken after punctuation */
	LONG_STRETCH = 60, /* characters of a long token without any break; then there is one: no line is longer */
	LEAST_REST = 3,    /* characters of a long token that stay together at its ends */
	LONG_NUMBER = 8,   /* bytes; "4/4/2024" */
	FOLDED_SIZE = 16,  /* bytes; longer than any word of the table */
	BLANK = 0xFFFC,    /* room for the pen */
};

/* Words that are not parted from the number that follows: a line that opens with a bare "5" or "02" reads as an item's
 * number, and a citation that is torn ("Điều | 5") is misread. With `letter` the "number" may be a letter: "điểm a".
 * In small letters; the last syllable is enough ("Phụ lục"). */
static const struct {
	char word[FOLDED_SIZE];
	bool letter;
} number_words[] = {
	/* parts of documents */
	{"mục", true},
	{"khoản", false},
	{"điều", false},
	{"điểm", true},
	{"phần", true},
	{"chương", false},
	{"tiết", true},
	{"lục", true},
	{"biểu", true},
	{"mẫu", true},
	{"bảng", false},
	{"hình", false},
	{"trang", false},
	/* "số 4707/KH-UBND", "khóa XV", "lần thứ XIII" */
	{"số", false},
	{"khóa", false},
	{"khoá", false},
	{"thứ", false},
	/* dates */
	{"ngày", false},
	{"tháng", false},
	{"năm", false},
	{"quý", false},
	{"tuần", false},
	/* places whose name is a number */
	{"quận", false},
	{"phường", false},
	{"tổ", false},
};

struct token {
	size_t start, end;
	bool opens; /* the text's own line: at its start or after a line feed */
};

struct scan {
	enum line_break *flags;
	const char *text;
	size_t length;
	bool plain; /* no break stands in a token, and single blanks alone between them */
};

static int32_t first_of(const struct scan *scan, struct token token)
{
	return utf8_code_point(scan->text + token.start, token.end - token.start);
}

static bool is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_latin(int32_t c)
{
	return c < 0x80 ? (c | 32) >= 'a' && (c | 32) <= 'z' : (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00);
}

static bool is_letter(int32_t c)
{
	if (c < 0x80 || is_latin(c)) return is_latin(c) && c != 0xD7 && c != 0xF7;
	utf8proc_category_t category = utf8proc_category(c);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

static bool is_combining(int32_t c)
{
	if (c < 0x300) return false;
	utf8proc_category_t category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

/* Scripts that write without spaces. */
static bool is_ideograph(int32_t c)
{
	return (c >= 0x2E80 && c < 0xA000) || (c >= 0xAC00 && c < 0xD800) || (c >= 0xF900 && c < 0xFB00) ||
		   (c >= 0xFF00 && c < 0xFFF0) || (c >= 0x20000 && c < 0x40000);
}

static bool is_dash(int32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

/* "-", "+", "*" or a bullet, alone: the mark of a list's item, or a dash between words. */
static bool is_mark(const struct scan *scan, struct token token)
{
	int32_t c;
	size_t size = utf8_read(&c, scan->text + token.start, token.end - token.start);
	return size == token.end - token.start && (is_dash(c) || c == '+' || c == '*' || c == 0x2022);
}

/* Does it open with what belongs to the text before it? */
static bool opens_badly(const struct scan *scan, struct token token)
{
	size_t length = token.end - token.start;
	int32_t c, next = 0;
	size_t size = utf8_read(&c, scan->text + token.start, length);
	if (size < length) next = utf8_code_point(scan->text + token.start + size, length - size);
	switch (c) {
	case '%':
	case ')':
	case ']':
	case '}':
	case ',':
	case '.':
	case ';':
	case ':':
	case '!':
	case '?':
	case '/':
	case 0xB0:
	case 0xB7:
	case 0xBB:
	case 0x2019:
	case 0x201D:
	case 0x2026:
	case 0x2030:
	case 0x2032:
	case 0x2033:
	case 0x203A:
		return true;
	case '"':
	case '\'':
		return !is_letter(next) && !is_digit(next) && next != '(' && next != '[';
	default:
		return is_dash(c) || is_mark(scan, token);
	}
}

static bool is_roman_digit(char c)
{
	return c == 'I' || c == 'V' || c == 'X' || c == 'L' || c == 'C' || c == 'D' || c == 'M';
}

/* Roman numerals in capitals, then nothing or punctuation. */
static bool is_roman(const char *text, size_t length)
{
	size_t digits = 0;
	while (digits < length && is_roman_digit(text[digits])) digits++;
	if (!digits) return false;
	if (digits == length) return true;
	int32_t next = utf8_code_point(text + digits, length - digits);
	return !is_letter(next) && !is_digit(next) && !is_combining(next);
}

/* One small letter or capital of the alphabet without marks (but "đ"), then nothing or punctuation: "a", "đ)". */
static bool is_single_letter(const char *text, size_t length)
{
	int32_t c;
	size_t size = utf8_read(&c, text, length);
	if (!is_letter(c) || (c >= 0x80 && c != 0x110 && c != 0x111)) return false;
	if (size == length) return true;
	int32_t next = utf8_code_point(text + size, length - size);
	return !is_letter(next) && !is_digit(next) && !is_combining(next);
}

static bool starts_number(const struct scan *scan, struct token token)
{
	return is_digit(first_of(scan, token)) || is_roman(scan->text + token.start, token.end - token.start);
}

static bool ends_number(const struct scan *scan, struct token token)
{
	char last = scan->text[token.end - 1];
	return is_digit(last) || (last == '%' && token.end - token.start > 1) ||
		   is_roman(scan->text + token.start, token.end - token.start);
}

/* The token in small letters without opening brackets and quotes; "" if it is too long for the table. */
static void fold(char folded[FOLDED_SIZE], const struct scan *scan, struct token token)
{
	size_t used = 0;
	for (size_t i = token.start; i < token.end;) {
		int32_t c;
		i += utf8_read(&c, scan->text + i, token.end - i);
		if (!used && (c == '(' || c == '[' || c == '"' || c == 0x201C || c == 0xAB)) continue;
		if (used + 5 > FOLDED_SIZE) {
			used = 0;
			break;
		}
		used += (size_t)utf8proc_encode_char(utf8proc_tolower(c), (utf8proc_uint8_t *)folded + used);
	}
	folded[used] = '\0';
}

/* "tháng" "02", "điểm" "a", "số" "/KH-UBND", "ngày" and room for the pen? */
static bool counts(const struct scan *scan, struct token word, struct token number)
{
	bool letter = is_single_letter(scan->text + number.start, number.end - number.start);
	if (!letter && !starts_number(scan, number) && first_of(scan, number) != BLANK) return false;
	letter = letter && !starts_number(scan, number);
	char folded[FOLDED_SIZE];
	fold(folded, scan, word);
	for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++)
		if (!strcmp(number_words[i].word, folded)) return !letter || number_words[i].letter;
	return false;
}

/* "2021 - 2030" between its dash and the second number, and "2021- 2030". */
static bool is_span(const struct scan *scan, struct token before, struct token dash, struct token after)
{
	if (!starts_number(scan, after)) return false;
	if (is_mark(scan, dash)) return before.end > before.start && ends_number(scan, before);
	const char *text = scan->text + dash.start;
	size_t length = dash.end - dash.start;
	bool hyphen = length > 1 && text[length - 1] == '-' && is_digit(text[length - 2]);
	bool en_dash = length > 3 && !memcmp(text + length - 3, "\u2013", 3) && is_digit(text[length - 4]);
	return hyphen || en_dash;
}

/* "1007/KH-UBND", "24/12/2021": kept whole, and long enough to tear a line if it drew its word along, too. */
static bool is_long_number(const struct scan *scan, struct token token)
{
	size_t length = token.end - token.start;
	return length >= LONG_NUMBER && memchr(scan->text + token.start, '/', length);
}

/* A word of Latin letters that is no number and no single letter, as nearly all are. */
static bool is_plain_word(const struct scan *scan, struct token token)
{
	const char *text = scan->text + token.start;
	int32_t c;
	size_t length = token.end - token.start, size = utf8_read(&c, text, length);
	if (!is_letter(c) || is_roman_digit(*text)) return false;
	return size < length && is_letter(utf8_code_point(text + size, length - size));
}

/* The gap before `token`; `before` and `earlier` stand before it. */
static void judge_gap(struct scan *scan, struct token earlier, struct token before, struct token token)
{
	bool never = before.opens && is_mark(scan, before);
	if (!never && is_plain_word(scan, token)) return;
	never = never || opens_badly(scan, token) || is_span(scan, earlier, before, token);
	if (!never && !counts(scan, before, token)) return;
	enum line_break judged = never || !is_long_number(scan, token) ? BREAK_NEVER : BREAK_AVOIDED;
	for (size_t i = before.end; i < token.start; i++) scan->flags[i] = judged;
}

/* After `last`, before `next`, in a long token: is this where an address of the web may be broken? */
static bool breaks_address(int32_t before, int32_t last, int32_t next)
{
	if (last >= 0x80 || !last || !strchr("/.@-_?&=+:;,#~", (int)last)) return false;
	if (!is_letter(next) && !is_digit(next)) return false;
	return !((last == '.' || last == ',') && is_digit(before) && is_digit(next)); /* 1.000.000 */
}

static void judge_inside(struct scan *scan, struct token token)
{
	if (scan->plain && token.end - token.start <= LONG_TOKEN) return; /* nearly always */
	size_t characters = 0;
	for (size_t i = token.start; i < token.end; i++) characters += ((unsigned char)scan->text[i] & 0xC0) != 0x80;
	bool is_long = characters > LONG_TOKEN, breaks = is_long;
	for (size_t i = token.start; i + 1 < token.end && !breaks; i++) breaks = scan->flags[i] == BREAK_ALLOWED;
	if (!breaks) return;
	size_t done = 0, stretch = 0; /* characters before here: of the token, since the last break */
	int32_t before = 0, last = 0, next;
	for (size_t i = token.start; i < token.end; done++, stretch++) {
		size_t size = utf8_read(&next, scan->text + i, token.end - i);
		if (done && scan->flags[i - 1] != BREAK_FORCED) {
			bool allowed =
				scan->flags[i - 1] == BREAK_ALLOWED && (is_ideograph(last) || is_ideograph(next) || last == 0x2014);
			bool inner = done >= LEAST_REST && characters - done >= LEAST_REST;
			if (is_long && inner) allowed = allowed || breaks_address(before, last, next);
			if (is_long && stretch >= LONG_STRETCH) allowed = allowed || !is_combining(next);
			scan->flags[i - 1] = allowed ? BREAK_ALLOWED : BREAK_NEVER;
			if (allowed) stretch = 0;
		}
		before = last;
		last = next;
		i += size;
	}
}

static bool follows_plainly(int32_t c)
{
	switch (c) {
	case ',':
	case '.':
	case ';':
	case ':':
	case ')':
	case '%':
	case '/':
		return true;
	default:
		return false;
	}
}

/* Plain text is of Latin letters, digits, the commonest punctuation, and single blanks before letters, digits, opening
 * brackets, hyphens and "…". By UAX #14, too, a line may end at each of its blanks; what else libunibreak would find is
 * inside tokens and goes. So nearly all texts are spared the library. False: the text is not plain. */
static bool break_plainly(struct scan *scan)
{
	int32_t before = ' ', c;
	for (size_t i = 0; i < scan->length; i++) scan->flags[i] = BREAK_NEVER;
	for (size_t i = 0, size; i < scan->length; i += size, before = c) {
		size = utf8_read(&c, scan->text + i, scan->length - i);
		if (is_latin(c) || is_digit(c) || c == '(' || c == '-' || c == 0x2026) {
			if (i && before == ' ') scan->flags[i - 1] = BREAK_ALLOWED;
		} else if (before == ' ' || !(c == ' ' ? before != '(' : follows_plainly(c))) {
			return false;
		}
	}
	scan->flags[scan->length - 1] = BREAK_ALLOWED;
	return true;
}

/* Reads for libunibreak. It looks classes up in a list, from the list's start: Latin letters, nearly all of the text,
 * are given as an early member of their class, which halves its time. */
static utf32_t next_for_library(const void *text, size_t length, size_t *index)
{
	if (*index >= length) return 0xFFFF; /* its end of text */
	int32_t c;
	*index += utf8_read(&c, (const char *)text + *index, length - *index);
	return is_latin(c) ? '#' : (utf32_t)c;
}

/* Flags as libunibreak sees them. Its answer, a byte for each byte of text, is put into the flags' own memory and
 * unpacked from its end. */
static void ask_library(struct scan *scan)
{
	char *answer = (char *)scan->flags;
	memset(answer, LINEBREAK_NOBREAK, scan->length);
	set_linebreaks(scan->text, scan->length, "vi", answer, next_for_library);
	for (size_t i = scan->length; i-- > 0;) {
		char said = answer[i];
		scan->flags[i] = said == LINEBREAK_MUSTBREAK    ? BREAK_FORCED
						 : said == LINEBREAK_ALLOWBREAK ? BREAK_ALLOWED
														: BREAK_NEVER;
	}
	scan->flags[scan->length - 1] = BREAK_ALLOWED;
}

static struct token read_token(const struct scan *scan, size_t start)
{
	struct token token = {.start = start, .end = scan->length};
	const char *text = scan->text;
	if (scan->plain) {
		const char *blank = memchr(text + start, ' ', scan->length - start);
		if (blank) token.end = (size_t)(blank - text);
		return token;
	}
	size_t end = start, size;
	while (end < scan->length && !white_space_at(&size, text + end, scan->length - end)) end += size;
	token.end = end;
	return token;
}

/* Skips white space; tells what it asks for. */
static size_t skip_gap(bool *wanted, bool *line_feed, const struct scan *scan, size_t i)
{
	size_t size;
	enum white_space white;
	*wanted = *line_feed = false;
	while (i < scan->length && (white = white_space_at(&size, scan->text + i, scan->length - i)) != WHITE_NONE) {
		*line_feed = *line_feed || white == WHITE_LINE_FEED;
		*wanted = *wanted || white == WHITE_ZERO_WIDTH;
		i += size;
	}
	*wanted = *wanted || *line_feed;
	return i;
}

static void start_library(void)
{
	init_linebreak();
}

int text_line_breaks(enum line_break *flags, const char *text, size_t length)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT; /* libunibreak builds an index of its tables */
	pthread_once(&once, start_library);
	if (!length) return OK;
	struct scan scan = {.flags = flags, .text = text, .length = length};
	scan.plain = break_plainly(&scan);
	if (!scan.plain) ask_library(&scan);

	struct token earlier = {0, 0, false}, before = {0, 0, false};
	bool wanted, line_feed;
	size_t i = skip_gap(&wanted, &line_feed, &scan, 0);
	line_feed = true;
	while (i < length) {
		struct token token = read_token(&scan, i);
		token.opens = line_feed;
		judge_inside(&scan, token);
		if (before.end && !wanted) judge_gap(&scan, earlier, before, token);
		earlier = before;
		before = token;
		i = skip_gap(&wanted, &line_feed, &scan, token.end);
	}
	return OK;
}
