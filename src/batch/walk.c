/* Rows walked over by workers. What is said of units comes out in the order of their rows. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/engine.h"

static bool is_stopped(const struct batch *batch)
{
	return batch->stopped || (batch->order->stop && *batch->order->stop);
}

/* Lets out the messages of all rows that are done, up to the first that is not. Under the lock. */
static void tell_done(struct batch *batch)
{
	for (; batch->told < batch->count && batch->jobs[batch->told].done; batch->told++) {
		char **messages = &batch->jobs[batch->told].messages;
		if (*messages) progress_message(&batch->progress, *messages, strlen(*messages));
		free(*messages);
		*messages = NULL;
	}
}

/* What the first pass has to say of a plan that has no errors the second one says. */
static int settle_messages(struct worker *worker, size_t row, int status)
{
	int kept = OK;
	if (status != OK || worker->batch->pass == PASS_MAKE) {
		kept = keep_messages(worker, row);
	} else {
		buffer_clear(&worker->messages);
		kept = renew_messages(worker);
	}
	return kept > status ? kept : status;
}

void finish_row(struct worker *worker, size_t row, int status)
{
	struct batch *batch = worker->batch;
	struct job *job = &batch->jobs[row - batch->first];
	status = settle_messages(worker, row, status);
	pthread_mutex_lock(&batch->lock);
	if (status != OK) job->state = JOB_FAILED;
	job->done = true;
	if (status > batch->worst) batch->worst = status;
	if (status == ERR_DOCUMENT && !batch->order->keep_going) batch->checking = true;
	if (status > ERR_DOCUMENT) batch->stopped = true;
	tell_done(batch);
	if (job->state != JOB_OPEN) progress_add(&batch->progress, 1);
	pthread_mutex_unlock(&batch->lock);
}

/* Rows that are settled are passed over. */
static bool next_row(struct batch *batch, size_t *row)
{
	bool found = false;
	pthread_mutex_lock(&batch->lock);
	while (!found && batch->next < batch->count && !is_stopped(batch)) {
		struct job *job = &batch->jobs[batch->next];
		*row = batch->first + batch->next++;
		found = job->state == JOB_OPEN;
		if (!found) job->done = true;
	}
	if (!found) tell_done(batch);
	pthread_mutex_unlock(&batch->lock);
	return found;
}

static int do_row(struct worker *worker, step *each, size_t row)
{
	bool done = true;
	arena_reset(worker->arena);
	TRY(renew_messages(worker));
	int status = each(worker, row, &done);
	if (status != OK || done)
		finish_row(worker, row, status);
	else
		status = keep_messages(worker, row);
	if (worker->bundle && worker->bundle->count >= worker->bundle_limit) {
		publisher_give(worker);
		worker->bundle_limit = BUNDLE_LIMIT;
	}
	return status > ERR_DOCUMENT ? status : OK;
}

struct walker {
	struct worker *worker;
	step *each;
};

/* What is finished gets its name, whatever else failed. */
static void *walk(void *argument)
{
	const struct walker *walker = argument;
	struct worker *worker = walker->worker;
	size_t row = 0;
	while (worker->status == OK && next_row(worker->batch, &row)) worker->status = do_row(worker, walker->each, row);
	publisher_give(worker);
	int status = worker_confirm(worker);
	if (status > worker->status) worker->status = status;
	return NULL;
}

static void close_batch(struct batch *batch)
{
	pthread_mutex_lock(&batch->lock);
	batch->closing = true;
	pthread_cond_broadcast(&batch->changed);
	pthread_mutex_unlock(&batch->lock);
}

/* The calling thread is a worker, too; fewer threads than asked for do the work as well. Without a publisher nothing can
 * be written. */
int walk_rows(struct batch *batch, struct worker *workers, size_t count, struct worker *publisher, step *each)
{
	struct walker walkers[WORKER_LIMIT];
	size_t started = 1;
	int error;
	batch->next = batch->told = 0;
	batch->closing = false;
	for (size_t i = 0; i < batch->count; i++) batch->jobs[i].done = false;
	walkers[0] = (struct walker){workers, each};
	for (size_t i = 1; i < count; i++) walkers[i] = (struct walker){&workers[i], each};
	/* the first bundles are of different lengths, so that workers do not all wait for the publisher at once */
	for (size_t i = 0; i < count; i++) workers[i].bundle_limit = (i + 1) * BUNDLE_LIMIT / (count + 1) + 1;
	error = pthread_create(&publisher->thread, NULL, publisher_run, publisher);
	if (error) return diagnostics_add(batch->diagnostics, THREAD_NOT_STARTED, (struct place){0}, strerror(error), NULL);
	while (started < count && pthread_create(&workers[started].thread, NULL, walk, &walkers[started]) == 0) started++;
	walk(&walkers[0]);
	for (size_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
	close_batch(batch);
	pthread_join(publisher->thread, NULL);
	int worst = publisher->status;
	for (size_t i = 0; i < started; i++)
		if (workers[i].status > worst) worst = workers[i].status;
	return worst;
}
