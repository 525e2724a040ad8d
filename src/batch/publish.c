/* Files get their names: many at once, with one sync; then ledger and register learn of them. Workers do not wait for
 * that: they fill another bundle meanwhile. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/engine.h"

/* Confirmation. */

static void drop_standing(struct worker *worker)
{
	for (size_t i = 0; i < worker->standing_count; i++) {
		free(worker->standing[i].organ);
		free(worker->standing[i].file);
	}
	worker->standing_count = 0;
}

/* The run's own diagnostics are shared: these come to them under the lock. */
static int pass_on(struct batch *batch, struct diagnostics *diagnostics, int status)
{
	diagnostics_sort(diagnostics);
	pthread_mutex_lock(&batch->lock);
	if (diagnostics_pass(batch->diagnostics, diagnostics) == ERR_MEMORY) status = ERR_MEMORY;
	if (status > batch->worst) batch->worst = status;
	pthread_mutex_unlock(&batch->lock);
	return status;
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
	status = pass_on(batch, diagnostics, status);
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
		.organ = mem_string(line->organ), .file = mem_alloc(room), .year = line->year, .number = line->number};
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

/* Bundles. */

static void drop_bundle(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->draft_count; i++) file_draft_drop(&bundle->drafts[i]);
	arena_drop(bundle->arena);
	free(bundle);
}

int publisher_begin(struct batch *batch, size_t workers)
{
	for (size_t i = 0; i <= workers; i++) {
		struct bundle *bundle = mem_zeroed(1, sizeof *bundle);
		if (!bundle) return ERR_MEMORY;
		bundle->next = batch->idle;
		batch->idle = bundle;
		bundle->arena = arena_new();
		if (!bundle->arena) return ERR_MEMORY;
	}
	return OK;
}

void publisher_end(struct batch *batch)
{
	while (batch->idle) {
		struct bundle *bundle = batch->idle;
		batch->idle = bundle->next;
		drop_bundle(bundle);
	}
}

void publisher_take(struct worker *worker)
{
	struct batch *batch = worker->batch;
	pthread_mutex_lock(&batch->lock);
	while (!batch->idle) pthread_cond_wait(&batch->changed, &batch->lock);
	worker->bundle = batch->idle;
	batch->idle = worker->bundle->next;
	pthread_mutex_unlock(&batch->lock);
}

void publisher_give(struct worker *worker)
{
	struct batch *batch = worker->batch;
	if (!worker->bundle) return;
	pthread_mutex_lock(&batch->lock);
	worker->bundle->next = batch->ready;
	batch->ready = worker->bundle;
	pthread_cond_broadcast(&batch->changed);
	pthread_mutex_unlock(&batch->lock);
	worker->bundle = NULL;
}

static void empty_bundle(struct batch *batch, struct bundle *bundle)
{
	arena_reset(bundle->arena);
	bundle->draft_count = bundle->count = 0;
	pthread_mutex_lock(&batch->lock);
	bundle->next = batch->idle;
	batch->idle = bundle;
	pthread_cond_broadcast(&batch->changed);
	pthread_mutex_unlock(&batch->lock);
}

/* Names for what was written. */

static int note_file(struct ledger_file *file, struct worker *worker, const char *name, const char *extension)
{
	struct stat found;
	const char *path = batch_path(worker->batch, name, extension, worker->arena);
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
	arena_reset(worker->arena);
	for (size_t i = 0; i < unit->files; i++) TRY(file_draft_status(&drafts[i], worker->diagnostics));
	TRY(note_file(&unit->line.pdf, worker, unit->line.name, ".pdf"));
	return unit->files > 1 ? note_file(&unit->line.xml, worker, unit->line.name, ".xml") : OK;
}

/* In the ledger go the lines of all units whose files now stand; a unit whose file failed is told of. */
static int note_bundle(struct worker *worker, struct bundle *bundle)
{
	struct batch *batch = worker->batch;
	const struct file_draft *drafts = bundle->drafts;
	size_t rows[BUNDLE_LIMIT], count = 0;
	buffer_clear(&worker->scratch);
	for (size_t i = 0; i < bundle->count; i++) {
		struct drafted *unit = &bundle->units[i];
		bundle->statuses[i] = note_files(worker, unit, drafts);
		drafts += unit->files;
		if (bundle->statuses[i] == OK) {
			ledger_write(&worker->scratch, &unit->line);
			rows[count++] = unit->row;
		} else {
			TRY(keep_messages(worker, unit->row));
		}
	}
	if (!count) return OK;
	pthread_mutex_lock(&batch->lock);
	int status = ledger_add(batch->ledger, &worker->scratch, rows, count, batch->diagnostics);
	pthread_mutex_unlock(&batch->lock);
	return status;
}

/* The units' jobs are settled, each with its own status or else that of them all. */
static int settle_bundle(struct worker *worker, const struct bundle *bundle, int status)
{
	struct batch *batch = worker->batch;
	for (size_t i = 0; i < bundle->count; i++) {
		const struct drafted *unit = &bundle->units[i];
		if (bundle->statuses[i] == OK && status == OK) {
			status = worker_stand(worker, &unit->line);
			batch->jobs[unit->row - batch->first].state = JOB_WRITTEN;
		}
		finish_row(worker, unit->row, bundle->statuses[i] == OK ? status : bundle->statuses[i]);
	}
	return status;
}

static int publish(struct worker *worker, struct bundle *bundle)
{
	file_publish(bundle->drafts, bundle->draft_count);
	int status = renew_messages(worker);
	if (status == OK) status = note_bundle(worker, bundle);
	return settle_bundle(worker, bundle, status);
}

void *publisher_run(void *argument)
{
	struct worker *worker = argument;
	struct batch *batch = worker->batch;
	pthread_mutex_lock(&batch->lock);
	while (batch->ready || !batch->closing) {
		struct bundle *bundle = batch->ready;
		if (!bundle) {
			pthread_cond_wait(&batch->changed, &batch->lock);
			continue;
		}
		batch->ready = bundle->next;
		pthread_mutex_unlock(&batch->lock);
		int status = publish(worker, bundle);
		if (status > worker->status) worker->status = status;
		empty_bundle(batch, bundle);
		pthread_mutex_lock(&batch->lock);
	}
	pthread_mutex_unlock(&batch->lock);
	int status = renew_messages(worker);
	if (status == OK) status = worker_confirm(worker);
	if (status > worker->status) worker->status = status;
	return NULL;
}
