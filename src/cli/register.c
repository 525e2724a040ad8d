/* register: the clerk's orders, from the arguments. */
#include <string.h>

#include "base/date.h"
#include "base/status.h"
#include "batch/batch.h"
#include "cli/command.h"
#include "cli/module.h"
#include "register/register.h"

enum { OPTION_REGISTER, OPTION_ORGAN, OPTION_YEAR, OPTION_FROM, OPTION_SENT, OPTION_NOTE, OPTION_STATE };
enum { YEAR_FIRST = 1945, YEAR_LAST = 9999 };

static const char default_path[] = "register.db";

const struct option register_options[] = {
	[OPTION_REGISTER] = {0, "register", "FILE", {"the register [register.db]", "tệp sổ đăng ký [register.db]"}},
	[OPTION_ORGAN] = {0,
					  "organ",
					  "ORGAN",
					  {"the organ's id, or the code of its unit; list and export: only of this one",
					   "mã cơ quan, hoặc mã đơn vị; list và export: chỉ của cơ quan này"}},
	[OPTION_YEAR] = {0, "year", "YEAR", {"the numbers' year", "năm của số văn bản"}},
	[OPTION_FROM] = {0, "from", "NUMBER", {"start: the first number [1]", "start: số đầu tiên [1]"}},
	[OPTION_SENT] = {0,
					 "sent",
					 "DATE",
					 {"issue: the day on which the documents go out (2022-02-07)",
					  "issue: ngày chuyển văn bản (2022-02-07)"}},
	[OPTION_NOTE] = {0, "note", "TEXT", {"void: why", "void: lý do bỏ số"}},
	[OPTION_STATE] = {0,
					  "state",
					  "reserved|issued|void",
					  {"list, export: only these", "list, export: chỉ những số ở trạng thái này"}},
	{0},
};

static const char *const actions[] = {
	[CLERK_START] = "start", [CLERK_LIST] = "list",     [CLERK_ISSUE] = "issue", [CLERK_CONFIRM] = "confirm",
	[CLERK_VOID] = "void",   [CLERK_EXPORT] = "export", [CLERK_ACTIONS] = NULL,
};

static int read_action(struct clerk_order *order, struct run *run)
{
	int action = 0;
	while (actions[action] && strcmp(actions[action], run->operands[0]) != 0) action++;
	order->action = (enum clerk_action)action;
	if (actions[action]) return OK;
	const char *near = command_near(run->operands[0], actions);
	return diagnostics_add(run->diagnostics, near ? ACTION_NEAR : ACTION_UNKNOWN, (struct place){0}, run->operands[0],
						   near, NULL);
}

static int read_numbers_file(struct clerk_order *order, struct run *run)
{
	if (run->count < 2)
		return diagnostics_add(run->diagnostics, OPERAND_MISSING, (struct place){0}, actions[order->action],
							   "NUMBERS.csv", NULL);
	if (run->count > 2)
		return diagnostics_add(run->diagnostics, OPERAND_UNWANTED, (struct place){0}, actions[order->action],
							   run->operands[2], NULL);
	order->numbers = run->operands[1];
	return OK;
}

/* "57" and "57-60". */
static int read_ranges(struct clerk_order *order, struct run *run)
{
	struct clerk_range *ranges = arena_array(run->arena, run->count, sizeof *ranges);
	if (!ranges) return ERR_MEMORY;
	bool wanted = order->action == CLERK_ISSUE || order->action == CLERK_VOID;
	if (order->action == CLERK_CONFIRM) return read_numbers_file(order, run);
	if (wanted && run->count < 2)
		return diagnostics_add(run->diagnostics, OPERAND_MISSING, (struct place){0}, actions[order->action], "NUMBER",
							   NULL);
	if (!wanted && run->count > 1)
		return diagnostics_add(run->diagnostics, OPERAND_UNWANTED, (struct place){0}, actions[order->action],
							   run->operands[1], NULL);
	for (size_t i = 1; i < run->count; i++) {
		const char *rest;
		struct clerk_range *range = &ranges[order->range_count++];
		range->first = range->last = command_number(run->operands[i], '-', REGISTER_NUMBER_LIMIT, &rest);
		if (range->first && *rest) range->last = command_number(rest + 1, '\0', REGISTER_NUMBER_LIMIT, &rest);
		if (!range->first || range->last < range->first)
			return diagnostics_add(run->diagnostics, RANGE_WRONG, (struct place){0}, run->operands[i], NULL);
	}
	order->ranges = ranges;
	return OK;
}

static int read_series(struct clerk_order *order, struct run *run)
{
	const char *rest, *year = run->values[OPTION_YEAR], *from = run->values[OPTION_FROM];
	bool any = order->action == CLERK_LIST || order->action == CLERK_EXPORT || order->action == CLERK_CONFIRM;
	order->organ = run->values[OPTION_ORGAN];
	if (!any && (!order->organ || !*order->organ || !year))
		return diagnostics_add(run->diagnostics, SERIES_MISSING, (struct place){0}, actions[order->action], NULL);
	if (year) order->year = (int)command_number(year, '\0', REGISTER_NUMBER_LIMIT, &rest);
	if (year && (order->year < YEAR_FIRST || order->year > YEAR_LAST))
		return command_refuse_value(run, OPTION_YEAR, "1945-9999");
	order->from = from ? command_number(from, '\0', REGISTER_NUMBER_LIMIT, &rest) : 1;
	return order->from ? OK : command_refuse_value(run, OPTION_FROM, "1-999999999");
}

static int read_rest(struct clerk_order *order, struct run *run)
{
	static const char *const states[] = {"reserved", "issued", "void"};
	bool known = !run->values[OPTION_STATE];
	order->path = run->values[OPTION_REGISTER] ? run->values[OPTION_REGISTER] : default_path;
	order->sent = run->values[OPTION_SENT];
	order->note = run->values[OPTION_NOTE];
	order->state = run->values[OPTION_STATE];
	if (order->sent && !date_is_whole(order->sent)) return command_refuse_value(run, OPTION_SENT, "YYYY-MM-DD");
	for (size_t i = 0; !known && i < sizeof states / sizeof *states; i++) known = strcmp(order->state, states[i]) == 0;
	return known ? OK : command_refuse_value(run, OPTION_STATE, "reserved, issued, void");
}

int register_run(struct run *run)
{
	int status;
	struct clerk_order order = {0};
	struct buffer out = {0};
	TRY(read_action(&order, run));
	TRY(read_ranges(&order, run));
	TRY(read_series(&order, run));
	TRY(read_rest(&order, run));
	const struct batch_module *batch = module_load(&status, run, "batch", "libsqlite3-0, libcsv3");
	if (!batch) return status;
	status = batch->clerk(&out, &order, run->diagnostics);
	if (status == OK && out.length) status = run->app->out(run->app->context, out.data, out.length, run->diagnostics);
	buffer_drop(&out);
	return status;
}
