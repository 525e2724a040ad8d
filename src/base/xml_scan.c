/* libxml2 is the judge of what is well-formed, but it tells mistakes poorly, and too late: it needs 21 s for 100,000
 * attributes and builds what a DOCTYPE says before anyone can look at it. So the text is walked once, without
 * allocating anything, by the rules of XML 1.0 for tags, references, comments and the rest. The walk
 *
 * - stops at the limits and at any DOCTYPE, so that libxml2 only ever sees bounded input;
 * - reports what is ill-formed, with what to write instead, and goes on behind it where that can be done safely.
 *
 * It may overlook a mistake (libxml2 will not) but must never see one where there is none: a test compares the two. */
#include "base/xml_scan.h"

#include <stdio.h>
#include <string.h>

#include "base/position.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/xml.h"

enum { REPORTS = 50, QUOTED = 40 };

struct span {
	size_t at, length;
};

struct scan {
	const char *text;
	size_t size, at;
	struct position position;
	const char *name;
	struct diagnostics *diagnostics;
	int status;
	size_t reports;
	bool over; /* nothing more can be told */

	struct span open[XML_DEPTH_LIMIT]; /* names of the open elements */
	size_t depth, elements, run;       /* run: bytes of text since the last tag */
	bool root_seen, outside_told;
	size_t excused; /* end tags that may follow a mistake already told */
};

struct quoted {
	char text[QUOTED + 8];
};

/* A piece of the text for a message: its first line, not too long. */
static const char *quote(struct quoted *out, const struct scan *scan, struct span span)
{
	size_t length = 0, room = QUOTED;
	const char *from = scan->text + span.at;
	while (length < span.length && length < room && from[length] != '\n') length++;
	while (length < span.length && length && ((unsigned char)from[length] & 0xC0) == 0x80) length--;
	snprintf(out->text, sizeof out->text, "%.*s%s", (int)length, from, length < span.length ? "…" : "");
	return out->text;
}

static void report(struct scan *scan, size_t at, enum diagnostic_id id, const char *first, const char *second,
				   const char *third)
{
	position_move(&scan->position, at);
	struct place place = {scan->name, scan->position.line, scan->position.column};
	int status = diagnostics_add(scan->diagnostics, id, place, first, second, third, NULL);
	if (scan->status != ERR_MEMORY) scan->status = status;
	if (++scan->reports >= REPORTS || status == ERR_MEMORY) scan->over = true;
}

static void refuse_limit(struct scan *scan, size_t at, enum diagnostic_id id, long limit)
{
	char number[24];
	snprintf(number, sizeof number, "%ld", limit);
	report(scan, at, id, number, NULL, NULL);
	scan->over = true;
}

static const char *line_of(char number[24], struct scan *scan, size_t at)
{
	position_move(&scan->position, at);
	snprintf(number, 24, "%u", scan->position.line);
	return number;
}

/* XML 1.0, productions 4 and 4a. */
static bool starts_name(int32_t c)
{
	if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
	static const int32_t ranges[][2] = {
		{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},
		{0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
	};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1]) return true;
	return false;
}

static bool continues_name(int32_t c)
{
	return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7 ||
		   (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

/* The name at scan->at, which moves behind it; length 0: none. */
static struct span read_name(struct scan *scan)
{
	struct span span = {scan->at, 0};
	while (scan->at < scan->size) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, scan->text + scan->at, scan->text + scan->size);
		if (!(span.length ? continues_name(c) : starts_name(c))) break;
		scan->at += bytes;
		span.length += bytes;
	}
	return span;
}

