/* Which elements a plan has. */
#ifndef PLAN_NAMES_H
#define PLAN_NAMES_H

#include <stdbool.h>

#include "plan/plan.h"

/* Their names, each once, sorted, between blanks: " code name organ ". In the arena. */
int plan_names(const char **names, const struct plan *plan, struct arena *arena);

/* Is the name, `length` bytes, among them? */
bool plan_names_hold(const char *names, const char *name, size_t length);

#endif
