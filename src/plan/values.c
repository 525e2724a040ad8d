/* Suggestions are candidates: what was typed is rewritten in each of the ways that people mistype values, and the first
 * result that is a good value is what was meant. So no rule here needs to know which value it is for. */
#include "plan/values.h"

#include <libxml/xmlregexp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/words.h"
#include "base/xml.h"
#include "plan/grammar.h"

enum { VALUES_LIMIT = 64, VALUE_LENGTH = 200 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_collapsed(const char *text)
{
	for (char before = ' '; *text; before = *text++)
		if (is_blank(*text) && (*text != ' ' || before == ' ' || !text[1])) return false;
	return true;
}

const char *value_collapsed(struct arena *arena, const char *text)
{
	if (is_collapsed(text)) return text;
	char *copy = arena_string(arena, text), *out = copy;
	if (!copy) return NULL;
	for (const char *at = text; *at; at++) {
		if (!is_blank(*at))
			*out++ = *at;
		else if (out > copy && out[-1] != ' ')
			*out++ = ' ';
	}
	if (out > copy && out[-1] == ' ') out--;
	*out = '\0';
	return copy;
}

static const char *content_of(const xmlNode *node)
{
	return node && node->children && node->children->content ? (const char *)node->children->content : "";
}

/* Compiling takes many times as long as matching, so what was compiled stays with the grammar. */
struct regexp {
	const char *expression; /* the grammar's or a literal: the same pointer is the same text */
	xmlRegexp *compiled;
	struct regexp *next;
};

void values_drop(xmlDoc *grammar)
{
	for (struct regexp *at = grammar ? grammar->_private : NULL, *next; at; at = next) {
		next = at->next;
		xmlRegFreeRegexp(at->compiled);
		free(at);
	}
	if (grammar) grammar->_private = NULL;
}

/* NULL when out of memory: the grammar's own are correct. */
static xmlRegexp *compile(xmlDoc *grammar, const char *expression)
{
	struct regexp *at = grammar->_private;
	while (at && at->expression != expression) at = at->next;
	if (at) return at->compiled;
	xmlRegexp *compiled = xmlRegexpCompile((const xmlChar *)expression);
	at = compiled ? mem_zeroed(1, sizeof *at) : NULL;
	if (!at) {
		xmlRegFreeRegexp(compiled);
		return NULL;
	}
	*at = (struct regexp){expression, compiled, grammar->_private};
	grammar->_private = at;
	return compiled;
}

static int match_regexp(bool *good, xmlDoc *grammar, const char *expression, const char *text)
{
	xmlRegexp *regexp = compile(grammar, expression);
	int result = regexp ? xmlRegexpExec(regexp, (const xmlChar *)text) : -1;
	*good = result == 1;
	return result < 0 ? ERR_MEMORY : OK;
}

static int check_data(bool *good, const xmlNode *data, const char *text)
{
	const char *type = xml_attribute(data, "type");
	*good = true;
	if (strcmp(type, "positiveInteger") == 0) return match_regexp(good, data->doc, "\\+?0*[1-9][0-9]*", text);
	if (strcmp(type, "nonNegativeInteger") == 0) return match_regexp(good, data->doc, "\\+?[0-9]+|-0+", text);
	if (strcmp(type, "language") == 0) return match_regexp(good, data->doc, "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", text);
	if (strcmp(type, "NCName") == 0) *good = xmlValidateNCName((const xmlChar *)text, 0) == 0;
	for (const xmlNode *param = grammar_child(data); param && *good; param = grammar_next(param))
		if (strcmp(xml_attribute(param, "name"), "pattern") == 0)
			TRY(match_regexp(good, data->doc, content_of(param), text));
	return OK;
}

static int check_collapsed(bool *good, const xmlNode *pattern, const char *text);

/* One word or several, each a good value. */
static int check_list(bool *good, const xmlNode *list, const char *text)
{
	const xmlNode *each = grammar_child(grammar_child(list)); /* in <oneOrMore> */
	*good = *text != '\0';
	while (*text && *good) {
		char word[VALUE_LENGTH];
		size_t length = strcspn(text, " ");
		if (length >= sizeof word) length = sizeof word - 1; /* which is no good value either */
		memcpy(word, text, length);
		word[length] = '\0';
		TRY(check_collapsed(good, each, word));
		text += length;
		text += strspn(text, " ");
	}
	return OK;
}

static int check_collapsed(bool *good, const xmlNode *pattern, const char *text)
{
	pattern = grammar_resolve(pattern);
	if (xml_is(pattern, "list")) return check_list(good, pattern, text);
	if (xml_is(pattern, "data")) return check_data(good, pattern, text);
	*good = xml_is(pattern, "value") && strcmp(content_of(pattern), text) == 0;
	if (!xml_is(pattern, "choice")) return OK;
	for (const xmlNode *child = grammar_child(pattern); child && !*good; child = grammar_next(child))
		TRY(check_collapsed(good, child, text));
	return OK;
}

int value_check(bool *good, struct arena *arena, const xmlNode *pattern, const char *text)
{
	const char *collapsed = value_collapsed(arena, text);
	return collapsed ? check_collapsed(good, pattern, collapsed) : ERR_MEMORY;
}

static void list_values(const xmlNode *pattern, const char **values, size_t *count)
{
	pattern = grammar_resolve(pattern);
	if (xml_is(pattern, "value") && *count < VALUES_LIMIT) values[(*count)++] = content_of(pattern);
	if (!xml_is(pattern, "choice")) return;
	for (const xmlNode *child = grammar_child(pattern); child; child = grammar_next(child))
		list_values(child, values, count);
}

int value_describe(const char **list, bool *examples, struct arena *arena, const xmlNode *pattern)
{
	const char *values[VALUES_LIMIT];
	size_t count = 0;
	list_values(pattern, values, &count);
	pattern = grammar_resolve(pattern);
	if (xml_is(pattern, "list")) pattern = grammar_resolve(grammar_child(grammar_child(pattern)));
	*examples = count == 0;
	*list = NULL;
	if (!count && xml_is(pattern, "choice")) pattern = grammar_resolve(grammar_child(pattern)); /* or a field */
	if (!count) {
		for (const xmlAttr *attribute = pattern->properties; attribute; attribute = attribute->next)
			if (strcmp((const char *)attribute->name, "write") == 0) *list = content_of((const xmlNode *)attribute);
		return OK;
	}
	struct buffer out = {0};
	for (size_t i = 0; i < count; i++) {
		if (i) buffer_text(&out, ", ");
		buffer_text(&out, values[i]);
	}
	*list = out.failed ? NULL : arena_copy(arena, out.data, out.length);
	buffer_drop(&out);
	return *list ? OK : ERR_MEMORY;
}

/* Rewritings. Each puts its candidate into `out` (VALUE_LENGTH), or nothing. */

static void without_blanks(char *out, const char *text)
{
	for (; *text; text++)
		if (*text != ' ') *out++ = *text;
	*out = '\0';
}

/* "12,5 %" */
static void decimal_point(char *out, const char *text)
{
	without_blanks(out, text);
	for (; *out; out++)
		if (*out == ',') *out = '.';
}

/* "2.5cm", "2,5 cm" */
static void millimetres(char *out, const char *text)
{
	char plain[VALUE_LENGTH];
	decimal_point(plain, text);
	char *end;
	long whole = strtol(plain, &end, 10);
	int tenth = 0;
	if (*end == '.' && end[1] >= '0' && end[1] <= '9') {
		tenth = end[1] - '0';
		end += 2;
	}
	if (end > plain && strcmp(end, "cm") == 0 && whole >= 0 && whole < 1000)
		snprintf(out, 16, "%ldmm", 10 * whole + tenth);
}

/* "07/02/2022", "7.2.2022", "ngày 07 tháng 02 năm 2022", "2022/2/7", "02/2022" */
static void date(char *out, const char *text)
{
	unsigned long numbers[3];
	size_t digits[3], count = 0;
	while (*text) {
		if (*text < '0' || *text > '9') {
			text++;
			continue;
		}
		if (count == 3) return;
		digits[count] = strspn(text, "0123456789");
		numbers[count] = strtoul(text, NULL, 10);
		text += digits[count++];
	}
	if (count < 2) return;
	bool year_first = digits[0] == 4;
	size_t last = count - 1;
	if (digits[year_first ? 0 : last] != 4 || digits[1] > (count == 3 ? 2 : 4)) return;
	unsigned long year = numbers[year_first ? 0 : last], month = numbers[count == 3 ? 1 : year_first ? 1 : 0];
	unsigned long day = count == 3 ? numbers[year_first ? 2 : 0] : 1;
	if (month < 1 || month > 12 || day < 1 || day > 31) return;
	if (count == 3)
		snprintf(out, 16, "%04lu-%02lu-%02lu", year, month, day);
	else
		snprintf(out, 16, "%04lu-%02lu", year, month);
}

/* "2022-02-07 08:30:00", without the time zone: Vietnam's */
static void moment(char *out, const char *text)
{
	if (strlen(text) < 16 || text[13] != ':') return;
	bool seconds = text[16] == ':';
	snprintf(out, VALUE_LENGTH, "%.10sT%.*s%s%s", text, seconds ? 8 : 5, text + 11, seconds ? "" : ":00",
			 strlen(text) > 19 ? text + 19 : "+07:00");
}

/* "Số: 181/KH-SCT" */
static void notation(char *out, const char *text)
{
	without_blanks(out, text + strcspn(text, "0123456789/"));
}

static void address(char *out, const char *text)
{
	if (strchr(text, '@'))
		snprintf(out, VALUE_LENGTH, "mailto:%s", text);
	else if (strchr(text, '.'))
		snprintf(out, VALUE_LENGTH, "https://%s", text);
}

/* "TM Ủy ban", "K/T Giám đốc", "tm. Ủy ban" */
static void authority(char *out, const char *text)
{
	static const char *const forms[][2] = {{"TM", "TM."},   {"T/M", "TM."}, {"KT", "KT."},    {"K/T", "KT."},
										   {"TUQ", "TUQ."}, {"TL", "TL."},  {"T/L", "TL."},   {"TM.", "TM."},
										   {"KT.", "KT."},  {"TL.", "TL."}, {"TUQ.", "TUQ."}, {"Q.", "Q."}};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t length = strlen(forms[i][0]), same = 0;
		while (same < length && (text[same] & ~0x20) == (forms[i][0][same] & ~0x20)) same++;
		if (same == length && (text[length] == ' ' || text[length - 1] == '.'))
			snprintf(out, VALUE_LENGTH, "%s %s", forms[i][1], text + length + (text[length] == ' '));
	}
}

