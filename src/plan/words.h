/* "Did you mean": the word that was probably meant. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

#include <stddef.h>

/* The word nearest to what was typed (letters wrong, left out, too many, swapped, in the wrong case), near enough to be
 * meant; NULL: none. */
const char *words_nearest(const char *typed, const char *const *words, size_t count);

/* The plan's name of an element that was called by its HTML or Vietnamese name; NULL: none. */
const char *words_translate(const char *element);

#endif
