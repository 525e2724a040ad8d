/* The list in pages, best-fit.
 *
 * From each break where a page may begin there is a best end for that page alone: the one that costs least, by the room
 * that it leaves empty and by what it tears apart there (keep.c). A page that ends earlier costs the room that it gives
 * up against that, and every page costs what it tears apart. Dynamic programming finds the cheapest way to the end: the best way to each break is the
 * best over all breaks from which one page reaches it. Only breaks within one page's height count, so time is linear in
 * the length of the list.
 *
 * So pages are as full as first-fit makes them, unless giving up a line or two spares a worse break further on. Cost by
 * all that a page leaves empty was tried: it shares the room that must be lost among all pages, and a reader who sees a
 * page end early looks for the reason on that page. So was cost against the fullest end: a page that must end early,
 * because the signature moves to the next one, then draws lines from the page before it.
 *
 * First-fit, as word processors do it, takes the fullest end of each page and never looks back: `breaks="first-fit"` on
 * a page master. */
#include "base/status.h"
#include "layout/internal.h"

enum {
	EARLY = 10, /* what a page that ends early costs as such: one that gives up more is better than two */
	LATER = 2,  /* how much more room counts that is given up for a later page: a reader sees no reason for it */
	OVERFULL = 100000000,
};

/* A break, where a page may end and the next one begin. */
struct stop {
	size_t item; /* the page ends before this item */
	size_t head; /* the first box after the break: gaps at a page's head vanish */
	enum keep keep;
	mpt room; /* of a page that begins here */
	/* The list's height above what stands on such a page, less what is drawn anew at its head; and above the end of a page
	 * that ends here, with what closes it: their difference is the page's. Footnotes apart. */
	int64_t above, above_notes, below, below_notes;
};

struct breaker {
	const struct list *list;
	const struct page_room *room;
	int64_t *tops;  /* by item: the height of all before it */
	int64_t *notes; /* by item: the height of all footnotes before it */
	struct stop *stops;
	struct way *ways; /* by stop */
	size_t count;
};

static size_t first_box(const struct list *list, size_t item)
{
	while (item < list->count && list->items[item].kind != ITEM_BOX) item++;
	return item;
}

/* Of a page from one break to another; -1: nothing stands on it. */
static int64_t page_height(const struct breaker *breaker, const struct stop *from, const struct stop *to)
{
	if (from->head >= to->item) return -1;
	int64_t notes = to->below_notes - from->above_notes;
	return to->below - from->above + (notes ? notes + breaker->room->notes : 0);
}

static void add_stop(struct breaker *breaker, size_t item, enum keep keep)
{
	const struct list *list = breaker->list;
	const struct turn *turn = item ? list->items[item - 1].turn : NULL;
	struct stop stop = {.item = item, .head = first_box(list, item), .keep = keep};
	stop.room = item ? breaker->room->height : breaker->room->first;
	stop.above = breaker->tops[stop.head] - (turn ? turn->after_height : 0);
	stop.above_notes = breaker->notes[stop.head];
	stop.below = breaker->tops[item] + (turn ? turn->before_height : 0);
	stop.below_notes = breaker->notes[item];
	breaker->ways[breaker->count].cost = breaker->count ? INT64_MAX : 0;
	breaker->stops[breaker->count++] = stop;
}

/* The list's height above each item, and its breaks, begin and end among them. */
static int measure(struct breaker *breaker, struct arena *arena)
{
	const struct list *list = breaker->list;
	size_t stops = 2;
	breaker->tops = arena_array(arena, list->count + 1, sizeof *breaker->tops);
	breaker->notes = arena_array(arena, list->count + 1, sizeof *breaker->notes);
	if (!breaker->tops || !breaker->notes) return ERR_MEMORY;
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		breaker->tops[i + 1] = breaker->tops[i] + item->height;
		breaker->notes[i + 1] = breaker->notes[i] + notes_height(item);
		stops += item->kind == ITEM_BREAK;
	}
	breaker->stops = arena_array(arena, stops, sizeof *breaker->stops);
	breaker->ways = arena_array(arena, stops, sizeof *breaker->ways);
	if (!breaker->stops || !breaker->ways) return ERR_MEMORY;
	add_stop(breaker, 0, KEEP_NONE);
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].kind == ITEM_BREAK) add_stop(breaker, i + 1, list->items[i].keep);
	}
	add_stop(breaker, list->count, KEEP_APART);
	return OK;
}

/* Where a page that begins at a break can end; 0: nowhere. */
struct reach {
	size_t last;    /* at the latest, for nothing more fits; a box that no page holds stands alone on one */
	size_t allowed; /* the last break that is allowed */
	size_t best;    /* of these the best for this page alone: what it holds, less what it tears apart */
	int64_t height; /* of the best page */
};

