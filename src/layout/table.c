/* Tables into the vertical list.
 *
 * Rows that a span ties together are one band. A band's cells are set as columns of their own and stand at their heights;
 * then the band is cut, top to bottom, wherever no cell has a line across the cut: at the borders of rows, and between
 * lines that end together. Each slice is a box with its piece of the vertical rules (page.c joins the pieces), each cut
 * a break, which in the middle of a row tears the row apart. So the breaker knows nothing of tables, a row may be
 * higher than a page, and everything is linear in the length of the table.
 *
 * Cuts are looked for with all cells at the top of their rows and their lines level: so a band stands in which a page
 * ends, and who reads its first part sees what the row is about. A band that stays whole stands as its cells are
 * aligned. Each slice has the marks for both.
 *
 * Where a page ends in a table, the cut closes the table with a rule and opens it again below the head, which is set
 * once and drawn on each page as an artifact. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

enum {
	BAND_LIMIT = 4000000, /* places of a band, rows by columns: each takes memory */
	FEWEST_LINES = 4,     /* of a row, in each of its parts */
};

/* A box of a cell, from the band's top. */
struct cell_box {
	mpt top, bottom;         /* where a page ends in the band */
	mpt whole;               /* its top where none does */
	enum keep keep;          /* what a page that ends below it tears apart in the cell */
	const struct item *item; /* its marks and footnotes */
};

struct cell_layout {
	const struct table_cell *cell;
	struct cell_box *boxes;
	size_t count;
	size_t above; /* while cuts are looked for: the first box that does not end above */
	size_t drawn; /* the first box that no slice has taken */
	mpt height;   /* with the room around the text */
};

struct band {
	uint32_t first, end;       /* rows */
	mpt *tops;                 /* of each row, and the bottom of the last, from the band's top */
	struct cell_layout *cells; /* by row, then column */
	size_t cell_count;
	struct cell_layout **at; /* by row and column: which cell covers the place */
	bool moves;              /* boxes stand elsewhere where a page ends in the band */
};

struct slice {
	uint32_t row; /* in which it begins */
	mpt top, bottom;
	bool parted; /* a page may end in its band */
};

struct table_setter {
	struct column *column;
	struct arena *arena;
	const struct table *table;
	mpt *edges;       /* of the columns, from the text's left edge */
	struct list head; /* drawn again on every page, the border above it first */
	mpt head_height;
	const struct turn *between; /* a page ends between rows */
	const struct turn *within;  /* in a row all of whose columns are parted by rules */
};

static mpt rule_half(const struct table_setter *self)
{
	return self->table->format->rule / 2;
}

/* Marks. */

struct marks {
	struct mark *items;
	struct mark *parted; /* as many, where a page ends in the band; NULL: the same */
	size_t count;
	bool two;           /* `parted` is made */
	struct list *notes; /* footnotes whose marks they hold */
	size_t note_count;
};

/* `shift`: how far down it stands where a page ends in the band. */
static int add_mark(struct marks *marks, struct arena *arena, struct mark mark, mpt shift)
{
	TRY(arena_grow(arena, &marks->items, marks->count, sizeof mark));
	if (marks->two) TRY(arena_grow(arena, &marks->parted, marks->count, sizeof mark));
	marks->items[marks->count] = mark;
	mark.y += shift;
	if (marks->two) marks->parted[marks->count] = mark;
	marks->count++;
	return OK;
}

static int add_rule(struct marks *marks, const struct table_setter *self, mpt x, mpt y, mpt dx, mpt dy)
{
	struct mark mark = {.kind = MARK_RULE, .x = x, .y = y};
	mark.rule.dx = dx;
	mark.rule.dy = dy;
	mark.rule.thickness = self->table->format->rule;
	return add_mark(marks, self->arena, mark, 0);
}

/* A rule across the whole table; its ends cover the corners. */
static int add_border(struct marks *marks, const struct table_setter *self, mpt y)
{
	mpt left = self->edges[0] - rule_half(self);
	mpt right = self->edges[self->table->column_count] + rule_half(self);
	return add_rule(marks, self, left, y, right - left, 0);
}

static struct cell_layout *cell_at(const struct table_setter *self, const struct band *band, uint32_t row,
								   uint32_t column)
{
	return band->at[(size_t)(row - band->first) * self->table->column_count + column];
}

