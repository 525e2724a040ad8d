/* The vertical list: what a page is filled from, top to bottom. Internal to layout/.
 *
 *   box     a line, a rule, or a whole row of columns; never parted
 *   gap     white space; vanishes at a page's head
 *   break   a place where a page may end, and what that costs
 */
#ifndef LAYOUT_LIST_H
#define LAYOUT_LIST_H

#include "base/arena.h"
#include "layout/page.h"

enum item_kind { ITEM_BOX, ITEM_GAP, ITEM_BREAK };

enum { PENALTY_NONE = 0, PENALTY_NEVER = INT32_MAX };

struct item {
	enum item_kind kind;
	bool line;                /* BOX: a line of text, as widows and orphans count them */
	mpt height;               /* BOX, GAP */
	mpt stretch;              /* GAP: how much it may grow */
	mpt baseline;             /* BOX: of its first line, from its top; -1: it has none */
	int32_t penalty;          /* BREAK */
	const struct mark *marks; /* BOX: x from the text's left edge, y from the box's top */
	size_t mark_count;
};

struct list {
	struct item *items;
	size_t count;
};

#endif
