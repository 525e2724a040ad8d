#include "batch/superseded.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/status.h"

enum { TRIES = 1000 };

static int compare_hashes(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;
	return *a < *b ? -1 : *a > *b;
}

static bool has_hash(const uint64_t *hashes, size_t count, uint64_t hash)
{
	return count && bsearch(&hash, hashes, count, sizeof *hashes, compare_hashes);
}

/* The name of an entry's file without extension, in the arena; NULL if it is no name of ours, or there is no memory. */
static const char *stem_of(const struct entry *entry, struct arena *arena)
{
	static const char extension[] = ".pdf";
	size_t length = entry->file && entry->sha256 ? strlen(entry->file) : 0, tail = sizeof extension - 1;
	if (length <= tail || strcmp(entry->file + length - tail, extension) != 0) return NULL;
	const char *stem = arena_copy(arena, entry->file, length - tail);
	return stem && name_is_safe(stem) ? stem : NULL;
}

/* Behind the next end of a revision; NULL: none. */
static const char *revision_end(const char *at, const char *end)
{
	static const char mark[] = "%%EOF\n";
	size_t length = sizeof mark - 1;
	for (; (at = memchr(at, '%', (size_t)(end - at))); at++)
		if ((size_t)(end - at) >= length && memcmp(at, mark, length) == 0) return at + length;
	return NULL;
}

/* sha256: of the file as it is, which begins with the document of that hash; "": it does not. */
static int holds(char sha256[DIGEST_TEXT_SIZE], const char *document, const char *path, struct arena *arena)
{
	char *bytes, hash[DIGEST_TEXT_SIZE] = "";
	size_t size;
	*sha256 = '\0';
	TRY(read_unheard(&bytes, &size, arena, path));
	if (!bytes) return OK;
	const char *at = bytes, *end = bytes + size;
	while (strcmp(hash, document) != 0 && (at = revision_end(at, end))) digest_text(hash, bytes, (size_t)(at - bytes));
	if (at) digest_text(sha256, bytes, size);
	return OK;
}

/* The list. */

struct listed {
	struct batch *batch;
	struct arena *arena;
	const uint64_t *hashes;
	size_t count;
	void (*keep)(void *context, const char *name, const char *sha256);
	void *context;
};

static int list_entry(void *context, const struct entry *entry)
{
	struct listed *listed = context;
	struct stat found;
	char sha256[DIGEST_TEXT_SIZE];
	arena_reset(listed->arena);
	const char *name = stem_of(entry, listed->arena);
	if (!name || has_hash(listed->hashes, listed->count, names_hash(name))) return OK;
	const char *path = batch_path(listed->batch, name, ".pdf", listed->arena);
	if (!path) return ERR_MEMORY;
	if (stat(path, &found) != 0 || !S_ISREG(found.st_mode)) return OK;
	TRY(holds(sha256, entry->sha256, path, listed->arena));
	if (*sha256) listed->keep(listed->context, name, sha256);
	return OK;
}

int superseded_list(struct batch *batch, uint64_t *hashes, size_t count,
					void (*keep)(void *context, const char *name, const char *sha256), void *context)
{
	const struct entry_filter issued = {.state = entry_state_name(ENTRY_ISSUED)};
	struct listed listed = {batch, arena_new(), hashes, count, keep, context};
	if (!batch->registry) {
		arena_drop(listed.arena);
		return OK;
	}
	qsort(hashes, count, sizeof *hashes, compare_hashes);
	int status =
		listed.arena ? registry_list(batch->registry, &issued, list_entry, &listed, batch->diagnostics) : ERR_MEMORY;
	arena_drop(listed.arena);
	return status;
}

/* What is issued, by the names of files. */

struct issued {
	uint64_t hash;
	const char *organ;
	int64_t number;
	int year;
};

/* Under a row's name. */
struct standing_file {
	char *bytes;
	size_t size;
	char sha256[DIGEST_TEXT_SIZE];
};