/* What room left empty costs: the more there is, the more each further part of it. */
static int64_t emptiness(mpt room, int64_t height)
{
	int64_t share = room > 0 && height < room ? (room - height) * WHOLE_PAGE / room : 0;
	return (share + 4 * share * share / WHOLE_PAGE) / 5;
}

static struct reach find_reach(const struct breaker *breaker, size_t index)
{
	const struct stop *from = &breaker->stops[index];
	struct reach reach = {0};
	mpt room = from->room;
	int64_t least = INT64_MAX;
	for (size_t i = index + 1; i < breaker->count; i++) {
		const struct stop *to = &breaker->stops[i];
		int64_t height = page_height(breaker, from, to);
		if (height < 0) continue;
		if (height > room && reach.last) break;
		reach.last = i;
		if (height > room) break;
		if (!keep_allows(to->keep)) continue;
		int64_t cost = keep_rules[to->keep].cost + emptiness(room, height);
		reach.allowed = i;
		if (cost <= least) {
			least = cost;
			reach.best = i;
			reach.height = height;
		}
		if (to->keep == KEEP_APART) break;
	}
	return reach;
}

static int64_t page_cost(const struct stop *from, const struct stop *to, int64_t height, int64_t best)
{
	if (height > from->room) return OVERFULL;
	if (to->keep == KEEP_APART) return 0;
	int64_t given_up = emptiness(from->room, height) - best;
	return keep_rules[to->keep].cost + (given_up > 0 ? EARLY + LATER * given_up : 0);
}

/* The pages that begin at a break: each may be the last step of the best way to the break where it ends. One that ends
 * where it is not allowed counts only if none can end where it is. */
static void find_ways(struct breaker *breaker, size_t index)
{
	const struct stop *from = &breaker->stops[index];
	const struct reach reach = find_reach(breaker, index);
	int64_t so_far = breaker->ways[index].cost, best = reach.best ? emptiness(from->room, reach.height) : 0;
	for (size_t i = index + 1; i <= reach.last; i++) {
		const struct stop *to = &breaker->stops[i];
		if (reach.allowed && !keep_allows(to->keep)) continue;
		int64_t height = page_height(breaker, from, to);
		int64_t cost = height < 0 ? INT64_MAX : so_far + page_cost(from, to, height, best);
		if (cost < INT64_MAX && cost <= breaker->ways[i].cost) breaker->ways[i] = (struct way){cost, index};
	}
}

/* Returns the break at which the last page ends; 0: there is no page. */
static size_t best_fit(struct breaker *breaker)
{
	size_t last = breaker->count - 1;
	for (size_t i = 0; i < last; i++) {
		if (breaker->ways[i].cost < INT64_MAX) find_ways(breaker, i);
	}
	return breaker->ways[last].cost < INT64_MAX ? last : 0;
}

static size_t first_fit(struct breaker *breaker)
{
	for (size_t from = 0;;) {
		struct reach reach = find_reach(breaker, from);
		size_t to = reach.allowed ? reach.allowed : reach.last;
		if (!to) return from;
		breaker->ways[to].from = from;
		from = to;
	}
}

/* How a page ended. If it could have ended better, that is what it gave up; else all that would have fitted. */
static struct page_end describe_end(const struct breaker *breaker, size_t begin, size_t end)
{
	const struct stop *from = &breaker->stops[begin], *to = &breaker->stops[end];
	struct page_end out = {.item = to->item};
	if (to->keep == KEEP_APART) return out;
	int64_t height = page_height(breaker, from, to);
	struct reach reach = find_reach(breaker, begin);
	size_t last = reach.best > end ? reach.best : reach.last;
	out.torn = to->keep;
	out.spare = length_clamp(from->room - height);
	if (last <= end) return out;
	out.given_up = length_clamp(page_height(breaker, from, &breaker->stops[last]) - height);
	out.given = breaker->stops[last].keep;
	return out;
}

int break_pages(struct page_end **ends, size_t *count, struct arena *arena, const struct list *list,
				const struct page_room *room)
{
	struct breaker breaker = {.list = list, .room = room};
	size_t *stops, begin = 0;
	TRY(measure(&breaker, arena));
	size_t last = room->first_fit ? first_fit(&breaker) : best_fit(&breaker);
	TRY(way_back(&stops, count, arena, breaker.ways, last));
	*ends = arena_array(arena, *count, sizeof **ends);
	if (!*ends) return ERR_MEMORY;
	for (size_t i = 0; i < *count; begin = stops[i++]) (*ends)[i] = describe_end(&breaker, begin, stops[i]);
	return OK;
}
