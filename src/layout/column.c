/* Blocks into a vertical list.
 *
 * Between two boxes stand a break, with what it costs to end the page there, and a gap: the leading that the line above
 * left open, and the larger of the space after the one and before the other. */
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

int column_add(struct column *column, struct item item)
{
	struct list *list = &column->list;
	TRY(arena_grow(column->setter->arena, &list->items, list->count, sizeof item));
	list->items[list->count++] = item;
	return OK;
}

/* The break and the gap before a block; nothing at the column's head. */
int column_separate(struct column *column, const struct style *style, mpt leading)
{
	if (!column->list.count) return OK;
	bool own = style->before >= column->after;
	int64_t space = own ? style->before : column->after;
	TRY(column_add(column, (struct item){.kind = ITEM_BREAK, .keep = column->keep}));
	return column_add(column, (struct item){.kind = ITEM_GAP,
											.height = length_clamp(leading + space),
											.stretch = own ? style->stretch : column->after_stretch});
}

void column_leave(struct column *column, const struct style *style, mpt leading)
{
	column->leading = leading;
	column->after = style->after;
	column->after_stretch = style->stretch;
	column->keep = style->keep_next ? KEEP_NEXT : KEEP_NONE;
}

/* What a page that ends after line i of n tears apart. */
static enum keep lines_keep(const struct style *style, size_t i, size_t n)
{
	size_t above = i + 1, below = n - above;
	if (style->keep_lines) return KEEP_LINES;
	if (below < (size_t)style->widows) return KEEP_LAST_LINES;
	return above < (size_t)style->orphans ? KEEP_FIRST_LINES : KEEP_NONE;
}

static int set_text(struct column *column, const struct block *block);

/* A footnote, as wide as the text. */
static int set_note(struct list *list, struct setter *setter, const struct block *note)
{
	struct column column = {.setter = setter, .width = setter->text_width};
	TRY(set_text(&column, note));
	if (column.list.count) TRY(column_add(&column, (struct item){.kind = ITEM_GAP, .height = column.leading}));
	*list = column.list;
	return OK;
}

static int set_notes(struct item *item, struct setter *setter, const struct line *line)
{
	if (!line->note_count) return OK;
	struct list *notes = arena_array(setter->arena, line->note_count, sizeof *notes);
	if (!notes) return ERR_MEMORY;
	for (size_t i = 0; i < line->note_count; i++) TRY(set_note(&notes[i], setter, line->notes[i]));
	item->notes = notes;
	item->note_count = line->note_count;
	return OK;
}

static int add_line(struct column *column, const struct lines *lines, struct line *line)
{
	for (size_t i = 0; i < line->mark_count; i++) {
		line->marks[i].x += column->left;
		line->marks[i].y += lines->ascent;
	}
	column->line_left = line->x;
	column->line_width = line->width;
	struct item item = {.kind = ITEM_BOX, .line = true, .height = lines->ascent + lines->descent};
	item.baseline = lines->ascent;
	item.marks = line->marks;
	item.mark_count = line->mark_count;
	TRY(set_notes(&item, column->setter, line));
	return column_add(column, item);
}

int set_text(struct column *column, const struct block *block)
{
	struct lines lines;
	const struct style *style = block->style;
	TRY(set_paragraph(&lines, column->setter, block, column->width));
	if (!lines.count) return OK;
	TRY(column_separate(column, style, column->leading));
	for (size_t i = 0; i < lines.count; i++) {
		if (i > 0) {
			enum keep keep = lines_keep(style, i - 1, lines.count);
			TRY(column_add(column, (struct item){.kind = ITEM_BREAK, .keep = keep}));
			TRY(column_add(column, (struct item){.kind = ITEM_GAP, .height = lines.leading}));
		}
		TRY(add_line(column, &lines, &lines.items[i]));
	}
	column_leave(column, style, lines.leading);
	if (block->introduces && column->keep < KEEP_INTRODUCTION) column->keep = KEEP_INTRODUCTION;
	return OK;
}

static int add_mark_box(struct column *column, struct mark mark, mpt height)
{
	struct mark *own = arena_alloc(column->setter->arena, sizeof *own);
	if (!own) return ERR_MEMORY;
	*own = mark;
	return column_add(column,
					  (struct item){.kind = ITEM_BOX, .height = height, .baseline = -1, .marks = own, .mark_count = 1});
}