struct keeping {
	struct batch *batch;
	struct diagnostics *diagnostics;
	struct arena *arena, *row; /* of organs and what goes to the register; of one row */
	struct issued *issued;     /* sorted; the arena's */
	size_t issued_count;
	uint64_t *names; /* of all rows, sorted; NULL: not yet asked for */
	size_t name_count;
	struct confirmation kept[CONFIRM_LIMIT]; /* that the register is to learn of; strings are the arena's */
	const char *paths[CONFIRM_LIMIT];
	bool kept_before; /* the last one, by an earlier run or for another row */
	size_t kept_count;
};

static int note_issued(void *context, const struct entry *entry)
{
	struct keeping *keeping = context;
	arena_reset(keeping->row);
	const char *name = stem_of(entry, keeping->row);
	if (!name) return OK;
	TRY(arena_grow(keeping->arena, &keeping->issued, keeping->issued_count, sizeof *keeping->issued));
	const char *before = keeping->issued_count ? keeping->issued[keeping->issued_count - 1].organ : "";
	bool same = strcmp(before, entry->key.organ) == 0;
	const char *organ = same ? before : arena_string(keeping->arena, entry->key.organ);
	if (!organ) return ERR_MEMORY;
	keeping->issued[keeping->issued_count++] = (struct issued){names_hash(name), organ, entry->number, entry->key.year};
	return OK;
}

static int compare_issued(const void *left, const void *right)
{
	const struct issued *a = left, *b = right;
	return compare_hashes(&a->hash, &b->hash);
}

static const struct issued *first_of(const struct keeping *keeping, uint64_t hash)
{
	const struct issued wish = {.hash = hash}, *items = keeping->issued;
	const struct issued *found = bsearch(&wish, items, keeping->issued_count, sizeof *items, compare_issued);
	while (found && found > items && found[-1].hash == hash) found--;
	return found;
}

/* A new name. */

static int read_names(struct keeping *keeping)
{
	const struct batch *batch = keeping->batch;
	struct unit unit;
	size_t count = units_count(batch->inputs.units);
	struct arena *arena = keeping->names ? NULL : arena_new();
	if (keeping->names) return OK;
	keeping->names = mem_zeroed(count + 1, sizeof *keeping->names);
	int status = arena && keeping->names ? OK : ERR_MEMORY;
	for (size_t row = 0; status == OK && row < count; row++) {
		arena_reset(arena);
		status = units_row(&unit, batch->inputs.units, row, arena);
		const char *name = status == OK ? name_of(batch, &unit, row, arena) : NULL;
		if (name) keeping->names[keeping->name_count++] = names_hash(name);
		if (status == OK && !name) status = ERR_MEMORY;
	}
	if (keeping->names) qsort(keeping->names, keeping->name_count, sizeof *keeping->names, compare_hashes);
	arena_drop(arena);
	return status;
}

static int copy_file(struct keeping *keeping, const char *path, const char *other)
{
	char *bytes;
	size_t size;
	TRY(read_plan_file(&bytes, &size, keeping->row, path, keeping->diagnostics));
	return file_write(other, bytes, size, keeping->diagnostics);
}

/* Under the name, unless another file has it. A link fails where disks have none, or a file has too many. */
static int keep_as(bool *done, struct keeping *keeping, const char *path, const char *other, const char *sha256)
{
	struct stat found;
	char hash[DIGEST_TEXT_SIZE];
	*done = true;
	if (lstat(other, &found) == 0) {
		TRY(hash_file(hash, other));
		*done = keeping->kept_before = S_ISREG(found.st_mode) && strcmp(hash, sha256) == 0;
		return OK;
	}
	bool plain = lstat(path, &found) == 0 && S_ISREG(found.st_mode);
	return plain && link(path, other) == 0 ? OK : copy_file(keeping, path, other);
}

