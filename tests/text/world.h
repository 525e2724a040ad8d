/* What tests of text need: fonts of the product's own folder, a shaper, an arena, diagnostics. */
#ifndef TESTS_TEXT_WORLD_H
#define TESTS_TEXT_WORLD_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/status.h"
#include "text/shape.h"

struct world {
	struct fonts *fonts;
	struct shaper *shaper;
	struct arena *arena;
	struct diagnostics *diagnostics;
	const struct face *serif, *bold;
};

static int close_world(void **state)
{
	struct world *world = *state;
	shaper_drop(world->shaper);
	fonts_drop(world->fonts);
	arena_drop(world->arena);
	diagnostics_drop(world->diagnostics);
	free(world);
	return 0;
}

static int open_world(void **state)
{
	const char *data = getenv("VANTHU_DATA");
	struct world *world = calloc(1, sizeof *world);
	if (!world) return -1;
	*state = world;
	world->arena = arena_new();
	world->diagnostics = diagnostics_new();
	struct place nowhere = {0};
	int status = fonts_open(&world->fonts, data ? data : ".", world->diagnostics);
	if (status == OK) status = shaper_new(&world->shaper);
	if (status == OK)
		status = fonts_face(&world->serif, world->fonts, "Times New Roman", false, false, nowhere, world->diagnostics);
	if (status == OK)
		status = fonts_face(&world->bold, world->fonts, "Times New Roman", true, false, nowhere, world->diagnostics);
	return status == OK ? 0 : -1;
}

#endif
