/* Pictures from files: what comes out of good ones, and what is said of all others. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "../base/failing.h"
#include "../base/said.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdeflate.h>

#include "base/status.h"
#include "image/image.h"
#include "pictures.h"

struct fixture {
	struct image_store store;
	const struct image *image;
};

static char folder[] = "/tmp/vanthu-image-XXXXXX", before[4096];

static int enter_folder(void **state)
{
	(void)state;
	return !getcwd(before, sizeof before) || !mkdtemp(folder) || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
	(void)state;
	return chdir(before) != 0 || rmdir(folder) != 0;
}

static int enter(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	fixture->store = (struct image_store){.arena = arena_new(), .folder = ".", .diagnostics = diagnostics_new()};
	*state = fixture;
	return 0;
}

static int leave(void **state)
{
	struct fixture *fixture = *state;
	diagnostics_drop(fixture->store.diagnostics);
	arena_drop(fixture->store.arena);
	free(fixture);
	remove("a.png");
	return 0;
}

static void save(const struct buffer *bytes, size_t size)
{
	FILE *file = fopen("a.png", "wb");
	assert_int_equal(fwrite(bytes->data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static int load(struct fixture *fixture, const char *path)
{
	return image_load(&fixture->image, &fixture->store, path, (struct place){"plan.xml", 7, 3});
}

/* Takes the bytes. */
static int load_bytes(struct fixture *fixture, struct buffer bytes)
{
	fixture->store.images = NULL;
	save(&bytes, bytes.length);
	buffer_drop(&bytes);
	return load(fixture, "a.png");
}

static void assert_image(const struct fixture *fixture, const char *data, size_t size, const char *alpha)
{
	const struct image *image = fixture->image;
	assert_int_equal(image->size, size);
	assert_memory_equal(image->data, data, size);
	assert_int_equal(!image->alpha, !alpha);
	if (alpha) assert_memory_equal(image->alpha, alpha, (size_t)image->width * image->height);
}

#define PNG(type, depth, width, height, rows, density)                                                                 \
	picture_png(PNG_COLOR_TYPE_##type, depth, width, height, (const png_byte *)(rows), (sizeof(rows) - 1) / (height),  \
				density)

static void every_png_becomes_grey_or_rgb(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load_bytes(fixture, PNG(RGB, 8, 2, 2, "abcdefghijkl", 0)), OK);
	assert_image(fixture, "abcdefghijkl", 12, NULL);
	assert_int_equal(fixture->image->kind, IMAGE_PNG);
	assert_int_equal(fixture->image->components, 3);
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 1, 3, 2, "\xa0\x40", 0)), OK);
	assert_image(fixture, "\xff\0\xff\0\xff\0", 6, NULL);
	assert_int_equal(fixture->image->components, 1);
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 16, 1, 2, "\x80\x80\x01\x00", 0)), OK);
	assert_image(fixture, "\x80\x01", 2, NULL);
	assert_int_equal(load_bytes(fixture, PNG(PALETTE, 2, 3, 1, "\x18", 0)), OK);
	assert_image(fixture, "\0\0\0\xff\0\0\0\0\xff", 9, "\xff\xff\x80");
	assert_said(fixture->store.diagnostics, "");
}

static void alpha_stands_apart_and_goes_if_all_is_opaque(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load_bytes(fixture, PNG(RGB_ALPHA, 8, 2, 1,
											 "abc\x10"
											 "def\xff",
											 0)),
					 OK);
	assert_image(fixture, "abcdef", 6, "\x10\xff");
	assert_int_equal(load_bytes(fixture, PNG(GRAY_ALPHA, 8, 2, 1,
											 "a\xff"
											 "b\xff",
											 0)),
					 OK);
	assert_image(fixture, "ab", 2, NULL);
}

static void natural_size_is_by_density(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 0)), OK);
	assert_int_equal(fixture->image->natural_width, 2250); /* 96 dpi */
	assert_int_equal(fixture->image->natural_height, 750);
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 1000)), OK);
	assert_int_equal(fixture->image->natural_width, 8504); /* 3 mm */
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 1)), OK);
	assert_int_equal(fixture->image->natural_width, 2250); /* a metre each cannot be meant */
	assert_int_equal(load_bytes(fixture, picture_jpeg(JCS_RGB, 3, 30, 20, 300, false)), OK);
	assert_int_equal(fixture->image->natural_width, 7200);
	assert_int_equal(fixture->image->natural_height, 4800);
	assert_int_equal(load_bytes(fixture, picture_jpeg(JCS_RGB, 3, 30, 20, 0, false)), OK);
	assert_int_equal(fixture->image->natural_width, 22500);
}

