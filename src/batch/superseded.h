/* Issued files that are no longer any plan's. What was sent is never lost: before another number's file takes the name
 * of an issued one, that one is kept beside it as NAME.NUMBER.pdf, and the register's entry names it so. One that was
 * signed in its place is kept with its signatures, even if it is made again under its own number.
 *
 * In this order: a hard link (or a copy, where disks have none), the folder's sync, the register, and only later the new
 * file under the old name. Whoever is killed in between leaves the issued file under both names, and the register knows
 * one of them. */
#ifndef BATCH_SUPERSEDED_H
#define BATCH_SUPERSEDED_H

#include "batch/engine.h"

/* Keeps those whose names the open rows' files are going to take. Names and numbers are settled. */
int superseded_keep(struct batch *batch);

/* Calls `keep` for each file of the folder that the register knows as issued, by the register's order, but for those
 * whose names have one of the hashes, which it sorts. name: without extension. */
int superseded_list(struct batch *batch, uint64_t *hashes, size_t count,
					void (*keep)(void *context, const char *name, const char *sha256), void *context);

#endif
