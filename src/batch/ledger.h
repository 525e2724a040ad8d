/* The batch's memory from run to run: what each unit's files were made of, and what they were when they were made.
 *
 * A text file in the batch's folder, to which a line is added when a unit's files stand under their final names; the
 * last line of a unit counts. A run that dies leaves at most half a line, which the next one cuts off: what it tells is
 * then made again. Of the lines only their places are held in memory. */
#ifndef BATCH_LEDGER_H
#define BATCH_LEDGER_H

#include "base/digest.h"
#include "batch/units.h"

/* A file as it stands. */
struct ledger_file {
	int64_t size, time; /* bytes; nanoseconds of its last change; size -1: there is none */
	char sha256[DIGEST_TEXT_SIZE];
};

struct ledger_line {
	const char *code;              /* the unit's */
	char inputs[DIGEST_TEXT_SIZE]; /* digest of all that the plan is derived from */
	char plan[DIGEST_TEXT_SIZE];   /* digest of the derived plan, and of what it is rendered with */
	const char *organ, *kind;      /* its key in the register; "": it was not numbered there */
	int year;
	int64_t number;   /* 0: none */
	const char *name; /* of its files, without extension */
	struct ledger_file pdf, xml;
	int64_t pages;
	const char *json; /* its line in batch.jsonl, without a line feed */
};

struct ledger;

/* Opens or makes the file. Lines of units of other rows than [first, first + count) are passed over. */
int ledger_open(struct ledger **ledger, const char *path, const struct units *units, size_t first, size_t count,
				struct diagnostics *diagnostics);
void ledger_drop(struct ledger *ledger); /* accepts NULL */

/* The last line of the row; code NULL: there is none. Strings are the arena's. Several threads may read at once, but not
 * while one writes. */
int ledger_read(struct ledger_line *line, const struct ledger *ledger, size_t row, struct arena *arena);

/* Lines that count no more, in the order of their writing: earlier ones of a row, and all of units that are no longer in
 * the file of units (*row: LEDGER_NO_ROW). As above. */
#define LEDGER_NO_ROW SIZE_MAX
size_t ledger_past_count(const struct ledger *ledger);
int ledger_read_past(struct ledger_line *line, size_t *row, const struct ledger *ledger, size_t index,
					 struct arena *arena);

/* Adds a line to `text`, and text's lines to the ledger: rows are theirs in order. */
void ledger_write(struct buffer *text, const struct ledger_line *line);
int ledger_add(struct ledger *ledger, const struct buffer *text, const size_t *rows, size_t count,
			   struct diagnostics *diagnostics);

#endif