static void jpeg_keeps_its_bytes(void **state)
{
	struct fixture *fixture = *state;
	for (int i = 0; i < 4; i++) {
		int components = i & 1 ? 1 : 3;
		struct buffer bytes = picture_jpeg(components == 3 ? JCS_RGB : JCS_GRAYSCALE, components, 33, 17, 0, i > 1);
		save(&bytes, bytes.length);
		fixture->store.images = NULL;
		assert_int_equal(load(fixture, "a.png"), OK); /* whatever its name says */
		assert_image(fixture, bytes.data, bytes.length, NULL);
		assert_int_equal(fixture->image->kind, IMAGE_JPEG);
		assert_int_equal(fixture->image->components, components);
		assert_int_equal(fixture->image->width, 33);
		assert_int_equal(fixture->image->height, 17);
		buffer_drop(&bytes);
	}
}

/* A JPEG of 30 x 20 with an Exif segment of these bytes after its start. */
static struct buffer with_exif(const void *exif, size_t size)
{
	struct buffer plain = picture_jpeg(JCS_RGB, 3, 30, 20, 0, false), bytes = {0};
	const unsigned char head[] = {0xff, 0xe1, (unsigned char)((size + 2) >> 8), (unsigned char)(size + 2)};
	buffer_put(&bytes, plain.data, 2);
	buffer_put(&bytes, (const char *)head, sizeof head);
	buffer_put(&bytes, exif, size);
	buffer_put(&bytes, plain.data + 2, plain.length - 2);
	buffer_drop(&plain);
	assert_false(bytes.failed);
	return bytes;
}

static void assert_turn(struct fixture *fixture, const void *exif, size_t size, unsigned turn)
{
	assert_int_equal(load_bytes(fixture, with_exif(exif, size)), OK);
	assert_int_equal(fixture->image->turn, turn);
	assert_int_equal(fixture->image->width, 30);
	assert_int_equal(fixture->image->natural_width, turn >= 4 ? 15000 : 22500);
	assert_int_equal(fixture->image->natural_height, turn >= 4 ? 22500 : 15000);
}

static void cameras_are_held_in_all_ways(void **state)
{
	char big[] = "Exif\0\0MM\0*\0\0\0\x08\0\2\1\x0f\0\2\0\0\0\4abc\0\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0";
	char little[] = "Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\3\0\0\0\0\0\0";
	assert_turn(*state, big, sizeof big, 5);
	for (char i = 1; i <= 8; i++) {
		little[24] = i;
		assert_turn(*state, little, sizeof little, (unsigned)i - 1);
	}
	little[24] = 9;
	assert_turn(*state, little, sizeof little, 0);
	for (size_t size = 0; size < 40; size++) assert_turn(*state, big, size, 0); /* cut short */
	big[13] = 127;                                                              /* a directory beyond the end */
	assert_turn(*state, big, sizeof big, 0);
	big[10] = -1;
	assert_turn(*state, big, sizeof big, 0);
}

static void a_file_is_loaded_once(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 0)), OK);
	const struct image *first = fixture->image;
	remove("a.png");
	assert_int_equal(load(fixture, "a.png"), OK);
	assert_ptr_equal(fixture->image, first);
	assert_int_equal(fixture->store.pixels, 3);
}

/* Wherever the file ends, something is said, and nothing else happens. */
static void a_file_that_is_cut_short_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct buffer whole[] = {PNG(RGB_ALPHA, 8, 2, 2, "abcdefghijklmnop", 3780),
							 picture_jpeg(JCS_RGB, 3, 40, 40, 96, false), picture_jpeg(JCS_RGB, 3, 40, 40, 96, true)};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
		for (size_t size = 0; size < whole[i].length; size++) {
			save(&whole[i], size);
			assert_int_equal(load(fixture, "a.png"), ERR_DOCUMENT);
		}
		save(&whole[i], whole[i].length);
		assert_int_equal(load(fixture, "a.png"), OK);
		fixture->store.images = NULL;
		buffer_drop(&whole[i]);
	}
}

