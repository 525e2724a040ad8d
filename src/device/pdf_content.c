/* The content of a page: one text object as long as nothing but text is drawn, lines placed from line to line by Td.
 *
 * Two pens walk along each mark. Ours is exact: where layout put a word, and what the shaper says of its glyphs
 * (kerning included). The viewer's is what the file says: the sum of /W, which is rounded to 1/1000 em. Where they
 * part by 2/1000 em or more, and so at every justified space, a number in the TJ array brings the viewer's pen back.
 * Both are compared without division, in 1/1000 mpt / units_per_em: 1/1000 em is size * units_per_em of these. */
#include <string.h>

#include "base/status.h"
#include "device/pdf.h"

enum {
	TOLERANCE = 2,  /* 1/1000 em */
	GLYPH_ROOM = 6, /* bytes: two brackets, two bytes of code that may be escaped */
};

struct show {
	struct pdf *pdf;
	struct buffer *out;
	struct pdf_font *font;
	int64_t size, units; /* of the font, and per em */
	int64_t thousandth;  /* 1/1000 em */
	int64_t viewer;      /* the viewer's pen, from the mark's x */
	int64_t rise;        /* of the baseline, mpt */
	bool in_array, in_string;
};

static void put_point(struct buffer *out, mpt x, mpt y)
{
	buffer_thousandths(out, x);
	buffer_char(out, ' ');
	buffer_thousandths(out, y);
}

void pdf_content_enter_text(struct pdf *pdf)
{
	struct pdf_content *content = &pdf->content;
	if (content->in_text) return;
	buffer_text(&pdf->workshop->content, "BT\n");
	content->in_text = true;
	content->line_x = content->line_y = 0;
}

void pdf_content_leave_text(struct pdf *pdf)
{
	if (pdf->content.in_text) buffer_text(&pdf->workshop->content, "ET\n");
	pdf->content.in_text = false;
}

static void put_colour(struct buffer *out, uint32_t colour, const char *grey, const char *rgb)
{
	unsigned parts[3] = {colour >> 16 & 255, colour >> 8 & 255, colour & 255};
	bool is_grey = parts[0] == parts[1] && parts[1] == parts[2];
	for (size_t i = 0; i < (is_grey ? 1 : 3); i++) {
		buffer_thousandths(out, length_scale(parts[i], 1000, 255));
		buffer_char(out, ' ');
	}
	buffer_text(out, is_grey ? grey : rgb);
}

static void end_string(struct show *show)
{
	if (show->in_string) buffer_char(show->out, ')');
	show->in_string = false;
}

static void end_array(struct show *show)
{
	end_string(show);
	if (show->in_array) buffer_text(show->out, "]TJ\n");
	show->in_array = false;
}

static void begin_array(struct show *show)
{
	if (!show->in_array) buffer_char(show->out, '[');
	show->in_array = true;
}

static void set_rise(struct show *show, int64_t rise)
{
	if (rise == show->rise) return;
	end_array(show);
	buffer_thousandths(show->out, rise);
	buffer_text(show->out, " Ts\n");
	show->rise = rise;
}

static void move_by(struct show *show, int64_t error)
{
	int64_t step = (error + (error < 0 ? -show->thousandth : show->thousandth) / 2) / show->thousandth;
	end_string(show);
	begin_array(show);
	buffer_integer(show->out, -step);
	show->viewer += step * show->thousandth;
}

/* Brings the viewer's pen to ours, which stands at `pen`. */
static inline void move_to(struct show *show, int64_t pen)
{
	int64_t error = pen - show->viewer, tolerance = TOLERANCE * show->thousandth;
	if (error >= tolerance || error <= -tolerance) move_by(show, error);
}

static void put_code_byte(char **at, unsigned byte)
{
	if (byte == '(' || byte == ')' || byte == '\\' || byte == '\r') *(*at)++ = '\\';
	*(*at)++ = byte == '\r' ? 'r' : (char)byte;
}

/* The caller has made GLYPH_ROOM. */
static int put_glyph(struct show *show, unsigned glyph, const char *text, unsigned length)
{
	unsigned cid;
	TRY(pdf_font_cid(&cid, show->pdf, show->font, glyph, text, length));
	char *begin = show->out->data + show->out->length, *at = begin;
	if (!show->in_array) *at++ = '[';
	if (!show->in_string) *at++ = '(';
	show->in_array = show->in_string = true;
	put_code_byte(&at, cid >> 8);
	put_code_byte(&at, cid & 255);
	show->out->length += (size_t)(at - begin);
	show->viewer += show->pdf->glyphs[cid - 1].width * show->thousandth;
	return OK;
}

static unsigned first_character(const char *text, unsigned length)
{
	unsigned size = 1;
	while (size < length && ((unsigned char)text[size] & 0xc0) == 0x80) size++;
	return length ? size : 0;
}

/* Of a cluster, several glyphs for a row of characters (a letter and marks stacked on it), each glyph is read as one
 * character and the last one as what is left, so that in their order they are read as the text. */
