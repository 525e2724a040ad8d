/* The lock is a range of bytes of one small file (fcntl, which network disks know, too): a shard takes the byte of its
 * number, a whole batch all of them. The lock goes with the process, however it ends. Temporary files bear their plan's
 * row in their names (base/file.c), so that whoever makes the same rows next finds those that a killed process left,
 * and none of another shard's, which may be on another machine. */
#define _XOPEN_SOURCE 700 /* openat */

#include "batch/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/status.h"

static const char lock_name[] = ".vanthu-batch.lock";

static int refuse(const struct folder *folder, enum diagnostic_id id, int error, struct diagnostics *diagnostics)
{
	char text[32];
	snprintf(text, sizeof text, "errno %d", error);
	return diagnostics_add(diagnostics, id, (struct place){.file = folder->path}, text, NULL);
}

/* ".vanthu-PROCESS-NUMBER.tmp": the number is twice the row's, or one more. */
static bool is_of_rows(const char *name, size_t first, size_t count)
{
	static const char begin[] = ".vanthu-";
	char *end;
	if (strncmp(name, begin, sizeof begin - 1) != 0) return false;
	name += sizeof begin - 1;
	size_t digits = strspn(name, "0123456789");
	if (!digits || name[digits] != '-' || name[digits + 1] < '0' || name[digits + 1] > '9') return false;
	unsigned long row = strtoul(name + digits + 1, &end, 10) / 2;
	return strcmp(end, ".tmp") == 0 && row >= first && row - first < count;
}

static void clean(const struct folder *folder, size_t first, size_t count)
{
	int directory = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *open = directory >= 0 ? fdopendir(directory) : NULL;
	if (!open) {
		if (directory >= 0) close(directory);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(open));)
		if (is_of_rows(entry->d_name, first, count)) unlinkat(directory, entry->d_name, 0);
	closedir(open);
}

static int lock(struct folder *folder, const char *name, const struct batch_order *order,
				struct diagnostics *diagnostics)
{
	struct flock wish = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (order->shards) {
		wish.l_start = (off_t)order->shard;
		wish.l_len = 1;
	}
	folder->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (folder->lock < 0) return file_folder_failed(folder->path, errno, diagnostics);
	if (fcntl(folder->lock, F_SETLK, &wish) == 0) return OK;
	bool held = errno == EACCES || errno == EAGAIN;
	return refuse(folder, held ? FOLDER_HELD : FOLDER_NOT_LOCKED, errno, diagnostics);
}

int folder_enter(struct folder *folder, const struct batch_order *order, size_t first, size_t count,
				 struct diagnostics *diagnostics)
{
	size_t room = strlen(order->folder) + sizeof lock_name + 1;
	char *name = mem_alloc(room);
	*folder = (struct folder){.path = order->folder, .lock = -1};
	if (!name) return ERR_MEMORY;
	snprintf(name, room, "%s/%s", order->folder, lock_name);
	int status = file_make_folder(folder->path, diagnostics);
	if (status == OK) status = lock(folder, name, order, diagnostics);
	free(name);
	if (status == OK)
		clean(folder, first, count);
	else
		folder_leave(folder);
	return status;
}

int folder_sync(const struct folder *folder, struct diagnostics *diagnostics)
{
	int directory = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = directory < 0 || (fsync(directory) != 0 && errno != EINVAL) ? errno : 0;
	if (directory >= 0) close(directory);
	return error ? refuse(folder, FOLDER_NOT_SYNCED, error, diagnostics) : OK;
}

void folder_leave(struct folder *folder)
{
	if (folder->lock >= 0) close(folder->lock);
	folder->lock = -1;
}
