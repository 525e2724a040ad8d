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

struct binder {
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct plan *plan;
	struct template *template;
	struct tree *tree;
	struct block *parent;       /* of the next block */
	struct paragraph paragraph; /* the open one */
	struct block *last_text;    /* the last paragraph of the body: "./." goes there */
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

/* body.c: the plan's own blocks and levels. */
int bind_body(struct binder *binder, const xmlNode *root, const char *end_mark);

#endif
