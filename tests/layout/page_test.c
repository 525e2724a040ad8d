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
	assert_int_equal(page_fill(&page, &scene->setter, &master, &list, 0, 1, 0), OK);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(footnotes_end_at_the_foot),
		SCENE_TEST(footnotes_higher_than_the_page_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
