/* batch: the order, from the arguments. */
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/status.h"
#include "batch/batch.h"
#include "cli/command.h"
#include "cli/module.h"

enum {
	OPTION_MASTER,
	OPTION_UNITS,
	OPTION_KINDS,
	OPTION_OUTPUT,
	OPTION_JOBS,
	OPTION_REGISTER,
	OPTION_SHARD,
	OPTION_NAME,
	OPTION_DRAFT,
	OPTION_REISSUE,
	OPTION_KEEP_GOING,
	OPTION_CHECK,
	OPTION_XML,
	OPTION_ASSIGN,
	OPTION_NUMBERS,
	OPTION_PDF,
	OPTION_NO_SOURCE,
	OPTION_PROGRESS,
};
enum { JOBS_LIMIT = 256, SHARD_LIMIT = 100000, MAPPED_SIZE = 256 * 1024 };

const struct option batch_options[] = {
	[OPTION_MASTER] = {'m', "master", "MASTER.xml", {"the plan that all are derived from", "kế hoạch gốc"}},
	[OPTION_UNITS] = {'u',
					  "units",
					  "UNITS.csv",
					  {"the units, each a row; CSV or XML", "danh sách đơn vị, mỗi dòng một đơn vị; CSV hoặc XML"}},
	[OPTION_KINDS] = {0,
					  "kinds",
					  "KINDS.csv",
					  {"what the units of a kind have in common, for cells that a unit leaves empty",
					   "phần chung của các đơn vị cùng loại, dùng cho ô mà đơn vị để trống"}},
	[OPTION_OUTPUT] = {'o',
					   "output",
					   "FOLDER",
					   {"where the plans go; it is made", "thư mục ghi kế hoạch; được tạo nếu chưa có"}},
	[OPTION_JOBS] = {'j',
					 "jobs",
					 "N",
					 {"plans made at the same time [as many as there are processors]",
					  "số kế hoạch làm cùng lúc [bằng số bộ xử lý]"}},
	[OPTION_REGISTER] = {0,
						 "register",
						 "FILE",
						 {"takes the numbers from this register of outgoing documents; it is begun if there is none",
						  "lấy số từ sổ đăng ký văn bản đi này; chưa có thì mở sổ mới"}},
	[OPTION_SHARD] = {0,
					  "shard",
					  "K/N",
					  {"makes only part K of N, for several machines",
					   "chỉ làm phần K trong N phần, khi chạy trên nhiều máy"}},
	[OPTION_NAME] = {0,
					 "name",
					 "PATTERN",
					 {"names of the files, with fields {unit/COLUMN} and {code/number} [{unit/code}]",
					  "tên tệp, có trường {unit/CỘT} và {code/number} [{unit/code}]"}},
	[OPTION_DRAFT] = {0,
					  "draft",
					  NULL,
					  {"the master may lack number or date: room is left for them",
					   "kế hoạch gốc chưa có số, ngày thì chừa chỗ trống"}},
	[OPTION_REISSUE] = {0,
						"reissue",
						NULL,
						{"a plan that has changed after it was issued takes a new number; the issued file is kept",
						 "kế hoạch thay đổi sau khi phát hành thì lấy số mới; tệp đã phát hành được giữ lại"}},
	[OPTION_KEEP_GOING] = {0,
						   "keep-going",
						   NULL,
						   {"makes the other plans although some have errors",
							"vẫn làm các kế hoạch khác khi có kế hoạch bị lỗi"}},
	[OPTION_CHECK] = {0,
					  "check",
					  NULL,
					  {"looks for changed files by their SHA-256, not by size and time",
					   "tìm tệp bị thay đổi bằng SHA-256, không theo cỡ và thời gian"}},
	[OPTION_XML] = {0, "xml", NULL, {"writes the derived plans, too", "ghi thêm kế hoạch dạng XML của từng đơn vị"}},
	[OPTION_ASSIGN] = {0,
					   "assign",
					   NULL,
					   {"writes only FOLDER/numbers.csv: the numbers that the register gives",
						"chỉ ghi FOLDER/numbers.csv: các số do sổ đăng ký cấp"}},
	[OPTION_NUMBERS] = {0,
						"numbers",
						"FILE",
						{"takes numbers and names from a file that --assign wrote",
						 "lấy số và tên tệp từ tệp do --assign ghi"}},
	[OPTION_PDF] = {0,
					"pdf",
					"archive|plain",
					{"kind of PDF: archive (PDF/A-3a and PDF/UA-1) or plain [archive]",
					 "loại PDF: archive (lưu trữ: PDF/A-3a và PDF/UA-1) hoặc plain (thường) [archive]"}},
	[OPTION_NO_SOURCE] = {0,
						  "no-source",
						  NULL,
						  {"leaves plan, template, skeleton and row out of the PDF; then “verify” cannot prove it",
						   "không đính kèm văn bản nguồn, mẫu, khung và dòng của đơn vị vào PDF; khi đó “verify” không "
						   "thể chứng minh tệp"}},
	[OPTION_PROGRESS] = {0, "progress", "text|json|none", {"how progress is told [text]", "cách báo tiến độ [text]"}},
	{0},
};

static int refuse_pair(struct run *run, int first, int second)
{
	return diagnostics_add(run->diagnostics, OPTIONS_CLASH, (struct place){0}, batch_options[first].name,
						   batch_options[second].name, NULL);
}

static int need(struct run *run, int option, int because)
{
	if (because < 0)
		return diagnostics_add(run->diagnostics, OPTION_MISSING, (struct place){0}, run->command->name,
							   batch_options[option].name, batch_options[option].value, NULL);
	return diagnostics_add(run->diagnostics, OPTION_NEEDS_OTHER, (struct place){0}, batch_options[because].name,
						   batch_options[option].name, NULL);
}

