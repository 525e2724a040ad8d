/* What the grammar of plans leaves to the program. */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "plan/plan.h"

/* Stands in the second line of a plan that was derived from a skeleton: what looks like a field there is text that some
 * unit's column brought in, and no mistake. */
#define PLAN_DERIVED "<?vanthu derived?>"

/* The plan is valid by the grammar and its namespace stripped. All mistakes found go to the diagnostics. */
int plan_check(const struct plan *plan, struct arena *arena, struct diagnostics *diagnostics);

#endif