/* The vertical rules of a row between two heights. */
static int add_verticals(struct marks *marks, const struct table_setter *self, const struct band *band, uint32_t row,
						 mpt y, mpt dy)
{
	uint32_t columns = self->table->column_count;
	for (uint32_t i = 0; i <= columns && dy > 0; i++) {
		bool inside = i > 0 && i < columns;
		if (inside && cell_at(self, band, row, i - 1) == cell_at(self, band, row, i)) continue;
		TRY(add_rule(marks, self, self->edges[i], y, 0, dy));
	}
	return OK;
}

/* The rule above a row, where no cell reaches across it; whole runs of columns as one. */
static int add_row_border(struct marks *marks, const struct table_setter *self, const struct band *band, uint32_t row,
						  mpt y)
{
	uint32_t columns = self->table->column_count, start = 0;
	for (uint32_t i = 0; i <= columns; i++) {
		bool open = i < columns && cell_at(self, band, row - 1, i) != cell_at(self, band, row, i);
		if (open) continue;
		if (i > start) TRY(add_rule(marks, self, self->edges[start], y, self->edges[i] - self->edges[start], 0));
		start = i + 1;
	}
	return OK;
}

static int add_box(const struct table_setter *self, struct list *list, mpt height, const struct marks *marks)
{
	TRY(arena_grow(self->arena, &list->items, list->count, sizeof *list->items));
	list->items[list->count++] = (struct item){.kind = ITEM_BOX,
											   .height = height,
											   .baseline = -1,
											   .marks = marks->items,
											   .mark_count = marks->count,
											   .parted = marks->parted,
											   .notes = marks->notes,
											   .note_count = marks->note_count};
	return OK;
}

/* Bands. */

static mpt inner_width(const struct table_setter *self, const struct table_cell *cell)
{
	const struct table_format *format = self->table->format;
	return self->edges[cell->column + cell->colspan] - self->edges[cell->column] - format->left - format->right;
}

static int set_cell(struct cell_layout *out, struct table_setter *self, const struct table_cell *cell)
{
	const struct table_format *format = self->table->format;
	struct column column = {.setter = self->column->setter, .left = self->edges[cell->column] + format->left};
	int64_t y = 0;
	column.width = inner_width(self, cell);
	TRY(column_block(&column, cell->block));
	*out = (struct cell_layout){.cell = cell};
	out->boxes = arena_array(self->arena, column.list.count, sizeof *out->boxes);
	if (!out->boxes) return ERR_MEMORY;
	for (size_t i = 0; i < column.list.count; i++) {
		const struct item *item = &column.list.items[i];
		if (item->kind == ITEM_BREAK && out->count) out->boxes[out->count - 1].keep = item->keep;
		if (item->kind == ITEM_BOX)
			out->boxes[out->count++] =
				(struct cell_box){.top = length_clamp(y), .bottom = length_clamp(y + item->height), .item = item};
		y += item->height;
	}
	return take_height(&out->height, column.setter, y + format->top + format->bottom, cell->block->place);
}

/* The row after the last one that spans tie to `first`. */
static uint32_t band_end(const struct table *table, uint32_t first)
{
	uint32_t end = first + 1;
	for (uint32_t row = first; row < end; row++) {
		for (size_t i = 0; i < table->rows[row].count; i++) {
			uint32_t bottom = row + table->cells[table->rows[row].first + i].rowspan;
			if (bottom > end) end = bottom;
		}
	}
	return end;
}

static int refuse_band(struct table_setter *self, size_t rows, struct place place)
{
	const char *number = arena_format(self->arena, "%zu", rows);
	if (!number) return ERR_MEMORY;
	return diagnostics_add(self->column->setter->diagnostics, LAYOUT_ROWS_TIED, place, number, NULL);
}

