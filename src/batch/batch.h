/* The module that makes many plans at once and keeps the register: vanthu-batch.so (cli/module.h). */
#ifndef BATCH_BATCH_H
#define BATCH_BATCH_H

#include "batch/clerk.h"
#include "batch/order.h"

/* What the module's symbol `vanthu_batch` points to. */
struct batch_module {
	const char *version; /* of vanthu: program and module share structures, so they come from one build */
	int (*clerk)(struct buffer *out, const struct clerk_order *order, struct diagnostics *diagnostics);
	int (*run)(const struct batch_order *order, struct diagnostics *diagnostics);
};

#endif
