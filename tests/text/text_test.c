#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "world.h"

enum { SIZE = PT(14), SPACE = 3500 /* 512/2048 of 14 pt */ };

static struct text_run run_of(const struct face *face, const char *text)
{
	return (struct text_run){.text = text,
							 .length = text ? strlen(text) : 0,
							 .format = {.face = face, .size = SIZE},
							 .place = {"ke-hoach.xml", 5, 9}};
}

/* The pieces as text: '_' for each width of a space, '|' where a line may end, '.' where not, '¶' where it must,
 * '[' ']' around blank room. */
static void describe(struct buffer *out, const struct pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		buffer_text(out, piece->word ? piece->word->text : piece->width ? "[]" : "");
		for (mpt space = piece->space; space > 0; space -= SPACE) buffer_char(out, '_');
		if (i + 1 < pieces->count)
			buffer_text(out, piece->after == BREAK_FORCED ? "¶" : piece->after == BREAK_ALLOWED ? "|" : ".");
		else
			assert_int_equal(piece->after, BREAK_ALLOWED);
	}
	buffer_char(out, '\0');
}

static void check(struct world *world, const struct text_run *runs, size_t count, const char *wanted)
{
	struct pieces pieces;
	struct buffer got = {0};
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, runs, count, world->diagnostics), OK);
	describe(&got, &pieces);
	assert_string_equal(got.data, wanted);
	buffer_drop(&got);
}

static void check_text(struct world *world, const char *text, const char *wanted)
{
	struct text_run run = run_of(world->serif, text);
	check(world, &run, 1, wanted);
}

static void words_are_parted_at_spaces(void **state)
{
	check_text(*state, "Sở Công Thương", "Sở_|Công_|Thương");
	check_text(*state, "Điều 5 của", "Điều_.5_|của");
	check_text(*state, "", "");
	check_text(*state, "một", "một");
}

static void spaces_at_the_ends_are_dropped(void **state)
{
	check_text(*state, "  một   hai ", "một_|hai");
	check_text(*state, "   ", "");
	check_text(*state, "một \n hai", "một¶hai");
	check_text(*state, "một \t hai", "một_|hai");
}

static void a_no_break_space_stretches_but_holds(void **state)
{
	check_text(*state, "Mục\u00A0đích là", "Mục_.đích_|là");
	check_text(*state, "a\u00A0\u00A0b", "a__.b");
}

static void a_zero_width_space_breaks(void **state)
{
	check_text(*state, "một\u200Bhai", "một|hai");
	check_text(*state, "Điều \u200B5", "Điều_|5");
}

static void forced_breaks_are_kept(void **state)
{
	check_text(*state, "một\nhai", "một¶hai");
	check_text(*state, "một\n\nhai", "một¶¶hai");
	check_text(*state, "\nmột\n", "¶một");
	check_text(*state, "một\u2028hai", "một¶hai");
}

static void widths_are_scaled(void **state)
{
	struct world *world = *state;
	struct text_run run = run_of(world->serif, "HH 0123456789");
	struct pieces pieces;
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, &run, 1, world->diagnostics), OK);
	assert_int_equal(pieces.count, 2);
	assert_int_equal(pieces.items[0].width, 20221); /* 2 * 1479 / 2048 * 14 pt = 20.2207 pt */
	assert_int_equal(pieces.items[0].space, SPACE);
	assert_int_equal(pieces.items[1].width, 70000);
	assert_int_equal(pieces.items[1].space, 0);
	assert_ptr_equal(pieces.items[0].run, &run);
}

/* What is raised has smaller spaces of its own alone. */
static void a_space_beside_a_raised_mark_is_the_texts(void **state)
{
	struct world *world = *state;
	static const char *const texts[][3] = {{"huyện", "5", " có"}, {"m", "2 ", "đất"}, {"m ", "2", "đất"}};
	static const size_t piece[] = {1, 1, 0};
	static const mpt wanted[] = {SPACE, SPACE * 65 / 100, SPACE};
	for (size_t i = 0; i < 3; i++) {
		struct text_run runs[3];
		for (size_t j = 0; j < 3; j++) runs[j] = run_of(world->serif, texts[i][j]);
		runs[1].format.size = SIZE * 65 / 100;
		struct pieces pieces;
		assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, runs, 3, world->diagnostics), OK);
		assert_int_equal(pieces.items[piece[i]].space, wanted[i]);
	}
}

static void a_change_of_format_parts_a_word_without_a_break(void **state)
{
	struct world *world = *state;
	struct text_run runs[] = {run_of(world->serif, "nhiệm "), run_of(world->bold, "vụ"), run_of(world->serif, ""),
							  run_of(world->serif, ", hai"),  run_of(world->bold, " "),  run_of(world->serif, " ba")};
	check(world, runs, 6, "nhiệm_|vụ.,_|hai_|ba");
	struct text_run number[] = {run_of(world->bold, "181"), run_of(world->serif, "/KH-SCT")};
	check(world, number, 2, "181./KH-SCT");
	struct text_run article[] = {run_of(world->bold, "Điều "), run_of(world->serif, "5 này")};
	check(world, article, 2, "Điều_.5_|này");
	struct pieces pieces;
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, number, 2, world->diagnostics), OK);
	assert_ptr_equal(pieces.items[0].word->face, world->bold);
	assert_ptr_equal(pieces.items[0].run, &number[0]);
	assert_ptr_equal(pieces.items[1].word->face, world->serif);
	assert_ptr_equal(pieces.items[1].run, &number[1]);
}