static int check_options(struct run *run)
{
	static const int required[] = {OPTION_MASTER, OPTION_UNITS, OPTION_OUTPUT};
	/* a shard does not number: those of one day would take their numbers in the order in which machines are ready */
	static const int clashing[][2] = {
		{OPTION_REGISTER, OPTION_SHARD}, {OPTION_REGISTER, OPTION_NUMBERS}, {OPTION_ASSIGN, OPTION_NUMBERS}};
	for (size_t i = 0; i < sizeof required / sizeof *required; i++)
		if (!run->values[required[i]] || !*run->values[required[i]]) return need(run, required[i], -1);
	for (size_t i = 0; i < sizeof clashing / sizeof *clashing; i++)
		if (run->values[clashing[i][0]] && run->values[clashing[i][1]])
			return refuse_pair(run, clashing[i][0], clashing[i][1]);
	if (run->values[OPTION_ASSIGN] && !run->values[OPTION_REGISTER]) return need(run, OPTION_REGISTER, OPTION_ASSIGN);
	if (run->values[OPTION_REISSUE] && !run->values[OPTION_REGISTER]) return need(run, OPTION_REGISTER, OPTION_REISSUE);
	if (run->count > 1)
		return diagnostics_add(run->diagnostics, OPERAND_UNWANTED, (struct place){0}, run->command->name,
							   run->operands[1], NULL);
	return OK;
}

/* "2/3" */
static int read_shard(struct batch_order *order, struct run *run)
{
	const char *text = run->values[OPTION_SHARD], *rest;
	if (!text) return OK;
	order->shard = (size_t)command_number(text, '/', SHARD_LIMIT, &rest);
	if (*rest == '/') order->shards = (size_t)command_number(rest + 1, '\0', SHARD_LIMIT, &rest);
	bool good = order->shard && order->shards && order->shard <= order->shards;
	return good ? OK : command_refuse_value(run, OPTION_SHARD, "1/3, 2/3, 3/3");
}

static int read_jobs(struct batch_order *order, struct run *run)
{
	const char *rest, *text = run->values[OPTION_JOBS];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	order->workers = processors > 1 ? (size_t)processors : 1;
	if (order->workers > JOBS_LIMIT) order->workers = JOBS_LIMIT;
	if (!text) return OK;
	order->workers = (size_t)command_number(text, '\0', JOBS_LIMIT, &rest);
	return order->workers ? OK : command_refuse_value(run, OPTION_JOBS, "1-256");
}

static int read_words(struct batch_order *order, struct run *run)
{
	const char *pdf = run->values[OPTION_PDF], *progress = run->values[OPTION_PROGRESS];
	if (pdf && strcmp(pdf, "plain") != 0 && strcmp(pdf, "archive") != 0)
		return command_refuse_value(run, OPTION_PDF, "archive, plain");
	order->form = pdf && *pdf == 'p' ? VANTHU_PLAIN : VANTHU_ARCHIVE;
	order->progress = run->app->err_is_terminal ? PROGRESS_BAR : PROGRESS_LINES;
	if (!progress || strcmp(progress, "text") == 0) return OK;
	order->progress = *progress == 'j' ? PROGRESS_JSON : PROGRESS_NONE;
	bool known = strcmp(progress, "json") == 0 || strcmp(progress, "none") == 0;
	return known ? OK : command_refuse_value(run, OPTION_PROGRESS, "text, json, none");
}

/* A batch needs much the same memory for each of its plans. glibc by itself would serve the large blocks among it from
 * the heap, once one of them has been given back, and one that lasts there keeps all below it from the system: the more
 * units, the more. Mapped, they leave no hole; arenas keep theirs from plan to plan, so that it costs no time. */
static void settle_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, MAPPED_SIZE);
	mallopt(M_TRIM_THRESHOLD, 4 * MAPPED_SIZE); /* else the end of the heap would come and go with each plan */
#endif
}

int batch_command(struct run *run)
{
	int status;
	const char *const *values = run->values;
	struct batch_order order = {
		.skeleton = run->operands[0],
		.master = values[OPTION_MASTER],
		.units = values[OPTION_UNITS],
		.kinds = values[OPTION_KINDS],
		.folder = values[OPTION_OUTPUT],
		.name = values[OPTION_NAME] ? values[OPTION_NAME] : "{unit/code}",
		.registry = values[OPTION_REGISTER],
		.numbers = values[OPTION_NUMBERS],
		.without_source = values[OPTION_NO_SOURCE] != NULL,
		.draft = values[OPTION_DRAFT] != NULL,
		.reissue = values[OPTION_REISSUE] != NULL,
		.keep_going = values[OPTION_KEEP_GOING] != NULL,
		.check = values[OPTION_CHECK] != NULL,
		.xml = values[OPTION_XML] != NULL,
		.assign = values[OPTION_ASSIGN] != NULL,
		.language = run->language,
		.tell = run->app->err,
		.context = run->app->context,
	};
	TRY(check_options(run));
	TRY(read_shard(&order, run));
	TRY(read_jobs(&order, run));
	TRY(read_words(&order, run));
	order.data = data_folder(run);
	if (!order.data) return ERR_MEMORY;
	const struct batch_module *batch = module_load(&status, run, "batch", "libsqlite3-0, libcsv3");
	if (!batch) return status;
	settle_memory();
	if (run->app->watch) order.stop = run->app->watch(run->app->context);
	return batch->run(&order, run->diagnostics);
}
