/* A file in the plan's folder, and in no other: each part of the path is opened from the one before it, and none may be
 * a symbolic link. Looking at the whole path first and opening it then would leave a moment in between. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/status.h"
#include "image/reader.h"

enum { MESSAGE_LENGTH = 256 };

static int refuse_errno(const struct image_reader *reader, int error)
{
	switch (error) {
	case ENOMEM:
		return ERR_MEMORY;
	case ENOENT:
		return image_refuse(reader, IMAGE_MISSING, reader->store->folder);
	case ELOOP:
	case ENOTDIR: /* or a link where a folder should be */
	case EISDIR:
		return image_refuse(reader, IMAGE_NO_FILE, NULL);
	default:
		break;
	}
	char message[MESSAGE_LENGTH];
	if (strerror_r(error, message, sizeof message) != 0) snprintf(message, sizeof message, "%d", error);
	return image_refuse(reader, IMAGE_UNREADABLE, message);
}

/* Is it a path that stays in the folder? */
static bool stays_inside(const char *path)
{
	if (!*path || *path == '/' || strchr(path, '\\') || strstr(path, "://")) return false;
	for (const char *at = path;; at++) {
		size_t length = strcspn(at, "/");
		if (length == 0 || (length == 2 && memcmp(at, "..", 2) == 0)) return false;
		at += length;
		if (!*at) return true;
	}
}

/* -1: see errno. path: stays inside, in memory of our own. */
static int open_inside(const char *folder, char *path)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0) {
		char *slash = strchr(path, '/');
		if (slash) *slash = '\0';
		/* a pipe without a writer must not be waited for */
		int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | (slash ? O_DIRECTORY : 0);
		int next = openat(fd, path, flags);
		int error = errno;
		close(fd);
		errno = error;
		fd = next;
		if (!slash) break;
		path = slash + 1;
	}
	return fd;
}

static int read_plain(struct image_reader *reader, int fd)
{
	struct stat found;
	char limit[32];
	if (fstat(fd, &found) != 0) return refuse_errno(reader, errno);
	if (!S_ISREG(found.st_mode)) return image_refuse(reader, IMAGE_NO_FILE, NULL);
	snprintf(limit, sizeof limit, "%d", IMAGE_FILE_LIMIT / (1024 * 1024));
	if (found.st_size > IMAGE_FILE_LIMIT) return image_refuse(reader, IMAGE_FILE_TOO_LARGE, limit);
	unsigned char *bytes = arena_alloc(reader->store->arena, (size_t)found.st_size + 1);
	if (!bytes) return ERR_MEMORY;
	ssize_t got =
		file_read_full(fd, bytes, (size_t)found.st_size); /* if it grows meanwhile, its picture is not whole */
	if (got < 0) return refuse_errno(reader, errno);
	reader->bytes = bytes;
	reader->size = (size_t)got;
	return OK;
}

static int take_given(struct image_reader *reader)
{
	const struct given_file *file = given_file(reader->store->files, reader->path);
	char limit[32];
	if (!file) return image_refuse(reader, IMAGE_MISSING, "-");
	snprintf(limit, sizeof limit, "%d", IMAGE_FILE_LIMIT / (1024 * 1024));
	if (file->size > IMAGE_FILE_LIMIT) return image_refuse(reader, IMAGE_FILE_TOO_LARGE, limit);
	reader->bytes = (const unsigned char *)file->bytes;
	reader->size = file->size;
	return OK;
}

int image_open(struct image_reader *reader)
{
	const struct image_store *store = reader->store;
	if (store->files) return take_given(reader);
	if (!store->folder) return image_refuse(reader, IMAGE_NO_FOLDER, NULL);
	if (!stays_inside(reader->path)) return image_refuse(reader, IMAGE_OUTSIDE, NULL);
	char *path = arena_string(store->arena, reader->path);
	if (!path) return ERR_MEMORY;
	int fd = open_inside(store->folder, path);
	if (fd < 0) return refuse_errno(reader, errno);
	int status = read_plain(reader, fd);
	close(fd);
	return status;
}
