/* Diagnostics: collected per document, sorted by place, printed by one emitter (cli). */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum diagnostic_level { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR, LEVEL_USAGE, LEVEL_SYSTEM };

enum diagnostic_id {
#define DIAGNOSTIC(name, id, level, english, vietnamese) name,
#include "base/diagnostics.def"
#undef DIAGNOSTIC
	DIAGNOSTIC_COUNT
};

enum language { ENGLISH, VIETNAMESE };

/* Where something stands in a file. line and column count from 1, columns in characters; 0: unknown. */
struct place {
	const char *file; /* borrowed until it is added, then copied; NULL: no file */
	uint32_t line, column;
};

enum { DIAGNOSTIC_ARGUMENTS = 4 };

struct diagnostic {
	enum diagnostic_id id;
	struct place place;
	const char *arguments[DIAGNOSTIC_ARGUMENTS]; /* for {1} to {4} of the text; NULL: not given */
};

struct diagnostics;

struct diagnostics *diagnostics_new(void);              /* NULL when out of memory */
void diagnostics_drop(struct diagnostics *diagnostics); /* accepts NULL */

/* Adds one, with up to four strings (copied) ended by NULL. Of each id only the first 50 are kept, and one more that
 * tells the number of the others. Returns what the level means for the caller:
 * OK for notes and warnings, ERR_DOCUMENT, ERR_USAGE, ERR_SYSTEM; or ERR_MEMORY. */
int diagnostics_add(struct diagnostics *diagnostics, enum diagnostic_id id, struct place place, ...)
	__attribute__((sentinel));

/* Adds all of `from`, which was sorted. OK or ERR_MEMORY. */
int diagnostics_pass(struct diagnostics *to, const struct diagnostics *from);

/* Would another one of this id be kept? Else its place need not be looked for. */
bool diagnostics_keep(const struct diagnostics *diagnostics, enum diagnostic_id id);

/* Sorted by file (in order of their first diagnostic), line, column, then order of adding; the same at the same place
 * only once. */
void diagnostics_sort(struct diagnostics *diagnostics);
size_t diagnostics_count(const struct diagnostics *diagnostics);
const struct diagnostic *diagnostics_at(const struct diagnostics *diagnostics, size_t index);

/* OK, or what the worst diagnostic means. */
int diagnostics_status(const struct diagnostics *diagnostics);

enum diagnostic_level diagnostic_level(enum diagnostic_id id);
const char *diagnostic_level_name(enum diagnostic_level level, enum language language); /* "error" */
const char *diagnostic_number(enum diagnostic_id id);                       /* "VT0101" or a row of the decree */
const char *diagnostic_text(enum diagnostic_id id, enum language language); /* with {1} ... in it */

/* The text in a language, its arguments put in. */
void diagnostic_write_text(const struct diagnostic *diagnostic, enum language language, struct buffer *out);

/* FILE:LINE:COLUMN: level: text [ID] and a line feed. */
void diagnostic_write(const struct diagnostic *diagnostic, enum language language, struct buffer *out);

/* The same of all, as they are sorted. */
void diagnostics_write(const struct diagnostics *diagnostics, enum language language, struct buffer *out);

#endif
