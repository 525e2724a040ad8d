/* Files, whole or not at all.
 *
 * A file is written under a name of its own in the same folder and renamed when it is complete and on the disk. The
 * name is made with O_EXCL, which neither follows a link nor takes what is there, and with the mode of open(2), so that
 * the umask holds without being read. What is no plain file (a pipe, /dev/null) cannot be replaced and is written to;
 * a symbolic link stays and what it points to is replaced. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_system.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/status.h"
#include "base/words.h"

enum { FIRST_READ = 64 * 1024, TEMPORARY_NAMES = 1000, TEMPORARY_LENGTH = 64, MESSAGE_LENGTH = 256 };

static int refuse(struct diagnostics *diagnostics, enum diagnostic_id otherwise, const char *path, int error)
{
	struct place place = {.file = path};
	switch (error) {
	case ENOMEM:
		return ERR_MEMORY;
	case ENOENT:
	case ENOTDIR:
		return diagnostics_add(diagnostics, otherwise == FILE_UNREADABLE ? FILE_MISSING : FOLDER_MISSING, place, NULL);
	case EISDIR:
		return diagnostics_add(diagnostics, FILE_IS_FOLDER, place, NULL);
	case EACCES:
	case EPERM:
	case EROFS:
		return diagnostics_add(diagnostics, otherwise == FILE_UNREADABLE ? FILE_NOT_READABLE : FILE_NOT_WRITABLE, place,
							   NULL);
	case ENOSPC:
	case EDQUOT:
		return diagnostics_add(diagnostics, DISK_FULL, place, NULL);
	case EBADF:
		return diagnostics_add(diagnostics, STREAM_CLOSED, place, NULL);
	case ELOOP:
		return diagnostics_add(diagnostics, FILE_LINKS_CIRCLE, place, NULL);
	case EFBIG:
		return diagnostics_add(diagnostics, FILE_OVER_QUOTA, place, NULL);
	case ENAMETOOLONG:
		return diagnostics_add(diagnostics, FILE_NAME_TOO_LONG, place, NULL);
	default:
		break;
	}
	char message[MESSAGE_LENGTH];
	if (strerror_r(error, message, sizeof message) != 0) snprintf(message, sizeof message, "%d", error);
	return diagnostics_add(diagnostics, otherwise, place, message, NULL);
}

static int refuse_size(struct diagnostics *diagnostics, const char *path, size_t limit)
{
	char mebibytes[32];
	snprintf(mebibytes, sizeof mebibytes, "%zu", limit / (1024 * 1024));
	return diagnostics_add(diagnostics, FILE_TOO_LARGE, (struct place){.file = path}, mebibytes, NULL);
}

ssize_t file_read_full(int fd, void *data, size_t size)
{
	size_t length = 0;
	while (length < size) {
		ssize_t got = read(fd, (char *)data + length, size - length);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0) return -1;
		if (got == 0) break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

/* The size that fstat() gives is a hint: the file may grow or shrink while it is read, and pipes have none. */
static int read_open(char **data, size_t *size, struct arena *arena, int fd, const char *path, size_t limit,
					 struct diagnostics *diagnostics)
{
	struct stat found;
	if (fstat(fd, &found) != 0) return refuse(diagnostics, FILE_UNREADABLE, path, errno);
	if (S_ISDIR(found.st_mode)) return refuse(diagnostics, FILE_UNREADABLE, path, EISDIR);
	bool plain = S_ISREG(found.st_mode) && found.st_size > 0;
	if (plain && (uintmax_t)found.st_size > limit) return refuse_size(diagnostics, path, limit);

	/* One byte more than is expected tells the end from a file that grew. */
	size_t room = plain ? (size_t)found.st_size + 1 : FIRST_READ;
	size_t length = 0;
	for (char *bytes = NULL;; room *= 2) {
		char *larger = arena_alloc(arena, room + 1); /* and the NUL */
		if (!larger) return ERR_MEMORY;
		if (length) memcpy(larger, bytes, length);
		bytes = larger;
		ssize_t got = file_read_full(fd, bytes + length, room - length);
		if (got < 0) return refuse(diagnostics, FILE_UNREADABLE, path, errno);
		length += (size_t)got;
		if (length > limit) return refuse_size(diagnostics, path, limit);
		if (length < room) {
			*data = bytes;
			*size = length;
			return OK;
		}
	}
}

