/* The cache of subset fonts. HarfBuzz is asked by way of this program, to count: for what was kept it is not. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <hb-subset.h>

#include "base/status.h"
#include "device/pdf_subset.h"

#define FONTS "/usr/share/fonts/truetype/liberation2/LiberationSerif-"

enum {
	USED_SIZE = 64,    /* bytes: of glyphs, the first 512 */
	KEPT = 832 * 1024, /* bytes */
	MANY = 600,        /* subsets: more than are kept */
	GLYPHS = 60,       /* of each */
	SHARED = 40,       /* subsets that two threads want at once */
};

static _Thread_local size_t made; /* subsets by this thread */

hb_face_t *__real_hb_subset_plan_execute_or_fail(hb_subset_plan_t *plan);
hb_face_t *__wrap_hb_subset_plan_execute_or_fail(hb_subset_plan_t *plan);

hb_face_t *__wrap_hb_subset_plan_execute_or_fail(hb_subset_plan_t *plan)
{
	made++;
	return __real_hb_subset_plan_execute_or_fail(plan);
}

struct shop {
	struct pdf_subsets *subsets;
	struct libdeflate_compressor *compressor;
	hb_face_t *face;
};

static void open_shop(struct shop *shop, const struct shop *beside, const char *file)
{
	hb_blob_t *blob = hb_blob_create_from_file_or_fail(file);
	assert_non_null(blob);
	shop->face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	shop->compressor = libdeflate_alloc_compressor(1);
	assert_non_null(shop->compressor);
	assert_int_equal(pdf_subsets_new(&shop->subsets, beside ? beside->subsets : NULL), OK);
}

static void close_shop(struct shop *shop)
{
	pdf_subsets_drop(shop->subsets);
	libdeflate_free_compressor(shop->compressor);
	hb_face_destroy(shop->face);
}

/* The n-th subset: glyphs 36 to 95, but two of them. Borrowed. */
static const struct pdf_subset *take(struct shop *shop, unsigned n)
{
	unsigned char used[USED_SIZE] = {0};
	const struct pdf_subset *subset = NULL;
	unsigned first = 36 + n % GLYPHS, second = 36 + (n % GLYPHS + 1 + n / GLYPHS) % GLYPHS;
	for (unsigned glyph = 36; glyph < 36 + GLYPHS; glyph++)
		if (glyph != first && glyph != second) used[glyph / 8] |= (unsigned char)(1 << glyph % 8);
	assert_int_equal(pdf_subset_of(&subset, shop->subsets, shop->face, used, sizeof used, shop->compressor), OK);
	return subset;
}

static bool is_kept(struct shop *shop, unsigned n)
{
	size_t before = made;
	take(shop, n);
	return made == before;
}

static void assert_same(const struct pdf_subset *a, const struct pdf_subset *b)
{
	assert_string_equal(a->tag, b->tag);
	assert_int_equal(a->size, b->size);
	assert_int_equal(a->raw_size, b->raw_size);
	assert_memory_equal(a->data, b->data, a->size);
	assert_int_equal(a->glyph_count, b->glyph_count);
	assert_memory_equal(a->glyphs, b->glyphs, a->glyph_count * sizeof *a->glyphs);
}

/* The glyph of the subset that is the face's; 0 if it has none. */
static size_t glyph_of(const struct pdf_subset *subset, unsigned of_face)
{
	size_t glyph = subset->glyph_count;
	while (glyph > 0 && subset->glyphs[glyph - 1] != of_face) glyph--;
	return glyph ? glyph - 1 : 0;
}

/* The glyphs that were asked for, and no other, in their order. */
static void test_glyphs(void **state)
{
	(void)state;
	struct shop shop;
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	const struct pdf_subset *subset = take(&shop, 0);  /* without glyphs 36 and 37 */
	assert_int_equal(subset->glyph_count, GLYPHS - 1); /* and .notdef */
	assert_int_equal(glyph_of(subset, 0), 0);
	for (unsigned glyph = 38; glyph < 36 + GLYPHS; glyph++) assert_int_equal(glyph_of(subset, glyph), glyph - 37);
	assert_int_equal(glyph_of(subset, 36), 0);
	assert_int_equal(glyph_of(subset, 36 + GLYPHS), 0);
	close_shop(&shop);
}

/* The bound is one of bytes, and what was used last stays. */
static void test_bound(void **state)
{
	(void)state;
	struct shop shop;
	size_t size = 0, alive = 0, count = 0;
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	for (unsigned i = 0; i < MANY; i++) {
		size += take(&shop, i)->size;
		take(&shop, 0);
		pdf_subsets_release(shop.subsets);
	}
	assert_true(size > KEPT + KEPT / 4);
	assert_true(is_kept(&shop, 0));
	assert_false(is_kept(&shop, 1));
	pdf_subsets_release(shop.subsets);
	for (unsigned i = MANY; i-- > 2 && is_kept(&shop, i); count++) alive += take(&shop, i)->size;
	assert_true(count > 10 && count < MANY - 10);
	assert_true(alive > KEPT / 4 * 3 && alive < KEPT);
	close_shop(&shop);
}