static bool looking_at(const struct scan *scan, const char *word)
{
	return strncmp(scan->text + scan->at, word, strlen(word)) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool skip_blanks(struct scan *scan)
{
	size_t before = scan->at;
	while (is_blank(scan->text[scan->at])) scan->at++;
	return scan->at > before;
}

/* To behind the next `end`; what began at `start` has no end otherwise. */
static bool skip_past(struct scan *scan, size_t start, const char *end, const char *what)
{
	const char *found = strstr(scan->text + scan->at, end);
	if (found) {
		scan->at = (size_t)(found - scan->text) + strlen(end);
		return true;
	}
	report(scan, start, XML_UNENDED, what, end, NULL);
	scan->over = true;
	return false;
}

/* References */

static bool is_character_number(const struct scan *scan, struct span digits, int base)
{
	int32_t value = 0;
	for (size_t i = 0; i < digits.length; i++) {
		char c = scan->text[digits.at + i];
		int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
		value = value * base + digit;
		if (value > 0x10FFFF) return false;
	}
	if (value < 0x20) return value == '\t' || value == '\n' || value == '\r';
	return !(value >= 0xD800 && value <= 0xDFFF) && value != 0xFFFE && value != 0xFFFF;
}

static void numeric_reference(struct scan *scan)
{
	size_t start = scan->at;
	bool hexadecimal = scan->text[start + 2] == 'x';
	struct span digits = {start + (hexadecimal ? 3 : 2), 0};
	digits.length = strspn(scan->text + digits.at, hexadecimal ? "0123456789abcdefABCDEF" : "0123456789");
	scan->at = digits.at + digits.length;
	struct quoted quoted;
	struct span whole = {start, scan->at - start};
	if (!digits.length || scan->text[scan->at] != ';') {
		report(scan, start, XML_BAD_REFERENCE, quote(&quoted, scan, whole), NULL, NULL);
		return;
	}
	scan->at++;
	whole.length++;
	if (!is_character_number(scan, digits, hexadecimal ? 16 : 10))
		report(scan, start, XML_CHARACTER, quote(&quoted, scan, whole), NULL, NULL);
}

/* What HTML calls by name, with the number that XML wants. */
static const char *html_entity(const char *name, size_t length)
{
	static const char *const names[][2] = {
		{"nbsp", "&#160;"},   {"ndash", "&#8211;"}, {"mdash", "&#8212;"}, {"hellip", "&#8230;"}, {"lsquo", "&#8216;"},
		{"rsquo", "&#8217;"}, {"ldquo", "&#8220;"}, {"rdquo", "&#8221;"}, {"copy", "&#169;"},    {"deg", "&#176;"},
		{"times", "&#215;"},  {"laquo", "&#171;"},  {"raquo", "&#187;"},  {"sect", "&#167;"},    {"bull", "&#8226;"},
		{"middot", "&#183;"}, {"plusmn", "&#177;"}, {"sup2", "&#178;"},   {"sup3", "&#179;"},    {"ge", "&#8805;"},
		{"le", "&#8804;"},    {"rarr", "&#8594;"},  {"agrave", "&#224;"}, {"aacute", "&#225;"},  {"acirc", "&#226;"},
		{"atilde", "&#227;"}, {"egrave", "&#232;"}, {"eacute", "&#233;"}, {"ecirc", "&#234;"},   {"igrave", "&#236;"},
		{"iacute", "&#237;"}, {"ograve", "&#242;"}, {"oacute", "&#243;"}, {"ocirc", "&#244;"},   {"otilde", "&#245;"},
		{"ugrave", "&#249;"}, {"uacute", "&#250;"}, {"yacute", "&#253;"},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i][0]) == length && strncmp(names[i][0], name, length) == 0) return names[i][1];
	return NULL;
}

static void reference(struct scan *scan)
{
	size_t start = scan->at;
	if (scan->text[start + 1] == '#') {
		numeric_reference(scan);
		return;
	}
	scan->at++;
	struct span name = read_name(scan);
	if (!name.length || scan->text[scan->at] != ';') {
		scan->at = start + 1;
		report(scan, start, XML_BARE_AMPERSAND, NULL, NULL, NULL);
		return;
	}
	scan->at++;
	static const char *const known[] = {"amp", "lt", "gt", "quot", "apos"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i]) == name.length && strncmp(known[i], scan->text + name.at, name.length) == 0) return;
	const char *number = html_entity(scan->text + name.at, name.length);
	struct quoted quoted;
	quote(&quoted, scan, name);
	if (number)
		report(scan, start, XML_HTML_ENTITY, quoted.text, number, NULL);
	else
		report(scan, start, XML_UNKNOWN_ENTITY, quoted.text, NULL, NULL);
}