/* name: of the kept file, in keeping->arena. */
static int keep_file(const char **name, struct keeping *keeping, const char *old, int64_t number, const char *sha256)
{
	const struct batch *batch = keeping->batch;
	const char *path = batch_path(batch, old, ".pdf", keeping->row);
	bool done = false;
	for (int i = 1; !done && i <= TRIES; i++) {
		*name = i == 1 ? arena_format(keeping->arena, "%s.%lld", old, (long long)number)
					   : arena_format(keeping->arena, "%s.%lld-%d", old, (long long)number, i);
		const char *other = *name ? batch_path(batch, *name, ".pdf", keeping->arena) : NULL;
		if (!path || !other) return ERR_MEMORY;
		if (has_hash(keeping->names, keeping->name_count, names_hash(*name))) continue;
		TRY(keep_as(&done, keeping, path, other, sha256));
		keeping->paths[keeping->kept_count] = other;
	}
	const struct file_draft refused = {.path = path, .error = EEXIST};
	return done ? OK : file_draft_status(&refused, keeping->diagnostics);
}

/* The register learns of what stands under its new name for good. */
static int flush(struct keeping *keeping)
{
	const struct batch *batch = keeping->batch;
	char number[24];
	if (!keeping->kept_count) return OK;
	TRY(folder_sync(&batch->folder, batch->diagnostics));
	TRY(registry_rename(batch->registry, keeping->kept, keeping->kept_count, batch->diagnostics));
	for (size_t i = 0; i < keeping->kept_count; i++) {
		const struct confirmation *kept = &keeping->kept[i];
		snprintf(number, sizeof number, "%lld", (long long)kept->number);
		TRY(diagnostics_add(batch->diagnostics, BATCH_KEPT, (struct place){0}, number, kept->organ, keeping->paths[i],
							NULL));
	}
	keeping->kept_count = 0;
	return OK;
}

/* The file begins with the issued document, to which signatures may have been added. "": it does not. */
static int find_issued(char sha256[DIGEST_TEXT_SIZE], const struct keeping *keeping, const struct issued *issued,
					   const struct standing_file *file)
{
	const struct batch *batch = keeping->batch;
	const struct confirmation wish = {issued->organ, issued->year, issued->number, sha256, NULL};
	const char *end = file->bytes + file->size;
	bool yes = false;
	for (const char *at = file->bytes; !yes && (at = revision_end(at, end));) {
		digest_text(sha256, file->bytes, (size_t)(at - file->bytes));
		TRY(registry_is_issued(&yes, batch->registry, &wish, batch->diagnostics));
	}
	if (!yes) *sha256 = '\0';
	return OK;
}

/* Does the row's plan have the issued number, so that its file is made again as it was? */
static bool is_own(const struct job *job, const struct issued *issued, const char *code)
{
	return job->has_entry && job->number == issued->number && job->year == issued->year &&
		   strcmp(job->organ ? job->organ : code, issued->organ) == 0;
}

/* The file under the row's name, if it is `issued`. */
static int keep_if_issued(struct keeping *keeping, const struct issued *issued, const char *name,
						  const struct standing_file *file)
{
	char sha256[DIGEST_TEXT_SIZE];
	const char *other;
	TRY(find_issued(sha256, keeping, issued, file));
	if (!*sha256) return OK;
	TRY(read_names(keeping));
	TRY(keep_file(&other, keeping, name, issued->number, file->sha256));
	struct confirmation *kept = &keeping->kept[keeping->kept_count];
	*kept = (struct confirmation){issued->organ, issued->year, issued->number, NULL, NULL};
	kept->sha256 = arena_string(keeping->arena, sha256);
	kept->file = arena_format(keeping->arena, "%s.pdf", other);
	if (!kept->sha256 || !kept->file) return ERR_MEMORY;
	return ++keeping->kept_count == CONFIRM_LIMIT ? flush(keeping) : OK;
}

