/* Lines from hand-made pieces: a digit is a word so many points wide, a space is one point wide. */
#include "scene.h"

#include <stdio.h>

enum { MOST = 200 };

struct paragraph {
	struct piece items[MOST];
	struct pieces pieces;
	struct style style;
	struct arena *arena;
};

/* ' ' a space where a line may end, '~' one where it had better not, '_' one where it may not, '/' a forced break. */
static void make(struct paragraph *paragraph, const char *plan)
{
	*paragraph = (struct paragraph){.arena = arena_new()};
	paragraph->style = (struct style){.align = ALIGN_JUSTIFY, .space_shrink = 20000};
	paragraph->pieces.items = paragraph->items;
	for (; *plan; plan++) {
		struct piece *last = &paragraph->items[paragraph->pieces.count - (paragraph->pieces.count > 0)];
		if (*plan >= '0' && *plan <= '9') {
			struct piece piece = {.width = PT(*plan - '0'), .after = BREAK_NEVER};
			paragraph->items[paragraph->pieces.count++] = piece;
			continue;
		}
		last->space = *plan == '/' ? 0 : PT(1);
		last->after = *plan == '/'   ? BREAK_FORCED
					  : *plan == ' ' ? BREAK_ALLOWED
					  : *plan == '~' ? BREAK_AVOIDED
									 : BREAK_NEVER;
	}
	paragraph->items[paragraph->pieces.count - 1].after = BREAK_ALLOWED;
}

/* The numbers of pieces on each line. */
static void assert_lines(struct paragraph *paragraph, mpt width, const char *expected)
{
	size_t *ends, count, start = 0;
	char found[MOST * 4] = "";
	assert_int_equal(break_lines(&ends, &count, paragraph->arena, &paragraph->pieces, &paragraph->style, width), OK);
	for (size_t i = 0; i < count; start = ends[i++])
		snprintf(found + strlen(found), sizeof found - strlen(found), "%zu ", ends[i] - start);
	assert_string_equal(found, expected);
	arena_drop(paragraph->arena);
}

static void a_line_is_filled(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "3 3 3 3 3 3 3");
	assert_lines(&paragraph, PT(11), "3 3 1 ");
}

/* In lines of 15, greedy takes all eight ones and leaves the 6 alone on the second line. */
static const char trap[] = "1 1 1 1 1 1 1 1 6 9 2 2";

static void greedy_never_looks_ahead(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, trap);
	paragraph.style.greedy = true;
	assert_lines(&paragraph, PT(15), "8 1 3 ");
}

static void total_fit_takes_a_looser_line_to_spare_a_torn_one(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, trap);
	assert_lines(&paragraph, PT(15), "5 4 3 ");
}

static void spaces_shrink_as_far_as_the_style_lets_them(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "4 4 4 2 2 2 2 2");
	paragraph.style.space_shrink = 50000;
	assert_lines(&paragraph, PT(13), "3 5 "); /* 14 wide in 13: the two spaces lose half */
	make(&paragraph, "4 4 4 2 2 2 2 2");
	paragraph.style.space_shrink = 40000;
	assert_lines(&paragraph, PT(13), "2 4 2 ");
}

static void avoided_breaks_are_taken_only_where_a_line_were_torn(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "2 2 2 2 2~2 2 2 2 2");
	assert_lines(&paragraph, PT(14), "4 5 1 ");
	make(&paragraph, "3 2~9 3 3 3");
	assert_lines(&paragraph, PT(9), "2 1 2 1 ");
}

static void forced_breaks_end_a_line_as_it_is(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "1/1 1/1 1 1 1 1 1");
	assert_lines(&paragraph, PT(7), "1 2 4 2 ");
}

static void a_single_word_on_the_last_line_is_avoided(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1");
	assert_lines(&paragraph, PT(19), "10 9 2 ");
}

static void a_piece_wider_than_its_line_stands_alone(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "2 9 2 2");
	assert_lines(&paragraph, PT(5), "1 1 2 ");
}

static void the_first_line_has_its_indent(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "3 3 3 3 3");
	paragraph.style.indent = PT(4);
	assert_lines(&paragraph, PT(11), "2 3 ");
}

/* The last line is no lonely word, but for one word no line is added, and no line shrinks. */
static void text_that_is_not_justified_is_filled_but_for_a_lonely_word(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "2 2 2 2 2 2 2");
	paragraph.style.align = ALIGN_LEFT;
	assert_lines(&paragraph, PT(17), "5 2 ");
	make(&paragraph, "2 2 2 2 2 2 2");
	paragraph.style.align = ALIGN_LEFT;
	paragraph.style.greedy = true;
	assert_lines(&paragraph, PT(17), "6 1 ");
	make(&paragraph, "2 2 2 2 2 2 2 2");
	paragraph.style.align = ALIGN_LEFT;
	assert_lines(&paragraph, PT(17), "6 2 ");
	make(&paragraph, "2 2 2 2 2 2 2");
	paragraph.style.align = ALIGN_LEFT;
	paragraph.style.space_shrink = 50000;
	assert_lines(&paragraph, PT(20) - 1, "5 2 ");
}

static void centred_text_is_balanced_in_as_few_lines(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "2 2 2 2 2 2");
	paragraph.style.align = ALIGN_CENTRE;
	assert_lines(&paragraph, PT(14), "3 3 ");
	make(&paragraph, "2 2 2 2 2 2");
	paragraph.style.align = ALIGN_CENTRE;
	assert_lines(&paragraph, PT(17), "6 ");
}

static void a_column_without_room_has_a_piece_a_line(void **state)
{
	struct paragraph paragraph;
	(void)state;
	make(&paragraph, "2 2/2");
	paragraph.items[1].width = 0;
	paragraph.style.align = ALIGN_CENTRE;
	assert_lines(&paragraph, 0, "1 1 1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_filled),
		cmocka_unit_test(greedy_never_looks_ahead),
		cmocka_unit_test(total_fit_takes_a_looser_line_to_spare_a_torn_one),
		cmocka_unit_test(spaces_shrink_as_far_as_the_style_lets_them),
		cmocka_unit_test(avoided_breaks_are_taken_only_where_a_line_were_torn),
		cmocka_unit_test(forced_breaks_end_a_line_as_it_is),
		cmocka_unit_test(a_single_word_on_the_last_line_is_avoided),
		cmocka_unit_test(a_piece_wider_than_its_line_stands_alone),
		cmocka_unit_test(the_first_line_has_its_indent),
		cmocka_unit_test(text_that_is_not_justified_is_filled_but_for_a_lonely_word),
		cmocka_unit_test(centred_text_is_balanced_in_as_few_lines),
		cmocka_unit_test(a_column_without_room_has_a_piece_a_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
