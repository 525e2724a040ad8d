/* A page filled by hand: footnotes at its foot. */
#include "scene.h"

/* A line of 10 pt with two footnotes, each so high, on a page with 100 pt for text. */
static struct page fill(struct scene *scene, mpt height)
{
	static struct block first = {.place = {"plan.xml", 3, 5}}, second = {.place = {"plan.xml", 4, 7}};
	static struct block *blocks[] = {NULL, &first, &second};
	const struct page_master master = {.width = PT(100), .height = PT(120), .top = PT(10), .bottom = PT(10)};
	struct mark marks[] = {{.kind = MARK_BOX, .block = 1}, {.kind = MARK_BOX, .block = 2}};
	struct item lines[2];
	struct list notes[2];
	for (size_t i = 0; i < 2; i++) {
		lines[i] = (struct item){.kind = ITEM_BOX, .height = height, .marks = &marks[i], .mark_count = 1};
		notes[i] = (struct list){&lines[i], 1};
	}
	struct item line = {.kind = ITEM_BOX, .height = PT(10), .notes = notes, .note_count = 2};
	const struct list list = {&line, 1};
	struct page page = {0};
	scene->tree.blocks = blocks;
	scene->tree.count = 3;
	scene->tree.notes = (struct note_format){.before = PT(5), .thickness = PT(1), .after = PT(4)};
	const struct page_end end = {.item = 1};
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, &end, 0), OK);
	return page;
}

static void footnotes_end_at_the_foot(void **state)
{
	struct scene *scene = *state;
	struct page page = fill(scene, PT(40));
	assert_int_equal(scene->setter.status, OK);
	assert_int_equal(page.count, 3);
	assert_int_equal(page.marks[1].y, PT(30));
	assert_int_equal(page.marks[2].y, PT(70));
}

static void footnotes_higher_than_the_page_are_refused(void **state)
{
	struct scene *scene = *state;
	struct page page = fill(scene, PT(40) + 1);
	assert_int_equal(scene->setter.status, ERR_DOCUMENT);
	assert_int_equal(page.count, 0);
	assert_said(scene->setter.diagnostics,
				"plan.xml:4:7: error: with this footnote the notes of one line or row need more room than a page has; "
				"shorten it, or put it into the text [VT0605]\n");
}

/* Three boxes of 20 pt, gaps of 5 pt between them of which one may grow by 6 pt, the other by 3; the third box's top. */
static mpt third_top(struct scene *scene, mpt spare)
{
	const struct page_master master = {.width = PT(100), .height = PT(120), .top = PT(10), .bottom = PT(10)};
	static struct mark mark = {.kind = MARK_BOX};
	const struct item box = {.kind = ITEM_BOX, .height = PT(20), .marks = &mark, .mark_count = 1};
	struct item items[] = {{.kind = ITEM_GAP, .height = PT(5), .stretch = PT(6)}, box,
						   {.kind = ITEM_GAP, .height = PT(5), .stretch = PT(6)}, box,
						   {.kind = ITEM_GAP, .height = PT(5), .stretch = PT(3)}, box};
	const struct list list = {items, 6};
	const struct page_end end = {.item = 6, .spare = spare};
	struct page page = {0};
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, &end, 0), OK);
	assert_int_equal(page.marks[0].y, PT(10));
	return page.marks[2].y;
}

/* A gap at the head is no gap. A page that its gaps cannot fill stays as it is. */
static void gaps_grow_to_fill_a_page(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(third_top(scene, 0), PT(60));
	assert_int_equal(third_top(scene, PT(6)), PT(66));
	assert_int_equal(third_top(scene, PT(9)), PT(69));
	assert_int_equal(third_top(scene, PT(9) + 1), PT(60));
}

static void a_box_higher_than_the_page_is_refused(void **state)
{
	struct scene *scene = *state;
	static struct block block = {.place = {"plan.xml", 3, 5}};
	static struct block *blocks[] = {NULL, &block};
	const struct page_master master = {.width = PT(100), .height = PT(120), .top = PT(10), .bottom = PT(10)};
	struct mark mark = {.kind = MARK_BOX, .block = 1};
	struct item item = {.kind = ITEM_BOX, .height = PT(100), .marks = &mark, .mark_count = 1};
	const struct list list = {&item, 1};
	const struct page_end end = {.item = 1};
	struct page page = {0};
	scene->tree.blocks = blocks;
	scene->tree.count = 2;
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, &end, 0), OK);
	assert_int_equal(scene->setter.status, OK);
	item.height++;
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, &end, 0), OK);
	assert_int_equal(scene->setter.status, ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics,
				"plan.xml:3:5: error: what stands here is higher than the page and cannot be "
				"parted; make it smaller, or divide it [VT0607]\n");
}

/* Two slices of a band, whose marks stand 5 pt higher where a page ends in it. The mark's y on the page. */
static mpt slice_mark(struct scene *scene, size_t end)
{
	const struct page_master master = {.width = PT(100), .height = PT(120), .top = PT(10), .bottom = PT(10)};
	static const struct mark whole = {.kind = MARK_BOX, .y = PT(7)}, parted = {.kind = MARK_BOX, .y = PT(2)};
	const struct item slice = {
		.kind = ITEM_BOX, .height = PT(20), .marks = &whole, .mark_count = 1, .band = 1, .parted = &parted};
	const struct item border = {.kind = ITEM_BREAK};
	struct item items[] = {slice, border, slice, border, slice};
	const struct list list = {items, 5};
	const struct page_end page_end = {.item = end};
	struct page page = {0};
	items[4].band = 2;
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, &page_end, 0), OK);
	return page.marks[0].y;
}

static void a_band_that_a_page_parts_stands_at_its_top(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(slice_mark(scene, 5), PT(17));
	assert_int_equal(slice_mark(scene, 4), PT(17)); /* it ends between two bands */
	assert_int_equal(slice_mark(scene, 2), PT(12));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(footnotes_end_at_the_foot),
		SCENE_TEST(footnotes_higher_than_the_page_are_refused),
		SCENE_TEST(gaps_grow_to_fill_a_page),
		SCENE_TEST(a_box_higher_than_the_page_is_refused),
		SCENE_TEST(a_band_that_a_page_parts_stands_at_its_top),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