/* bytes NULL: there is none. One that cannot be read cannot be kept, either, which is told. */
static int read_standing(struct standing_file *file, const char *path, struct keeping *keeping)
{
	struct stat found;
	if (stat(path, &found) != 0 && errno == ENOENT) return OK;
	TRY(read_plan_file(&file->bytes, &file->size, keeping->row, path, keeping->diagnostics));
	digest_text(file->sha256, file->bytes, file->size);
	return OK;
}

static int keep_of_row(struct keeping *keeping, size_t row)
{
	const struct batch *batch = keeping->batch;
	const struct issued *end = keeping->issued + keeping->issued_count;
	struct unit unit;
	struct standing_file file = {0};
	arena_reset(keeping->row);
	TRY(units_row(&unit, batch->inputs.units, row, keeping->row));
	const char *name = name_of(batch, &unit, row, keeping->row);
	const char *path = name ? batch_path(batch, name, ".pdf", keeping->row) : NULL;
	if (!path) return ERR_MEMORY;
	uint64_t hash = names_hash(name);
	for (const struct issued *at = first_of(keeping, hash); at && at < end && at->hash == hash; at++) {
		if (is_own(&batch->jobs[row - batch->first], at, unit.code)) continue;
		if (!file.bytes) TRY(read_standing(&file, path, keeping));
		if (!file.bytes) return OK;
		TRY(keep_if_issued(keeping, at, name, &file));
	}
	return OK;
}

static int keep_all(struct keeping *keeping)
{
	const struct batch *batch = keeping->batch;
	const struct entry_filter issued = {.state = entry_state_name(ENTRY_ISSUED)};
	TRY(registry_list(batch->registry, &issued, note_issued, keeping, batch->diagnostics));
	if (!keeping->issued_count) return OK;
	qsort(keeping->issued, keeping->issued_count, sizeof *keeping->issued, compare_issued);
	for (size_t i = 0; i < batch->count; i++)
		if (batch->jobs[i].state == JOB_OPEN) TRY(keep_of_row(keeping, batch->first + i));
	return flush(keeping);
}

int superseded_keep(struct batch *batch)
{
	struct keeping keeping = {.batch = batch, .diagnostics = batch->diagnostics};
	bool open = false;
	for (size_t i = 0; i < batch->count; i++) open = open || batch->jobs[i].state == JOB_OPEN;
	if (!batch->registry || !open) return OK;
	keeping.arena = arena_new();
	keeping.row = arena_new();
	int status = keeping.arena && keeping.row ? keep_all(&keeping) : ERR_MEMORY;
	arena_drop(keeping.arena);
	arena_drop(keeping.row);
	free(keeping.names);
	return status;
}

/* Of the row, in the worker's thread. What was kept before, as an issued file, is not told of again. */
static int keep_signed(struct worker *worker, const char *name, int64_t number, const char *path)
{
	struct keeping keeping = {
		.batch = worker->batch, .diagnostics = worker->diagnostics, .arena = worker->arena, .row = worker->arena};
	char sha256[DIGEST_TEXT_SIZE];
	const char *other;
	TRY(hash_file(sha256, path));
	int status = read_names(&keeping);
	if (status == OK) status = keep_file(&other, &keeping, name, number, sha256);
	free(keeping.names);
	if (status != OK || keeping.kept_before) return status;
	return diagnostics_add(worker->diagnostics, BATCH_KEPT_SIGNED, (struct place){.file = path}, *keeping.paths, NULL);
}

int superseded_keep_signed(struct worker *worker, const struct ledger_line *line, const struct ledger_line *old)
{
	const char *path = batch_path(worker->batch, line->name, ".pdf", worker->arena);
	if (!path) return ERR_MEMORY;
	bool known = old->code && strcmp(old->name, line->name) == 0;
	if (known && pdf_is_signed(&old->pdf, path, worker->arena))
		return keep_signed(worker, old->name, old->number, path);
	if (!pdf_is_signed(&line->pdf, path, worker->arena)) return OK;
	return keep_signed(worker, line->name, line->number, path);
}
