/* schema: the grammar of plans, for editors and other programs. */
#include "base/file.h"
#include "base/status.h"
#include "base/xml.h"
#include "cli/command.h"

enum { OPTION_RNG, OPTION_XSD };

const struct option schema_options[] = {
	[OPTION_RNG] = {0,
					"rng",
					NULL,
					{"RELAX NG, by which plans are judged [default]",
					 "RELAX NG, dùng để kiểm tra kế hoạch [mặc định]"}},
	[OPTION_XSD] = {0, "xsd", NULL, {"XML Schema, for editors", "XML Schema, cho trình soạn thảo"}},
	{0},
};

int schema_run(struct run *run)
{
	if (run->values[OPTION_RNG] && run->values[OPTION_XSD])
		return diagnostics_add(run->diagnostics, OPTIONS_EXCLUDE, (struct place){0}, "--rng", "--xsd", NULL);
	const char *data = data_folder(run);
	if (!data) return ERR_MEMORY;
	const char *path = arena_format(run->arena, "%s/templates/plan.%s", data, run->values[OPTION_XSD] ? "xsd" : "rng");
	char *bytes;
	size_t size;
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, run->arena, path, XML_FILE_LIMIT, run->diagnostics));
	return run->app->out(run->app->context, bytes, size, run->diagnostics);
}
