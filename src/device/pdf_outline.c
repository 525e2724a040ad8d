/* The outline: headings, nested by their levels. */
#include "base/status.h"
#include "device/pdf.h"

struct item {
	const struct pdf_heading *heading;
	struct pdf_object *object;
	struct item *parent, *previous, *next, *first, *last;
	size_t shown; /* items below it that are seen when it is open */
};

/* The text of all paragraphs of the heading as one line. */
static void put_title(struct pdf *pdf, const struct pdf_heading *heading)
{
	struct buffer *line = &pdf->workshop->data;
	buffer_clear(line);
	for (const struct block *block = heading->first; block && pdf_is_heading(block); block = pdf_next_read(block)) {
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

static void put_entry(struct buffer *text, const char *key, const struct item *item)
{
	if (!item) return;
	buffer_text(text, key);
	pdf_put_reference(text, item->object);
}

/* Titles of the document and of its appendices stand open, all else is closed. */
static void put_children(struct buffer *text, const struct item *item)
{
	if (!item->first) return;
	bool open = !item->heading || item->heading->level == 1;
	put_entry(text, "/First ", item->first);
	put_entry(text, "/Last ", item->last);
	buffer_text(text, "/Count ");
	buffer_integer(text, open ? (int64_t)item->shown : -(int64_t)item->shown);
}

static int write_item(struct pdf *pdf, const struct item *item)
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
static void hang(struct item *item, struct item *before)
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
static void count_shown(struct item *items, size_t count)
{
	for (size_t i = count; i-- > 0;) {
		bool open = items[i].heading->level == 1;
		items[i].parent->shown += 1 + (open ? items[i].shown : 0);
	}
}

int pdf_outline_write(struct pdf_object **root, struct pdf *pdf, const struct pdf_headings *headings)
{
	*root = NULL;
	if (!headings->count) return OK;
	struct item top = {0}, *items = arena_array(pdf->workshop->arena, headings->count, sizeof *items);
	if (!items) return ERR_MEMORY;
	TRY(pdf_object_new(&top.object, pdf));
	for (size_t i = 0; i < headings->count; i++) {
		items[i].heading = &headings->items[i];
		TRY(pdf_object_new(&items[i].object, pdf));
		hang(&items[i], i ? &items[i - 1] : &top);
	}
	count_shown(items, headings->count);
	for (size_t i = 0; i < headings->count; i++) TRY(write_item(pdf, &items[i]));
	put_children(&pdf->workshop->text, &top);
	*root = top.object;
	return pdf_object_set(top.object);
}
