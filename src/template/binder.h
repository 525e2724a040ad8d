/* What the files of template/ that build the tree of blocks share. */
#ifndef TEMPLATE_BINDER_H
#define TEMPLATE_BINDER_H

#include "base/buffer.h"
#include "plan/plan.h"
#include "template/flow.h"

/* One paragraph's runs while it is being put together. White space collapses over all of them. */
struct paragraph {
	struct buffer text;
	struct run_draft {
		size_t offset, length;
		struct run run; /* text is set at the end: the buffer moves */
	} * runs;
	size_t count;
};

/* What a table's cell changes for the text in it. */
struct cell_setting {
	const char *text;     /* style of its paragraphs */
	enum alignment align; /* if aligned: whatever the style says */
	bool aligned;
};

/* A style that differs from another in its alignment alone. */
struct style_variant {
	const struct style *base, *style;
};

struct binder {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct plan *plan;
	struct template *template;
	struct tree *tree;
	struct block *parent;            /* of the next block */
	struct paragraph paragraph;      /* the open one */
	struct block *last_text;         /* the last paragraph of the body: "./." goes there */
	const struct cell_setting *cell; /* NULL: in no table */
	unsigned notes;                  /* footnotes so far, in the whole document */
	unsigned note_number;            /* of the last one: annexes, appendices and forms count anew */
	bool has_body; /* the document's own text stands in the tree, not only that of annexes and appendices */
	struct image_store images;
	struct style_variant *variants;
	size_t variant_count;
};

/* paragraph.c */
int paragraph_text(struct binder *binder, const char *text, size_t length, unsigned flags, struct place place,
				   const char *link);
int paragraph_blank(struct binder *binder, mpt width, struct place place);
int paragraph_break(struct binder *binder, struct place place);
int paragraph_content(struct binder *binder, const xmlNode *first, const xmlNode *end, unsigned flags,
					  const char *link); /* running text: siblings from `first` up to, not including, `end` */
int paragraph_finish(struct binder *binder, struct block *block); /* the runs become the block's */
int paragraph_end_mark(struct binder *binder, struct block *block, const char *mark);
bool paragraph_is_running(const xmlNode *node); /* text or an element of running text */

/* bind.c */
int binder_block(struct block **block, struct binder *binder, enum block_kind kind, const struct style *style,
				 const char *role, struct place place);

/* Links to the element, if it has an id that links know, lead to the block. */
void binder_anchor(const struct binder *binder, struct block *block, const xmlNode *node);

/* A picture at a path of the plan. */
int binder_image(struct block **block, struct binder *binder, const struct style *style, const char *path,
				 struct place place);

/* body.c: the plan's own blocks and levels. */
int bind_body(struct binder *binder, const xmlNode *root, const char *end_mark);

/* For table.c: the style for an element's text, groups, running text, blocks. binder->parent is the open group. */
int body_style(const struct style **style, struct binder *binder, const xmlNode *node, const char *name);
int body_open_group(struct block **outer, struct binder *binder, const xmlNode *node, const char *role);
int body_running(struct binder *binder, const xmlNode *node, const xmlNode *first, const xmlNode *end,
				 const struct style *style); /* a paragraph, if there is text */
int body_paragraph(struct binder *binder, const xmlNode *node, const char *text, const struct style *style);
int body_blocks(struct binder *binder, const xmlNode *first, int depth);
const xmlNode *body_after_running(const xmlNode *first); /* the first block or level; NULL: none */

/* table.c */
int bind_table(struct binder *binder, const xmlNode *node, int depth);

#endif
