/* Characters that XML allows but a document does not. */
#ifndef PLAN_CHARACTERS_H
#define PLAN_CHARACTERS_H

#include "plan/plan.h"

/* Takes soft hyphens, byte-order marks, controls of direction and all else that nobody sees out of text and values, with
 * a warning; refuses other controls, private-use characters, letters written from right to left, what ends lines or paragraphs elsewhere, and what stands for
 * text that a program lost. */
int plan_clean_characters(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics);

#endif
