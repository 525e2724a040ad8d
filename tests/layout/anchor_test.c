/* Where links lead: pages laid out by hand. */
#include "scene.h"

struct laid {
	struct page pages[2];
	struct block blocks[6], *ids[6];
	struct pages all;
};

/* A section of two paragraphs within the document, a second section, and one that shows nothing. */
static void lay(struct laid *laid, struct scene *scene)
{
	static const struct face face = {.ascent = 800, .units_per_em = 1000};
	static struct mark first[] = {{.kind = MARK_TEXT, .y = PT(50)},
								  {.kind = MARK_TEXT, .block = 3, .y = PT(100)},
								  {.kind = MARK_RULE, .block = 3, .y = PT(101)}};
	static struct mark second[] = {{.kind = MARK_TEXT, .block = 3, .y = PT(70)}, {.kind = MARK_BOX, .block = 4}};
	first[1].text.face = second[0].text.face = &face;
	first[1].text.size = second[0].text.size = PT(10);
	*laid = (struct laid){.pages = {{.marks = first, .count = 3}, {.marks = second, .count = 2}}};
	for (uint32_t i = 1; i < 6; i++) {
		laid->ids[i] = &laid->blocks[i];
		laid->blocks[i].id = i;
		laid->blocks[i].parent = i > 1 ? &laid->blocks[1] : NULL;
	}
	laid->blocks[3].parent = &laid->blocks[2];
	laid->blocks[2].anchor = "b";
	laid->blocks[4].anchor = "a";
	laid->blocks[5].anchor = "nothing";
	scene->tree.blocks = laid->ids;
	scene->tree.count = 6;
	laid->all = (struct pages){.items = laid->pages, .count = 2, .tree = &scene->tree};
	assert_int_equal(find_anchors(&laid->all, scene->setter.arena), OK);
}

static void the_first_mark_of_a_block_is_its_anchor(void **state)
{
	struct laid laid;
	lay(&laid, *state);
	assert_int_equal(laid.all.anchor_count, 2);
	const struct anchor *anchor = pages_anchor(&laid.all, "#b");
	assert_non_null(anchor);
	assert_int_equal(anchor->page, 0);
	assert_int_equal(anchor->y, PT(92));
	assert_ptr_equal(anchor->block, &laid.blocks[2]);
	anchor = pages_anchor(&laid.all, "#a");
	assert_non_null(anchor);
	assert_int_equal(anchor->page, 1);
}

static void nothing_leads_to_what_is_not_shown(void **state)
{
	struct laid laid;
	lay(&laid, *state);
	assert_null(pages_anchor(&laid.all, "#nothing"));
	assert_null(pages_anchor(&laid.all, "#"));
	assert_null(pages_anchor(&laid.all, "b"));
	assert_null(pages_anchor(&(struct pages){.count = 0}, "#b"));
}

static void the_first_of_one_name_counts(void **state)
{
	struct scene *scene = *state;
	struct laid laid;
	lay(&laid, scene);
	laid.blocks[4].anchor = "b";
	laid.all = (struct pages){.items = laid.pages, .count = 2, .tree = &scene->tree};
	assert_int_equal(find_anchors(&laid.all, scene->setter.arena), OK);
	assert_int_equal(laid.all.anchor_count, 2);
	assert_ptr_equal(pages_anchor(&laid.all, "#b")->block, &laid.blocks[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(the_first_mark_of_a_block_is_its_anchor),
		SCENE_TEST(nothing_leads_to_what_is_not_shown),
		SCENE_TEST(the_first_of_one_name_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
