/* verify: is a PDF what its source gives? */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/status.h"
#include "cli/checksums.h"
#include "cli/command.h"
#include "cli/module.h"
#include "reader/reader.h"

struct verification {
	struct run *run;
	const struct reader *reader;
	struct verifier *verifier;
	int worst;
};

/* The verdict comes out before the next file is read, which may take its time. */
static int verify_file(struct verification *self, const char *path)
{
	struct run *run = self->run;
	char *bytes;
	struct reading reading = {.name = path, .language = run->language};
	struct buffer out = {0};
	struct arena *arena = arena_new();
	if (!arena) return ERR_MEMORY;
	int status = file_read(&bytes, &reading.size, arena, path, PDF_FILE_LIMIT, run->diagnostics);
	reading.bytes = bytes;
	if (status == OK) status = self->reader->verify(self->verifier, &out, &reading, arena, run->diagnostics);
	if (status != ERR_MEMORY && out.length) {
		int written = run->app->out(run->app->context, out.data, out.length, run->diagnostics);
		if (written > status) status = written;
	}
	buffer_drop(&out);
	arena_drop(arena);
	return status;
}

/* One file that fails does not keep the others from being verified. */
static void add_status(struct verification *self, int status)
{
	if (status > self->worst) self->worst = status;
}

static bool is_pdf(const char *name)
{
	size_t length = strlen(name);
	return length > 4 && strcasecmp(name + length - 4, ".pdf") == 0;
}

static int verify_folder(struct verification *self, const char *folder)
{
	struct run *run = self->run;
	struct tree_files files;
	bool any = false;
	TRY(tree_list(&files, run->arena, folder, run->diagnostics));
	add_status(self, checksums_check(folder, &files, run->diagnostics));
	for (size_t i = 0; i < files.count && self->worst != ERR_MEMORY; i++) {
		if (!is_pdf(files.items[i])) continue;
		const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
		const char *path = arena_format(run->arena, "%s%s%s", folder, slash, files.items[i]);
		if (!path) return ERR_MEMORY;
		any = true;
		add_status(self, verify_file(self, path));
	}
	return any ? OK : diagnostics_add(run->diagnostics, VERIFY_NO_FILES, (struct place){.file = folder}, NULL);
}

int verify_run(struct run *run)
{
	struct verification self = {.run = run};
	struct stat found;
	self.reader = module_load(&self.worst, run, "reader", "libqpdf29");
	if (!self.reader) return self.worst;
	const char *data = data_folder(run);
	if (!data) return ERR_MEMORY;
	TRY(self.reader->verifier_new(&self.verifier, data));
	self.worst = OK;
	for (size_t i = 0; i < run->count && self.worst != ERR_MEMORY; i++) {
		const char *path = run->operands[i];
		bool folder = strcmp(path, "-") != 0 && stat(path, &found) == 0 && S_ISDIR(found.st_mode);
		add_status(&self, folder ? verify_folder(&self, path) : verify_file(&self, path));
	}
	self.reader->verifier_drop(self.verifier);
	return self.worst;
}
