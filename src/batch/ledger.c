/* See ledger.h. It is not synced: what stands in it is held against the files themselves. */
#define _XOPEN_SOURCE 700 /* pread, pwrite */

#include "batch/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/status.h"

enum { CHUNK = 64 * 1024, FIELDS = 16, MARK_LENGTH = 15 };

static const char mark[] = "vanthu-batch 1\n"; /* the first line */

_Static_assert(sizeof mark - 1 == MARK_LENGTH, "the mark's length");

struct ledger {
	int file;
	char *path;
	size_t first, count;
	int64_t end;     /* of the last whole line; 0: not even the mark stands */
	int64_t *places; /* of each row's last line; 0: none */
	struct past *past;
	size_t past_count, past_room;
};

/* A line that counts no more. */
struct past {
	int64_t place;
	size_t row; /* LEDGER_NO_ROW: of no unit that there is */
};

/* A row by its code. */
struct row {
	const char *code;
	size_t row;
};

static int refuse(const struct ledger *ledger, enum diagnostic_id id, int error, struct diagnostics *diagnostics)
{
	char text[32];
	snprintf(text, sizeof text, "errno %d", error);
	if (error == ENOSPC || error == EDQUOT || error == EFBIG) id = DISK_FULL;
	return diagnostics_add(diagnostics, id, (struct place){.file = ledger->path}, text, NULL);
}

/* Fields are parted by tabs; a tab, a line feed and a backslash in one are written \t, \n and \\. */

static void put_field(struct buffer *out, const char *text, char end)
{
	for (; *text; text++) {
		if (*text == '\t' || *text == '\n' || *text == '\\') {
			buffer_char(out, '\\');
			buffer_char(out, *text == '\t' ? 't' : *text == '\n' ? 'n' : '\\');
		} else {
			buffer_char(out, *text);
		}
	}
	buffer_char(out, end);
}

/* In place; returns the text. */
static char *read_field(char *text)
{
	char *out = text;
	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1]) {
			at++;
			*out++ = *at == 't' ? '\t' : *at == 'n' ? '\n' : *at;
		} else {
			*out++ = *at;
		}
	}
	*out = '\0';
	return text;
}

static void put_file(struct buffer *out, const struct ledger_file *file)
{
	buffer_integer(out, file->size);
	buffer_char(out, '\t');
	buffer_integer(out, file->time);
	buffer_char(out, '\t');
	put_field(out, file->sha256, '\t');
}

void ledger_write(struct buffer *out, const struct ledger_line *line)
{
	put_field(out, line->code, '\t');
	put_field(out, line->inputs, '\t');
	put_field(out, line->plan, '\t');
	put_field(out, line->organ, '\t');
	put_field(out, line->kind, '\t');
	buffer_integer(out, line->year);
	buffer_char(out, '\t');
	buffer_integer(out, line->number);
	buffer_char(out, '\t');
	put_field(out, line->name, '\t');
	put_file(out, &line->pdf);
	put_file(out, &line->xml);
	buffer_integer(out, line->pages);
	buffer_char(out, '\t');
	put_field(out, line->json, '\n');
}

static void read_file(struct ledger_file *file, char *const fields[3])
{
	file->size = strtoll(fields[0], NULL, 10);
	file->time = strtoll(fields[1], NULL, 10);
	snprintf(file->sha256, sizeof file->sha256, "%s", fields[2]);
}

/* text is taken apart. False: it is no line of ours. */
static bool parse(struct ledger_line *line, char *text)
{
	char *fields[FIELDS];
	size_t count = 0;
	for (char *next; text && count < FIELDS; text = next) {
		next = strchr(text, '\t');
		if (next) *next++ = '\0';
		fields[count++] = read_field(text);
	}
	if (count != FIELDS || text) return false;
	*line = (struct ledger_line){
		.code = fields[0],
		.organ = fields[3],
		.kind = fields[4],
		.year = (int)strtol(fields[5], NULL, 10),
		.number = strtoll(fields[6], NULL, 10),
		.name = fields[7],
		.pages = strtoll(fields[14], NULL, 10),
		.json = fields[15],
	};
	snprintf(line->inputs, sizeof line->inputs, "%s", fields[1]);
	snprintf(line->plan, sizeof line->plan, "%s", fields[2]);
	read_file(&line->pdf, fields + 8);
	read_file(&line->xml, fields + 11);
	return true;
}

