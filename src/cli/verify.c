/* verify: is a PDF what its source gives? */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/checksums.h"
#include "cli/command.h"
#include "cli/guard.h"
#include "cli/module.h"
#include "reader/reader.h"

enum { OPTION_MASTER };

const struct option verify_options[] = {
	[OPTION_MASTER] = {'m',
					   "master",
					   "MASTER.xml",
					   {"says, too, which derived plans this master no longer gives, and what changed",
						"cho biết thêm văn bản nào không còn đúng với kế hoạch gốc này, và chỗ nào đã thay đổi"}},
	{0},
};

struct verification {
	struct run *run;
	const struct reader *reader;
	struct verifier *verifier;
	const char **paths; /* of the PDFs */
	size_t count;
	int worst;
};

static int verify_file(void *context, const char *path, struct buffer *out, struct diagnostics *diagnostics)
{
	const struct verification *self = context;
	struct reading reading = {.name = path, .language = self->run->language};
	char *bytes;
	struct arena *arena = arena_new();
	if (!arena) return ERR_MEMORY;
	int status = file_read(&bytes, &reading.size, arena, path, PDF_FILE_LIMIT, diagnostics);
	reading.bytes = bytes;
	if (status == OK) status = self->reader->verify(self->verifier, out, &reading, arena, diagnostics);
	arena_drop(arena);
	return status;
}

/* One file that fails does not keep the others from being verified. */
static void add_status(struct verification *self, int status)
{
	if (status > self->worst) self->worst = status;
}

static int add_path(struct verification *self, const char *path)
{
	TRY(arena_grow(self->run->arena, &self->paths, self->count, sizeof *self->paths));
	self->paths[self->count++] = path;
	return OK;
}

static bool is_pdf(const char *name)
{
	size_t length = strlen(name);
	return length > 4 && strcasecmp(name + length - 4, ".pdf") == 0;
}

/* Its checksums, and the PDFs into the list. */
static int look_into(struct verification *self, const char *folder)
{
	struct run *run = self->run;
	struct tree_files files;
	size_t before = self->count;
	const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
	int status = tree_list(&files, run->arena, folder, run->diagnostics);
	if (status == ERR_MEMORY) return status;
	add_status(self, status);
	status = checksums_check(folder, &files, run->diagnostics);
	for (size_t i = 0; i < files.count; i++) {
		if (!is_pdf(files.items[i])) continue;
		const char *path = arena_format(run->arena, "%s%s%s", folder, slash, files.items[i]);
		if (!path || add_path(self, path) != OK) return ERR_MEMORY;
	}
	if (self->count == before)
		add_status(self, diagnostics_add(run->diagnostics, VERIFY_NO_FILES, (struct place){.file = folder}, NULL));
	return status;
}

static int verify_all(struct verification *self)
{
	struct run *run = self->run;
	struct stat found;
	const struct guarded guarded = {.work = verify_file, .context = self, .between = ""};
	for (size_t i = 0; i < run->count && self->worst != ERR_MEMORY; i++) {
		const char *path = run->operands[i];
		bool folder = strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISDIR(found.st_mode);
		add_status(self, folder ? look_into(self, path) : add_path(self, path));
	}
	if (self->worst != ERR_MEMORY) add_status(self, guard_each(run, self->paths, self->count, &guarded));
	return self->worst;
}

int verify_run(struct run *run)
{
	struct verification self = {.run = run};
	self.reader = module_load(&self.worst, run, "reader", "libqpdf29");
	if (!self.reader) return self.worst;
	const char *data = data_folder(run);
	if (!data) return ERR_MEMORY;
	TRY(self.reader->verifier_new(&self.verifier, data));
	self.worst = OK;
	const char *master = run->values[OPTION_MASTER];
	int status = master ? self.reader->verifier_master(self.verifier, master, run->diagnostics) : OK;
	if (status == OK) status = verify_all(&self);
	self.reader->verifier_drop(self.verifier);
	return status;
}
