/* What the files of layout/ share. */
#ifndef LAYOUT_INTERNAL_H
#define LAYOUT_INTERNAL_H

#include "layout/layout.h"
#include "layout/list.h"

struct setter {
	const struct tree *tree;
	struct fonts *fonts;
	struct shaper *shaper;
	struct arena *arena;
	struct diagnostics *diagnostics;
	int status; /* ERR_DOCUMENT once something could not be set: the rest is set all the same, for its messages */
};

/* A line of a paragraph. Marks: x from the column's left edge, y from the baseline. */
struct line {
	mpt x, width; /* of the text, without a space at its end */
	struct mark *marks;
	size_t mark_count;
};

struct lines {
	struct line *items;
	size_t count;
	mpt ascent, descent; /* of each line, both positive */
	mpt leading;         /* below each line, if another one follows */
};

/* paragraph.c: the lines of a paragraph in a column `width` wide. */
int set_paragraph(struct lines *lines, struct setter *setter, const struct block *block, mpt width);

/* column.c: a block and all it holds as a vertical list in a column `width` wide, its left edge at x = 0. */
int set_column(struct list *list, struct setter *setter, const struct block *block, mpt width);

/* breaker.c: the list in pages. ends[i]: the item after the last one of page i. */
int break_pages(size_t **ends, size_t *count, struct arena *arena, const struct list *list, mpt height);

#endif
