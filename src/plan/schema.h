/* The grammar of plans, templates/plan.rng. */
#ifndef PLAN_SCHEMA_H
#define PLAN_SCHEMA_H

#include "plan/plan.h"

/* templates/skeleton.rng, for the skeleton of a batch. */
int plan_schema_load_skeleton(struct plan_schema **schema, const char *data_folder, struct diagnostics *diagnostics);

/* Parses, checks by the grammar and strips the namespace: the part of plan_load() that a skeleton has, too. */
int plan_read(struct xml *xml, struct arena *arena, struct plan_schema *schema, const char *bytes, size_t size,
			  const char *name, struct diagnostics *diagnostics);

/* Is there an element (or an attribute) of that name? If not, *nearest is what was probably meant, or NULL. OK or
 * ERR_MEMORY. */
int plan_schema_knows(bool *known, const char **nearest, struct plan_schema *schema, const char *name, bool attribute);

/* Against the grammar, before the namespace is stripped. A refusal is explained, all of it. */
int plan_schema_validate(struct plan_schema *schema, const struct xml *xml, struct diagnostics *diagnostics);

#endif
