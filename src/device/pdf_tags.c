/* Marked content. A block's marks are one sequence, or several if a link or label parts them; a sequence is begun only
 * when something is drawn in it. Neither a sequence nor a text object may overlap the other: a sequence that begins with
 * text lies in a text object, which goes on after it (that a line is placed from the one before saves up to a fiftieth of
 * the file) and ends before anything else is drawn; any other one holds its text objects, and so does one of underlined
 * text, which rules would part. */
#include <string.h>

#include "base/status.h"
#include "device/pdf.h"

static bool is_artifact(const struct block *block)
{
	if (!block) return true;
	for (; block; block = block->parent) {
		if (block->role && strcmp(block->role, "Artifact") == 0) return true;
	}
	return false;
}

bool pdf_is_heading(const struct block *block)
{
	const char *role = block->role;
	if (!role || block->kind != BLOCK_PARAGRAPH) return false;
	return strcmp(role, "Title") == 0 || strcmp(role, "H") == 0 || (role[0] == 'H' && role[1] >= '1' && role[1] <= '6');
}

const struct block *pdf_next_read(const struct block *block)
{
	for (block = block->next; block && block->role && strcmp(block->role, "Artifact") == 0;) block = block->next;
	return block;
}

static bool is_title(const struct block *block)
{
	return strcmp(block->role, "Title") == 0;
}

/* Number and title are, and kind and subject; "Quyết định:" is not, though it may follow the subject. */
bool pdf_heading_goes_on(const struct block *before, const struct block *block)
{
	return block && pdf_is_heading(before) && pdf_is_heading(block) && (!is_title(before) || is_title(block));
}

bool pdf_is_link(const struct pdf *pdf, const struct mark *mark)
{
	const char *link = mark->kind == MARK_TEXT ? mark->text.link : NULL;
	if (!link || !*link || (pdf->archive && pdf->tags.artifact)) return false;
	return *link != '#' || pages_anchor(pdf->laid, link);
}

static bool has_rules(const struct block *block)
{
	for (size_t i = 0; block && i < block->run_count; i++) {
		if (block->runs[i].flags & RUN_UNDERLINE) return true;
	}
	return block && block->kind == BLOCK_FRAME;
}

void pdf_tags_begin_page(struct pdf *pdf)
{
	pdf->tags.mcid = 0;
	pdf->tags.page_key = pdf->tags.key++;
}

void pdf_tags_begin(struct pdf *pdf, const struct block *block)
{
	if (!pdf->archive) return;
	pdf->tags.block = block;
	pdf->tags.artifact = is_artifact(block);
	pdf->tags.has_rules = has_rules(block);
}

static void close_tag(struct pdf *pdf)
{
	if (pdf->tags.open == TAG_NONE) return;
	if (!pdf->tags.in_text) pdf_content_leave_text(pdf);
	buffer_text(&pdf->workshop->content, "EMC\n");
	pdf->tags.open = TAG_NONE;
}

static int add_piece(struct pdf *pdf, struct pdf_piece piece)
{
	struct pdf_tags *tags = &pdf->tags;
	TRY(arena_grow(pdf->workshop->arena, &tags->pieces, tags->count, sizeof piece));
	piece.block = tags->block->id;
	piece.page = (uint32_t)pdf->page_count - 1;
	piece.link = tags->link;
	piece.label = tags->label;
	tags->pieces[tags->count++] = piece;
	return OK;
}

/* The tag says little, the structure element all. */
static int open_content(struct pdf *pdf, const struct mark *mark)
{
	struct pdf_tags *tags = &pdf->tags;
	mpt size = mark->kind == MARK_TEXT ? mark->text.size : 0;
	const char *tag = tags->link ? "Link" : tags->label ? "Lbl" : pdf_is_heading(tags->block) ? "H" : "P";
	buffer_char(&pdf->workshop->content, '/');
	buffer_text(&pdf->workshop->content, tag);
	buffer_number(&pdf->workshop->content, "<</MCID ", tags->mcid);
	buffer_text(&pdf->workshop->content, ">>BDC\n");
	struct pdf_piece piece = {.mcid = tags->mcid++, .top = pdf->page_height - mark->y + size};
	if (mark->kind == MARK_IMAGE) {
		mpt box[4] = {mark->x, piece.top - mark->image.height, mark->x + mark->image.width, piece.top};
		memcpy(piece.box, box, sizeof box);
	}
	return add_piece(pdf, piece);
}

int pdf_tags_draw(struct pdf *pdf, const struct mark *mark)
{
	struct pdf_tags *tags = &pdf->tags;
	if (!pdf->archive) return OK;
	enum pdf_tag wanted = TAG_CONTENT;
	if (tags->artifact) wanted = tags->block || mark->kind == MARK_RULE ? TAG_ARTIFACT : TAG_PAGINATION;
	bool goes_on = tags->open == TAG_CONTENT; /* rules under a link's text are its own */
	const char *link = goes_on ? tags->link : NULL;
	bool label = goes_on && tags->label;
	if (mark->kind == MARK_TEXT) {
		link = pdf_is_link(pdf, mark) ? mark->text.link : NULL;
		label = wanted == TAG_CONTENT && mark->text.label && !link;
	}
	bool can_go_on = !tags->in_text || mark->kind == MARK_TEXT;
	if (tags->open == wanted && tags->link == link && tags->label == label && can_go_on) return OK;
	close_tag(pdf);
	tags->in_text = mark->kind == MARK_TEXT && !tags->has_rules;
	if (tags->in_text)
		pdf_content_enter_text(pdf);
	else
		pdf_content_leave_text(pdf);
	tags->open = wanted;
	tags->link = link;
	tags->label = label;
	if (wanted == TAG_CONTENT) return open_content(pdf, mark);
	const char *artifact = wanted == TAG_PAGINATION ? "/Artifact<</Type/Pagination>>BDC\n" : "/Artifact BMC\n";
	buffer_text(&pdf->workshop->content, artifact);
	return OK;
}

int pdf_tags_annotation(struct pdf *pdf, struct pdf_object *annotation)
{
	pdf->tags.key++;
	return add_piece(pdf, (struct pdf_piece){.annotation = annotation});
}

int pdf_tags_end(struct pdf *pdf)
{
	struct pdf_tags *tags = &pdf->tags;
	if (!pdf->archive) return OK;
	if (tags->open == TAG_CONTENT && pdf_heading_goes_on(tags->block, pdf_next_read(tags->block)))
		TRY(pdf_content_space(pdf));
	close_tag(pdf);
	return OK;
}
