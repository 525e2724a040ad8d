/* Words: in order, and "did you mean". */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>

/* The word nearest to what was typed (letters wrong, left out, too many, swapped, in the wrong case), near enough to be
 * meant; NULL: none. */
const char *words_nearest(const char *typed, const char *const *words, size_t count);

/* For qsort() and bsearch() of pointers to strings: by byte. */
int words_compare(const void *left, const void *right);

#endif
