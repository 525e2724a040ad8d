/* Why a grammar refuses a plan, or a template: every mistake, where it is, what may stand there, how to write it. */
#ifndef PLAN_EXPLAIN_H
#define PLAN_EXPLAIN_H

#include "base/xml.h"
#include "plan/grammar.h"

/* The namespace is not stripped yet. White space around good values (dates, ids) is taken away. The grammar remembers
 * what it derived. ERR_DOCUMENT when mistakes were found and told; OK: the document is valid. */
int plan_explain(const struct xml *xml, struct grammar *grammar, struct diagnostics *diagnostics);

#endif
