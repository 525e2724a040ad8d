/* Why the grammar refuses a plan: every mistake, where it is, what may stand there, how to write it. */
#ifndef PLAN_EXPLAIN_H
#define PLAN_EXPLAIN_H

#include "base/xml.h"

/* grammar_path: templates/plan.rng. The namespace is not stripped yet. ERR_DOCUMENT when mistakes were found and told;
 * OK: none was. */
int plan_explain(const struct xml *xml, const char *grammar_path, struct diagnostics *diagnostics);

#endif
