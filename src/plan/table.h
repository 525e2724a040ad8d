/* The grid of a table: which cell stands where, with spans both ways. */
#ifndef PLAN_TABLE_H
#define PLAN_TABLE_H

#include "plan/plan.h"

struct grid_cell {
	const xmlNode *node;  /* <cell> */
	uint32_t row, column; /* from 0; rows of the head first */
	uint32_t rowspan, colspan;
};

struct grid_row {
	const xmlNode *node; /* <row> */
	size_t first, count; /* of its cells */
};

struct grid {
	const xmlNode *table;
	struct grid_row *rows;
	struct grid_cell *cells; /* by row, then column */
	size_t row_count, cell_count;
	uint32_t columns, head_rows;
};

/* The arena owns the arrays. A row with too many or too few cells and a span that leaves the head or the table are
 * errors; all of the table's are told, and ERR_DOCUMENT is returned. */
int plan_table_grid(struct grid *grid, struct arena *arena, const struct plan *plan, const xmlNode *table,
					struct diagnostics *diagnostics);

#endif
