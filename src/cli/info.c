/* info: what a PDF says of itself. */
#include "reader/reader.h"

#include "base/file.h"
#include "base/status.h"
#include "cli/command.h"
#include "cli/guard.h"
#include "cli/module.h"

enum { OPTION_JSON, OPTION_EXTRACT };

const struct option info_options[] = {
	[OPTION_JSON] = {0,
					 "json",
					 NULL,
					 {"for programs: one JSON object a file, each on a line of its own",
					  "cho chương trình khác đọc: mỗi tệp một đối tượng JSON trên một dòng"}},
	[OPTION_EXTRACT] = {0,
						"extract",
						"FOLDER",
						{"writes the attachments into a folder instead, which is made; nothing there is overwritten",
						 "thay vào đó, ghi các tệp đính kèm vào một thư mục (được tạo nếu chưa có); không ghi đè"}},
	{0},
};

struct telling {
	const struct run *run;
	const struct reader *reader;
};

static int tell(void *context, const char *path, struct buffer *out, struct diagnostics *diagnostics)
{
	const struct telling *self = context;
	const struct run *run = self->run;
	struct reading reading = {.name = path, .json = run->values[OPTION_JSON] != NULL, .language = run->language};
	const char *folder = run->values[OPTION_EXTRACT];
	char *bytes;
	struct arena *arena = arena_new();
	if (!arena) return ERR_MEMORY;
	int status = file_read(&bytes, &reading.size, arena, path, PDF_FILE_LIMIT, diagnostics);
	reading.bytes = bytes;
	if (status == OK)
		status = folder ? self->reader->extract(out, folder, &reading, arena, diagnostics)
						: self->reader->info(out, &reading, arena, diagnostics);
	if (status != OK && !folder) buffer_clear(out);
	arena_drop(arena);
	return status;
}

int info_run(struct run *run)
{
	int status;
	struct telling self = {.run = run, .reader = module_load(&status, run, "reader", "libqpdf29")};
	bool lines = run->values[OPTION_JSON] || run->values[OPTION_EXTRACT];
	const struct guarded guarded = {.work = tell, .context = &self, .between = lines ? "" : "\n"};
	if (!self.reader) return status;
	if (run->values[OPTION_EXTRACT]) TRY(file_make_folder(run->values[OPTION_EXTRACT], run->diagnostics));
	return guard_each(run, run->operands, run->count, &guarded);
}
