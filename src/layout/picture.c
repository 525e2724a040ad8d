/* Pictures: as large as wanted, never larger than their room. */
#include "base/status.h"
#include "layout/internal.h"

struct size {
	mpt width, height;
};

/* As wide as wanted, but not over the room's width, nor so that it comes out higher than the room. */
static struct size fit(const struct picture *picture, struct size room)
{
	const struct image *image = picture->image;
	int64_t width = picture->unit == UNIT_NONE      ? image->natural_width
					: picture->unit == UNIT_PERCENT ? length_share(room.width, picture->width)
													: picture->width;
	int64_t across = image->natural_width, down = image->natural_height;
	if (picture->most_height && picture->most_height < room.height) room.height = picture->most_height;
	if (room.width < 0) room.width = 0;
	if (room.height < 0) room.height = 0;
	if (width > room.width) width = room.width;
	if (width * down <= room.height * across) return (struct size){(mpt)width, length_scale(width, down, across)};
	return (struct size){length_scale(room.height, across, down), room.height};
}

/* What the title under a picture takes of the page, with the space between them. */
static int title_height(mpt *height, const struct column *column, const struct block *block)
{
	struct column title = {.setter = column->setter, .left = column->left, .width = column->width};
	TRY(column_block(&title, block->next));
	const mpt after = block->style->after, before = block->next->style->before;
	return take_height(height, column->setter, list_height(&title.list) + (after > before ? after : before),
					   block->next->place);
}

int set_picture(struct column *column, const struct block *block)
{
	const struct style *style = block->style;
	mpt title = 0;
	if (block->picture.titled) TRY(title_height(&title, column, block));
	struct size room = {column->width - style->left - style->right, column->setter->page_height - title};
	struct size size = fit(&block->picture, room);
	mpt rest = room.width - size.width;
	mpt shift = style->align == ALIGN_CENTRE ? rest / 2 : style->align == ALIGN_RIGHT ? rest : 0;
	struct mark *mark = arena_alloc(column->setter->arena, sizeof *mark);
	if (!mark) return ERR_MEMORY;
	*mark = (struct mark){.kind = MARK_IMAGE, .block = block->id, .x = column->left + style->left + shift};
	mark->image.width = size.width;
	mark->image.height = size.height;
	mark->image.image = block->picture.image;
	TRY(column_separate(column, style, column->leading));
	TRY(column_add(
		column,
		(struct item){.kind = ITEM_BOX, .height = size.height, .baseline = -1, .marks = mark, .mark_count = 1}));
	column_leave(column, style, 0);
	if (block->picture.titled) column->keep = KEEP_ALWAYS;
	return OK;
}

/* Pictures in a place stand in its middle, from side to side and from top to bottom; one that covers stands to the left
 * of the one before it, over a share of that. Sizes are known by now. */
static void place_pictures(struct mark *marks, size_t count, const struct block *place, mpt left, struct size room)
{
	const struct block *child = place->first;
	for (size_t i = 0; i < count; i++, child = child->next) {
		const struct mark *covered = i && child->picture.cover ? &marks[i - 1] : NULL;
		marks[i].y = (room.height - marks[i].image.height) / 2;
		marks[i].x = left + (room.width - marks[i].image.width) / 2;
		if (covered)
			marks[i].x = covered->x + length_share(covered->image.width, child->picture.cover) - marks[i].image.width;
	}
}

/* A place is as high as it says, or as the highest picture in it. */
int set_place(struct column *column, const struct block *block)
{
	struct size page = {column->width, column->setter->page_height}, room = {column->width, block->height};
	size_t count = 0;
	for (const struct block *child = block->first; child; child = child->next) count++;
	struct mark *marks = arena_array(column->setter->arena, count + 1, sizeof *marks);
	if (!marks) return ERR_MEMORY;
	struct mark *at = marks + 1;
	for (const struct block *child = block->first; child; child = child->next, at++) {
		struct size size = fit(&child->picture, page);
		*at = (struct mark){.kind = MARK_IMAGE, .block = child->id};
		at->image.width = size.width;
		at->image.height = size.height;
		at->image.image = child->picture.image;
		if (size.height > room.height) room.height = size.height;
	}
	marks[0] = (struct mark){.kind = MARK_BOX, .block = block->id, .x = column->left};
	marks[0].box.width = room.width;
	marks[0].box.height = room.height;
	marks[0].box.name = block->name;
	place_pictures(marks + 1, count, block, column->left, room);
	TRY(column_separate(column, block->style, column->leading));
	struct item box = {.kind = ITEM_BOX, .height = room.height, .stretch = room.height, .baseline = -1};
	box.marks = marks;
	box.mark_count = count + 1;
	TRY(column_add(column, box));
	column_leave(column, block->style, 0);
	return OK;
}
