/* A table of the master, cut down to the rows and columns that a unit needs.
 *
 * The grid says which rows a cell covers. A cell that covers rows which go spans those that stay, and begins in the first
 * of them, if its own row went. */
#include <string.h>

#include "base/length.h"
#include "base/status.h"
#include "derive/deriving.h"
#include "plan/table.h"

struct cut {
	struct deriving *deriving;
	const struct item *item;
	struct grid grid;
	bool *kept;      /* by row */
	bool *dropped;   /* by column */
	size_t *carried; /* cells whose own row went and that stand in a later one */
	size_t carried_count;
	size_t chosen, gone; /* rows of the body that are neither group nor total */
};

static int row_kind_is(const xmlNode *row, const char *kind)
{
	const char *value = xml_attribute(row, "kind");
	return value && strcmp(value, kind) == 0;
}

/* Rows */

static int choose_row(struct cut *cut, size_t row)
{
	const xmlNode *node = cut->grid.rows[row].node;
	const struct expression *rows = cut->item->rows;
	cut->kept[row] = true;
	if (row < cut->grid.head_rows || row_kind_is(node, "group") || row_kind_is(node, "total")) return OK;
	if (rows) TRY(evaluate_condition(&cut->kept[row], cut->deriving->skeleton, rows, node));
	if (cut->kept[row])
		cut->chosen++;
	else
		cut->gone++;
	return OK;
}

/* A group row goes with the last of its rows, a total row with any row. */
static void choose_others(struct cut *cut)
{
	size_t of_group = 0;
	for (size_t row = cut->grid.row_count; row-- > cut->grid.head_rows;) {
		const xmlNode *node = cut->grid.rows[row].node;
		if (row_kind_is(node, "total")) {
			cut->kept[row] = cut->gone == 0;
		} else if (row_kind_is(node, "group")) {
			cut->kept[row] = of_group > 0 || cut->gone == 0;
			of_group = 0;
		} else {
			of_group += cut->kept[row];
		}
	}
}

static int choose_rows(struct cut *cut)
{
	for (size_t row = 0; row < cut->grid.row_count; row++) TRY(choose_row(cut, row));
	choose_others(cut);
	return OK;
}

/* Columns */

static int refuse_drop(struct cut *cut, const char *word)
{
	struct skeleton *skeleton = cut->deriving->skeleton;
	const char *columns = arena_format(skeleton->scratch, "%u", cut->grid.columns);
	if (!columns) return ERR_MEMORY;
	return diagnostics_add(skeleton->diagnostics, DERIVE_DROP, cut->item->drop.pieces[0].place, word, columns, NULL);
}

static int choose_columns(struct cut *cut)
{
	struct skeleton *skeleton = cut->deriving->skeleton;
	const char *list;
	bool empty;
	size_t dropped = 0;
	if (!cut->item->drop.count) return OK;
	TRY(evaluate_fields(&list, &empty, skeleton, &cut->item->drop));
	for (const char *at = list + strspn(list, " \t\n"); *at; at += strspn(at, " \t\n")) {
		size_t length = strcspn(at, " \t\n"), digits = strspn(at, "0123456789"), column = 0;
		const char *word = arena_copy(skeleton->scratch, at, length);
		if (!word) return ERR_MEMORY;
		for (size_t i = 0; i < digits && column <= cut->grid.columns; i++) column = 10 * column + (size_t)(at[i] - '0');
		if (digits != length || column < 1 || column > cut->grid.columns) return refuse_drop(cut, word);
		dropped += !cut->dropped[column - 1];
		cut->dropped[column - 1] = true;
		if (dropped == cut->grid.columns) return refuse_drop(cut, word);
		at += length;
	}
	return OK;
}

struct widths {
	enum length_unit unit;
	int64_t all, kept;
	bool equal;    /* all in the same unit */
	bool complete; /* every column has one */
};

static struct widths add_widths(const struct cut *cut, const xmlNode *columns)
{
	struct widths widths = {.unit = UNIT_NONE, .equal = true, .complete = true};
	size_t index = 0;
	for (const xmlNode *column = xml_child(columns, "column"); column; column = xml_next(column, "column"), index++) {
		const char *value = xml_attribute(column, "width");
		mpt width = 0;
		enum length_unit unit = value ? length_parse(value, &width) : UNIT_NONE;
		if (index == 0) widths.unit = unit;
		widths.equal = widths.equal && unit == widths.unit;
		widths.complete = widths.complete && unit != UNIT_NONE;
		widths.all += width;
		if (index < cut->grid.columns && !cut->dropped[index]) widths.kept += width;
	}
	return widths;
}

