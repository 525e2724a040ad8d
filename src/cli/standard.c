/* The process's own streams and environment. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/app.h"

static int standard_out(void *context, const char *data, size_t size, struct diagnostics *diagnostics)
{
	(void)context;
	return file_write("-", data, size, diagnostics);
}

static void standard_err(void *context, const char *data, size_t size)
{
	(void)context;
	while (size) {
		ssize_t put = write(STDERR_FILENO, data, size);
		if (put < 0 && errno == EINTR) continue;
		if (put <= 0) return;
		data += put;
		size -= (size_t)put;
	}
}

static const char *standard_environment(void *context, const char *name)
{
	(void)context;
	return getenv(name);
}

/* A handler can reach nothing else. */
static volatile sig_atomic_t caught;

static void note_signal(int number)
{
	caught = number;
}

/* The second one is not waited for. What is ignored, as it is in a background job, stays so. */
static void watch_for(int number)
{
	struct sigaction old, action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(number, &action, NULL);
}

static const volatile sig_atomic_t *standard_watch(void *context)
{
	(void)context;
	watch_for(SIGINT);
	watch_for(SIGTERM);
	return &caught;
}

/* Whoever started the program is to know that it was ended: a shell's loop then ends, too. */
static void die_of(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

int app_main_standard(int argc, char **argv)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
	if (length > 0) program[length] = '\0';
	signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error that is told, not a death */
	const struct app app = {
		.out = standard_out,
		.err = standard_err,
		.environment = standard_environment,
		.watch = standard_watch,
		.err_is_terminal = isatty(STDERR_FILENO) == 1,
		.program = length > 0 ? program : NULL,
	};
	int status = app_main(&app, argc, argv);
	if (caught) die_of(caught);
	return status;
}
