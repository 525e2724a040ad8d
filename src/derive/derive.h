/* A unit's plan from master, skeleton and row: a pure function, without database, files or clock. */
#ifndef DERIVE_DERIVE_H
#define DERIVE_DERIVE_H

#include "base/buffer.h"
#include "derive/skeleton.h"
#include "derive/unit.h"

/* From here on in the derived XML things come from there. */
struct origin {
	uint32_t line, column; /* from 1, columns in characters */
	struct place place;    /* in the skeleton, the master or the units' file, whose names are borrowed from these */
};

struct derived {
	struct buffer xml;      /* UTF-8, indented; the same for the same input; owned */
	struct origin *origins; /* by line and column; owned */
	size_t origin_count, origin_capacity;
	const char *code; /* the unit's */
};

/* On ERR_DOCUMENT all that is wrong is told where it can be mended, with the unit's code; out is empty then. The plan is
 * not checked yet: plan_load() does. *out is zeroed before its first use; later ones reuse its memory. */
int derive_plan(struct derived *out, struct skeleton *skeleton, const struct master *master, const struct unit *unit,
				struct diagnostics *diagnostics);
void derived_drop(struct derived *derived);

/* Where a person mends what stands there in the derived XML. */
struct place derive_place(const struct derived *derived, uint32_t line, uint32_t column);

#endif
