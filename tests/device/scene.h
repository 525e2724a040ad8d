/* Pages built by hand for the tests of devices: faces from font files, words shaped one by one, lines set plainly. */
#ifndef TESTS_DEVICE_SCENE_H
#define TESTS_DEVICE_SCENE_H

#include <assert.h>
#include <hb-ot.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "device/device.h"

#define SCENE_FONTS "/usr/share/fonts/truetype/liberation2/LiberationSerif-"

enum { SCENE_REGULAR, SCENE_BOLD, SCENE_ITALIC, SCENE_BOLD_ITALIC, SCENE_FACES };

struct scene {
	struct arena *arena;
	struct face faces[SCENE_FACES];
	struct tree tree;
	struct pages pages;
	struct page *page; /* marks are added to this one */
};

static inline int16_t scene_int16(hb_face_t *face, hb_tag_t tag, unsigned offset)
{
	hb_blob_t *blob = hb_face_reference_table(face, tag);
	unsigned length;
	const unsigned char *bytes = (const unsigned char *)hb_blob_get_data(blob, &length);
	int16_t value = offset + 2 <= length ? (int16_t)(bytes[offset] << 8 | bytes[offset + 1]) : 0;
	hb_blob_destroy(blob);
	return value;
}

static inline void scene_face(struct face *face, const char *file, const char *name, bool bold, bool italic)
{
	const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd'), hhea = HB_TAG('h', 'h', 'e', 'a');
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(file);
	assert(blob);
	hb_face_t *hb_face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	*face =
		(struct face){.family = "Times New Roman", .found = "Liberation Serif", .postscript_name = name, .file = file};
	face->hb_face = hb_face;
	face->hb_font = hb_font_create(hb_face);
	face->units_per_em = (uint16_t)hb_face_get_upem(hb_face);
	face->bold = bold;
	face->italic = italic;
	face->ascent = scene_int16(hb_face, hhea, 4);
	face->descent = scene_int16(hb_face, hhea, 6);
	face->line_gap = scene_int16(hb_face, hhea, 8);
	face->cap_height = 1341;
	face->stem = bold ? 300 : 160;
	face->italic_angle = italic ? -16 * 65536 - 21627 : 0;
	for (unsigned i = 0; i < 4; i++) face->box[i] = scene_int16(hb_face, head, 36 + 2 * i);
	hb_codepoint_t space = 0;
	hb_font_get_nominal_glyph(face->hb_font, ' ', &space);
	face->space = (uint16_t)space;
	face->space_advance = (int16_t)hb_font_get_glyph_h_advance(face->hb_font, space);
}

static inline void scene_open(struct scene *scene)
{
	memset(scene, 0, sizeof *scene);
	scene->arena = arena_new();
	scene_face(&scene->faces[0], SCENE_FONTS "Regular.ttf", "LiberationSerif", false, false);
	scene_face(&scene->faces[1], SCENE_FONTS "Bold.ttf", "LiberationSerif-Bold", true, false);
	scene_face(&scene->faces[2], SCENE_FONTS "Italic.ttf", "LiberationSerif-Italic", false, true);
	scene_face(&scene->faces[3], SCENE_FONTS "BoldItalic.ttf", "LiberationSerif-BoldItalic", true, true);
	for (unsigned i = 0; i < SCENE_FACES; i++) scene->faces[i].index = i;
	scene->tree.count = 1;
	scene->tree.blocks = arena_array(scene->arena, 64, sizeof(struct block *));
	scene->tree.title = "Kế hoạch Chuyển đổi số năm 2022";
	scene->tree.author = "Sở Công Thương";
	scene->tree.language = "vi";
	scene->tree.date = "2022-01-27";
	scene->pages.tree = &scene->tree;
}

static inline void scene_close(struct scene *scene)
{
	for (unsigned i = 0; i < SCENE_FACES; i++) {
		hb_font_destroy(scene->faces[i].hb_font);
		hb_face_destroy(scene->faces[i].hb_face);
	}
	arena_drop(scene->arena);
}

/* A block of the tree; its id. */
static inline uint32_t scene_block(struct scene *scene, const char *role, const char *style, uint32_t line)
{
	struct style *its_style = arena_alloc(scene->arena, sizeof *its_style);
	its_style->name = style;
	struct block *block = arena_alloc(scene->arena, sizeof *block);
	*block = (struct block){.id = scene->tree.count, .role = role, .style = its_style, .place = {"plan.xml", line, 1}};
	scene->tree.blocks[scene->tree.count++] = block;
	return block->id;
}

static inline void scene_page(struct scene *scene, mpt width, mpt height)
{
	struct pages *pages = &scene->pages;
	int status = arena_grow(scene->arena, &pages->items, pages->count, sizeof *pages->items);
	assert(status == OK);
	(void)status;
	scene->page = &pages->items[pages->count++];
	*scene->page = (struct page){.width = width, .height = height, .number = (unsigned)pages->count};
}

/* Links to the name lead to the block, at y on the page at hand. */
static inline void scene_anchor(struct scene *scene, const char *name, uint32_t block, mpt y)
{
	struct pages *pages = &scene->pages;
	struct anchor *anchor = arena_alloc(scene->arena, sizeof *anchor);
	*anchor = (struct anchor){.name = name, .block = scene->tree.blocks[block], .page = pages->count - 1, .y = y};
	pages->by_name = arena_alloc(scene->arena, sizeof *pages->by_name);
	pages->by_name[0] = pages->anchors = anchor;
	pages->anchor_count = pages->name_count = 1;
}

