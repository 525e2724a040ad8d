/* Rows of a CSV file, by libcsv.
 *
 * libcsv gives cells without their places. It is fed piece by piece, each ending with a separator or a line feed, as
 * only these end a cell: when it gives one, the piece's end is the cell's, and what follows begins the next. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/position.h"
#include "base/status.h"
#include "batch/units.h"
#include "batch/units_table.h"

enum { BLOCK = 4096, COMPLETE_NAMES = 1000 };

struct reading {
	struct table *table;
	const char *text;
	size_t size;
	char separator;
	struct csv_parser parser;
	size_t at;                /* the end of the piece, without what ends it */
	size_t next;              /* where the next cell begins, or blanks before it */
	struct position position; /* of the cell that was given last */
	struct buffer row;        /* the row's cells, each with a NUL */
	struct cell *cells;       /* their text is an offset + 1 in `row` until the row is complete */
	size_t count;             /* of the row's cells, also of those beyond the columns */
	uint32_t line;            /* of the row */
	bool headed;              /* the columns are known */
	bool only_head;           /* to see how a separator does */
	bool stopped;
	int status;
};

static void *resize(void *old, size_t size)
{
	return mem_resize(old, size, 1);
}

static void start(struct reading *reading)
{
	csv_init(&reading->parser, CSV_STRICT | CSV_STRICT_FINI); /* fails for NULL alone */
	csv_set_delim(&reading->parser, (unsigned char)reading->separator);
	csv_set_realloc_func(&reading->parser, resize);
	csv_set_blk_size(&reading->parser, BLOCK);
	reading->count = 0;
	buffer_clear(&reading->row);
}

static void fail(struct reading *reading, int status)
{
	if (status == OK) return;
	reading->status = status;
	reading->stopped = true;
}

/* Where the cell begins that stands between `next` and the piece's end. */
static size_t cell_start(const struct reading *reading)
{
	size_t from = reading->next;
	while (from < reading->at && strchr(" \t\n", reading->text[from]) && reading->text[from] != reading->separator)
		from++;
	return from;
}

static void on_cell(void *text, size_t length, void *context)
{
	struct reading *reading = context;
	size_t index = reading->count++;
	position_move(&reading->position, cell_start(reading));
	reading->next = reading->at + 1;
	if (index == 0) reading->line = reading->position.line;
	if (index > UNITS_COLUMN_LIMIT) return;
	struct cell *cell = &reading->cells[index];
	*cell = (struct cell){.length = length, .line = reading->position.line, .column = reading->position.column};
	if (length) buffer_put(&reading->row, text, length);
	buffer_char(&reading->row, '\0');
	if (reading->row.failed) fail(reading, ERR_MEMORY);
}

/* The cells' texts, now that their buffer moves no more. */
static bool place_texts(struct reading *reading)
{
	bool blank = true;
	size_t kept = reading->count <= UNITS_COLUMN_LIMIT ? reading->count : UNITS_COLUMN_LIMIT + 1;
	char *text = reading->row.data;
	for (size_t i = 0; i < kept; i++) {
		reading->cells[i].text = text;
		text += reading->cells[i].length + 1;
		blank &= reading->cells[i].text[strspn(reading->cells[i].text, " \t\n")] == '\0';
	}
	return blank;
}

static int read_head(struct reading *reading)
{
	struct table *table = reading->table;
	reading->headed = true;
	for (size_t i = 0; i < reading->count && i <= UNITS_COLUMN_LIMIT; i++) {
		const struct cell *cell = &reading->cells[i];
		TRY(table_add_column(table, cell->text, cell->length, cell->line, cell->column));
	}
	return table_check_columns(table, reading->line);
}

static int read_row(struct reading *reading)
{
	struct table *table = reading->table;
	size_t columns = table->column_count;
	for (size_t i = reading->count; i < columns; i++) reading->cells[i] = (struct cell){.line = reading->line};
	if (reading->count > columns) {
		char has[24], may[24];
		struct cell surplus = reading->cells[columns];
		for (size_t i = 0; i < columns; i++) table_trim(&reading->cells[i]);
		snprintf(has, sizeof has, "%zu", reading->count);
		snprintf(may, sizeof may, "%zu", columns);
		TRY(table_tell(table, UNITS_ROW_TOO_LONG, surplus.line, surplus.column, table_label(table, reading->cells), has,
					   may));
	}
	return table_add_row(table, reading->cells, reading->line);
}

static void on_row(int end, void *context)
{
	struct reading *reading = context;
	(void)end;
	if (!reading->stopped && !place_texts(reading)) {
		if (reading->only_head)
			reading->headed = reading->stopped = true;
		else
			fail(reading, reading->headed ? read_row(reading) : read_head(reading));
	}
	if (reading->only_head && reading->headed) return;
	reading->count = 0;
	buffer_clear(&reading->row);
}

