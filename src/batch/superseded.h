/* Issued and signed files whose names others take. What was sent or signed is never lost: it is kept beside as
 * NAME.NUMBER.pdf, and the register's entry of an issued one names it so.
 *
 * In this order: a hard link (or a copy, where disks have none), the folder's sync, the register, and only later the new
 * file under the old name. Whoever is killed in between leaves the issued file under both names, and the register knows
 * one of them. */
#ifndef BATCH_SUPERSEDED_H
#define BATCH_SUPERSEDED_H

#include "batch/engine.h"

/* Keeps those whose names the open rows' files are going to take. Names and numbers are settled. */
int superseded_keep(struct batch *batch);

/* Before the row's PDF is written: one that was signed in its place is kept. line: of what is to be written; old: of what
 * the ledger knows, if anything. */
int superseded_keep_signed(struct worker *worker, const struct ledger_line *line, const struct ledger_line *old);

/* Calls `keep` for each file of the folder that the register knows as issued, by the register's order, but for those
 * whose names have one of the hashes, which it sorts. name: without extension. */
int superseded_list(struct batch *batch, uint64_t *hashes, size_t count,
					void (*keep)(void *context, const char *name, const char *sha256), void *context);

#endif
