/* XPath 1.0 of a skeleton.
 *
 * `unit` and `master` at the head of a path become the variables $unit and $master wherever they stand, in predicates,
 * too: no element of a plan has these names, and neither tree has to be copied or linked to be asked. What an expression
 * asks for is noted down, so that it can be checked before there is a unit. */
#ifndef DERIVE_EXPRESSION_H
#define DERIVE_EXPRESSION_H

#include <libxml/xpath.h>

#include "plan/schema.h"

struct names_list {
	const char **items;
	size_t count;
};

struct expression {
	const char *text; /* as typed */
	struct place place;
	xmlXPathCompExpr *compiled;
	bool of_row;               /* its context node is a row */
	bool of_unit;              /* what it gives may be another thing for each unit */
	const char *column;        /* the expression is unit/COLUMN and no more; NULL: it is not */
	struct names_list columns; /* asked of the unit */
	struct names_list paths;   /* from the master, predicates left out */
	struct names_list ids;     /* that elements of the master are chosen by */
	struct expression *next;   /* of the same skeleton */
};

/* What compiling needs and gives. */
struct expressions {
	struct arena *arena;
	struct plan_schema *schema; /* the names of a plan */
	xmlXPathContext *context;
	struct diagnostics *diagnostics;
	struct expression *all; /* compiled expressions: to be freed by expressions_drop() */
};

/* of_row: a row is the context node; else there is none, and paths begin at unit or master. */
int expression_compile(struct expression **out, struct expressions *expressions, const char *text, struct place place,
					   bool of_row);
void expressions_drop(struct expressions *expressions);

#endif
