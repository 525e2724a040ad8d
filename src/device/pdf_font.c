/* Fonts whose character codes are our own: 1, 2, 3 ... in order of first use, one for each pair of a glyph and the
 * text it stands for. So the content can be written before the fonts are known, every code is read as exactly one
 * text, and widths and maps are as long as the document's alphabet. CIDToGIDMap leads from codes to the subset.
 *
 * All fonts of a document are counted together, so that they share both maps: of four fonts in a letter that saves
 * 1,700 bytes of 23,700. */
#include <string.h>

#include "base/status.h"
#include "device/pdf.h"

enum { CID_LIMIT = 65535, FLAG_FIXED_PITCH = 1, FLAG_SYMBOLIC = 4, FLAG_ITALIC = 64 };

int pdf_font_of(struct pdf_font **font, struct pdf *pdf, const struct face *face)
{
	struct pdf_font **at = &pdf->fonts;
	unsigned index = 1;
	for (; *at && (*at)->face != face; at = &(*at)->next) index++;
	if (!*at) {
		struct arena *arena = pdf->workshop->arena;
		struct pdf_font *added = arena_alloc(arena, sizeof *added);
		if (!added) return ERR_MEMORY;
		added->face = face;
		added->index = index;
		added->glyph_count = hb_face_get_glyph_count(face->hb_face);
		added->first = arena_array(arena, added->glyph_count, sizeof *added->first);
		if (!added->first) return ERR_MEMORY;
		*at = added;
	}
	*font = *at;
	return OK;
}

static int add_cid(unsigned *cid, struct pdf *pdf, struct pdf_font *font, unsigned glyph, const char *text,
				   unsigned length)
{
	const struct face *face = font->face;
	if (pdf->glyph_count == CID_LIMIT)
		return diagnostics_add(pdf->diagnostics, PDF_TOO_MANY_GLYPHS, (struct place){0}, face->postscript_name, NULL);
	TRY(arena_grow(pdf->workshop->arena, &pdf->glyphs, pdf->glyph_count, sizeof *pdf->glyphs));
	mpt width = length_scale(hb_font_get_glyph_h_advance(face->hb_font, glyph), 1000, face->units_per_em);
	pdf->glyphs[pdf->glyph_count++] = (struct pdf_glyph){
		.font = font,
		.id = (uint16_t)glyph,
		.width = width < 0            ? 0
				 : width > UINT16_MAX ? UINT16_MAX
									  : (uint16_t)width,
		.next = font->first[glyph],
		.length = (uint16_t)length,
		.text = text,
	};
	font->first[glyph] = (uint16_t)pdf->glyph_count;
	*cid = (unsigned)pdf->glyph_count;
	return OK;
}

/* Of a letter or two: a call of memcmp() would take longer. */
static bool is_same(const char *a, const char *b, unsigned length)
{
	unsigned i = 0;
	while (i < length && a[i] == b[i]) i++;
	return i == length;
}

int pdf_font_cid(unsigned *cid, struct pdf *pdf, struct pdf_font *font, unsigned glyph, const char *text,
				 unsigned length)
{
	if (glyph >= font->glyph_count) glyph = 0;
	for (unsigned at = font->first[glyph]; at; at = pdf->glyphs[at - 1].next) {
		const struct pdf_glyph *known = &pdf->glyphs[at - 1];
		if (known->length == length && is_same(known->text, text, length)) {
			*cid = at;
			return OK;
		}
	}
	return add_cid(cid, pdf, font, glyph, text, length);
}

static int find_subset(struct pdf *pdf, struct pdf_font *font)
{
	struct pdf_workshop *workshop = pdf->workshop;
	size_t size = font->glyph_count / 8 + 1;
	unsigned char *used = arena_alloc(workshop->arena, size);
	if (!used) return ERR_MEMORY;
	for (size_t i = 0; i < pdf->glyph_count; i++) {
		const struct pdf_glyph *glyph = &pdf->glyphs[i];
		if (glyph->font == font) used[glyph->id / 8] |= (unsigned char)(1 << glyph->id % 8);
	}
	int status = pdf_subset_of(&font->subset, workshop->subsets, font->face->hb_face, used, size, workshop->compressor);
	if (status != ERR_SYSTEM) return status;
	return diagnostics_add(pdf->diagnostics, PDF_NO_SUBSET, (struct place){0}, font->face->postscript_name, NULL);
}

static void put_base_font(struct buffer *text, const struct pdf_font *font)
{
	buffer_text(text, font->subset->tag);
	buffer_char(text, '+');
	pdf_put_name(text, font->face->postscript_name);
}

static void put_units(struct buffer *text, const char *key, int32_t value, const struct face *face)
{
	buffer_text(text, key);
	buffer_integer(text, length_scale(value, 1000, face->units_per_em));
}

static int write_file(struct pdf *pdf, struct pdf_font *font)
{
	TRY(pdf_object_new(&font->file, pdf));
	buffer_number(&pdf->workshop->text, "/Length1 ", font->subset->raw_size);
	return pdf_object_deflated(font->file, font->subset->data, font->subset->size);
}

/* From CIDs to glyphs of their subsets, 16 bits each. The subset's glyphs are as many as are asked for: none is searched. */
static int write_glyph_map(struct pdf *pdf)
{
	size_t size = 2 * (pdf->glyph_count + 1);
	unsigned char *map = arena_alloc(pdf->workshop->arena, size);
	if (!map) return ERR_MEMORY;
	for (const struct pdf_font *font = pdf->fonts; font; font = font->next) {
		for (size_t i = 0; i < font->subset->glyph_count; i++) {
			unsigned of_face = font->subset->glyphs[i];
			for (unsigned cid = font->first[of_face]; cid; cid = pdf->glyphs[cid - 1].next) {
				map[2 * cid] = (unsigned char)(i >> 8);
				map[2 * cid + 1] = (unsigned char)i;
			}
		}
	}
	TRY(pdf_object_new(&pdf->glyph_map, pdf));
	return pdf_object_stream(pdf->glyph_map, map, size);
}