/* "nhiem vu" */
static void joined(char *out, const char *text)
{
	if (strchr(text, ':')) return; /* an address */
	for (; *text; text++) *out++ = *text == ' ' ? '-' : *text;
	*out = '\0';
}

static void capitals(char *out, const char *text)
{
	for (; *text; text++) *out++ = *text >= 'a' && *text <= 'z' ? (char)(*text - 32) : *text;
	*out = '\0';
}

int value_suggest(const char **meant, struct arena *arena, const xmlNode *pattern, const char *text)
{
	static void (*const rewritings[])(char *out, const char *text) = {
		date, moment, joined, without_blanks, decimal_point, millimetres, notation, authority, capitals, address,
	};
	*meant = NULL;
	const char *typed = value_collapsed(arena, text), *values[VALUES_LIMIT];
	if (!typed) return ERR_MEMORY;
	size_t count = 0;
	list_values(pattern, values, &count);
	if (count) {
		*meant = words_nearest(typed, values, count);
		return OK;
	}
	if (strlen(typed) >= VALUE_LENGTH / 2) return OK;
	for (size_t i = 0; i < sizeof rewritings / sizeof *rewritings && !*meant; i++) {
		char candidate[VALUE_LENGTH] = "";
		bool good = false;
		rewritings[i](candidate, typed);
		if (candidate[0]) TRY(check_collapsed(&good, pattern, candidate));
		if (!good) continue;
		*meant = arena_string(arena, candidate);
		if (!*meant) return ERR_MEMORY;
	}
	return OK;
}