static int set_cells(struct band *band, struct table_setter *self)
{
	const struct table *table = self->table;
	const struct table_row *last = &table->rows[band->end - 1];
	const struct table_cell *cells = &table->cells[table->rows[band->first].first];
	size_t columns = table->column_count, rows = band->end - band->first;
	if (rows > 1 && rows * columns > BAND_LIMIT) {
		TRY(refuse_band(self, rows, cells[0].block->place));
		return ERR_DOCUMENT;
	}
	band->cell_count = last->first + last->count - table->rows[band->first].first;
	band->cells = arena_array(self->arena, band->cell_count, sizeof *band->cells);
	band->at = arena_array(self->arena, rows * columns, sizeof *band->at);
	if (!band->cells || !band->at) return ERR_MEMORY;
	for (size_t i = 0; i < band->cell_count; i++) {
		const struct table_cell *cell = &cells[i];
		TRY(set_cell(&band->cells[i], self, cell));
		for (uint32_t row = cell->row; row < cell->row + cell->rowspan; row++) {
			for (uint32_t column = cell->column; column < cell->column + cell->colspan; column++)
				band->at[(row - band->first) * columns + column] = &band->cells[i];
		}
	}
	return OK;
}

/* Heights of rows: of the highest cell; what a cell over several rows still lacks goes to its last one. */
static int stack_rows(struct band *band, struct table_setter *self)
{
	size_t rows = band->end - band->first;
	band->tops = arena_array(self->arena, rows + 1, sizeof *band->tops);
	if (!band->tops) return ERR_MEMORY;
	mpt empty = self->table->format->top + self->table->format->bottom;
	for (size_t row = 0; row < rows; row++) {
		int64_t bottom = (int64_t)band->tops[row] + empty;
		for (uint32_t column = 0; column < self->table->column_count; column++) {
			const struct cell_layout *layout = cell_at(self, band, band->first + (uint32_t)row, column);
			uint32_t first = layout->cell->row - band->first, end = first + layout->cell->rowspan;
			int64_t below = (int64_t)band->tops[first] + layout->height;
			if (end == row + 1 && below > bottom) bottom = below;
		}
		struct place place = cell_at(self, band, band->first + (uint32_t)row, 0)->cell->block->place;
		TRY(take_height(&band->tops[row + 1], self->column->setter, bottom, place));
	}
	return OK;
}

static mpt band_height(const struct band *band)
{
	return band->tops[band->end - band->first];
}

/* Must the band be parted? */
static bool is_higher(const struct band *band, const struct table_setter *self)
{
	return band_height(band) > self->column->setter->page_height;
}

/* The cell of a row alone that makes it as high as it is; NULL: there is none. */
static const struct cell_layout *leading_cell(const struct band *band, const struct cell_layout *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t row = cells[i].cell->row - band->first;
		if (cells[i].cell->rowspan == 1 && cells[i].height == band->tops[row + 1] - band->tops[row]) return &cells[i];
	}
	return NULL;
}

/* Moves the boxes of a cell down by up to `rest`, so that they end level with those of the leading cell. */
static void level_boxes(struct cell_layout *layout, const struct cell_layout *leading, mpt rest)
{
	mpt shift = 0;
	for (size_t i = 0, j = 0; i < layout->count; i++) {
		struct cell_box *box = &layout->boxes[i];
		while (j < leading->count && leading->boxes[j].bottom < box->bottom + shift) j++;
		mpt more = j < leading->count ? leading->boxes[j].bottom - box->bottom - shift : 0;
		bool tied = i > 0 && layout->boxes[i - 1].keep >= KEEP_ALWAYS;
		if (!tied && shift + more <= rest) shift += more;
		box->top += shift;
		box->bottom += shift;
	}
}

/* Moves the boxes of a cell to their heights in the band. */
static void place_cell(struct cell_layout *layout, const struct band *band, const struct table_setter *self)
{
	uint32_t first = layout->cell->row - band->first;
	mpt top = band->tops[first], rest = band->tops[first + layout->cell->rowspan] - top - layout->height, shift = 0;
	if (layout->cell->valign == VALIGN_MIDDLE) shift = rest / 2;
	if (layout->cell->valign == VALIGN_BOTTOM) shift = rest;
	for (size_t i = 0; i < layout->count; i++) {
		struct cell_box *box = &layout->boxes[i];
		box->top += top + self->table->format->top;
		box->bottom += top + self->table->format->top;
		box->whole = box->top + shift;
	}
}

