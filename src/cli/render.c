/* render: plans into files.
 *
 * All names are settled before the first plan is rendered, so that a mistake in them costs nothing. Then workers take
 * one plan after the other, each worker with a workshop of its own; messages come out in the order of the plans. A worker's
 * files are synced and get their names many at a time, for a sync takes longer than a plan, and while it goes on. */
#include <pthread.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "base/xml.h"
#include "cli/command.h"
#include "cli/output.h"
#include "vanthu.h"

enum { OPTION_OUTPUT, OPTION_TEMPLATE, OPTION_PDF, OPTION_NO_SOURCE, OPTION_TRACE, OPTION_EXPLAIN, OPTION_JOBS };
enum { JOBS_LIMIT = 256 };

const struct option render_options[] = {
	[OPTION_OUTPUT] = {'o',
					   "output",
					   "FILE|FOLDER",
					   {"where to write; a folder exists, or its name ends in “/” and it is made",
						"nơi ghi; thư mục phải có sẵn, hoặc tên kết thúc bằng “/” để được tạo"}},
	[OPTION_TEMPLATE] = {'t',
						 "template",
						 "TEMPLATE",
						 {"name or path of the template, instead of what the plan's kind asks for",
						  "tên hoặc đường dẫn của mẫu trình bày, thay cho mẫu theo loại văn bản"}},
	[OPTION_PDF] = {0,
					"pdf",
					"archive|plain",
					{"kind of PDF: archive (PDF/A-3a and PDF/UA-1) or plain [archive]",
					 "loại PDF: archive (lưu trữ: PDF/A-3a và PDF/UA-1) hoặc plain (thường) [archive]"}},
	[OPTION_TRACE] = {0,
					  "trace",
					  NULL,
					  {"writes PLAN.trace instead: what stands where on the pages, as text",
					   "ghi PLAN.trace thay cho PDF: mỗi thứ nằm ở đâu trên trang, dạng chữ"}},
	[OPTION_EXPLAIN] = {0,
						"explain",
						NULL,
						{"notes say which pages end early or part what belongs together, and why",
						 "ghi chú trang nào kết thúc sớm hoặc tách những phần đi liền nhau, và vì sao"}},
	[OPTION_NO_SOURCE] =
		{0,
		 "no-source",
		 NULL,
		 {"leaves plan, template and pictures out of the PDF; then “verify” cannot prove it",
		  "không đính kèm văn bản nguồn, mẫu trình bày và hình vào PDF; khi đó “verify” không thể chứng minh tệp"}},
	[OPTION_JOBS] = {'j', "jobs", "N", {"plans rendered at the same time [1]", "số kế hoạch làm cùng lúc [1]"}},
	{0},
};

struct job {
	const char *plan;
	struct output output;
	struct buffer messages;
	int status;
	bool done;
};

/* What the workers share. The lock guards all that follows it. */
struct queue {
	struct run *run;
	const char *data, *template_name;
	enum vanthu_form form;
	bool without_source;
	struct job *jobs;
	size_t count;
	pthread_mutex_t lock;
	size_t next, told; /* the first job that nobody took; the first whose messages are not yet out */
};

enum { DRAFT_LIMIT = 128, DRAFT_BYTES = 4 * 1024 * 1024 };

/* Outputs of a worker that wait for their names, to be synced together. */
struct batch {
	struct queue *queue;
	struct file_draft drafts[DRAFT_LIMIT];
	struct job *jobs[DRAFT_LIMIT]; /* theirs */
	size_t count, bytes;
	bool threaded; /* its own thread publishes it */
	pthread_t thread;
};

/* What a worker keeps from plan to plan. */
struct worker {
	struct queue *queue;
	struct vanthu *vanthu;
	struct arena *arena;
	pthread_t thread;
	struct batch batches[2]; /* one is filled while the other one is published */
	struct batch *batch;     /* the one that is filled */
};

