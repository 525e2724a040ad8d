/* Document and grammar are walked side by side. `rest` is what remains of the pattern of an element's content once the
 * children so far are consumed. A child that `rest` does not allow is a mistake; telling which one it is, and going on
 * so that no echo of it is told, is what this file is about. In this order:
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
#include "plan/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/words.h"
#include "plan/grammar.h"
#include "plan/skeleton.h"
#include "plan/values.h"
#include "plan/words.h"

enum { REPORTS = 100, QUOTED = 40, LISTED = 24, LIST_DEPTH = 4 };

struct explanation {
	const struct xml *xml;
	struct grammar *grammar;
	struct arena *arena;
	struct diagnostics *diagnostics;
	bool skeleton; /* the grammar is that of skeletons: elements with `when` may be absent */
	int status;    /* OK as long as nothing was told */
	size_t reports;
	const xmlNode **told; /* elements told to stand too late before they were reached */
	size_t told_count;
};

struct content {
	struct explanation *explanation;
	const xmlNode *parent;
	const struct element_rule *rule;
	const struct pattern *rest;
	const xmlNode *wrapped; /* the last child that lacks a wrapper; NULL: none */
	bool passed_over;       /* the child before bears a name that is none: it may have been meant for what is missing */
};

static const char *name_of(const xmlNode *node)
{
	return (const char *)node->name;
}

static bool over(const struct explanation *explanation)
{
	return explanation->status == ERR_MEMORY || explanation->reports >= REPORTS || explanation->grammar->failed;
}

static void fail(struct explanation *explanation)
{
	explanation->status = ERR_MEMORY;
}

static void report_at(struct explanation *explanation, enum diagnostic_id id, struct place place, const char *first,
					  const char *second, const char *third, const char *fourth)
{
	if (over(explanation)) return;
	int status = diagnostics_add(explanation->diagnostics, id, place, first, second, third, fourth, NULL);
	explanation->reports++;
	explanation->status = status;
}

static void report(struct explanation *explanation, enum diagnostic_id id, const xmlNode *node, const char *first,
				   const char *second, const char *third, const char *fourth)
{
	report_at(explanation, id, xml_place(explanation->xml, node), first, second, third, fourth);
}

static const char *line_of(struct explanation *explanation, const xmlNode *node)
{
	const char *line = arena_format(explanation->arena, "%u", xml_place(explanation->xml, node).line);
	if (!line) fail(explanation);
	return line ? line : "";
}

/* "<p>, <list>, <table>" */
static const char *list_names(struct explanation *explanation, const struct names *names)
{
	struct buffer out = {0};
	for (size_t i = 0; i < names->count; i++) {
		if (i) buffer_text(&out, ", ");
		if (i == LISTED) {
			buffer_text(&out, "…");
			break;
		}
		buffer_format(&out, "<%s>", names->items[i]);
	}
	const char *list = out.failed ? NULL : arena_copy(explanation->arena, out.data, out.length);
	buffer_drop(&out);
	if (!list) fail(explanation);
	return list ? list : "";
}

/* The beginning of a text, in one line. */
static const char *quote(struct explanation *explanation, const char *text)
{
	text += strspn(text, " \t\n\r");
	size_t length = 0, characters = 0;
	for (; text[length] && text[length] != '\n' && characters <= QUOTED; length++)
		characters += ((unsigned char)text[length] & 0xC0) != 0x80;
	if (characters > QUOTED) length--; /* the last one's first byte */
	while (length && strchr(" \t\r", text[length - 1])) length--;
	const char *rest = text + length + strspn(text + length, " \t\n\r");
	const char *quoted = arena_format(explanation->arena, "%.*s%s", (int)length, text, *rest ? "…" : "");
	if (!quoted) fail(explanation);
	return quoted ? quoted : "";
}

static bool is_blank(const xmlNode *text)
{
	const char *content = text->content ? (const char *)text->content : "";
	return content[strspn(content, " \t\n\r")] == '\0';
}

/* Elements and text that counts. */
static const xmlNode *skip_blank(const xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE && !(node->type == XML_TEXT_NODE && !is_blank(node)))
		node = node->next;
	return node;
}

static const xmlNode *following(const xmlNode *node)
{
	return skip_blank(node->next);
}

/* As the grammar's patterns are asked: the name, NULL for text. */
static const char *token_of(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE ? name_of(node) : NULL;
}

