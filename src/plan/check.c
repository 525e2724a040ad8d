#include "plan/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "plan/checks.h"
#include "plan/running.h"
#include "plan/skeleton.h"

enum {
	GUESSES = 100000, /* ids that false references of a document are compared with, all in all */
	IDS = 16,         /* that a table of them begins with; it grows */
};

void check_keep(struct check *check, int status)
{
	if (check->status != ERR_MEMORY && status != OK) check->status = status;
}

void check_report(struct check *check, enum diagnostic_id id, const xmlNode *node, const char *first,
				  const char *second, const char *third)
{
	struct place place = xml_place(&check->plan->xml, node);
	check_keep(check, diagnostics_add(check->diagnostics, id, place, first, second, third, NULL));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

const char *check_trimmed(struct check *check, const char *value)
{
	while (is_blank(*value)) value++;
	size_t length = strlen(value);
	while (length && is_blank(value[length - 1])) length--;
	const char *copy = arena_copy(check->arena, value, length);
	if (!copy) check_keep(check, ERR_MEMORY);
	return copy ? copy : "";
}

static const char *content_of(const xmlNode *node)
{
	return node && node->content ? (const char *)node->content : "";
}

/* The calendar (Gregorian) */

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* date: YYYY, YYYY-MM or YYYY-MM-DD, what follows does not matter; node: where it stands. */
static void check_day(struct check *check, const xmlNode *node, const char *date)
{
	int year = 0, month = 1, day = 1;
	char month_text[16], days[16];
	if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) < 1) return;
	snprintf(month_text, sizeof month_text, "%02d", month);
	if (month < 1 || month > 12) {
		check_report(check, PLAN_NO_MONTH, node, date, month_text, NULL);
	} else if (day < 1 || day > days_of(year, month)) {
		snprintf(days, sizeof days, "%d", days_of(year, month));
		check_report(check, PLAN_NO_DAY, node, date, month_text, days);
	} else if (year < 1) {
		check_report(check, PLAN_NO_YEAR, node, date, NULL, NULL);
	}
}

/* YYYY-MM-DDThh:mm:ss, then Z or +hh:mm */
static void check_moment(struct check *check, const xmlNode *node, const char *moment)
{
	int hour = 0, minute = 0, second = 0, zone_hour = 0, zone_minute = 0;
	if (strlen(moment) < strlen("YYYY-MM-DDThh:mm:ss")) return; /* out of memory: already noted */
	check_day(check, node, moment);
	sscanf(moment + strlen("YYYY-MM-DDT"), "%2d:%2d:%2d", &hour, &minute, &second);
	const char *zone = strpbrk(moment + strlen("YYYY-MM-DDThh:mm:ss"), "+-");
	if (zone) sscanf(zone + 1, "%2d:%2d", &zone_hour, &zone_minute);
	bool good_zone = zone_hour < 14 || (zone_hour == 14 && zone_minute == 0);
	if (hour > 23 || minute > 59 || second > 59 || !good_zone || zone_minute > 59)
		check_report(check, PLAN_NO_TIME, node, moment, NULL, NULL);
}

static void check_dates(struct check *check, const xmlNode *node)
{
	if (xml_is(node, "date")) check_day(check, node, check_trimmed(check, content_of(node->children)));
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *name = (const char *)attribute->name, *value = content_of(attribute->children);
		if (strcmp(name, "due") == 0 || strcmp(name, "catalog") == 0)
			check_day(check, (const xmlNode *)attribute, check_trimmed(check, value));
		if (strcmp(name, "signed-at") == 0)
			check_moment(check, (const xmlNode *)attribute, check_trimmed(check, value));
	}
}

/* Ids and references */

static const char *line_of(struct check *check, const xmlNode *node)
{
	const char *line = arena_format(check->arena, "%u", xml_info(node)->line);
	if (!line) check_keep(check, ERR_MEMORY);
	return line ? line : "";
}

static void collect_id(struct check *check, xmlNode *node)
{
	const char *value = xml_attribute(node, "id");
	if (!value || xml_is(node, "organ") || xml_is(node, "to")) return; /* those are ids of organs */
	const char *id = check_trimmed(check, value);
	const xmlNode *first = xmlHashLookup(check->ids, (const xmlChar *)id);
	if (first) {
		const char *line = line_of(check, first);
		check_report(check, PLAN_ID_TWICE, running_attribute(node, "id"), id, (const char *)first->name, line);
		return;
	}
	if (xmlHashAddEntry(check->ids, (const xmlChar *)id, node) != 0 ||
		arena_grow(check->arena, &check->names, check->count, sizeof *check->names) != OK)
		check_keep(check, ERR_MEMORY);
	else
		check->names[check->count++] = id;
}

/* Tables and figures have no number, they are cited by their titles. */
static void check_citation_by_title(struct check *check, const xmlNode *node, const xmlNode *target)
{
	const xmlNode *title = xml_child(target, "title");
	const char *name = (const char *)target->name;
	if (running_attribute(node, "form"))
		check_report(check, PLAN_NO_NUMBER, running_attribute(node, "form"), name, NULL, NULL);
	else if (!title || !running_has_content(title))
		check_report(check, PLAN_NO_TITLE, running_attribute(node, "to"), name, line_of(check, target), NULL);
	else
		check_cited_title(check, target);
}

