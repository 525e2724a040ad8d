/* What expressions in a template can ask beside XPath 1.0. */
#include <libxml/xpathInternals.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "template/internal.h"

/* number-of(node): its number as printed; citation-of(node): as it is cited. Of the context node without an argument. */
static void push_info(xmlXPathParserContext *parser, int count, size_t member)
{
	const xmlNode *node = parser->context->node;
	xmlXPathObject *argument = count ? valuePop(parser) : NULL;
	if (argument) {
		const xmlNodeSet *set = argument->type == XPATH_NODESET ? argument->nodesetval : NULL;
		node = set && set->nodeNr ? set->nodeTab[0] : NULL;
	}
	const char *text = NULL;
	if (node && node->type == XML_ELEMENT_NODE) memcpy(&text, (const char *)xml_info(node) + member, sizeof text);
	xmlXPathFreeObject(argument);
	valuePush(parser, xmlXPathNewCString(text ? text : ""));
}

static void number_of(xmlXPathParserContext *parser, int count)
{
	push_info(parser, count, offsetof(struct node_info, number));
}

static void citation_of(xmlXPathParserContext *parser, int count)
{
	push_info(parser, count, offsetof(struct node_info, citation));
}

/* Minutes of a zone behind UTC: "Z", "+07:00". */
static bool read_zone(int *minutes, const char *text)
{
	int hour, minute;
	*minutes = 0;
	if (strcmp(text, "Z") == 0) return true;
	if ((*text != '+' && *text != '-') || sscanf(text + 1, "%2d:%2d", &hour, &minute) != 2) return false;
	*minutes = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
	return true;
}

static int days_of(int month, int year)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

struct moment {
	int year, month, day, hour, minute, second;
};

static void add_days(struct moment *moment, int days) /* -1, 0 or 1 */
{
	moment->day += days;
	if (moment->day < 1) {
		moment->year -= moment->month == 1;
		moment->month = moment->month == 1 ? 12 : moment->month - 1;
		moment->day = days_of(moment->month, moment->year);
	} else if (moment->day > days_of(moment->month, moment->year)) {
		moment->day = 1;
		moment->year += moment->month == 12;
		moment->month = moment->month == 12 ? 1 : moment->month + 1;
	}
}

/* A moment (ISO 8601) as clocks in another zone show it, without fractions of a second. false: it is none. */
static bool put_at_zone(char *out, size_t size, const char *text, const char *zone)
{
	enum { DAY = 24 * 60 };
	struct moment at;
	int here, there;
	int fields =
		sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &at.year, &at.month, &at.day, &at.hour, &at.minute, &at.second);
	const char *own = fields == 6 && strlen(text) > 19 ? strpbrk(text + 19, "Z+-") : NULL;
	if (!own || at.month < 1 || at.month > 12 || !read_zone(&here, own) || !read_zone(&there, zone)) return false;
	int minutes = at.hour * 60 + at.minute - here + there;
	int days = minutes < 0 ? -1 : minutes >= DAY ? 1 : 0;
	minutes -= days * DAY;
	add_days(&at, days);
	int length = snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02d%s", at.year, at.month, at.day, minutes / 60,
						  minutes % 60, at.second, zone);
	return length > 0 && (size_t)length < size;
}

/* at-zone(moment, '+07:00'); "" of what is no moment. */
static void at_zone(xmlXPathParserContext *parser, int count)
{
	char text[64];
	if (count != 2) {
		xmlXPathSetArityError(parser);
		return;
	}
	xmlChar *zone = xmlXPathPopString(parser), *moment = xmlXPathPopString(parser);
	bool good = zone && moment && put_at_zone(text, sizeof text, (const char *)moment, (const char *)zone);
	xmlFree(zone);
	xmlFree(moment);
	valuePush(parser, xmlXPathNewCString(good ? text : ""));
}

int template_register_functions(xmlXPathContext *xpath)
{
	if (xmlXPathRegisterFunc(xpath, BAD_CAST "at-zone", at_zone) != 0) return ERR_MEMORY;
	if (xmlXPathRegisterFunc(xpath, BAD_CAST "number-of", number_of) != 0) return ERR_MEMORY;
	return xmlXPathRegisterFunc(xpath, BAD_CAST "citation-of", citation_of) == 0 ? OK : ERR_MEMORY;
}
