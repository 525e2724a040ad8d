/* Fonts whose character codes are our own: 1, 2, 3 ... in order of first use. A code stands for a text and, in each
 * font, for at most one glyph; a text that a font shows by several glyphs has several. So the content can be written
 * before the fonts are known, every code is read as exactly one text, widths and maps are as long as the document's
 * alphabet, and one CMap, which is mostly the same few lines, serves all fonts. CIDToGIDMap leads from codes to the
 * subset. */
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

static bool is_read_as(const struct pdf_code *code, const char *text, unsigned length)
{
	return code->length == length && memcmp(code->text, text, length) == 0;
}

/* A code of the text that the font has no glyph for yet. */
static int free_code(unsigned *cid, struct pdf *pdf, const struct pdf_font *font, const char *text, unsigned length)
{
	struct pdf_codes *codes = &pdf->codes;
	uint16_t *row = &codes->rows[length ? (unsigned char)text[length - 1] % 64 : 0];
	for (*cid = *row; *cid; *cid = codes->items[*cid - 1].next) {
		bool taken = *cid <= font->count && font->glyphs[*cid - 1].used;
		if (!taken && is_read_as(&codes->items[*cid - 1], text, length)) return OK;
	}
	if (codes->count == CID_LIMIT)
		return diagnostics_add(pdf->diagnostics, PDF_TOO_MANY_GLYPHS, (struct place){0}, font->face->postscript_name,
							   NULL);
	TRY(arena_grow(pdf->workshop->arena, &codes->items, codes->count, sizeof *codes->items));
	codes->items[codes->count++] = (struct pdf_code){text, (uint16_t)length, *row};
	*cid = *row = (uint16_t)codes->count;
	return OK;
}

static int add_cid(unsigned *cid, struct pdf *pdf, struct pdf_font *font, unsigned glyph, const char *text,
				   unsigned length)
{
	const struct face *face = font->face;
	TRY(free_code(cid, pdf, font, text, length));
	for (; font->count < *cid; font->count++)
		TRY(arena_grow(pdf->workshop->arena, &font->glyphs, font->count, sizeof *font->glyphs));
	mpt width = length_scale(hb_font_get_glyph_h_advance(face->hb_font, glyph), 1000, face->units_per_em);
	font->glyphs[*cid - 1] = (struct pdf_glyph){
		.id = (uint16_t)glyph,
		.width = width < 0            ? 0
				 : width > UINT16_MAX ? UINT16_MAX
									  : (uint16_t)width,
		.next = font->first[glyph],
		.used = true,
	};
	font->first[glyph] = (uint16_t)*cid;
	return OK;
}

int pdf_font_cid(unsigned *cid, struct pdf *pdf, struct pdf_font *font, unsigned glyph, const char *text,
				 unsigned length)
{
	if (glyph >= font->glyph_count) glyph = 0;
	for (unsigned at = font->first[glyph]; at; at = font->glyphs[at - 1].next) {
		if (is_read_as(&pdf->codes.items[at - 1], text, length)) {
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
	for (unsigned i = 0; i < font->count; i++) {
		const struct pdf_glyph *glyph = &font->glyphs[i];
		if (glyph->used) used[glyph->id / 8] |= (unsigned char)(1 << glyph->id % 8);
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
	buffer_format(&pdf->workshop->text, "/Length1 %zu", font->subset->raw_size);
	return pdf_object_deflated(font->file, font->subset->data, font->subset->size);
}

/* From CIDs to glyphs of the subset, 16 bits each. */
static int write_glyph_map(struct pdf *pdf, struct pdf_font *font)
{
	struct buffer *data = &pdf->workshop->data;
	buffer_clear(data);
	buffer_put(data, "\0", 2);
	for (unsigned i = 0; i < font->count; i++) {
		const struct pdf_glyph *known = &font->glyphs[i];
		hb_codepoint_t glyph = known->used ? hb_map_get(font->subset->glyphs, known->id) : 0;
		char bytes[2] = {(char)(glyph >> 8 & 255), (char)(glyph & 255)};
		buffer_put(data, bytes, sizeof bytes);
	}
	if (data->failed) return ERR_MEMORY;
	TRY(pdf_object_new(&font->glyph_map, pdf));
	return pdf_object_stream(font->glyph_map, data->data, data->length);
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

static int write_cid_font(struct pdf *pdf, const struct pdf_font *font)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/Font/Subtype/CIDFontType2/BaseFont/");
	put_base_font(text, font);
	buffer_text(text, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ");
	pdf_put_reference(text, font->descriptor);
	buffer_text(text, "/CIDToGIDMap ");
	pdf_put_reference(text, font->glyph_map);
	buffer_text(text, "/W[1[");
	for (unsigned i = 0; i < font->count; i++) {
		if (i) buffer_char(text, ' ');
		buffer_integer(text, font->glyphs[i].width);
	}
	buffer_text(text, "]]");
	return pdf_object_set(font->cid_font);
}

/* A section of a CMap maps at most 100 codes. */
static void put_characters(struct buffer *data, const struct pdf_codes *codes)
{
	unsigned at = 0;
	while (at < codes->count) {
		unsigned end = at, count = 0;
		for (; end < codes->count && count < 100; end++) count += codes->items[end].length > 0;
		if (count) buffer_format(data, "%u beginbfchar\n", count);
		for (; at < end; at++) {
			const struct pdf_code *code = &codes->items[at];
			if (!code->length) continue;
			pdf_put_code(data, at + 1);
			pdf_put_utf16(data, code->text, code->length);
			buffer_char(data, '\n');
		}
		if (count) buffer_text(data, "endbfchar\n");
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
	put_characters(data, &pdf->codes);
	buffer_text(data, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend");
	if (data->failed) return ERR_MEMORY;
	TRY(pdf_object_new(&pdf->codes.to_unicode, pdf));
	return pdf_object_stream(pdf->codes.to_unicode, data->data, data->length);
}

static int write_font(struct pdf *pdf, const struct pdf_font *font)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/Font/Subtype/Type0/BaseFont/");
	put_base_font(text, font);
	buffer_text(text, "/Encoding/Identity-H/DescendantFonts[");
	pdf_put_reference(text, font->cid_font);
	buffer_text(text, "]/ToUnicode ");
	pdf_put_reference(text, pdf->codes.to_unicode);
	return pdf_object_set(font->object);
}

int pdf_fonts_plan(struct pdf *pdf)
{
	if (pdf->fonts) TRY(write_to_unicode(pdf));
	for (struct pdf_font *font = pdf->fonts; font; font = font->next) {
		TRY(find_subset(pdf, font));
		TRY(write_file(pdf, font));
		TRY(write_glyph_map(pdf, font));
		TRY(pdf_small_new(&font->object, pdf));
		TRY(pdf_small_new(&font->cid_font, pdf));
		TRY(pdf_small_new(&font->descriptor, pdf));
	}
	return OK;
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