static void check_reference(struct check *check, const xmlNode *node)
{
	if (!xml_is(node, "ref")) return;
	const char *id = check_trimmed(check, xml_attribute(node, "to"));
	const xmlNode *target = xmlHashLookup(check->ids, (const xmlChar *)id);
	if (target) {
		if (xml_is(target, "table") || xml_is(target, "figure")) check_citation_by_title(check, node, target);
		return;
	}
	size_t left = GUESSES - check->guesses, compared = check->count < left ? check->count : left;
	const char *nearest = words_nearest(id, check->names, compared);
	check->guesses += compared;
	const xmlNode *at = running_attribute(node, "to");
	check_report(check, nearest ? PLAN_REFERENCE_MEANT : PLAN_REFERENCE, at, id, nearest, NULL);
}

/* Blank text */

static bool is_one_of(const xmlNode *node, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (xml_is(node, names[i])) return true;
	return false;
}

static void check_blank(struct check *check, const xmlNode *node)
{
	static const char *const needed[] = {"subject", "name", "title", "to", "archive", "basis", "place", "position"};
	static const char *const useless[] = {"p",    "note",  "quote",    "item",   "lead",        "footnote", "issuer",
										  "link", "point", "superior", "clause", "circulation", "section",  "article"};
	bool is_needed = is_one_of(node, needed, sizeof needed / sizeof *needed);
	if (!is_needed && !is_one_of(node, useless, sizeof useless / sizeof *useless)) return;
	if (running_has_content(node)) return;
	check_report(check, is_needed ? PLAN_BLANK : PLAN_USELESS, node, (const char *)node->name, NULL, NULL);
}

static void check_values(struct check *check, const xmlNode *node)
{
	const xmlNode *alt = xml_is(node, "figure") ? running_attribute(node, "alt") : NULL;
	if (alt && !*check_trimmed(check, content_of(alt->children)))
		check_report(check, PLAN_NO_ALT, alt, NULL, NULL, NULL);
}

/* The limit holds for all of a block's text, whatever elements it is divided into. */
static void check_size(struct check *check, const xmlNode *node)
{
	char limit[16];
	if (running_is_inline(node) && !xml_is(node, "footnote")) return;
	if (running_size(node) <= XML_TEXT_LIMIT) return;
	snprintf(limit, sizeof limit, "%d", XML_TEXT_LIMIT);
	check_report(check, XML_TEXT_TOO_LONG, node, limit, NULL, NULL);
}

static bool is_derived(const struct plan *plan)
{
	const char *line = strchr(plan->xml.source, '\n');
	return line && strncmp(line + 1, PLAN_DERIVED, strlen(PLAN_DERIVED)) == 0;
}

/* node: text or an attribute, which the message names. */
static void check_field(struct check *check, const xmlNode *node, const xmlNode *text)
{
	const char *field;
	size_t length = skeleton_field(&field, content_of(text), false);
	const char *copy = length ? arena_copy(check->arena, field, length) : "";
	if (!copy) check_keep(check, ERR_MEMORY);
	if (copy && length) check_report(check, PLAN_SKELETON_FIELD, node, copy, NULL, NULL);
}

static void check_fields(struct check *check, const xmlNode *node)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
		check_field(check, (const xmlNode *)attribute, attribute->children);
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_TEXT_NODE) check_field(check, child, child);
}

/* Contracts, memoranda of understanding and agreements go to the parties, not to recipients. */
static void check_recipients(struct check *check)
{
	static const char *const without[] = {"HĐ", "BGN", "BTT"};
	const struct plan *plan = check->plan;
	if (xml_child(plan->root, "recipients")) return;
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		if (strcmp(plan->kind, without[i]) == 0) return;
	check_report(check, PLAN_NO_RECIPIENTS, plan->root, plan->kind, NULL, NULL);
}

static void walk(struct check *check, xmlNode *node, void (*visit)(struct check *check, xmlNode *node))
{
	visit(check, node);
	for (xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL)) walk(check, child, visit);
}

static void check_element(struct check *check, xmlNode *node)
{
	check_dates(check, node);
	check_reference(check, node);
	check_blank(check, node);
	check_values(check, node);
	check_size(check, node);
	if (!check->derived) check_fields(check, node);
	check_metadata(check, node);
	check_capitals(check, node);
	if (xml_is(node, "table")) check_table(check, node);
	if (xml_is(node, "signature")) check_signature(check, node);
}

int plan_check(const struct plan *plan, struct arena *arena, struct diagnostics *diagnostics)
{
	struct check check = {.plan = plan, .arena = arena, .diagnostics = diagnostics, .ids = xmlHashCreate(IDS)};
	if (!check.ids) return ERR_MEMORY;
	check.derived = is_derived(plan);
	walk(&check, plan->root, collect_id);
	walk(&check, plan->root, check_element);
	check_appendices(&check);
	check_recipients(&check);
	xmlHashFree(check.ids, NULL);
	return check.status;
}
