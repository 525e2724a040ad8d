/* The list in pages, best-fit.
 *
 * From each break where a page may begin, the page could reach a fullest end: the last allowed break that fits. A page
 * that ends earlier costs what it gives up against that, and every page costs the penalty of the break it ends at.
 * Dynamic programming finds the cheapest way to the end: the best way to each break is the best over all breaks from
 * which one page reaches it. Only breaks within one page's height count, so time is linear in the length of the list.
 *
 * So pages are as full as first-fit makes them, unless giving up a line or two spares a worse break further on. Cost by
 * emptiness, squared or not, was tried: it shares the room that must be lost among all pages, and a reader who sees a
 * page end early looks for the reason on that page. */
#include "base/status.h"
#include "layout/internal.h"

enum { WHOLE_PAGE = 1000, OVERFULL = 100000000 };

struct way {
	int64_t cost; /* of the cheapest pages up to here; INT64_MAX: no way found */
	size_t from;  /* the last of those pages begins at this way's break */
	size_t item;  /* the page ends before this item */
	size_t head;  /* the first box after the break: gaps at a page's head vanish */
	int32_t penalty;
	int64_t fullest; /* the height of the fullest page that begins here */
};

struct breaker {
	const struct list *list;
	int64_t *tops;  /* by item: the height of all before it */
	int64_t *notes; /* by item: the height of all footnotes before it */
	struct way *ways;
	size_t count;
	mpt first, room; /* on the first page; on those that follow */
	mpt note_room;
};

static mpt room_from(const struct breaker *breaker, const struct way *from)
{
	return from->item ? breaker->room : breaker->first;
}

static const struct turn *turn_of(const struct breaker *breaker, const struct way *way)
{
	return way->item ? breaker->list->items[way->item - 1].turn : NULL;
}

static size_t first_box(const struct list *list, size_t item)
{
	while (item < list->count && list->items[item].kind != ITEM_BOX) item++;
	return item;
}

/* Of a page from one break to another; -1: nothing stands on it. */
static int64_t page_height(const struct breaker *breaker, const struct way *from, const struct way *to)
{
	const struct turn *above = turn_of(breaker, from), *below = turn_of(breaker, to);
	if (from->head >= to->item) return -1;
	int64_t notes = breaker->notes[to->item] - breaker->notes[from->head];
	if (notes) notes += breaker->note_room;
	return notes + breaker->tops[to->item] - breaker->tops[from->head] + (above ? above->after_height : 0) +
		   (below ? below->before_height : 0);
}

static int add_way(struct breaker *breaker, struct arena *arena, size_t item, int32_t penalty)
{
	TRY(arena_grow(arena, &breaker->ways, breaker->count, sizeof *breaker->ways));
	breaker->ways[breaker->count++] =
		(struct way){.cost = INT64_MAX, .item = item, .head = first_box(breaker->list, item), .penalty = penalty};
	return OK;
}

/* The list's height above each item, and its breaks, begin and end among them. */
static int measure(struct breaker *breaker, struct arena *arena)
{
	const struct list *list = breaker->list;
	breaker->tops = arena_array(arena, list->count + 1, sizeof *breaker->tops);
	breaker->notes = arena_array(arena, list->count + 1, sizeof *breaker->notes);
	if (!breaker->tops || !breaker->notes) return ERR_MEMORY;
	TRY(add_way(breaker, arena, 0, PENALTY_NONE));
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		breaker->tops[i + 1] = breaker->tops[i] + item->height;
		breaker->notes[i + 1] = breaker->notes[i] + notes_height(item);
		if (item->kind == ITEM_BREAK) TRY(add_way(breaker, arena, i + 1, item->penalty));
	}
	breaker->ways[0].cost = 0;
	return add_way(breaker, arena, list->count, PENALTY_FORCED);
}

/* How full a page from each break could be, ending where it may. */
static void find_fullest(struct breaker *breaker)
{
	for (size_t i = 0; i < breaker->count; i++) {
		struct way *from = &breaker->ways[i];
		for (size_t j = i + 1; j < breaker->count; j++) {
			int64_t height = page_height(breaker, from, &breaker->ways[j]);
			if (height > room_from(breaker, from)) break;
			if (breaker->ways[j].penalty < PENALTY_NEVER && height > from->fullest) from->fullest = height;
			if (breaker->ways[j].penalty == PENALTY_FORCED && height >= 0) break;
		}
	}
}

/* What a page costs; a box that no page holds stands alone on one. */
static int64_t page_cost(const struct breaker *breaker, const struct way *from, const struct way *to, int64_t height)
{
	mpt room = room_from(breaker, from);
	if (height > room) return OVERFULL;
	if (to->penalty == PENALTY_FORCED) return 0;
	int64_t given_up = from->fullest > height ? from->fullest - height : 0;
	return to->penalty + (given_up ? given_up * WHOLE_PAGE / room : 0);
}

/* The best way to a break, over the pages that can end there; none begins before a forced break. */
static void find_way(struct breaker *breaker, size_t index)
{
	struct way *to = &breaker->ways[index];
	for (size_t i = index; i-- > 0;) {
		const struct way *from = &breaker->ways[i];
		int64_t height = page_height(breaker, from, to);
		bool full = height > room_from(breaker, from);
		if (full && to->cost < INT64_MAX) break;
		if (height >= 0 && from->cost < INT64_MAX) {
			int64_t cost = from->cost + page_cost(breaker, from, to, height);
			if (cost < to->cost) {
				to->cost = cost;
				to->from = i;
			}
			if (full) break;
		}
		if (i && from->penalty == PENALTY_FORCED && from->cost < INT64_MAX) break;
	}
}

/* The way to the end, from its last page back to the first. */
static int trace_back(size_t **ends, size_t *count, struct arena *arena, const struct breaker *breaker)
{
	size_t last = breaker->count - 1, pages = 0;
	if (breaker->ways[last].cost == INT64_MAX) last = 0; /* an empty list */
	for (size_t i = last; i > 0; i = breaker->ways[i].from) pages++;
	*ends = arena_array(arena, pages, sizeof **ends);
	if (!*ends) return ERR_MEMORY;
	*count = pages;
	for (size_t i = last; i > 0; i = breaker->ways[i].from) (*ends)[--pages] = breaker->ways[i].item;
	return OK;
}

int break_pages(size_t **ends, size_t *count, struct arena *arena, const struct list *list, mpt first, mpt height,
				mpt note_room)
{
	struct breaker breaker = {.list = list, .first = first, .room = height, .note_room = note_room};
	TRY(measure(&breaker, arena));
	find_fullest(&breaker);
	for (size_t i = 1; i < breaker.count; i++) find_way(&breaker, i);
	return trace_back(ends, count, arena, &breaker);
}
