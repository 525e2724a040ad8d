/* numbers.csv: what the register gave to the units of a batch, for shards that have no register.
 *
 *     code,number,organ,year,kind,issued,name
 *     SCT,57,SCT,2022,KH,,SCT
 *
 * issued: the SHA-256 of the file if the number is issued, so that no other is to take its place. name: of the unit's
 * files, without extension. Of a unit whose plan has no number all but code and name is empty. */
#ifndef BATCH_NUMBERS_H
#define BATCH_NUMBERS_H

#include <stdint.h>

#include "batch/manifest.h"
#include "batch/units.h"

struct numbers;

/* One unit's line. Strings are the numbers'. */
struct number_line {
	const char *code, *organ, *kind, *issued, *name;
	int year;
	int64_t number; /* 0: none */
};

/* Reads and checks the file. Only the lines of these rows are kept, each of which must have one; units NULL: all. */
int numbers_load(struct numbers **numbers, const char *path, const struct units *units, size_t first, size_t count,
				 struct diagnostics *diagnostics);
void numbers_drop(struct numbers *numbers); /* accepts NULL */

size_t numbers_count(const struct numbers *numbers);

/* By index from 0: of the rows that were asked for, or of the file's. */
int numbers_line(struct number_line *line, const struct numbers *numbers, size_t index, struct arena *arena);

void numbers_begin(struct buffer *out);
void numbers_write(struct buffer *out, const struct number_line *line);

#endif