/* A quote where none may stand. The rest of its line is passed over. */
static int pass_over(struct reading *reading, size_t offset)
{
	char began[16];
	struct position *position = &reading->position;
	position_move(position, cell_start(reading));
	snprintf(began, sizeof began, "%u", (unsigned)position->line);
	position_move(position, offset);
	if (!reading->only_head)
		TRY(table_tell(reading->table, UNITS_QUOTE, position->line, position->column, began, NULL, NULL));
	if (!reading->headed) reading->stopped = true; /* rows without columns say nothing */
	const char *feed = memchr(reading->text + offset, '\n', reading->size - offset);
	reading->at = feed ? (size_t)(feed - reading->text) : reading->size;
	reading->next = reading->at + 1;
	csv_free(&reading->parser);
	start(reading);
	return OK;
}

static int feed(struct reading *reading, size_t from)
{
	size_t to = reading->at < reading->size ? reading->at + 1 : reading->size;
	size_t taken = csv_parse(&reading->parser, reading->text + from, to - from, on_cell, on_row, reading);
	if (taken == to - from) return OK;
	return csv_error(&reading->parser) == CSV_EPARSE ? pass_over(reading, from + taken) : ERR_MEMORY;
}

/* The end of the file ends the last cell, unless that is open. */
static int finish(struct reading *reading)
{
	reading->at = reading->size;
	size_t open = cell_start(reading);
	if (csv_fini(&reading->parser, on_cell, on_row, reading) == 0) return OK;
	if (csv_error(&reading->parser) != CSV_EPARSE) return ERR_MEMORY;
	if (reading->only_head) return OK;
	position_move(&reading->position, open);
	return table_tell(reading->table, UNITS_QUOTE_OPEN, reading->position.line, reading->position.column, NULL, NULL,
					  NULL);
}

/* Reads all rows from `from` on, or the first. */
static int read_rows(struct reading *reading, size_t from)
{
	const char ends[] = {reading->separator, '\n', '\0'};
	int status = OK;
	start(reading);
	reading->next = from;
	while (from < reading->size && status == OK && !reading->stopped) {
		reading->at = from + strcspn(reading->text + from, ends);
		status = feed(reading, from);
		from = reading->at + 1;
	}
	if (status == OK && !reading->stopped) status = finish(reading);
	csv_free(&reading->parser);
	return status == OK ? reading->status : status;
}

/* How well a separator reads the first row: the known columns that it shows, then the number of columns. */
static int try_separator(size_t *worth, struct reading *reading, char separator, size_t from)
{
	struct table none = {.file = NULL};
	struct reading trial = {.table = &none, .text = reading->text, .size = reading->size, .separator = separator};
	trial.cells = reading->cells;
	trial.only_head = true;
	position_begin(&trial.position, trial.text, trial.size);
	*worth = 0;
	int status = read_rows(&trial, from);
	if (status == OK && trial.headed) {
		*worth = trial.count;
		for (size_t i = 0; i < trial.count && i <= UNITS_COLUMN_LIMIT && status == OK; i++) {
			const char *name = table_column_name(reading->table->arena, trial.cells[i].text, trial.cells[i].length);
			if (!name) status = ERR_MEMORY;
			if (name && (strcmp(name, "code") == 0 || strcmp(name, "name") == 0 || strcmp(name, "kind") == 0))
				*worth += COMPLETE_NAMES;
		}
	}
	buffer_drop(&trial.row);
	return status;
}

/* By a line "sep=;", as spreadsheets write it, else by the first row. */
static int find_separator(size_t *from, struct reading *reading)
{
	static const char separators[] = {',', ';', '\t'};
	size_t best = 0;
	*from = 0;
	reading->separator = ',';
	if (strncmp(reading->text, "sep=", 4) == 0 && strchr(",;\t", reading->text[4]) && reading->text[5] == '\n') {
		reading->separator = reading->text[4];
		*from = 6;
		return OK;
	}
	for (size_t i = 0; i < sizeof separators; i++) {
		size_t worth;
		TRY(try_separator(&worth, reading, separators[i], 0));
		if (worth <= best) continue;
		reading->separator = separators[i];
		best = worth;
	}
	return OK;
}

int units_read_csv(struct table *table, const char *bytes, size_t size)
{
	char *text;
	struct reading reading = {.table = table};
	TRY(units_text(&text, &reading.size, table->arena, bytes, size, table->file, table->diagnostics));
	reading.text = text;
	reading.cells = arena_array(table->arena, UNITS_COLUMN_LIMIT + 1, sizeof *reading.cells);
	if (!reading.cells) return ERR_MEMORY;
	size_t from;
	TRY(find_separator(&from, &reading));
	position_begin(&reading.position, reading.text, reading.size);
	int status = read_rows(&reading, from);
	if (status == OK && !reading.headed && !table->wrong)
		status = table_tell(table, UNITS_EMPTY, 1, 1, NULL, NULL, NULL);
	buffer_drop(&reading.row);
	return status;
}
