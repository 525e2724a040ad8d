/* The outline: headings, nested by their levels. */
#include "device/pdf.h"

#include "base/status.h"

/* The first item is the outline itself and has no heading. */
struct pdf_outline_item {
	const struct pdf_heading *heading;
	struct pdf_object *object;
	struct pdf_outline_item *parent, *previous, *next, *first, *last;
	size_t shown; /* items below it that are seen when it is open */
};

/* The text of all paragraphs of the heading as one line. */
static void put_title(struct pdf *pdf, const struct pdf_heading *heading)
{
	struct buffer *line = &pdf->workshop->data;
	buffer_clear(line);
	const struct block *before = NULL, *block = heading->first;
	for (; block == heading->first || pdf_heading_goes_on(before, block); block = pdf_next_read(block)) {
		before = block;
		if (line->length) buffer_char(line, ' ');
		for (size_t i = 0; i < block->run_count; i++) {
			if (block->runs[i].text) buffer_put(line, block->runs[i].text, block->runs[i].length);
		}
	}
	for (size_t i = 0; i < line->length; i++) {
		if (line->data[i] == '\n') line->data[i] = ' ';
	}
	buffer_char(line, '\0');
	buffer_text(&pdf->workshop->text, "/Title");
	pdf_put_text(&pdf->workshop->text, line->failed ? "" : line->data);
}

static void put_entry(struct buffer *text, const char *key, const struct pdf_outline_item *item)
{
	if (!item) return;
	buffer_text(text, key);
	pdf_put_reference(text, item->object);
}

/* Titles of the document and of its appendices stand open, all else is closed. */
static void put_children(struct buffer *text, const struct pdf_outline_item *item)
{
	if (!item->first) return;
	bool open = !item->heading || item->heading->level == 1;
	put_entry(text, "/First ", item->first);
	put_entry(text, "/Last ", item->last);
	buffer_text(text, "/Count ");
	buffer_integer(text, open ? (int64_t)item->shown : -(int64_t)item->shown);
}

static int write_item(struct pdf *pdf, const struct pdf_outline_item *item)
{
	struct buffer *text = &pdf->workshop->text;
	const struct pdf_piece *place = item->heading->place;
	put_title(pdf, item->heading);
	put_entry(text, "/Parent ", item->parent);
	put_entry(text, "/Prev ", item->previous);
	put_entry(text, "/Next ", item->next);
	put_children(text, item);
	buffer_text(text, "/Dest[");
	pdf_put_reference(text, pdf->pages[place->page]);
	buffer_text(text, "/XYZ null ");
	buffer_thousandths(text, place->top);
	buffer_text(text, " null]");
	return pdf->workshop->data.failed ? ERR_MEMORY : pdf_object_set(item->object);
}

/* Below the nearest one before it whose level is lower. */
static void hang(struct pdf_outline_item *item, struct pdf_outline_item *before)
{
	while (before->heading && before->heading->level >= item->heading->level) before = before->parent;
	item->parent = before;
	item->previous = before->last;
	if (before->last)
		before->last->next = item;
	else
		before->first = item;
	before->last = item;
}

/* From the end, so that what is below an item is counted before it. */
static void count_shown(struct pdf_outline_item *items, size_t count)
{
	for (size_t i = count; i > 0; i--) {
		bool open = items[i].heading->level == 1;
		items[i].parent->shown += 1 + (open ? items[i].shown : 0);
	}
}

int pdf_outline_plan(struct pdf_outline *outline, struct pdf *pdf, const struct pdf_structure *structure)
{
	size_t count = structure->heading_count;
	*outline = (struct pdf_outline){.count = count + 1};
	if (!count) return OK;
	struct pdf_outline_item *items = arena_array(pdf->workshop->arena, count + 1, sizeof *items);
	if (!items) return ERR_MEMORY;
	for (size_t i = 0; i <= count; i++) {
		TRY(pdf_packed_new(&items[i].object, pdf));
		if (!i) continue;
		items[i].heading = &structure->headings[i - 1];
		hang(&items[i], &items[i - 1]);
	}
	count_shown(items, count);
	outline->root = items[0].object;
	outline->items = items;
	return OK;
}

int pdf_outline_write(const struct pdf_outline *outline, struct pdf *pdf)
{
	if (!outline->root) return OK;
	put_children(&pdf->workshop->text, &outline->items[0]);
	TRY(pdf_object_set(outline->root));
	for (size_t i = 1; i < outline->count; i++) TRY(write_item(pdf, &outline->items[i]));
	return OK;
}