static void write_width(struct cut *cut, const xmlNode *column, const struct widths *widths)
{
	mpt width = 0;
	struct buffer text = {0};
	enum length_unit unit = length_parse(xml_attribute(column, "width"), &width);
	buffer_thousandths(&text, length_scale(width, widths->all, widths->kept));
	buffer_text(&text, unit == UNIT_PERCENT ? "%" : "pt");
	buffer_char(&text, '\0');
	struct place place = xml_place(&cut->deriving->master->plan->xml, column);
	if (text.failed)
		deriving_keep(cut->deriving, ERR_MEMORY);
	else
		writer_attribute(&cut->deriving->writer, NULL, "width", text.data, place);
	buffer_drop(&text);
}

/* The others share the width, each by its own. Widths of several units cannot be added up: then the last column takes
 * what is left. A column without a width does so anyway. */
static void write_column(struct cut *cut, const xmlNode *column, const struct widths *widths, bool last)
{
	static const char *const width_name[] = {"width", NULL};
	bool changed = widths->complete && widths->kept > 0 && widths->kept < widths->all;
	bool scaled = changed && widths->equal;
	copy_start(cut->deriving, column, scaled || (changed && last) ? width_name : NULL);
	if (scaled) write_width(cut, column, widths);
	writer_end(&cut->deriving->writer, "column");
}

static void write_columns(struct cut *cut)
{
	const xmlNode *columns = xml_child(cut->grid.table, "columns");
	if (!columns) return;
	struct widths widths = add_widths(cut, columns);
	size_t index = 0, left = 0;
	for (size_t i = 0; i < cut->grid.columns; i++) left += !cut->dropped[i];
	copy_start(cut->deriving, columns, NULL);
	for (const xmlNode *column = xml_child(columns, "column"); column; column = xml_next(column, "column"), index++) {
		if (index >= cut->grid.columns || cut->dropped[index]) continue;
		write_column(cut, column, &widths, --left == 0);
	}
	writer_end(&cut->deriving->writer, "columns");
}

/* Cells */

/* The first kept row that a cell covers, and how many; 0: none. */
static uint32_t rows_left(const struct cut *cut, const struct grid_cell *cell, uint32_t *first)
{
	uint32_t count = 0;
	for (uint32_t row = cell->row; row < cell->row + cell->rowspan && row < cut->grid.row_count; row++)
		if (cut->kept[row] && count++ == 0) *first = row;
	return count;
}

static uint32_t columns_left(const struct cut *cut, const struct grid_cell *cell)
{
	uint32_t count = 0;
	for (uint32_t column = cell->column; column < cell->column + cell->colspan && column < cut->grid.columns; column++)
		count += !cut->dropped[column];
	return count;
}

/* A row that no cell is left to begin in is none: a plan's row holds a cell. */
static void drop_bare_rows(struct cut *cut)
{
	bool *begun = arena_array(cut->deriving->skeleton->scratch, cut->grid.row_count + 1, sizeof *begun);
	if (!begun) {
		deriving_keep(cut->deriving, ERR_MEMORY);
		return;
	}
	for (size_t i = 0; i < cut->grid.cell_count; i++) {
		uint32_t first = 0;
		if (columns_left(cut, &cut->grid.cells[i]) && rows_left(cut, &cut->grid.cells[i], &first)) begun[first] = true;
	}
	for (size_t row = 0; row < cut->grid.row_count; row++) cut->kept[row] = cut->kept[row] && begun[row];
}

static void write_span(struct cut *cut, const xmlNode *cell, const char *name, uint32_t span)
{
	struct deriving *deriving = cut->deriving;
	if (span < 2) return;
	const char *text = arena_format(deriving->skeleton->scratch, "%u", span);
	if (!text)
		deriving_keep(deriving, ERR_MEMORY);
	else
		writer_attribute(&deriving->writer, NULL, name, text, xml_place(&deriving->master->plan->xml, cell));
}

static void write_cell(struct cut *cut, const struct grid_cell *cell)
{
	static const char *const spans[] = {"colspan", "rowspan", NULL};
	uint32_t first = 0, columns = columns_left(cut, cell);
	if (!columns) return;
	copy_start(cut->deriving, cell->node, spans);
	write_span(cut, cell->node, "colspan", columns);
	write_span(cut, cell->node, "rowspan", rows_left(cut, cell, &first));
	copy_children(cut->deriving, cell->node);
	writer_end(&cut->deriving->writer, "cell");
}

/* Keeps a row's long cells for the rows below it, as the row itself goes. */
static void carry_cells(struct cut *cut, const struct grid_row *row)
{
	for (size_t i = row->first; i < row->first + row->count; i++)
		if (cut->grid.cells[i].rowspan > 1) cut->carried[cut->carried_count++] = i;
}

