/* What the register is to know of a derived plan, and the number that it gives back. */
#ifndef BATCH_DOCUMENT_H
#define BATCH_DOCUMENT_H

#include "batch/inputs.h"
#include "register/register.h"

/* The plan's entry: key, columns, and the number that its code gives. unit: its code. Strings are the arena's.
 * *has_code false: the plan has no number line, and is none of the register's. */
int document_read(struct entry *entry, bool *has_code, const struct plan *plan, const struct inputs *inputs,
				  const char *unit, struct arena *arena);

/* The number in the code of a derived plan; 0: none. */
int64_t document_number(const struct buffer *xml);

/* Puts the number into the code that has none. OK or ERR_MEMORY. */
int document_set_number(struct buffer *xml, int64_t number);

#endif
