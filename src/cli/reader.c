/* info: what a PDF says of itself. The module that reads PDFs is found and loaded here. */
#include "reader/reader.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/command.h"

enum { OPTION_JSON };

const struct option info_options[] = {
	[OPTION_JSON] = {0,
					 "json",
					 NULL,
					 {"for programs: one JSON object a file, each on a line of its own",
					  "cho chương trình khác đọc: mỗi tệp một đối tượng JSON trên một dòng"}},
	{0},
};

/* Beside the program as built and as installed, else where it was installed; never where the environment says, as it
 * is code. NULL when out of memory. */
static const char *module_path(const struct run *run)
{
	static const char *const beside[] = {"vanthu-reader.so", "../lib/vanthu/vanthu-reader.so"};
	const char *program = run->app->program, *slash = program ? strrchr(program, '/') : NULL;
	for (size_t i = 0; slash && i < sizeof beside / sizeof *beside; i++) {
		const char *path = arena_format(run->arena, "%.*s/%s", (int)(slash - program), program, beside[i]);
		if (!path || access(path, R_OK) == 0) return path;
	}
	return VANTHU_PREFIX "/lib/vanthu/vanthu-reader.so";
}

/* NULL: *status says why. The module stays loaded until the process ends. */
static const struct reader *load(int *status, const struct run *run)
{
	const char *path = module_path(run);
	*status = ERR_MEMORY;
	if (!path) return NULL;
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct reader *reader = module ? dlsym(module, "vanthu_reader") : NULL;
	if (reader && strcmp(reader->version, VANTHU_VERSION) == 0) return reader;
	*status = diagnostics_add(run->diagnostics, READER_NO_MODULE, (struct place){0}, path,
							  reader ? reader->version : dlerror(), NULL);
	return NULL;
}

/* A file's memory is its own: of many files, one at a time is held. */
static int tell(struct run *run, const struct reader *reader, const char *path, struct buffer *out)
{
	char *bytes;
	struct reading reading = {.name = path, .json = run->values[OPTION_JSON] != NULL, .language = run->language};
	size_t before = out->length;
	struct arena *arena = arena_new();
	if (!arena) return ERR_MEMORY;
	int status = file_read(&bytes, &reading.size, arena, path, PDF_FILE_LIMIT, run->diagnostics);
	if (status != OK) goto done;
	reading.bytes = bytes;
	if (before && !reading.json) buffer_char(out, '\n');
	status = reader->info(out, &reading, arena, run->diagnostics);
	if (status != OK) out->length = before;
done:
	arena_drop(arena);
	return status;
}

/* One file that fails does not keep the others from being told. */
int info_run(struct run *run)
{
	int worst;
	struct buffer out = {0};
	const struct reader *reader = load(&worst, run);
	if (!reader) return worst;
	worst = OK;
	for (size_t i = 0; i < run->count && worst != ERR_MEMORY; i++) {
		int status = tell(run, reader, run->operands[i], &out);
		if (status > worst) worst = status;
	}
	if (worst != ERR_MEMORY && out.length) {
		int status = run->app->out(run->app->context, out.data, out.length, run->diagnostics);
		if (status > worst) worst = status;
	}
	buffer_drop(&out);
	return worst;
}
