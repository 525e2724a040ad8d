/* The clerk's orders to the register: vanthu register. */
#ifndef BATCH_CLERK_H
#define BATCH_CLERK_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/diagnostic.h"

enum clerk_action { CLERK_START, CLERK_LIST, CLERK_ISSUE, CLERK_CONFIRM, CLERK_VOID, CLERK_EXPORT, CLERK_ACTIONS };

struct clerk_range {
	int64_t first, last;
};

struct clerk_order {
	enum clerk_action action;
	const char *path;                 /* the register's */
	const char *organ;                /* NULL: any, for list and export only */
	int year;                         /* 0: any, as above */
	int64_t from;                     /* start: the first number */
	const struct clerk_range *ranges; /* issue, void */
	size_t range_count;
	const char *numbers; /* confirm: the file that --assign wrote; the plans stand beside it */
	const char *sent;    /* issue: the day; NULL: none */
	const char *note;    /* void: why; NULL: not told */
	const char *state;   /* list, export: "reserved", "issued", "void"; NULL: any */
};

/* out: what the order tells (list, export). Each range is changed wholly or not at all. OK or an ERR_ status. */
int clerk_do(struct buffer *out, const struct clerk_order *order, struct diagnostics *diagnostics);

#endif
