#include "plan/count.h"

#include <string.h>

#include "base/status.h"
#include "plan/running.h"
#include "plan/table.h"

enum count { COUNT_NOTHING, COUNT_ROWS, COUNT_GROUPS_AND_ROWS, COUNT_LETTERS };

struct counter {
	enum count count;
	unsigned groups, rows; /* the last numbers given */
};

struct counting {
	const struct grid *grid;
	const struct alphabet *alphabet;
	struct arena *arena;
	struct counter *counters; /* by column */
	struct buffer text;
};

static enum count count_of(const xmlNode *column)
{
	static const char *const words[] = {[COUNT_ROWS] = "1", [COUNT_GROUPS_AND_ROWS] = "I 1", [COUNT_LETTERS] = "a)"};
	const char *value = xml_attribute(column, "count");
	for (size_t i = COUNT_ROWS; i < sizeof words / sizeof *words; i++)
		if (running_value_is(value, words[i])) return (enum count)i;
	return COUNT_NOTHING;
}

static bool is_counted(const xmlNode *table)
{
	const xmlNode *columns = xml_child(table, "columns");
	for (const xmlNode *column = xml_child(columns, "column"); column; column = xml_next(column, "column"))
		if (count_of(column) != COUNT_NOTHING) return true;
	return false;
}

static void read_counters(struct counting *counting)
{
	const xmlNode *column = xml_child(xml_child(counting->grid->table, "columns"), "column");
	for (uint32_t i = 0; column; column = xml_next(column, "column")) counting->counters[i++].count = count_of(column);
}

static int number_cell(struct counting *counting, const struct grid_cell *cell, bool group)
{
	struct counter *counter = &counting->counters[cell->column];
	struct buffer *out = &counting->text;
	bool counts = counter->count != COUNT_NOTHING && (!group || counter->count == COUNT_GROUPS_AND_ROWS);
	if (!counts || running_has_content(cell->node)) return OK;
	buffer_clear(out);
	if (group) {
		numerals_roman(out, ++counter->groups);
	} else if (counter->count == COUNT_LETTERS) {
		numerals_letters(out, counting->alphabet, ++counter->rows);
		buffer_char(out, ')');
	} else {
		buffer_integer(out, ++counter->rows);
	}
	if (out->failed) return ERR_MEMORY;
	struct node_info *info = xml_info(cell->node);
	info->number = arena_copy(counting->arena, out->data, out->length);
	return info->number ? OK : ERR_MEMORY;
}

static int number_rows(struct counting *counting)
{
	const struct grid *grid = counting->grid;
	for (size_t i = grid->head_rows; i < grid->row_count; i++) {
		const struct grid_row *row = &grid->rows[i];
		const char *kind = xml_attribute(row->node, "kind");
		bool group = running_value_is(kind, "group");
		if (running_value_is(kind, "total")) continue;
		for (uint32_t j = 0; group && j < grid->columns; j++)
			if (counting->counters[j].count == COUNT_GROUPS_AND_ROWS) counting->counters[j].rows = 0;
		for (size_t j = 0; j < row->count; j++) TRY(number_cell(counting, &grid->cells[row->first + j], group));
	}
	return OK;
}

int count_table(struct plan *plan, const xmlNode *table, const struct alphabet *alphabet, struct arena *arena,
				struct diagnostics *diagnostics)
{
	if (!is_counted(table)) return OK;
	struct grid grid;
	struct counting counting = {.grid = &grid, .alphabet = alphabet, .arena = arena};
	struct arena *scratch = arena_new(); /* the grid is as large as the table, and no longer wanted afterwards */
	if (!scratch) return ERR_MEMORY;
	int status = plan_table_grid(&grid, scratch, plan, table, diagnostics);
	if (status != OK) goto done;
	counting.counters = arena_array(scratch, grid.columns, sizeof *counting.counters);
	status = counting.counters ? OK : ERR_MEMORY;
	if (status != OK) goto done;
	read_counters(&counting);
	status = number_rows(&counting);
done:
	buffer_drop(&counting.text);
	arena_drop(scratch);
	return status;
}
