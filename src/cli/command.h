/* Commands and options are tables: arguments are read by them, and help is written from them. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "cli/app.h"

enum { OPTION_LIMIT = 32 }; /* of one command */

struct option {
	char letter;         /* 0: none */
	const char *name;    /* without the two hyphens */
	const char *value;   /* "FILE"; NULL: takes none */
	const char *help[2]; /* by language */
};

/* A command while it runs. */
struct run {
	const struct app *app;
	const struct command *command;
	struct arena *arena;
	struct diagnostics *diagnostics; /* written by app_main() when the command has ended */
	enum language language;
	const char *values[OPTION_LIMIT]; /* by index in the command's options; "" of those that take none; NULL: absent */
	const char **operands;
	size_t count;
};

struct command {
	const char *name;
	const char *operand; /* "PLAN.xml"; NULL: takes none */
	bool needs_operand;
	const char *summary[2];       /* by language */
	const char *details[2];       /* paragraphs of the command's help; NULL: none */
	const struct option *options; /* ended by one without a name */
	int (*run)(struct run *run);  /* OK or an ERR_ status */
};

extern const struct command *const commands[]; /* ended by NULL */

const struct command *command_find(const char *name); /* NULL: there is none */

/* Fills values and operands from the arguments that follow the command's name, or says what is wrong with them. */
int command_arguments(struct run *run, int argc, char **argv);

/* The name in the list that was probably meant; NULL: none is near. */
const char *command_near(const char *typed, const char *const *names);

/* The help of one command, or of all (NULL). */
void help_write(const struct command *command, enum language language, struct buffer *out);

/* All diagnostics, one a line: ID, level, text. The manual's section is made of it. */
void help_write_messages(enum language language, struct buffer *out);

int help_run(struct run *run);
int version_run(struct run *run);
int render_run(struct run *run);
int fonts_run(struct run *run);
int new_run(struct run *run);
int info_run(struct run *run);
int register_run(struct run *run);
int batch_command(struct run *run);
int schema_run(struct run *run);
int templates_run(struct run *run);
int verify_run(struct run *run);

extern const struct option verify_options[], render_options[], info_options[], schema_options[], register_options[],
	batch_options[];

/* Digits alone, a number from 1 to the limit, up to the end of the text or to `end`, where *rest is left; 0: it is none. */
int64_t command_number(const char *text, char end, int64_t limit, const char **rest);

/* The option's value is not one of those that are allowed: said, ERR_USAGE. */
int command_refuse_value(struct run *run, int option, const char *allowed);

/* Appends the text, if there is one, to standard output and drops it. status: of what it tells. Returns the worse of that
 * and of what came of writing; without memory nothing is written. */
int command_put(struct run *run, struct buffer *text, int status);

/* The folder that holds templates/ and fonts/: $VANTHU_DATA, else beside the program, else where it was installed. */
const char *data_folder(struct run *run); /* in the arena; NULL when out of memory */

#endif
