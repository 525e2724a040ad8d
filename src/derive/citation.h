/* How a master is cited in the plans that follow it: the words, from templates/citation.xml. */
#ifndef DERIVE_CITATION_H
#define DERIVE_CITATION_H

#include "plan/plan.h"

struct kind_name {
	const char *code, *name; /* "KH", "Kế hoạch" */
};

/* Formats hold {kind} {number} {notation} {day} {month} {year} {organ}; that of the basis {citation} and {subject}. */
struct citation_words {
	const char *citation, *basis;
	const char *number, *notation, *day, *month, *year; /* what stands for them in a draft, to be filled in by pen */
	const char *joint;                                  /* between the organs of a joint document */
	long zero_below_number, zero_below_day, zero_below_month;
	const struct kind_name *kinds;
	size_t kind_count;
};

/* data_folder: where templates/citation.xml is. Strings are the arena's. */
int citation_load(struct citation_words *words, struct arena *arena, const char *data_folder,
				  struct diagnostics *diagnostics);

/* Has the plan a number and a whole date, without which it cannot be cited but in a draft? */
bool citation_is_complete(const struct plan *plan);

/* "Kế hoạch số 276/KH-UBND ngày 27 tháng 01 năm 2022 của UBND tỉnh Hải Dương"; basis: "Căn cứ ... về ...". The plan is
 * numbered. *out is the arena's. */
int citation_write(const char **out, struct arena *arena, const struct citation_words *words, const struct plan *plan,
				   bool basis);

#endif
