/* The master, read. */
#ifndef DERIVE_MASTER_H
#define DERIVE_MASTER_H

#include "plan/plan.h"

/* As plan_load(), by the grammar of <data_folder>/templates. A skeleton that is given in the master's stead is told of
 * by that alone, not by all that a plan may not have of it. */
int master_read(struct plan *plan, struct arena *arena, const char *data_folder, const char *bytes, size_t size,
				const char *name, struct diagnostics *diagnostics);

#endif
