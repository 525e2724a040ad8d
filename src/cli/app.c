/* One command from its arguments to its exit status. Only what stands here and below cli/ prints. */
#include "cli/app.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/status.h"
#include "cli/command.h"

/* The first of the three that says anything decides. */
static enum language choose_language(const struct app *app)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = app->environment(app->context, names[i]);
		if (value && *value) return strncmp(value, "vi", 2) == 0 ? VIETNAMESE : ENGLISH;
	}
	return ENGLISH;
}

/* "vanthu plan.xml": the command was left out. */
static bool is_plan(const char *typed)
{
	struct stat found;
	size_t length = strlen(typed);
	if (length > 4 && strcasecmp(typed + length - 4, ".xml") == 0) return true;
	return stat(typed, &found) == 0 && S_ISREG(found.st_mode);
}

static int refuse_command(struct run *run, const char *typed)
{
	if (is_plan(typed)) return diagnostics_add(run->diagnostics, COMMAND_LEFT_OUT, (struct place){0}, typed, NULL);
	const char *names[OPTION_LIMIT] = {NULL};
	for (size_t i = 0; commands[i]; i++) names[i] = commands[i]->name;
	const char *near = command_near(typed, names);
	if (near) return diagnostics_add(run->diagnostics, COMMAND_NEAR, (struct place){0}, typed, near, NULL);
	return diagnostics_add(run->diagnostics, COMMAND_UNKNOWN, (struct place){0}, typed, NULL);
}

static int put_help(struct run *run, const struct command *command)
{
	struct buffer out = {0};
	help_write(command, run->language, &out);
	return command_put(run, &out, OK);
}

static int put_messages_table(struct run *run)
{
	struct buffer out = {0};
	help_write_messages(run->language, &out);
	return command_put(run, &out, OK);
}

int help_run(struct run *run)
{
	if (run->count == 0) return put_help(run, NULL);
	for (size_t i = 0; i < run->count; i++) {
		if (strcmp(run->operands[i], "messages") == 0) {
			TRY(put_messages_table(run));
			continue;
		}
		const struct command *command = command_find(run->operands[i]);
		TRY(command ? put_help(run, command) : refuse_command(run, run->operands[i]));
	}
	return OK;
}

int version_run(struct run *run)
{
	struct buffer out = {0};
	buffer_text(&out, "vanthu " VANTHU_VERSION "\n");
	return command_put(run, &out, OK);
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
	}
	return false;
}

static int run_command(struct run *run, int argc, char **argv)
{
	if (argc < 2) return diagnostics_add(run->diagnostics, COMMAND_MISSING, (struct place){0}, NULL);
	const char *name = argv[1];
	if (strcmp(name, "--version") == 0) return version_run(run);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) return put_help(run, NULL);
	run->command = command_find(name);
	if (!run->command) return refuse_command(run, name);
	if (asks_for_help(argc - 2, argv + 2)) return put_help(run, run->command);
	TRY(command_arguments(run, argc - 2, argv + 2));
	return run->command->run(run);
}

/* All messages of the command at once. A message that itself finds no memory is left out. */
static void put_messages(struct run *run)
{
	struct buffer text = {0};
	diagnostics_sort(run->diagnostics);
	diagnostics_write(run->diagnostics, run->language, &text);
	if (text.length) run->app->err(run->app->context, text.data, text.length);
	buffer_drop(&text);
}

/* Needs no memory. */
static void put_out_of_memory(const struct app *app, enum language language)
{
	char line[128];
	int length = snprintf(line, sizeof line, "vanthu: %s: %s [%s]\n", language == VIETNAMESE ? "lỗi" : "error",
						  diagnostic_text(OUT_OF_MEMORY, language), diagnostic_number(OUT_OF_MEMORY));
	if (length > 0) app->err(app->context, line, (size_t)length);
}

int app_main(const struct app *app, int argc, char **argv)
{
	struct run run = {.app = app, .language = choose_language(app)};
	run.arena = arena_new();
	run.diagnostics = diagnostics_new();
	int status = run.arena && run.diagnostics ? run_command(&run, argc, argv) : ERR_MEMORY;
	if (run.diagnostics) put_messages(&run);
	if (status == ERR_MEMORY) put_out_of_memory(app, run.language);
	diagnostics_drop(run.diagnostics);
	arena_drop(run.arena);
	return status == ERR_MEMORY ? ERR_SYSTEM : status;
}