static int put_word(struct show *show, const struct page_word *page_word)
{
	const struct word *word = page_word->word;
	const char *text = word->text;
	unsigned rest = 0; /* of the cluster's text, bytes */
	int64_t pen = page_word->x * show->units * 1000, unit = show->size * 1000;
	for (size_t i = 0; i < word->count; i++) {
		const struct glyph *glyph = &word->glyphs[i];
		bool last = i + 1 == word->count || glyph[1].length;
		if (glyph->length) {
			text = word->text + glyph->text;
			rest = glyph->length;
		}
		unsigned length = last ? rest : first_character(text, rest);
		if (glyph->dy || show->rise) set_rise(show, length_scale(glyph->dy, show->size, show->units));
		move_to(show, pen + glyph->dx * unit);
		if (!buffer_room(show->out, GLYPH_ROOM)) return ERR_MEMORY;
		TRY(put_glyph(show, glyph->id, text, length));
		pen += glyph->advance * unit;
		text += length;
		rest -= length;
	}
	set_rise(show, 0);
	if (!page_word->space) return OK;
	move_to(show, pen);
	if (!buffer_room(show->out, GLYPH_ROOM)) return ERR_MEMORY;
	return put_glyph(show, show->font->face->space, " ", 1);
}

static void set_text_state(struct pdf *pdf, const struct pdf_font *font, const struct mark *mark)
{
	struct pdf_content *content = &pdf->content;
	struct buffer *out = &pdf->workshop->content;
	mpt y = pdf->page_height - mark->y;
	if (mark->colour != content->fill) put_colour(out, mark->colour, "g\n", "rg\n");
	content->fill = mark->colour;
	pdf_content_enter_text(pdf);
	if (font != content->font || mark->text.size != content->size) {
		buffer_number(out, "/F", font->index);
		buffer_char(out, ' ');
		buffer_thousandths(out, mark->text.size);
		buffer_text(out, " Tf\n");
	}
	content->font = font;
	content->size = mark->text.size;
	put_point(out, mark->x - content->line_x, y - content->line_y);
	buffer_text(out, " Td\n");
	content->line_x = mark->x;
	content->line_y = y;
}

int pdf_content_text(struct pdf *pdf, const struct mark *mark)
{
	const struct face *face = mark->text.face;
	struct show show = {
		.pdf = pdf, .out = &pdf->workshop->content, .size = mark->text.size, .units = face->units_per_em};
	show.thousandth = show.size * show.units;
	if (show.size <= 0 || !mark->text.count) return OK;
	TRY(pdf_font_of(&show.font, pdf, face));
	set_text_state(pdf, show.font, mark);
	for (size_t i = 0; i < mark->text.count; i++) TRY(put_word(&show, &mark->text.words[i]));
	end_array(&show);
	return OK;
}

/* For readers that go by tags alone: nothing else would part this text from the next. */
int pdf_content_space(struct pdf *pdf)
{
	struct show show = {.pdf = pdf, .out = &pdf->workshop->content};
	if (!pdf->content.in_text || !pdf->content.font) return OK;
	TRY(pdf_font_of(&show.font, pdf, pdf->content.font->face));
	if (!buffer_room(show.out, GLYPH_ROOM)) return ERR_MEMORY;
	TRY(put_glyph(&show, show.font->face->space, " ", 1));
	end_array(&show);
	return OK;
}

void pdf_content_rule(struct pdf *pdf, const struct mark *mark)
{
	struct pdf_content *content = &pdf->content;
	struct buffer *out = &pdf->workshop->content;
	pdf_content_leave_text(pdf);
	if (mark->colour != content->stroke) put_colour(out, mark->colour, "G\n", "RG\n");
	content->stroke = mark->colour;
	if (mark->rule.thickness != content->thickness) {
		buffer_thousandths(out, mark->rule.thickness);
		buffer_text(out, " w\n");
	}
	content->thickness = mark->rule.thickness;
	mpt y = pdf->page_height - mark->y;
	put_point(out, mark->x, y);
	buffer_text(out, " m\n");
	put_point(out, mark->x + mark->rule.dx, y - mark->rule.dy);
	buffer_text(out, " l S\n");
}

/* A picture fills the unit square, which is made as large as wanted, and turned or mirrored: by its turn, where
 * the unit square's sides go, in widths to the right and heights upwards. */
static const struct {
	int right[2], up[2];
} turns[] = {{{1, 0}, {0, 1}},   {{-1, 0}, {0, 1}}, {{-1, 0}, {0, -1}}, {{1, 0}, {0, -1}},
			 {{0, -1}, {-1, 0}}, {{0, -1}, {1, 0}}, {{0, 1}, {1, 0}},   {{0, 1}, {-1, 0}}};

int pdf_content_image(struct pdf *pdf, const struct mark *mark)
{
	struct buffer *out = &pdf->workshop->content;
	struct pdf_image *image;
	if (mark->image.width <= 0 || mark->image.height <= 0) return OK;
	TRY(pdf_image_of(&image, pdf, mark->image.image));
	pdf_content_leave_text(pdf);
	mpt width = mark->image.width, height = mark->image.height;
	const int *right = turns[mark->image.image->turn].right;
	const int *up = turns[mark->image.image->turn].up;
	buffer_text(out, "q ");
	put_point(out, right[0] * width, right[1] * height);
	buffer_char(out, ' ');
	put_point(out, up[0] * width, up[1] * height);
	buffer_char(out, ' ');
	put_point(out, mark->x + (right[0] + up[0] < 0 ? width : 0),
			  pdf->page_height - mark->y - (right[1] + up[1] < 0 ? 0 : height));
	buffer_format(out, " cm /I%u Do Q\n", image->index);
	return OK;
}

void pdf_content_begin(struct pdf *pdf, const struct page *page)
{
	pdf->page_width = page->width;
	pdf->page_height = page->height;
	pdf->content = (struct pdf_content){.thickness = PT(1)}; /* what PDF begins with: black, 1 pt */
	buffer_clear(&pdf->workshop->content);
}

void pdf_content_end(struct pdf *pdf)
{
	pdf_content_leave_text(pdf);
}
