/* A world for the program under test: streams that remember, an environment, a temporary folder, and a false library
 * whose result depends on the first word of the plan:
 *     error   an error at 3:5          warning  a warning at 2:1, and a result
 *     memory  out of memory            system   a font is missing
 *     else    a result "NAME|FOLDER|TEMPLATE|FORM|DATA" */
#ifndef TESTS_CLI_WORLD_H
#define TESTS_CLI_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "cli/app.h"

struct world {
	struct app app;
	struct buffer out, err; /* each ended by a NUL after run() */
	const char *environment[8][2];
	int out_status; /* what writing to standard output returns */
	char folder[64], before[4096];
};

int world_enter(void **state); /* *state: the world; its folder is the current one */
int world_leave(void **state);

/* Runs "vanthu" and these words, up to a NULL. */
int world_run(struct world *world, ...) __attribute__((sentinel));
void world_set(struct world *world, const char *name, const char *value);
void world_make(const char *path, const char *text);
void world_assert_file(const char *path, const char *text);
int world_entries(const char *folder);

#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_enter, world_leave)

#endif
