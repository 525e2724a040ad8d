/* A frame: a few words centred both ways in a box of four rules, as on the stamps of urgency and secrecy. The box is
 * as large as the template says, measured at the outer edges of its rules. */
#include "base/status.h"
#include "layout/internal.h"

struct frame {
	mpt left, width, height, thickness;
	uint32_t colour;
};

/* The four rules: top, bottom, left, right. */
static void draw_rules(struct mark rules[4], const struct frame *frame)
{
	mpt half = frame->thickness / 2;
	mpt right = frame->left + frame->width, bottom = frame->height;
	const struct {
		mpt x, y, dx, dy;
	} lines[4] = {
		{frame->left, half, frame->width, 0},
		{frame->left, bottom - half, frame->width, 0},
		{frame->left + half, 0, 0, bottom},
		{right - half, 0, 0, bottom},
	};
	for (size_t i = 0; i < 4; i++) {
		rules[i] = (struct mark){.kind = MARK_RULE, .x = lines[i].x, .y = lines[i].y, .colour = frame->colour};
		rules[i].rule.dx = lines[i].dx;
		rules[i].rule.dy = lines[i].dy;
		rules[i].rule.thickness = frame->thickness;
	}
}

/* The words' marks behind the rules. */
static void add_words(struct item *box, struct mark *marks, const struct lines *lines, const struct frame *frame)
{
	mpt line = lines->ascent + lines->descent, gaps = lines->count ? (mpt)(lines->count - 1) * lines->leading : 0;
	mpt y = (frame->height - (mpt)lines->count * line - gaps) / 2 + lines->ascent;
	box->baseline = lines->count ? y : -1;
	for (size_t i = 0; i < lines->count; i++, y += line + lines->leading) {
		for (size_t j = 0; j < lines->items[i].mark_count; j++) {
			struct mark *mark = &marks[box->mark_count++];
			*mark = lines->items[i].marks[j];
			mark->x += frame->left;
			mark->y += y;
		}
	}
}

int set_frame(struct column *column, const struct block *block)
{
	const struct style *style = block->style;
	struct style inner = *style;
	struct block words = *block;
	struct lines lines;
	mpt least, most;
	inner.align = ALIGN_CENTRE;
	inner.indent = 0;
	words.style = &inner;
	TRY(measure_paragraph(&least, &most, column->setter, &words));
	struct frame frame = {.width = block->width, .height = block->height, .thickness = block->thickness};
	if (!frame.width) frame.width = most < column->width ? most : column->width;
	mpt rest = column->width - frame.width;
	frame.left = column->left + (style->align == ALIGN_CENTRE ? rest / 2 : style->align == ALIGN_RIGHT ? rest : 0);
	frame.colour = style->colour;
	TRY(set_paragraph(&lines, column->setter, &words, frame.width));

	size_t count = 4;
	for (size_t i = 0; i < lines.count; i++) count += lines.items[i].mark_count;
	struct mark *marks = arena_array(column->setter->arena, count, sizeof *marks);
	if (!marks) return ERR_MEMORY;
	struct item box = {.kind = ITEM_BOX, .height = frame.height, .marks = marks, .mark_count = 4};
	draw_rules(marks, &frame);
	add_words(&box, marks, &lines, &frame);
	TRY(column_separate(column, style, column->leading));
	TRY(column_add(column, box));
	column_leave(column, style, 0);
	return OK;
}
