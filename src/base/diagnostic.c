#include "base/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/status.h"

static const struct {
	const char *number;
	enum diagnostic_level level;
	const char *text[2];
} table[] = {
#define DIAGNOSTIC(name, id, level, english, vietnamese) {id, level, {english, vietnamese}},
#include "base/diagnostics.def"
#undef DIAGNOSTIC
};

static const char *const level_names[][2] = {
	[LEVEL_NOTE] = {"note", "ghi chú"}, [LEVEL_WARNING] = {"warning", "cảnh báo"}, [LEVEL_ERROR] = {"error", "lỗi"},
	[LEVEL_USAGE] = {"error", "lỗi"},   [LEVEL_SYSTEM] = {"error", "lỗi"},
};

struct entry {
	struct diagnostic diagnostic;
	size_t file; /* index in order of first appearance */
	size_t order;
	char *more;               /* MORE_ALIKE: where the number is written at the end */
	enum diagnostic_id alike; /* and whose it is */
};

/* So many of one id are kept: a damaged file gives the same message for each of its lines. */
enum { ALIKE_LIMIT = 50, NUMBER_LENGTH = 24 };

struct diagnostics {
	struct arena *arena;
	struct entry *entries;
	size_t count;
	size_t alike[DIAGNOSTIC_COUNT]; /* how many of each id were added */
	enum diagnostic_level worst;
};

struct diagnostics *diagnostics_new(void)
{
	struct diagnostics *diagnostics = mem_zeroed(1, sizeof *diagnostics);
	if (!diagnostics) return NULL;
	diagnostics->arena = arena_new();
	if (!diagnostics->arena) {
		free(diagnostics);
		return NULL;
	}
	return diagnostics;
}

void diagnostics_drop(struct diagnostics *diagnostics)
{
	if (!diagnostics) return;
	arena_drop(diagnostics->arena);
	free(diagnostics);
}

static int status_of(enum diagnostic_level level)
{
	static const int statuses[] = {
		[LEVEL_NOTE] = OK,         [LEVEL_WARNING] = OK,        [LEVEL_ERROR] = ERR_DOCUMENT,
		[LEVEL_USAGE] = ERR_USAGE, [LEVEL_SYSTEM] = ERR_SYSTEM,
	};
	return statuses[level];
}

/* Same file, same index: files are few. */
static size_t file_index(const struct diagnostics *diagnostics, const char *file)
{
	size_t next = 0;
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct entry *entry = &diagnostics->entries[i];
		const char *other = entry->diagnostic.place.file;
		if (file == other || (file && other && strcmp(file, other) == 0)) return entry->file;
		if (entry->file >= next) next = entry->file + 1;
	}
	return next;
}

/* A copy for a message: an argument that goes on and on (a name of 1 MiB) ends in dots. */
static const char *copy_argument(struct arena *arena, const char *text)
{
	enum { LONGEST = 1000 };
	size_t length = strnlen(text, LONGEST + 1);
	if (length <= LONGEST) return arena_copy(arena, text, length);
	for (length = LONGEST; ((unsigned char)text[length] & 0xC0) == 0x80; length--) {
	}
	return arena_format(arena, "%.*s…", (int)length, text);
}

static int add_entry(struct diagnostics *diagnostics, struct entry entry, const char *const *arguments)
{
	struct arena *arena = diagnostics->arena;
	struct diagnostic *added = &entry.diagnostic;
	TRY(arena_grow(arena, &diagnostics->entries, diagnostics->count, sizeof *diagnostics->entries));
	entry.order = diagnostics->count;
	entry.file = file_index(diagnostics, added->place.file);
	if (added->place.file && !(added->place.file = arena_string(arena, added->place.file))) return ERR_MEMORY;
	for (size_t i = 0; i < DIAGNOSTIC_ARGUMENTS && arguments[i]; i++) {
		added->arguments[i] = copy_argument(arena, arguments[i]);
		if (!added->arguments[i]) return ERR_MEMORY;
	}
	diagnostics->entries[diagnostics->count++] = entry;
	return OK;
}

/* Stands for all of that id from here on; diagnostics_sort() writes how many they are. */
static int add_more_alike(struct diagnostics *diagnostics, enum diagnostic_id id, struct place place)
{
	struct entry entry = {.diagnostic = {.id = MORE_ALIKE, .place = place}, .alike = id};
	const char *arguments[DIAGNOSTIC_ARGUMENTS] = {NULL};
	entry.more = arena_alloc(diagnostics->arena, NUMBER_LENGTH);
	if (!entry.more) return ERR_MEMORY;
	entry.diagnostic.arguments[0] = entry.more;
	entry.diagnostic.arguments[1] = table[id].number;
	return add_entry(diagnostics, entry, arguments);
}

int diagnostics_add(struct diagnostics *diagnostics, enum diagnostic_id id, struct place place, ...)
{
	const char *arguments[DIAGNOSTIC_ARGUMENTS] = {NULL};
	va_list list;
	va_start(list, place);
	for (size_t i = 0; i < DIAGNOSTIC_ARGUMENTS && (arguments[i] = va_arg(list, const char *)); i++) continue;
	va_end(list);
	size_t alike = diagnostics->alike[id]++;
	if (alike < ALIKE_LIMIT)
		TRY(add_entry(diagnostics, (struct entry){.diagnostic = {.id = id, .place = place}}, arguments));
	else if (alike == ALIKE_LIMIT)
		TRY(add_more_alike(diagnostics, id, place));
	if (table[id].level > diagnostics->worst) diagnostics->worst = table[id].level;
	return status_of(table[id].level);
}

