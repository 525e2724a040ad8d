/* The rows of one file, as its reader (CSV, XML) gives them and as units are made of them. */
#ifndef BATCH_UNITS_TABLE_H
#define BATCH_UNITS_TABLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

enum { NO_COLUMN = INT32_MAX };

struct column {
	const char *name;    /* NULL: unnamed, and to hold no text */
	const char *written; /* as the file has it, for messages */
	uint32_t line, column;
	bool refused; /* text in it was told of */
};

struct table {
	const char *file;    /* name, for messages */
	bool of_kinds;       /* else of units */
	bool of_xml;         /* else of CSV, whose first row names the columns */
	struct arena *arena; /* for as long as the file is read */
	struct diagnostics *diagnostics;
	struct column *columns; /* the arena's */
	uint32_t column_count;
	uint32_t code, name, kind; /* columns, or NO_COLUMN */
	struct buffer records;     /* see units_table.c */
	uint32_t *rows;            /* where each record begins; freed by table_drop() */
	uint32_t row_count, row_room;
	bool letters_lost; /* was told */
	bool wrong;        /* an error was told */
};

/* A cell as it stands in the file, or as it is kept. */
struct cell {
	char *text; /* NUL-terminated; NULL: empty */
	size_t length;
	uint32_t line, column;
};

void table_drop(struct table *table);

/* Tells of something at a place of the file, with up to three strings, long ones cut. OK or ERR_MEMORY; table->wrong after an error. */
int table_tell(struct table *table, enum diagnostic_id id, uint32_t line, uint32_t column, const char *first,
			   const char *second, const char *third);

/* Adds a column. name: as the file writes it. ERR_DOCUMENT: there are too many, read no further. */
int table_add_column(struct table *table, const char *name, size_t length, uint32_t line, uint32_t column);
/* Does the table, which begins on that line, have the columns that it needs, and can fields ask for all of them?
 * ERR_DOCUMENT: none that it needs, so that no row is worth reading. */
int table_check_columns(struct table *table, uint32_t line);
/* The index of the column of that name as it stands in the table; NO_COLUMN: there is none. */
uint32_t table_find_column(const struct table *table, const char *name);
/* A column's name as the table has it: blanks are "-", Mã is code. In the arena; NULL: out of memory. */
const char *table_column_name(struct arena *arena, const char *name, size_t length);
/* By what the file's rows are known: code of units, kind or code of kinds; NO_COLUMN: that is missing. */
uint32_t table_key(const struct table *table);

/* Adds a row of as many cells as there are columns, once they are checked; a row without a key is left out.
 * ERR_DOCUMENT: there are too many rows, read no further. cells: those that are empty have no text. */
int table_add_row(struct table *table, struct cell *cells, uint32_t line);
/* Blanks around the text go, in its own memory; a cell of nothing else has no text. */
void table_trim(struct cell *cell);
/* The checks of a row that is trimmed: required cells, characters, lengths. May change the texts. */
int table_check_row(struct table *table, struct cell *cells);
/* How messages name a row: by its key, else its name. Never NULL. */
const char *table_label(const struct table *table, const struct cell *cells);

/* When all rows are there: looks for keys that stand twice. *order: rows by their key, the caller frees. */
int table_sort(uint32_t **order, struct table *table);
/* The row of that key; UINT32_MAX: none. */
uint32_t table_find_row(const struct table *table, const uint32_t *order, const char *key);

/* The cells of a row, as many as there are columns. Returns the row's line. */
uint32_t table_read_row(struct cell *cells, const struct table *table, uint32_t row);
const char *table_row_key(const struct table *table, uint32_t row); /* never NULL */

/* Readers. ERR_DOCUMENT when they had to stop; other mistakes are in the diagnostics alone. */
int units_read_csv(struct table *table, const char *bytes, size_t size);
int units_read_xml(struct table *table, const char *bytes, size_t size);

/* A CSV file's text as clean UTF-8 in NFC, in the arena. */
int units_text(char **text, size_t *size, struct arena *arena, const char *bytes, size_t length, const char *name,
			   struct diagnostics *diagnostics);

#endif
