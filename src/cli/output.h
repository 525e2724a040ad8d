/* Where each plan is written to. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/command.h"

struct output {
	const char *path;        /* "-": standard output */
	const char *plan_folder; /* where the plan stands; NULL: standard input */
};

/* Settles the outputs of all the run's operands, one each, in the arena. given: the value of -o, or NULL. Refuses two
 * plans that would be written to one file and a plan that would be written over, before anything is; makes the folder
 * whose name ends in a slash. */
int outputs_settle(struct output *outputs, struct run *run, const char *given, const char *extension);

#endif
