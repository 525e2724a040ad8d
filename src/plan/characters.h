/* Characters that XML allows but a document does not. */
#ifndef PLAN_CHARACTERS_H
#define PLAN_CHARACTERS_H

#include "plan/plan.h"

/* Takes soft hyphens, byte-order marks and controls of direction out of text and values, with a warning; refuses other
 * controls and private-use characters. */
int plan_clean_characters(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics);

#endif
