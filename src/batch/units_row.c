/* The checks of a row: what must be there, and what may stand in a cell. */
#include <stdio.h>
#include <string.h>

#include "base/ordinary.h"
#include "base/status.h"
#include "base/utf8.h"
#include "batch/units.h"
#include "batch/units_table.h"

enum verdict { GOOD, DROPPED, REFUSED };

/* As in a plan (plan/characters.h): what is told here has the place in the file of units, and is told once. */
static enum verdict judge(int32_t c)
{
	if (c < 0x20) return c == '\t' || c == '\n' ? GOOD : REFUSED;
	if (c < 0x7F) return GOOD;
	if (c <= 0x9F) return REFUSED;
	bool direction =
		c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
	bool tag = c >= 0xE0000 && c <= 0xE007F; /* invisible letters */
	if (c == 0xAD || c == 0xFEFF || direction || tag) return DROPPED;
	return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 ? REFUSED : GOOD;
}

/* A blank at `at`, before `end`: its bytes, 0 if there is none. U+00A0 comes with cells that were pasted. */
static size_t blank_at(const char *at, const char *end)
{
	if (at < end && (*at == ' ' || *at == '\t' || *at == '\n')) return 1;
	return end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

void table_trim(struct cell *cell)
{
	if (!cell->text) return;
	char *start = cell->text, *end = start + cell->length;
	for (size_t bytes; (bytes = blank_at(start, end)) > 0;) {
		cell->column = *start == '\n' ? 1 : cell->column + 1;
		cell->line += *start == '\n';
		start += bytes;
	}
	for (;;) {
		if (end > start && blank_at(end - 1, end))
			end--;
		else if (end - start >= 2 && blank_at(end - 2, end) == 2)
			end -= 2;
		else
			break;
	}
	*end = '\0';
	cell->text = start < end ? start : NULL;
	cell->length = (size_t)(end - start);
}

const char *table_label(const struct table *table, const struct cell *cells)
{
	uint32_t key = table_key(table);
	if (key != NO_COLUMN && cells[key].text) return cells[key].text;
	if (table->name != NO_COLUMN && cells[table->name].text) return cells[table->name].text;
	return "?";
}

/* Where the character at `to` of a cell's text stands. Quotes in a cell of a CSV make it the place nearly. */
static void find_place(uint32_t *line, uint32_t *column, const struct cell *cell, const char *to)
{
	*line = cell->line;
	*column = cell->column;
	for (const char *at = cell->text; at < to; at++) {
		if (*at == '\n') {
			++*line;
			*column = 1;
		} else if (((unsigned char)*at & 0xC0) != 0x80) {
			++*column;
		}
	}
}

static int tell_character(struct table *table, const struct cell *cell, const char *label, const char *at, int32_t c,
						  enum verdict verdict)
{
	char number[16];
	uint32_t line, column;
	snprintf(number, sizeof number, "U+%04X", (unsigned)c);
	find_place(&line, &column, cell, at);
	return table_tell(table, verdict == DROPPED ? UNITS_CHARACTER_DROPPED : UNITS_CHARACTER, line, column, number,
					  label, NULL);
}

/* Of each verdict only the first character of a cell is told. */
static int check_characters(struct table *table, struct cell *cell, const char *label)
{
	const char *end = cell->text + cell->length;
	bool told[REFUSED + 1] = {false};
	if (text_is_ordinary(cell->text, cell->length)) return OK;
	for (const char *at = cell->text; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		enum verdict verdict = judge(c);
		if (verdict != GOOD && !told[verdict]) TRY(tell_character(table, cell, label, at, c, verdict));
		told[verdict] = true;
		at += bytes;
	}
	if (!told[DROPPED]) return OK;
	char *kept = arena_copy(table->arena, cell->text, cell->length);
	if (!kept) return ERR_MEMORY;
	size_t length = 0;
	for (const char *at = cell->text; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		if (judge(c) != DROPPED) {
			memcpy(kept + length, at, bytes);
			length += bytes;
		}
		at += bytes;
	}
	kept[length] = '\0';
	cell->text = kept;
	cell->length = length;
	table_trim(cell);
	return OK;
}

/* What the skeleton's lists name (units="SNV so *") holds no blank and is no "*". */
static int check_word(struct table *table, const struct cell *cell, const char *column)
{
	if (!cell->text) return OK;
	const char *end = cell->text + cell->length;
	bool parted = strcmp(cell->text, "*") == 0;
	for (const char *at = cell->text; at < end; at++) parted |= blank_at(at, end) > 0;
	return parted ? table_tell(table, UNITS_WORD, cell->line, cell->column, cell->text, column, NULL) : OK;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* "S? N?i v?": a spreadsheet that saves in a code without Vietnamese letters writes a mark for each. */
static int check_letters(struct table *table, const struct cell *cell)
{
	for (const char *at = cell->text; at && !table->letters_lost && (at = strchr(at, '?')); at++) {
		if (at == cell->text || !is_letter(at[-1]) || !is_letter(at[1])) continue;
		table->letters_lost = true;
		return table_tell(table, UNITS_LETTERS_LOST, cell->line, cell->column, cell->text, NULL, NULL);
	}
	return OK;
}

static int check_cell(struct table *table, struct cell *cell, uint32_t index, const char *label)
{
	struct column *column = &table->columns[index];
	if (!column->name && !column->refused) {
		char number[16];
		column->refused = true;
		snprintf(number, sizeof number, "%u", (unsigned)index + 1);
		TRY(table_tell(table, UNITS_COLUMN_UNNAMED, cell->line, cell->column, number, label, NULL));
	}
	if (cell->length > UNITS_CELL_LIMIT) {
		char limit[16];
		snprintf(limit, sizeof limit, "%d", UNITS_CELL_LIMIT >> 20);
		return table_tell(table, UNITS_CELL_TOO_LONG, cell->line, cell->column, limit, label, NULL);
	}
	return check_characters(table, cell, label);
}

static int check_required(struct table *table, const struct cell *cells, uint32_t column, const char *label)
{
	if (column == NO_COLUMN || cells[column].text) return OK;
	return table_tell(table, UNITS_CELL_EMPTY, cells[column].line, cells[column].column, table->columns[column].name,
					  label, NULL);
}

int table_check_row(struct table *table, struct cell *cells)
{
	const char *label = table_label(table, cells);
	for (uint32_t i = 0; i < table->column_count; i++)
		if (cells[i].text) TRY(check_cell(table, &cells[i], i, label));
	uint32_t key = table_key(table);
	TRY(check_required(table, cells, key, label));
	if (!table->of_kinds) TRY(check_required(table, cells, table->name, label));
	if (key != NO_COLUMN) TRY(check_word(table, &cells[key], table->columns[key].written));
	if (table->kind != NO_COLUMN && table->kind != key)
		TRY(check_word(table, &cells[table->kind], table->columns[table->kind].written));
	return table->name == NO_COLUMN ? OK : check_letters(table, &cells[table->name]);
}
