#include "text/font.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "base/status.h"
#include "text/shape.h"

static const char serif[] = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";

struct world {
	struct fonts *fonts;
	struct diagnostics *diagnostics;
	char folder[64]; /* "": the product's own */
};

static const char *own_data(void)
{
	const char *data = getenv("VANTHU_DATA");
	return data ? data : ".";
}

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof *world);
	if (!world) return -1;
	world->diagnostics = diagnostics_new();
	*state = world;
	return world->diagnostics ? 0 : -1;
}

static int close_world(void **state)
{
	struct world *world = *state;
	fonts_drop(world->fonts);
	diagnostics_drop(world->diagnostics);
	if (world->folder[0]) {
		static const char *const files[] = {"fonts/fonts.conf", "fonts/bad.ttf", "fonts/good.ttf", "fonts"};
		char path[128];
		for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
			snprintf(path, sizeof path, "%s/%s", world->folder, files[i]);
			remove(path);
		}
		rmdir(world->folder);
	}
	free(world);
	return 0;
}

/* A data folder whose fonts.conf names no other folder, or Liberation's if `system`. */
static void make_folder(struct world *world, bool system)
{
	char path[128];
	strcpy(world->folder, "/tmp/vanthu-font-XXXXXX");
	assert_non_null(mkdtemp(world->folder));
	snprintf(path, sizeof path, "%s/fonts", world->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/fonts/fonts.conf", world->folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "<fontconfig>%s<cachedir>%s/cache</cachedir></fontconfig>",
			system ? "<dir>/usr/share/fonts/truetype/liberation2</dir>" : "", world->folder);
	assert_int_equal(fclose(file), 0);
}

static char *read_serif(size_t *size)
{
	FILE *file = fopen(serif, "rb");
	assert_non_null(file);
	char *data = malloc(1 << 20);
	assert_non_null(data);
	*size = fread(data, 1, 1 << 20, file);
	fclose(file);
	assert_true(*size > 100000);
	return data;
}