static void capitals_are_set(void **state)
{
	struct world *world = *state;
	struct text_run runs[] = {run_of(world->serif, "ủy ban nhân dân "), run_of(world->serif, "quý đ/c ưỡm ẹo")};
	runs[0].format.capitals = true;
	check(world, runs, 2, "ỦY_|BAN_|NHÂN_|DÂN_|quý_|đ/c_|ưỡm_|ẹo");
	runs[1].format.capitals = true;
	check(world, runs, 2, "ỦY_|BAN_|NHÂN_|DÂN_|QUÝ_|Đ/C_|ƯỠM_|ẸO");
	/* a dotless i and a dot: the capitals compose */
	struct text_run composed = run_of(world->serif, "\u0131\u0307");
	composed.format.capitals = true;
	check(world, &composed, 1, "\u0130");
}

static void blank_room_is_a_piece(void **state)
{
	struct world *world = *state;
	struct text_run runs[] = {run_of(world->serif, "Số: "), run_of(world->serif, NULL),
							  run_of(world->serif, "/KH-SCT "), run_of(world->serif, NULL),
							  run_of(world->serif, " năm")};
	runs[1].blank = PT(30);
	runs[3].blank = PT(20);
	check(world, runs, 5, "Số:_|[]./KH-SCT_|[]_|năm");
	struct pieces pieces;
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, runs, 5, world->diagnostics), OK);
	assert_null(pieces.items[1].word);
	assert_int_equal(pieces.items[1].width, PT(30));
	assert_int_equal(pieces.items[3].width, PT(20));
	assert_ptr_equal(pieces.items[3].run, &runs[3]);
}

static void missing_glyphs_are_told_once_each(void **state)
{
	struct world *world = *state;
	struct text_run runs[] = {run_of(world->serif, "một 中文 hai 中 "), run_of(world->bold, "中")};
	runs[1].place.line = 6;
	struct pieces pieces;
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, runs, 2, world->diagnostics), ERR_DOCUMENT);
	assert_int_equal(diagnostics_count(world->diagnostics), 3);
	struct buffer said = {0};
	for (size_t i = 0; i < 3; i++) diagnostic_write(diagnostics_at(world->diagnostics, i), ENGLISH, &said);
	buffer_char(&said, '\0');
	assert_non_null(
		strstr(said.data, "ke-hoach.xml:5:9: error: the font LiberationSerif has no character \"中\" (U+4E2D)"));
	assert_non_null(strstr(said.data, "\"文\" (U+6587)"));
	assert_non_null(
		strstr(said.data, "ke-hoach.xml:6:9: error: the font LiberationSerif-Bold has no character \"中\""));
	buffer_drop(&said);
	assert_true(pieces.count >= 5); /* the rest was looked at */
}

static void a_flood_of_missing_glyphs_is_bounded(void **state)
{
	struct world *world = *state;
	struct buffer text = {0};
	for (int c = 0x4E00; c < 0x9000; c++) {
		buffer_char(&text, (char)(0xE0 | c >> 12));
		buffer_char(&text, (char)(0x80 | (c >> 6 & 0x3F)));
		buffer_char(&text, (char)(0x80 | (c & 0x3F)));
	}
	struct text_run run = run_of(world->serif, text.data);
	run.length = text.length;
	struct pieces pieces;
	assert_int_equal(text_pieces(&pieces, world->shaper, world->arena, &run, 1, world->diagnostics), ERR_DOCUMENT);
	assert_in_range(diagnostics_count(world->diagnostics), 10, 100);
	buffer_drop(&text);
}

static void check_large(struct world *world, const char *part, size_t least)
{
	struct buffer text = {0};
	while (text.length < 1024 * 1024) buffer_text(&text, part);
	struct text_run run = run_of(world->serif, "");
	run.text = text.data;
	run.length = text.length;
	struct pieces pieces;
	clock_t start = clock();
	int status = text_pieces(&pieces, world->shaper, world->arena, &run, 1, world->diagnostics);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	assert_int_equal(status, OK);
	assert_true(pieces.count >= least);
	assert_true(seconds < 8); /* linear: far below; a square would take minutes */
	for (size_t i = 0; i < pieces.count; i++) assert_true(pieces.items[i].width >= 0 && pieces.items[i].space >= 0);
	buffer_drop(&text);
}

static void a_large_paragraph_takes_linear_time(void **state)
{
	check_large(*state, "Sở Công Thương xây dựng Kế hoạch số 181/KH-SCT ngày 27/01/2022; ", 100000);
	check_large(*state, "khongcokhoangtrang", 10000);
	check_large(*state, "\n", 1000000);
	check_large(*state, "\u00A0", 0);
	check_large(*state, "\u0301", 1000);
	check_large(*state, "- ", 500000);
	check_large(*state, "tháng ", 100000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)
	const struct CMUnitTest tests[] = {
		TEST(words_are_parted_at_spaces),
		TEST(spaces_at_the_ends_are_dropped),
		TEST(a_no_break_space_stretches_but_holds),
		TEST(a_zero_width_space_breaks),
		TEST(forced_breaks_are_kept),
		TEST(widths_are_scaled),
		TEST(a_space_beside_a_raised_mark_is_the_texts),
		TEST(a_change_of_format_parts_a_word_without_a_break),
		TEST(capitals_are_set),
		TEST(blank_room_is_a_piece),
		TEST(missing_glyphs_are_told_once_each),
		TEST(a_flood_of_missing_glyphs_is_bounded),
		TEST(a_large_paragraph_takes_linear_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