/* Reading. */

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	return strcmp(a->code, b->code);
}

/* All rows, by code. */
struct rows {
	struct row *items;
	size_t count;
};

static int add_past(struct ledger *ledger, int64_t place, size_t row)
{
	if (ledger->past_count == ledger->past_room) {
		size_t room = ledger->past_room ? 2 * ledger->past_room : 64;
		struct past *past = mem_resize(ledger->past, room, sizeof *past);
		if (!past) return ERR_MEMORY;
		ledger->past = past;
		ledger->past_room = room;
	}
	ledger->past[ledger->past_count++] = (struct past){place, row};
	return OK;
}

/* The row's last line is now the one at `place`. */
static int set_place(struct ledger *ledger, size_t row, int64_t place)
{
	int64_t *last = &ledger->places[row - ledger->first];
	if (*last) TRY(add_past(ledger, *last, row));
	*last = place;
	return OK;
}

/* The line at `place` is of the unit with this code; its end is cut off. */
static int note_place(struct ledger *ledger, const struct rows *rows, char *text, int64_t place)
{
	char *tab = strchr(text, '\t');
	if (!tab) return OK;
	*tab = '\0';
	const struct row wish = {.code = read_field(text)};
	const struct row *found = bsearch(&wish, rows->items, rows->count, sizeof *rows->items, compare_rows);
	if (!found) return add_past(ledger, place, LEDGER_NO_ROW);
	bool ours = found->row >= ledger->first && found->row - ledger->first < ledger->count;
	return ours ? set_place(ledger, found->row, place) : OK;
}

/* The whole lines in text, which begins at `place` of the file; *used: how many bytes they are. */
static int note_lines(size_t *used, struct ledger *ledger, const struct rows *rows, char *text, size_t length,
					  int64_t place)
{
	*used = 0;
	for (char *end; (end = memchr(text + *used, '\n', length - *used)); *used = (size_t)(end + 1 - text)) {
		*end = '\0';
		TRY(note_place(ledger, rows, text + *used, place + (int64_t)*used));
	}
	return OK;
}

static int read_places(struct ledger *ledger, const struct rows *rows, struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	int status = OK;
	int64_t place = MARK_LENGTH;
	for (;;) {
		char *room = buffer_room(&text, CHUNK);
		ssize_t got = room ? pread(ledger->file, room, CHUNK, place + (int64_t)text.length) : 0;
		if (got < 0 && errno == EINTR) continue;
		if (!room) status = ERR_MEMORY;
		if (got < 0) status = refuse(ledger, FILE_UNREADABLE, errno, diagnostics);
		if (got <= 0) break;
		text.length += (size_t)got;
		size_t used;
		status = note_lines(&used, ledger, rows, text.data, text.length, place);
		if (status != OK) break;
		memmove(text.data, text.data + used, text.length - used);
		text.length -= used;
		place += (int64_t)used;
	}
	ledger->end = place;
	buffer_drop(&text);
	return status;
}

/* What does not begin with the mark, an older program's or nothing, begins anew. */
static int read_all(struct ledger *ledger, const struct units *units, struct diagnostics *diagnostics)
{
	char begin[MARK_LENGTH];
	if (pread(ledger->file, begin, MARK_LENGTH, 0) != MARK_LENGTH || memcmp(begin, mark, MARK_LENGTH) != 0) return OK;
	struct rows rows = {.count = units_count(units)};
	rows.items = mem_zeroed(rows.count, sizeof *rows.items);
	if (!rows.items) return ERR_MEMORY;
	for (size_t i = 0; i < rows.count; i++) rows.items[i] = (struct row){units_code(units, i), i};
	qsort(rows.items, rows.count, sizeof *rows.items, compare_rows);
	int status = read_places(ledger, &rows, diagnostics);
	free(rows.items);
	return status;
}

