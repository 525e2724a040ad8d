/* One validator serves both to accept and to explain: what remains of a pattern says whether a document is right and,
 * if it is not, what is missing. libxml2's RELAX NG takes ten times as long to compile the grammar, which is most of
 * the time of a process for one document, and says little of what is wrong; the tests hold the two against each other. */
#include "plan/schema.h"

#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "plan/explain.h"

struct plan_schema {
	struct arena *arena;
	struct grammar grammar;
};

static int load(struct plan_schema **out, const char *data_folder, const char *name, struct diagnostics *diagnostics)
{
	struct arena *arena = arena_new();
	struct plan_schema *schema = arena ? arena_alloc(arena, sizeof *schema) : NULL;
	const char *path = schema ? arena_format(arena, "%s/templates/%s", data_folder, name) : NULL;
	int status = path ? grammar_load(&schema->grammar, arena, path, diagnostics) : ERR_MEMORY;
	*out = NULL;
	if (status == OK) {
		schema->arena = arena;
		schema->grammar.skeletons = true;
		*out = schema;
	} else {
		arena_drop(arena);
	}
	return status;
}

int plan_schema_load(struct plan_schema **out, const char *data_folder, struct diagnostics *diagnostics)
{
	return load(out, data_folder, "plan.rng", diagnostics);
}

int plan_schema_load_skeleton(struct plan_schema **out, const char *data_folder, struct diagnostics *diagnostics)
{
	return load(out, data_folder, "skeleton.rng", diagnostics);
}

void plan_schema_drop(struct plan_schema *schema)
{
	if (!schema) return;
	grammar_drop(&schema->grammar);
	arena_drop(schema->arena);
}

int plan_schema_validate(struct plan_schema *schema, const struct xml *xml, struct diagnostics *diagnostics)
{
	return plan_explain(xml, &schema->grammar, diagnostics);
}

static bool collect_names(struct names *names, const struct element_rule *rule, const char *name, bool attribute)
{
	bool known = !attribute && rule_is(rule, name);
	for (size_t k = 0; k < rule->name_count && !attribute; k++) names_add(names, rule->names[k]);
	for (size_t k = 0; k < rule->attribute_count && attribute; k++) {
		known = known || strcmp(rule->attributes[k].name, name) == 0;
		names_add(names, rule->attributes[k].name);
	}
	return known;
}

int plan_schema_knows(bool *known, const char **nearest, struct plan_schema *schema, const char *name, bool attribute)
{
	struct names names = {0};
	*known = false;
	*nearest = NULL;
	for (size_t i = 0; i < schema->grammar.rule_count && !*known; i++) {
		struct element_rule *rule = &schema->grammar.rules[i];
		grammar_prepare(&schema->grammar, rule);
		if (schema->grammar.failed) return ERR_MEMORY;
		*known = collect_names(&names, rule, name, attribute);
	}
	if (!*known) *nearest = words_nearest(name, names.items, names.count);
	return OK;
}
