#include "cli/guard.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/status.h"

/* What comes through the pipe for each file: the result, what is to be said, and the diagnostics. Program and process
 * are one build, so structures go as they are. */
struct result {
	int status;
	size_t length, diagnostic_count;
};

enum { STRINGS = DIAGNOSTIC_ARGUMENTS + 1 }; /* the file's name, then the arguments */

struct parcel {
	enum diagnostic_id id;
	struct place place;      /* its file is the first string */
	size_t lengths[STRINGS]; /* with the NUL; 0: there is none */
};

struct guard {
	struct run *run;
	const struct guarded *guarded;
	const char *const *paths;
	size_t count, next; /* files; the one whose result comes next */
	pid_t process;
	int pipe;
	bool said; /* something */
	int worst;
};

/* The process. */

static void limit(int resource, rlim_t most)
{
	struct rlimit limits;
	if (getrlimit(resource, &limits) != 0) return;
	if (limits.rlim_max == RLIM_INFINITY || most < limits.rlim_max) limits.rlim_cur = most;
	setrlimit(resource, &limits);
}

/* A sanitizer's shadow is larger than any limit. */
static void limit_memory(void)
{
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW
#endif
#ifndef HAS_SHADOW
	limit(RLIMIT_AS, (rlim_t)GUARD_GIBIBYTES << 30);
#endif
}

