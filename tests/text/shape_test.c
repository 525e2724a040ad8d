#include "text/shape.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "world.h"

static size_t shaped; /* words, by HarfBuzz */

hb_bool_t __real_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features, unsigned count,
							   const char *const *shapers);
hb_bool_t __wrap_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features, unsigned count,
							   const char *const *shapers);

hb_bool_t __wrap_hb_shape_full(hb_font_t *font, hb_buffer_t *buffer, const hb_feature_t *features, unsigned count,
							   const char *const *shapers)
{
	__atomic_fetch_add(&shaped, 1, __ATOMIC_RELAXED);
	return __real_hb_shape_full(font, buffer, features, count, shapers);
}

static const struct word *shape(struct world *world, const char *text)
{
	const struct word *word = NULL;
	assert_int_equal(shape_word(&word, world->shaper, world->serif, text, strlen(text)), OK);
	assert_non_null(word);
	assert_string_equal(word->text, text);
	assert_ptr_equal(word->face, world->serif);
	return word;
}

/* The glyphs' characters are the word's, in order and without gaps. */
static void check_characters(const struct word *word)
{
	size_t at = 0;
	int32_t advance = 0;
	for (size_t i = 0; i < word->count; i++) {
		const struct glyph *glyph = &word->glyphs[i];
		if (glyph->length) assert_int_equal(glyph->text, at);
		at += glyph->length;
		advance += glyph->advance;
	}
	assert_int_equal(at, strlen(word->text));
	assert_int_equal(advance, word->advance);
}

static void widths_are_those_of_the_face(void **state)
{
	struct world *world = *state;
	const struct word *word = shape(world, "HH");
	assert_int_equal(word->count, 2);
	assert_int_equal(word->glyphs[0].id, word->glyphs[1].id);
	assert_int_equal(word->glyphs[0].advance, 1479); /* as in Times New Roman */
	assert_int_equal(word->advance, 2 * 1479);
	assert_int_equal(word->missing, 0);
	check_characters(word);
	assert_int_equal(shape(world, "0123456789")->advance, 10 * 1024);
}

static void pairs_are_kerned(void **state)
{
	struct world *world = *state;
	int32_t apart = shape(world, "A")->advance + shape(world, "V")->advance;
	assert_true(shape(world, "AV")->advance < apart);
}

static void ligatures_are_off(void **state)
{
	struct world *world = *state;
	static const char *const words[] = {"fi", "fl", "ffi", "office"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const struct word *word = shape(world, words[i]);
		assert_int_equal(word->count, strlen(words[i]));
		check_characters(word);
	}
}

static void the_cache_gives_the_same_word(void **state)
{
	struct world *world = *state;
	const struct word *first = shape(world, "Kế");
	char other[] = "hoạch Kế hoạch"; /* not the same memory, not ended by a NUL */
	const struct word *again;
	assert_int_equal(shape_word(&again, world->shaper, world->serif, strchr(other, 'K'), strlen("Kế")), OK);
	assert_ptr_equal(again, first);
	assert_int_equal(shape_word(&again, world->shaper, world->bold, "Kế", strlen("Kế")), OK);
	assert_ptr_not_equal(again, first);
	assert_ptr_equal(again->face, world->bold);
	assert_true(again->advance > first->advance);
	assert_ptr_not_equal(shape(world, "K"), first);
}

static void many_words_stay_where_they_are(void **state)
{
	struct world *world = *state;
	const struct word *words[5000];
	char text[16];
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			snprintf(text, sizeof text, "w%d", i);
			const struct word *word = shape(world, text);
			if (round) assert_ptr_equal(word, words[i]);
			words[i] = word;
		}
	}
}

static void a_trim_forgets_only_when_there_is_much(void **state)
{
	struct world *world = *state;
	const struct word *first = shape(world, "Sở");
	shaper_trim(world->shaper);
	assert_ptr_equal(shape(world, "Sở"), first);
	char text[16];
	for (int i = 0; i < 1100; i++) {
		snprintf(text, sizeof text, "%x", i);
		shape(world, text);
	}
	assert_ptr_equal(shape(world, "Sở"), first);
	shaper_trim(world->shaper);
	assert_int_equal(shape(world, "Sở")->count, 2);
	assert_int_equal(shape(world, "1f")->count, 2);
}

/* Of several documents the last one's words stay as they are, wherever they then stand. */
static void a_trim_keeps_the_last_words(void **state)
{
	struct world *world = *state;
	struct glyph glyphs[1000][4];
	char text[16];
	shape(world, "Sở");
	shape(world, "Công");
	shaper_trim(world->shaper);
	shape(world, "Sở");
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof text, "%x", i);
		memcpy(glyphs[i], shape(world, text)->glyphs, strlen(text) * sizeof **glyphs);
	}
	shaper_trim(world->shaper);
	size_t before = shaped;
	assert_int_equal(shape(world, "Sở")->count, 2);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof text, "%x", i);
		const struct word *word = shape(world, text);
		check_characters(word);
		assert_memory_equal(word->glyphs, glyphs[i], strlen(text) * sizeof **glyphs);
	}
	assert_int_equal(shaped, before);
	shape(world, "Công");
	assert_int_equal(shaped, before + 1);
}

