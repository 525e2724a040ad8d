/* What the grammar of plans leaves to the program. */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/plan.h"

/* The plan is valid by the grammar and its namespace stripped. All mistakes found go to the diagnostics. */
int plan_check(const struct plan *plan, struct arena *arena, struct diagnostics *diagnostics);

#endif
