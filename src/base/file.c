/* Files, whole or not at all.
 *
 * A file is written under a name of its own in the same folder and renamed when it is complete and on the disk. The
 * name is made with O_EXCL, which neither follows a link nor takes what is there, and with the mode of open(2), so that
 * the umask holds without being read. What is no plain file (a pipe, /dev/null) cannot be replaced and is written to;
 * a symbolic link stays and what it points to is replaced. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/status.h"

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
static int open_temporary(int *fd, char *name, size_t size, const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path + 1) : 0;
	for (int i = 0; i < TEMPORARY_NAMES; i++) {
		snprintf(name, size, "%.*s.vanthu-%ld-%d.tmp", folder, path, (long)getpid(), i);
		*fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (*fd >= 0) return 0;
		if (errno != EEXIST) return errno;
	}
	return EEXIST;
}

/* old: what stands under the name, whose permissions are kept; NULL: nothing. */
static int replace(const char *path, const char *data, size_t size, const struct stat *old)
{
	size_t room = strlen(path) + TEMPORARY_LENGTH;
	char *name = room < INT_MAX ? mem_alloc(room) : NULL;
	if (!name) return ENOMEM;
	int fd;
	int error = open_temporary(&fd, name, room, path);
	if (error) goto done;
	error = write_full(fd, data, size);
	if (!error && old && fchmod(fd, old->st_mode & 0777) != 0) error = errno;
	if (!error && fsync(fd) != 0) error = errno;
	int closed = close_checked(fd);
	if (!error) error = closed;
	if (!error && rename(name, path) != 0) error = errno;
	if (error) unlink(name);
done:
	free(name);
	return error;
}

/* OK, or an errno. */
static int write_path(const char *path, const char *data, size_t size)
{
	struct stat found;
	if (strcmp(path, "-") == 0) return write_standard(data, size);
	if (stat(path, &found) != 0) return errno == ENOENT ? replace(path, data, size, NULL) : errno;
	if (S_ISDIR(found.st_mode)) return EISDIR;
	if (!S_ISREG(found.st_mode)) return write_device(path, data, size);
	char *real = realpath(path, NULL);
	if (!real) return errno;
	int error = replace(real, data, size, &found);
	free(real);
	return error;
}

int file_write(const char *path, const char *data, size_t size, struct diagnostics *diagnostics)
{
	int error = write_path(path, data, size);
	return error ? refuse(diagnostics, FILE_UNWRITABLE, path, error) : OK;
}