static inline struct mark *scene_mark(struct scene *scene, enum mark_kind kind, uint32_t block, mpt x, mpt y)
{
	struct page *page = scene->page;
	int status = arena_grow(scene->arena, &page->marks, page->count, sizeof *page->marks);
	assert(status == OK);
	(void)status;
	struct mark *mark = &page->marks[page->count++];
	*mark = (struct mark){.kind = kind, .block = block, .x = x, .y = y};
	return mark;
}

/* As the text stage does it: clusters of graphemes, no ligatures. */
static inline const struct word *scene_word(struct scene *scene, const struct face *face, const char *text,
											size_t length)
{
	hb_buffer_t *buffer = hb_buffer_create();
	hb_buffer_add_utf8(buffer, text, (int)length, 0, (int)length);
	hb_buffer_guess_segment_properties(buffer);
	hb_feature_t no_ligatures = {HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1};
	hb_shape(face->hb_font, buffer, &no_ligatures, 1);
	unsigned count;
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
	const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
	struct glyph *glyphs = arena_array(scene->arena, count, sizeof *glyphs);
	struct word *word = arena_alloc(scene->arena, sizeof *word);
	for (unsigned i = 0, leader = 0; i < count; i++) {
		glyphs[i] = (struct glyph){.id = (uint16_t)infos[i].codepoint, .text = (uint16_t)infos[i].cluster};
		glyphs[i].advance = (int16_t)positions[i].x_advance;
		glyphs[i].dx = (int16_t)positions[i].x_offset;
		glyphs[i].dy = (int16_t)positions[i].y_offset;
		word->advance += glyphs[i].advance;
		if (i && infos[i].cluster != infos[leader].cluster) leader = i;
		unsigned end = i + 1 < count ? infos[i + 1].cluster : (unsigned)length;
		glyphs[leader].length = (uint16_t)(end - infos[leader].cluster);
	}
	hb_buffer_destroy(buffer);
	word->face = face;
	word->text = arena_copy(scene->arena, text, length);
	word->glyphs = glyphs;
	word->count = count;
	return word;
}

static inline mpt scene_width(const struct word *word, mpt size)
{
	return length_scale(word->advance, size, word->face->units_per_em);
}

/* One line; `gap` is the width of its spaces (0: the natural one). It is broken if a line of the same paragraph
 * follows: it then ends with a space. */
static inline struct mark *scene_words(struct scene *scene, uint32_t block, const struct face *face, mpt size, mpt x,
									   mpt y, const struct word **words, size_t count, mpt gap, bool broken)
{
	struct mark *mark = scene_mark(scene, MARK_TEXT, block, x, y);
	struct page_word *page_words = arena_array(scene->arena, count, sizeof *page_words);
	mpt pen = 0;
	if (!gap) gap = length_scale(face->space_advance, size, face->units_per_em);
	for (size_t i = 0; i < count; i++) {
		page_words[i] = (struct page_word){words[i], pen, i + 1 < count || broken};
		pen += scene_width(words[i], size) + (i + 1 < count ? gap : 0);
	}
	mark->text.face = face;
	mark->text.size = size;
	mark->text.width = pen;
	mark->text.words = page_words;
	mark->text.count = count;
	return mark;
}

/* The words of a text: those between single spaces. */
static inline const struct word **scene_split(struct scene *scene, size_t *count, const struct face *face,
											  const char *text)
{
	const struct word **words = NULL;
	*count = 0;
	for (size_t length; *text; text += length + (text[length] == ' ')) {
		length = strcspn(text, " ");
		int status = arena_grow(scene->arena, &words, *count, sizeof *words);
		assert(status == OK);
		(void)status;
		words[(*count)++] = scene_word(scene, face, text, length);
	}
	return words;
}

static inline struct mark *scene_line(struct scene *scene, uint32_t block, const struct face *face, mpt size, mpt x,
									  mpt y, const char *text)
{
	size_t count;
	const struct word **words = scene_split(scene, &count, face, text);
	return scene_words(scene, block, face, size, x, y, words, count, 0, false);
}

/* A justified paragraph from y downwards; the y of the line after it. */
static inline mpt scene_paragraph(struct scene *scene, uint32_t block, const struct face *face, mpt size, mpt x, mpt y,
								  mpt width, const char *text)
{
	size_t count;
	const struct word **words = scene_split(scene, &count, face, text);
	mpt space = length_scale(face->space_advance, size, face->units_per_em);
	for (size_t begin = 0, end; begin < count; begin = end, y += size * 6 / 5) {
		mpt natural = scene_width(words[begin], size);
		for (end = begin + 1; end < count; end++) {
			mpt wider = natural + space + scene_width(words[end], size);
			if (wider > width) break;
			natural = wider;
		}
		bool last = end == count;
		mpt gap = last || end == begin + 1 ? space : space + (width - natural) / (mpt)(end - begin - 1);
		scene_words(scene, block, face, size, x, y, words + begin, end - begin, gap, !last);
	}
	return y;
}

#endif