/* A rule follows the line above at its own distance, not at the line's leading, and never leaves it. */
static int set_rule(struct column *column, const struct block *block)
{
	const struct style *style = block->style;
	mpt of = block->of_line ? column->line_width : column->width;
	mpt left = block->of_line ? column->line_left : 0;
	mpt length = block->fixed ? block->length : length_share(of, block->length);
	mpt rest = of - length;
	mpt shift = style->align == ALIGN_CENTRE ? rest / 2 : style->align == ALIGN_RIGHT ? rest : 0;
	struct mark mark = {.kind = MARK_RULE, .x = column->left + left + shift, .y = block->thickness / 2};
	mark.colour = style->colour;
	mark.rule.dx = length;
	mark.rule.thickness = block->thickness;
	column->keep = KEEP_ALWAYS;
	column->after = 0;
	TRY(column_separate(column, style, 0));
	TRY(add_mark_box(column, mark, block->thickness));
	column_leave(column, style, 0);
	return OK;
}

static int set_space(struct column *column, const struct block *block)
{
	TRY(column_separate(column, block->style, column->leading));
	TRY(column_add(column,
				   (struct item){.kind = ITEM_BOX, .height = block->height, .stretch = block->height, .baseline = -1}));
	column_leave(column, block->style, 0);
	return OK;
}

/* A child with a page master is a sequence of its own, one with an edge out of the flow: layout.c sets them. */
static int set_group(struct column *column, const struct block *block)
{
	if (block->page_before && column->list.count) {
		TRY(column_add(column, (struct item){.kind = ITEM_BREAK, .keep = KEEP_APART}));
		column->leading = column->after = 0;
	}
	for (const struct block *child = block->first; child; child = child->next) {
		if (!child->master && !child->edge && child->kind != BLOCK_NOTE) TRY(column_block(column, child));
	}
	return OK;
}

int64_t first_baseline(const struct list *list)
{
	int64_t top = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		if (item->kind == ITEM_BOX && item->baseline >= 0) return top + item->baseline;
		top += item->height;
	}
	return -1;
}

int64_t list_height(const struct list *list)
{
	int64_t height = 0;
	for (size_t i = 0; i < list->count; i++) height += list->items[i].height;
	return height;
}

int take_height(mpt *height, struct setter *setter, int64_t sum, struct place place)
{
	*height = length_clamp(sum);
	return sum > LENGTH_LIMIT ? diagnostics_add(setter->diagnostics, LAYOUT_TOO_HIGH, place, NULL) : OK;
}

static size_t list_marks(const struct list *list)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) count += list->items[i].mark_count;
	return count;
}

/* Copies the list's marks, its top at y. Returns how many. */
static size_t flatten(struct mark *marks, const struct list *list, int64_t y)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		for (size_t j = 0; j < item->mark_count; j++) {
			marks[count] = item->marks[j];
			marks[count].y = length_clamp(y + marks[count].y);
			count++;
		}
		y += item->height;
	}
	return count;
}

/* Where a column is gone on with after the one beside it, marks stand by columns: back into the order of reading. */
static void order_by_block(struct mark *marks, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct mark mark = marks[i];
		size_t at = i;
		for (; at > 0 && marks[at - 1].block > mark.block; at--) marks[at] = marks[at - 1];
		marks[at] = mark;
	}
}

/* Columns beside each other in one box, their first baselines aligned. */
static int merge_columns(struct item *box, struct setter *setter, const struct block *row, const struct list *lists,
						 size_t count)
{
	size_t marks = 0;
	int64_t baseline = -1, most = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t own = first_baseline(&lists[i]);
		if (own > baseline) baseline = own;
		marks += list_marks(&lists[i]);
	}
	struct mark *all = arena_array(setter->arena, marks, sizeof *all);
	if (!all) return ERR_MEMORY;
	*box = (struct item){.kind = ITEM_BOX, .baseline = length_clamp(baseline), .marks = all};
	for (size_t i = 0; i < count; i++) {
		int64_t own = first_baseline(&lists[i]);
		int64_t shift = own >= 0 ? baseline - own : 0;
		int64_t height = shift + list_height(&lists[i]);
		if (height > most) most = height;
		box->mark_count += flatten(all + box->mark_count, &lists[i], shift);
	}
	order_by_block(all, box->mark_count);
	return take_height(&box->height, setter, most, row->place);
}

