/* What tests of layout set: blocks made by hand, in Liberation Serif. */
#ifndef TESTS_LAYOUT_SCENE_H
#define TESTS_LAYOUT_SCENE_H

#include "../base/said.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

struct scene {
	struct setter setter;
	struct tree tree;
	struct style style; /* 10 pt, justified, single spacing; tests change it */
};

static inline int scene_enter(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);
	scene->style =
		(struct style){.name = "text", .face = "Times New Roman", .size = PT(10), .line = 1000, .align = ALIGN_JUSTIFY};
	scene->setter = (struct setter){.tree = &scene->tree, .arena = arena_new(), .diagnostics = diagnostics_new()};
	scene->tree.scripts = (struct script_format){.size = 60000, .superscript = 40000, .subscript = -10000};
	if (fonts_open(&scene->setter.fonts, getenv("VANTHU_DATA"), scene->setter.diagnostics) != OK) return -1;
	*state = scene;
	return shaper_new(&scene->setter.shaper);
}

static inline int scene_leave(void **state)
{
	struct scene *scene = *state;
	shaper_drop(scene->setter.shaper);
	fonts_drop(scene->setter.fonts);
	diagnostics_drop(scene->setter.diagnostics);
	arena_drop(scene->setter.arena);
	free(scene);
	return 0;
}

/* A block in the scene's arena, under a parent or none. */
static inline struct block *scene_block(struct scene *scene, struct block *parent, enum block_kind kind)
{
	struct block *block = arena_alloc(scene->setter.arena, sizeof *block);
	*block = (struct block){.kind = kind, .style = &scene->style, .parent = parent};
	if (parent && parent->last) parent->last->next = block;
	if (parent && !parent->first) parent->first = block;
	if (parent) parent->last = block;
	return block;
}

static inline struct block *scene_text(struct scene *scene, struct block *parent, const char *text)
{
	struct block *block = scene_block(scene, parent, BLOCK_PARAGRAPH);
	block->runs = arena_alloc(scene->setter.arena, sizeof *block->runs);
	block->runs[0] = (struct run){.text = text, .length = strlen(text)};
	block->run_count = 1;
	return block;
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_enter, scene_leave)

#endif
