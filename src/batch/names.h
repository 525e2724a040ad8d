/* The names of a batch's files, from a pattern: literal text and fields {unit/COLUMN} and {code/number}; {{ is a brace.
 *
 * A name is one that every system takes: no separators, controls or characters that Windows refuses (they become "-"),
 * no blank or dot at its ends, no reserved word, and not too long; ".pdf" comes after it. Names that differ only in
 * capitals are one name, as they are on many disks. */
#ifndef BATCH_NAMES_H
#define BATCH_NAMES_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "derive/unit.h"

struct names;

/* ERR_USAGE if the pattern is none; all that is the arena's. */
int names_new(struct names **names, const char *pattern, struct arena *arena, struct diagnostics *diagnostics);

/* Do names depend on the number? */
bool names_need_number(const struct names *names);

/* Is there a column that the units do not have? Told, ERR_USAGE. row: any unit's. */
int names_check(const struct names *names, const struct unit *unit, struct diagnostics *diagnostics);

/* The name without its extension, in the arena; NULL when out of memory. number 0: none, "0". */
const char *names_make(const struct names *names, const struct unit *unit, int64_t number, struct arena *arena);

/* Is it as names_make() makes names? */
bool name_is_safe(const char *name);

/* Equal for names that are one on disks that know no capitals. */
uint64_t names_hash(const char *name);
bool names_same(const char *a, const char *b);

#endif
