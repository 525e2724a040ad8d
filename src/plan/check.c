#include "plan/check.h"

#include "base/status.h"

int plan_check(const struct plan *plan, struct arena *arena, struct diagnostics *diagnostics)
{
	(void)plan;
	(void)arena;
	(void)diagnostics;
	return OK;
}
