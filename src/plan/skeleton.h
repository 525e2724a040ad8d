/* What belongs to the skeleton of a batch, and is met in a plan when the two are mixed up. */
#ifndef PLAN_SKELETON_H
#define PLAN_SKELETON_H

#include <stdbool.h>
#include <stddef.h>

bool skeleton_element(const char *name);
bool skeleton_attribute(const char *element, const char *name);

/* The first field in a text, "{unit/name}" with its braces. Returns its length; 0: there is none. any: whatever stands
 * in braces is one, as in a value that braces never stand in; else what asks for the unit, the master or the number. */
size_t skeleton_field(const char **field, const char *text, bool any);

#endif
