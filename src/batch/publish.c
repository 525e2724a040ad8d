/* Files get their names: many at once, with one sync; then ledger and register learn of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/engine.h"

/* Confirmation. */

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = mem_alloc(size);
	return copy ? memcpy(copy, text, size) : NULL;
}

static void drop_standing(struct worker *worker)
{
	for (size_t i = 0; i < worker->standing_count; i++) {
		free(worker->standing[i].organ);
		free(worker->standing[i].file);
	}
	worker->standing_count = 0;
}

/* The run's own diagnostics are shared: these come to them under the lock. */
static void pass_on(struct batch *batch, const struct diagnostics *diagnostics, int status)
{
	pthread_mutex_lock(&batch->lock);
	if (status > batch->worst) batch->worst = status;
	for (size_t i = 0; i < diagnostics_count(diagnostics); i++) {
		const struct diagnostic *found = diagnostics_at(diagnostics, i);
		diagnostics_add(batch->diagnostics, found->id, found->place, found->arguments[0], found->arguments[1],
						found->arguments[2], found->arguments[3], NULL);
	}
	pthread_mutex_unlock(&batch->lock);
}

int worker_confirm(struct worker *worker)
{
	struct batch *batch = worker->batch;
	struct confirmation confirmations[CONFIRM_LIMIT];
	size_t count = worker->standing_count;
	if (!count) return OK;
	for (size_t i = 0; i < count; i++) {
		const struct standing *one = &worker->standing[i];
		confirmations[i] = (struct confirmation){one->organ, one->year, one->number, one->sha256, one->file};
	}
	struct diagnostics *diagnostics = diagnostics_new();
	if (!diagnostics) return ERR_MEMORY;
	int status = folder_sync(&batch->folder, diagnostics);
	pthread_mutex_lock(&batch->registry_lock);
	if (status == OK) status = registry_confirm(batch->registry, confirmations, count, diagnostics);
	pthread_mutex_unlock(&batch->registry_lock);
	pass_on(batch, diagnostics, status);
	diagnostics_drop(diagnostics);
	drop_standing(worker);
	return status == ERR_DOCUMENT ? OK
								  : status; /* of a number that is void or issued by now: the others are confirmed */
}

int worker_stand(struct worker *worker, const struct ledger_line *line)
{
	struct standing *one = &worker->standing[worker->standing_count];
	if (!worker->batch->registry || !*line->organ) return OK;
	size_t room = strlen(line->name) + sizeof ".pdf";
	*one = (struct standing){
		.organ = copy_text(line->organ), .file = mem_alloc(room), .year = line->year, .number = line->number};
	memcpy(one->sha256, line->pdf.sha256, sizeof one->sha256);
	if (!one->organ || !one->file) {
		free(one->organ);
		free(one->file);
		return ERR_MEMORY;
	}
	snprintf(one->file, room, "%s.pdf", line->name);
	worker->standing_count++;
	return worker->standing_count == CONFIRM_LIMIT ? worker_confirm(worker) : OK;
}

/* Names for what was written. */

static int note_file(struct ledger_file *file, struct worker *worker, const char *name, const char *extension)
{
	struct stat found;
	const char *path = batch_path(worker->batch, name, extension, worker->waiting);
	if (!path) return ERR_MEMORY;
	if (stat(path, &found) != 0) {
		const struct file_draft gone = {.path = path, .error = errno};
		return file_draft_status(&gone, worker->diagnostics);
	}
	file->size = found.st_size;
	file->time = (int64_t)found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec;
	return OK;
}

static int note_files(struct worker *worker, struct drafted *unit, const struct file_draft *drafts)
{
	for (size_t i = 0; i < unit->files; i++) TRY(file_draft_status(&drafts[i], worker->diagnostics));
	TRY(note_file(&unit->line.pdf, worker, unit->line.name, ".pdf"));
	return unit->files > 1 ? note_file(&unit->line.xml, worker, unit->line.name, ".xml") : OK;
}

/* The lines of all units whose files now stand; a unit whose file failed is told of. */
static int note_drafted(struct worker *worker, struct buffer *text, size_t *rows, size_t *count, int *statuses)
{
	const struct file_draft *drafts = worker->drafts;
	for (size_t i = 0; i < worker->drafted_count; i++) {
		struct drafted *unit = &worker->drafted[i];
		statuses[i] = note_files(worker, unit, drafts);
		drafts += unit->files;
		if (statuses[i] == OK) {
			ledger_write(text, &unit->line);
			rows[(*count)++] = unit->row;
		} else {
			TRY(keep_messages(worker, unit->row));
		}
	}
	return OK;
}

/* The jobs of the drafted units are settled, each with its own status or else that of them all. */
static int settle_drafted(struct worker *worker, const int *statuses, int status)
{
	struct batch *batch = worker->batch;
	for (size_t i = 0; i < worker->drafted_count; i++) {
		const struct drafted *unit = &worker->drafted[i];
		if (status == OK && statuses[i] == OK) status = worker_stand(worker, &unit->line);
		if (statuses[i] == OK) batch->jobs[unit->row - batch->first].state = JOB_WRITTEN;
		finish_row(worker, unit->row, statuses[i] == OK ? status : statuses[i]);
	}
	return status;
}

int worker_publish(struct worker *worker)
{
	struct batch *batch = worker->batch;
	struct buffer text = {0};
	size_t rows[DRAFT_LIMIT], count = 0;
	int statuses[DRAFT_LIMIT] = {0}, status;
	if (!worker->drafted_count) return OK;
	file_publish(worker->drafts, worker->draft_count);
	status = note_drafted(worker, &text, rows, &count, statuses);
	pthread_mutex_lock(&batch->lock);
	if (status == OK && count) status = ledger_add(batch->ledger, &text, rows, count, batch->diagnostics);
	pthread_mutex_unlock(&batch->lock);
	status = settle_drafted(worker, statuses, status);
	buffer_drop(&text);
	arena_reset(worker->waiting);
	worker->draft_count = worker->draft_bytes = worker->drafted_count = 0;
	return status;
}