/* Tags */

/* Typographic quotes, as word processors put them. */
static bool is_curly_quote(const struct scan *scan, size_t at)
{
	int32_t c = 0;
	if (at >= scan->size) return false;
	utf8_decode(&c, scan->text + at, scan->text + scan->size);
	return (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2033;
}

/* Behind something that is no attribute: the next blank or the tag's end. */
static void skip_word(struct scan *scan)
{
	for (;; scan->at++) {
		char c = scan->text[scan->at];
		if (!c || is_blank(c) || c == '>' || c == '<' || (c == '/' && scan->text[scan->at + 1] == '>')) return;
	}
}

/* A quoted value; false if the rest of the file cannot be made sense of. */
static bool attribute_value(struct scan *scan, struct span name)
{
	char mark = scan->text[scan->at];
	size_t start = scan->at++;
	struct quoted quoted;
	while (scan->at < scan->size && scan->text[scan->at] != mark) {
		char c = scan->text[scan->at];
		if (c == '&') {
			reference(scan);
		} else if (c == '<') {
			char number[24];
			line_of(number, scan, start);
			report(scan, scan->at, XML_LESS_IN_VALUE, quote(&quoted, scan, name), number, NULL);
			scan->over = true;
		} else {
			scan->at++;
		}
		if (scan->over) return false;
	}
	if (scan->at - start > XML_TEXT_LIMIT) {
		refuse_limit(scan, start, XML_TEXT_TOO_LONG, XML_TEXT_LIMIT);
		return false;
	}
	if (scan->at == scan->size) {
		report(scan, start, XML_VALUE_UNENDED, quote(&quoted, scan, name), NULL, NULL);
		scan->over = true;
		return false;
	}
	scan->at++;
	return true;
}

static bool attribute(struct scan *scan, struct span name)
{
	struct quoted quoted;
	skip_blanks(scan);
	if (scan->text[scan->at] != '=') {
		report(scan, name.at, XML_NO_VALUE, quote(&quoted, scan, name), NULL, NULL);
		return !scan->over;
	}
	scan->at++;
	skip_blanks(scan);
	if (scan->text[scan->at] == '"' || scan->text[scan->at] == '\'') return attribute_value(scan, name);
	enum diagnostic_id id = is_curly_quote(scan, scan->at) ? XML_CURLY_QUOTES : XML_UNQUOTED;
	report(scan, scan->at, id, quote(&quoted, scan, name), NULL, NULL);
	skip_word(scan);
	if (id == XML_CURLY_QUOTES) { /* a value of several words: to its end, if that is on this line */
		size_t length = strcspn(scan->text + scan->at, "<>=\n");
		for (size_t i = 0; i < length; i++)
			if (is_curly_quote(scan, scan->at + i) && ((unsigned char)scan->text[scan->at + i] & 0xC0) != 0x80) {
				scan->at += i;
				skip_word(scan);
				break;
			}
	}
	return !scan->over;
}

static bool same_name(const struct scan *scan, struct span a, struct span b)
{
	return a.length == b.length && memcmp(scan->text + a.at, scan->text + b.at, a.length) == 0;
}

static void check_twice(struct scan *scan, const struct span *names, size_t count)
{
	struct quoted quoted;
	for (size_t i = 0; i + 1 < count; i++) {
		if (!same_name(scan, names[i], names[count - 1])) continue;
		report(scan, names[count - 1].at, XML_TWICE, quote(&quoted, scan, names[i]), NULL, NULL);
		return;
	}
}

/* Attributes up to the tag's '>', which is passed; *empty: it was a "/>". */
static void attributes(struct scan *scan, struct span tag, bool *empty)
{
	struct span names[XML_ATTRIBUTE_LIMIT];
	struct quoted quoted;
	size_t count = 0;
	*empty = false;
	for (;;) {
		bool blank = skip_blanks(scan);
		char c = scan->text[scan->at];
		if (c == '>' || (c == '/' && scan->text[scan->at + 1] == '>')) {
			*empty = c == '/';
			scan->at += *empty ? 2 : 1;
			return;
		}
		if (scan->at == scan->size || c == '<') {
			report(scan, tag.at - 1, XML_TAG_UNENDED, quote(&quoted, scan, tag), NULL, NULL);
			if (!c) scan->over = true;
			return;
		}
		struct span name = read_name(scan);
		if (!name.length) {
			struct span rest = {scan->at, 0};
			skip_word(scan);
			rest.length = scan->at - rest.at;
			report(scan, rest.at, XML_NO_ATTRIBUTE, quote(&quoted, scan, rest), NULL, NULL);
			if (scan->over) return;
			continue;
		}
		if (count == XML_ATTRIBUTE_LIMIT) {
			refuse_limit(scan, tag.at - 1, XML_TOO_MANY_ATTRIBUTES, XML_ATTRIBUTE_LIMIT);
			return;
		}
		if (!blank) report(scan, name.at, XML_NO_BLANK, quote(&quoted, scan, name), NULL, NULL);
		names[count++] = name;
		check_twice(scan, names, count);
		if (scan->over || !attribute(scan, name)) return;
	}
}

static void start_tag(struct scan *scan)
{
	size_t start = scan->at++;
	struct quoted quoted;
	struct span name = read_name(scan);
	if (!name.length && scan->at == scan->size && (scan->depth || !scan->root_seen))
		return; /* cut off, as will be told */
	if (!name.length) {
		report(scan, start, XML_BARE_LESS, NULL, NULL, NULL);
		scan->excused++;
		return;
	}
	if (scan->root_seen && !scan->depth) {
		report(scan, start, XML_SECOND_ROOT, quote(&quoted, scan, name), NULL, NULL);
		scan->over = true;
		return;
	}
	scan->root_seen = true;
	scan->run = 0;
	if (++scan->elements > XML_ELEMENT_LIMIT) {
		refuse_limit(scan, start, XML_TOO_MANY_ELEMENTS, XML_ELEMENT_LIMIT);
		return;
	}
	if (scan->depth == XML_DEPTH_LIMIT) {
		refuse_limit(scan, start, XML_TOO_DEEP, XML_DEPTH_LIMIT);
		return;
	}
	bool empty;
	attributes(scan, name, &empty);
	if (!empty) scan->open[scan->depth++] = name;
}

/* An end tag that closes not the innermost element: one was left open, or the name is mistyped. */
static void close_other(struct scan *scan, size_t start, struct span name)
{
	struct quoted found, wanted;
	char number[24];
	quote(&found, scan, name);
	size_t level = scan->depth;
	while (level && !same_name(scan, scan->open[level - 1], name)) level--;
	bool excused = scan->excused && !level;
	if (excused) scan->excused--;
	if (excused) return;
	if (!scan->depth || (!level && scan->depth == 1)) {
		report(scan, start, XML_END_WITHOUT_START, found.text, NULL, NULL);
		return;
	}
	struct span innermost = scan->open[scan->depth - 1];
	line_of(number, scan, innermost.at);
	report(scan, start, XML_WRONG_END, found.text, quote(&wanted, scan, innermost), number);
	if (level) scan->excused += scan->depth - level; /* of crossed tags, the others' ends still come */
	scan->depth = level ? level - 1 : scan->depth - 1;
}

static void end_tag(struct scan *scan)
{
	size_t start = scan->at;
	struct quoted quoted;
	scan->at += 2;
	struct span name = read_name(scan);
	skip_blanks(scan);
	if (scan->text[scan->at] != '>') {
		if (name.length || !scan->excused)
			report(scan, start, XML_END_TAG_UNENDED, quote(&quoted, scan, name), NULL, NULL);
		scan->at += strcspn(scan->text + scan->at, "<>");
		if (scan->text[scan->at] != '>') scan->over = true; /* cut off: what is open would only echo it */
	}
	if (scan->text[scan->at] == '>') scan->at++;
	scan->run = 0;
	if (scan->over) return;
	if (scan->depth && same_name(scan, scan->open[scan->depth - 1], name))
		scan->depth--;
	else if (name.length || scan->depth == 0)
		close_other(scan, start, name);
}

/* Comments, instructions, CDATA, DOCTYPE */

static void comment(struct scan *scan)
{
	size_t start = scan->at;
	scan->at += strlen("<!--");
	const char *dashes = strstr(scan->text + scan->at, "--");
	if (dashes && dashes[2] != '>')
		report(scan, (size_t)(dashes - scan->text), XML_DASHES_IN_COMMENT, NULL, NULL, NULL);
	skip_past(scan, start, "-->", "<!--");
}

static void instruction(struct scan *scan)
{
	size_t start = scan->at;
	scan->at += 2;
	struct span name = read_name(scan);
	if (start && name.length == 3 && strncmp(scan->text + name.at, "xml", 3) == 0)
		report(scan, start, XML_LATE_DECLARATION, NULL, NULL, NULL);
	skip_past(scan, start, "?>", "<?");
}

static void cdata(struct scan *scan)
{
	size_t start = scan->at;
	scan->at += strlen("<![CDATA[");
	skip_past(scan, start, "]]>", "<![CDATA[");
	scan->run += scan->at - start;
}

static void markup(struct scan *scan)
{
	size_t start = scan->at;
	char kind = scan->text[start + 1];
	if (kind == '/') {
		end_tag(scan);
	} else if (kind == '?') {
		instruction(scan);
	} else if (kind != '!') {
		start_tag(scan);
	} else if (looking_at(scan, "<!--")) {
		comment(scan);
	} else if (looking_at(scan, "<![CDATA[") && scan->depth) {
		cdata(scan);
	} else if (looking_at(scan, "<!DOCTYPE") || looking_at(scan, "<!doctype")) {
		report(scan, start, XML_DOCTYPE, NULL, NULL, NULL);
		scan->over = true;
	} else {
		start_tag(scan);
	}
}

static void text_outside(struct scan *scan, struct span span)
{
	size_t blank = 0;
	while (blank < span.length && is_blank(scan->text[span.at + blank])) blank++;
	if (blank == span.length || scan->outside_told) return;
	if (!scan->root_seen && !strchr(scan->text + span.at, '<')) { /* no XML at all: at_end() says so */
		scan->outside_told = true;
		return;
	}
	struct quoted quoted;
	struct span word = {span.at + blank, span.length - blank};
	report(scan, word.at, XML_TEXT_OUTSIDE, quote(&quoted, scan, word), NULL, NULL);
	scan->outside_told = true; /* once is enough */
}

static void text(struct scan *scan)
{
	struct span span = {scan->at, strcspn(scan->text + scan->at, "<&")};
	if (!scan->depth) {
		if (scan->text[span.at + span.length] == '&') span.length++;
		text_outside(scan, span);
	} else {
		const char *end = scan->text + span.at + span.length;
		for (const char *at = scan->text + span.at; (at = memchr(at, ']', (size_t)(end - at))); at++)
			if (at[1] == ']' && at[2] == '>') report(scan, (size_t)(at - scan->text), XML_CDATA_END, NULL, NULL, NULL);
	}
	scan->at += span.length;
	scan->run += span.length;
}

static void at_end(struct scan *scan)
{
	struct quoted quoted;
	char number[24];
	if (!scan->root_seen) {
		report(scan, scan->size, XML_EMPTY, NULL, NULL, NULL);
	} else if (scan->depth) {
		struct span innermost = scan->open[scan->depth - 1];
		line_of(number, scan, innermost.at);
		report(scan, scan->size, XML_CUT_OFF, quote(&quoted, scan, innermost), number, NULL);
	}
}

int xml_scan(const char *source, size_t size, const char *name, struct diagnostics *diagnostics)
{
	struct scan scan = {.text = source, .size = size, .name = name, .diagnostics = diagnostics};
	position_begin(&scan.position, source, size);
	while (!scan.over && scan.at < size) {
		size_t start = scan.at;
		if (source[start] == '<')
			markup(&scan);
		else if (source[start] == '&' && scan.depth)
			reference(&scan);
		else
			text(&scan);
		if (scan.run > XML_TEXT_LIMIT) refuse_limit(&scan, start, XML_TEXT_TOO_LONG, XML_TEXT_LIMIT);
	}
	if (!scan.over) at_end(&scan);
	return scan.status;
}
