#include "batch/clerk.h"

#include "base/status.h"
#include "register/register.h"

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