int ledger_open(struct ledger **out, const char *path, const struct units *units, size_t first, size_t count,
				struct diagnostics *diagnostics)
{
	struct ledger *ledger = *out = mem_zeroed(1, sizeof *ledger);
	if (!ledger) return ERR_MEMORY;
	*ledger = (struct ledger){.file = -1, .first = first, .count = count};
	int status = ERR_MEMORY;
	ledger->path = mem_string(path);
	ledger->places = mem_zeroed(count + 1, sizeof *ledger->places);
	if (!ledger->path || !ledger->places) goto done;
	ledger->file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	status =
		ledger->file < 0 ? refuse(ledger, FILE_NOT_WRITABLE, errno, diagnostics) : read_all(ledger, units, diagnostics);
done:
	if (status == OK) return OK;
	ledger_drop(ledger);
	*out = NULL;
	return status;
}

void ledger_drop(struct ledger *ledger)
{
	if (!ledger) return;
	if (ledger->file >= 0) close(ledger->file); /* a line that is lost is made again */
	free(ledger->path);
	free(ledger->places);
	free(ledger->past);
	free(ledger);
}

/* place 0: there is none */
static int read_line(struct ledger_line *line, const struct ledger *ledger, int64_t place, struct arena *arena)
{
	*line = (struct ledger_line){0};
	for (size_t size = place ? 1024 : 0; size; size *= 2) {
		char *text = arena_alloc(arena, size);
		if (!text) return ERR_MEMORY;
		ssize_t got = pread(ledger->file, text, size - 1, place);
		if (got <= 0) return OK;
		char *end = memchr(text, '\n', (size_t)got);
		if (!end && (size_t)got < size - 1) return OK;
		if (!end) continue;
		*end = '\0';
		if (!parse(line, text)) *line = (struct ledger_line){0};
		return OK;
	}
	return OK;
}

int ledger_read(struct ledger_line *line, const struct ledger *ledger, size_t row, struct arena *arena)
{
	return read_line(line, ledger, ledger->places[row - ledger->first], arena);
}

size_t ledger_past_count(const struct ledger *ledger)
{
	return ledger->past_count;
}

int ledger_read_past(struct ledger_line *line, size_t *row, const struct ledger *ledger, size_t index,
					 struct arena *arena)
{
	*row = ledger->past[index].row;
	return read_line(line, ledger, ledger->past[index].place, arena);
}

/* Writing. */

static int write_at(const struct ledger *ledger, const char *data, size_t size, int64_t at)
{
	while (size) {
		ssize_t put = pwrite(ledger->file, data, size, at);
		if (put < 0 && errno == EINTR) continue;
		if (put <= 0) return put < 0 ? errno : EIO;
		data += put;
		at += put;
		size -= (size_t)put;
	}
	return 0;
}

int ledger_add(struct ledger *ledger, const struct buffer *text, const size_t *rows, size_t count,
			   struct diagnostics *diagnostics)
{
	int error = 0;
	if (text->failed) return ERR_MEMORY;
	if (!ledger->end) {
		error = ftruncate(ledger->file, 0) == 0 ? write_at(ledger, mark, MARK_LENGTH, 0) : errno;
		if (!error) ledger->end = MARK_LENGTH;
	}
	/* half a line of a run that was killed must not live on behind a shorter one */
	if (!error && ftruncate(ledger->file, ledger->end) != 0) error = errno;
	if (!error) error = write_at(ledger, text->data, text->length, ledger->end);
	if (error) return refuse(ledger, FILE_UNWRITABLE, error, diagnostics);
	const char *at = text->data;
	for (size_t i = 0; i < count; i++) {
		TRY(set_place(ledger, rows[i], ledger->end + (at - text->data)));
		at = (const char *)memchr(at, '\n', text->length - (size_t)(at - text->data)) + 1;
	}
	ledger->end += (int64_t)text->length;
	return OK;
}
