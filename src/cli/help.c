/* The help, written from the tables of commands and options. */
#include <string.h>

#include "base/status.h"
#include "base/utf8.h"
#include "cli/command.h"

enum { HELP_COLUMN = 28 };

/* Two columns: what stands in `out` from `start` on, then the text. */
static void explain(struct buffer *out, size_t start, const char *text)
{
	if (out->failed) return;
	size_t used = utf8_count(out->data + start, out->length - start);
	do buffer_char(out, ' ');
	while (++used < HELP_COLUMN);
	buffer_text(out, text);
	buffer_char(out, '\n');
}

static void write_usage(const struct command *command, struct buffer *out)
{
	buffer_format(out, "vanthu %s", command->name);
	for (const struct option *option = command->options; option->name; option++) {
		if (option->letter)
			buffer_format(out, option->value ? " [-%c %s]" : " [-%c]", option->letter, option->value);
		else
			buffer_format(out, option->value ? " [--%s=%s]" : " [--%s]", option->name, option->value);
	}
	if (command->operand) buffer_format(out, command->needs_operand ? " %s..." : " [%s...]", command->operand);
	buffer_char(out, '\n');
}

static void write_options(const struct option *option, enum language language, struct buffer *out)
{
	for (; option->name; option++) {
		size_t start = out->length;
		buffer_text(out, "  ");
		if (option->letter) buffer_format(out, "-%c, ", option->letter);
		buffer_format(out, "--%s", option->name);
		if (option->value) buffer_format(out, "=%s", option->value);
		explain(out, start, option->help[language]);
	}
}

static void write_command(const struct command *command, enum language language, struct buffer *out)
{
	write_usage(command, out);
	buffer_format(out, "\n%s\n", command->summary[language]);
	if (command->details[language]) buffer_text(out, command->details[language]);
	if (!command->options->name) return;
	buffer_char(out, '\n');
	write_options(command->options, language, out);
}

static void write_all(enum language language, struct buffer *out)
{
	static const char *const words[][2] = {
		{"vanthu turns administrative plans written in XML into PDF by Decree 30/2020/NĐ-CP.\n\n",
		 "vanthu tạo tệp PDF đúng Nghị định 30/2020/NĐ-CP từ kế hoạch viết bằng XML.\n\n"},
		{"\nExit status: 0 done (warnings at most), 1 the document has errors and nothing was written,\n"
		 "2 wrong usage, 3 the system failed (file, memory, font).\n",
		 "\nMã kết thúc: 0 xong (nhiều nhất là có cảnh báo), 1 văn bản có lỗi và không ghi gì,\n"
		 "2 gõ lệnh sai, 3 hệ thống hỏng (tệp, bộ nhớ, phông chữ).\n"},
	};
	buffer_text(out, words[0][language]);
	for (size_t i = 0; commands[i]; i++) {
		size_t start = out->length;
		buffer_format(out, "  %s", commands[i]->name);
		explain(out, start, commands[i]->summary[language]);
	}
	buffer_char(out, '\n');
	for (size_t i = 0; commands[i]; i++) write_usage(commands[i], out);
	buffer_text(out, words[1][language]);
}

void help_write(const struct command *command, enum language language, struct buffer *out)
{
	if (command)
		write_command(command, language, out);
	else
		write_all(language, out);
}

void help_write_messages(enum language language, struct buffer *out)
{
	for (int i = 0; i < DIAGNOSTIC_COUNT; i++) {
		enum diagnostic_id id = (enum diagnostic_id)i;
		const char *level = diagnostic_level_name(diagnostic_level(id), language);
		buffer_format(out, "%s\t%s\t%s\n", diagnostic_number(id), level, diagnostic_text(id, language));
	}
}
