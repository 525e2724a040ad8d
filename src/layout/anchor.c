/* Where links lead, looked up in the finished pages: nothing of it flows back into the layout. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

static mpt top_of(const struct mark *mark)
{
	const struct face *face = mark->kind == MARK_TEXT ? mark->text.face : NULL;
	return face ? mark->y - length_scale(mark->text.size, face->ascent, face->units_per_em) : mark->y;
}

/* The mark is the first one of its block, and of those around it that were not seen before. */
static int note_mark(struct pages *pages, struct arena *arena, bool *seen, size_t page, const struct mark *mark)
{
	const struct tree *tree = pages->tree;
	const struct block *block = mark->block < tree->count ? tree->blocks[mark->block] : NULL;
	for (; block && !seen[block->id]; block = block->parent) {
		seen[block->id] = true;
		if (!block->anchor) continue;
		TRY(arena_grow(arena, &pages->anchors, pages->anchor_count, sizeof *pages->anchors));
		pages->anchors[pages->anchor_count++] =
			(struct anchor){.name = block->anchor, .block = block, .page = page, .y = top_of(mark)};
	}
	return OK;
}

static int compare(const void *left, const void *right)
{
	const struct anchor *const *a = left, *const *b = right;
	int order = strcmp((*a)->name, (*b)->name);
	return order ? order : ((*a)->block->id > (*b)->block->id) - ((*a)->block->id < (*b)->block->id);
}

static int sort_by_name(struct pages *pages, struct arena *arena)
{
	size_t count = pages->anchor_count;
	if (!count) return OK;
	const struct anchor **order = pages->by_name = arena_array(arena, count, sizeof(const struct anchor *));
	if (!order) return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) order[i] = &pages->anchors[i];
	qsort(order, count, sizeof(const struct anchor *), compare);
	for (size_t i = 0; i < count; i++) {
		if (!i || strcmp(order[i]->name, order[pages->name_count - 1]->name) != 0)
			order[pages->name_count++] = order[i];
	}
	return OK;
}

int find_anchors(struct pages *pages, struct arena *arena)
{
	bool *seen = arena_array(arena, pages->tree->count, sizeof *seen);
	if (!seen) return ERR_MEMORY;
	for (size_t page = 0; page < pages->count; page++) {
		for (size_t i = 0; i < pages->items[page].count; i++)
			TRY(note_mark(pages, arena, seen, page, &pages->items[page].marks[i]));
	}
	return sort_by_name(pages, arena);
}

static int compare_name(const void *name, const void *anchor)
{
	const struct anchor *const *with = anchor;
	return strcmp(name, (*with)->name);
}

const struct anchor *pages_anchor(const struct pages *pages, const char *link)
{
	if (!pages->name_count || *link != '#') return NULL;
	const struct anchor *const *found =
		bsearch(link + 1, pages->by_name, pages->name_count, sizeof *pages->by_name, compare_name);
	return found ? *found : NULL;
}
