/* The columns of a file of units: their names, and those that must be there. */
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "base/utf8.h"
#include "base/words.h"
#include "batch/units.h"
#include "batch/units_table.h"

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
		size_t bytes = utf8_decode(&c, at, end);
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

static int check_name(struct table *table, uint32_t index)
{
	const struct column *own = &table->columns[index];
	if (!own->name) return OK;
	if (xmlValidateNCName((const xmlChar *)own->name, 0) != 0) {
		const char *better = suggest_name(table->arena, own->name);
		if (!better) return ERR_MEMORY;
		return table_tell(table, UNITS_COLUMN_NAME, own->line, own->column, own->written, better, NULL);
	}
	uint32_t earlier = table_find_column(table, own->name);
	if (earlier == index) return OK;
	char first[16], second[16];
	snprintf(first, sizeof first, "%u", (unsigned)earlier + 1);
	snprintf(second, sizeof second, "%u", (unsigned)index + 1);
	return table_tell(table, UNITS_COLUMN_TWICE, own->line, own->column, own->written, first, second);
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
	TRY(arena_grow(table->arena, &table->columns, table->column_count, sizeof *table->columns));
	struct column *new = &table->columns[table->column_count];
	*new = (struct column){*own ? own : NULL, written.text, line, column, false};
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

/* "Tên đơn vị" for "Tên": the word that stands for the column, and more. */
static bool begins_so(const char *written, const char *name)
{
	static const struct {
		const char *word, *name;
	} words[] = {{"Mã ", "code"}, {"Tên ", "name"}, {"Loại ", "kind"}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(written, words[i].word, strlen(words[i].word)) == 0 && strcmp(words[i].name, name) == 0)
			return true;
	return false;
}

static int tell_missing(struct table *table, const char *name, uint32_t line)
{
	const char *near = NULL;
	for (uint32_t i = 0; i < table->column_count && !near; i++) {
		const struct column *own = &table->columns[i];
		bool taken = i == table->code || i == table->name || i == table->kind;
		if (own->name && !taken && (words_nearest(own->name, &name, 1) || begins_so(own->written, name)))
			near = own->written;
	}
	if (near) return table_tell(table, UNITS_COLUMN_NEAR, line, 1, name, near, NULL);
	const char *list = list_columns(table);
	return list ? table_tell(table, UNITS_COLUMN_MISSING, line, 1, name, list, NULL) : ERR_MEMORY;
}

static int check_needed(struct table *table, uint32_t line)
{
	if (table->of_kinds) {
		if (table_key(table) != NO_COLUMN) return OK;
		TRY(tell_missing(table, "kind", line));
		return ERR_DOCUMENT;
	}
	if (table->code == NO_COLUMN && table->name == NO_COLUMN && !table->of_xml) {
		const char *list = list_columns(table);
		if (!list) return ERR_MEMORY;
		TRY(table_tell(table, UNITS_NO_HEADER, line, 1, list, NULL, NULL));
		return ERR_DOCUMENT;
	}
	if (table->code == NO_COLUMN) TRY(tell_missing(table, "code", line));
	return table->name == NO_COLUMN ? tell_missing(table, "name", line) : OK;
}

int table_check_columns(struct table *table, uint32_t line)
{
	TRY(check_needed(table, line));
	for (uint32_t i = 0; i < table->column_count; i++) TRY(check_name(table, i));
	return OK;
}
