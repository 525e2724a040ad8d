/* The parts of a file's name. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/arena.h"

/* "a" of "a/b.xml", "/" of "/b.xml", "." of "b.xml"; NULL when out of memory. */
const char *path_folder(struct arena *arena, const char *path);

/* The file of that name in the folder of `path`: "a/c" of "a/b.xml", "c" of "b.xml"; NULL when out of memory. */
const char *path_beside(struct arena *arena, const char *path, const char *name);

/* "b.xml" of "a/b.xml" and of "b.xml": the end of `path` itself. */
const char *path_name(const char *path);

#endif
