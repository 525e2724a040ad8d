/* What a batch is to do, as the command line says it. */
#ifndef BATCH_ORDER_H
#define BATCH_ORDER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostic.h"
#include "vanthu.h"

enum batch_progress { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_BAR, PROGRESS_JSON };

struct batch_order {
	const char *skeleton, *master, *units, *kinds; /* files; kinds: NULL if there is none */
	const char *folder;                            /* where the plans go; it is made */
	const char *data;                              /* the data folder */
	const char *name;                              /* pattern of the plans' names: "{unit/code}"; see names.h */
	const char *registry;                          /* NULL: numbers are those of the rows */
	const char *numbers; /* a file that `assign` wrote: numbers and names are those; NULL: none */
	enum vanthu_form form;
	size_t workers;
	size_t shard, shards; /* rows of the shard, from 1, of so many; 0: all */
	bool without_source, draft, reissue, keep_going, check, xml, assign;
	enum batch_progress progress;
	enum language language;
	void (*tell)(void *context, const char *text, size_t size); /* messages and progress */
	void *context;
	const volatile sig_atomic_t *stop; /* not 0: no further plan is begun */
};

/* Makes the plans. OK, ERR_DOCUMENT if any plan has errors; what stopped it as a whole is in the diagnostics, what
 * concerns single plans was told. */
int batch_run(const struct batch_order *order, struct diagnostics *diagnostics);

#endif
