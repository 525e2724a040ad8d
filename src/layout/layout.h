/* Blocks into pages. */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "layout/page.h"
#include "text/font.h"

/* Everything goes into the arena but the words, which are the shaper's. explain: notes say where pages end early or
 * tear something apart, and why. */
int layout_tree(struct pages *pages, const struct tree *tree, struct fonts *fonts, struct shaper *shaper,
				struct arena *arena, struct diagnostics *diagnostics, bool explain);

#endif
