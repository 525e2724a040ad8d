/* Plan and template into a tree of blocks. */
#ifndef TEMPLATE_BIND_H
#define TEMPLATE_BIND_H

#include "plan/plan.h"
#include "template/block.h"
#include "template/template.h"

/* The plan must be numbered with the template's numbering. The tree is the arena's and borrows strings of plan and
 * template, which must outlive it. */
int bind_document(struct tree *tree, const struct plan *plan, struct template *template, struct arena *arena,
				  struct diagnostics *diagnostics);

#endif
