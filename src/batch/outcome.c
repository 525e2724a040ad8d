#include "batch/outcome.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/earlier.h"
#include "batch/superseded.h"

/* Names. */

struct named {
	uint64_t hash;
	size_t row;
};

static int compare_named(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
	return a->row < b->row ? -1 : 1;
}

static bool has_name(const struct batch *batch, size_t row)
{
	bool ours = row >= batch->first && row - batch->first < batch->count;
	return !ours || batch->jobs[row - batch->first].state != JOB_FAILED;
}

static int read_name(const char **name, struct unit *unit, const struct batch *batch, size_t row, struct arena *arena)
{
	TRY(units_row(unit, batch->inputs.units, row, arena));
	*name = name_of(batch, unit, row, arena);
	return *name ? OK : ERR_MEMORY;
}

static int compare_names(const struct batch *batch, size_t left, size_t right, struct arena *arena)
{
	const char *name, *other;
	struct unit unit, twin;
	TRY(read_name(&name, &unit, batch, left, arena));
	TRY(read_name(&other, &twin, batch, right, arena));
	if (!names_same(name, other)) return OK;
	return diagnostics_add(batch->diagnostics, NAME_TWICE, twin.place, unit.code, twin.code, other, "{unit/code}",
						   NULL);
}

/* All twins are told. A hash stands for a name, which is made again where two are equal. */
static int find_twins(const struct batch *batch, struct named *named, size_t first, size_t count, struct arena *arena)
{
	const char *name;
	struct unit unit;
	size_t length = 0;
	int worst = OK;
	for (size_t row = first; row < first + count; row++) {
		if (!has_name(batch, row)) continue;
		arena_reset(arena);
		TRY(read_name(&name, &unit, batch, row, arena));
		named[length++] = (struct named){names_hash(name), row};
	}
	qsort(named, length, sizeof *named, compare_named);
	for (size_t i = 1; i < length && worst <= ERR_DOCUMENT; i++) {
		arena_reset(arena);
		int status =
			named[i].hash == named[i - 1].hash ? compare_names(batch, named[i - 1].row, named[i].row, arena) : OK;
		if (status > worst) worst = status;
	}
	return worst;
}

/* A shard looks at all rows, but for numbers.csv, whose names --assign looked at. */
int outcome_check_names(struct batch *batch)
{
	bool all = batch->order->shards && !batch->numbers;
	size_t first = all ? 0 : batch->first, count = all ? units_count(batch->inputs.units) : batch->count;
	struct named *named = mem_zeroed(count + 1, sizeof *named);
	struct arena *arena = arena_new();
	int status = named && arena ? find_twins(batch, named, first, count, arena) : ERR_MEMORY;
	arena_drop(arena);
	free(named);
	return status;
}

/* Lists. */

static int put_number(struct buffer *out, const struct batch *batch, size_t row, struct arena *arena)
{
	const struct job *job = &batch->jobs[row - batch->first];
	struct number_line line = {.organ = "", .kind = "", .issued = "", .year = job->year};
	char sha256[DIGEST_TEXT_SIZE];
	struct grant grant;
	struct unit unit;
	arena_reset(arena);
	TRY(read_name(&line.name, &unit, batch, row, arena));
	line.code = unit.code;
	if (job->has_entry) {
		line.number = job->number;
		line.organ = job->organ ? job->organ : unit.code;
		line.kind = batch->kinds[job->kind];
	}
	if (job->has_file) {
		const struct entry_key key = {line.organ, line.year, line.kind, batch->inputs.skeleton_id, line.code};
		TRY(registry_look_up(&grant, sha256, batch->registry, &key, batch->diagnostics));
		if (grant.state == ENTRY_ISSUED) line.issued = sha256;
	}
	numbers_write(out, &line);
	return OK;
}

static int write_numbers(struct batch *batch)
{
	struct listing list;
	struct arena *arena = arena_new();
	const char *path = arena ? batch_path(batch, "numbers", ".csv", batch->arena) : NULL;
	int status = path ? listing_begin(&list, path, batch->diagnostics) : ERR_MEMORY;
	if (status == OK) {
		numbers_begin(&list.pending);
		for (size_t row = batch->first; status == OK && row < batch->first + batch->count; row++) {
			if (has_name(batch, row)) status = put_number(&list.pending, batch, row, arena);
			listing_flush(&list);
		}
		status = listing_end(&list, status, batch->diagnostics);
	}
	arena_drop(arena);
	return status;
}

static void put_sum(struct buffer *out, const char *sha256, const char *name, const char *extension)
{
	buffer_format(out, "%s  ", sha256);
	buffer_text(out, name);
	buffer_text(out, extension);
	buffer_char(out, '\n');
}

static void list_issued(void *context, const char *name, const char *sha256)
{
	put_sum(context, sha256, name, ".pdf");
}

/* names: room for one of each row */
static int find_issued(struct buffer *out, struct batch *batch, uint64_t *names, struct arena *arena)
{
	struct unit unit;
	const char *name;
	for (size_t i = 0; i < batch->count; i++) {
		arena_reset(arena);
		TRY(read_name(&name, &unit, batch, batch->first + i, arena));
		names[i] = names_hash(name);
	}
	TRY(superseded_list(batch, names, batch->count, list_issued, out));
	return out->failed ? ERR_MEMORY : OK;
}

