#include "plan/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/status.h"

enum { MOST_COLUMNS = 1000, MOST_ROWS = XML_ELEMENT_LIMIT };

struct weaver {
	struct grid *grid;
	struct arena *arena;
	const struct plan *plan;
	struct diagnostics *diagnostics;
	uint32_t *busy; /* by column: the first row that no span from above reaches */
	int status;
};

static uint32_t span_of(const xmlNode *cell, const char *attribute, uint32_t most)
{
	const char *value = xml_attribute(cell, attribute);
	unsigned long span = value ? strtoul(value, NULL, 10) : 1;
	return span < 1 ? 1 : span > most ? most : (uint32_t)span;
}

/* The columns that <columns> says; without it, the ones that the first row fills. */
static uint32_t count_columns(const xmlNode *table)
{
	const xmlNode *columns = xml_child(table, "columns"), *head = xml_child(table, "head");
	uint32_t count = 0;
	if (columns) {
		for (const xmlNode *column = xml_child(columns, "column"); column; column = xml_next(column, "column")) count++;
		return count;
	}
	const xmlNode *row = xml_child(head ? head : table, "row");
	for (const xmlNode *cell = xml_child(row, "cell"); cell; cell = xml_next(cell, "cell"))
		count += span_of(cell, "colspan", MOST_COLUMNS);
	return count < MOST_COLUMNS ? count : MOST_COLUMNS;
}

static int tell(struct weaver *weaver, enum diagnostic_id id, const xmlNode *node, uint32_t found, uint32_t wanted)
{
	char numbers[2][16];
	snprintf(numbers[0], sizeof numbers[0], "%u", found);
	snprintf(numbers[1], sizeof numbers[1], "%u", wanted);
	struct place place = xml_place(&weaver->plan->xml, node);
	int status = diagnostics_add(weaver->diagnostics, id, place, numbers[0], numbers[1], NULL);
	if (status == ERR_MEMORY) return status;
	weaver->status = status;
	return OK;
}

static uint32_t next_free(const struct weaver *weaver, uint32_t column, uint32_t row)
{
	while (column < weaver->grid->columns && weaver->busy[column] > row) column++;
	return column;
}

static int add_cell(struct weaver *weaver, const xmlNode *node, uint32_t row, uint32_t *column)
{
	struct grid *grid = weaver->grid;
	struct grid_cell cell = {.node = node, .row = row, .column = next_free(weaver, *column, row)};
	cell.rowspan = span_of(node, "rowspan", MOST_ROWS);
	cell.colspan = span_of(node, "colspan", MOST_COLUMNS);
	*column = cell.column + cell.colspan;
	if (*column > grid->columns) return OK; /* the row's count tells it */
	TRY(arena_grow(weaver->arena, &grid->cells, grid->cell_count, sizeof cell));
	grid->cells[grid->cell_count++] = cell;
	for (uint32_t i = cell.column; i < *column; i++) {
		if (weaver->busy[i] > row) return tell(weaver, PLAN_CELL_OVERLAPS, node, row + 1, i + 1);
		weaver->busy[i] = row + cell.rowspan;
	}
	return OK;
}

static int add_row(struct weaver *weaver, const xmlNode *node)
{
	struct grid *grid = weaver->grid;
	uint32_t row = (uint32_t)grid->row_count, column = 0;
	TRY(arena_grow(weaver->arena, &grid->rows, grid->row_count, sizeof *grid->rows));
	grid->rows[grid->row_count++] = (struct grid_row){.node = node, .first = grid->cell_count};
	for (const xmlNode *cell = xml_child(node, "cell"); cell; cell = xml_next(cell, "cell"))
		TRY(add_cell(weaver, cell, row, &column));
	grid->rows[row].count = grid->cell_count - grid->rows[row].first;
	column = next_free(weaver, column, row);
	return column == grid->columns ? OK : tell(weaver, PLAN_ROW_WIDTH, node, column, grid->columns);
}

/* Spans end where the head ends, and where the table ends. */
static int close_section(struct weaver *weaver, const xmlNode *last)
{
	struct grid *grid = weaver->grid;
	for (uint32_t i = 0; i < grid->columns; i++) {
		if (weaver->busy[i] > grid->row_count)
			return tell(weaver, PLAN_SPAN_LEAVES, last, weaver->busy[i] - (uint32_t)grid->row_count, i + 1);
	}
	return OK;
}

static int add_rows(struct weaver *weaver, const xmlNode *parent)
{
	const xmlNode *last = parent;
	for (const xmlNode *row = xml_child(parent, "row"); row; row = xml_next(row, "row")) {
		TRY(add_row(weaver, row));
		last = row;
	}
	return close_section(weaver, last);
}

int plan_table_grid(struct grid *grid, struct arena *arena, const struct plan *plan, const xmlNode *table,
					struct diagnostics *diagnostics)
{
	struct weaver weaver = {.grid = grid, .arena = arena, .plan = plan, .diagnostics = diagnostics};
	const xmlNode *head = xml_child(table, "head");
	*grid = (struct grid){.table = table, .columns = count_columns(table)};
	weaver.busy = arena_array(arena, grid->columns, sizeof *weaver.busy);
	if (!weaver.busy) return ERR_MEMORY;
	if (head) {
		TRY(add_rows(&weaver, head));
		grid->head_rows = (uint32_t)grid->row_count;
		for (uint32_t i = 0; i < grid->columns; i++) weaver.busy[i] = grid->head_rows;
	}
	TRY(add_rows(&weaver, table));
	return weaver.status;
}
