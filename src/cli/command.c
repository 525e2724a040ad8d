#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"

static const struct option no_options[] = {{0}};

static const struct command render = {
	.name = "render",
	.operand = "PLAN.xml",
	.needs_operand = true,
	.summary = {"makes a PDF of each plan", "tạo tệp PDF từ mỗi kế hoạch"},
	.details =
		{"“-” is standard input, and standard output after -o. Without -o, PLAN.pdf is written beside PLAN.xml.\n"
		 "Several plans are written into a folder. A file appears whole or not at all.\n",
		 "“-” là đầu vào chuẩn; sau -o là đầu ra chuẩn. Không có -o thì PLAN.pdf nằm cạnh PLAN.xml.\n"
		 "Nhiều kế hoạch thì ghi vào một thư mục. Tệp chỉ xuất hiện khi đã ghi trọn vẹn.\n"},
	.options = render_options,
	.run = render_run,
};

static const struct command begin = {
	.name = "new",
	.operand = "KIND",
	.needs_operand = true,
	.summary = {"writes a plan to fill in", "in ra một bản mẫu để soạn văn bản"},
	.details = {"KIND is an abbreviation of Appendix III of Decree 30/2020/NĐ-CP (KH, QĐ, BC ...), CV for a letter:\n"
				"vanthu new KH > plan.xml\n",
				"KIND là chữ viết tắt theo Phụ lục III Nghị định 30/2020/NĐ-CP (KH, QĐ, BC ...), CV là công văn:\n"
				"vanthu new KH > ke-hoach.xml\n"},
	.options = no_options,
	.run = new_run,
};

static const struct command info = {
	.name = "info",
	.operand = "FILE.pdf",
	.needs_operand = true,
	.summary = {"tells what a PDF says of itself", "cho biết tệp PDF khai gì về chính nó"},
	.details =
		{"Version, pages, conformance claimed, title, language, fonts, attachments, signature fields and the decree's\n"
		 "metadata (Appendix VI). Nothing of it is checked. “-” is standard input.\n",
		 "Phiên bản, số trang, chuẩn tự nhận, tiêu đề, ngôn ngữ, phông chữ, tệp đính kèm, trường chữ ký số và dữ liệu\n"
		 "đặc tả theo Phụ lục VI Nghị định. Lệnh này không kiểm tra đúng sai. “-” là đầu vào chuẩn.\n"},
	.options = info_options,
	.run = info_run,
};

static const struct command batch = {
	.name = "batch",
	.operand = "SKELETON.xml",
	.needs_operand = true,
	.summary = {"makes a plan for each unit from one master", "tạo kế hoạch cho từng đơn vị từ một kế hoạch gốc"},
	.details =
		{"Each row of UNITS fills in the skeleton with its own data and its part of the master. Given again, the\n"
		 "command makes only what has changed. Into FOLDER go the plans, MANIFEST.sha256 (sha256sum -c checks it)\n"
		 "and batch.jsonl: unit, number, pages, SHA-256 and warnings of each plan.\n"
		 "With a register each plan takes its number there; without one numbers are those of the rows.\n"
		 "Several machines share a batch by --assign on one of them, then --numbers and --shard on each.\n",
		 "Mỗi dòng của UNITS điền vào khung các dữ liệu của đơn vị và phần việc của đơn vị trong kế hoạch gốc. Chạy "
		 "lại\n"
		 "thì chỉ làm những gì đã thay đổi. Thư mục FOLDER nhận các kế hoạch, MANIFEST.sha256 (kiểm tra bằng\n"
		 "sha256sum -c) và batch.jsonl: đơn vị, số, số trang, SHA-256 và cảnh báo của từng kế hoạch.\n"
		 "Có sổ đăng ký thì mỗi kế hoạch lấy số trong sổ; không có thì dùng số ghi ở dòng của đơn vị.\n"
		 "Nhiều máy chia nhau một lô: chạy --assign trên một máy, rồi --numbers và --shard trên từng máy.\n"},
	.options = batch_options,
	.run = batch_command,
};

