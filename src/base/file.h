/* Whole files: read within a limit, written whole or not at all. "-" is standard input or output. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

/* The bytes of a file, in the arena, ended by a NUL that is not counted. Directories, unreadable files and files of
 * more than `limit` bytes are refused with a diagnostic (ERR_SYSTEM; over the limit: ERR_DOCUMENT). */
int file_read(char **data, size_t *size, struct arena *arena, const char *path, size_t limit,
			  struct diagnostics *diagnostics);

/* Up to `size` bytes of an open file, whatever read(2) gives at a time; fewer only at its end. -1: failed, see errno. */
ssize_t file_read_full(int fd, void *data, size_t size);

/* Writes to a temporary name beside `path`, syncs, closes, checks each step, then renames. On failure nothing is left
 * and what stood under the name stays. */
int file_write(const char *path, const char *data, size_t size, struct diagnostics *diagnostics);

#endif