/* A file gets its name when its batch is published. */
static int write_result(struct worker *worker, struct job *job, const struct vanthu_result *result,
						struct diagnostics *diagnostics)
{
	const struct queue *queue = worker->queue;
	const char *bytes = vanthu_result_bytes(result), *path = job->output.path;
	size_t size = vanthu_result_size(result);
	if (strcmp(path, "-") == 0) return queue->run->app->out(queue->run->app->context, bytes, size, diagnostics);
	struct batch *batch = worker->batch;
	TRY(file_draft(&batch->drafts[batch->count], (unsigned)(job - queue->jobs), path, bytes, size, diagnostics));
	batch->jobs[batch->count++] = job;
	batch->bytes += size;
	return OK;
}

static int render_bytes(struct worker *worker, struct job *job, const char *bytes, size_t size,
						struct diagnostics *diagnostics)
{
	const struct queue *queue = worker->queue;
	const struct vanthu_input input = {
		.bytes = bytes,
		.size = size,
		.name = job->plan,
		.folder = job->output.plan_folder,
		.template_name = queue->template_name,
		.form = queue->form,
		.explain = queue->run->values[OPTION_EXPLAIN] != NULL,
		.without_source = queue->without_source,
	};
	struct vanthu_result *result = NULL;
	int status = vanthu_render(worker->vanthu, &input, &result);
	if (result) {
		const char *text = vanthu_result_text(result, (enum vanthu_language)queue->run->language);
		if (text)
			buffer_text(&job->messages, text);
		else
			status = ERR_MEMORY;
	}
	if (status == OK) status = write_result(worker, job, result, diagnostics);
	vanthu_result_drop(result);
	return status;
}

static void render_job(struct worker *worker, struct job *job)
{
	char *bytes;
	size_t size;
	struct diagnostics *diagnostics = worker->vanthu && worker->arena ? diagnostics_new() : NULL;
	job->status = ERR_MEMORY;
	if (!diagnostics) return;
	arena_reset(worker->arena);
	job->status = file_read(&bytes, &size, worker->arena, job->plan, XML_FILE_LIMIT, diagnostics);
	if (job->status == OK) job->status = render_bytes(worker, job, bytes, size, diagnostics);
	diagnostics_write(diagnostics, worker->queue->run->language, &job->messages);
	diagnostics_drop(diagnostics);
	if (job->messages.failed) job->status = ERR_MEMORY;
}

/* Lets out the messages of all jobs that are done, up to the first that is not. Under the lock. */
static void tell_done(struct queue *queue)
{
	for (; queue->told < queue->count && queue->jobs[queue->told].done; queue->told++) {
		struct buffer *messages = &queue->jobs[queue->told].messages;
		if (messages->length) queue->run->app->err(queue->run->app->context, messages->data, messages->length);
		buffer_drop(messages);
	}
}

static void finish(struct queue *queue, struct job *const *jobs, size_t count)
{
	pthread_mutex_lock(&queue->lock);
	for (size_t i = 0; i < count; i++) jobs[i]->done = true;
	tell_done(queue);
	pthread_mutex_unlock(&queue->lock);
}

static void tell_unpublished(const struct queue *queue, struct job *job, const struct file_draft *draft)
{
	struct diagnostics *diagnostics = diagnostics_new();
	job->status = ERR_MEMORY;
	if (!diagnostics) return;
	job->status = file_draft_status(draft, diagnostics);
	diagnostics_write(diagnostics, queue->run->language, &job->messages);
	diagnostics_drop(diagnostics);
	if (job->messages.failed) job->status = ERR_MEMORY;
}

static void *publish(void *argument)
{
	struct batch *batch = argument;
	file_publish(batch->drafts, batch->count);
	for (size_t i = 0; i < batch->count; i++)
		if (batch->drafts[i].error) tell_unpublished(batch->queue, batch->jobs[i], &batch->drafts[i]);
	finish(batch->queue, batch->jobs, batch->count);
	batch->count = batch->bytes = 0;
	return NULL;
}

static void await(struct batch *batch)
{
	if (batch->threaded) pthread_join(batch->thread, NULL);
	batch->threaded = false;
}

/* Publishes the batch that was filled; the worker goes on with the other one. */
static void hand_over(struct worker *worker)
{
	struct batch *full = worker->batch, *other = &worker->batches[full == worker->batches];
	await(other);
	full->threaded = pthread_create(&full->thread, NULL, publish, full) == 0;
	if (!full->threaded) publish(full);
	worker->batch = other;
}