/* From now on. */
static void limit_time(void)
{
	struct rusage usage;
	if (getrusage(RUSAGE_SELF, &usage) != 0) return;
	limit(RLIMIT_CPU, (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1 + GUARD_SECONDS);
}

static void pack(struct buffer *out, const struct diagnostic *diagnostic)
{
	const char *strings[STRINGS] = {diagnostic->place.file};
	struct parcel parcel = {.id = diagnostic->id, .place = diagnostic->place};
	memcpy(strings + 1, diagnostic->arguments, sizeof diagnostic->arguments);
	for (int i = 0; i < STRINGS; i++) parcel.lengths[i] = strings[i] ? strlen(strings[i]) + 1 : 0;
	buffer_put(out, (const char *)&parcel, sizeof parcel);
	for (int i = 0; i < STRINGS; i++)
		if (strings[i]) buffer_put(out, strings[i], parcel.lengths[i]);
}

static bool send(int pipe, const void *data, size_t size)
{
	for (const char *at = data; size;) {
		ssize_t written = write(pipe, at, size);
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return false;
		at += written;
		size -= (size_t)written;
	}
	return true;
}

static bool serve_file(const struct guard *self, const char *path, struct buffer *said, struct buffer *packed)
{
	struct diagnostics *diagnostics = diagnostics_new();
	if (!diagnostics) return false;
	buffer_clear(said);
	buffer_clear(packed);
	limit_time();
	struct result result = {.status = self->guarded->work(self->guarded->context, path, said, diagnostics)};
	if (result.status == ERR_MEMORY || said->failed)
		result.status = diagnostics_add(diagnostics, GUARD_MEMORY, (struct place){.file = path}, NULL);
	else
		result.length = said->length;
	diagnostics_sort(diagnostics);
	result.diagnostic_count = diagnostics_count(diagnostics);
	for (size_t i = 0; i < result.diagnostic_count; i++) pack(packed, diagnostics_at(diagnostics, i));
	diagnostics_drop(diagnostics);
	return result.status != ERR_MEMORY && !packed->failed && send(self->pipe, &result, sizeof result) &&
		   send(self->pipe, said->data, result.length) && send(self->pipe, packed->data, packed->length);
}

static int serve(const struct guard *self)
{
	struct buffer said = {0}, packed = {0};
	bool alive = true;
	limit_memory();
	limit(RLIMIT_CORE, 0);
	for (size_t i = self->next; i < self->count && alive; i++) alive = serve_file(self, self->paths[i], &said, &packed);
	buffer_drop(&said);
	buffer_drop(&packed);
	return alive ? 0 : 1;
}

/* The program. */

static int start(struct guard *self)
{
	int ends[2];
	const char *reason = NULL;
	if (pipe(ends) != 0) {
		reason = strerror(errno);
		return diagnostics_add(self->run->diagnostics, GUARD_NOT_STARTED, (struct place){0}, reason, NULL);
	}
	self->process = fork();
	if (self->process == 0) {
		close(ends[0]);
		self->pipe = ends[1];
		_exit(serve(self));
	}
	if (self->process < 0) reason = strerror(errno);
	close(ends[1]);
	self->pipe = ends[0];
	if (!reason) return OK;
	close(self->pipe);
	return diagnostics_add(self->run->diagnostics, GUARD_NOT_STARTED, (struct place){0}, reason, NULL);
}

static bool receive(int pipe, void *data, size_t size)
{
	for (char *at = data; size;) {
		ssize_t got = read(pipe, at, size);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}

static int unpack(struct guard *self, struct arena *arena)
{
	struct parcel parcel;
	const char *strings[STRINGS] = {NULL};
	if (!receive(self->pipe, &parcel, sizeof parcel)) return ERR_SYSTEM;
	for (int i = 0; i < STRINGS; i++) {
		if (!parcel.lengths[i]) continue;
		char *string = arena_alloc(arena, parcel.lengths[i]);
		if (!string) return ERR_MEMORY;
		if (!receive(self->pipe, string, parcel.lengths[i])) return ERR_SYSTEM;
		strings[i] = string;
	}
	parcel.place.file = strings[0];
	int status = diagnostics_add(self->run->diagnostics, parcel.id, parcel.place, strings[1], strings[2], strings[3],
								 strings[4], NULL);
	return status == ERR_MEMORY ? status : OK;
}

static int put_out(struct guard *self, const char *text, size_t length)
{
	const struct app *app = self->run->app;
	const char *between = self->guarded->between;
	if (!length) return OK;
	if (self->said && *between) TRY(app->out(app->context, between, strlen(between), self->run->diagnostics));
	self->said = true;
	return app->out(app->context, text, length, self->run->diagnostics);
}

/* ERR_SYSTEM, without a word: the process ended before the result came. */
static int take_result(struct guard *self, struct arena *arena)
{
	struct result result;
	if (!receive(self->pipe, &result, sizeof result)) return ERR_SYSTEM;
	char *text = arena_alloc(arena, result.length + 1);
	if (!text) return ERR_MEMORY;
	if (!receive(self->pipe, text, result.length)) return ERR_SYSTEM;
	for (size_t i = 0; i < result.diagnostic_count; i++) TRY(unpack(self, arena));
	int written = put_out(self, text, result.length);
	if (result.status > self->worst) self->worst = result.status;
	if (written > self->worst) self->worst = written;
	return OK;
}

/* Why did the process end? */
static int tell_end(struct guard *self, const char *path)
{
	int ended = 0;
	while (waitpid(self->process, &ended, 0) < 0 && errno == EINTR) continue;
	if (self->next == self->count) return OK;
	int by = WIFSIGNALED(ended) ? WTERMSIG(ended) : 0; /* SIGKILL: the system, short of memory */
	enum diagnostic_id why = by == SIGXCPU ? GUARD_TIME : by == SIGKILL ? GUARD_MEMORY : GUARD_DIED;
	return diagnostics_add(self->run->diagnostics, why, (struct place){.file = path}, NULL);
}

/* Until all files are done, or the process ends before. */
static int take_results(struct guard *self)
{
	struct arena *arena = arena_new();
	int status = arena ? OK : ERR_MEMORY;
	while (status == OK && self->next < self->count) {
		arena_reset(arena);
		status = take_result(self, arena);
		if (status == OK) self->next++;
	}
	close(self->pipe);
	arena_drop(arena);
	int told = tell_end(self, self->next < self->count ? self->paths[self->next] : NULL);
	if (status == ERR_MEMORY) return status;
	if (told > self->worst) self->worst = told;
	self->next++; /* the one that it did not survive */
	return told == ERR_MEMORY ? told : OK;
}

int guard_each(struct run *run, const char *const *paths, size_t count, const struct guarded *guarded)
{
	struct guard self = {.run = run, .guarded = guarded, .paths = paths, .count = count};
	while (self.next < self.count) {
		TRY(start(&self));
		TRY(take_results(&self));
	}
	return self.worst;
}
