/* References that were typed as text, "Mục V", and lead nowhere. */
#ifndef PLAN_REFERENCES_H
#define PLAN_REFERENCES_H

#include "plan/numbering.h"

/* After plan_number(): a warning for each part that the main text names and the document does not have. */
int plan_check_references(const struct plan *plan, const struct numbering *numbering, struct arena *arena,
						  struct diagnostics *diagnostics);

#endif
