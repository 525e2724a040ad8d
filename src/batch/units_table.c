/* How rows are kept: one after the other in one block, because there may be many and they are read again only when
 * their unit's plan is made. A record is
 *
 *     line, number of cells, then for each cell that holds text
 *     column's index, line after the row's, column in the line, length of the text, text, NUL
 *
 * with all numbers in groups of seven bits, the lowest first, the top bit saying that one more follows. Empty cells
 * take no room, and text is handed out where it stands. */
#include "batch/units_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/units.h"

enum { ARGUMENT_LENGTH = 80 };

void table_drop(struct table *table)
{
	buffer_drop(&table->records);
	free(table->rows);
	table->rows = NULL;
}

/* A name is told by its first words. */
static void cut(char out[ARGUMENT_LENGTH + 4], const char *text)
{
	size_t length = strlen(text);
	bool whole = length <= ARGUMENT_LENGTH;
	if (!whole) length = ARGUMENT_LENGTH;
	while (!whole && length && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
	snprintf(out, ARGUMENT_LENGTH + 4, whole ? "%.*s" : "%.*s...", (int)length, text);
}

int table_tell(struct table *table, enum diagnostic_id id, uint32_t line, uint32_t column, const char *first,
			   const char *second, const char *third)
{
	struct place place = {table->file, line, column};
	const char *given[3] = {first, second, third};
	char arguments[3][ARGUMENT_LENGTH + 4];
	for (int i = 0; i < 3; i++) {
		if (!given[i]) continue;
		cut(arguments[i], given[i]);
		given[i] = arguments[i];
	}
	int status = diagnostics_add(table->diagnostics, id, place, given[0], given[1], given[2], NULL);
	if (status == ERR_MEMORY) return status;
	if (status != OK) table->wrong = true;
	return OK;
}

uint32_t table_key(const struct table *table)
{
	return table->of_kinds && table->kind != NO_COLUMN ? table->kind : table->code;
}

/* Records */

static void put_number(struct buffer *records, size_t number)
{
	for (; number >= 0x80; number >>= 7) buffer_char(records, (char)(number | 0x80));
	buffer_char(records, (char)number);
}

static size_t take_number(char **at)
{
	size_t number = 0;
	for (unsigned shift = 0;; shift += 7) {
		unsigned char byte = (unsigned char)*(*at)++;
		number |= (size_t)(byte & 0x7F) << shift;
		if (byte < 0x80) return number;
	}
}

static int make_room(struct table *table)
{
	if (table->row_count < table->row_room) return OK;
	uint32_t room = table->row_room ? table->row_room * 2 : 64;
	uint32_t *rows = mem_resize(table->rows, room, sizeof *rows);
	if (!rows) return ERR_MEMORY;
	table->rows = rows;
	table->row_room = room;
	return OK;
}

static int keep_row(struct table *table, const struct cell *cells, uint32_t line)
{
	TRY(make_room(table));
	struct buffer *records = &table->records;
	if (records->length > UINT32_MAX / 2) return ERR_MEMORY; /* a file's size keeps it far below */
	table->rows[table->row_count++] = (uint32_t)records->length;
	size_t count = 0;
	for (uint32_t i = 0; i < table->column_count; i++) count += cells[i].text != NULL;
	put_number(records, line);
	put_number(records, count);
	for (uint32_t i = 0; i < table->column_count; i++) {
		if (!cells[i].text) continue;
		put_number(records, i);
		put_number(records, cells[i].line - line);
		put_number(records, cells[i].column);
		put_number(records, cells[i].length);
		buffer_put(records, cells[i].text, cells[i].length);
		buffer_char(records, '\0');
	}
	return records->failed ? ERR_MEMORY : OK;
}

int table_add_row(struct table *table, struct cell *cells, uint32_t line)
{
	if (table->row_count == UNITS_ROW_LIMIT) {
		char limit[16];
		snprintf(limit, sizeof limit, "%d", UNITS_ROW_LIMIT);
		TRY(table_tell(table, UNITS_TOO_MANY_ROWS, line, 0, limit, NULL, NULL));
		return ERR_DOCUMENT;
	}
	for (uint32_t i = 0; i < table->column_count; i++) table_trim(&cells[i]);
	TRY(table_check_row(table, cells));
	uint32_t key = table_key(table);
	return key == NO_COLUMN || !cells[key].text ? OK : keep_row(table, cells, line);
}

uint32_t table_read_row(struct cell *cells, const struct table *table, uint32_t row)
{
	char *at = table->records.data + table->rows[row];
	uint32_t line = (uint32_t)take_number(&at);
	for (uint32_t i = 0; i < table->column_count; i++) cells[i] = (struct cell){.line = line};
	for (size_t left = take_number(&at); left; left--) {
		struct cell *cell = &cells[take_number(&at)];
		cell->line = line + (uint32_t)take_number(&at);
		cell->column = (uint32_t)take_number(&at);
		cell->length = take_number(&at);
		cell->text = at;
		at += cell->length + 1;
	}
	return line;
}

const char *table_row_key(const struct table *table, uint32_t row)
{
	char *at = table->records.data + table->rows[row];
	take_number(&at);
	for (size_t left = take_number(&at); left; left--) {
		size_t column = take_number(&at);
		take_number(&at);
		take_number(&at);
		size_t length = take_number(&at);
		if (column == table_key(table)) return at;
		at += length + 1;
	}
	return "";
}

/* Keys */

struct keyed {
	const char *key;
	uint32_t row;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *first = a, *second = b;
	int order = strcmp(first->key, second->key);
	return order ? order : (first->row > second->row) - (first->row < second->row);
}

static int tell_twice(struct table *table, uint32_t earlier, uint32_t row, struct cell *cells)
{
	char line[16];
	snprintf(line, sizeof line, "%u", (unsigned)table_read_row(cells, table, earlier));
	table_read_row(cells, table, row);
	const struct cell *key = &cells[table_key(table)];
	return table_tell(table, table->of_kinds ? UNITS_KIND_TWICE : UNITS_CODE_TWICE, key->line, key->column, key->text,
					  line, NULL);
}

int table_sort(uint32_t **order, struct table *table)
{
	int status = ERR_MEMORY;
	struct keyed *keyed = mem_resize(NULL, (size_t)table->row_count + 1, sizeof *keyed);
	struct cell *cells = arena_array(table->arena, table->column_count + 1, sizeof *cells);
	*order = mem_resize(NULL, (size_t)table->row_count + 1, sizeof **order);
	if (!keyed || !cells || !*order) goto done;
	for (uint32_t i = 0; i < table->row_count; i++) keyed[i] = (struct keyed){table_row_key(table, i), i};
	qsort(keyed, table->row_count, sizeof *keyed, compare_keyed);
	status = OK;
	for (uint32_t i = 0, first = 0; i < table->row_count && status == OK; i++) {
		(*order)[i] = keyed[i].row;
		if (strcmp(keyed[i].key, keyed[first].key) != 0) first = i;
		if (i > first) status = tell_twice(table, keyed[first].row, keyed[i].row, cells);
	}
done:
	free(keyed);
	if (status == OK) return OK;
	free(*order);
	*order = NULL;
	return status;
}

uint32_t table_find_row(const struct table *table, const uint32_t *order, const char *key)
{
	uint32_t low = 0, high = table->row_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int found = strcmp(table_row_key(table, order[middle]), key);
		if (found == 0) return order[middle];
		if (found < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return UINT32_MAX;
}