int file_read(char **data, size_t *size, struct arena *arena, const char *path, size_t limit,
			  struct diagnostics *diagnostics)
{
	if (strcmp(path, "-") == 0) return read_open(data, size, arena, STDIN_FILENO, path, limit, diagnostics);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return refuse(diagnostics, FILE_UNREADABLE, path, errno);
	int status = read_open(data, size, arena, fd, path, limit, diagnostics);
	close(fd); /* nothing was written: nothing can be lost */
	return status;
}

int file_list(const char ***names, size_t *count, struct arena *arena, const char *folder,
			  struct diagnostics *diagnostics)
{
	*names = NULL;
	*count = 0;
	DIR *directory = opendir(folder);
	if (!directory && errno == ENOMEM) return ERR_MEMORY;
	if (!directory) return diagnostics_add(diagnostics, FILE_MISSING, (struct place){.file = folder}, NULL);
	int status = OK;
	for (const struct dirent *entry; status == OK && (entry = readdir(directory));) {
		if (*entry->d_name == '.') continue;
		status = arena_grow(arena, names, *count, sizeof **names);
		if (status != OK) break;
		(*names)[*count] = arena_string(arena, entry->d_name);
		if (!(*names)[(*count)++]) status = ERR_MEMORY;
	}
	closedir(directory);
	if (status == OK && *count) qsort(*names, *count, sizeof **names, words_compare);
	return status;
}

/* In words of our own: strerror() knows no Vietnamese. */
static enum diagnostic_id folder_reason(int error)
{
	switch (error) {
	case ENOENT:
		return FOLDER_WITHOUT_FOLDER;
	case EACCES:
	case EPERM:
		return FILE_NOT_WRITABLE;
	case EEXIST:
	case ENOTDIR:
		return FOLDER_IS_FILE;
	case ENOSPC:
	case EDQUOT:
		return FOLDER_DISK_FULL;
	case EROFS:
		return FOLDER_READ_ONLY;
	default:
		return FOLDER_NOT_MADE;
	}
}

int file_folder_failed(const char *path, int error, struct diagnostics *diagnostics)
{
	char number[32];
	snprintf(number, sizeof number, "errno %d", error);
	return diagnostics_add(diagnostics, folder_reason(error), (struct place){.file = path}, number, NULL);
}

int file_make_folder(const char *path, struct diagnostics *diagnostics)
{
	struct stat found;
	if (mkdir(path, 0777) == 0) return OK;
	int error = errno;
	if (error == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode)) return OK;
	return file_folder_failed(path, error, diagnostics);
}

const struct given_file *given_file(const struct given_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->items[i].name, name) == 0) return &files->items[i];
	}
	return NULL;
}

/* OK, or an errno. */
static int write_full(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t put = write(fd, data, size);
		if (put < 0 && errno == EINTR) continue;
		if (put < 0) return errno;
		if (put == 0) return EIO;
		data += put;
		size -= (size_t)put;
	}
	return 0;
}

/* Closing shows what writing hid (a full quota on a network's disk). EINTR: the descriptor is gone all the same. */
static int close_checked(int fd)
{
	return close(fd) != 0 && errno != EINTR ? errno : 0;
}

/* Standard output stays open, for others may still write; a copy of the descriptor is closed in its stead. */
static int write_standard(const char *data, size_t size)
{
	int error = write_full(STDOUT_FILENO, data, size);
	if (error) return error;
	int copy = dup(STDOUT_FILENO);
	return copy < 0 ? errno : close_checked(copy);
}

static int write_device(const char *path, const char *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) return errno;
	int error = write_full(fd, data, size);
	int closed = close_checked(fd);
	return error ? error : closed;
}

