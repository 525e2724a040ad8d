#include "batch/earlier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

enum { DIGITS = 24 };

int earlier_is_issued(bool *issued, const struct batch *batch, const struct ledger_line *line,
					  struct diagnostics *diagnostics)
{
	const struct confirmation file = {line->organ, line->year, line->number, line->pdf.sha256, NULL};
	*issued = false;
	if (!batch->registry || !*line->organ) return OK;
	return registry_is_issued(issued, batch->registry, &file, diagnostics);
}

static int tell_left(const struct batch *batch, const struct ledger_line *line, bool issued, const char *path)
{
	char number[DIGITS];
	snprintf(number, sizeof number, "%lld", (long long)line->number);
	enum diagnostic_id id = issued ? BATCH_LEFT_ISSUED : *line->organ ? BATCH_LEFT_NUMBER : BATCH_LEFT_FILE;
	return diagnostics_add(batch->diagnostics, id, (struct place){.file = batch->order->units}, line->code, path,
						   number, NULL);
}

/* A row's own file, which stands under the name that it has now, is no earlier one. */
static int is_current(bool *current, const struct batch *batch, const struct ledger_line *line, size_t row,
					  struct arena *arena)
{
	struct ledger_line now = {0};
	if (row != LEDGER_NO_ROW) TRY(ledger_read(&now, batch->ledger, row, arena));
	*current = now.code && names_same(now.name, line->name);
	return OK;
}

struct walk {
	const struct batch *batch;
	struct arena *arena;
	uint64_t *names; /* hashes of those that are done */
	size_t count;
};

static bool is_new(struct walk *walk, const char *name)
{
	uint64_t hash = names_hash(name);
	for (size_t i = 0; i < walk->count; i++)
		if (walk->names[i] == hash) return false;
	walk->names[walk->count++] = hash;
	return true;
}

/* The file is looked for as the line tells of it: what is now another plan's was written anew. */
static int walk_line(struct walk *walk, size_t index, void (*keep)(void *context, const struct ledger_line *line),
					 void *context)
{
	const struct batch *batch = walk->batch;
	struct ledger_line line;
	size_t row;
	bool current, issued;
	arena_reset(walk->arena);
	TRY(ledger_read_past(&line, &row, batch->ledger, index, walk->arena));
	if (!line.code) return OK;
	TRY(is_current(&current, batch, &line, row, walk->arena));
	const char *path = batch_path(batch, line.name, ".pdf", walk->arena);
	if (!path) return ERR_MEMORY;
	if (current || !file_stands(&line.pdf, path, false, walk->arena) || !is_new(walk, line.name)) return OK;
	TRY(earlier_is_issued(&issued, batch, &line, batch->diagnostics));
	if (issued) keep(context, &line);
	return row == LEDGER_NO_ROW ? tell_left(batch, &line, issued, path) : OK;
}

int earlier_walk(const struct batch *batch, void (*keep)(void *context, const struct ledger_line *line), void *context)
{
	size_t count = ledger_past_count(batch->ledger);
	struct walk walk = {.batch = batch, .arena = arena_new(), .names = mem_zeroed(count + 1, sizeof *walk.names)};
	int status = walk.arena && walk.names ? OK : ERR_MEMORY;
	for (size_t i = count; status == OK && i-- > 0;) status = walk_line(&walk, i, keep, context);
	arena_drop(walk.arena);
	free(walk.names);
	return status;
}
