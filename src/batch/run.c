/* A batch from beginning to end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/engine.h"
#include "batch/outcome.h"
#include "batch/superseded.h"

/* Numbers. */

static void take_grant(void *context, const struct grant *grant)
{
	struct batch *batch = context;
	struct job *job = &batch->jobs[grant->order - batch->first];
	job->number = (int32_t)grant->number;
	job->has_file = grant->sha256 != NULL;
}

/* Rows that were refused are told of as the run's own. */
static void fail_refused(struct batch *batch)
{
	batch->worst = ERR_DOCUMENT;
	for (size_t i = 0; i < batch->count; i++)
		if (batch->jobs[i].has_entry && !batch->jobs[i].number) batch->jobs[i].state = JOB_FAILED;
}

/* In one transaction, before anything is drawn. Opened anew the register takes less memory: SQLite keeps what it needed
 * for all those wishes. */
static int reserve(struct batch *batch)
{
	const struct batch_order *order = batch->order;
	const struct reserving reserving = {
		.units = order->units,
		.keep_going = order->keep_going,
		.granted = take_grant,
		.context = batch,
	};
	if (!batch->registry) return OK;
	int status = registry_reserve(batch->registry, &reserving, batch->diagnostics);
	if (status == ERR_DOCUMENT && order->keep_going)
		fail_refused(batch);
	else
		TRY(status);
	registry_drop(batch->registry);
	return registry_open(&batch->registry, order->registry, REGISTRY_WRITE, batch->diagnostics);
}

static int take_numbers(struct batch *batch)
{
	struct arena *arena = arena_new();
	int status = arena ? OK : ERR_MEMORY;
	for (size_t i = 0; status == OK && batch->numbers && i < batch->count; i++) {
		struct number_line line;
		arena_reset(arena);
		status = numbers_line(&line, batch->numbers, i, arena);
		if (status == OK) batch->jobs[i].number = (int32_t)line.number;
	}
	arena_drop(arena);
	return status;
}

/* Beginning and end. */

static int refuse(const struct batch *batch, enum diagnostic_id id, const char *argument)
{
	return diagnostics_add(batch->diagnostics, id, (struct place){0}, argument, NULL);
}

/* Rows of the shard: as many in a row as the others have, or one more. */
static void choose_rows(struct batch *batch)
{
	const struct batch_order *order = batch->order;
	size_t all = units_count(batch->inputs.units), shards = order->shards ? order->shards : 1;
	size_t shard = order->shards ? order->shard - 1 : 0, rest = all % shards;
	batch->first = all / shards * shard + (shard < rest ? shard : rest);
	batch->count = all / shards + (shard < rest);
}

static int open_ledger(struct batch *batch)
{
	const char *path = shard_path(batch, ".vanthu-batch", ".ledger", batch->arena);
	if (!path) return ERR_MEMORY;
	return ledger_open(&batch->ledger, path, batch->inputs.units, batch->first, batch->count, batch->diagnostics);
}

/* A run without the register would replace what is issued. */
static int check_register(struct batch *batch)
{
	struct ledger_line line;
	bool registered = false;
	struct arena *arena = arena_new();
	int status = arena ? OK : ERR_MEMORY;
	for (size_t i = 0; status == OK && !registered && i < batch->count; i++) {
		arena_reset(arena);
		status = ledger_read(&line, batch->ledger, batch->first + i, arena);
		registered = status == OK && line.code && *line.organ;
	}
	arena_drop(arena);
	if (status != OK || !registered) return status;
	return diagnostics_add(batch->diagnostics, BATCH_WITHOUT_REGISTER, (struct place){.file = batch->order->folder},
						   NULL);
}

/* Warnings are told before anything is made or numbered. */
static int tell_warnings(const struct batch_order *order, const struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	diagnostics_write(diagnostics, order->language, &text);
	if (!text.failed && text.length) order->tell(order->context, text.data, text.length);
	int status = text.failed ? ERR_MEMORY : OK;
	buffer_drop(&text);
	return status;
}