/* Where the last `lines` lines of text begin. rows: slices of a table are lines, too. */
static size_t last_lines(const struct list *list, int32_t lines, bool rows)
{
	size_t at = list->count;
	while (at > 0 && lines > 0) {
		const struct item *item = &list->items[--at];
		if (item->kind == ITEM_BOX && (item->line || (rows && item->band))) lines--;
	}
	return at;
}

/* Keeps the last lines of text with what follows, and a small table between them. A larger one would leave too much room
 * empty: of that the last rows are enough. */
static void keep_lines_before(struct column *column, int32_t lines)
{
	const struct list *list = &column->list;
	if (!list->count) return;
	size_t first = last_lines(list, lines, false);
	const struct list kept = {list->items + first, list->count - first};
	if (list_height(&kept) > column->setter->page_height / 3) first = last_lines(list, lines, true);
	for (size_t i = first; i < list->count; i++) {
		struct item *item = &list->items[i];
		if (item->kind == ITEM_BREAK && item->keep < KEEP_END) item->keep = KEEP_END;
	}
}

/* Makes the columns as high as the highest by the last room in each. */
static void level_columns(struct list *lists, size_t count)
{
	int64_t most = 0;
	for (size_t i = 0; i < count; i++) {
		if (list_height(&lists[i]) > most) most = list_height(&lists[i]);
	}
	for (size_t i = 0; i < count; i++) {
		int64_t lacking = most - list_height(&lists[i]);
		size_t room = lists[i].count;
		while (room > 0 && (lists[i].items[room - 1].kind != ITEM_BOX || !lists[i].items[room - 1].stretch)) room--;
		if (room) lists[i].items[room - 1].height = length_clamp(lists[i].items[room - 1].height + lacking);
	}
}

/* The columns of a row. A cell that stands where an earlier one does goes on below it. */
static int set_cells(struct list **out, size_t *out_count, const struct column *around, const struct block *row)
{
	struct arena *arena = around->setter->arena;
	struct column *columns = NULL;
	size_t count = 0;
	for (const struct block *child = row->first; child; child = child->next) {
		struct column cell = {.setter = around->setter};
		cell.left = around->left + length_share(around->width, child->column_left);
		cell.width = length_share(around->width, child->column_width);
		size_t at = 0;
		while (at < count && (columns[at].left != cell.left || columns[at].width != cell.width)) at++;
		if (at == count) {
			TRY(arena_grow(arena, &columns, count, sizeof *columns));
			columns[count++] = cell;
		}
		TRY(set_group(&columns[at], child));
	}
	struct list *lists = *out = arena_array(arena, count, sizeof *lists);
	if (!lists) return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) lists[i] = columns[i].list;
	*out_count = count;
	return OK;
}

static int set_row(struct column *column, const struct block *block)
{
	struct list *lists;
	size_t count;
	TRY(set_cells(&lists, &count, column, block));
	struct item box;
	if (block->level) level_columns(lists, count);
	struct list tail = {0};
	if (block->split) tail = cut_tail(lists, count);
	TRY(merge_columns(&box, column->setter, block, lists, count));
	TRY(column_separate(column, block->style, column->leading));
	keep_lines_before(column, block->keep_lines_before);
	TRY(column_add(column, box));
	TRY(column_tail(column, &tail));
	column_leave(column, block->style, 0);
	if (block->keep_lines_before && block->style->keep_next) column->keep = KEEP_END; /* more signatures follow */
	return OK;
}

int column_block(struct column *column, const struct block *block)
{
	static int (*const setters[])(struct column *, const struct block *) = {
		[BLOCK_GROUP] = set_group, [BLOCK_PARAGRAPH] = set_text, [BLOCK_RULE] = set_rule,
		[BLOCK_ROW] = set_row,     [BLOCK_PLACE] = set_place,    [BLOCK_SPACE] = set_space,
		[BLOCK_TABLE] = set_table, [BLOCK_IMAGE] = set_picture,  [BLOCK_FRAME] = set_frame,
	};
	return setters[block->kind](column, block);
}

int set_column(struct list *list, struct setter *setter, const struct block *block, mpt width)
{
	struct column column = {.setter = setter, .width = width};
	TRY(column_block(&column, block));
	*list = column.list;
	return OK;
}
