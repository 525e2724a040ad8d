/* The units of a batch: a file of rows, CSV or XML, and a second one with what the units of a kind share.
 *
 * CSV: the first row names the columns. UTF-8, or UTF-16 with a byte-order mark; cells are parted by `,` `;` or a tab,
 * which the first row shows (or a line `sep=;` before it); a cell in quotes may hold separators and line breaks, and ""
 * in it is a quote (RFC 4180). Blank lines, and lines of nothing but separators, are passed over. In a column's name
 * blanks become "-"; Mã, Tên, Loại are code, name, kind. A row may be shorter than the first one, not longer.
 *
 * XML: <units><unit code="SCT"><name>...</name></unit></units>, in the plan's namespace or in none; attributes and
 * child elements alike are columns.
 *
 * `code` and `name` are required, and a code stands once. The file of kinds is written in the same ways; its rows are
 * known by their column `kind` or, if it has none, by `code` (in XML also <kinds><kind kind="so">). What a unit leaves
 * empty is taken from the row of its kind, and columns that only that file has come after the units' own. A kind
 * without a row there gets a warning: such a unit has its own cells alone. */
#ifndef BATCH_UNITS_H
#define BATCH_UNITS_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "derive/unit.h"

enum {
	UNITS_FILE_LIMIT = 64 * 1024 * 1024, /* bytes */
	UNITS_CELL_LIMIT = 1024 * 1024,      /* bytes */
	UNITS_ROW_LIMIT = 1000000,
	UNITS_COLUMN_LIMIT = 256,
};

struct units;

/* A file that was read. */
struct units_file {
	const char *bytes;
	size_t size;
	const char *name; /* for messages */
};

/* Reads both files and checks all their rows; every mistake goes to the diagnostics. kinds: NULL if there are none. To
 * be given back by units_drop(). */
int units_load(struct units **units, const char *path, const char *kinds, struct diagnostics *diagnostics);
int units_parse(struct units **units, const struct units_file *file, const struct units_file *kinds,
				struct diagnostics *diagnostics);
void units_drop(struct units *units); /* accepts NULL */

/* What follows only reads: several threads may ask at once. */

size_t units_count(const struct units *units);
const char *units_code(const struct units *units, size_t index); /* borrowed, as long as the units stand */

/* The names of the columns that every unit has, in their order; borrowed. */
const char *const *units_columns(const struct units *units, size_t *count);

/* The unit of the row `index`, from 0. The element and its places are the arena's, the text is the units'; neither is
 * to be changed. OK or ERR_MEMORY. */
int units_row(struct unit *unit, const struct units *units, size_t index, struct arena *arena);

#endif