static void damage_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct buffer bytes = PNG(GRAY, 8, 3, 1, "abc", 0);
	bytes.data[bytes.length - 14] ^= 1; /* in the checksum of the data */
	assert_int_equal(load_bytes(fixture, bytes), ERR_DOCUMENT);
	assert_said(
		fixture->store.diagnostics,
		"plan.xml:7:3: error: the picture a.png is damaged or cut short (IDAT: CRC error); copy it anew, or save "
		"it again from a program that opens it [VT0808]\n");
}

/* A header may promise what no memory holds. */
static void bombs_are_refused_by_their_headers(void **state)
{
	static const struct {
		unsigned char width[4], height[4];
	} sizes[] = {{{0x7f, 255, 255, 255}, {0x7f, 255, 255, 255}},
				 {{0, 0, 0x4e, 0x21}, {0, 0, 0, 1}},
				 {{0, 0, 0x4e, 0x20}, {0, 0, 0x07, 0xd1}}};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct buffer bytes = PNG(GRAY, 8, 3, 1, "abc", 0);
		memcpy(bytes.data + 16, &sizes[i], 8);
		uint32_t sum = libdeflate_crc32(0, bytes.data + 12, 17);
		for (int j = 0; j < 4; j++) bytes.data[29 + j] = (char)(sum >> (24 - 8 * j));
		assert_int_equal(load_bytes(fixture, bytes), ERR_DOCUMENT);
	}
	assert_said(
		fixture->store.diagnostics,
		"plan.xml:7:3: error: the picture a.png has 2147483647 x 2147483647 pixels; the limit is 20,000 a side and 40 "
		"million in all: make it smaller [VT0809]\n"
		"plan.xml:7:3: error: the picture a.png has 20001 x 1 pixels; the limit is 20,000 a side and 40 "
		"million in all: make it smaller [VT0809]\n"
		"plan.xml:7:3: error: the picture a.png has 20000 x 2001 pixels; the limit is 20,000 a side and 40 "
		"million in all: make it smaller [VT0809]\n");
}

static void all_pictures_together_have_a_limit(void **state)
{
	struct fixture *fixture = *state;
	fixture->store.pixels = IMAGE_TOTAL_LIMIT - 3;
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 0)), OK);
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 0)), ERR_DOCUMENT);
	assert_said(fixture->store.diagnostics,
				"plan.xml:7:3: error: with the picture a.png the document's pictures have more than 100 million pixels "
				"together; make them smaller [VT0810]\n");
}

static void other_files_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct buffer text = {0};
	buffer_text(&text, "GIF89a");
	assert_int_equal(load_bytes(fixture, text), ERR_DOCUMENT);
	assert_int_equal(load_bytes(fixture, picture_jpeg(JCS_CMYK, 4, 3, 3, 0, false)), ERR_DOCUMENT);
	assert_int_equal(truncate("a.png", IMAGE_FILE_LIMIT + 1), 0);
	assert_int_equal(load(fixture, "a.png"), ERR_DOCUMENT);
	assert_said(
		fixture->store.diagnostics,
		"plan.xml:7:3: error: a.png is neither PNG nor JPEG, whatever its name says; save the picture as PNG or "
		"JPEG [VT0807]\n"
		"plan.xml:7:3: error: the picture a.png is in printing colours (CMYK); save it in RGB [VT0811]\n"
		"plan.xml:7:3: error: the picture a.png is larger than 20 MiB; save it smaller [VT0806]\n");
}

/* Arithmetic coding: the frame is marked so, and no reader of PDF knows it. */
static void rare_jpegs_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct buffer bytes = picture_jpeg(JCS_RGB, 3, 3, 3, 0, false);
	for (size_t i = 0; i + 1 < bytes.length; i++) {
		if ((unsigned char)bytes.data[i] == 0xff && (unsigned char)bytes.data[i + 1] == 0xc0) {
			bytes.data[i + 1] = (char)0xc9;
			break;
		}
	}
	assert_int_equal(load_bytes(fixture, bytes), ERR_DOCUMENT);
	struct buffer told = said(fixture->store.diagnostics, ENGLISH);
	assert_non_null(strstr(told.data, "VT0812"));
	buffer_drop(&told);
}

