/* Where the data is. */
#include <unistd.h>

#include "base/path.h"
#include "cli/command.h"

const char *data_folder(struct run *run)
{
	static const char *const beside[] = {"..", "../share/vanthu"}; /* of the program's folder: built, installed */
	const char *named = run->app->environment(run->app->context, "VANTHU_DATA");
	if (named && *named) return named;
	const char *program = run->app->program, *own = program ? path_folder(run->arena, program) : NULL;
	if (program && !own) return NULL;
	for (size_t i = 0; own && i < sizeof beside / sizeof *beside; i++) {
		const char *folder = arena_format(run->arena, "%s/%s", own, beside[i]);
		const char *sign = folder ? arena_format(run->arena, "%s/templates/plan.rng", folder) : NULL;
		if (!sign) return NULL;
		if (access(sign, R_OK) == 0) return folder;
	}
	return VANTHU_PREFIX "/share/vanthu";
}
