#include "base/path.h"

#include <string.h>

const char *path_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash) return ".";
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *path_beside(struct arena *arena, const char *path, const char *name)
{
	return arena_format(arena, "%.*s%s", (int)(path_name(path) - path), path, name);
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}