/* A list of none is none. */
static int write_issued(struct batch *batch)
{
	struct listing list;
	struct buffer issued = {0};
	struct arena *arena = arena_new();
	uint64_t *names = mem_zeroed(batch->count + 1, sizeof *names);
	const char *path = batch_path(batch, "MANIFEST-issued", ".sha256", batch->arena);
	int status = arena && names && path ? find_issued(&issued, batch, names, arena) : ERR_MEMORY;
	if (status == OK && !issued.length) {
		unlink(path);
	} else if (status == OK) {
		status = listing_begin(&list, path, batch->diagnostics);
		if (status == OK) {
			buffer_put(&list.pending, issued.data, issued.length);
			status = listing_end(&list, status, batch->diagnostics);
		}
	}
	buffer_drop(&issued);
	arena_drop(arena);
	free(names);
	return status;
}

int outcome_write_numbers(struct batch *batch)
{
	TRY(write_issued(batch));
	return write_numbers(batch);
}

/* What the ledger knows of a row's files, if they stand, with the PDF's hash as it is now. line->code NULL: they do not. */
static int read_standing(struct ledger_line *line, const struct batch *batch, size_t row, struct arena *arena)
{
	const struct job *job = &batch->jobs[row - batch->first];
	arena_reset(arena);
	TRY(ledger_read(line, batch->ledger, row, arena));
	if (!line->code) return OK;
	enum file_state state = job->is_signed ? FILE_SIGNED : FILE_AS_MADE;
	if (job->state != JOB_WRITTEN && job->state != JOB_UNCHANGED) state = stands_as(batch, line, false, arena);
	if (!state) line->code = NULL;
	return state == FILE_SIGNED ? hash_file(line->pdf.sha256, batch_path(batch, line->name, ".pdf", arena)) : OK;
}

/* As sha256sum writes it. */
static void put_files(struct buffer *out, const struct batch *batch, const struct ledger_line *line)
{
	put_sum(out, line->pdf.sha256, line->name, ".pdf");
	if (batch->order->xml && line->xml.size >= 0) put_sum(out, line->xml.sha256, line->name, ".xml");
}

struct lists {
	struct listing sums, lines;
	uint64_t *names; /* of what is listed */
	size_t count;
	struct arena *arena;
};

static void list_left(void *context, const struct ledger_line *line)
{
	struct lists *lists = context;
	put_sum(&lists->sums.pending, line->pdf.sha256, line->name, ".pdf");
	listing_flush(&lists->sums);
	lists->names[lists->count++] = names_hash(line->name);
}

static int list_superseded(struct lists *lists, struct batch *batch)
{
	TRY(earlier_tell(batch, list_left, lists));
	TRY(superseded_list(batch, lists->names, lists->count, list_issued, &lists->sums.pending));
	listing_flush(&lists->sums);
	return OK;
}

static int fill_lists(struct lists *lists, struct progress_sum *sum, struct batch *batch)
{
	struct ledger_line line;
	for (size_t row = batch->first; row < batch->first + batch->count; row++) {
		enum job_state state = batch->jobs[row - batch->first].state;
		sum->written += state == JOB_WRITTEN;
		sum->unchanged += state == JOB_UNCHANGED;
		sum->failed += state == JOB_FAILED;
		sum->left += state == JOB_OPEN;
		TRY(read_standing(&line, batch, row, lists->arena));
		if (!line.code) continue;
		sum->pages += (size_t)line.pages;
		lists->names[lists->count++] = names_hash(line.name);
		put_files(&lists->sums.pending, batch, &line);
		buffer_text(&lists->lines.pending, line.json);
		buffer_char(&lists->lines.pending, '\n');
		listing_flush(&lists->sums);
		listing_flush(&lists->lines);
	}
	return list_superseded(lists, batch);
}

static int end_lists(struct lists *lists, int status, struct diagnostics *diagnostics)
{
	status = listing_end(&lists->lines, status, diagnostics);
	int ended = listing_end(&lists->sums, status, diagnostics);
	return ended > status ? ended : status;
}

int outcome_write_manifest(struct batch *batch)
{
	size_t room = batch->count + ledger_past_count(batch->ledger) + 1;
	struct lists lists = {.arena = arena_new(), .names = mem_zeroed(room, sizeof *lists.names)};
	struct progress_sum sum = {0};
	const char *sums = shard_path(batch, "MANIFEST", ".sha256", batch->arena);
	const char *lines = shard_path(batch, "batch", ".jsonl", batch->arena);
	int status =
		lists.arena && lists.names && sums && lines ? listing_begin(&lists.sums, sums, batch->diagnostics) : ERR_MEMORY;
	if (status == OK) {
		status = listing_begin(&lists.lines, lines, batch->diagnostics);
		if (status != OK) listing_end(&lists.sums, status, batch->diagnostics);
	}
	if (status == OK) status = end_lists(&lists, fill_lists(&lists, &sum, batch), batch->diagnostics);
	if (status == OK) status = folder_sync(&batch->folder, batch->diagnostics);
	arena_drop(lists.arena);
	free(lists.names);
	progress_end(&batch->progress, &sum);
	return status;
}