static void put_font(const struct world *world, const char *name, const char *data, size_t size)
{
	char path[128];
	snprintf(path, sizeof path, "%s/fonts/%s", world->folder, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void said(const struct world *world, enum diagnostic_id id, const char *part)
{
	assert_int_equal(diagnostics_count(world->diagnostics), 1);
	const struct diagnostic *diagnostic = diagnostics_at(world->diagnostics, 0);
	assert_int_equal(diagnostic->id, id);
	struct buffer text = {0};
	diagnostic_write(diagnostic, ENGLISH, &text);
	buffer_char(&text, '\0');
	assert_non_null(strstr(text.data, part));
	buffer_drop(&text);
}

static int find(const struct face **face, struct world *world, const char *family, bool bold, bool italic)
{
	return fonts_face(face, world->fonts, family, bold, italic, (struct place){"ke-hoach.xml", 3, 7},
					  world->diagnostics);
}

static void times_is_found_as_liberation(void **state)
{
	static const char *const names[] = {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic",
										"LiberationSerif-BoldItalic"};
	struct world *world = *state;
	const struct face *face, *again;
	assert_int_equal(fonts_open(&world->fonts, own_data(), world->diagnostics), OK);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(find(&face, world, "Times New Roman", i & 1, i & 2), OK);
		assert_string_equal(face->family, "Times New Roman");
		assert_string_equal(face->found, "Liberation Serif");
		assert_string_equal(face->postscript_name, names[i]);
		assert_int_equal(face->index, i);
		assert_int_equal(face->bold, (i & 1) != 0);
		assert_int_equal(face->italic, (i & 2) != 0);
		assert_int_equal(find(&again, world, "Times New Roman", i & 1, i & 2), OK);
		assert_ptr_equal(again, face);
	}
	assert_int_equal(diagnostics_count(world->diagnostics), 0);
}

static void measures_are_those_of_the_file(void **state)
{
	struct world *world = *state;
	const struct face *face;
	assert_int_equal(fonts_open(&world->fonts, own_data(), world->diagnostics), OK);
	assert_int_equal(find(&face, world, "Liberation Serif", false, false), OK);
	assert_int_equal(face->units_per_em, 2048);
	assert_int_equal(face->ascent, 1825);  /* 0.891 */
	assert_int_equal(face->descent, -443); /* 0.216 */
	assert_int_equal(face->line_gap, 87);
	assert_in_range(face->cap_height, 1300, 1400);
	assert_in_range(face->stem, 100, 250);
	assert_int_equal(face->italic_angle, 0);
	assert_false(face->fixed_pitch);
	assert_int_equal(face->space, 3);
	assert_int_equal(face->space_advance, 512);
	assert_true(face->box[0] < 0 && face->box[1] < 0 && face->box[2] > 2048 && face->box[3] > 1825);
	assert_true(hb_face_is_immutable(face->hb_face) && hb_font_is_immutable(face->hb_font));
	const struct face *italic, *bold, *mono;
	assert_int_equal(find(&italic, world, "Liberation Serif", false, true), OK);
	assert_in_range(-italic->italic_angle, 10 * 65536, 20 * 65536);
	assert_int_equal(find(&bold, world, "Liberation Serif", true, false), OK);
	assert_true(bold->stem > face->stem);
	assert_int_equal(find(&mono, world, "Liberation Mono", false, false), OK);
	assert_true(mono->fixed_pitch);
}

static void an_unknown_family_is_refused(void **state)
{
	struct world *world = *state;
	const struct face *face = NULL;
	assert_int_equal(fonts_open(&world->fonts, own_data(), world->diagnostics), OK);
	assert_int_equal(find(&face, world, "VnTime", true, true), ERR_SYSTEM);
	assert_null(face);
	said(world, FONT_MISSING, "ke-hoach.xml:3:7: error: the font family \"VnTime\" has no bold italic face");
	said(world, FONT_MISSING, "fonts-liberation2");
}

static void a_missing_style_is_refused(void **state)
{
	struct world *world = *state;
	const struct face *face;
	size_t size;
	char *data = read_serif(&size);
	make_folder(world, false);
	put_font(world, "good.ttf", data, size);
	free(data);
	assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
	assert_int_equal(find(&face, world, "liberation serif", false, false), OK);
	assert_string_equal(face->found, "Liberation Serif");
	assert_string_equal(face->postscript_name, "LiberationSerif");
	assert_int_equal(strncmp(face->file, world->folder, strlen(world->folder)), 0);
	assert_int_equal(find(&face, world, "Liberation Serif", true, false), ERR_SYSTEM);
	said(world, FONT_MISSING, "no bold face");
}

static void a_folder_without_configuration_is_refused(void **state)
{
	struct world *world = *state;
	assert_int_equal(fonts_open(&world->fonts, "/nowhere", world->diagnostics), ERR_SYSTEM);
	assert_null(world->fonts);
	said(world, FONTS_UNREADABLE, "/nowhere/fonts/fonts.conf");
}

static void the_own_folder_comes_first(void **state)
{
	struct world *world = *state;
	const struct face *face;
	size_t size;
	char *data = read_serif(&size);
	make_folder(world, true);
	put_font(world, "good.ttf", data, size);
	free(data);
	assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
	assert_int_equal(find(&face, world, "Liberation Serif", false, false), OK);
	assert_non_null(strstr(face->file, "good.ttf"));
	assert_int_equal(find(&face, world, "Liberation Serif", true, false), OK);
	assert_string_equal(face->postscript_name, "LiberationSerif-Bold");
	char cache[128];
	snprintf(cache, sizeof cache, "%s/cache", world->folder);
	assert_int_equal(access(cache, F_OK), -1); /* no cache is written */
}

static void garbage_is_said_and_not_used(void **state)
{
	struct world *world = *state;
	const struct face *face;
	make_folder(world, true);
	put_font(world, "bad.ttf", "this is no font at all, whatever its name says", 46);
	assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
	said(world, FONT_IGNORED, "bad.ttf");
	assert_int_equal(find(&face, world, "Liberation Serif", false, false), OK);
}

static void a_cut_font_is_refused(void **state)
{
	struct world *world = *state;
	const struct face *face;
	size_t size;
	char *data = read_serif(&size);
	make_folder(world, false);
	put_font(world, "bad.ttf", data, size - 5000);
	free(data);
	assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
	assert_int_equal(find(&face, world, "Liberation Serif", false, false), ERR_SYSTEM);
	const struct diagnostic *last = diagnostics_at(world->diagnostics, diagnostics_count(world->diagnostics) - 1);
	assert_true(last->id == FONT_DAMAGED || last->id == FONT_MISSING);
}

/* Sets a big-endian 16-bit field of a table. */
static void set_field(char *data, const char *tag, size_t offset, unsigned value)
{
	for (size_t entry = 12; entry < 12 + 16 * 40; entry += 16) {
		const unsigned char *e = (const unsigned char *)data + entry;
		if (memcmp(e, tag, 4) != 0) continue;
		size_t table = (size_t)e[8] << 24 | (size_t)e[9] << 16 | (size_t)e[10] << 8 | e[11];
		data[table + offset] = (char)(value >> 8);
		data[table + offset + 1] = (char)value;
		return;
	}
	fail();
}

static void check_changed(struct world *world, const char *tag, size_t offset, unsigned value, enum diagnostic_id id,
						  const char *part)
{
	const struct face *face;
	size_t size;
	char *data = read_serif(&size);
	make_folder(world, false);
	set_field(data, tag, offset, value);
	put_font(world, "bad.ttf", data, size);
	free(data);
	assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
	assert_int_equal(find(&face, world, "Liberation Serif", false, false), ERR_SYSTEM);
	said(world, id, part);
}

static void a_font_without_scale_is_refused(void **state)
{
	check_changed(*state, "head", 18, 0, FONT_DAMAGED, "(table head)");
}

static void metrics_beyond_the_table_are_refused(void **state)
{
	check_changed(*state, "maxp", 4, 65535, FONT_DAMAGED, "(table ");
}

static void a_font_that_may_not_be_embedded_is_refused(void **state)
{
	check_changed(*state, "OS/2", 8, 2, FONT_LICENCE, "must not be embedded");
}

/* One byte in every part of the head of the file, and many bytes at random: refused or loaded, never a crash. */
static void mutated_fonts_do_no_harm(void **state)
{
	struct world *world = *state;
	size_t size;
	char *good = read_serif(&size), *data = malloc(size);
	uint32_t random = 7;
	assert_non_null(data);
	make_folder(world, false);
	for (int round = 0; round < 150; round++) {
		memcpy(data, good, size);
		for (int k = 0; k < 1 + round % 40; k++) {
			random = random * 1664525 + 1013904223;
			size_t at = round % 3 ? random % size : random % 400;
			data[at] = (char)(random >> 23);
		}
		put_font(world, "bad.ttf", data, size);
		fonts_drop(world->fonts);
		world->fonts = NULL;
		const struct face *face;
		assert_int_equal(fonts_open(&world->fonts, world->folder, world->diagnostics), OK);
		int status = find(&face, world, "Liberation Serif", false, false);
		assert_true(status == OK || status == ERR_SYSTEM);
		if (status != OK) {
			assert_true(diagnostics_count(world->diagnostics) > 0);
			continue;
		}
		const struct word *word;
		struct shaper *shaper;
		assert_int_equal(shaper_new(&shaper), OK);
		assert_int_equal(shape_word(&word, shaper, face, "AVỦy", strlen("AVỦy")), OK);
		shaper_drop(shaper);
	}
	free(good);
	free(data);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {
		TEST(times_is_found_as_liberation),
		TEST(measures_are_those_of_the_file),
		TEST(an_unknown_family_is_refused),
		TEST(a_missing_style_is_refused),
		TEST(a_folder_without_configuration_is_refused),
		TEST(the_own_folder_comes_first),
		TEST(garbage_is_said_and_not_used),
		TEST(a_cut_font_is_refused),
		TEST(a_font_without_scale_is_refused),
		TEST(metrics_beyond_the_table_are_refused),
		TEST(a_font_that_may_not_be_embedded_is_refused),
		TEST(mutated_fonts_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
