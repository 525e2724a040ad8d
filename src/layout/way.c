#include "base/status.h"
#include "layout/internal.h"

int way_back(size_t **ends, size_t *count, struct arena *arena, const struct way *ways, size_t last)
{
	size_t steps = 0;
	for (size_t i = last; i > 0; i = ways[i].from) steps++;
	*ends = arena_array(arena, steps, sizeof **ends);
	if (!*ends) return ERR_MEMORY;
	*count = steps;
	for (size_t i = last; i > 0; i = ways[i].from) (*ends)[--steps] = i;
	return OK;
}
