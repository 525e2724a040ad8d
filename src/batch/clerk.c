#include "batch/clerk.h"

#include <stdio.h>

#include "base/path.h"
#include "base/status.h"
#include "batch/numbers.h"
#include "batch/standing.h"
#include "register/register.h"

enum { GROUP = 256 };

/* A cell of the list: what would part cells or lines becomes a blank. */
static void put_cell(struct buffer *out, const char *text, char end)
{
	for (; text && *text; text++) buffer_char(out, *text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
	buffer_char(out, end);
}

static int put_line(void *context, const struct entry *entry)
{
	struct buffer *out = context;
	put_cell(out, entry->key.organ, '\t');
	buffer_format(out, "%d\t%lld\t", entry->key.year, (long long)entry->number);
	put_cell(out, entry_state_name(entry->state), '\t');
	put_cell(out, entry->date, '\t');
	put_cell(out, entry->key.kind, '\t');
	put_cell(out, entry->key.skeleton, '\t');
	put_cell(out, entry->key.unit, '\t');
	put_cell(out, entry->file, '\t');
	put_cell(out, entry->sha256, '\t');
	put_cell(out, entry->title, '\n');
	return out->failed ? ERR_MEMORY : OK;
}

static int change_ranges(struct registry *registry, const struct clerk_order *order, struct diagnostics *diagnostics)
{
	int worst = OK;
	for (size_t i = 0; i < order->range_count && (worst == OK || worst == ERR_DOCUMENT); i++) {
		const struct clerk_range *range = &order->ranges[i];
		int status = order->action == CLERK_ISSUE ? registry_issue(registry, order->organ, order->year, range->first,
																   range->last, order->sent, diagnostics)
												  : registry_void(registry, order->organ, order->year, range->first,
																  range->last, order->note, diagnostics);
		if (status > worst) worst = status;
	}
	return worst;
}

/* Plans that were made by shards are confirmed when all of them stand in one folder. */

struct confirming {
	const struct numbers *numbers;
	const char *path; /* of numbers.csv */
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct confirmation items[GROUP];
	size_t count;
};

/* The file is hashed as it stands now. */
static int confirm_file(struct confirming *confirming, const struct number_line *line)
{
	struct confirmation *item = &confirming->items[confirming->count];
	char number[24], *hash = arena_alloc(confirming->arena, DIGEST_TEXT_SIZE);
	const char *name = arena_format(confirming->arena, "%s.pdf", line->name);
	if (!hash || !name) return ERR_MEMORY;
	TRY(hash_file(hash, path_beside(confirming->arena, confirming->path, name)));
	snprintf(number, sizeof number, "%lld", (long long)line->number);
	if (!*hash)
		return diagnostics_add(confirming->diagnostics, CONFIRM_NO_FILE, (struct place){.file = confirming->path}, name,
							   number, NULL);
	*item = (struct confirmation){line->organ, line->year, line->number, hash, name};
	confirming->count++;
	return OK;
}

/* One transaction for the lines from *at on, as many as go into it. */
static int confirm_group(struct registry *registry, struct confirming *confirming, size_t *at)
{
	int worst = OK;
	arena_reset(confirming->arena);
	confirming->count = 0;
	for (; *at < numbers_count(confirming->numbers) && confirming->count < GROUP; ++*at) {
		struct number_line line;
		TRY(numbers_line(&line, confirming->numbers, *at, confirming->arena));
		int status = line.number ? confirm_file(confirming, &line) : OK;
		if (status > ERR_DOCUMENT) return status;
		if (status > worst) worst = status;
	}
	int status = registry_confirm(registry, confirming->items, confirming->count, confirming->diagnostics);
	return status > worst ? status : worst;
}

static int confirm_all(struct registry *registry, const struct clerk_order *order, struct diagnostics *diagnostics)
{
	struct numbers *numbers;
	TRY(numbers_load(&numbers, order->numbers, NULL, 0, 0, diagnostics));
	struct confirming confirming = {numbers, order->numbers, arena_new(), diagnostics, {{0}}, 0};
	int worst = confirming.arena ? OK : ERR_MEMORY;
	for (size_t at = 0; worst <= ERR_DOCUMENT && at < numbers_count(numbers);) {
		int status = confirm_group(registry, &confirming, &at);
		if (status > worst) worst = status;
	}
	arena_drop(confirming.arena);
	numbers_drop(numbers);
	return worst;
}

static int act(struct buffer *out, struct registry *registry, const struct clerk_order *order,
			   struct diagnostics *diagnostics)
{
	const struct entry_filter filter = {.organ = order->organ, .year = order->year, .state = order->state};
	switch (order->action) {
	case CLERK_START:
		return registry_start(registry, order->organ, order->year, order->from, diagnostics);
	case CLERK_LIST:
		return registry_list(registry, &filter, put_line, out, diagnostics);
	case CLERK_EXPORT:
		return registry_export(out, registry, &filter, diagnostics);
	case CLERK_CONFIRM:
		return confirm_all(registry, order, diagnostics);
	default:
		return change_ranges(registry, order, diagnostics);
	}
}

int clerk_do(struct buffer *out, const struct clerk_order *order, struct diagnostics *diagnostics)
{
	struct registry *registry;
	bool reads = order->action == CLERK_LIST || order->action == CLERK_EXPORT;
	enum registry_mode mode = reads ? REGISTRY_READ : order->action == CLERK_START ? REGISTRY_CREATE : REGISTRY_WRITE;
	TRY(registry_open(&registry, order->path, mode, diagnostics));
	int status = act(out, registry, order, diagnostics);
	registry_drop(registry);
	return status;
}
