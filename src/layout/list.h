/* The vertical list: what a page is filled from, top to bottom. Internal to layout/.
 *
 *   box     a line, a rule, a row of columns, a slice of a table; never parted
 *   gap     white space; vanishes at a page's head
 *   break   a place where a page may end, and what that tears apart. It may draw: one thing where the page goes on (the rule
 *           between two rows of a table), another where it ends (the closing rule; on the next page the table's head) */
#ifndef LAYOUT_LIST_H
#define LAYOUT_LIST_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "layout/page.h"

enum item_kind { ITEM_BOX, ITEM_GAP, ITEM_BREAK };

/* What a page that ended at a break would tear apart: what is given up first stands first. keep.c: what each costs. */
enum keep {
	KEEP_NONE,
	KEEP_ROWS,         /* the first or the last row of a table and its others */
	KEEP_ROW,          /* the lines of a table's row */
	KEEP_ROW_LINES,    /* in a row the first or last lines of a paragraph */
	KEEP_INTRODUCTION, /* a paragraph and the list, table or figure that it introduces */
	KEEP_COLUMNS,      /* columns side by side, one of which goes on below the others */
	KEEP_FIRST_LINES,  /* the first lines of a paragraph: orphans */
	KEEP_LAST_LINES,   /* its last lines: widows */
	KEEP_LINES,        /* a paragraph that stays whole */
	KEEP_NEXT,         /* a heading and what follows it */
	KEEP_END,          /* the signature and the last lines of text */
	KEEP_ALWAYS,       /* a rule and the line above it, a picture and its title */
	KEEP_APART,        /* nothing: a page always ends here */
};

enum { KEEPS = KEEP_APART + 1, WHOLE_PAGE = 1000 };

struct keep_rule {
	int32_t cost;                  /* of ending a page there; a page left empty costs WHOLE_PAGE */
	enum diagnostic_id kept, torn; /* for --explain: what a page that ends early kept together; what one tore apart */
};

extern const struct keep_rule keep_rules[KEEPS];

/* May a page end there, if it must end early otherwise? */
static inline bool keep_allows(enum keep keep)
{
	return keep_rules[keep].cost < WHOLE_PAGE;
}

struct list {
	struct item *items;
	size_t count;
};

struct item {
	enum item_kind kind;
	bool line;                /* BOX: a line of text, as widows and orphans count them */
	mpt height;               /* BOX, GAP */
	mpt stretch;              /* BOX: above 0 if it is room that may grow, to end level with its neighbours. GAP: how
							   * far it may grow to fill a page */
	mpt baseline;             /* BOX: of its first line, from its top; -1: it has none */
	enum keep keep;           /* BREAK */
	const struct mark *marks; /* BOX, or BREAK where the page goes on: x from the text's left edge, y from the top */
	size_t mark_count;
	uint32_t band;             /* BOX: slices of the same rows have the same one; 0: none */
	const struct mark *parted; /* BOX: as many marks, where a page begins or ends in the band; NULL: the same ones */
	const struct list *notes;  /* BOX: footnotes whose marks it holds, one list each */
	size_t note_count;
	const struct turn *turn; /* BREAK: what is drawn where the page ends; NULL: nothing */
};

/* Boxes at the foot of the page that ends, and at the head of the next one. */
struct turn {
	struct list before, after;
	mpt before_height, after_height;
};

#endif
