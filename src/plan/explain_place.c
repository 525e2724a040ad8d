/* Children that the rest of their parent's content does not allow. What is wrong with one is looked for in this order:
 *
 *     its name is no element's           mistyped? then go on as if the right name stood there
 *     it could stand after its followers it stands too early: passed over
 *     something must come before it      that is missing, or comes later and stands too late: as if it stood here
 *     it could have stood before         it stands too late: passed over
 *     it could have stood once           it stands twice: passed over
 *     it belongs into its neighbour, or into an element that may stand here: passed over
 *     else                               it may not stand here, but this may: passed over
 *
 * What is passed over is still looked into, where its name leaves no doubt about its content. */
#include <string.h>

#include "base/status.h"
#include "base/utf8.h"
#include "base/words.h"
#include "plan/explaining.h"
#include "plan/words.h"

enum { LIST_DEPTH = 4 }; /* so many lists may stand in one another */

bool explain_was_told(const struct explanation *explanation, const xmlNode *node)
{
	for (size_t i = 0; i < explanation->told_count; i++)
		if (explanation->told[i] == node) return true;
	return false;
}

static void tell_later(struct explanation *explanation, const xmlNode *node)
{
	if (arena_grow(explanation->arena, &explanation->told, explanation->told_count, sizeof *explanation->told) != OK)
		explain_fail(explanation);
	else
		explanation->told[explanation->told_count++] = node;
}

/* Could `node` stand after one of those that follow it, these following on what stands before it? */
static const xmlNode *place_later(struct content *content, const xmlNode *node)
{
	struct grammar *grammar = content->explanation->grammar;
	const struct pattern *rest = content->rest;
	for (const xmlNode *next = explain_following(node); next; next = explain_following(next)) {
		rest = pattern_derive(grammar, rest, token_of(next), NULL);
		if (rest->kind == PATTERN_NOT_ALLOWED) return NULL;
		if (pattern_allows(grammar, rest, name_of(node))) return next;
	}
	return NULL;
}

/* What is known of the siblings before a child, by reading them once more. */
struct history {
	const xmlNode *before;        /* the child could stand before this one; NULL: nowhere */
	const xmlNode *twin;          /* the last accepted one of its name; NULL: none */
	bool repeats;                 /* there may be several of it */
	const xmlNode *after_twin;    /* what ended the row of twins */
	const struct pattern *at_end; /* what remained */
};

static struct history look_back(struct content *content, const xmlNode *node)
{
	struct grammar *grammar = content->explanation->grammar;
	struct history history = {0};
	const struct pattern *rest = content->rule->content;
	for (const xmlNode *at = explain_skip_blank(content->parent->children); at && at != node;
		 at = explain_following(at)) {
		const struct pattern *with = pattern_derive(grammar, rest, name_of(node), NULL);
		if (with->kind != PATTERN_NOT_ALLOWED && pattern_allows(grammar, with, token_of(at)) &&
			!xml_is(at, name_of(node)))
			history.before = at;
		const struct pattern *next = pattern_derive(grammar, rest, token_of(at), NULL);
		if (next->kind == PATTERN_NOT_ALLOWED) continue;
		rest = next;
		if (xml_is(at, name_of(node))) {
			history.twin = at;
			history.repeats = pattern_allows(grammar, rest, name_of(node));
			history.after_twin = NULL;
		} else if (history.twin && !history.after_twin) {
			history.after_twin = at;
		}
	}
	history.at_end = rest;
	return history;
}

/* The next elements that bring `rest` one step nearer to `name` (NULL: to its end). */
static void missing_names(struct content *content, const char *name, struct names *missing)
{
	struct names next = {0};
	struct grammar *grammar = content->explanation->grammar;
	int distance = pattern_distance(content->rest, name);
	pattern_next(content->rest, &next);
	for (size_t i = 0; i < next.count; i++) {
		const struct pattern *then = pattern_derive(grammar, content->rest, next.items[i], NULL);
		if (pattern_distance(then, name) == distance - 1) names_add(missing, next.items[i]);
	}
}