static bool same_namespace(const xmlNode *node, const xmlNode *other)
{
	if (!node->ns || !other->ns) return node->ns == other->ns;
	return xmlStrEqual(node->ns->href, other->ns->href);
}

/* Values and attributes */

static void refuse_value(struct explanation *explanation, struct place place, const char *label, const xmlNode *pattern,
						 const char *text)
{
	const char *meant, *list, *field;
	bool examples;
	size_t length = explanation->grammar->skeletons && !explanation->skeleton ? skeleton_field(&field, text, true) : 0;
	if (length) {
		const char *copy = arena_copy(explanation->arena, field, length);
		if (copy)
			report_at(explanation, PLAN_SKELETON_FIELD, place, copy, NULL, NULL, NULL);
		else
			fail(explanation);
		return;
	}
	if (value_suggest(&meant, explanation->arena, pattern, text) != OK ||
		value_describe(&list, &examples, explanation->arena, pattern) != OK) {
		fail(explanation);
		return;
	}
	if (explanation->skeleton && strchr(text, '{')) meant = NULL; /* a field, mended as if it were a word */
	const char *quoted = quote(explanation, text);
	if (!quoted[0])
		report_at(explanation, examples ? PLAN_VALUE_EMPTY : PLAN_VALUE_EMPTY_LIST, place, label, list, NULL, NULL);
	else if (meant)
		report_at(explanation, PLAN_VALUE_MEANT, place, quoted, label, meant, NULL);
	else
		report_at(explanation, examples ? PLAN_VALUE : PLAN_VALUE_LIST, place, quoted, label, list, NULL);
}

/* Values come out in the tree as their types say, so that all who read them agree: "2022" for " 2022 ". */
static void keep_collapsed(struct explanation *explanation, xmlNode *text)
{
	char *value = value_collapsed(explanation->arena, (const char *)text->content);
	if (value && strcmp(value, (const char *)text->content) == 0) return;
	if (value) xmlNodeSetContentLen(text, (const xmlChar *)value, (int)strlen(value));
	if (!value || !text->content) fail(explanation);
}

/* parent: the attribute or element whose text it is. */
static void check_value(struct explanation *explanation, const xmlNode *parent, const char *label,
						const xmlNode *pattern)
{
	bool good = true;
	xmlNode *text = parent->children;
	const char *value = text && text->content ? (const char *)text->content : "";
	if (value_check(&good, explanation->arena, pattern, value) != OK) fail(explanation);
	if (!good)
		refuse_value(explanation, xml_place(explanation->xml, parent), label, pattern, value);
	else if (*value)
		keep_collapsed(explanation, text);
}

static const struct attribute_rule *find_attribute(const struct element_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->attribute_count; i++)
		if (strcmp(rule->attributes[i].name, name) == 0) return &rule->attributes[i];
	return NULL;
}

static void refuse_attribute(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule,
							 const char *name, const xmlAttr *attribute)
{
	const char *names[NAMES_LIMIT];
	size_t count = 0;
	struct buffer out = {0};
	if (explanation->grammar->skeletons && !explanation->skeleton && skeleton_attribute(name_of(node), name)) {
		report(explanation, PLAN_SKELETON_ATTRIBUTE, (const xmlNode *)attribute, name_of(node), name, NULL, NULL);
		return;
	}
	for (size_t i = 0; i < rule->attribute_count && count < NAMES_LIMIT; i++) {
		names[count++] = rule->attributes[i].name;
		if (strncmp(rule->attributes[i].name, "xml:", 4) == 0) continue; /* on every element: no help */
		buffer_format(&out, "%s%s", out.length ? ", " : "", rule->attributes[i].name);
	}
	const char *list = out.failed ? NULL : arena_copy(explanation->arena, out.data, out.length);
	buffer_drop(&out);
	if (!list) {
		fail(explanation);
		return;
	}
	const char *nearest = words_nearest(name, names, count);
	const xmlNode *at = (const xmlNode *)attribute;
	if (nearest)
		report(explanation, PLAN_ATTRIBUTE_MEANT, at, name_of(node), name, nearest, NULL);
	else if (list[0])
		report(explanation, PLAN_ATTRIBUTE, at, name_of(node), name, list, NULL);
	else
		report(explanation, PLAN_ATTRIBUTE_NONE, at, name_of(node), name, NULL, NULL);
}

