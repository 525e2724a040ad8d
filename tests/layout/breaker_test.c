/* Pages from hand-made lists: where they end, and where they may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "layout/internal.h"

enum { PAGE = PT(100) };

/* One letter an item: l line of 10 pt, n line of 10 pt with a footnote of 15 pt, B box of 30 pt, g gap of 5 pt, | break,
 * ! forbidden break, r break in a row, o break after a first line, w before a last one, c in a column of a row,
 * / forced break. */
static struct item note_line = {.kind = ITEM_BOX, .height = PT(15)};
static const struct list note = {&note_line, 1};

static struct list make_list(struct arena *arena, const char *plan)
{
	struct list list = {.count = strlen(plan)};
	list.items = arena_array(arena, list.count, sizeof *list.items);
	assert_non_null(list.items);
	for (size_t i = 0; i < list.count; i++) {
		struct item *item = &list.items[i];
		switch (plan[i]) {
		case 'l':
			*item = (struct item){.kind = ITEM_BOX, .line = true, .height = PT(10)};
			break;
		case 'n':
			*item = (struct item){.kind = ITEM_BOX, .line = true, .height = PT(10), .notes = &note, .note_count = 1};
			break;
		case 'B':
			*item = (struct item){.kind = ITEM_BOX, .height = PT(30)};
			break;
		case 'g':
			*item = (struct item){.kind = ITEM_GAP, .height = PT(5)};
			break;
		case '|':
			*item = (struct item){.kind = ITEM_BREAK};
			break;
		case 'r':
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_ROW};
			break;
		case 'o':
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_FIRST_LINES};
			break;
		case 'w':
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_LAST_LINES};
			break;
		case 'c':
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_COLUMNS};
			break;
		case '/':
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_APART};
			break;
		default:
			*item = (struct item){.kind = ITEM_BREAK, .keep = KEEP_ALWAYS};
			break;
		}
	}
	return list;
}

/* The list with a ^ where a page ends. */
static void assert_pages_in(const struct page_room *room, const char *plan, const char *expected)
{
	struct arena *arena = arena_new();
	assert_non_null(arena);
	struct list list = make_list(arena, plan);
	struct page_end *ends;
	size_t count, start = 0;
	char found[200] = "";
	assert_int_equal(break_pages(&ends, &count, arena, &list, room), OK);
	for (size_t i = 0; i < count; i++) {
		if (i) strcat(found, "^");
		strncat(found, plan + start, ends[i].item - start);
		start = ends[i].item;
	}
	assert_string_equal(found, expected);
	arena_drop(arena);
}

/* The first page has less room. */
static void assert_pages_after(mpt first, const char *plan, const char *expected)
{
	const struct page_room room = {.first = first, .height = PAGE, .notes = PT(5)};
	assert_pages_in(&room, plan, expected);
}

static void assert_pages(const char *plan, const char *expected)
{
	assert_pages_after(PAGE, plan, expected);
}

static void test_everything_on_one_page(void **state)
{
	(void)state;
	assert_pages("l|l|l", "l|l|l");
	assert_pages("", "");
}

static void test_page_ends_at_the_last_break_that_fits(void **state)
{
	(void)state;
	assert_pages("l|l|l|l|l|l|l|l|l|l|l", "l|l|l|l|l|l|l|l|l|l|^l");
	assert_pages("B|gB|gB|gB", "B|gB|gB|^gB");
}

static void test_exactly_full(void **state)
{
	(void)state;
	assert_pages("B|B|B|l|B", "B|B|B|l|^B");
}

static void test_gap_at_the_head_takes_no_room(void **state)
{
	(void)state;
	assert_pages("B|B|B|l|gB|B|B|l", "B|B|B|l|^gB|B|B|l");
}

static void test_forbidden_breaks_are_kept(void **state)
{
	(void)state;
	assert_pages("B|B|l|l!l!B|l", "B|B|l|^l!l!B|l");
}

static void test_no_allowed_break_ends_the_page_before_what_does_not_fit(void **state)
{
	(void)state;
	assert_pages("B!B!B!B!B", "B!B!B!^B!B");
}

static void test_box_higher_than_a_page_stands_alone(void **state)
{
	(void)state;
	assert_pages("l|B!B!B|l", "l|B!B!B|^l");
}

static void test_footnotes_stand_on_the_page_of_their_mark(void **state)
{
	(void)state;
	assert_pages("B|B|l|n|l", "B|B|l|n|^l");     /* 80 of 100, and 20 for the note and its rule */
	assert_pages("B|B|n|l|l", "B|B|n|l|^l");     /* 100 with the note */
	assert_pages("B|l|l|n|n|l", "B|l|l|n|^n|l"); /* a second note needs 15 more, but no second rule */
	assert_pages("l|l|n|n|l|l|l", "l|l|n|n|l|l|^l");
}

static void test_the_first_page_may_have_less_room(void **state)
{
	(void)state;
	assert_pages_after(PAGE - PT(10), "B|B|B|l|B|B|B|l|B", "B|B|B|^l|B|B|B|^l|B");
	assert_pages_after(PAGE - PT(10), "B!B!B!l", "B!B!B!^l");
}

