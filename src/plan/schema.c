/* One validator serves both to accept and to explain: what remains of a pattern says whether a document is right and,
 * if it is not, what is missing. libxml2's RELAX NG takes ten times as long to compile the grammar, which is most of
 * the time of a process for one document, and says little of what is wrong; the tests hold the two against each other. */
#include "plan/schema.h"

#include "base/status.h"
#include "plan/explain.h"

struct plan_schema {
	struct arena *arena;
	struct grammar grammar;
};

int plan_schema_load(struct plan_schema **out, const char *data_folder, struct diagnostics *diagnostics)
{
	struct arena *arena = arena_new();
	struct plan_schema *schema = arena ? arena_alloc(arena, sizeof *schema) : NULL;
	const char *path = schema ? arena_format(arena, "%s/templates/plan.rng", data_folder) : NULL;
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
