/* Tables: the grid, and widths that add up. */
#include <stdio.h>

#include "base/buffer.h"
#include "base/length.h"
#include "base/status.h"
#include "plan/checks.h"
#include "plan/table.h"

enum { HUNDRED = 100 * 1000, TOLERANCE = 500 }; /* thousandths of a per cent */

struct widths {
	int64_t percent;    /* sum, in thousandths of a per cent */
	bool other;         /* a column has a length or no width: it takes what is left */
	const char *beyond; /* a width that no page has; NULL: none */
};

static struct widths add_widths(struct check *check, const xmlNode *columns)
{
	struct widths widths = {0};
	for (const xmlNode *column = xml_child(columns, "column"); column; column = xml_next(column, "column")) {
		const char *value = xml_attribute(column, "width");
		const char *width = value ? check_trimmed(check, value) : NULL;
		mpt size = 0;
		enum length_unit unit = width ? length_parse(width, &size) : UNIT_LENGTH;
		if (unit == UNIT_NONE && !widths.beyond) widths.beyond = width;
		if (unit == UNIT_PERCENT)
			widths.percent += size;
		else
			widths.other = true;
	}
	return widths;
}

static void check_widths(struct check *check, const xmlNode *columns)
{
	struct widths widths = add_widths(check, columns);
	struct buffer sum = {0};
	bool over = widths.percent > HUNDRED + TOLERANCE;
	bool under = !widths.other && widths.percent < HUNDRED - TOLERANCE;
	if (widths.beyond) check_report(check, PLAN_WIDTH_BEYOND, columns, widths.beyond, NULL, NULL);
	if (!over && !under) return;
	buffer_thousandths(&sum, widths.percent);
	buffer_char(&sum, '\0');
	if (sum.failed)
		check_keep(check, ERR_MEMORY);
	else
		check_report(check, over ? PLAN_WIDTHS_OVER : PLAN_WIDTHS_UNDER, columns, sum.data, NULL, NULL);
	buffer_drop(&sum);
}

void check_table(struct check *check, const xmlNode *table)
{
	struct grid grid;
	struct arena *scratch = arena_new(); /* the grid is as large as the table */
	int status = scratch ? plan_table_grid(&grid, scratch, check->plan, table, check->diagnostics) : ERR_MEMORY;
	check_keep(check, status);
	arena_drop(scratch);
	const xmlNode *columns = xml_child(table, "columns");
	if (columns) check_widths(check, columns);
	if (!xml_child(table, "row")) check_report(check, PLAN_NO_ROWS, table, NULL, NULL, NULL);
}