/* Opens a new file in the folder of `path`. name: room for TEMPORARY_LENGTH bytes more than the path has. */
static int open_temporary(int *fd, char *name, size_t size, const char *path, unsigned number)
{
	int folder = (int)(path_name(path) - path);
	for (unsigned i = number; i < number + TEMPORARY_NAMES; i++) {
		snprintf(name, size, "%.*s.vanthu-%ld-%u.tmp", folder, path, (long)getpid(), i);
		*fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*fd >= 0) return 0;
		if (errno != EEXIST) return errno;
	}
	return EEXIST;
}

static void discard(struct file_draft *draft)
{
	free(draft->temporary);
	free(draft->final);
	draft->temporary = draft->final = NULL;
}

/* old: what stands under the final name, whose permissions are kept; NULL: nothing. */
static int write_draft(struct file_draft *draft, unsigned number, const char *data, size_t size, const struct stat *old)
{
	size_t room = strlen(draft->final) + TEMPORARY_LENGTH;
	struct stat made;
	int fd;
	draft->temporary = room < INT_MAX ? mem_alloc(room) : NULL;
	if (!draft->temporary) return ENOMEM;
	int error = open_temporary(&fd, draft->temporary, room, draft->final, number);
	if (error) return error;
	error = write_full(fd, data, size);
	if (!error && old && fchmod(fd, old->st_mode & 0777) != 0) error = errno;
	if (!error && fstat(fd, &made) != 0) error = errno;
	if (!error) draft->device = made.st_dev;
	int closed = close_checked(fd);
	if (!error) error = closed;
	if (error) unlink(draft->temporary);
	return error;
}

/* OK, or an errno. */
static int write_path(struct file_draft *draft, unsigned number, const char *data, size_t size)
{
	struct stat found;
	if (strcmp(draft->path, "-") == 0) return write_standard(data, size);
	bool replaces = stat(draft->path, &found) == 0;
	if (!replaces && errno != ENOENT) return errno;
	if (replaces && S_ISDIR(found.st_mode)) return EISDIR;
	if (replaces && !S_ISREG(found.st_mode)) return write_device(draft->path, data, size);
	errno = ENOMEM;
	draft->final = replaces ? realpath(draft->path, NULL) : mem_string(draft->path);
	if (!draft->final) return errno;
	return write_draft(draft, number, data, size, replaces ? &found : NULL);
}

int file_draft(struct file_draft *draft, unsigned number, const char *path, const char *data, size_t size,
			   struct diagnostics *diagnostics)
{
	*draft = (struct file_draft){.path = path};
	draft->error = write_path(draft, number, data, size);
	if (draft->error) discard(draft);
	return file_draft_status(draft, diagnostics);
}

/* A sync of the whole file system only if it serves several drafts: others may be writing much to it, too. */
static int sync_drafts(const char *name, bool several)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return errno;
	int error = several ? file_sync_system(fd) : fsync(fd) == 0 ? 0 : errno;
	close(fd); /* nothing was written through it */
	return error;
}

void file_publish(struct file_draft *drafts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct file_draft *first = &drafts[i];
		bool several = false;
		if (!first->temporary) continue;
		for (size_t j = i + 1; j < count; j++)
			several = several || (drafts[j].temporary && drafts[j].device == first->device);
		int error = sync_drafts(first->temporary, several);
		dev_t device = first->device;
		for (size_t j = i; j < count; j++) {
			struct file_draft *draft = &drafts[j];
			if (!draft->temporary || draft->device != device) continue;
			draft->error = error;
			if (!draft->error && rename(draft->temporary, draft->final) != 0) draft->error = errno;
			if (draft->error) unlink(draft->temporary);
			discard(draft);
		}
	}
}

void file_draft_drop(struct file_draft *draft)
{
	if (draft->temporary) unlink(draft->temporary);
	discard(draft);
}

int file_draft_status(const struct file_draft *draft, struct diagnostics *diagnostics)
{
	return draft->error ? refuse(diagnostics, FILE_UNWRITABLE, draft->path, draft->error) : OK;
}

int file_write(const char *path, const char *data, size_t size, struct diagnostics *diagnostics)
{
	struct file_draft draft;
	TRY(file_draft(&draft, 0, path, data, size, diagnostics));
	file_publish(&draft, 1);
	return file_draft_status(&draft, diagnostics);
}