static const xmlNode *find_later(const struct content *content, const xmlNode *node, const struct names *names)
{
	for (const xmlNode *next = node ? explain_following(node) : NULL; next; next = explain_following(next)) {
		if (next->type != XML_ELEMENT_NODE || explain_was_told(content->explanation, next)) continue;
		for (size_t i = 0; i < names->count; i++)
			if (xml_is(next, names->items[i])) return next;
	}
	return NULL;
}

/* What nothing that follows in the parent brings: it belongs before `node`, or behind the parent's last child. */
static void report_missing(struct content *content, const xmlNode *node, const struct names *missing)
{
	static const enum diagnostic_id ids[3][2] = {{PLAN_MISSING_ONE_OF, PLAN_MISSING},
												 {PLAN_MISSING_BEHIND_ONE_OF, PLAN_MISSING_BEHIND},
												 {PLAN_MISSING_IN_ONE_OF, PLAN_MISSING_IN}};
	struct explanation *explanation = content->explanation;
	const xmlNode *last = xmlGetLastChild((xmlNode *)content->parent);
	while (last && last->type != XML_ELEMENT_NODE) last = last->prev;
	const xmlNode *at = node ? node : last ? last : content->parent;
	const enum diagnostic_id *id = ids[node ? 0 : last ? 1 : 2];
	explain_report(explanation, id[missing->count == 1], at, explain_list(explanation, missing),
				   name_of(content->parent), at->type == XML_ELEMENT_NODE ? name_of(at) : NULL, NULL);
}

void explain_missing(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = node ? token_of(node) : NULL;
	if (!node && xml_is(content->parent, "table") && xml_attribute(content->parent, "copy")) return; /* of a skeleton */
	while (!explain_is_over(explanation) && pattern_distance(content->rest, name) > 0) {
		struct names missing = {0};
		missing_names(content, name, &missing);
		if (!missing.count) return;
		const xmlNode *later = find_later(content, node, &missing);
		if (later) {
			explain_report(explanation, PLAN_LATE, later, name_of(later), name, explain_line(explanation, node), NULL);
			tell_later(explanation, later);
		} else if (!content->passed_over) {
			report_missing(content, node, &missing);
		}
		content->passed_over = false;
		const char *chosen = later ? name_of(later) : missing.items[0];
		content->rest = pattern_derive(explanation->grammar, content->rest, chosen, NULL);
	}
}

/* An element that may stand here and may hold `name`, if not many elements may: <list> for <item>. */
static const char *wrapper(struct content *content, const char *name)
{
	struct grammar *grammar = content->explanation->grammar;
	struct names holders = {0}, next = {0};
	for (size_t i = 0; i < grammar->rule_count; i++) {
		struct element_rule *rule = &grammar->rules[i];
		grammar_prepare(grammar, rule);
		if (!pattern_mentions(rule->content, name)) continue;
		for (size_t k = 0; k < rule->name_count; k++) names_add(&holders, rule->names[k]);
	}
	pattern_next(content->rest, &next);
	for (size_t i = 0; i < next.count; i++)
		for (size_t k = 0; k < holders.count; k++) {
			bool running = strcmp(next.items[i], "p") == 0; /* for inline elements, which many hold */
			if (strcmp(next.items[i], holders.items[k]) == 0 && (holders.count <= 2 || running)) return next.items[i];
		}
	return NULL;
}