static void test_a_forced_break_ends_a_page(void **state)
{
	(void)state;
	assert_pages("l|l/l|l", "l|l/^l|l");
}

/* Sixty points of a hundred would be left empty: rather the row is parted; thirty are not too many, where twenty were left
 * below its first part. */
static void test_a_row_is_moved_where_little_is_lost(void **state)
{
	(void)state;
	assert_pages("l|l|l|l|BrBrBrl|l", "l|l|l|l|BrBr^Brl|l");
	assert_pages("B|B|l|lrBrl|l|l", "B|B|l|^lrBrl|l|l");
}

/* The long column c of the end is not parted: page 2 ends early, and page 1 does not help it. */
static void test_no_page_ends_early_for_another_that_must(void **state)
{
	(void)state;
	assert_pages("B|B|l|l|l|l|B|B!lclclclclclcl", "B|B|l|l|l|l|^B|^B!lclclclclclcl");
}

/* Two lines less on page 1, one of 95 pt, would spare the row: that is worse than to part it. One line is not. */
static void test_a_page_does_not_end_early_for_little(void **state)
{
	(void)state;
	assert_pages_after(PAGE - PT(5), "l|l|l|l|l|l|l|l|l|l|l|l|l|l|l|lrlrlrlrl",
					   "l|l|l|l|l|l|l|l|l|^l|l|l|l|l|l|lrlrlrlr^l");
	assert_pages("l|l|l|l|l|l|l|l|l|l|l|l|l|l|l|l|l|l|lrlrl", "l|l|l|l|l|l|l|l|l|^l|l|l|l|l|l|l|l|l|^lrlrl");
}

/* All is tied together, and higher than a page: what is given up first is the first line, then the last. */
static void test_the_cheapest_rule_yields(void **state)
{
	(void)state;
	assert_pages("B!BoBwl!l", "B!Bo^Bwl!l");
	assert_pages("B!BwBol!l", "B!BwBo^l!l");
	assert_pages("B!B!Bwl!l", "B!B!Bw^l!l");
}

static void test_first_fit_never_looks_ahead(void **state)
{
	const struct page_room word = {.first = PAGE, .height = PAGE, .notes = PT(5), .first_fit = true};
	(void)state;
	assert_pages_in(&word, "", "");
	assert_pages_in(&word, "B|B|B|lrlrl!B|l/l", "B|B|B|lr^lrl!B|l/^l");
	assert_pages("B|B|B|lrlrl!B|l/l", "B|B|B|^lrlrl!B|l/^l");
	assert_pages_in(&word, "B!B!B!B!B", "B!B!B!^B!B");
}

/* What a page that ended early gave up, and what one tore apart. */
static void test_an_end_is_described(void **state)
{
	const struct page_room room = {.first = PAGE, .height = PAGE};
	struct arena *arena = arena_new();
	struct page_end *ends;
	size_t count;
	(void)state;
	assert_non_null(arena);
	struct list list = make_list(arena, "B|B|l|lwl|BrBrBrB");
	assert_int_equal(break_pages(&ends, &count, arena, &list, &room), OK);
	assert_int_equal(count, 3);
	assert_int_equal(ends[0].spare, PT(10));
	assert_int_equal(ends[0].given_up, 0);
	assert_int_equal(ends[0].torn, KEEP_NONE);
	assert_int_equal(ends[1].torn, KEEP_ROW);
	assert_int_equal(ends[2].spare, 0);
	list = make_list(arena, "B|B|l|l|lol|l");
	list.items[0].height += PT(5);
	assert_int_equal(break_pages(&ends, &count, arena, &list, &room), OK);
	assert_int_equal(count, 2);
	assert_int_equal(ends[0].item, 8);
	assert_int_equal(ends[0].spare, PT(15));
	assert_int_equal(ends[0].given_up, PT(10));
	assert_int_equal(ends[0].given, KEEP_FIRST_LINES);
	arena_drop(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_on_one_page),
		cmocka_unit_test(test_page_ends_at_the_last_break_that_fits),
		cmocka_unit_test(test_exactly_full),
		cmocka_unit_test(test_gap_at_the_head_takes_no_room),
		cmocka_unit_test(test_forbidden_breaks_are_kept),
		cmocka_unit_test(test_no_allowed_break_ends_the_page_before_what_does_not_fit),
		cmocka_unit_test(test_box_higher_than_a_page_stands_alone),
		cmocka_unit_test(test_footnotes_stand_on_the_page_of_their_mark),
		cmocka_unit_test(test_the_first_page_may_have_less_room),
		cmocka_unit_test(test_a_forced_break_ends_a_page),
		cmocka_unit_test(test_a_row_is_moved_where_little_is_lost),
		cmocka_unit_test(test_no_page_ends_early_for_another_that_must),
		cmocka_unit_test(test_a_page_does_not_end_early_for_little),
		cmocka_unit_test(test_the_cheapest_rule_yields),
		cmocka_unit_test(test_first_fit_never_looks_ahead),
		cmocka_unit_test(test_an_end_is_described),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
