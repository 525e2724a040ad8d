#include "device/pdf_truetype.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <hb-ot.h>
#include <cmocka.h>

#include "base/status.h"

static const char *const files[] = {
	"/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
	"/usr/share/fonts/truetype/liberation2/LiberationSerif-BoldItalic.ttf",
};

struct subset {
	struct truetype font;
	struct buffer file;
	unsigned char *used;
	uint16_t *new_glyphs;
};

static hb_face_t *open_face(const char *file)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(file);
	assert_non_null(blob);
	hb_face_t *face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	return face;
}

static int make(struct subset *subset, hb_face_t *face, unsigned step)
{
	*subset = (struct subset){.used = NULL};
	int status = truetype_open(&subset->font, face);
	if (status != OK) return status;
	unsigned count = subset->font.glyph_count;
	subset->used = test_calloc(count / 8 + 1, 1);
	subset->new_glyphs = test_calloc(count, sizeof *subset->new_glyphs);
	for (unsigned glyph = 3; glyph < count; glyph += step) subset->used[glyph / 8] |= (unsigned char)(1 << glyph % 8);
	return truetype_subset(&subset->file, subset->new_glyphs, &subset->font, subset->used);
}

static void drop(struct subset *subset)
{
	if (subset->used) test_free(subset->used);
	if (subset->new_glyphs) test_free(subset->new_glyphs);
	buffer_drop(&subset->file);
	truetype_close(&subset->font);
}

static void assert_same_glyph(hb_font_t *one, unsigned glyph, hb_font_t *other, unsigned other_glyph)
{
	hb_glyph_extents_t a = {0, 0, 0, 0}, b = {0, 0, 0, 0};
	hb_font_get_glyph_extents(one, glyph, &a);
	hb_font_get_glyph_extents(other, other_glyph, &b);
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(hb_font_get_glyph_h_advance(one, glyph), hb_font_get_glyph_h_advance(other, other_glyph));
}

/* Its glyphs, also those of which others are composed, have their outlines and widths; their order is the old one. */
static void a_subset_has_the_glyphs_of_its_face(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		for (unsigned step = 1; step < 50; step += 16) {
			struct subset subset;
			hb_face_t *face = open_face(files[i]);
			assert_int_equal(make(&subset, face, step), OK);
			hb_blob_t *blob =
				hb_blob_create(subset.file.data, (unsigned)subset.file.length, HB_MEMORY_MODE_READONLY, NULL, NULL);
			hb_face_t *made = hb_face_create(blob, 0);
			hb_font_t *old_font = hb_font_create(face), *new_font = hb_font_create(made);
			unsigned count = 0;
			for (unsigned glyph = 0; glyph < subset.font.glyph_count; glyph++) {
				if (!(subset.used[glyph / 8] >> glyph % 8 & 1)) continue;
				assert_int_equal(subset.new_glyphs[glyph], count);
				assert_same_glyph(old_font, glyph, new_font, count++);
			}
			assert_int_equal(hb_face_get_glyph_count(made), count);
			assert_true(count + 3 > subset.font.glyph_count / step);
			hb_font_destroy(new_font);
			hb_font_destroy(old_font);
			hb_face_destroy(made);
			hb_blob_destroy(blob);
			drop(&subset);
			hb_face_destroy(face);
		}
	}
}

static unsigned draw(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 8;
}

/* The table with some of its bytes changed, or cut off, in memory of exactly its size. */
static hb_blob_t *damaged(hb_blob_t *table, unsigned *seed)
{
	unsigned size;
	const char *data = hb_blob_get_data(table, &size);
	if (draw(seed) % 8 == 0) size = draw(seed) % (size + 1);
	char *copy = malloc(size ? size : 1);
	assert_non_null(copy);
	memcpy(copy, data, size);
	for (unsigned i = draw(seed) % 64; size && i > 0; i--) copy[draw(seed) % size] = (char)draw(seed);
	hb_blob_destroy(table);
	return hb_blob_create(copy, size, HB_MEMORY_MODE_WRITABLE, copy, free);
}

static void a_damaged_face_is_refused_or_bounded(void **state)
{
	static const char *const tags[] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};
	unsigned seed = 1, refused = 0, made = 0;
	(void)state;
	hb_face_t *whole = open_face(files[0]);
	for (int round = 0; round < 300; round++) {
		hb_face_t *face = hb_face_builder_create();
		unsigned victim = draw(&seed) % 6;
		for (unsigned i = 0; i < 6; i++) {
			hb_tag_t tag = HB_TAG(tags[i][0], tags[i][1], tags[i][2], tags[i][3]);
			hb_blob_t *table = hb_face_reference_table(whole, tag);
			if (i == victim) table = damaged(table, &seed);
			hb_face_builder_add_table(face, tag, table);
			hb_blob_destroy(table);
		}
		struct subset subset;
		int status = make(&subset, face, 1 + draw(&seed) % 40);
		assert_true(status == OK || status == ERR_SYSTEM);
		refused += status == ERR_SYSTEM;
		made += status == OK;
		drop(&subset);
		hb_face_destroy(face);
	}
	hb_face_destroy(whole);
	assert_true(refused > 0);
	assert_true(made > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_subset_has_the_glyphs_of_its_face),
		cmocka_unit_test(a_damaged_face_is_refused_or_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