static void paths_stay_in_the_folder(void **state)
{
	static const char *const outside[] = {"",         "/etc/passwd", "..",       "../a.png",           "b/../../a.png",
										  "b//a.png", "b/",          "a\\b.png", "https://x.vn/a.png", "file:///a.png"};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		assert_int_equal(load(fixture, outside[i]), ERR_DOCUMENT);
	diagnostics_sort(fixture->store.diagnostics);
	assert_int_equal(diagnostics_count(fixture->store.diagnostics), sizeof outside / sizeof *outside);
	for (size_t i = 0; i < diagnostics_count(fixture->store.diagnostics); i++)
		assert_int_equal(diagnostics_at(fixture->store.diagnostics, i)->id, IMAGE_OUTSIDE);
}

static void links_pipes_and_folders_are_no_pictures(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load_bytes(fixture, PNG(GRAY, 8, 3, 1, "abc", 0)), OK);
	assert_int_equal(symlink("a.png", "link.png") | symlink(".", "linked") | mkfifo("pipe", 0600), 0);
	assert_int_equal(mkdir("sub", 0700), 0);
	assert_int_equal(rename("a.png", "sub/a.png"), 0);
	fixture->store.images = NULL;
	assert_int_equal(load(fixture, "./sub/a.png"), OK);
	assert_int_equal(load(fixture, "link.png"), ERR_DOCUMENT);
	assert_int_equal(load(fixture, "linked/sub/a.png"), ERR_DOCUMENT);
	assert_int_equal(load(fixture, "pipe"), ERR_DOCUMENT);
	assert_int_equal(load(fixture, "sub"), ERR_DOCUMENT);
	assert_int_equal(load(fixture, "sub/a.png/b"), ERR_DOCUMENT);
	for (size_t i = 0; i < diagnostics_count(fixture->store.diagnostics); i++)
		assert_int_equal(diagnostics_at(fixture->store.diagnostics, i)->id, IMAGE_NO_FILE);
	assert_int_equal(diagnostics_count(fixture->store.diagnostics), 5);
	assert_int_equal(remove("sub/a.png") | remove("sub") | remove("link.png") | remove("linked") | remove("pipe"), 0);
}

static void what_is_missing_is_told(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(load(fixture, "no/b.png"), ERR_DOCUMENT);
	fixture->store.folder = NULL;
	assert_int_equal(load(fixture, "c.png"), ERR_DOCUMENT);
	assert_said(
		fixture->store.diagnostics,
		"plan.xml:7:3: error: there is no picture no/b.png in the plan's folder (.); check its name, capitals and "
		"small letters too [VT0803]\n"
		"plan.xml:7:3: error: the picture c.png cannot be found: the plan came from standard input, so it has no "
		"folder; render the plan's file instead [VT0801]\n");
}

static void every_failing_allocation_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct buffer pictures[] = {PNG(RGB_ALPHA, 8, 2, 1,
									"abc\x10"
									"def\xff",
									0),
								picture_jpeg(JCS_RGB, 3, 3, 3, 0, true)};
	for (size_t i = 0; i < 2; i++) {
		save(&pictures[i], pictures[i].length);
		buffer_drop(&pictures[i]);
		for (int n = 1;; n++) {
			struct arena *arena = arena_new();
			struct image_store store = {.arena = arena, .folder = ".", .diagnostics = fixture->store.diagnostics};
			fired = false;
			left = n;
			int status = image_load(&fixture->image, &store, "a.png", (struct place){0});
			left = 0;
			arena_drop(arena);
			assert_int_equal(status, fired ? ERR_MEMORY : OK);
			if (!fired) break;
		}
	}
	assert_said(fixture->store.diagnostics, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_png_becomes_grey_or_rgb),
		TEST(alpha_stands_apart_and_goes_if_all_is_opaque),
		TEST(natural_size_is_by_density),
		TEST(jpeg_keeps_its_bytes),
		TEST(cameras_are_held_in_all_ways),
		TEST(a_file_is_loaded_once),
		TEST(a_file_that_is_cut_short_is_refused),
		TEST(damage_is_told),
		TEST(bombs_are_refused_by_their_headers),
		TEST(all_pictures_together_have_a_limit),
		TEST(other_files_are_refused),
		TEST(rare_jpegs_are_refused),
		TEST(paths_stay_in_the_folder),
		TEST(links_pipes_and_folders_are_no_pictures),
		TEST(what_is_missing_is_told),
		TEST(every_failing_allocation_is_told),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
