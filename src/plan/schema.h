/* The grammar of plans, templates/plan.rng. */
#ifndef PLAN_SCHEMA_H
#define PLAN_SCHEMA_H

#include "plan/plan.h"

/* Against the grammar, before the namespace is stripped. A refusal is explained, all of it. */
int plan_schema_validate(struct plan_schema *schema, const struct xml *xml, struct diagnostics *diagnostics);

#endif
