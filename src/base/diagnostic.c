#include "base/diagnostic.h"

#include <stdarg.h>
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
};

struct diagnostics {
	struct arena *arena;
	struct entry *entries;
	size_t count;
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

int diagnostics_add(struct diagnostics *diagnostics, enum diagnostic_id id, struct place place, ...)
{
	TRY(arena_grow(diagnostics->arena, &diagnostics->entries, diagnostics->count, sizeof *diagnostics->entries));
	struct entry entry = {.diagnostic = {.id = id, .place = place}, .order = diagnostics->count};
	entry.file = file_index(diagnostics, place.file);
	bool failed = false;
	if (place.file) {
		entry.diagnostic.place.file = arena_string(diagnostics->arena, place.file);
		failed = !entry.diagnostic.place.file;
	}
	va_list arguments;
	va_start(arguments, place);
	for (size_t i = 0; i < DIAGNOSTIC_ARGUMENTS; i++) {
		const char *argument = va_arg(arguments, const char *);
		if (!argument) break;
		entry.diagnostic.arguments[i] = arena_string(diagnostics->arena, argument);
		failed = failed || !entry.diagnostic.arguments[i];
	}
	va_end(arguments);
	if (failed) return ERR_MEMORY;
	diagnostics->entries[diagnostics->count++] = entry;
	if (table[id].level > diagnostics->worst) diagnostics->worst = table[id].level;
	return status_of(table[id].level);
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
