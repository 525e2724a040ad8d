/* What the files of layout/ share. */
#ifndef LAYOUT_INTERNAL_H
#define LAYOUT_INTERNAL_H

#include "layout/layout.h"
#include "layout/list.h"
#include "text/text.h"

struct setter {
	const struct tree *tree;
	struct fonts *fonts;
	struct shaper *shaper;
	struct arena *arena;
	struct diagnostics *diagnostics;
	mpt text_width;  /* of the sequence of pages: footnotes are as wide */
	mpt page_height; /* of the text, on the pages at hand */
	bool explain;    /* say where pages end, and why */
	int status;      /* ERR_DOCUMENT once something could not be set: the rest is set all the same, for its messages */
};

/* A line of a paragraph. Marks: x from the column's left edge, y from the baseline. */
struct line {
	mpt x, width; /* of the text, without a space at its end */
	struct mark *marks;
	size_t mark_count;
	const struct block **notes; /* footnotes whose marks it holds */
	size_t note_count;
};

struct lines {
	struct line *items;
	size_t count;
	mpt ascent, descent; /* of each line, both positive */
	mpt leading;         /* below each line, if another one follows */
};

/* paragraph.c: the lines of a paragraph in a column `width` wide. */
int set_paragraph(struct lines *lines, struct setter *setter, const struct block *block, mpt width);

/* The widths that a paragraph wants: at least that of its widest piece, at most that of its longest line unbroken. */
int measure_paragraph(mpt *least, mpt *most, struct setter *setter, const struct block *block);

/* linebreak.c: the piece after the last one of each line, in a column `width` wide. */
int break_lines(size_t **ends, size_t *count, struct arena *arena, const struct pieces *pieces,
				const struct style *style, mpt width);

/* A vertical list while it is being made. */
struct column {
	struct setter *setter;
	struct list list;
	mpt left, width;           /* of the column, from the text's left edge */
	mpt leading;               /* below the last line, open until something follows */
	mpt after;                 /* the last block's */
	mpt after_stretch;         /* how far that may grow */
	enum keep keep;            /* what a page that ends below the last block tears apart */
	mpt line_left, line_width; /* of the last line, for the rule under it */
};

/* column.c */
int set_column(struct list *list, struct setter *setter, const struct block *block, mpt width);
int column_block(struct column *column, const struct block *block);
int column_add(struct column *column, struct item item);
int column_separate(struct column *column, const struct style *style, mpt leading); /* the break and gap before it */
void column_leave(struct column *column, const struct style *style, mpt leading);

/* The height of all that stands in a list: more than a length may hold. */
int64_t list_height(const struct list *list);

/* Such a sum as a length; over LENGTH_LIMIT it is an error (ERR_DOCUMENT) at the place. */
int take_height(mpt *height, struct setter *setter, int64_t sum, struct place place);

/* picture.c: pictures, and the places that may hold some. */
int set_picture(struct column *column, const struct block *block);
int set_place(struct column *column, const struct block *block);
/* From a list's top to its first baseline; -1 if no line stands in it. */
int64_t first_baseline(const struct list *list);

/* tail.c: what the longest column of a row holds below all others. cut_tail() takes it from its list. */
struct list cut_tail(struct list *lists, size_t count);
int column_tail(struct column *column, const struct list *tail);

/* frame.c */
int set_frame(struct column *column, const struct block *block);

/* table.c */
int set_table(struct column *column, const struct block *block);

/* widths.c: where the columns of a table begin, and where the last one ends, from the text's left edge. */
int table_edges(mpt **edges, const struct column *column, const struct block *block);

/* way.c: the cheapest way through breaks, found by dynamic programming: a step from one break to a later one is a line,
 * or a page. */
struct way {
	int64_t cost; /* of the steps up to here; INT64_MAX: no way found */
	size_t from;  /* the last of them begins at this break */
};

/* The breaks at which the steps end, from the first break, which no step ends at, to `last`. */
int way_back(size_t **ends, size_t *count, struct arena *arena, const struct way *ways, size_t last);

/* The room for a list on pages. */
struct page_room {
	mpt first, height; /* on the first page; on those that follow */
	mpt notes;         /* the height of the rule over a page's footnotes and the space around it */
	bool first_fit;    /* each page as full as it can be, whatever becomes of the next */
};

struct page_end {
	size_t item;     /* after the page's last one */
	mpt spare;       /* room left below; 0 on the last page */
	mpt given_up;    /* how much further the page could have gone, had it torn something apart; 0: no further */
	enum keep given; /* what it would have torn apart there */
	enum keep torn;  /* what it tears apart */
};

/* breaker.c: the list in pages. */
int break_pages(struct page_end **ends, size_t *count, struct arena *arena, const struct list *list,
				const struct page_room *room);

/* Where in the plan the first thing from an item on comes from. */
struct place place_after(const struct setter *setter, const struct list *list, size_t item);

/* explain.c: what was given up for the pages of a list, as notes. */
int explain_pages(struct setter *setter, const struct list *list, const struct page_end *ends, size_t count);

/* page.c: marks at a place; what stands between two breaks of a list, footnotes above a foot of that height. */
int page_add(struct page *page, struct arena *arena, const struct mark *marks, size_t count, mpt x, mpt y);
int page_put(struct page *page, struct arena *arena, const struct list *list, mpt x, mpt y); /* all of it */
int page_fill(struct page *page, struct setter *setter, const struct page_master *master, const struct list *list,
			  size_t start, const struct page_end *end, mpt foot);

/* anchor.c: when all pages are filled. */
int find_anchors(struct pages *pages, struct arena *arena);

/* Footnotes (page.c): the height that they need on a page, without the rule over them; its room. */
int64_t notes_height(const struct item *item);
mpt note_room(const struct note_format *format);

#endif
