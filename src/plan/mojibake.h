/* Text that was read in the wrong code, and letters of other scripts that look like the right ones. */
#ifndef PLAN_MOJIBAKE_H
#define PLAN_MOJIBAKE_H

#include "plan/plan.h"

/* UTF-8 that was encoded twice, and text for the fonts of TCVN3 and VNI: an error at the first place of each. The
 * rules are made so that no Vietnamese and hardly any other word is taken for such. */
int plan_find_mojibake(const struct xml *xml, struct diagnostics *diagnostics);

/* Cyrillic and Greek letters in Latin words, and eth for Đ: a warning at the first of each text. */
int plan_find_lookalikes(const struct plan *plan, struct diagnostics *diagnostics);

#endif
