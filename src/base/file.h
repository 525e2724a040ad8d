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

/* What is in a folder, sorted by byte, without names that begin with a dot. Names are the arena's. */
int file_list(const char ***names, size_t *count, struct arena *arena, const char *folder,
			  struct diagnostics *diagnostics);

/* Makes a folder, unless it is there. */
int file_make_folder(const char *path, struct diagnostics *diagnostics);

/* The diagnostic of an errno with which a folder could not be made, or nothing in it. */
int file_folder_failed(const char *path, int error, struct diagnostics *diagnostics);

/* Files that are given in memory, instead of those of a folder. */
struct given_file {
	const char *name; /* as what names it does: a path */
	const char *bytes;
	size_t size;
};
struct given_files {
	const struct given_file *items;
	size_t count;
};

/* The file of that name; NULL if there is none. */
const struct given_file *given_file(const struct given_files *files, const char *name);

/* Writes to a temporary name beside `path`, syncs, closes, checks each step, then renames. On failure nothing is left
 * and what stood under the name stays. */
int file_write(const char *path, const char *data, size_t size, struct diagnostics *diagnostics);

/* A file that is complete, under a temporary name. Many of them are put on the disk by one sync, which takes hardly
 * longer than that of a single file. */
struct file_draft {
	const char *path;        /* as given; borrowed */
	char *temporary, *final; /* names; NULL: there is nothing to publish */
	dev_t device;
	int error; /* an errno */
};

/* file_write() up to the sync. number: where the search for a free temporary name begins; drafts in the making at the
 * same time have different ones. What is no plain file is written at once. On failure the draft is empty. */
int file_draft(struct file_draft *draft, unsigned number, const char *path, const char *data, size_t size,
			   struct diagnostics *diagnostics);

/* Syncs and renames them. Each draft is empty afterwards and knows its error. */
void file_publish(struct file_draft *drafts, size_t count);

/* Takes back what was not published. */
void file_draft_drop(struct file_draft *draft);

/* OK, or the diagnostic of the draft's error. */
int file_draft_status(const struct file_draft *draft, struct diagnostics *diagnostics);

#endif