static int write_descriptor(struct pdf *pdf, const struct pdf_font *font)
{
	const struct face *face = font->face;
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/FontDescriptor/FontName/");
	put_base_font(text, font);
	buffer_text(text, "/Flags ");
	buffer_integer(text, FLAG_SYMBOLIC | (face->fixed_pitch ? FLAG_FIXED_PITCH : 0) | (face->italic ? FLAG_ITALIC : 0));
	put_units(text, "/FontBBox[", face->box[0], face);
	for (size_t i = 1; i < 4; i++) put_units(text, " ", face->box[i], face);
	buffer_text(text, "]/ItalicAngle ");
	buffer_thousandths(text, length_scale(face->italic_angle, 1000, 65536));
	put_units(text, "/Ascent ", face->ascent, face);
	put_units(text, "/Descent ", face->descent, face);
	put_units(text, "/CapHeight ", face->cap_height, face);
	put_units(text, "/StemV ", face->stem, face);
	buffer_text(text, "/FontFile2 ");
	pdf_put_reference(text, font->file);
	return pdf_object_set(font->descriptor);
}

/* "1[722 667]40[500]": each font its own CIDs. */
static void put_widths(struct buffer *text, const struct pdf *pdf, const struct pdf_font *font)
{
	bool open = false;
	buffer_text(text, "/W[");
	for (size_t i = 0; i < pdf->glyph_count; i++) {
		bool own = pdf->glyphs[i].font == font;
		if (own && !open) buffer_integer(text, (int64_t)i + 1);
		if (own) buffer_char(text, open ? ' ' : '[');
		if (own) buffer_integer(text, pdf->glyphs[i].width);
		if (!own && open) buffer_char(text, ']');
		open = own;
	}
	buffer_text(text, open ? "]]" : "]");
}

static int write_cid_font(struct pdf *pdf, const struct pdf_font *font)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/Font/Subtype/CIDFontType2/BaseFont/");
	put_base_font(text, font);
	buffer_text(text, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ");
	pdf_put_reference(text, font->descriptor);
	buffer_text(text, "/CIDToGIDMap ");
	pdf_put_reference(text, pdf->glyph_map);
	put_widths(text, pdf, font);
	return pdf_object_set(font->cid_font);
}

/* Where a range of codes with texts that begins at `at` ends: their first byte must not change. */
static size_t range_end(const struct pdf *pdf, size_t at)
{
	while (at < pdf->glyph_count && pdf->glyphs[at].length) {
		if ((++at & 255) == 255) break; /* codes are one more */
	}
	return at;
}

static size_t next_range(const struct pdf *pdf, size_t at)
{
	while (at < pdf->glyph_count && !pdf->glyphs[at].length) at++;
	return at;
}

/* One range for as many codes as can be, each with a list of texts; at most 100 ranges in a section. */
static void put_ranges(struct buffer *data, const struct pdf *pdf)
{
	enum { SECTION = 100 };
	for (size_t at = next_range(pdf, 0); at < pdf->glyph_count;) {
		unsigned count = 0;
		for (size_t i = at; i < pdf->glyph_count && count < SECTION; count++) i = next_range(pdf, range_end(pdf, i));
		buffer_integer(data, count);
		buffer_text(data, " beginbfrange\n");
		for (; count > 0; count--) {
			size_t end = range_end(pdf, at);
			pdf_put_code(data, (unsigned)at + 1);
			pdf_put_code(data, (unsigned)end);
			buffer_char(data, '[');
			for (; at < end; at++) pdf_put_utf16(data, pdf->glyphs[at].text, pdf->glyphs[at].length);
			buffer_text(data, "]\n");
			at = next_range(pdf, at);
		}
		buffer_text(data, "endbfrange\n");
	}
}

static int write_to_unicode(struct pdf *pdf)
{
	struct buffer *data = &pdf->workshop->data;
	buffer_clear(data);
	buffer_text(data, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
					  "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
					  "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
					  "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
	put_ranges(data, pdf);
	buffer_text(data, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend");
	if (data->failed) return ERR_MEMORY;
	TRY(pdf_object_new(&pdf->to_unicode, pdf));
	return pdf_object_stream(pdf->to_unicode, data->data, data->length);
}

static int write_font(struct pdf *pdf, const struct pdf_font *font)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/Font/Subtype/Type0/BaseFont/");
	put_base_font(text, font);
	buffer_text(text, "/Encoding/Identity-H/DescendantFonts[");
	pdf_put_reference(text, font->cid_font);
	buffer_text(text, "]/ToUnicode ");
	pdf_put_reference(text, pdf->to_unicode);
	return pdf_object_set(font->object);
}

int pdf_fonts_plan(struct pdf *pdf)
{
	for (struct pdf_font *font = pdf->fonts; font; font = font->next) {
		TRY(find_subset(pdf, font));
		TRY(write_file(pdf, font));
		TRY(pdf_small_new(&font->object, pdf));
		TRY(pdf_small_new(&font->cid_font, pdf));
		TRY(pdf_small_new(&font->descriptor, pdf));
	}
	if (!pdf->fonts) return OK;
	TRY(write_glyph_map(pdf));
	return write_to_unicode(pdf);
}

int pdf_fonts_write(struct pdf *pdf)
{
	for (const struct pdf_font *font = pdf->fonts; font; font = font->next) {
		TRY(write_font(pdf, font));
		TRY(write_cid_font(pdf, font));
		TRY(write_descriptor(pdf, font));
	}
	return OK;
}
