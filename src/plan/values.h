/* Values of attributes and of elements such as <date>: are they right, and if not, how are they written? */
#ifndef PLAN_VALUES_H
#define PLAN_VALUES_H

#include <libxml/tree.h>

#include "base/arena.h"

/* White space as in xsd:token: none at the ends, one blank elsewhere. `text` itself if it is so; NULL when out of memory.
 */
const char *value_collapsed(struct arena *arena, const char *text);

/* pattern: data, value or a choice of these in the grammar. OK or ERR_MEMORY. */
int value_check(bool *good, struct arena *arena, const xmlNode *pattern, const char *text);

/* Gives back what value_check() keeps with the grammar, before the document is freed. NULL is accepted. */
void values_drop(xmlDoc *grammar);

/* What was probably meant, itself a good value: "2022-02-07" for "07/02/2022"; NULL: no idea. */
int value_suggest(const char **meant, struct arena *arena, const xmlNode *pattern, const char *text);

/* All values if they can be counted (*examples false), else examples of them, from the grammar's e:write; NULL: none. */
int value_describe(const char **list, bool *examples, struct arena *arena, const xmlNode *pattern);

#endif
