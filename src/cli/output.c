#include "cli/output.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"
#include "base/status.h"

static bool is_stream(const char *path)
{
	return strcmp(path, "-") == 0;
}

static bool is_folder(const char *path)
{
	struct stat found;
	return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static bool ends_in_slash(const char *path)
{
	size_t length = strlen(path);
	return length && path[length - 1] == '/';
}

/* The plan's name with another extension, in `folder` (NULL: as it stands). */
static const char *rename_plan(struct arena *arena, const char *folder, const char *plan, const char *extension)
{
	const char *name = folder ? path_name(plan) : plan;
	size_t length = strlen(name);
	if (length > 4 && strcasecmp(name + length - 4, ".xml") == 0) length -= 4;
	const char *slash = !folder || ends_in_slash(folder) ? "" : "/";
	return arena_format(arena, "%s%s%.*s%s", folder ? folder : "", slash, (int)length, name, extension);
}

static int settle(struct output *output, struct run *run, const char *plan, const char *given, bool into_folder,
				  const char *extension)
{
	bool stream = is_stream(plan);
	output->plan_folder = stream ? NULL : path_folder(run->arena, plan);
	if (!stream && !output->plan_folder) return ERR_MEMORY;
	if (stream && into_folder) return diagnostics_add(run->diagnostics, STREAM_INTO_FOLDER, (struct place){0}, NULL);
	if (given && !into_folder)
		output->path = given;
	else
		output->path = stream ? "-" : rename_plan(run->arena, given, plan, extension);
	return output->path ? OK : ERR_MEMORY;
}

/* An output and its plan, to be sorted by the output's path and then by the plans' order. */
struct pair {
	const char *path, *plan;
	size_t order;
};

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = strcmp(a->path, b->path);
	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int refuse_twice(const struct output *outputs, struct run *run)
{
	struct pair *pairs = arena_array(run->arena, run->count, sizeof *pairs);
	if (!pairs) return ERR_MEMORY;
	for (size_t i = 0; i < run->count; i++) pairs[i] = (struct pair){outputs[i].path, run->operands[i], i};
	qsort(pairs, run->count, sizeof *pairs, compare_pairs);
	int status = OK;
	for (size_t i = 1; i < run->count; i++) {
		const struct pair *a = &pairs[i - 1], *b = &pairs[i];
		if (strcmp(a->path, b->path) != 0) continue;
		enum diagnostic_id id = is_stream(a->plan) && is_stream(b->plan) ? INPUT_TWICE : OUTPUT_TWICE;
		status = diagnostics_add(run->diagnostics, id, (struct place){0}, a->plan, b->plan, a->path, NULL);
		if (status == ERR_MEMORY) return status;
	}
	return status;
}

/* By the file, not by the name: a link leads to the same file. */
static int refuse_overwriting(const struct output *outputs, struct run *run)
{
	struct stat *plans = arena_array(run->arena, run->count, sizeof *plans), found;
	if (!plans) return ERR_MEMORY;
	for (size_t i = 0; i < run->count; i++) {
		if (stat(run->operands[i], &plans[i]) != 0) plans[i].st_mode = 0;
	}
	for (size_t i = 0; i < run->count; i++) {
		if (is_stream(outputs[i].path) || stat(outputs[i].path, &found) != 0 || !S_ISREG(found.st_mode)) continue;
		for (size_t k = 0; k < run->count; k++) {
			if (!plans[k].st_mode || plans[k].st_dev != found.st_dev || plans[k].st_ino != found.st_ino) continue;
			return diagnostics_add(run->diagnostics, OUTPUT_IS_INPUT, (struct place){0}, outputs[i].path, NULL);
		}
	}
	return OK;
}

int outputs_settle(struct output *outputs, struct run *run, const char *given, const char *extension)
{
	bool to_be_made = given && ends_in_slash(given);
	bool into_folder = to_be_made || (given && is_folder(given));
	if (given && run->count > 1 && !into_folder)
		return diagnostics_add(run->diagnostics, OUTPUT_NOT_FOLDER, (struct place){0}, given, NULL);
	for (size_t i = 0; i < run->count; i++)
		TRY(settle(&outputs[i], run, run->operands[i], given, into_folder, extension));
	TRY(refuse_twice(outputs, run));
	TRY(refuse_overwriting(outputs, run));
	return to_be_made ? file_make_folder(given, run->diagnostics) : OK;
}
