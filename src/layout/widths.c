/* Widths of a table's columns.
 *
 * Columns with a length or a share get it. The others share what is left by their content: each at least its widest
 * word, at most its longest line; between the two, in proportion to what each could still use. */
#include "base/status.h"
#include "layout/internal.h"

enum { NARROWEST = PT(1) }; /* room for text */

struct want {
	mpt least, most;
};

/* A picture wants its width; one without may shrink to nothing, and one that wants a share takes what it gets. */
static void measure_picture(struct want *want, const struct picture *picture)
{
	mpt most = picture->unit == UNIT_NONE ? picture->image->natural_width : picture->width;
	if (picture->unit == UNIT_PERCENT) return;
	if (most > want->most) want->most = most;
	if (picture->unit == UNIT_LENGTH && most > want->least) want->least = most;
}

/* The widest of the paragraphs and pictures in a block. */
static int measure_block(struct want *want, struct setter *setter, const struct block *block)
{
	if (block->kind == BLOCK_PARAGRAPH) {
		mpt least, most;
		TRY(measure_paragraph(&least, &most, setter, block));
		if (least > want->least) want->least = least;
		if (most > want->most) want->most = most;
	}
	if (block->kind == BLOCK_IMAGE) measure_picture(want, &block->picture);
	for (const struct block *child = block->first; child; child = child->next) TRY(measure_block(want, setter, child));
	return OK;
}

/* What the cells of each column want; a cell over several columns shares its want among them. */
static int measure_cells(struct want *wants, struct setter *setter, const struct table *table)
{
	mpt around = table->format->left + table->format->right;
	for (size_t i = 0; i < table->cell_count; i++) {
		const struct table_cell *cell = &table->cells[i];
		struct want want = {0};
		TRY(measure_block(&want, setter, cell->block));
		want.least = length_clamp((int64_t)want.least + around) / (mpt)cell->colspan + 1;
		want.most = length_clamp((int64_t)want.most + around) / (mpt)cell->colspan + 1;
		for (uint32_t column = cell->column; column < cell->column + cell->colspan; column++) {
			if (want.least > wants[column].least) wants[column].least = want.least;
			if (want.most > wants[column].most) wants[column].most = want.most;
		}
	}
	return OK;
}

/* Shares `room` among the columns that have no width yet. */
static int share_by_content(mpt *widths, struct setter *setter, const struct table *table, mpt room)
{
	struct want *wants = arena_array(setter->arena, table->column_count, sizeof *wants);
	int64_t least = 0, most = 0;
	if (!wants) return ERR_MEMORY;
	TRY(measure_cells(wants, setter, table));
	for (uint32_t i = 0; i < table->column_count; i++) {
		if (table->columns[i].unit != UNIT_NONE) continue;
		least += wants[i].least;
		most += wants[i].most;
	}
	for (uint32_t i = 0; i < table->column_count; i++) {
		if (table->columns[i].unit != UNIT_NONE) continue;
		if (most <= room)
			widths[i] = length_scale(wants[i].most, room, most);
		else if (least >= room)
			widths[i] = length_scale(wants[i].least, room, least);
		else
			widths[i] = wants[i].least + length_scale(wants[i].most - wants[i].least, room - least, most - least);
	}
	return OK;
}

/* Given widths come out exactly as wide as the text when they miss it by half a per cent at most. */
static void fit(mpt *widths, uint32_t count, int64_t sum, mpt room)
{
	int64_t rest = room - sum;
	if (rest == 0 || (rest < 0 ? -rest : rest) * 200 > room) return;
	for (uint32_t i = 0; i < count; i++) widths[i] = length_scale(widths[i], room, sum);
}

static bool has_text(const struct block *block)
{
	if (block->run_count || block->kind == BLOCK_IMAGE) return true;
	for (const struct block *child = block->first; child; child = child->next) {
		if (has_text(child)) return true;
	}
	return false;
}

/* Each cell with text has some room for it; the first that has none is told. */
static int check_widths(struct setter *setter, const struct block *block, const mpt *edges)
{
	const struct table *table = block->table;
	mpt around = table->format->left + table->format->right;
	for (size_t i = 0; i < table->cell_count; i++) {
		const struct table_cell *cell = &table->cells[i];
		mpt width = edges[cell->column + cell->colspan] - edges[cell->column];
		if (width - around >= NARROWEST || !has_text(cell->block)) continue;
		const char *number = arena_format(setter->arena, "%u", (unsigned)cell->column + 1);
		if (!number) return ERR_MEMORY;
		return diagnostics_add(setter->diagnostics, LAYOUT_COLUMN_TOO_NARROW, block->place, number, NULL);
	}
	return OK;
}

int table_edges(mpt **edges, const struct column *column, const struct block *block)
{
	const struct table *table = block->table;
	struct setter *setter = column->setter;
	mpt *widths = arena_array(setter->arena, table->column_count, sizeof *widths);
	*edges = arena_array(setter->arena, table->column_count + 1, sizeof **edges);
	if (!widths || !*edges) return ERR_MEMORY;
	int64_t given = 0;
	bool by_content = false;
	for (uint32_t i = 0; i < table->column_count; i++) {
		const struct table_column *wanted = &table->columns[i];
		if (wanted->unit == UNIT_PERCENT) widths[i] = length_share(column->width, wanted->width);
		if (wanted->unit == UNIT_LENGTH) widths[i] = wanted->width;
		by_content = by_content || wanted->unit == UNIT_NONE;
		given += widths[i];
	}
	if (given > (int64_t)column->width + column->width / 200) {
		setter->status = diagnostics_add(setter->diagnostics, LAYOUT_TABLE_TOO_WIDE, block->place, NULL);
		if (setter->status == ERR_MEMORY) return ERR_MEMORY;
	}
	if (by_content)
		TRY(share_by_content(widths, setter, table, given < column->width ? (mpt)(column->width - given) : 0));
	else
		fit(widths, table->column_count, given, column->width);
	(*edges)[0] = column->left;
	for (uint32_t i = 0; i < table->column_count; i++) (*edges)[i + 1] = length_clamp((int64_t)(*edges)[i] + widths[i]);
	return check_widths(setter, block, *edges);
}
