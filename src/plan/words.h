/* What people who know HTML or Vietnamese call an element. */
#ifndef PLAN_WORDS_H
#define PLAN_WORDS_H

/* The plan's name of an element that was called by its HTML or Vietnamese name; NULL: none. */
const char *words_translate(const char *element);

#endif