static void check_attributes(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *prefix = attribute->ns ? (const char *)attribute->ns->prefix : NULL;
		const char *name = arena_format(explanation->arena, "%s%s%s", prefix ? prefix : "", prefix ? ":" : "",
										(const char *)attribute->name);
		if (!name) {
			fail(explanation);
			return;
		}
		const struct attribute_rule *allowed = find_attribute(rule, name);
		if (!allowed) {
			refuse_attribute(explanation, node, rule, name, attribute);
			continue;
		}
		if (allowed->value) check_value(explanation, (const xmlNode *)attribute, name, allowed->value);
	}
	for (size_t i = 0; i < rule->attribute_count; i++) {
		const struct attribute_rule *wanted = &rule->attributes[i];
		if (!wanted->required || xml_attribute(node, wanted->name)) continue;
		if (!rule_is(rule, name_of(node))) continue; /* taken for another: enough was said */
		const char *list = NULL;
		bool examples = true;
		if (wanted->value && value_describe(&list, &examples, explanation->arena, wanted->value) != OK)
			fail(explanation);
		report(explanation, list ? PLAN_ATTRIBUTE_MISSING_VALUES : PLAN_ATTRIBUTE_MISSING, node, name_of(node),
			   wanted->name, list, NULL);
	}
}

/* Children in the wrong place */

static bool was_told(const struct explanation *explanation, const xmlNode *node)
{
	for (size_t i = 0; i < explanation->told_count; i++)
		if (explanation->told[i] == node) return true;
	return false;
}

static void tell_later(struct explanation *explanation, const xmlNode *node)
{
	if (arena_grow(explanation->arena, &explanation->told, explanation->told_count, sizeof *explanation->told) != OK)
		fail(explanation);
	else
		explanation->told[explanation->told_count++] = node;
}

