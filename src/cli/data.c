/* Where the data is. */
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

const char *data_folder(struct run *run)
{
	static const char *const beside[] = {"..", "../share/vanthu"}; /* of the program's folder: built, installed */
	const char *named = run->app->environment(run->app->context, "VANTHU_DATA");
	if (named && *named) return named;
	const char *slash = run->app->program ? strrchr(run->app->program, '/') : NULL;
	for (size_t i = 0; slash && i < sizeof beside / sizeof *beside; i++) {
		int length = (int)(slash - run->app->program);
		const char *folder = arena_format(run->arena, "%.*s/%s", length, run->app->program, beside[i]);
		const char *sign = folder ? arena_format(run->arena, "%s/templates/plan.rng", folder) : NULL;
		if (!sign) return NULL;
		if (access(sign, R_OK) == 0) return folder;
	}
	return VANTHU_PREFIX "/share/vanthu";
}