static struct job *next_job(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	struct job *job = queue->next < queue->count ? &queue->jobs[queue->next++] : NULL;
	pthread_mutex_unlock(&queue->lock);
	return job;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct queue *queue = worker->queue;
	struct job *job;
	worker->arena = arena_new();
	worker->batch = worker->batches;
	worker->batches[0].queue = worker->batches[1].queue = queue;
	while ((job = next_job(queue))) {
		size_t drafts = worker->batch->count;
		render_job(worker, job);
		if (worker->batch->count == drafts) finish(queue, &job, 1);
		if (worker->batch->count == DRAFT_LIMIT || worker->batch->bytes >= DRAFT_BYTES) hand_over(worker);
	}
	publish(worker->batch);
	for (size_t i = 0; i < 2; i++) await(&worker->batches[i]);
	vanthu_drop(worker->vanthu);
	arena_drop(worker->arena);
	return NULL;
}

/* Workers keep in common what their workshops can. */
static bool start(struct worker *worker, struct vanthu *beside)
{
	if (!beside || vanthu_new_beside(&worker->vanthu, beside) != VANTHU_OK) return false;
	if (pthread_create(&worker->thread, NULL, work, worker) == 0) return true;
	vanthu_drop(worker->vanthu);
	return false;
}

/* The calling thread is a worker, too; fewer threads than asked for do the work as well. */
static int render_all(struct queue *queue, size_t threads)
{
	if (threads > queue->count) threads = queue->count;
	struct worker *workers = arena_array(queue->run->arena, threads, sizeof *workers);
	if (!workers) return ERR_MEMORY;
	for (size_t i = 0; i < threads; i++) workers[i].queue = queue;
	if (vanthu_new(&workers[0].vanthu, queue->data) != VANTHU_OK) workers[0].vanthu = NULL;
	size_t started = 1;
	while (started < threads && start(&workers[started], workers[0].vanthu)) started++;
	work(&workers[0]);
	for (size_t i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);

	int worst = OK;
	for (size_t i = 0; i < queue->count; i++) {
		if (queue->jobs[i].status > worst) worst = queue->jobs[i].status;
	}
	return worst;
}

/* OK, and the number of threads. */
static int read_values(struct run *run, struct queue *queue, size_t *threads)
{
	const char *pdf = run->values[OPTION_PDF], *jobs = run->values[OPTION_JOBS];
	bool plain = pdf && strcmp(pdf, "plain") == 0;
	if (pdf && !plain && strcmp(pdf, "archive") != 0) return command_refuse_value(run, OPTION_PDF, "archive, plain");
	if (jobs) {
		const char *rest;
		*threads = (size_t)command_number(jobs, '\0', JOBS_LIMIT, &rest);
		if (!*threads) return command_refuse_value(run, OPTION_JOBS, "1-256");
	}
	queue->form = run->values[OPTION_TRACE] ? VANTHU_TRACE : plain ? VANTHU_PLAIN : VANTHU_ARCHIVE;
	queue->template_name = run->values[OPTION_TEMPLATE];
	queue->without_source = run->values[OPTION_NO_SOURCE] != NULL;
	return OK;
}

int render_run(struct run *run)
{
	struct queue queue = {.run = run, .count = run->count, .lock = PTHREAD_MUTEX_INITIALIZER};
	size_t threads = 1;
	TRY(read_values(run, &queue, &threads));
	queue.data = data_folder(run);
	queue.jobs = arena_array(run->arena, run->count, sizeof *queue.jobs);
	struct output *outputs = arena_array(run->arena, run->count, sizeof *outputs);
	if (!queue.data || !queue.jobs || !outputs) return ERR_MEMORY;
	TRY(outputs_settle(outputs, run, run->values[OPTION_OUTPUT], queue.form == VANTHU_TRACE ? ".trace" : ".pdf"));
	for (size_t i = 0; i < run->count; i++)
		queue.jobs[i] = (struct job){.plan = run->operands[i], .output = outputs[i]};
	return render_all(&queue, threads);
}
