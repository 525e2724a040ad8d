#define _XOPEN_SOURCE 700

#include "batch/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/status.h"

enum { CHUNK = 64 * 1024 };

static int fail(struct listing *listing, struct diagnostics *diagnostics)
{
	struct file_draft draft = {.path = listing->path, .error = listing->error};
	int status = file_draft_status(&draft, diagnostics);
	if (listing->file >= 0) close(listing->file);
	if (listing->temporary) unlink(listing->temporary);
	return status;
}

static void drop(struct listing *listing)
{
	free(listing->path);
	free(listing->temporary);
	buffer_drop(&listing->pending);
}

int listing_begin(struct listing *listing, const char *path, struct diagnostics *diagnostics)
{
	size_t room = strlen(path) + 64;
	const char *name = path_name(path);
	*listing = (struct listing){.file = -1, .path = mem_string(path), .temporary = mem_alloc(room)};
	if (!listing->path || !listing->temporary) {
		drop(listing);
		return ERR_MEMORY;
	}
	snprintf(listing->temporary, room, "%.*s.vanthu-%s.tmp", (int)(name - path), path, name);
	listing->file = open(listing->temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (listing->file >= 0) return OK;
	listing->error = errno;
	int status = fail(listing, diagnostics);
	drop(listing);
	return status;
}

static void write_pending(struct listing *listing)
{
	const char *data = listing->pending.data;
	size_t size = listing->pending.length;
	while (size && !listing->error) {
		ssize_t put = write(listing->file, data, size);
		if (put < 0 && errno == EINTR) continue;
		if (put <= 0) {
			listing->error = put < 0 ? errno : EIO;
			break;
		}
		data += put;
		size -= (size_t)put;
	}
	listing->pending.length = 0;
}

void listing_flush(struct listing *listing)
{
	if (listing->pending.length >= CHUNK) write_pending(listing);
}

static bool same_bytes(int a, int b, char *left, char *right)
{
	for (off_t at = 0;;) {
		ssize_t got = pread(a, left, CHUNK, at), wanted = pread(b, right, CHUNK, at);
		if (got != wanted || got < 0 || (got > 0 && memcmp(left, right, (size_t)got) != 0)) return false;
		if (got == 0) return true;
		at += got;
	}
}

static bool is_unchanged(const struct listing *listing)
{
	struct stat found;
	bool same = false;
	int old = open(listing->path, O_RDONLY | O_CLOEXEC);
	char *room = old >= 0 && fstat(old, &found) == 0 && S_ISREG(found.st_mode) ? mem_alloc((size_t)2 * CHUNK) : NULL;
	if (room) same = same_bytes(old, listing->file, room, room + CHUNK);
	if (old >= 0) close(old);
	free(room);
	return same;
}

int listing_end(struct listing *listing, int status, struct diagnostics *diagnostics)
{
	if (listing->pending.failed) status = ERR_MEMORY;
	if (status == OK) write_pending(listing);
	bool unchanged = status == OK && !listing->error && is_unchanged(listing);
	if (status == OK && !unchanged && !listing->error && fsync(listing->file) != 0) listing->error = errno;
	if (status == OK && !unchanged && !listing->error && rename(listing->temporary, listing->path) != 0)
		listing->error = errno;
	if (status == OK && listing->error) {
		status = fail(listing, diagnostics);
	} else {
		close(listing->file);
		if (status != OK || unchanged) unlink(listing->temporary);
	}
	drop(listing);
	return status;
}

void json_string(struct buffer *out, const char *text)
{
	buffer_char(out, '"');
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20) {
			buffer_format(out, "\\u%04x", (unsigned)*text);
			continue;
		}
		if (*text == '"' || *text == '\\') buffer_char(out, '\\');
		buffer_char(out, *text);
	}
	buffer_char(out, '"');
}