static const struct command registry = {
	.name = "register",
	.operand = "start|list|issue|confirm|void|export",
	.needs_operand = true,
	.summary = {"keeps the register of outgoing documents", "giữ sổ đăng ký văn bản đi"},
	.details =
		{"start    begins the numbers of an organ and year, and the register itself if there is none\n"
		 "list     prints organ, year, number, state, date, kind, skeleton, unit, file, SHA-256 and title, "
		 "parted by tabs\n"
		 "issue    57 60-69: marks numbers as issued: their files are not replaced any more; --reissue keeps them "
		 "as NAME.57.pdf\n"
		 "confirm  NUMBERS.csv: notes the SHA-256 of the plans beside that file of --assign, when all shards are done\n"
		 "void     57 60-69: marks numbers as not used; they are not given again\n"
		 "export   prints the ten columns of Appendix IV of the decree as CSV, then organ, year, state, file and "
		 "SHA-256\n",
		 "start    mở sổ và đặt số đầu tiên của một cơ quan trong một năm\n"
		 "list     in cơ quan, năm, số, trạng thái, ngày, loại, khung, đơn vị, tệp, SHA-256 và trích yếu, cách "
		 "nhau bằng tab\n"
		 "issue    57 60-69: ghi nhận số đã phát hành: tệp của số đó không bị thay nữa; --reissue giữ lại tệp với "
		 "tên như SCT.57.pdf\n"
		 "confirm  NUMBERS.csv: ghi SHA-256 của các kế hoạch nằm cạnh tệp do --assign ghi, khi mọi phần đã xong\n"
		 "void     57 60-69: bỏ số; số đã bỏ không cấp lại\n"
		 "export   in mười cột theo Phụ lục IV của Nghị định dưới dạng CSV, rồi đến cơ quan, năm, trạng thái, tệp và "
		 "SHA-256\n"},
	.options = register_options,
	.run = register_run,
};

static const struct command fonts = {
	.name = "fonts",
	.operand = "FAMILY",
	.summary = {"lists the font files that are used for a family",
				"liệt kê các tệp phông chữ được dùng cho một họ phông"},
	.options = no_options,
	.run = fonts_run,
};

static const struct command verify = {
	.name = "verify",
	.operand = "FILE.pdf|FOLDER",
	.needs_operand = true,
	.summary = {"proves a PDF by making it again from the source in it",
				"kiểm chứng tệp PDF bằng cách tạo lại từ nguồn đính kèm"},
	.details =
		{"Says one of: same bytes; same pages, other program or library version (or: saved anew by another\n"
		 "program); not explained by its source. The last is exit status 1. What was added after the file was\n"
		 "finished may be signatures alone. Of a folder all PDFs are verified, and all files held against its\n"
		 "MANIFEST.sha256, if it has one (sha256sum * > MANIFEST.sha256).\n\n"
		 "With a master, each plan of a batch is derived again from the skeleton and the unit's row that are in\n"
		 "it: it agrees, or is stale (exit status 1), by the rows and fields that are listed below it.\n",
		 "Kết luận là một trong ba: trùng từng byte; trùng các trang, khác phiên bản chương trình hoặc thư viện\n"
		 "(hoặc do chương trình khác lưu lại); không khớp với nguồn đính kèm (mã thoát 1). Sau khi tệp hoàn tất\n"
		 "chỉ được thêm chữ ký số. Với thư mục thì kiểm tra mọi tệp PDF trong đó, và đối chiếu mọi tệp với\n"
		 "MANIFEST.sha256 nếu có (sha256sum * > MANIFEST.sha256).\n\n"
		 "Khi có kế hoạch gốc, mỗi văn bản do batch tạo được lập lại từ khung và dòng đơn vị kèm trong tệp: văn\n"
		 "bản còn đúng, hoặc đã cũ (mã thoát 1), kèm danh sách các dòng và mục đã thay đổi.\n"},
	.options = verify_options,
	.run = verify_run,
};

static const struct command templates = {
	.name = "templates",
	.summary = {"lists the layout templates: name, what it extends, what it is for",
				"liệt kê các mẫu trình bày: tên, mẫu được kế thừa, công dụng"},
	.options = no_options,
	.run = templates_run,
};

static const struct command schema = {
	.name = "schema",
	.summary = {"prints the grammar of plans", "in lược đồ của kế hoạch"},
	.options = schema_options,
	.run = schema_run,
};

static const struct command help = {
	.name = "help",
	.operand = "COMMAND",
	.summary = {"explains a command", "giải thích một lệnh"},
	.details = {"“vanthu help messages” lists all messages: ID, level, text.\n",
				"“vanthu help messages” liệt kê mọi thông báo: mã, mức, nội dung.\n"},
	.options = no_options,
	.run = help_run,
};

static const struct command version = {
	.name = "version",
	.summary = {"prints the version", "in số phiên bản"},
	.options = no_options,
	.run = version_run,
};

const struct command *const commands[] = {&render, &begin,     &batch,  &registry, &info,    &verify,
										  &fonts,  &templates, &schema, &help,     &version, NULL};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++) {
		if (strcmp(commands[i]->name, name) == 0) return commands[i];
	}
	return NULL;
}

const char *command_near(const char *typed, const char *const *names)
{
	size_t count = 0;
	for (; names[count]; count++)
		if (*typed && strncmp(typed, names[count], strlen(typed)) == 0) return names[count];
	return words_nearest(typed, names, count);
}

