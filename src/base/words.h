/* "Did you mean": the word that was probably meant. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>

/* The word nearest to what was typed (letters wrong, left out, too many, swapped, in the wrong case), near enough to be
 * meant; NULL: none. */
const char *words_nearest(const char *typed, const char *const *words, size_t count);

#endif
