/* The folder that a batch writes to: made, and held by one process at a time. */
#ifndef BATCH_FOLDER_H
#define BATCH_FOLDER_H

#include "batch/order.h"

struct folder {
	const char *path; /* borrowed */
	int lock;         /* a descriptor; -1: not held */
};

/* Makes the folder if it is not there, takes its lock and removes what a killed run left half written of these rows. A
 * whole batch holds the folder alone, shards hold it together, each shard once. A second process is refused
 * (ERR_SYSTEM). */
int folder_enter(struct folder *folder, const struct batch_order *order, size_t first, size_t count,
				 struct diagnostics *diagnostics);

/* What was renamed into it stays, even if the power goes. */
int folder_sync(const struct folder *folder, struct diagnostics *diagnostics);

void folder_leave(struct folder *folder);

#endif
