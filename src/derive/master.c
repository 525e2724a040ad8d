#include "derive/master.h"

#include "base/status.h"

enum { SEVERAL = 4 };

static bool is_of_skeleton(enum diagnostic_id id)
{
	return id == PLAN_SKELETON || id == PLAN_SKELETON_ATTRIBUTE || id == PLAN_SKELETON_FIELD;
}

/* What was found. A plan that has several parts of a skeleton is one. */
static int tell(struct diagnostics *diagnostics, struct diagnostics *found)
{
	size_t parts = 0;
	struct place place = {0};
	diagnostics_sort(found);
	for (size_t i = 0; i < diagnostics_count(found); i++) {
		if (!is_of_skeleton(diagnostics_at(found, i)->id)) continue;
		if (!parts++) place = diagnostics_at(found, i)->place;
	}
	return parts < SEVERAL ? diagnostics_pass(diagnostics, found)
						   : diagnostics_add(diagnostics, MASTER_IS_SKELETON, place, NULL);
}

int master_read(struct plan *plan, struct arena *arena, const char *data_folder, const char *bytes, size_t size,
				const char *name, struct diagnostics *diagnostics)
{
	struct plan_schema *schema;
	TRY(plan_schema_load(&schema, data_folder, diagnostics));
	struct diagnostics *found = diagnostics_new();
	int status = found ? plan_load(plan, arena, schema, bytes, size, name, found) : ERR_MEMORY;
	plan_schema_drop(schema);
	if (found && tell(diagnostics, found) == ERR_MEMORY) status = ERR_MEMORY;
	diagnostics_drop(found);
	return status;
}