static void place_boxes(struct band *band, const struct table_setter *self)
{
	for (size_t i = 0; i < band->cell_count; i++) place_cell(&band->cells[i], band, self);
	for (size_t start = 0, end; start < band->cell_count; start = end) {
		uint32_t row = band->cells[start].cell->row, at = row - band->first;
		for (end = start; end < band->cell_count && band->cells[end].cell->row == row;) end++;
		const struct cell_layout *leading = leading_cell(band, &band->cells[start], end - start);
		for (size_t i = start; i < end; i++) {
			struct cell_layout *layout = &band->cells[i];
			mpt rest = band->tops[at + 1] - band->tops[at] - layout->height;
			if (leading && layout != leading && layout->cell->rowspan == 1) level_boxes(layout, leading, rest);
			for (size_t j = 0; j < layout->count && !band->moves; j++)
				band->moves = layout->boxes[j].whole != layout->boxes[j].top;
		}
	}
}

/* Cuts. */

static int compare_heights(const void *left, const void *right)
{
	mpt a = *(const mpt *)left, b = *(const mpt *)right;
	return (a > b) - (a < b);
}

/* Where a cut may be: at borders of rows and where boxes end. Sorted; may hold equals. */
static int find_candidates(mpt **heights, size_t *count, const struct band *band, struct arena *arena)
{
	size_t rows = band->end - band->first, most = rows;
	for (size_t i = 0; i < band->cell_count; i++) most += band->cells[i].count;
	*heights = arena_array(arena, most, sizeof **heights);
	if (!*heights) return ERR_MEMORY;
	*count = 0;
	for (size_t row = 1; row <= rows; row++) (*heights)[(*count)++] = band->tops[row];
	for (size_t i = 0; i < band->cell_count; i++) {
		for (size_t j = 0; j + 1 < band->cells[i].count; j++) (*heights)[(*count)++] = band->cells[i].boxes[j].bottom;
	}
	qsort(*heights, *count, sizeof **heights, compare_heights);
	return OK;
}

/* What a cut at this height tears apart in one cell, whose boxes it must not go through. */
static enum keep cell_keep(struct cell_layout *layout, mpt y)
{
	while (layout->above < layout->count && layout->boxes[layout->above].bottom <= y) layout->above++;
	if (layout->above == layout->count) return KEEP_NONE;
	if (layout->boxes[layout->above].top < y) return KEEP_ALWAYS;
	if (layout->above == 0) return KEEP_LINES; /* all of it would stand apart from its row */
	enum keep keep = layout->boxes[layout->above - 1].keep;
	return keep > KEEP_ROW && keep < KEEP_LINES ? KEEP_ROW_LINES : keep;
}

/* What a cut in a row tears apart, or one at its upper border, where cells may reach across. Each part of a row has
 * FEWEST_LINES of some cell at least. */
static enum keep cut_keep(const struct table_setter *self, const struct band *band, uint32_t row, bool border, mpt y)
{
	enum keep worst = border ? KEEP_NONE : KEEP_ROW;
	size_t above = 0, below = 0;
	for (uint32_t i = 0; i < self->table->column_count; i++) {
		struct cell_layout *layout = cell_at(self, band, row, i);
		if (border && layout->cell->row == row) continue;
		enum keep keep = cell_keep(layout, y);
		if (keep > worst) worst = keep;
		if (layout->above > above) above = layout->above;
		if (layout->count - layout->above > below) below = layout->count - layout->above;
	}
	bool few = above < FEWEST_LINES || below < FEWEST_LINES;
	return !border && few && worst < KEEP_LINES ? KEEP_LINES : worst;
}

/* Are all columns of the row parted by rules? */
static bool is_plain(const struct table_setter *self, const struct band *band, uint32_t row)
{
	for (uint32_t i = 1; i < self->table->column_count; i++) {
		if (cell_at(self, band, row, i - 1) == cell_at(self, band, row, i)) return false;
	}
	return true;
}

