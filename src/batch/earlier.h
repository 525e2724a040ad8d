/* Files of earlier runs that are no longer any plan's: those of units that left the list, and those that were issued
 * before their plan took another number. */
#ifndef BATCH_EARLIER_H
#define BATCH_EARLIER_H

#include "batch/engine.h"

/* Is the file that the line tells of issued? Under the register's lock. */
int earlier_is_issued(bool *issued, const struct batch *batch, const struct ledger_line *line,
					  struct diagnostics *diagnostics);

/* Calls `keep` for each line whose file stands and is issued, once for each name; tells of files whose unit left the
 * list. */
int earlier_walk(const struct batch *batch, void (*keep)(void *context, const struct ledger_line *line), void *context);

#endif