static void vietnamese_letters_are_one_glyph_each(void **state)
{
	struct world *world = *state;
	const struct word *word = shape(world, "NGHĨAƯỬếậữỵđĐ");
	assert_int_equal(word->missing, 0);
	assert_int_equal(word->count, 13);
	check_characters(word);
	assert_int_equal(word->glyphs[4].length, 1); /* A */
	assert_int_equal(word->glyphs[6].length, 3); /* Ử */
}

static void stacked_marks_stand_over_their_base(void **state)
{
	struct world *world = *state;
	/* no precomposed letter has both: x, circumflex, acute */
	const struct word *word = shape(world, "x\u0302\u0301y");
	assert_int_equal(word->missing, 0);
	assert_int_equal(word->count, 4);
	check_characters(word);
	assert_int_equal(word->advance, shape(world, "x")->advance + shape(world, "y")->advance);
	assert_int_equal(word->glyphs[1].advance, 0);
	assert_int_equal(word->glyphs[2].advance, 0);
	/* letter and marks typed apart give the letter's own glyph, and it has all their characters */
	const struct word *composed = shape(world, "\u1EBF"), *apart = shape(world, "e\u0302\u0301");
	assert_int_equal(apart->count, 1);
	assert_int_equal(apart->glyphs[0].id, composed->glyphs[0].id);
	assert_int_equal(apart->glyphs[0].length, 5);
}

static void the_first_missing_character_is_told(void **state)
{
	struct world *world = *state;
	const struct word *word = shape(world, "Kế中文");
	assert_int_equal(word->missing, 0x4E2D);
	check_characters(word);
	assert_int_equal(shape(world, "\U0001F600")->missing, 0x1F600);
}

static void sizes_at_the_ends_are_safe(void **state)
{
	struct world *world = *state;
	const struct word *word;
	assert_int_equal(shape(world, "")->count, 0);
	static char text[WORD_LENGTH_LIMIT + 1];
	memset(text, 'W', sizeof text);
	assert_int_equal(shape_word(&word, world->shaper, world->serif, text, WORD_LENGTH_LIMIT), OK);
	assert_int_equal(word->count, WORD_LENGTH_LIMIT);
	assert_int_equal(word->glyphs[WORD_LENGTH_LIMIT - 1].text, WORD_LENGTH_LIMIT - 1);
	assert_int_equal(shape_word(&word, world->shaper, world->serif, text, WORD_LENGTH_LIMIT + 1), ERR_MEMORY);
}

/* Each with a shaper of its own over the same fonts. */
static void *shape_in_thread(void *argument)
{
	struct world *world = argument;
	struct diagnostics *diagnostics = diagnostics_new();
	struct shaper *shaper = NULL;
	int32_t advance = 0;
	if (!diagnostics || shaper_new(&shaper) != OK) return NULL;
	for (int i = 0; i < 400; i++) {
		const struct face *face = NULL;
		const struct word *word = NULL;
		char text[16];
		snprintf(text, sizeof text, "Kế%d", i);
		fonts_face(&face, world->fonts, i & 4 ? "Liberation Sans" : "Times New Roman", i & 1, i & 2, (struct place){0},
				   diagnostics);
		if (face && shape_word(&word, shaper, face, text, strlen(text)) == OK) advance += word->advance;
	}
	shaper_drop(shaper);
	diagnostics_drop(diagnostics);
	return (void *)(intptr_t)advance;
}

static void threads_share_faces(void **state)
{
	pthread_t threads[4];
	void *results[4];
	for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, shape_in_thread, *state), 0);
	for (int i = 0; i < 4; i++) assert_int_equal(pthread_join(threads[i], &results[i]), 0);
	assert_true((intptr_t)results[0] > 400 * 1000);
	for (int i = 1; i < 4; i++) assert_ptr_equal(results[i], results[0]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {
		TEST(widths_are_those_of_the_face),
		TEST(pairs_are_kerned),
		TEST(ligatures_are_off),
		TEST(the_cache_gives_the_same_word),
		TEST(many_words_stay_where_they_are),
		TEST(a_trim_forgets_only_when_there_is_much),
		TEST(a_trim_keeps_the_last_words),
		TEST(vietnamese_letters_are_one_glyph_each),
		TEST(stacked_marks_stand_over_their_base),
		TEST(the_first_missing_character_is_told),
		TEST(sizes_at_the_ends_are_safe),
		TEST(threads_share_faces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
