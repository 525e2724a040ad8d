/* Tables: cells in the template's styles, tags for head and rows, the grid for layout. */
#include "plan/table.h"

#include <string.h>

#include "base/status.h"
#include "template/binder.h"

struct table_binder {
	struct binder *binder;
	struct grid grid;
	struct table *table;
	const xmlNode **columns; /* <column> elements; NULL where there is none */
};

static int read_columns(struct table_binder *self)
{
	struct table *table = self->table;
	struct arena *arena = self->binder->arena;
	const xmlNode *columns = xml_child(self->grid.table, "columns");
	table->column_count = self->grid.columns;
	table->columns = arena_array(arena, table->column_count, sizeof *table->columns);
	self->columns = arena_array(arena, table->column_count, sizeof *self->columns);
	if (!table->columns || !self->columns) return ERR_MEMORY;
	const xmlNode *column = columns ? xml_child(columns, "column") : NULL;
	for (uint32_t i = 0; column; column = xml_next(column, "column"), i++) {
		const char *width = xml_attribute(column, "width");
		self->columns[i] = column;
		if (width) table->columns[i].unit = length_parse(width, &table->columns[i].width);
	}
	return OK;
}

static bool parse_alignment(enum alignment *align, const xmlNode *node)
{
	static const char *const words[] = {
		[ALIGN_LEFT] = "left", [ALIGN_CENTRE] = "center", [ALIGN_RIGHT] = "right", [ALIGN_JUSTIFY] = "justify"};
	const char *value = node ? xml_attribute(node, "align") : NULL;
	for (size_t i = 0; value && i < sizeof words / sizeof *words; i++) {
		if (strcmp(value, words[i]) != 0) continue;
		*align = (enum alignment)i;
		return true;
	}
	return false;
}

static const char *row_style(const xmlNode *row)
{
	const char *kind = xml_attribute(row, "kind");
	if (xml_is(row->parent, "head")) return "table-head";
	if (kind) return strcmp(kind, "group") == 0 ? "table-group" : "table-total";
	return "table-text";
}

/* A row of empty cells is there to be written in by hand. */
static int leave_room(struct binder *binder, const xmlNode *cell, const struct style *style)
{
	struct block *block;
	TRY(binder_block(&block, binder, BLOCK_SPACE, style, "Artifact", xml_place(&binder->plan->xml, cell)));
	block->height = binder->template->tables.empty;
	return OK;
}

/* What stands in a cell: its number, or its text and blocks. */
static int bind_content(struct binder *binder, const xmlNode *node)
{
	const char *number = xml_info(node)->number;
	const xmlNode *blocks = body_after_running(node->children);
	const struct style *style;
	TRY(body_style(&style, binder, node, "text"));
	if (number) return body_paragraph(binder, node, number, style);
	TRY(body_running(binder, node, node->children, blocks, style));
	TRY(body_blocks(binder, blocks, 0));
	return binder->parent->first ? OK : leave_room(binder, node, style);
}

static int bind_cell(struct table_binder *self, const struct grid_cell *cell, const char *style)
{
	struct binder *binder = self->binder;
	struct table_cell *out = &self->table->cells[self->table->cell_count++];
	struct cell_setting setting = {.text = style};
	struct block *outer;
	const char *header = xml_attribute(cell->node, "header"), *valign = xml_attribute(cell->node, "valign");
	bool head = cell->row < self->grid.head_rows;
	setting.aligned = parse_alignment(&setting.align, cell->node) ||
					  (!head && parse_alignment(&setting.align, self->columns[cell->column]));
	if (!setting.aligned && xml_info(cell->node)->number) {
		setting.align = self->table->format->count_align;
		setting.aligned = true;
	}
	TRY(body_open_group(&outer, binder, cell->node, head || header ? "TH" : "TD"));
	*out = (struct table_cell){.block = binder->parent, .row = cell->row, .column = cell->column};
	out->rowspan = cell->rowspan;
	out->colspan = cell->colspan;
	out->valign = head ? VALIGN_MIDDLE : VALIGN_TOP;
	if (valign) out->valign = *valign == 't' ? VALIGN_TOP : *valign == 'm' ? VALIGN_MIDDLE : VALIGN_BOTTOM;
	binder->cell = &setting;
	int status = bind_content(binder, cell->node);
	binder->cell = NULL;
	binder->parent = outer;
	return status;
}

