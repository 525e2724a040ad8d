/* info: what a PDF says of itself. */
#include "reader/reader.h"

#include "base/file.h"
#include "base/status.h"
#include "cli/command.h"
#include "cli/module.h"
#include "cli/output.h"

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
	if (run->values[OPTION_EXTRACT]) {
		status = reader->extract(out, run->values[OPTION_EXTRACT], &reading, arena, run->diagnostics);
		goto done;
	}
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
	const struct reader *reader = module_load(&worst, run, "reader", "libqpdf29");
	if (!reader) return worst;
	worst = OK;
	if (run->values[OPTION_EXTRACT]) TRY(output_make_folder(run, run->values[OPTION_EXTRACT]));
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