/* Could `node` stand after one of those that follow it, these following on what stands before it? */
static const xmlNode *place_later(struct content *content, const xmlNode *node)
{
	struct grammar *grammar = content->explanation->grammar;
	const struct pattern *rest = content->rest;
	for (const xmlNode *next = following(node); next; next = following(next)) {
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
	for (const xmlNode *at = skip_blank(content->parent->children); at && at != node; at = following(at)) {
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
	for (const xmlNode *next = node ? following(node) : NULL; next; next = following(next)) {
		if (next->type != XML_ELEMENT_NODE || was_told(content->explanation, next)) continue;
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
	report(explanation, id[missing->count == 1], at, list_names(explanation, missing), name_of(content->parent),
		   at->type == XML_ELEMENT_NODE ? name_of(at) : NULL, NULL);
}

/* Tells all that must stand before `node` (NULL: before the parent's end), and goes on as if it stood there. */
static void tell_missing(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = node ? token_of(node) : NULL;
	if (!node && xml_is(content->parent, "table") && xml_attribute(content->parent, "copy")) return; /* of a skeleton */
	while (!over(explanation) && pattern_distance(content->rest, name) > 0) {
		struct names missing = {0};
		missing_names(content, name, &missing);
		if (!missing.count) return;
		const xmlNode *later = find_later(content, node, &missing);
		if (later) {
			report(explanation, PLAN_LATE, later, name_of(later), name, line_of(explanation, node), NULL);
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
	for (const xmlNode *at = skip_blank(content->parent->children); at; at = following(at)) {
		rule = NULL;
		next = pattern_derive(grammar, rest, token_of(at), &rule);
		if (next->kind != PATTERN_NOT_ALLOWED) rest = next;
		if (at == sibling) break;
	}
	if (next->kind == PATTERN_NOT_ALLOWED || !rule) return NULL;
	grammar_prepare(grammar, rule);
	if (rule->value) return NULL;
	rest = rule->content;
	for (const xmlNode *at = skip_blank(sibling->children); at; at = following(at)) {
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
		report(explanation, PLAN_LIST_DEPTH, node, NULL, NULL, NULL, NULL);
		return;
	}
	pattern_next(content->rest, &next);
	if (next.text && next.count)
		report(explanation, PLAN_NOT_HERE_BUT_TEXT, node, name, parent, list_names(explanation, &next), NULL);
	else if (next.text)
		report(explanation, PLAN_NOT_HERE_ONLY_TEXT, node, name, parent, NULL, NULL);
	else if (next.count)
		report(explanation, PLAN_NOT_HERE, node, name, parent, list_names(explanation, &next), NULL);
	else
		report(explanation, PLAN_NOTHING_HERE, node, name, parent, NULL, NULL);
}

/* Goes on as if the wrapper stood here. Of several in a row only the first is told. */
static void tell_wrapper(struct content *content, const xmlNode *node, const char *around)
{
	struct explanation *explanation = content->explanation;
	const xmlNode *before = node->prev;
	while (before && before->type != XML_ELEMENT_NODE) before = before->prev;
	if (!content->wrapped || before != content->wrapped)
		report(explanation, PLAN_WRAP, node, name_of(node), name_of(content->parent), around, NULL);
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
		report(explanation, PLAN_LATE, node, name, name_of(before), line_of(explanation, before), NULL);
	else if (history.twin && !history.repeats)
		report(explanation, PLAN_TWICE, node, name, parent, line_of(explanation, history.twin), NULL);
	else if (history.twin && after && after->type == XML_ELEMENT_NODE)
		report(explanation, PLAN_INTERRUPTED, node, name, name_of(after), line_of(explanation, after), NULL);
	else
		tell_not_allowed(content, node);
}

/* A known element that cannot stand where it does. True: it is as if it could now; false: it is passed over. */
static bool misplaced(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	const char *name = name_of(node);
	const xmlNode *later = place_later(content, node);
	if (later && later->type == XML_ELEMENT_NODE) {
		report(explanation, PLAN_EARLY, node, name, name_of(later), line_of(explanation, later), NULL);
		return false;
	}
	if (pattern_distance(content->rest, name) < PATTERN_FAR) {
		tell_missing(content, node);
		return !over(explanation);
	}
	const char *around = wrapper(content, name);
	const xmlNode *neighbour = around ? NULL : holding_neighbour(content, node);
	if (around)
		tell_wrapper(content, node, around);
	else if (neighbour)
		report(explanation, PLAN_INTO_NEIGHBOUR, node, name, name_of(content->parent), name_of(neighbour),
			   line_of(explanation, neighbour));
	else
		tell_by_history(content, node);
	return false;
}

/* Children with names of no element. The name that was meant, if it may stand here; NULL: pass it over. */
static const char *mistyped(struct content *content, const xmlNode *node)
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
		report(explanation, PLAN_ELEMENT_MEANT, node, name, meant, NULL, NULL);
		return pattern_allows(grammar, content->rest, meant) ? meant : NULL;
	}
	if (next.count && next.text)
		report(explanation, PLAN_ELEMENT_OR_TEXT, node, name, parent, list_names(explanation, &next), NULL);
	else if (next.count)
		report(explanation, PLAN_ELEMENT, node, name, parent, list_names(explanation, &next), NULL);
	else
		report(explanation, PLAN_ELEMENT_NONE, node, name, parent, NULL, NULL);
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

static void text_not_allowed(struct content *content, const xmlNode *text)
{
	struct explanation *explanation = content->explanation;
	const char *quoted = quote(explanation, (const char *)text->content), *parent = name_of(content->parent);
	const char *around = text_wrapper(content);
	struct place place = text_place(explanation, text);
	struct names next = {0};
	pattern_next(content->rest, &next);
	if (around) {
		report_at(explanation, PLAN_TEXT_WRAP, place, quoted, parent, around, NULL);
		content->rest = pattern_derive(explanation->grammar, content->rest, around, NULL);
	} else if (next.count) {
		report_at(explanation, PLAN_TEXT_NOT_HERE, place, quoted, parent, list_names(explanation, &next), NULL);
	} else {
		report_at(explanation, PLAN_TEXT_NONE, place, quoted, parent, NULL, NULL);
	}
}

/* Content */

static void check_element(struct explanation *explanation, const xmlNode *node, struct element_rule *rule);

static bool lacks_required(const struct element_rule *rule, const xmlNode *node)
{
	for (size_t i = 0; i < rule->attribute_count; i++)
		if (rule->attributes[i].required && !xml_attribute(node, rule->attributes[i].name)) return true;
	return false;
}

/* Does the rule require an attribute that the node has and the other rule does not know? */
static bool requires_more(const struct element_rule *rule, const struct element_rule *other, const xmlNode *node)
{
	for (size_t i = 0; i < rule->attribute_count; i++) {
		const char *name = rule->attributes[i].name;
		if (rule->attributes[i].required && xml_attribute(node, name) && !find_attribute(other, name)) return true;
	}
	return false;
}

/* Of two elements of one name that may stand in the same place, the one whose attributes the node has: in a skeleton,
 * a table, and a table that is copied. */
static struct element_rule *rule_for(struct grammar *grammar, struct element_rule *rule, const xmlNode *node)
{
	grammar_prepare(grammar, rule);
	for (size_t i = 0; i < grammar->rule_count; i++) {
		struct element_rule *other = &grammar->rules[i];
		if (other == rule || !rule_is(other, name_of(node)) || !rule_is(rule, name_of(node))) continue;
		grammar_prepare(grammar, other);
		if (lacks_required(rule, node) && !lacks_required(other, node)) return other;
		if (requires_more(other, rule, node)) return other;
	}
	return rule;
}

static void check_child(struct content *content, const xmlNode *node)
{
	struct explanation *explanation = content->explanation;
	struct grammar *grammar = explanation->grammar;
	struct element_rule *rule = NULL;
	const char *name = name_of(node);
	if (!same_namespace(node, xmlDocGetRootElement(explanation->xml->doc))) {
		report(explanation, PLAN_FOREIGN, node, name, node->ns ? (const char *)node->ns->href : "", NULL, NULL);
		content->passed_over = !pattern_allows(grammar, content->rest, name);
		if (!content->passed_over) content->rest = pattern_derive(grammar, content->rest, name, NULL);
		return;
	}
	const struct pattern *next = pattern_derive(grammar, content->rest, name, &rule);
	if (next->kind == PATTERN_NOT_ALLOWED) {
		bool known, accepted = false;
		struct element_rule *only = grammar_find(grammar, name, &known);
		if (grammar->skeletons && !known && skeleton_element(name)) {
			report(explanation, PLAN_SKELETON, node, name, NULL, NULL, NULL);
			content->passed_over = true;
			return;
		} else if (!known) {
			name = mistyped(content, node);
			accepted = name != NULL;
			content->passed_over = !accepted;
		} else if (was_told(explanation, node)) {
			accepted = false;
		} else {
			accepted = misplaced(content, node);
		}
		if (over(explanation)) return;
		if (accepted) next = pattern_derive(grammar, content->rest, name, &rule);
		if (!rule && known) rule = only;
	}
	if (next->kind != PATTERN_NOT_ALLOWED) {
		bool optional = explanation->skeleton && xml_attribute(node, "when");
		content->rest = optional ? pattern_choice(grammar, content->rest, next) : next;
		content->passed_over = false;
	}
	if (rule) check_element(explanation, node, rule_for(grammar, rule, node));
}

/* An element whose content is one value: a date, say. */
static void check_value_element(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule)
{
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL)) {
		report(explanation, PLAN_NOT_HERE_ONLY_TEXT, child, name_of(child), name_of(node), NULL, NULL);
		return;
	}
	const char *label = arena_format(explanation->arena, "<%s>", name_of(node));
	if (!label) {
		fail(explanation);
		return;
	}
	check_value(explanation, node, label, rule->value);
}

static void check_element(struct explanation *explanation, const xmlNode *node, struct element_rule *rule)
{
	grammar_prepare(explanation->grammar, rule);
	check_attributes(explanation, node, rule);
	if (rule->value) {
		check_value_element(explanation, node, rule);
		return;
	}
	struct content content = {explanation, node, rule, rule->content, NULL, false};
	for (const xmlNode *child = skip_blank(node->children); child && !over(explanation); child = following(child)) {
		if (child->type == XML_ELEMENT_NODE) {
			check_child(&content, child);
			continue;
		}
		const struct pattern *next = pattern_derive(explanation->grammar, content.rest, NULL, NULL);
		if (next->kind == PATTERN_NOT_ALLOWED)
			text_not_allowed(&content, child);
		else
			content.rest = next;
	}
	if (!over(explanation) && !pattern_nullable(content.rest)) tell_missing(&content, NULL);
}

int plan_explain(const struct xml *xml, struct grammar *grammar, struct diagnostics *diagnostics)
{
	struct explanation explanation = {.xml = xml, .grammar = grammar, .diagnostics = diagnostics};
	explanation.arena = arena_new();
	if (!explanation.arena) return ERR_MEMORY;
	const xmlNode *root = xmlDocGetRootElement(xml->doc);
	struct element_rule *rule = NULL;
	grammar_find(grammar, "copy", &explanation.skeleton);
	pattern_derive(grammar, grammar->start, name_of(root), &rule);
	if (rule) check_element(&explanation, root, rule);
	int status = grammar->failed ? ERR_MEMORY : explanation.status;
	arena_drop(explanation.arena);
	return status;
}
