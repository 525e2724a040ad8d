/* Pages: positioned runs, rules, images and boxes. Nothing here knows PDF. x to the right, y downwards from the paper's top
 * left corner. */
#ifndef LAYOUT_PAGE_H
#define LAYOUT_PAGE_H

#include "base/length.h"
#include "template/block.h"
#include "text/shape.h"

struct page_word {
	const struct word *word;
	mpt x;      /* from the mark's x */
	bool space; /* a space follows: up to the next word, or at the end of a broken line */
};

enum mark_kind { MARK_TEXT, MARK_RULE, MARK_BOX, MARK_IMAGE };

struct mark {
	enum mark_kind kind;
	uint32_t block;  /* id in the tree; 0: an artifact (page number) */
	mpt x, y;        /* TEXT: where the baseline begins. RULE: one end. BOX, IMAGE: top left corner */
	uint32_t colour; /* 0xRRGGBB */
	union {
		struct {
			const struct face *face;
			mpt size;
			mpt width; /* without a space at the end */
			const struct page_word *words;
			size_t count;
			const char *link; /* URI, or "#" and the name of an anchor; NULL: none */
			bool label;       /* the mark of an item or note */
		} text;
		struct {
			mpt dx, dy;    /* to the other end */
			mpt thickness; /* half of it on each side */
		} rule;
		struct {
			mpt width, height;
			const char *name;
		} box;
		struct {
			mpt width, height;
			const struct image *image; /* alt stands on the block */
		} image;
	};
};

struct page {
	mpt width, height;
	unsigned number;    /* in its sequence, from 1 */
	struct mark *marks; /* in reading order; marks of one block stand together */
	size_t count;
};

/* Where a link leads: to the block's first mark. */
struct anchor {
	const char *name;
	const struct block *block;
	size_t page; /* index */
	mpt y;       /* of the mark's top */
};

struct pages {
	struct page *items;
	size_t count;
	const struct tree *tree;
	struct anchor *anchors; /* by page */
	size_t anchor_count;
	const struct anchor **by_name; /* of two with one name the first */
	size_t name_count;
};

/* Where the link leads; NULL: it is no "#name", or nothing of that name is shown. */
const struct anchor *pages_anchor(const struct pages *pages, const char *link);

#endif
