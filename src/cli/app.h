/* The program without its process: tests and fuzzers call it as main does. */
#ifndef CLI_APP_H
#define CLI_APP_H

#include <signal.h>
#include <stdbool.h>

#include "base/diagnostic.h"

/* What the program has of the world. */
struct app {
	/* Writes all of it, or says in the diagnostics why not. */
	int (*out)(void *context, const char *data, size_t size, struct diagnostics *diagnostics);
	void (*err)(void *context, const char *data, size_t size); /* messages: a failure has nowhere to be told */
	const char *(*environment)(void *context, const char *name);
	/* From now on an order to end (SIGINT, SIGTERM) makes what it returns something other than 0. NULL: none comes. */
	const volatile sig_atomic_t *(*watch)(void *context);
	bool err_is_terminal;
	const char *program; /* path of the program's file, links resolved; NULL: unknown */
	void *context;
};

/* Runs one command. Returns the exit status: 0 done, 1 the document has errors, 2 usage, 3 the system failed. */
int app_main(const struct app *app, int argc, char **argv);

/* The same with the process's own streams and environment. */
int app_main_standard(int argc, char **argv);

#endif
