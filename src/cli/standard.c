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
		.program = length > 0 ? program : NULL,
	};
	return app_main(&app, argc, argv);
}