/* What is left of the content of a sibling that stands before `node`; NULL: it was a mistake itself, or is a value. */
static const struct pattern *rest_of(struct content *content, const xmlNode *sibling)
{
	struct grammar *grammar = content->explanation->grammar;
	struct element_rule *rule = NULL;
	const struct pattern *rest = content->rule->content, *next = rest;
	for (const xmlNode *at = explain_skip_blank(content->parent->children); at; at = explain_following(at)) {
		rule = NULL;
		next = pattern_derive(grammar, rest, token_of(at), &rule);
		if (next->kind != PATTERN_NOT_ALLOWED) rest = next;
		if (at == sibling) break;
	}
	if (next->kind == PATTERN_NOT_ALLOWED || !rule) return NULL;
	grammar_prepare(grammar, rule);
	if (rule->value) return NULL;
	rest = rule->content;
	for (const xmlNode *at = explain_skip_blank(sibling->children); at; at = explain_following(at)) {
		next = pattern_derive(grammar, rest, token_of(at), NULL);
		if (next->kind != PATTERN_NOT_ALLOWED) rest = next;
	}
	return rest;
}

/* The element before it, if it could go on inside of that. */
static const xmlNode *holding_neighbour(struct content *content, const xmlNode *node)
{
	const xmlNode *before = node->prev;
	while (before && before->type != XML_ELEMENT_NODE) before = before->prev;
	const struct pattern *rest = before ? rest_of(content, before) : NULL;
	return rest && pattern_allows(content->explanation->grammar, rest, name_of(node)) ? before : NULL;
}

/* How many lists the node stands in. */
static unsigned lists_around(const xmlNode *node)
{
	unsigned count = 0;
	for (node = node->parent; node; node = node->parent) count += xml_is(node, "list");
	return count;
}

static void tell_not_allowed(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = name_of(node), *parent = name_of(content->parent);
	struct names next = {0};
	if (xml_is(node, "list") && lists_around(node) == LIST_DEPTH) {
		explain_report(explanation, PLAN_LIST_DEPTH, node, NULL, NULL, NULL, NULL);
		return;
	}
	pattern_next(content->rest, &next);
	if (next.text && next.count)
		explain_report(explanation, PLAN_NOT_HERE_BUT_TEXT, node, name, parent, explain_list(explanation, &next), NULL);
	else if (next.text)
		explain_report(explanation, PLAN_NOT_HERE_ONLY_TEXT, node, name, parent, NULL, NULL);
	else if (next.count)
		explain_report(explanation, PLAN_NOT_HERE, node, name, parent, explain_list(explanation, &next), NULL);
	else
		explain_report(explanation, PLAN_NOTHING_HERE, node, name, parent, NULL, NULL);
}

/* Goes on as if the wrapper stood here. Of several in a row only the first is told. */
static void tell_wrapper(struct content *content, const xmlNode *node, const char *around)
{
	struct explanation *explanation = content->explanation;
	const xmlNode *before = node->prev;
	while (before && before->type != XML_ELEMENT_NODE) before = before->prev;
	if (!content->wrapped || before != content->wrapped)
		explain_report(explanation, PLAN_WRAP, node, name_of(node), name_of(content->parent), around, NULL);
	content->wrapped = node;
	content->rest = pattern_derive(explanation->grammar, content->rest, around, NULL);
}

/* What the siblings before it tell. */
static void tell_by_history(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = name_of(node), *parent = name_of(content->parent);
	struct history history = look_back(content, node);
	const xmlNode *before = history.before, *after = history.after_twin;
	if (before && before->type == XML_ELEMENT_NODE && !history.twin)
		explain_report(explanation, PLAN_LATE, node, name, name_of(before), explain_line(explanation, before), NULL);
	else if (history.twin && !history.repeats)
		explain_report(explanation, PLAN_TWICE, node, name, parent, explain_line(explanation, history.twin), NULL);
	else if (history.twin && after && after->type == XML_ELEMENT_NODE)
		explain_report(explanation, PLAN_INTERRUPTED, node, name, name_of(after), explain_line(explanation, after),
					   NULL);
	else
		tell_not_allowed(content, node);
}