static int bind_row(struct table_binder *self, size_t index)
{
	struct binder *binder = self->binder;
	const struct grid_row *row = &self->grid.rows[index];
	struct table_row *out = &self->table->rows[index];
	const char *style = row_style(row->node);
	struct block *outer;
	TRY(body_open_group(&outer, binder, row->node, "TR"));
	*out = (struct table_row){.first = row->first, .count = row->count};
	out->keep_next = strcmp(style, "table-group") == 0 || index < self->grid.head_rows;
	for (size_t i = 0; i < row->count; i++) TRY(bind_cell(self, &self->grid.cells[row->first + i], style));
	binder->parent = outer;
	return OK;
}

/* Rows in THead or TBody. */
static int bind_rows(struct table_binder *self, size_t first, size_t end, const char *role)
{
	struct block *outer;
	if (first == end) return OK;
	TRY(body_open_group(&outer, self->binder, self->grid.rows[first].node, role));
	for (size_t i = first; i < end; i++) TRY(bind_row(self, i));
	self->binder->parent = outer;
	return OK;
}

static int bind_grid(struct table_binder *self, struct block *block)
{
	struct binder *binder = self->binder;
	struct table *table = self->table = arena_alloc(binder->arena, sizeof *table);
	if (!table) return ERR_MEMORY;
	TRY(plan_table_grid(&self->grid, binder->arena, binder->plan, self->grid.table, binder->diagnostics));
	*table = (struct table){.format = &binder->template->tables, .head_rows = self->grid.head_rows};
	table->row_count = (uint32_t)self->grid.row_count;
	table->rows = arena_array(binder->arena, self->grid.row_count, sizeof *table->rows);
	table->cells = arena_array(binder->arena, self->grid.cell_count, sizeof *table->cells);
	if (!table->rows || !table->cells) return ERR_MEMORY;
	TRY(read_columns(self));
	TRY(bind_rows(self, 0, table->head_rows, "THead"));
	TRY(bind_rows(self, table->head_rows, table->row_count, "TBody"));
	block->table = table;
	return OK;
}

/* As the template's tables say it; a unit that says it itself ("ĐVT: đồng") stays as it is. */
static int bind_unit(struct binder *binder, const xmlNode *node, const char *unit)
{
	static const char field[] = "{unit}";
	const char *format = strchr(unit, ':') ? NULL : binder->template->tables.unit;
	const char *at = format ? strstr(format, field) : NULL;
	const struct style *style;
	if (at) unit = arena_format(binder->arena, "%.*s%s%s", (int)(at - format), format, unit, at + sizeof field - 1);
	if (!unit) return ERR_MEMORY;
	TRY(body_style(&style, binder, node, "table-unit"));
	return body_paragraph(binder, node, unit, style);
}

/* The title over the table, the unit of its figures on the right above it. */
static int bind_caption(struct binder *binder, const xmlNode *node)
{
	const xmlNode *title = xml_child(node, "title");
	const char *unit = xml_attribute(node, "unit");
	const struct style *style;
	struct block *outer;
	if (!title && !unit) return OK;
	TRY(body_open_group(&outer, binder, node, "Caption"));
	if (title) {
		TRY(body_style(&style, binder, node, "table-title"));
		TRY(body_running(binder, title, title->children, NULL, style));
	}
	if (unit) TRY(bind_unit(binder, node, unit));
	binder->parent = outer;
	return OK;
}

int bind_table(struct binder *binder, const xmlNode *node, int depth)
{
	struct table_binder self = {.binder = binder, .grid.table = node};
	struct block *block, *outer = binder->parent, *text = binder->last_text;
	const struct style *style;
	(void)depth;
	TRY(bind_caption(binder, node));
	TRY(body_style(&style, binder, node, "table"));
	TRY(binder_block(&block, binder, BLOCK_TABLE, style, "Table", xml_place(&binder->plan->xml, node)));
	binder->parent = block;
	TRY(bind_grid(&self, block));
	binder->parent = outer;
	binder->last_text = text; /* "./." is set before a table, never in it */
	return OK;
}
