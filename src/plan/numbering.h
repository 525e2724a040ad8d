/* Every number and citation of a plan, before any layout: references, checks and the register share them. */
#ifndef PLAN_NUMBERING_H
#define PLAN_NUMBERING_H

#include "plan/plan.h"

/* How one level counts and is cited; comes from the template.
 *
 * In formats {1} is the number in Arabic, {01} the same in two digits at least, {I} in Roman, {a} in the alphabet; {..}
 * is the parent's number of the same element ("{..}.{1}." makes 3.1. of a clause in a clause). {kind} is the attribute
 * kind, "Biểu" if there is none; a level whose format holds it counts each kind through the whole file, appendices and
 * all, and is cited alone ("Biểu số 01"). */
struct level_format {
	const char *element;  /* "section"; "clause/clause" for a clause in a clause */
	const char *format;   /* as printed: "{I}." */
	const char *citation; /* as cited: "Mục {I}", "khoản {1}" */
	bool through;         /* counted through the document, else anew in each parent */
	bool whole;           /* a citation of this level ends the chain: "khoản 2 Mục II", not "... Phần I" */
};

struct numbering {
	const struct level_format *levels;
	size_t count;
	const char *const *alphabet; /* letters of {a} in order; after the last one doubled letters, with a warning */
	size_t letters;
};

/* The length of the field that the text begins with, as "{01}" of "{01}."; 0: it begins with none. */
size_t numbering_field(const char *text);

/* Fills number and citation of each level's node_info, the number of counted cells (count.h), and the citation of tables
 * and figures that have an id: their title. Strings are the arena's. */
int plan_number(struct plan *plan, const struct numbering *numbering, struct arena *arena,
				struct diagnostics *diagnostics);

#endif
