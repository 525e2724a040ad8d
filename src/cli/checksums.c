#include "cli/checksums.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/status.h"
#include "base/words.h"

enum { LIST_LIMIT = 64 * 1024 * 1024, FILE_LIMIT = 256 * 1024 * 1024, HEX_LENGTH = DIGEST_TEXT_SIZE - 1 };

struct line {
	const char *sha256, *path; /* the digits in small letters */
	struct place place;
};

struct check {
	const char *folder;
	const struct tree_files *files;
	struct arena *arena;
	struct arena *file_arena; /* of the file at hand */
	struct diagnostics *diagnostics;
	const char **named;
	size_t named_count;
	int worst;
};

/* A status that keeps the others from being told: ERR_MEMORY. */
static int note(struct check *self, int status)
{
	if (status > self->worst) self->worst = status;
	return status == ERR_MEMORY ? status : OK;
}

static bool stays_inside(const char *path)
{
	if (!*path || *path == '/') return false;
	for (const char *at = path; at; at = strchr(at, '/')) {
		if (*at == '/') at++;
		if (strcmp(at, "..") == 0 || strncmp(at, "../", 3) == 0) return false;
	}
	return true;
}

/* In names, sha256sum writes a backslash as two and a line feed as \n, and then begins the line with a backslash. */
static void unescape(char *path)
{
	char *to = path;
	for (const char *from = path; *from; from++) {
		if (*from == '\\' && (from[1] == '\\' || from[1] == 'n')) {
			from++;
			*to++ = *from == 'n' ? '\n' : '\\';
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* text: the line, ended by a NUL; it is changed. */
static bool read_line(struct line *line, char *text)
{
	bool escaped = *text == '\\';
	if (escaped) text++;
	for (size_t i = 0; i < HEX_LENGTH; i++) {
		if (text[i] >= 'A' && text[i] <= 'F') text[i] = (char)(text[i] - 'A' + 'a');
		if (!text[i] || !strchr("0123456789abcdef", text[i])) return false;
	}
	if (text[HEX_LENGTH] != ' ' || (text[HEX_LENGTH + 1] != ' ' && text[HEX_LENGTH + 1] != '*')) return false;
	text[HEX_LENGTH] = '\0';
	char *path = text + HEX_LENGTH + 2;
	if (escaped) unescape(path);
	if (strncmp(path, "./", 2) == 0) path += 2;
	line->sha256 = text;
	line->path = path;
	return stays_inside(path);
}

static int check_file(struct check *self, const struct line *line)
{
	char *bytes, found[DIGEST_TEXT_SIZE];
	size_t size;
	if (!tree_holds(self->files, line->path))
		return diagnostics_add(self->diagnostics, CHECKSUMS_MISSING, line->place, line->path, NULL);
	arena_reset(self->file_arena);
	const char *path = arena_format(self->file_arena, "%s/%s", self->folder, line->path);
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, self->file_arena, path, FILE_LIMIT, self->diagnostics));
	digest_text(found, bytes, size);
	if (strcmp(found, line->sha256) == 0) return OK;
	return diagnostics_add(self->diagnostics, CHECKSUMS_CHANGED, line->place, line->path, NULL);
}

static int check_line(struct check *self, char *text, struct place place)
{
	struct line line = {.place = place};
	if (!*text) return OK;
	if (!read_line(&line, text)) return note(self, diagnostics_add(self->diagnostics, CHECKSUMS_LINE, place, NULL));
	TRY(arena_grow(self->arena, &self->named, self->named_count, sizeof *self->named));
	self->named[self->named_count++] = line.path;
	return note(self, check_file(self, &line));
}

static bool is_named(const char *name, const char *begin, const char *end)
{
	size_t length = strlen(name), first = strlen(begin), last = strlen(end);
	if (length < first + last || strchr(name, '/')) return false;
	return strncmp(name, begin, first) == 0 && strcmp(name + length - last, end) == 0;
}

/* A batch that is made in parts has a list for each: MANIFEST-1-of-4.sha256. */
static bool is_list(const char *name)
{
	return is_named(name, "MANIFEST", ".sha256");
}

/* What batch writes of its work beside the documents changes from run to run, and no list names it. */
static bool is_account(const char *name)
{
	return is_list(name) || is_named(name, "batch", ".jsonl") || is_named(name, ".vanthu-batch", "") ||
		   strcmp(name, "numbers.csv") == 0;
}

static int tell_additional(struct check *self)
{
	if (self->named_count) qsort(self->named, self->named_count, sizeof *self->named, words_compare);
	const struct tree_files named = {self->named, self->named_count};
	for (size_t i = 0; i < self->files->count; i++) {
		const char *name = self->files->items[i];
		if (is_account(name) || tree_holds(&named, name)) continue;
		const char *path = arena_format(self->arena, "%s/%s", self->folder, name);
		if (!path) return ERR_MEMORY;
		TRY(note(self, diagnostics_add(self->diagnostics, CHECKSUMS_ADDITIONAL, (struct place){.file = path},
									   CHECKSUMS_NAME, NULL)));
	}
	return OK;
}

static int check_list(struct check *self, const char *name)
{
	char *bytes;
	size_t size;
	const char *path = arena_format(self->arena, "%s/%s", self->folder, name);
	if (!path) return ERR_MEMORY;
	int status = file_read(&bytes, &size, self->arena, path, LIST_LIMIT, self->diagnostics);
	if (status != OK) return note(self, status);
	struct place place = {.file = path};
	for (char *at = bytes, *end = bytes + size; at < end;) {
		char *feed = memchr(at, '\n', (size_t)(end - at)), *next = feed ? feed + 1 : end;
		if (feed) *feed = '\0';
		if (feed && feed > at && feed[-1] == '\r') feed[-1] = '\0';
		place.line++;
		TRY(check_line(self, at, place));
		at = next;
	}
	return OK;
}

static int check_lists(struct check *self)
{
	bool any = false;
	for (size_t i = 0; i < self->files->count; i++) {
		if (!is_list(self->files->items[i])) continue;
		any = true;
		TRY(check_list(self, self->files->items[i]));
	}
	return any ? tell_additional(self) : OK;
}

int checksums_check(const char *folder, const struct tree_files *files, struct diagnostics *diagnostics)
{
	struct check self = {.folder = folder, .files = files, .diagnostics = diagnostics};
	self.arena = arena_new();
	self.file_arena = arena_new();
	int status = self.arena && self.file_arena ? check_lists(&self) : ERR_MEMORY;
	arena_drop(self.arena);
	arena_drop(self.file_arena);
	return status > self.worst ? status : self.worst;
}
