/* The columns of a file of units: their names, and those that must be there. */
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "base/encoding.h"
#include "base/status.h"
#include "batch/units.h"
#include "batch/units_table.h"
#include "plan/words.h"

uint32_t table_find_column(const struct table *table, const char *name)
{
	for (uint32_t i = 0; i < table->column_count; i++)
		if (table->columns[i].name && strcmp(table->columns[i].name, name) == 0) return i;
	return NO_COLUMN;
}

/* The names that columns go by, as people write them. */
static const char *known_name(const char *name)
{
	static const struct {
		const char *written, *name;
	} known[] = {
		{"Mã", "code"},   {"mã", "code"},   {"MÃ", "code"},   {"Code", "code"}, {"CODE", "code"},
		{"Tên", "name"},  {"tên", "name"},  {"TÊN", "name"},  {"Name", "name"}, {"NAME", "name"},
		{"Loại", "kind"}, {"loại", "kind"}, {"LOẠI", "kind"}, {"Kind", "kind"}, {"KIND", "kind"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].written, name) == 0) return known[i].name;
	return name;
}

const char *table_column_name(struct arena *arena, const char *name, size_t length)
{
	char *out = arena_copy(arena, name, length);
	if (!out) return NULL;
	struct cell cell = {.text = out, .length = length};
	table_trim(&cell);
	if (!cell.text) return "";
	size_t kept = 0;
	for (size_t i = 0; i < cell.length; i++) {
		bool hard = memcmp(cell.text + i, "\xC2\xA0", 2) == 0;
		bool blank = hard || strchr(" \t\n", cell.text[i]);
		if (!blank)
			out[kept++] = cell.text[i];
		else if (out[kept - 1] != '-')
			out[kept++] = '-';
		i += hard;
	}
	out[kept] = '\0';
	return known_name(out);
}

/* The name as it could be written: what no name may hold becomes "-", and "_" stands before what may not begin one. */
static const char *suggest_name(struct arena *arena, const char *name)
{
	size_t length = strlen(name), kept = 0;
	char *out = arena_alloc(arena, length + 2);
	if (!out) return NULL;
	const char *end = name + length;
	for (const char *at = name; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_read(&c, at, end);
		char sample[6] = "a";
		memcpy(sample + 1, at, bytes);
		if (xmlValidateNCName((const xmlChar *)sample, 0) == 0) {
			if (kept == 0 && xmlValidateNCName((const xmlChar *)sample + 1, 0) != 0) out[kept++] = '_';
			memcpy(out + kept, at, bytes);
			kept += bytes;
		} else if (kept && out[kept - 1] != '-') {
			out[kept++] = '-';
		}
		at += bytes;
	}
	while (kept && out[kept - 1] == '-') kept--;
	out[kept] = '\0';
	return kept ? out : "_";
}

static int check_name(struct table *table, const char *name, const char *written, uint32_t line, uint32_t column)
{
	if (xmlValidateNCName((const xmlChar *)name, 0) != 0) {
		const char *better = suggest_name(table->arena, name);
		return better ? table_tell(table, UNITS_COLUMN_NAME, line, column, written, better, NULL) : ERR_MEMORY;
	}
	uint32_t earlier = table_find_column(table, name);
	if (earlier == NO_COLUMN) return OK;
	char first[16], second[16];
	snprintf(first, sizeof first, "%u", (unsigned)earlier + 1);
	snprintf(second, sizeof second, "%u", (unsigned)table->column_count + 1);
	return table_tell(table, UNITS_COLUMN_TWICE, line, column, name, first, second);
}

int table_add_column(struct table *table, const char *name, size_t length, uint32_t line, uint32_t column)
{
	if (table->column_count == UNITS_COLUMN_LIMIT) {
		char limit[16];
		snprintf(limit, sizeof limit, "%d", UNITS_COLUMN_LIMIT);
		TRY(table_tell(table, UNITS_TOO_MANY_COLUMNS, line, column, limit, NULL, NULL));
		return ERR_DOCUMENT;
	}
	const char *own = table_column_name(table->arena, name, length);
	struct cell written = {.text = arena_copy(table->arena, name, length), .length = length};
	if (!own || !written.text) return ERR_MEMORY;
	table_trim(&written);
	if (*own) TRY(check_name(table, own, written.text, line, column));
	TRY(arena_grow(table->arena, &table->columns, table->column_count, sizeof *table->columns));
	table->columns[table->column_count] = (struct column){.name = *own ? own : NULL, .written = written.text};
	uint32_t *const roles[] = {&table->code, &table->name, &table->kind};
	static const char *const names[] = {"code", "name", "kind"};
	for (int i = 0; i < 3; i++)
		if (*roles[i] == NO_COLUMN && strcmp(names[i], own) == 0) *roles[i] = table->column_count;
	table->column_count++;
	return OK;
}

/* The columns' names for a message: a, b, c. */
static const char *list_columns(const struct table *table)
{
	const char *list = "";
	for (uint32_t i = 0; i < table->column_count && list && strlen(list) < 80; i++)
		if (table->columns[i].name)
			list = arena_format(table->arena, *list ? "%s, %s" : "%s%s", list, table->columns[i].written);
	return list;
}

static int tell_missing(struct table *table, const char *name, uint32_t line)
{
	const char *near = NULL;
	for (uint32_t i = 0; i < table->column_count && !near; i++) {
		const char *own = table->columns[i].name;
		bool taken = i == table->code || i == table->name || i == table->kind;
		if (own && !taken && words_nearest(own, &name, 1)) near = own;
	}
	if (near) return table_tell(table, UNITS_COLUMN_NEAR, line, 1, name, near, NULL);
	const char *list = list_columns(table);
	return list ? table_tell(table, UNITS_COLUMN_MISSING, line, 1, name, list, NULL) : ERR_MEMORY;
}

int table_check_columns(struct table *table, uint32_t line)
{
	if (table->of_kinds) {
		if (table_key(table) != NO_COLUMN) return OK;
		TRY(tell_missing(table, "kind", line));
		return ERR_DOCUMENT;
	}
	if (table->code == NO_COLUMN && table->name == NO_COLUMN) {
		const char *list = list_columns(table);
		if (!list) return ERR_MEMORY;
		TRY(table_tell(table, UNITS_NO_HEADER, line, 1, list, NULL, NULL));
		return ERR_DOCUMENT;
	}
	if (table->code == NO_COLUMN) TRY(tell_missing(table, "code", line));
	return table->name == NO_COLUMN ? tell_missing(table, "name", line) : OK;
}
