/* Document and grammar are walked side by side. `rest` is what remains of the pattern of an element's content once the
 * children so far are consumed. A child that `rest` does not allow is a mistake; explain_place.c tells which
 * one it is and goes on so that no echo of it is told. */
#include "plan/explaining.h"

#include "base/status.h"
#include "plan/skeleton.h"

static bool same_namespace(const xmlNode *node, const xmlNode *other)
{
	if (!node->ns || !other->ns) return node->ns == other->ns;
	return xmlStrEqual(node->ns->href, other->ns->href);
}

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
		if (rule->attributes[i].required && xml_attribute(node, name) && !rule_attribute(other, name)) return true;
	}
	return false;
}

/* Of two elements of one name that may stand in the same place, the one whose attributes the node has: in a skeleton,
 * a table, and a table that is copied. */
static struct element_rule *rule_for(struct grammar *grammar, struct element_rule *rule, const xmlNode *node)
{
	grammar_prepare(grammar, rule);
	for (size_t i = 0; i < rule->namesake_count; i++) {
		struct element_rule *other = rule->namesakes[i];
		if (!rule_is(other, name_of(node)) || !rule_is(rule, name_of(node))) continue;
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
		explain_report(explanation, PLAN_FOREIGN, node, name, node->ns ? (const char *)node->ns->href : "", NULL, NULL);
		content->passed_over = !pattern_allows(grammar, content->rest, name);
		if (!content->passed_over) content->rest = pattern_derive(grammar, content->rest, name, NULL);
		return;
	}
	const struct pattern *next = pattern_derive(grammar, content->rest, name, &rule);
	if (next->kind == PATTERN_NOT_ALLOWED) {
		bool known, accepted = false;
		struct element_rule *only = grammar_find(grammar, name, &known);
		if (grammar->skeletons && !known && skeleton_element(name)) {
			explain_report(explanation, PLAN_SKELETON, node, name, NULL, NULL, NULL);
			content->passed_over = true;
			return;
		} else if (!known) {
			name = explain_mistyped(content, node);
			accepted = name != NULL;
			content->passed_over = !accepted;
		} else if (explain_was_told(explanation, node)) {
			accepted = false;
		} else {
			accepted = explain_misplaced(content, node);
		}
		if (explain_is_over(explanation)) return;
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
		explain_report(explanation, PLAN_NOT_HERE_ONLY_TEXT, child, name_of(child), name_of(node), NULL, NULL);
		return;
	}
	explain_value(explanation, node, rule->value);
}

static void check_element(struct explanation *explanation, const xmlNode *node, struct element_rule *rule)
{
	grammar_prepare(explanation->grammar, rule);
	explain_attributes(explanation, node, rule);
	if (rule->value) {
		check_value_element(explanation, node, rule);
		return;
	}
	struct content content = {explanation, node, rule, rule->content, NULL, false};
	for (const xmlNode *child = explain_skip_blank(node->children); child && !explain_is_over(explanation);
		 child = explain_following(child)) {
		if (child->type == XML_ELEMENT_NODE) {
			check_child(&content, child);
			continue;
		}
		const struct pattern *next = pattern_derive(explanation->grammar, content.rest, NULL, NULL);
		if (next->kind == PATTERN_NOT_ALLOWED)
			explain_text(&content, child);
		else
			content.rest = next;
	}
	if (!explain_is_over(explanation) && !pattern_nullable(content.rest)) explain_missing(&content, NULL);
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