/* A name that was mistyped begins another register: that is told before it has given numbers. */
static int open_registry(struct batch *batch)
{
	const char *path = batch->order->registry;
	if (!path) return OK;
	bool begun = access(path, F_OK) != 0 && errno == ENOENT;
	TRY(registry_open(&batch->registry, path, REGISTRY_CREATE, batch->diagnostics));
	if (!begun) return OK;
	struct diagnostics *told = diagnostics_new();
	if (!told) return ERR_MEMORY;
	int status = diagnostics_add(told, REGISTER_BEGUN, (struct place){.file = path}, NULL);
	if (status == OK) status = tell_warnings(batch->order, told);
	diagnostics_drop(told);
	return status;
}

static int load_inputs(struct batch *batch)
{
	struct diagnostics *diagnostics = diagnostics_new();
	if (!diagnostics) return ERR_MEMORY;
	int status = inputs_load(&batch->inputs, batch->order, diagnostics);
	diagnostics_sort(diagnostics);
	if (status == OK)
		status = tell_warnings(batch->order, diagnostics);
	else if (diagnostics_pass(batch->diagnostics, diagnostics) == ERR_MEMORY)
		status = ERR_MEMORY;
	diagnostics_drop(diagnostics);
	return status;
}

static int begin(struct batch *batch)
{
	const struct batch_order *order = batch->order;
	struct unit unit;
	batch->arena = arena_new();
	if (!batch->arena) return ERR_MEMORY;
	TRY(names_new(&batch->names, order->name, batch->arena, batch->diagnostics));
	if (order->shards && !order->numbers && names_need_number(batch->names))
		return refuse(batch, SHARD_NEEDS_NUMBERS, order->name);
	TRY(load_inputs(batch));
	choose_rows(batch);
	TRY(units_row(&unit, batch->inputs.units, 0, batch->arena));
	TRY(names_check(batch->names, &unit, batch->diagnostics));
	batch->jobs = mem_zeroed(batch->count + 1, sizeof *batch->jobs);
	if (!batch->jobs) return ERR_MEMORY;
	if (order->numbers)
		TRY(numbers_load(&batch->numbers, order->numbers, batch->inputs.units, batch->first, batch->count,
						 batch->diagnostics));
	TRY(take_numbers(batch));
	TRY(folder_enter(&batch->folder, order, batch->first, batch->count, batch->diagnostics));
	TRY(open_ledger(batch));
	if (!order->registry && !order->numbers) return check_register(batch);
	return open_registry(batch);
}

static void end(struct batch *batch)
{
	for (size_t i = 0; batch->jobs && i < batch->count; i++) free(batch->jobs[i].messages);
	free(batch->jobs);
	registry_drop(batch->registry);
	ledger_drop(batch->ledger);
	folder_leave(&batch->folder);
	numbers_drop(batch->numbers);
	inputs_drop(&batch->inputs);
	arena_drop(batch->arena);
}

/* Workers. */

/* Those that make plans are followed by the publisher, who needs less. */
struct crew {
	struct worker *workers;
	size_t count;
};

/* beside: the first worker's; NULL: it is the first. */
static int begin_worker(struct worker *worker, struct batch *batch, bool publisher, struct vanthu *beside)
{
	const struct batch_order *order = batch->order;
	*worker = (struct worker){.batch = batch, .arena = arena_new()};
	if (!worker->arena) return ERR_MEMORY;
	TRY(renew_messages(worker));
	if (publisher) return OK;
	TRY(beside ? vanthu_new_beside(&worker->vanthu, beside) : vanthu_new(&worker->vanthu, order->data));
	return inputs_skeleton(&worker->skeleton, &batch->inputs, order, batch->diagnostics);
}

