/* The whole: each sequence of pages one list, broken into pages, page numbers above. */
#include "layout/layout.h"

#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

static mpt text_width(const struct page_master *master)
{
	return master->width - master->left - master->right;
}

static int add_number(struct page *page, struct setter *setter, const struct page_master *master)
{
	if (!master->number || (page->number == 1 && !master->first_number)) return OK;
	struct run run = {.text = arena_format(setter->arena, "%u", page->number)};
	if (!run.text) return ERR_MEMORY;
	run.length = strlen(run.text);
	struct block block = {.kind = BLOCK_PARAGRAPH, .style = master->number, .runs = &run, .run_count = 1};
	struct lines lines;
	TRY(set_paragraph(&lines, setter, &block, text_width(master)));
	return page_add(page, setter->arena, lines.items[0].marks, lines.items[0].mark_count, master->left,
					master->number_top + lines.ascent);
}

static int add_page(struct pages *pages, struct setter *setter, const struct page_master *master, unsigned number)
{
	TRY(arena_grow(setter->arena, &pages->items, pages->count, sizeof *pages->items));
	struct page *page = &pages->items[pages->count++];
	*page = (struct page){.width = master->width, .height = master->height, .number = number};
	return add_number(page, setter, master);
}

/* What stands at an edge of a sequence's first page. */
struct edges {
	struct list top, foot;
	mpt top_height, foot_height; /* with the room between them and the text */
};

static int set_edges(struct edges *edges, struct setter *setter, const struct block *block)
{
	*edges = (struct edges){0};
	for (const struct block *child = block->first; child; child = child->next) {
		if (!child->edge) continue;
		bool top = child->edge == EDGE_TOP;
		struct list *list = top ? &edges->top : &edges->foot;
		TRY(set_column(list, setter, child, text_width(block->master)));
		if (top)
			TRY(take_height(&edges->top_height, setter, list_height(list) + child->style->after, child->place));
		else
			TRY(take_height(&edges->foot_height, setter, list_height(list) + child->style->before, child->place));
	}
	return OK;
}

static int put_edges(struct page *page, struct setter *setter, const struct page_master *master,
					 const struct edges *edges)
{
	mpt foot = master->height - master->bottom - list_height(&edges->foot);
	TRY(page_put(page, setter->arena, &edges->top, master->left, master->top - edges->top_height));
	return page_put(page, setter->arena, &edges->foot, master->left, foot);
}

/* A sequence of pages: a block with a page master, and all that is no sequence of its own in it. */
static int set_sequence(struct pages *pages, struct setter *setter, const struct block *block)
{
	const struct page_master *master = block->master;
	struct list list;
	struct edges edges;
	struct page_end *ends;
	size_t count, start = 0;
	setter->text_width = text_width(master);
	setter->page_height = master->height - master->top - master->bottom;
	TRY(set_column(&list, setter, block, setter->text_width));
	TRY(set_edges(&edges, setter, block));
	const struct page_room room = {.first = setter->page_height - edges.foot_height,
								   .height = setter->page_height,
								   .notes = note_room(&setter->tree->notes),
								   .first_fit = master->first_fit};
	TRY(break_pages(&ends, &count, setter->arena, &list, &room));
	if (setter->explain) TRY(explain_pages(setter, &list, ends, count));
	for (size_t i = 0; i < count; i++) {
		TRY(add_page(pages, setter, master, (unsigned)i + 1));
		if (i == 0) TRY(put_edges(&pages->items[pages->count - 1], setter, master, &edges));
		TRY(page_fill(&pages->items[pages->count - 1], setter, master, &list, start, &ends[i],
					  i == 0 ? edges.foot_height : 0));
		start = ends[i].item;
	}
	for (const struct block *child = block->first; child; child = child->next) {
		if (child->master) TRY(set_sequence(pages, setter, child));
	}
	return OK;
}

int layout_tree(struct pages *pages, const struct tree *tree, struct fonts *fonts, struct shaper *shaper,
				struct arena *arena, struct diagnostics *diagnostics, bool explain)
{
	struct setter setter = {
		.tree = tree, .fonts = fonts, .shaper = shaper, .arena = arena, .diagnostics = diagnostics, .explain = explain};
	*pages = (struct pages){.tree = tree};
	TRY(set_sequence(pages, &setter, tree->root));
	TRY(find_anchors(pages, arena));
	return setter.status;
}
