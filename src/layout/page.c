/* One page: marks put in place, in order of reading. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

int page_add(struct page *page, struct arena *arena, const struct mark *marks, size_t count, mpt x, mpt y)
{
	for (size_t i = 0; i < count; i++) {
		TRY(arena_grow(arena, &page->marks, page->count, sizeof *page->marks));
		struct mark *mark = &page->marks[page->count++];
		*mark = marks[i];
		mark->x = length_clamp((int64_t)mark->x + x);
		mark->y = length_clamp((int64_t)mark->y + y);
	}
	return OK;
}

struct filler {
	struct page *page;
	struct arena *arena;
	mpt left, y;
	bool empty;            /* nothing stands on the page yet: gaps vanish */
	mpt spare;             /* room that the gaps take up */
	int64_t stretch, seen; /* of all gaps that do; of those above */
	uint32_t above, below; /* the bands in which the page begins and ends; 0: in none */
};

/* A gap with its part of the spare room: where it ends is rounded, so that nothing is lost. */
static mpt gap_height(struct filler *filler, const struct item *gap)
{
	if (!filler->spare) return gap->height;
	mpt above = length_scale(filler->spare, filler->seen, filler->stretch);
	filler->seen += gap->stretch;
	return gap->height + length_scale(filler->spare, filler->seen, filler->stretch) - above;
}

static const struct mark *marks_of(const struct filler *filler, const struct item *item)
{
	bool parted = item->parted && (item->band == filler->above || item->band == filler->below);
	return parted ? item->parted : item->marks;
}

static int fill_items(struct filler *filler, const struct item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (items[i].kind == ITEM_GAP && filler->empty) continue;
		const struct mark *marks = marks_of(filler, &items[i]);
		TRY(page_add(filler->page, filler->arena, marks, items[i].mark_count, filler->left, filler->y));
		mpt height = items[i].kind == ITEM_GAP ? gap_height(filler, &items[i]) : items[i].height;
		filler->y = length_clamp((int64_t)filler->y + height);
		if (items[i].kind == ITEM_BOX) filler->empty = false;
	}
	return OK;
}

/* A vertical rule that goes on where one above it ends is one rule with it. */
static bool join(struct mark *above, const struct mark *mark)
{
	if (above->kind != MARK_RULE || above->x != mark->x || above->rule.dx || !above->rule.dy) return false;
	if (above->y + above->rule.dy != mark->y || above->rule.thickness != mark->rule.thickness) return false;
	if (above->colour != mark->colour || above->block != mark->block) return false;
	above->rule.dy += mark->rule.dy;
	return true;
}

/* Rules of a table come slice by slice. `open` holds those that may go on: as many as a table has columns. */
static void join_rules(struct page *page)
{
	enum { MOST_OPEN = 64 };
	size_t open[MOST_OPEN], open_count = 0, kept = 0;
	for (size_t i = 0; i < page->count; i++) {
		struct mark *mark = &page->marks[i];
		bool vertical = mark->kind == MARK_RULE && mark->rule.dy && !mark->rule.dx;
		size_t at = 0;
		while (vertical && at < open_count && page->marks[open[at]].x != mark->x) at++;
		if (vertical && at < open_count && join(&page->marks[open[at]], mark)) continue;
		if (vertical && at < MOST_OPEN) {
			open[at] = kept;
			if (at == open_count) open_count++;
		}
		page->marks[kept++] = *mark;
	}
	page->count = kept;
}

static int compare_marks(const void *left, const void *right)
{
	const struct mark *const *a = left, *const *b = right;
	if ((*a)->block != (*b)->block) return (*a)->block < (*b)->block ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

/* By block, as they are read: lines of the cells of a row come side by side. Artifacts first; else as they came. */
static int sort_marks(struct page *page, struct arena *arena)
{
	bool sorted = true;
	for (size_t i = 1; i < page->count && sorted; i++) sorted = page->marks[i - 1].block <= page->marks[i].block;
	if (sorted) return OK;
	const struct mark **order = arena_array(arena, page->count, sizeof(const struct mark *));
	struct mark *marks = arena_array(arena, page->count, sizeof *marks);
	if (!order || !marks) return ERR_MEMORY;
	for (size_t i = 0; i < page->count; i++) order[i] = &page->marks[i];
	qsort(order, page->count, sizeof(const struct mark *), compare_marks);
	for (size_t i = 0; i < page->count; i++) marks[i] = *order[i];
	page->marks = marks;
	return OK;
}

int page_put(struct page *page, struct arena *arena, const struct list *list, mpt x, mpt y)
{
	struct filler filler = {.page = page, .arena = arena, .left = x, .y = y, .empty = true};
	return fill_items(&filler, list->items, list->count);
}

int64_t notes_height(const struct item *item)
{
	int64_t height = 0;
	for (size_t i = 0; i < item->note_count; i++) height += list_height(&item->notes[i]);
	return height;
}

mpt note_room(const struct note_format *format)
{
	return format->before + format->thickness + format->after;
}

static int add_note_rule(struct filler *filler, const struct note_format *format, mpt width)
{
	struct mark rule = {.kind = MARK_RULE, .y = format->thickness / 2};
	rule.rule.dx = length_share(width, format->length);
	rule.rule.thickness = format->thickness;
	TRY(page_add(filler->page, filler->arena, &rule, 1, filler->left, filler->y));
	filler->y += format->thickness + format->after;
	return OK;
}

/* The note with which notes fill more than `room`; NULL if they fit. */
static const struct list *find_overfull(const struct item *items, size_t count, int64_t room)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < items[i].note_count; j++) {
			room -= list_height(&items[i].notes[j]);
			if (room < 0) return &items[i].notes[j];
		}
	}
	return NULL;
}

