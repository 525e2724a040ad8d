/* The list in pages, first-fit: each page takes what it can hold up to the last break that is allowed.
 *
 * What is best for a page may be bad for the next one; a breaker that looks over a window of pages can take this one's
 * place, for it needs nothing but the list. */
#include "base/status.h"
#include "layout/internal.h"

/* The item after the last one of the page that begins at `start`. */
static size_t fill_page(const struct list *list, size_t start, mpt room)
{
	size_t end = start; /* after the last break that fits */
	int64_t height = 0;
	bool empty = true;
	for (size_t i = start; i < list->count; i++) {
		const struct item *item = &list->items[i];
		if (item->kind == ITEM_BREAK) {
			if (item->penalty < PENALTY_NEVER && !empty) end = i + 1;
		} else if (item->kind == ITEM_GAP) {
			if (!empty) height += item->height;
		} else {
			height += item->height;
			if (height > room && !empty) return end > start ? end : i;
			empty = false;
		}
	}
	return list->count;
}

int break_pages(size_t **ends, size_t *count, struct arena *arena, const struct list *list, mpt height)
{
	*ends = NULL;
	*count = 0;
	for (size_t start = 0; start < list->count; start = (*ends)[*count - 1]) {
		TRY(arena_grow(arena, ends, *count, sizeof **ends));
		(*ends)[*count] = fill_page(list, start, height);
		++*count;
	}
	return OK;
}
