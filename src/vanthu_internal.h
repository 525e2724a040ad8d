/* What program modules ask beside vanthu.h, that know what a plan is before it is rendered. */
#ifndef VANTHU_INTERNAL_H
#define VANTHU_INTERNAL_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "plan/plan.h"
#include "vanthu.h"

/* The grammar that the workshop's documents are checked by, loaded if none was yet; the workshop's. */
int vanthu_schema(struct plan_schema **schema, struct vanthu *vanthu, struct diagnostics *diagnostics);

/* Appends what tells one version of font files from another: those by which the workshop of that data folder would set
 * the families. Faces that cannot be had add nothing, as rendering tells of them. OK or ERR_MEMORY. */
int vanthu_font_stamps(struct buffer *out, const char *data_folder, const char *const *families, size_t count);

#endif