static int report_note(struct setter *setter, const struct list *note)
{
	const struct item *line = note && note->count ? &note->items[0] : NULL;
	uint32_t block = line && line->mark_count ? line->marks[0].block : 0;
	struct place place = block ? setter->tree->blocks[block]->place : (struct place){0};
	int status = diagnostics_add(setter->diagnostics, LAYOUT_NOTE_TOO_HIGH, place, NULL);
	setter->status = ERR_DOCUMENT;
	return status == ERR_DOCUMENT ? OK : status;
}

/* The footnotes of the items, at the page's foot, where `bottom` is. The breaker sees to their room but where a single
 * line or row wants more than a page has. */
static int fill_notes(struct filler *filler, struct setter *setter, const struct page_master *master,
					  const struct item *items, size_t count, mpt bottom)
{
	const struct note_format *format = &setter->tree->notes;
	int64_t height = 0;
	for (size_t i = 0; i < count; i++) height += notes_height(&items[i]);
	if (!height) return OK;
	int64_t room = (int64_t)bottom - filler->y - note_room(format);
	if (height > room) return report_note(setter, find_overfull(items, count, room));
	filler->y = length_clamp(bottom - height - format->after - format->thickness);
	TRY(add_note_rule(filler, format, master->width - master->left - master->right));
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < items[i].note_count; j++)
			TRY(fill_items(filler, items[i].notes[j].items, items[i].notes[j].count));
	}
	return OK;
}

/* A page that is not full lets its gaps grow, if they can fill it; a page whose gaps cannot is left as it is. */
static void stretch_gaps(struct filler *filler, const struct item *items, size_t count, mpt spare)
{
	bool empty = filler->empty;
	for (size_t i = 0; i < count; i++) {
		if (items[i].kind == ITEM_GAP && !empty) filler->stretch += items[i].stretch;
		if (items[i].kind == ITEM_BOX) empty = false;
	}
	if (spare > 0 && spare <= filler->stretch) filler->spare = spare;
}

/* The band in which a page ends before an item; 0: in none. */
static uint32_t band_at(const struct list *list, size_t item)
{
	size_t above = item, below = item;
	while (above > 0 && list->items[above - 1].kind == ITEM_BREAK) above--;
	while (below < list->count && list->items[below].kind == ITEM_BREAK) below++;
	uint32_t band = above > 0 ? list->items[above - 1].band : 0;
	return below < list->count && list->items[below].band == band ? band : 0;
}

/* A box that no page holds: what stands over the edge would be lost. */
static int report_height(struct setter *setter, const struct list *list, size_t start)
{
	int status = diagnostics_add(setter->diagnostics, LAYOUT_OVER_PAGE, place_after(setter, list, start), NULL);
	setter->status = ERR_DOCUMENT;
	return status == ERR_DOCUMENT ? OK : status;
}

int page_fill(struct page *page, struct setter *setter, const struct page_master *master, const struct list *list,
			  size_t start, const struct page_end *end, mpt foot)
{
	struct arena *arena = setter->arena;
	const struct turn *above = start ? list->items[start - 1].turn : NULL;
	const struct item *items = list->items + start, *last = &list->items[end->item - 1];
	bool turns = last->kind == ITEM_BREAK; /* the page ends there: what it would draw inside a page is left out */
	size_t count = end->item - start;
	mpt bottom = master->height - master->bottom - foot;
	struct filler filler = {.page = page, .arena = arena, .left = master->left, .y = master->top, .empty = true};
	filler.above = band_at(list, start);
	filler.below = band_at(list, end->item);
	if (above) TRY(fill_items(&filler, above->after.items, above->after.count));
	stretch_gaps(&filler, items, count, end->spare);
	TRY(fill_items(&filler, items, count - turns));
	filler.spare = 0;
	if (turns && last->turn) TRY(fill_items(&filler, last->turn->before.items, last->turn->before.count));
	if (filler.y > bottom) TRY(report_height(setter, list, start));
	TRY(fill_notes(&filler, setter, master, items, count, bottom));
	join_rules(page);
	return sort_marks(page, arena);
}
