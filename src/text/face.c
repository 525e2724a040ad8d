/* The tables that give measures are few and of fixed form, so they are read here, byte by byte and within bounds; what
 * HarfBuzz needs for shaping it checks itself when it first uses a table. Reading them so touches three pages of the
 * file instead of thirty, and takes ascent and descent from hhea whatever OS/2 says, as word processors do. */
#include "text/face.h"

#include <hb-ot.h>
#include <limits.h>

#include "base/status.h"

/* A file's bytes and where the face's table directory stands. */
struct sfnt {
	const uint8_t *data;
	size_t size, directory;
	unsigned tables;
};

struct table {
	const uint8_t *data;
	size_t size;
};

static unsigned u16(const uint8_t *data)
{
	return (unsigned)data[0] << 8 | data[1];
}

static int16_t s16(const uint8_t *data)
{
	unsigned value = u16(data);
	return (int16_t)(value < 0x8000 ? (int)value : (int)value - 0x10000);
}

static uint32_t u32(const uint8_t *data)
{
	return (uint32_t)u16(data) << 16 | u16(data + 2);
}

/* Is the table directory whole, and is every table of it in the file? */
static bool open_sfnt(struct sfnt *sfnt, hb_blob_t *blob, unsigned number)
{
	unsigned size;
	const uint8_t *data = (const uint8_t *)hb_blob_get_data(blob, &size);
	*sfnt = (struct sfnt){data, size, 0, 0};
	if (size < 12) return false;
	if (u32(data) == HB_TAG('t', 't', 'c', 'f')) {
		if (number >= u32(data + 8) || 12 + 4 * ((size_t)number + 1) > size) return false;
		sfnt->directory = u32(data + 12 + 4 * (size_t)number);
	}
	if (sfnt->directory > size - 12) return false;
	sfnt->tables = u16(data + sfnt->directory + 4);
	if (sfnt->tables > (size - sfnt->directory - 12) / 16) return false;
	for (unsigned i = 0; i < sfnt->tables; i++) {
		const uint8_t *entry = data + sfnt->directory + 12 + 16 * (size_t)i;
		if (u32(entry + 8) > size || u32(entry + 12) > size - u32(entry + 8)) return false;
	}
	return true;
}

/* Finds a table of at least `least` bytes. */
static bool find_table(struct table *table, const struct sfnt *sfnt, const char *tag, size_t least)
{
	hb_tag_t wanted = HB_TAG(tag[0], tag[1], tag[2], tag[3]);
	for (unsigned i = 0; i < sfnt->tables; i++) {
		const uint8_t *entry = sfnt->data + sfnt->directory + 12 + 16 * (size_t)i;
		if (u32(entry) != wanted) continue;
		*table = (struct table){sfnt->data + u32(entry + 8), u32(entry + 12)};
		return table->size >= least;
	}
	return false;
}

/* head, hhea, maxp and what their counts say of hmtx, loca and glyf. NULL, or the tag of the first bad table. */
static const char *read_outline_tables(struct face *face, const struct sfnt *sfnt)
{
	struct table head, hhea, maxp, hmtx, loca, glyf, cmap;
	if (!find_table(&head, sfnt, "head", 54)) return "head";
	face->units_per_em = (uint16_t)u16(head.data + 18);
	if (face->units_per_em < 16 || face->units_per_em > 16384) return "head"; /* OpenType's own bounds */
	for (unsigned i = 0; i < 4; i++) face->box[i] = s16(head.data + 36 + 2 * i);
	bool long_offsets = u16(head.data + 50);

	if (!find_table(&maxp, sfnt, "maxp", 6)) return "maxp";
	unsigned glyphs = u16(maxp.data + 4);
	if (!glyphs) return "maxp";

	if (!find_table(&hhea, sfnt, "hhea", 36)) return "hhea";
	face->ascent = s16(hhea.data + 4);
	face->descent = s16(hhea.data + 6);
	face->line_gap = s16(hhea.data + 8);
	unsigned metrics = u16(hhea.data + 34);
	if (!metrics || metrics > glyphs || face->ascent <= 0 || face->descent > 0 || face->line_gap < 0) return "hhea";

	if (!find_table(&hmtx, sfnt, "hmtx", 4 * (size_t)metrics + 2 * (size_t)(glyphs - metrics))) return "hmtx";
	if (!find_table(&loca, sfnt, "loca", ((size_t)glyphs + 1) * (long_offsets ? 4 : 2))) return "loca";
	const uint8_t *end = loca.data + (size_t)glyphs * (long_offsets ? 4 : 2);
	if (!find_table(&glyf, sfnt, "glyf", long_offsets ? u32(end) : 2 * (size_t)u16(end))) return "glyf";
	if (!find_table(&cmap, sfnt, "cmap", 4)) return "cmap";
	return NULL;
}

