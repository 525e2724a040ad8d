/* A plan: the checked XML of an administrative document, immutable once it is numbered. */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/file.h"
#include "base/xml.h"

struct plan_schema; /* plan.rng; it remembers what it was asked: for one thread */

struct plan {
	struct xml xml;                  /* namespace stripped */
	xmlNode *root;                   /* <plan> or <document> */
	const char *kind;                /* abbreviation of Appendix III: "KH", "QĐ", ... */
	const char *folder;              /* where paths in the plan begin, for the caller to set; NULL: nowhere */
	const struct given_files *files; /* instead of the folder's, for the caller to set; NULL: the folder's */
};

/* data_folder: where templates/plan.rng is. */
int plan_schema_load(struct plan_schema **schema, const char *data_folder, struct diagnostics *diagnostics);
void plan_schema_drop(struct plan_schema *schema);

/* Parses and checks. On ERR_DOCUMENT the diagnostics say all that is wrong; the plan is then empty. */
int plan_load(struct plan *plan, struct arena *arena, struct plan_schema *schema, const char *bytes, size_t size,
			  const char *name, struct diagnostics *diagnostics);
/* The element with that id; NULL if there is none. */
const xmlNode *plan_find(const struct plan *plan, const char *id);

void plan_drop(struct plan *plan); /* the tree; all else is the arena's */

#endif
