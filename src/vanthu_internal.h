/* Of the workshop of vanthu.h, for program modules that check plans before they are rendered. */
#ifndef VANTHU_INTERNAL_H
#define VANTHU_INTERNAL_H

#include "base/diagnostic.h"
#include "plan/plan.h"
#include "vanthu.h"

/* The grammar that the workshop's documents are checked by, loaded if none was yet; the workshop's. */
int vanthu_schema(struct plan_schema **schema, struct vanthu *vanthu, struct diagnostics *diagnostics);

#endif