static void end_worker(struct worker *worker)
{
	skeleton_drop(worker->skeleton);
	vanthu_drop(worker->vanthu);
	derived_drop(&worker->derived);
	buffer_drop(&worker->scratch);
	buffer_drop(&worker->messages);
	buffer_drop(&worker->row);
	diagnostics_drop(worker->diagnostics);
	arena_drop(worker->arena);
}

static int begin_crew(struct crew *crew, struct batch *batch)
{
	size_t count = batch->order->workers;
	if (count > batch->count) count = batch->count ? batch->count : 1;
	if (count > WORKER_LIMIT) count = WORKER_LIMIT;
	*crew = (struct crew){.workers = mem_zeroed(count + 1, sizeof *crew->workers), .count = count};
	if (!crew->workers) return ERR_MEMORY;
	for (size_t i = 0; i <= count; i++)
		TRY(begin_worker(&crew->workers[i], batch, i == count, crew->workers[0].vanthu));
	return publisher_begin(batch, count);
}

static void end_crew(struct crew *crew, struct batch *batch)
{
	for (size_t i = 0; crew->workers && i <= crew->count; i++) end_worker(&crew->workers[i]);
	free(crew->workers);
	publisher_end(batch);
}

static bool is_stopped(const struct batch *batch)
{
	return batch->order->stop && *batch->order->stop;
}

static int walk(struct batch *batch, struct crew *crew, enum pass pass)
{
	batch->pass = pass;
	TRY(walk_rows(batch, crew->workers, crew->count, &crew->workers[crew->count],
				  pass == PASS_LOOK ? look_at : make_plan));
	return is_stopped(batch) ? refuse(batch, BATCH_STOPPED, NULL) : OK;
}

/* Names are settled as soon as they can be told: before numbers are reserved, if they do without. */
static int pass_over(struct batch *batch, struct crew *crew)
{
	bool late = batch->registry && names_need_number(batch->names);
	TRY(walk(batch, crew, PASS_LOOK));
	if (batch->worst != OK && !batch->order->keep_going) return batch->worst;
	if (!late) TRY(outcome_check_names(batch));
	TRY(reserve(batch));
	if (late) TRY(outcome_check_names(batch));
	TRY(superseded_keep(batch));
	if (batch->order->assign) return outcome_write_numbers(batch);
	progress_pass(&batch->progress);
	return walk(batch, crew, PASS_MAKE);
}

/* What stands is listed, however the second pass ended. */
static int make_all(struct batch *batch, struct crew *crew)
{
	progress_begin(&batch->progress, batch->order, batch->count);
	int status = pass_over(batch, crew);
	if (status == ERR_MEMORY || batch->pass == PASS_LOOK) return status;
	int listed = outcome_write_manifest(batch);
	return listed > status ? listed : status;
}

static int run(struct batch *batch)
{
	struct crew crew;
	TRY(begin(batch));
	int status = begin_crew(&crew, batch);
	if (status == OK) status = make_all(batch, &crew);
	end_crew(&crew, batch);
	return status;
}

/* Cells that are empty for want of the kinds make many errors, none of which names the cause. */
static int note_kinds(const struct batch *batch, int status)
{
	const struct batch_order *order = batch->order;
	struct unit unit;
	if (status != ERR_DOCUMENT || order->kinds || !batch->inputs.units || !batch->arena) return status;
	if (units_count(batch->inputs.units) == 0) return status;
	if (units_row(&unit, batch->inputs.units, 0, batch->arena) != OK) return ERR_MEMORY;
	if (!*unit.kind) return status;
	int noted = diagnostics_add(batch->diagnostics, BATCH_KINDS_MISSING, (struct place){.file = order->units}, NULL);
	return noted > status ? noted : status;
}

int batch_run(const struct batch_order *order, struct diagnostics *diagnostics)
{
	struct batch batch = {
		.order = order,
		.diagnostics = diagnostics,
		.folder = {.lock = -1},
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.registry_lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	int status = run(&batch);
	if (batch.worst > status) status = batch.worst;
	status = note_kinds(&batch, status);
	end(&batch);
	return status;
}
