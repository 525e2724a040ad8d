/* Counted columns of tables: column/@count. */
#ifndef PLAN_COUNT_H
#define PLAN_COUNT_H

#include "plan/numerals.h"
#include "plan/plan.h"

/* Fills node_info.number of the empty cells that begin in a counted column: "1" counts rows, "I 1" group rows in Roman
 * and the rows after each anew, "a)" rows by the alphabet. A cell that spans rows counts once; rows of the head and
 * total rows do not count, group rows only with "I 1". What is typed into a cell takes no number. The table's grid is
 * sound (plan_check). Strings are the arena's. */
int count_table(struct plan *plan, const xmlNode *table, const struct alphabet *alphabet, struct arena *arena,
				struct diagnostics *diagnostics);

#endif
