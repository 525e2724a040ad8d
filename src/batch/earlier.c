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

static int tell_file(const struct batch *batch, enum diagnostic_id id, const struct ledger_line *line, const char *path)
{
	char number[DIGITS];
	snprintf(number, sizeof number, "%lld", (long long)line->number);
	return diagnostics_add(batch->diagnostics, id, (struct place){.file = batch->order->units}, line->code, path,
						   number, NULL);
}

struct walk {
	const struct batch *batch;
	void (*keep)(void *context, const struct ledger_line *line);
	void *context;
	struct arena *arena;
	uint64_t *names; /* hashes of those that are done */
	size_t count;
};

static int tell_left(const struct walk *walk, struct ledger_line *line, const char *path, enum file_state state)
{
	const struct batch *batch = walk->batch;
	bool issued;
	TRY(earlier_is_issued(&issued, batch, line, batch->diagnostics));
	if (issued && state == FILE_SIGNED) TRY(hash_file(line->pdf.sha256, path));
	if (issued) walk->keep(walk->context, line);
	return tell_file(batch,
					 issued         ? BATCH_LEFT_ISSUED
					 : *line->organ ? BATCH_LEFT_NUMBER
									: BATCH_LEFT_FILE,
					 line, path);
}

static bool is_new(struct walk *walk, const char *name)
{
	uint64_t hash = names_hash(name);
	for (size_t i = 0; i < walk->count; i++)
		if (walk->names[i] == hash) return false;
	walk->names[walk->count++] = hash;
	return true;
}

/* The file is looked for as the line tells of it: what is now another plan's was written anew. */
static int tell_line(struct walk *walk, size_t index)
{
	const struct batch *batch = walk->batch;
	struct ledger_line line;
	size_t row;
	arena_reset(walk->arena);
	TRY(ledger_read_past(&line, &row, batch->ledger, index, walk->arena));
	if (!line.code || row != LEDGER_NO_ROW) return OK;
	const char *path = batch_path(batch, line.name, ".pdf", walk->arena);
	const char *other = batch_path(batch, line.name, ".xml", walk->arena);
	if (!path || !other) return ERR_MEMORY;
	enum file_state state = pdf_stands(&line.pdf, path, false, walk->arena);
	bool with_xml = line.xml.size >= 0 && file_stands(&line.xml, other, false, walk->arena);
	if (!(state || with_xml) || !is_new(walk, line.name)) return OK;
	if (state) TRY(tell_left(walk, &line, path, state));
	return with_xml ? tell_file(batch, BATCH_LEFT_FILE, &line, other) : OK;
}

int earlier_tell(const struct batch *batch, void (*keep)(void *context, const struct ledger_line *line), void *context)
{
	size_t count = ledger_past_count(batch->ledger);
	struct walk walk = {.batch = batch, .keep = keep, .context = context, .arena = arena_new()};
	walk.names = mem_zeroed(count + 1, sizeof *walk.names);
	int status = walk.arena && walk.names ? OK : ERR_MEMORY;
	for (size_t i = count; status == OK && i-- > 0;) status = tell_line(&walk, i);
	arena_drop(walk.arena);
	free(walk.names);
	return status;
}