static void write_row(struct cut *cut, size_t index)
{
	const struct grid_row *row = &cut->grid.rows[index];
	size_t own = row->first, end = row->first + row->count;
	copy_start(cut->deriving, row->node, NULL);
	for (uint32_t column = 0; column < cut->grid.columns; column++) {
		if (own < end && cut->grid.cells[own].column == column) write_cell(cut, &cut->grid.cells[own++]);
		for (size_t i = 0; i < cut->carried_count; i++) {
			const struct grid_cell *cell = &cut->grid.cells[cut->carried[i]];
			uint32_t first = 0;
			if (cell->column == column && rows_left(cut, cell, &first) && first == index) write_cell(cut, cell);
		}
	}
	writer_end(&cut->deriving->writer, "row");
	cut->carried_count = 0; /* those of earlier rows begin here, or ended before */
}

static void write_rows(struct cut *cut)
{
	const xmlNode *head = xml_child(cut->grid.table, "head");
	if (head) {
		copy_start(cut->deriving, head, NULL);
		for (size_t row = 0; row < cut->grid.head_rows; row++)
			if (cut->kept[row]) write_row(cut, row);
		writer_end(&cut->deriving->writer, "head");
	}
	for (size_t row = cut->grid.head_rows; row < cut->grid.row_count; row++) {
		if (cut->kept[row])
			write_row(cut, row);
		else
			carry_cells(cut, &cut->grid.rows[row]);
	}
}

/* The table */

static int find_table(const xmlNode **out, struct deriving *deriving, const struct item *item)
{
	xmlXPathObject *value;
	TRY(evaluate_nodes(&value, deriving->skeleton, item->select));
	const xmlNodeSet *set = value->nodesetval;
	int count = set ? set->nodeNr : 0;
	*out = count ? set->nodeTab[0] : NULL;
	xmlXPathFreeObject(value);
	if (!count) return OK;
	bool table = xml_is(*out, "table") && (*out)->doc == deriving->master->plan->xml.doc;
	if (table && count == 1) return OK;
	const char *expression = item->select->text;
	if (!table)
		return diagnostics_add(deriving->skeleton->diagnostics, DERIVE_NOT_TABLE, item->select->place, expression,
							   NULL);
	const char *number = arena_format(deriving->skeleton->scratch, "%d", count);
	if (!number) return ERR_MEMORY;
	return diagnostics_add(deriving->skeleton->diagnostics, DERIVE_TABLES, item->select->place, expression, number,
						   NULL);
}

static int lay_cut(struct cut *cut, const xmlNode *table)
{
	struct skeleton *skeleton = cut->deriving->skeleton;
	TRY(plan_table_grid(&cut->grid, skeleton->scratch, cut->deriving->master->plan, table, skeleton->diagnostics));
	cut->kept = arena_array(skeleton->scratch, cut->grid.row_count + 1, sizeof *cut->kept);
	cut->dropped = arena_array(skeleton->scratch, cut->grid.columns + 1, sizeof *cut->dropped);
	cut->carried = arena_array(skeleton->scratch, cut->grid.cell_count + 1, sizeof *cut->carried);
	return cut->kept && cut->dropped && cut->carried ? OK : ERR_MEMORY;
}

static int cut_table(struct cut *cut, const xmlNode *table)
{
	TRY(lay_cut(cut, table));
	TRY(choose_rows(cut));
	return choose_columns(cut);
}

int table_check(struct skeleton *skeleton, const struct master *master, const struct item *item)
{
	const xmlNode *table = NULL;
	struct deriving deriving = {.skeleton = skeleton, .master = master};
	struct cut cut = {.deriving = &deriving, .item = item};
	if (item->select->of_unit) {
		xmlXPathObject *value = NULL; /* whether it gives nodes at all does not depend on the unit */
		TRY(evaluate_nodes(&value, skeleton, item->select));
		xmlXPathFreeObject(value);
		return OK;
	}
	TRY(find_table(&table, &deriving, item));
	if (!table || item->drop.any) return OK;
	TRY(lay_cut(&cut, table));
	return choose_columns(&cut);
}

void table_item(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	const xmlNode *table = NULL;
	struct cut cut = {.deriving = deriving, .item = item};
	int status = find_table(&table, deriving, item);
	if (status == OK && table) status = cut_table(&cut, table);
	deriving_keep(deriving, status);
	if (status != OK) {
		deriving_keep(deriving, evaluate_note_unit(deriving->skeleton, item->select->place));
		return;
	}
	if (!table || !cut.chosen) {
		derive_empty(deriving, item, table ? DERIVE_NO_ROWS : DERIVE_EMPTY, parent);
		return;
	}
	struct outcome inner = {0};
	drop_bare_rows(&cut);
	writer_start(&deriving->writer, "table", item->place);
	derive_attributes(deriving, item);
	derive_children(deriving, item, &inner);
	write_columns(&cut);
	write_rows(&cut);
	writer_end(&deriving->writer, "table");
	parent->kept = true;
}
