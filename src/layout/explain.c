/* What was given up so that pages end where they do: notes at the first thing that stands on the next page. */
#include "base/status.h"
#include "layout/internal.h"

struct place place_after(const struct setter *setter, const struct list *list, size_t item)
{
	for (size_t i = item; i < list->count; i++) {
		for (size_t j = 0; j < list->items[i].mark_count; j++) {
			uint32_t block = list->items[i].marks[j].block;
			if (block) return setter->tree->blocks[block]->place;
		}
	}
	return (struct place){0};
}

static int explain_page(struct setter *setter, const struct list *list, const struct page_end *end, size_t number)
{
	enum { MILLIMETRE = 2835 };
	struct place place = place_after(setter, list, end->item);
	const char *page = arena_format(setter->arena, "%zu", number);
	const char *lost = arena_format(setter->arena, "%d", (int)((end->given_up + MILLIMETRE / 2) / MILLIMETRE));
	if (!page || !lost) return ERR_MEMORY;
	if (end->torn) TRY(diagnostics_add(setter->diagnostics, keep_rules[end->torn].torn, place, page, NULL));
	if (end->given_up < MILLIMETRE) return OK;
	return diagnostics_add(setter->diagnostics, keep_rules[end->given].kept, place, page, lost, NULL);
}

int explain_pages(struct setter *setter, const struct list *list, const struct page_end *ends, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++) TRY(explain_page(setter, list, &ends[i], i + 1));
	return OK;
}
