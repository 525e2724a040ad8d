/* The skeleton of a batch: a plan with fields, conditions and copies, read once and made ready to be filled in.
 *
 * It holds compiled XPath, which evaluation writes into: one skeleton for each thread. */
#ifndef DERIVE_SKELETON_H
#define DERIVE_SKELETON_H

#include "derive/citation.h"
#include "plan/plan.h"

struct skeleton;

/* The plan that all of a batch is derived from: numbered (plan_number), only read, and the same for all threads. */
struct master {
	const struct plan *plan;
	const struct citation_words *words;
	bool draft; /* its number and date may be missing */
};

/* schema: plan_schema_load_skeleton(). Parsed, checked by the skeleton's grammar, its expressions compiled. All mistakes
 * found go to the diagnostics. name: of the file. */
int skeleton_load(struct skeleton **skeleton, struct plan_schema *schema, const char *bytes, size_t size,
				  const char *name, struct diagnostics *diagnostics);
void skeleton_drop(struct skeleton *skeleton); /* accepts NULL */

/* The root's id, by which the register knows the skeleton; NULL if it has none. */
const char *skeleton_id(const struct skeleton *skeleton);

/* What can be refused before any unit is looked at: columns that the units' file does not have, paths that match
 * nothing in the master, ids that it does not have, a master that cannot be cited. All of it is told (ERR_DOCUMENT).
 * columns: the names of the units' columns. */
int skeleton_check(struct skeleton *skeleton, const struct master *master, const char *const *columns, size_t count,
				   struct diagnostics *diagnostics);

#endif
