/* Values, and the attributes that hold them. */
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "base/words.h"
#include "plan/explaining.h"
#include "plan/skeleton.h"
#include "plan/values.h"

/* The name of an attribute, with its prefix. NULL: out of memory. */
static const char *attribute_name(struct explanation *explanation, const xmlNode *attribute)
{
	const xmlNs *ns = attribute->ns;
	if (!ns || !ns->prefix) return name_of(attribute);
	const char *name = arena_format(explanation->arena, "%s:%s", (const char *)ns->prefix, name_of(attribute));
	if (!name) explain_fail(explanation);
	return name;
}

/* What a message calls the element or attribute. NULL: out of memory. */
static const char *label_of(struct explanation *explanation, const xmlNode *node)
{
	if (node->type == XML_ATTRIBUTE_NODE) return attribute_name(explanation, node);
	const char *label = arena_format(explanation->arena, "<%s>", name_of(node));
	if (!label) explain_fail(explanation);
	return label;
}

static void refuse_value(struct explanation *explanation, const xmlNode *parent, const xmlNode *pattern,
						 const char *text)
{
	struct place place = xml_place(explanation->xml, parent);
	const char *meant, *list, *field;
	bool examples;
	size_t length = explanation->grammar->skeletons && !explanation->skeleton ? skeleton_field(&field, text, true) : 0;
	if (length) {
		const char *copy = arena_copy(explanation->arena, field, length);
		if (copy)
			explain_report_at(explanation, PLAN_SKELETON_FIELD, place, copy, NULL, NULL, NULL);
		else
			explain_fail(explanation);
		return;
	}
	if (value_suggest(&meant, explanation->arena, pattern, text) != OK ||
		value_describe(&list, &examples, explanation->arena, pattern) != OK) {
		explain_fail(explanation);
		return;
	}
	if (explanation->skeleton && strchr(text, '{')) meant = NULL; /* a field, mended as if it were a word */
	const char *quoted = explain_quote(explanation, text), *label = label_of(explanation, parent);
	if (!label) return;
	if (!quoted[0])
		explain_report_at(explanation, examples ? PLAN_VALUE_EMPTY : PLAN_VALUE_EMPTY_LIST, place, label, list, NULL,
						  NULL);
	else if (meant)
		explain_report_at(explanation, PLAN_VALUE_MEANT, place, quoted, label, meant, NULL);
	else
		explain_report_at(explanation, examples ? PLAN_VALUE : PLAN_VALUE_LIST, place, quoted, label, list, NULL);
}

/* Values come out in the tree as their types say, so that all who read them agree: "2022" for " 2022 ". */
static void keep_collapsed(struct explanation *explanation, xmlNode *text)
{
	const char *value = value_collapsed(explanation->arena, (const char *)text->content);
	if (value == (const char *)text->content) return;
	if (value) xmlNodeSetContentLen(text, (const xmlChar *)value, (int)strlen(value));
	if (!value || !text->content) explain_fail(explanation);
}

void explain_value(struct explanation *explanation, const xmlNode *parent, const xmlNode *pattern)
{
	bool good = true;
	xmlNode *text = parent->children;
	const char *value = text && text->content ? (const char *)text->content : "";
	if (value_check(&good, explanation->arena, pattern, value) != OK) explain_fail(explanation);
	if (!good)
		refuse_value(explanation, parent, pattern, value);
	else if (*value)
		keep_collapsed(explanation, text);
}

static void refuse_attribute(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule,
							 const char *name, const xmlAttr *attribute)
{
	const char *names[NAMES_LIMIT];
	size_t count = 0;
	struct buffer out = {0};
	if (explanation->grammar->skeletons && !explanation->skeleton && skeleton_attribute(name_of(node), name)) {
		explain_report(explanation, PLAN_SKELETON_ATTRIBUTE, (const xmlNode *)attribute, name_of(node), name, NULL,
					   NULL);
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
		explain_fail(explanation);
		return;
	}
	const char *nearest = words_nearest(name, names, count);
	const xmlNode *at = (const xmlNode *)attribute;
	if (nearest)
		explain_report(explanation, PLAN_ATTRIBUTE_MEANT, at, name_of(node), name, nearest, NULL);
	else if (list[0])
		explain_report(explanation, PLAN_ATTRIBUTE, at, name_of(node), name, list, NULL);
	else
		explain_report(explanation, PLAN_ATTRIBUTE_NONE, at, name_of(node), name, NULL, NULL);
}

void explain_attributes(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule)
{
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		const char *name = attribute_name(explanation, (const xmlNode *)attribute);
		if (!name) return;
		const struct attribute_rule *allowed = rule_attribute(rule, name);
		if (!allowed) {
			refuse_attribute(explanation, node, rule, name, attribute);
			continue;
		}
		if (allowed->value) explain_value(explanation, (const xmlNode *)attribute, allowed->value);
	}
	for (size_t i = 0; i < rule->attribute_count; i++) {
		const struct attribute_rule *wanted = &rule->attributes[i];
		if (!wanted->required || xml_attribute(node, wanted->name)) continue;
		if (!rule_is(rule, name_of(node))) continue; /* taken for another: enough was said */
		const char *list = NULL;
		bool examples = true;
		if (wanted->value && value_describe(&list, &examples, explanation->arena, wanted->value) != OK)
			explain_fail(explanation);
		explain_report(explanation, list ? PLAN_ATTRIBUTE_MISSING_VALUES : PLAN_ATTRIBUTE_MISSING, node, name_of(node),
					   wanted->name, list, NULL);
	}
}
