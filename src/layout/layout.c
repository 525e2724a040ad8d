/* The whole: one list, broken into pages, its marks put in place, page numbers above. */
#include "layout/layout.h"

#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

static int add_marks(struct page *page, struct arena *arena, const struct mark *marks, size_t count, mpt x, mpt y)
{
	for (size_t i = 0; i < count; i++) {
		TRY(arena_grow(arena, &page->marks, page->count, sizeof *page->marks));
		struct mark *mark = &page->marks[page->count++];
		*mark = marks[i];
		mark->x += x;
		mark->y += y;
	}
	return OK;
}

static int add_number(struct page *page, struct setter *setter)
{
	const struct page_master *master = &setter->tree->master;
	if (!master->number || (page->number == 1 && !master->first_number)) return OK;
	struct run run = {.text = arena_format(setter->arena, "%u", page->number)};
	if (!run.text) return ERR_MEMORY;
	run.length = strlen(run.text);
	struct block block = {.kind = BLOCK_PARAGRAPH, .style = master->number, .runs = &run, .run_count = 1};
	struct lines lines;
	TRY(set_paragraph(&lines, setter, &block, master->width - master->left - master->right));
	return add_marks(page, setter->arena, lines.items[0].marks, lines.items[0].mark_count, master->left,
					 master->number_top + lines.ascent);
}

/* Gaps at the page's head vanish. */
static int fill(struct page *page, struct setter *setter, const struct item *items, size_t count)
{
	const struct page_master *master = &setter->tree->master;
	mpt y = master->top;
	bool empty = true;
	for (size_t i = 0; i < count; i++) {
		if (items[i].kind == ITEM_BREAK || (items[i].kind == ITEM_GAP && empty)) continue;
		TRY(add_marks(page, setter->arena, items[i].marks, items[i].mark_count, master->left, y));
		y += items[i].height;
		if (items[i].kind == ITEM_BOX) empty = false;
	}
	return OK;
}

static int make_pages(struct pages *pages, struct setter *setter, const struct list *list)
{
	const struct page_master *master = &setter->tree->master;
	size_t *ends, start = 0;
	TRY(break_pages(&ends, &pages->count, setter->arena, list, master->height - master->top - master->bottom));
	pages->items = arena_array(setter->arena, pages->count, sizeof *pages->items);
	if (!pages->items) return ERR_MEMORY;
	for (size_t i = 0; i < pages->count; i++) {
		struct page *page = &pages->items[i];
		*page = (struct page){.width = master->width, .height = master->height, .number = (unsigned)i + 1};
		TRY(add_number(page, setter));
		TRY(fill(page, setter, list->items + start, ends[i] - start));
		start = ends[i];
	}
	return OK;
}

int layout_tree(struct pages *pages, const struct tree *tree, struct fonts *fonts, struct shaper *shaper,
				struct arena *arena, struct diagnostics *diagnostics)
{
	struct setter setter = {.tree = tree, .fonts = fonts, .shaper = shaper, .arena = arena, .diagnostics = diagnostics};
	struct list list;
	*pages = (struct pages){.tree = tree};
	TRY(set_column(&list, &setter, tree->root, tree->master.width - tree->master.left - tree->master.right));
	TRY(make_pages(pages, &setter, &list));
	return setter.status;
}
