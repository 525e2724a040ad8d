/* new: a plan to fill in, on standard output. */
#include <string.h>

#include "base/status.h"
#include "cli/command.h"
#include "vanthu.h"

static int put_plan(struct run *run, struct vanthu *vanthu, const char *kind)
{
	struct vanthu_result *result = NULL;
	int status = vanthu_begin(vanthu, kind, &result);
	const char *text = result ? vanthu_result_text(result, (enum vanthu_language)run->language) : NULL;
	if (text && *text) run->app->err(run->app->context, text, strlen(text));
	if (status == OK)
		status =
			run->app->out(run->app->context, vanthu_result_bytes(result), vanthu_result_size(result), run->diagnostics);
	vanthu_result_drop(result);
	return status;
}

int new_run(struct run *run)
{
	struct vanthu *vanthu;
	const char *data = data_folder(run);
	if (run->count > 1)
		return diagnostics_add(run->diagnostics, OPERAND_UNWANTED, (struct place){0}, run->command->name,
							   run->operands[1], NULL);
	if (!data) return ERR_MEMORY;
	TRY(vanthu_new(&vanthu, data));
	int status = put_plan(run, vanthu, run->operands[0]);
	vanthu_drop(vanthu);
	return status;
}
