/* Numbers in the forms that documents count with. */
#ifndef PLAN_NUMERALS_H
#define PLAN_NUMERALS_H

#include <stddef.h>

#include "base/buffer.h"

/* The letters that points are counted with, in order. */
struct alphabet {
	const char *const *letters;
	size_t count;
};

enum { LARGEST_ROMAN = 3999 };

/* I, II ... MMMCMXCIX; beyond LARGEST_ROMAN digits. */
void numerals_roman(struct buffer *out, unsigned number);

/* a, b ... y, then aa, bb ..., aaa, bbb ...; beyond that digits, which stay short. number > 0 */
void numerals_letters(struct buffer *out, const struct alphabet *alphabet, unsigned number);

/* Reads a Roman number in capitals as documents count with, of I, V and X alone (C, D, L and M are taken for letters), up
 * to XXXIX. Returns its bytes; 0: there is none. */
size_t numerals_read_roman(unsigned *number, const char *text);

#endif