/* What a document borrows stays, whatever another thread's documents need meanwhile. */
static void test_borrowed(void **state)
{
	(void)state;
	struct shop shop, beside, fresh;
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	open_shop(&beside, &shop, FONTS "Regular.ttf");
	open_shop(&fresh, NULL, FONTS "Regular.ttf");
	const struct pdf_subset *borrowed = take(&shop, 0);
	for (unsigned i = 1; i < MANY; i++) {
		take(&beside, i);
		pdf_subsets_release(beside.subsets);
	}
	assert_false(is_kept(&beside, 1));
	assert_ptr_equal(take(&beside, 0), borrowed);
	assert_same(borrowed, take(&fresh, 0));
	close_shop(&shop); /* the first one goes before the other */
	assert_same(take(&beside, 0), take(&fresh, 0));
	close_shop(&beside);
	close_shop(&fresh);
}

/* A document that borrows more than can be kept has it all the same, and nothing is kept of the rest. */
static void test_loose(void **state)
{
	(void)state;
	static const struct pdf_subset *taken[MANY];
	struct shop shop, fresh;
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	open_shop(&fresh, NULL, FONTS "Regular.ttf");
	for (unsigned i = 0; i < MANY; i++) taken[i] = take(&shop, i);
	for (unsigned i = 0; i < MANY; i++) {
		assert_same(taken[i], take(&fresh, i));
		pdf_subsets_release(fresh.subsets);
	}
	pdf_subsets_release(shop.subsets);
	assert_true(is_kept(&shop, 0));
	assert_false(is_kept(&shop, MANY - 1));
	assert_true(is_kept(&shop, MANY - 1));
	close_shop(&shop);
	close_shop(&fresh);
}

/* Of a glyph that consists of others these are in the subset, too; whether they were asked for makes two of it. */
static void test_composed(void **state)
{
	(void)state;
	struct shop shop;
	const struct pdf_subset *subset[2] = {NULL, NULL};
	hb_codepoint_t glyph;
	unsigned char used[2][512] = {{0}, {0}};
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	hb_font_t *font = hb_font_create(shop.face);
	assert_true(hb_font_get_nominal_glyph(font, 0x1EA5, &glyph));
	hb_font_destroy(font);
	used[0][glyph / 8] = (unsigned char)(1 << glyph % 8);
	assert_int_equal(pdf_subset_of(&subset[0], shop.subsets, shop.face, used[0], sizeof used[0], shop.compressor), OK);
	assert_true(subset[0]->glyph_count > 2);
	for (size_t i = 1; i < subset[0]->glyph_count; i++)
		used[1][subset[0]->glyphs[i] / 8] |= (unsigned char)(1 << subset[0]->glyphs[i] % 8);
	assert_int_equal(pdf_subset_of(&subset[1], shop.subsets, shop.face, used[1], sizeof used[1], shop.compressor), OK);
	assert_int_equal(subset[1]->glyph_count, subset[0]->glyph_count);
	assert_string_not_equal(subset[1]->tag, subset[0]->tag);
	close_shop(&shop);
}

/* Each thread has loaded the font for itself; another font is another. */
static void test_common(void **state)
{
	(void)state;
	struct shop shop, beside, bold, apart;
	open_shop(&shop, NULL, FONTS "Regular.ttf");
	open_shop(&beside, &shop, FONTS "Regular.ttf");
	open_shop(&bold, &shop, FONTS "Bold.ttf");
	open_shop(&apart, NULL, FONTS "Regular.ttf");
	assert_false(is_kept(&shop, 0));
	assert_true(is_kept(&shop, 0));
	assert_true(is_kept(&beside, 0));
	assert_false(is_kept(&bold, 0));
	assert_false(is_kept(&apart, 0));
	assert_int_not_equal(take(&bold, 0)->raw_size, take(&shop, 0)->raw_size);
	close_shop(&shop);
	close_shop(&bold);
	close_shop(&beside);
	close_shop(&apart);
}

static void *work(void *context)
{
	struct shop *shop = context;
	for (unsigned i = 0; i < 40 * SHARED; i++) {
		take(shop, i * 7 % SHARED);
		take(shop, SHARED + i % (MANY - SHARED)); /* so that others are forgotten */
		pdf_subsets_release(shop->subsets);
	}
	return NULL;
}

static void test_threads(void **state)
{
	(void)state;
	struct shop shops[2], fresh;
	pthread_t threads[2];
	open_shop(&shops[0], NULL, FONTS "Regular.ttf");
	open_shop(&shops[1], &shops[0], FONTS "Regular.ttf");
	open_shop(&fresh, NULL, FONTS "Regular.ttf");
	for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, work, &shops[i]), 0);
	for (int i = 0; i < 2; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (unsigned i = 0; i < SHARED; i++) assert_same(take(&shops[i % 2], i), take(&fresh, i));
	for (int i = 0; i < 2; i++) close_shop(&shops[i]);
	close_shop(&fresh);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glyphs),  cmocka_unit_test(test_bound),    cmocka_unit_test(test_borrowed),
		cmocka_unit_test(test_loose),   cmocka_unit_test(test_composed), cmocka_unit_test(test_common),
		cmocka_unit_test(test_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
