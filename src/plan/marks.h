/* Marks and numbers that people type although the program sets them. */
#ifndef PLAN_MARKS_H
#define PLAN_MARKS_H

#include "plan/plan.h"

/* Takes "- ", "+ ", "•", "I. ", "1. ", "a) " away from the head of each item, title and to, with a warning. */
int plan_take_marks(struct plan *plan, struct arena *arena, struct diagnostics *diagnostics);

#endif