/* Thickness of upright stems in 1/1000 em from the weight class: no TrueType table has it, and readers that miss a
 * font only need to know light from bold. */
static int16_t stem_of(unsigned weight, unsigned units_per_em)
{
	if (weight > 1000) weight = 1000;
	return (int16_t)((50 + weight * weight / 4225) * units_per_em / 1000);
}

static const char *read_style_tables(struct face *face, const struct sfnt *sfnt, bool *embeddable)
{
	struct table post, os2;
	if (!find_table(&post, sfnt, "post", 32)) return "post";
	face->italic_angle = (int32_t)((int64_t)u32(post.data + 4) - (u32(post.data + 4) >> 31 ? INT64_C(1) << 32 : 0));
	face->underline = s16(post.data + 8);
	face->underline_size = s16(post.data + 10);
	face->fixed_pitch = u32(post.data + 12);

	if (!find_table(&os2, sfnt, "OS/2", 68)) return "OS/2";
	face->stem = stem_of(u16(os2.data + 4), face->units_per_em);
	face->cap_height = u16(os2.data) >= 2 && os2.size >= 90 ? s16(os2.data + 88) : 0;
	/* fsType: 2 alone is "restricted licence"; 0x100 forbids subsets, 0x200 outlines. */
	unsigned licence = u16(os2.data + 8);
	*embeddable = (licence & 0xF) != 2 && !(licence & 0x300);
	return NULL;
}

static const char *measure(struct face *face)
{
	hb_codepoint_t glyph;
	if (!hb_font_get_nominal_glyph(face->hb_font, ' ', &glyph) || !glyph || glyph > UINT16_MAX) return "cmap";
	hb_position_t advance = hb_font_get_glyph_h_advance(face->hb_font, glyph);
	if (advance <= 0 || advance > INT16_MAX) return "hmtx";
	face->space = (uint16_t)glyph;
	face->space_advance = (int16_t)advance;
	if (face->cap_height > 0) return NULL;

	hb_glyph_extents_t extents = {0, 0, 0, 0}; /* fonts older than OS/2 version 2: the height of an H */
	if (hb_font_get_nominal_glyph(face->hb_font, 'H', &glyph))
		hb_font_get_glyph_extents(face->hb_font, glyph, &extents);
	bool sane = extents.y_bearing > 0 && extents.y_bearing <= INT16_MAX;
	face->cap_height = sane ? (int16_t)extents.y_bearing : (int16_t)(face->units_per_em * 2 / 3);
	return NULL;
}

static int load_tables(struct face *face, hb_blob_t *blob, unsigned number, struct diagnostics *diagnostics)
{
	struct place nowhere = {0};
	struct sfnt sfnt;
	bool embeddable = true;
	const char *bad = open_sfnt(&sfnt, blob, number) ? read_outline_tables(face, &sfnt) : "sfnt";
	if (!bad) bad = read_style_tables(face, &sfnt, &embeddable);
	if (bad) return diagnostics_add(diagnostics, FONT_DAMAGED, nowhere, face->file, bad, NULL);
	if (!embeddable) return diagnostics_add(diagnostics, FONT_LICENCE, nowhere, face->file, NULL);

	face->hb_face = hb_face_create(blob, number);
	face->hb_font = hb_font_create(face->hb_face);
	if (face->hb_face == hb_face_get_empty() || face->hb_font == hb_font_get_empty()) return ERR_MEMORY;
	hb_face_make_immutable(face->hb_face);
	hb_font_make_immutable(face->hb_font);
	bad = measure(face);
	if (bad) return diagnostics_add(diagnostics, FONT_DAMAGED, nowhere, face->file, bad, NULL);
	return OK;
}

int face_load(struct face *face, unsigned number, struct diagnostics *diagnostics)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(face->file);
	if (!blob) return diagnostics_add(diagnostics, FONT_DAMAGED, (struct place){0}, face->file, "sfnt", NULL);
	int status = load_tables(face, blob, number, diagnostics);
	hb_blob_destroy(blob);
	if (status != OK) face_unload(face);
	return status;
}

void face_unload(struct face *face)
{
	hb_font_destroy(face->hb_font);
	hb_face_destroy(face->hb_face);
	face->hb_font = NULL;
	face->hb_face = NULL;
}