int diagnostics_pass(struct diagnostics *to, const struct diagnostics *from)
{
	for (size_t i = 0; i < diagnostics_count(from); i++) {
		const struct diagnostic *found = diagnostics_at(from, i);
		const char *const *arguments = found->arguments;
		int status =
			diagnostics_add(to, found->id, found->place, arguments[0], arguments[1], arguments[2], arguments[3], NULL);
		if (status == ERR_MEMORY) return status;
	}
	return OK;
}

bool diagnostics_keep(const struct diagnostics *diagnostics, enum diagnostic_id id)
{
	return diagnostics->alike[id] <= ALIKE_LIMIT;
}

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = compare_numbers(a->file, b->file);
	if (!order) order = compare_numbers(a->diagnostic.place.line, b->diagnostic.place.line);
	if (!order) order = compare_numbers(a->diagnostic.place.column, b->diagnostic.place.column);
	return order ? order : compare_numbers(a->order, b->order);
}

static bool same_place(const struct entry *a, const struct entry *b)
{
	return a->file == b->file && a->diagnostic.place.line == b->diagnostic.place.line &&
		   a->diagnostic.place.column == b->diagnostic.place.column;
}

static bool same_text(const struct entry *a, const struct entry *b)
{
	if (a->diagnostic.id != b->diagnostic.id) return false;
	for (size_t i = 0; i < DIAGNOSTIC_ARGUMENTS; i++) {
		const char *x = a->diagnostic.arguments[i], *y = b->diagnostic.arguments[i];
		if (!x != !y || (x && strcmp(x, y) != 0)) return false;
	}
	return true;
}

/* Does one of the sorted entries, all of which come before this one, say the same at the same place? */
static bool repeated(const struct entry *entries, size_t count, const struct entry *entry)
{
	while (count-- && same_place(&entries[count], entry)) {
		if (same_text(&entries[count], entry)) return true;
	}
	return false;
}

void diagnostics_sort(struct diagnostics *diagnostics)
{
	if (!diagnostics->count) return;
	for (size_t i = 0; i < diagnostics->count; i++) {
		struct entry *entry = &diagnostics->entries[i];
		if (entry->more) snprintf(entry->more, NUMBER_LENGTH, "%zu", diagnostics->alike[entry->alike] - ALIKE_LIMIT);
	}
	qsort(diagnostics->entries, diagnostics->count, sizeof *diagnostics->entries, compare);
	size_t kept = 1;
	for (size_t i = 1; i < diagnostics->count; i++) {
		if (!repeated(diagnostics->entries, kept, &diagnostics->entries[i]))
			diagnostics->entries[kept++] = diagnostics->entries[i];
	}
	/* arena_grow() derives the capacity from the count: a smaller count only wastes room. */
	diagnostics->count = kept;
}

size_t diagnostics_count(const struct diagnostics *diagnostics)
{
	return diagnostics->count;
}

const struct diagnostic *diagnostics_at(const struct diagnostics *diagnostics, size_t index)
{
	return &diagnostics->entries[index].diagnostic;
}

int diagnostics_status(const struct diagnostics *diagnostics)
{
	return diagnostics->count ? status_of(diagnostics->worst) : OK;
}

enum diagnostic_level diagnostic_level(enum diagnostic_id id)
{
	return table[id].level;
}

const char *diagnostic_level_name(enum diagnostic_level level, enum language language)
{
	return level_names[level][language];
}

const char *diagnostic_number(enum diagnostic_id id)
{
	return table[id].number;
}

const char *diagnostic_text(enum diagnostic_id id, enum language language)
{
	return table[id].text[language];
}

void diagnostic_write_text(const struct diagnostic *diagnostic, enum language language, struct buffer *out)
{
	for (const char *at = diagnostic_text(diagnostic->id, language); *at; at++) {
		if (at[0] == '{' && at[1] >= '1' && at[1] <= '0' + DIAGNOSTIC_ARGUMENTS && at[2] == '}') {
			const char *argument = diagnostic->arguments[at[1] - '1'];
			buffer_text(out, argument ? argument : "");
			at += 2;
		} else {
			buffer_char(out, *at);
		}
	}
}

void diagnostic_write(const struct diagnostic *diagnostic, enum language language, struct buffer *out)
{
	const struct place *place = &diagnostic->place;
	if (place->file) buffer_text(out, place->file);
	if (place->file && place->line) buffer_format(out, ":%u", place->line);
	if (place->file && place->line && place->column) buffer_format(out, ":%u", place->column);
	buffer_text(out, place->file ? ": " : "vanthu: ");
	buffer_text(out, level_names[diagnostic_level(diagnostic->id)][language]);
	buffer_text(out, ": ");
	diagnostic_write_text(diagnostic, language, out);
	buffer_format(out, " [%s]\n", diagnostic_number(diagnostic->id));
}

void diagnostics_write(const struct diagnostics *diagnostics, enum language language, struct buffer *out)
{
	for (size_t i = 0; i < diagnostics_count(diagnostics); i++)
		diagnostic_write(diagnostics_at(diagnostics, i), language, out);
}