/* What is drawn where a page ends in a row, or between two (band NULL). */
static int make_turn(const struct turn **out, struct table_setter *self, const struct band *band, uint32_t row)
{
	const struct table_format *format = self->table->format;
	mpt foot = band ? format->bottom : 0, top = band ? format->top : 0;
	struct turn *turn = arena_alloc(self->arena, sizeof *turn);
	struct marks below = {0}, above = {0};
	if (!turn) return ERR_MEMORY;
	if (band) TRY(add_verticals(&below, self, band, row, 0, foot));
	TRY(add_border(&below, self, foot));
	TRY(add_box(self, &turn->before, foot, &below));
	turn->after.items = arena_array(self->arena, self->head.count + 1, sizeof *turn->after.items);
	if (!turn->after.items) return ERR_MEMORY;
	if (self->head.count) memcpy(turn->after.items, self->head.items, self->head.count * sizeof *turn->after.items);
	TRY(add_border(&above, self, 0));
	if (band) TRY(add_verticals(&above, self, band, row, 0, top));
	struct list last = {.items = NULL};
	TRY(add_box(self, &last, top, &above));
	turn->after.items[self->head.count] = last.items[0];
	turn->after.count = self->head.count + 1;
	turn->before_height = foot;
	turn->after_height = self->head_height + top;
	*out = turn;
	return OK;
}

/* The same turn serves all rows alike: most tables need two. */
static int find_turn(const struct turn **out, struct table_setter *self, const struct band *band, uint32_t row,
					 bool border)
{
	if (border) {
		if (!self->between) TRY(make_turn(&self->between, self, NULL, 0));
		*out = self->between;
		return OK;
	}
	if (!is_plain(self, band, row)) return make_turn(out, self, band, row);
	if (!self->within) TRY(make_turn(&self->within, self, band, row));
	*out = self->within;
	return OK;
}

/* The boxes of a cell that stand in a slice. */
static int draw_boxes(struct marks *marks, const struct table_setter *self, struct cell_layout *layout,
					  const struct slice *slice)
{
	for (; layout->drawn < layout->count && layout->boxes[layout->drawn].top < slice->bottom; layout->drawn++) {
		const struct cell_box *box = &layout->boxes[layout->drawn];
		for (size_t i = 0; i < box->item->mark_count; i++) {
			struct mark mark = box->item->marks[i];
			mark.y += box->whole - slice->top;
			TRY(add_mark(marks, self->arena, mark, box->top - box->whole));
		}
		for (size_t i = 0; i < box->item->note_count; i++) {
			TRY(arena_grow(self->arena, &marks->notes, marks->note_count, sizeof *marks->notes));
			marks->notes[marks->note_count++] = box->item->notes[i];
		}
	}
	return OK;
}

/* A slice of a band, in one row and perhaps those below: text, vertical rules, borders inside. */
static int add_slice(struct list *list, struct table_setter *self, const struct band *band, const struct slice *slice)
{
	struct marks marks = {.two = slice->parted};
	uint32_t end = slice->row;
	for (; end < band->end && band->tops[end - band->first] < slice->bottom; end++) {
		mpt top = band->tops[end - band->first], bottom = band->tops[end + 1 - band->first];
		if (top > slice->top) TRY(add_row_border(&marks, self, band, end, top - slice->top));
		top = top > slice->top ? top : slice->top;
		bottom = bottom < slice->bottom ? bottom : slice->bottom;
		TRY(add_verticals(&marks, self, band, end, top - slice->top, bottom - top));
	}
	for (uint32_t row = slice->row; row < end; row++) {
		for (uint32_t i = 0; i < self->table->column_count; i++) {
			struct cell_layout *layout = cell_at(self, band, row, i);
			bool seen = layout->cell->column != i || (row > slice->row && layout->cell->row < row);
			if (!seen) TRY(draw_boxes(&marks, self, layout, slice));
		}
	}
	return add_box(self, list, slice->bottom - slice->top, &marks);
}

/* A break in a row, or at its upper border: `border` is drawn where the page goes on. */
static int add_cut(struct table_setter *self, const struct band *band, uint32_t row, bool border, enum keep keep)
{
	struct item item = {.kind = ITEM_BREAK, .keep = keep};
	struct marks marks = {0};
	if (border && row > band->first) TRY(add_row_border(&marks, self, band, row, 0));
	if (border && row == band->first) TRY(add_border(&marks, self, 0));
	item.marks = marks.items;
	item.mark_count = marks.count;
	TRY(find_turn(&item.turn, self, band, row, border));
	return column_add(self->column, item);
}

