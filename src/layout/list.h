/* The vertical list: what a page is filled from, top to bottom. Internal to layout/.
 *
 *   box     a line, a rule, a row of columns, a slice of a table; never parted
 *   gap     white space; vanishes at a page's head
 *   break   a place where a page may end, and what that costs. It may draw: one thing where the page goes on (the rule
 *           between two rows of a table), another where it ends (the closing rule; on the next page the table's head) */
#ifndef LAYOUT_LIST_H
#define LAYOUT_LIST_H

#include "base/arena.h"
#include "layout/page.h"

enum item_kind { ITEM_BOX, ITEM_GAP, ITEM_BREAK };

/* What it costs to end a page at a break; a page left half empty costs 500 (breaker.c). */
enum {
	PENALTY_NONE = 0,
	PENALTY_ROW = 250,       /* in the middle of a table's row */
	PENALTY_TAIL = 900,      /* where one column goes on below the others of its row: rather an emptier page */
	PENALTY_NEVER = 1000000, /* only where nothing else is possible */
	PENALTY_FORCED = -1,     /* a page always ends here */
};

struct list {
	struct item *items;
	size_t count;
};

struct item {
	enum item_kind kind;
	bool line;                /* BOX: a line of text, as widows and orphans count them */
	mpt height;               /* BOX, GAP */
	mpt stretch;              /* BOX: above 0 if it is room that may grow, to end level with its neighbours */
	mpt baseline;             /* BOX: of its first line, from its top; -1: it has none */
	int32_t penalty;          /* BREAK */
	const struct mark *marks; /* BOX, or BREAK where the page goes on: x from the text's left edge, y from the top */
	size_t mark_count;
	const struct list *notes; /* BOX: footnotes whose marks it holds, one list each */
	size_t note_count;
	const struct turn *turn; /* BREAK: what is drawn where the page ends; NULL: nothing */
};

/* Boxes at the foot of the page that ends, and at the head of the next one. */
struct turn {
	struct list before, after;
	mpt before_height, after_height;
};

#endif
