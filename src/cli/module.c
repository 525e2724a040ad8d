#include "cli/module.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/status.h"

/* Beside the program as built and as installed, else where it was installed; never where the environment says, as it
 * is code. NULL when out of memory. */
static const char *module_path(const struct run *run, const char *name)
{
	static const char *const beside[] = {"", "../lib/vanthu/"};
	const char *program = run->app->program, *folder = program ? path_folder(run->arena, program) : NULL;
	if (program && !folder) return NULL;
	for (size_t i = 0; folder && i < sizeof beside / sizeof *beside; i++) {
		const char *path = arena_format(run->arena, "%s/%svanthu-%s.so", folder, beside[i], name);
		if (!path || access(path, R_OK) == 0) return path;
	}
	return arena_format(run->arena, VANTHU_PREFIX "/lib/vanthu/vanthu-%s.so", name);
}

const void *module_load(int *status, const struct run *run, const char *name, const char *packages)
{
	const char *path = module_path(run, name), *symbol = arena_format(run->arena, "vanthu_%s", name);
	*status = ERR_MEMORY;
	if (!path || !symbol) return NULL;
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const char *const *version = module ? dlsym(module, symbol) : NULL;
	if (version && strcmp(*version, VANTHU_VERSION) == 0) return version;
	*status = diagnostics_add(run->diagnostics, MODULE_MISSING, (struct place){0}, path, version ? *version : dlerror(),
							  packages, NULL);
	return NULL;
}
