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

/* One letter an item: l line of 10 pt, n line of 10 pt with a footnote of 15 pt, B box of 30 pt, g gap of 5 pt, | break, ! forbidden break. */
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
		default:
			*item = (struct item){.kind = ITEM_BREAK, .penalty = PENALTY_NEVER};
			break;
		}
	}
	return list;
}

/* The list with a "/" where a page ends; the first page has less room. */
static void assert_pages_after(mpt first, const char *plan, const char *expected)
{
	struct arena *arena = arena_new();
	assert_non_null(arena);
	struct list list = make_list(arena, plan);
	size_t *ends, count, start = 0;
	char found[200] = "";
	assert_int_equal(break_pages(&ends, &count, arena, &list, first, PAGE, PT(5)), OK);
	for (size_t i = 0; i < count; i++) {
		if (i) strcat(found, "/");
		strncat(found, plan + start, ends[i] - start);
		start = ends[i];
	}
	assert_string_equal(found, expected);
	arena_drop(arena);
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
	assert_pages("l|l|l|l|l|l|l|l|l|l|l", "l|l|l|l|l|l|l|l|l|l|/l");
	assert_pages("B|gB|gB|gB", "B|gB|gB|/gB");
}

static void test_exactly_full(void **state)
{
	(void)state;
	assert_pages("B|B|B|l|B", "B|B|B|l|/B");
}

static void test_gap_at_the_head_takes_no_room(void **state)
{
	(void)state;
	assert_pages("B|B|B|l|gB|B|B|l", "B|B|B|l|/gB|B|B|l");
}

static void test_forbidden_breaks_are_kept(void **state)
{
	(void)state;
	assert_pages("B|B|l|l!l!B|l", "B|B|l|/l!l!B|l");
}

static void test_no_allowed_break_ends_the_page_before_what_does_not_fit(void **state)
{
	(void)state;
	assert_pages("B!B!B!B!B", "B!B!B!/B!B");
}

static void test_box_higher_than_a_page_stands_alone(void **state)
{
	(void)state;
	assert_pages("l|B!B!B|l", "l|B!B!B|/l");
}

static void test_footnotes_stand_on_the_page_of_their_mark(void **state)
{
	(void)state;
	assert_pages("B|B|l|n|l", "B|B|l|n|/l");     /* 80 of 100, and 20 for the note and its rule */
	assert_pages("B|B|n|l|l", "B|B|n|l|/l");     /* 100 with the note */
	assert_pages("B|l|l|n|n|l", "B|l|l|n|/n|l"); /* a second note needs 15 more, but no second rule */
	assert_pages("l|l|n|n|l|l|l", "l|l|n|n|l|l|/l");
}

static void test_the_first_page_may_have_less_room(void **state)
{
	(void)state;
	assert_pages_after(PAGE - PT(10), "B|B|B|l|B|B|B|l|B", "B|B|B|/l|B|B|B|/l|B");
	assert_pages_after(PAGE - PT(10), "B!B!B!l", "B!B!B!/l");
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
