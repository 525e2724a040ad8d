/* What the files of plan_check() share: one subject each, all mistakes told in one run. */
#ifndef PLAN_CHECKS_H
#define PLAN_CHECKS_H

#include <libxml/hash.h>

#include "plan/plan.h"

struct check {
	const struct plan *plan;
	struct arena *arena;
	struct diagnostics *diagnostics;
	int status;        /* the worst so far */
	bool derived;      /* braces are text */
	xmlHashTable *ids; /* id to element */
	const char **names;
	size_t count, guesses; /* ids, and how many were compared with false references */
};

void check_keep(struct check *check, int status);
/* With up to three arguments; NULL: no more of them. */
void check_report(struct check *check, enum diagnostic_id id, const xmlNode *node, const char *first,
				  const char *second, const char *third);

/* A value without the blanks around it, which its type lets stand; never NULL. */
const char *check_trimmed(struct check *check, const char *value);

/* Each looks at one element. */
void check_table(struct check *check, const xmlNode *table);
void check_signature(struct check *check, const xmlNode *signature);
void check_metadata(struct check *check, const xmlNode *node); /* lengths of the decree's Appendix VI */
void check_capitals(struct check *check, const xmlNode *node); /* of an organ, a subject, an appendix or an annex */
void check_cited_title(struct check *check, const xmlNode *node);

/* Does the text mention the appendices, and only those that are there? (ND30-III.1a) */
void check_appendices(struct check *check);

#endif
