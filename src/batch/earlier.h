/* Files of earlier runs whose units left the list. Issued ones that another number took the place of: superseded.h. */
#ifndef BATCH_EARLIER_H
#define BATCH_EARLIER_H

#include "batch/engine.h"

/* Is the file that the line tells of issued? Under the register's lock. */
int earlier_is_issued(bool *issued, const struct batch *batch, const struct ledger_line *line,
					  struct diagnostics *diagnostics);

/* Tells of files whose unit left the list, once of each, and calls `keep` for each line whose PDF is issued: no more
 * often than there are past lines in the ledger. */
int earlier_tell(const struct batch *batch, void (*keep)(void *context, const struct ledger_line *line), void *context);

#endif
