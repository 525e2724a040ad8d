/* How far a batch has come, told on the terminal as a bar, else as lines, or as JSON for programs. */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include "batch/order.h"

struct progress {
	const struct batch_order *order;
	size_t done, total;
	int64_t began, told; /* nanoseconds of a clock that only runs on */
	int64_t pass_began;  /* the rate is that of the pass */
	size_t done_before;  /* the pass */
	size_t percent;      /* told last */
	bool standing;       /* a bar stands on the terminal's line */
};

void progress_begin(struct progress *progress, const struct batch_order *order, size_t total);

/* The rows are gone over once more: what an earlier pass took says nothing of this one. */
void progress_pass(struct progress *progress);

/* So many more are done. */
void progress_add(struct progress *progress, size_t count);

/* A message, with line feeds: the bar gives way. */
void progress_message(struct progress *progress, const char *text, size_t size);

/* What came of it. */
struct progress_sum {
	size_t written, unchanged, failed, left; /* plans */
	size_t pages;                            /* of those that stand */
};

void progress_end(struct progress *progress, const struct progress_sum *sum);

#endif
