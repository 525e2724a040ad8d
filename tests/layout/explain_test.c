/* What is said of pages that end early, or tear something apart. */
#include "scene.h"

static struct block blocks[] = {{.place = {NULL, 0, 0}}, {.place = {"plan.xml", 3, 5}}, {.place = {"plan.xml", 8, 7}}};

static void explain(struct scene *scene, const struct page_end *first)
{
	static struct block *list_of_blocks[] = {NULL, &blocks[1], &blocks[2]};
	static struct mark marks[] = {{.kind = MARK_BOX, .block = 1}, {.kind = MARK_BOX, .block = 2}};
	struct item items[] = {{.kind = ITEM_BOX, .marks = &marks[0], .mark_count = 1},
						   {.kind = ITEM_BREAK},
						   {.kind = ITEM_GAP},
						   {.kind = ITEM_BOX, .marks = &marks[1], .mark_count = 1}};
	const struct list list = {items, 4};
	const struct page_end ends[] = {*first, {.item = 4}};
	scene->tree.blocks = list_of_blocks;
	scene->tree.count = 3;
	assert_int_equal(explain_pages(&scene->setter, &list, ends, 2), OK);
}

static void a_page_that_ends_early_says_what_it_kept(void **state)
{
	struct scene *scene = *state;
	explain(scene, &(struct page_end){.item = 2, .given_up = 2835 * 16, .given = KEEP_END});
	assert_said(
		scene->setter.diagnostics,
		"plan.xml:8:7: note: page 1 takes 16 mm less than it could, so that the signature has the last lines of "
		"the text above it [VT0627]\n");
}

static void less_than_a_millimetre_is_not_worth_a_word(void **state)
{
	struct scene *scene = *state;
	explain(scene, &(struct page_end){.item = 2, .given_up = 2834, .given = KEEP_END});
	explain(scene, &(struct page_end){.item = 2, .spare = PT(100)});
	assert_said(scene->setter.diagnostics, "");
}

static void what_was_torn_apart_is_told(void **state)
{
	struct scene *scene = *state;
	explain(scene, &(struct page_end){.item = 2, .torn = KEEP_NEXT});
	assert_said(scene->setter.diagnostics,
				"plan.xml:8:7: note: page 1 ends below a heading: what it should stay with is higher than a page "
				"[VT0636]\n");
}

/* The table's order is the order in which things are given up. */
static void what_is_given_up_later_costs_more(void **state)
{
	(void)state;
	for (int i = KEEP_NONE; i < KEEP_ALWAYS; i++) assert_true(keep_rules[i].cost < keep_rules[i + 1].cost);
	assert_true(keep_allows(KEEP_COLUMNS));
	assert_false(keep_allows(KEEP_FIRST_LINES));
	assert_true(keep_allows(KEEP_APART));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(a_page_that_ends_early_says_what_it_kept),
		SCENE_TEST(less_than_a_millimetre_is_not_worth_a_word),
		SCENE_TEST(what_was_torn_apart_is_told),
		cmocka_unit_test(what_is_given_up_later_costs_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