/* The band in slices, with breaks between them. */
static int cut_band(struct table_setter *self, struct band *band)
{
	struct list *list = &self->column->list;
	mpt *heights;
	size_t count, rows = band->end - band->first;
	uint32_t row = band->first;
	struct slice slice = {.row = row};
	bool higher = is_higher(band, self);
	TRY(find_candidates(&heights, &count, band, self->arena));
	for (size_t i = 0; i < count; i++) {
		mpt y = heights[i];
		if (y <= slice.top) continue;
		while (row + 1 < band->end && band->tops[row + 1 - band->first] <= y) row++;
		bool border = y == band->tops[row - band->first], last = y >= band->tops[rows];
		enum keep keep = last ? KEEP_NONE : cut_keep(self, band, row, border, y);
		if (higher ? keep >= KEEP_ALWAYS : !keep_allows(keep)) continue;
		slice.bottom = y;
		slice.parted = band->moves && !(last && slice.top == 0);
		TRY(add_slice(list, self, band, &slice));
		list->items[list->count - 1].band = band->first + 1;
		if (last) return OK;
		TRY(add_cut(self, band, row, border, keep));
		slice.top = y;
		slice.row = row;
	}
	return OK;
}

static int set_band(struct band *band, struct table_setter *self, uint32_t first)
{
	*band = (struct band){.first = first, .end = band_end(self->table, first)};
	TRY(set_cells(band, self));
	TRY(stack_rows(band, self));
	place_boxes(band, self);
	return OK;
}

static int add_border_box(struct list *list, struct table_setter *self)
{
	struct marks marks = {0};
	TRY(add_border(&marks, self, 0));
	return add_box(self, list, 0, &marks);
}

/* The head as it stands again on later pages: an artifact. */
static int copy_head(struct table_setter *self, const struct list *head)
{
	self->head.items = arena_array(self->arena, head->count, sizeof *self->head.items);
	int64_t height = 0;
	if (!self->head.items) return ERR_MEMORY;
	for (size_t i = 0; i < head->count; i++) {
		struct item item = head->items[i];
		struct mark *marks = arena_array(self->arena, item.mark_count, sizeof *marks);
		if (!marks) return ERR_MEMORY;
		for (size_t j = 0; j < item.mark_count; j++) {
			marks[j] = item.marks[j];
			marks[j].block = 0;
		}
		item.marks = marks;
		self->head.items[self->head.count++] = item;
		height += item.height;
	}
	return take_height(&self->head_height, self->column->setter, height, self->table->cells[0].block->place);
}

/* Head rows are not cut; a page never ends among them. */
static int set_head(struct table_setter *self)
{
	struct list head = {0};
	struct band band;
	TRY(add_border_box(&head, self));
	for (uint32_t row = 0; row < self->table->head_rows; row = band.end) {
		TRY(set_band(&band, self, row));
		if (row) TRY(add_border_box(&head, self));
		const struct slice slice = {.row = row, .bottom = band_height(&band)};
		TRY(add_slice(&head, self, &band, &slice));
	}
	for (size_t i = 0; i < head.count; i++) TRY(column_add(self->column, head.items[i]));
	return self->table->head_rows ? copy_head(self, &head) : OK;
}

/* What a page that ends above a row tears apart, between bands so high. A row that is high itself may stand alone. */
static enum keep rows_keep(const struct table_setter *self, uint32_t row, mpt above, mpt below)
{
	const struct table *table = self->table;
	mpt low = self->column->setter->page_height / 10;
	bool first = row == table->head_rows + 1 && above < low, last = row + 1 == table->row_count && below < low;
	if (table->rows[row - 1].keep_next) return KEEP_NEXT;
	return first || last ? KEEP_ROWS : KEEP_NONE;
}

int set_table(struct column *column, const struct block *block)
{
	const struct table *table = block->table;
	struct table_setter self = {.column = column, .arena = column->setter->arena, .table = table};
	struct band band;
	mpt above = 0;
	TRY(table_edges(&self.edges, column, block));
	TRY(column_separate(column, block->style, column->leading));
	TRY(set_head(&self));
	for (uint32_t row = table->head_rows; row < table->row_count; row = band.end) {
		TRY(set_band(&band, &self, row));
		if (row) TRY(add_cut(&self, &band, row, true, rows_keep(&self, row, above, band_height(&band))));
		TRY(cut_band(&self, &band));
		above = band_height(&band);
	}
	TRY(add_border_box(&column->list, &self));
	column_leave(column, block->style, 0);
	return OK;
}
