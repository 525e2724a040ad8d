/* Long lists of recipients: a row is never parted, but what its longest column holds below all others goes on as lines
 * of their own, which a page may end between. That costs nearly a whole page: a row that has room on the next page goes
 * there whole. */
#include "base/status.h"
#include "layout/internal.h"

enum { FIRST_BOXES = 3 }; /* of a column, that stay with the row however short the others are */

/* A column's height with its first baseline at `baseline`. */
static int64_t aligned_height(const struct list *list, int64_t baseline)
{
	int64_t own = first_baseline(list);
	return list_height(list) + (own >= 0 ? baseline - own : 0);
}

/* The longest column; *second: the height of the next. */
static struct list *find_longest(struct list *lists, size_t count, int64_t baseline, int64_t *second)
{
	struct list *longest = NULL;
	int64_t most = 0;
	*second = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t height = aligned_height(&lists[i], baseline);
		if (height > most) {
			*second = most;
			most = height;
			longest = &lists[i];
		} else if (height > *second) {
			*second = height;
		}
	}
	return longest;
}

struct list cut_tail(struct list *lists, size_t count)
{
	int64_t baseline = -1, second;
	for (size_t i = 0; i < count; i++) {
		int64_t own = first_baseline(&lists[i]);
		if (own > baseline) baseline = own;
	}
	struct list *longest = find_longest(lists, count, baseline, &second);
	if (!longest) return (struct list){0};
	int64_t own = first_baseline(longest), top = own >= 0 ? baseline - own : 0;
	size_t at = 0, boxes = 0;
	for (; at < longest->count; at++) {
		const struct item *item = &longest->items[at];
		if (item->kind == ITEM_BREAK && keep_allows(item->keep) && top >= second && boxes >= FIRST_BOXES) break;
		top += item->height;
		boxes += item->kind == ITEM_BOX;
	}
	struct list tail = {longest->items + at, longest->count - at};
	longest->count = at;
	return tail;
}

/* The last two lines stay together: no page begins with the archive's alone. */
int column_tail(struct column *column, const struct list *tail)
{
	size_t breaks = 0;
	for (size_t i = 0; i < tail->count; i++) breaks += tail->items[i].kind == ITEM_BREAK;
	for (size_t i = 0; i < tail->count; i++) {
		struct item item = tail->items[i];
		if (item.kind == ITEM_BREAK && item.keep < KEEP_COLUMNS) item.keep = KEEP_COLUMNS;
		if (item.kind == ITEM_BREAK && --breaks == 0) item.keep = KEEP_LAST_LINES;
		TRY(column_add(column, item));
	}
	return OK;
}