bool explain_misplaced(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = name_of(node);
	const xmlNode *later = place_later(content, node);
	if (later && later->type == XML_ELEMENT_NODE) {
		explain_report(explanation, PLAN_EARLY, node, name, name_of(later), explain_line(explanation, later), NULL);
		return false;
	}
	if (pattern_distance(content->rest, name) < PATTERN_FAR) {
		explain_missing(content, node);
		return !explain_is_over(explanation);
	}
	const char *around = wrapper(content, name);
	const xmlNode *neighbour = around ? NULL : holding_neighbour(content, node);
	if (around)
		tell_wrapper(content, node, around);
	else if (neighbour)
		explain_report(explanation, PLAN_INTO_NEIGHBOUR, node, name, name_of(content->parent), name_of(neighbour),
					   explain_line(explanation, neighbour));
	else
		tell_by_history(content, node);
	return false;
}

const char *explain_mistyped(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	struct grammar *grammar = explanation->grammar;
	const char *name = name_of(node), *parent = name_of(content->parent);
	struct names next = {0}, all = {0};
	pattern_next(content->rest, &next);
	for (size_t i = 0; i < grammar->rule_count; i++)
		for (size_t k = 0; k < grammar->rules[i].name_count; k++) names_add(&all, grammar->rules[i].names[k]);
	bool known = false;
	const char *meant = words_translate(name);
	if (meant) grammar_find(grammar, meant, &known);
	if (!known) meant = NULL;
	if (!meant) meant = words_nearest(name, next.items, next.count);
	if (!meant) meant = words_nearest(name, all.items, all.count);
	if (meant) {
		explain_report(explanation, PLAN_ELEMENT_MEANT, node, name, meant, NULL, NULL);
		return pattern_allows(grammar, content->rest, meant) ? meant : NULL;
	}
	if (next.count && next.text)
		explain_report(explanation, PLAN_ELEMENT_OR_TEXT, node, name, parent, explain_list(explanation, &next), NULL);
	else if (next.count)
		explain_report(explanation, PLAN_ELEMENT, node, name, parent, explain_list(explanation, &next), NULL);
	else
		explain_report(explanation, PLAN_ELEMENT_NONE, node, name, parent, NULL, NULL);
	return NULL;
}

/* Of its first character that is no blank. */
static struct place text_place(struct explanation *explanation, const xmlNode *text)
{
	const char *content = (const char *)text->content;
	int32_t first = 0;
	content += strspn(content, " \t\n\r");
	utf8_decode(&first, content, content + strlen(content));
	return xml_place_of(explanation->xml, text, first);
}

/* An element that may stand here and holds text. */
static const char *text_wrapper(struct content *content)
{
	struct grammar *grammar = content->explanation->grammar;
	struct names next = {0};
	struct element_rule *rule = NULL;
	pattern_next(content->rest, &next);
	const char *only = next.count == 1 ? next.items[0] : "p";
	if (!pattern_allows(grammar, content->rest, only)) return NULL;
	pattern_derive(grammar, content->rest, only, &rule);
	if (!rule) return NULL;
	grammar_prepare(grammar, rule);
	return pattern_allows(grammar, rule->content, NULL) ? only : NULL;
}

void explain_text(struct content *content, const xmlNode *text)
{
	struct explanation *explanation = content->explanation;
	const char *quoted = explain_quote(explanation, (const char *)text->content), *parent = name_of(content->parent);
	const char *around = text_wrapper(content);
	struct place place = text_place(explanation, text);
	struct names next = {0};
	pattern_next(content->rest, &next);
	if (around) {
		explain_report_at(explanation, PLAN_TEXT_WRAP, place, quoted, parent, around, NULL);
		content->rest = pattern_derive(explanation->grammar, content->rest, around, NULL);
	} else if (next.count) {
		explain_report_at(explanation, PLAN_TEXT_NOT_HERE, place, quoted, parent, explain_list(explanation, &next),
						  NULL);
	} else {
		explain_report_at(explanation, PLAN_TEXT_NONE, place, quoted, parent, NULL, NULL);
	}
}