int64_t command_number(const char *text, char end, int64_t limit, const char **rest)
{
	int64_t number = 0;
	for (; *text >= '0' && *text <= '9' && number <= limit; text++) number = number * 10 + *text - '0';
	*rest = text;
	return (*text == '\0' || *text == end) && number <= limit ? number : 0;
}

int command_refuse_value(struct run *run, int option, const char *allowed)
{
	const char *name = arena_format(run->arena, "--%s", run->command->options[option].name);
	if (!name) return ERR_MEMORY;
	return diagnostics_add(run->diagnostics, OPTION_BAD_VALUE, (struct place){0}, name, run->values[option], allowed,
						   NULL);
}

int command_put(struct run *run, struct buffer *text, int status)
{
	if (text->failed) status = ERR_MEMORY;
	if (text->length && status != ERR_MEMORY) {
		int written = run->app->out(run->app->context, text->data, text->length, run->diagnostics);
		if (written > status) status = written;
	}
	buffer_drop(text);
	return status;
}

static int refuse_option(struct run *run, const char *typed)
{
	const struct option *options = run->command->options;
	const char *names[OPTION_LIMIT + 1] = {NULL}, *near = NULL;
	for (size_t i = 0; options[i].name; i++) names[i] = options[i].name;
	if (typed[1] && typed[2]) near = command_near(typed + 1 + (typed[1] == '-'), names);
	if (!near)
		return diagnostics_add(run->diagnostics, OPTION_UNKNOWN, (struct place){0}, typed, run->command->name, NULL);
	const char *hyphened = arena_format(run->arena, "--%s", near);
	if (!hyphened) return ERR_MEMORY;
	return diagnostics_add(run->diagnostics, OPTION_NEAR, (struct place){0}, typed, run->command->name, hyphened, NULL);
}

/* Is it an option's long name, whatever value follows? */
static bool is_name(const struct option *options, const char *word)
{
	size_t length = strcspn(word, "=");
	for (; options->name; options++)
		if (strlen(options->name) == length && strncmp(options->name, word, length) == 0) return true;
	return false;
}

/* Where in the table an argument's option stands; -1: nowhere. *value: what follows it in the same argument, or NULL. */
static int find_option(const struct option *options, const char *argument, const char **value)
{
	*value = NULL;
	if (argument[1] != '-') {
		if (is_name(options, argument + 1)) return -1; /* "-output": a hyphen is missing */
		for (int i = 0; options[i].name; i++) {
			if (options[i].letter != argument[1]) continue;
			if (argument[2]) *value = argument + 2;
			return i;
		}
		return -1;
	}
	const char *name = argument + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	for (int i = 0; options[i].name; i++) {
		if (strlen(options[i].name) != length || strncmp(options[i].name, name, length) != 0) continue;
		if (equals) *value = equals + 1;
		return i;
	}
	return -1;
}

/* Reads the option at argv[*at], and its value, if that is an argument of its own. */
static int read_option(struct run *run, int argc, char **argv, int *at)
{
	const char *argument = argv[*at], *value;
	int index = find_option(run->command->options, argument, &value);
	if (index < 0) {
		bool long_name = argument[1] == '-' || is_name(run->command->options, argument + 1);
		size_t length = long_name ? strcspn(argument, "=") : 2;
		const char *typed = arena_copy(run->arena, argument, length);
		return typed ? refuse_option(run, typed) : ERR_MEMORY;
	}
	const struct option *option = &run->command->options[index];
	if (!option->value && value)
		return diagnostics_add(run->diagnostics, OPTION_TAKES_NO_VALUE, (struct place){0}, argument, NULL);
	if (option->value && !value) {
		if (*at + 1 >= argc)
			return diagnostics_add(run->diagnostics, OPTION_NEEDS_VALUE, (struct place){0}, argument, option->value,
								   NULL);
		value = argv[++*at];
	}
	run->values[index] = value ? value : "";
	return OK;
}

static int check_operands(struct run *run)
{
	const struct command *command = run->command;
	if (command->needs_operand && run->count == 0)
		return diagnostics_add(run->diagnostics, OPERAND_MISSING, (struct place){0}, command->name, command->operand,
							   NULL);
	if (!command->operand && run->count)
		return diagnostics_add(run->diagnostics, OPERAND_UNWANTED, (struct place){0}, command->name, run->operands[0],
							   NULL);
	return OK;
}

int command_arguments(struct run *run, int argc, char **argv)
{
	bool options = true;
	run->operands = arena_array(run->arena, (size_t)argc + 1, sizeof *run->operands);
	if (!run->operands) return ERR_MEMORY;
	for (int i = 0; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1])
			TRY(read_option(run, argc, argv, &i));
		else
			run->operands[run->count++] = argv[i];
	}
	return check_operands(run);
}
