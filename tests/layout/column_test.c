/* Blocks into vertical lists: gaps, keeps, rules and rows. */
#include "scene.h"

static struct list set(struct scene *scene, const struct block *block)
{
	struct list list;
	assert_int_equal(set_column(&list, &scene->setter, block, PT(200)), OK);
	return list;
}

/* One letter an item: l line, B other box, g gap, | break, ! forbidden break. */
static void assert_shape(const struct list *list, const char *expected)
{
	char shape[200] = "";
	for (size_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		const char *letter = item->kind == ITEM_BOX    ? item->line ? "l" : "B"
							 : item->kind == ITEM_GAP  ? "g"
							 : keep_allows(item->keep) ? "|"
													   : "!";
		strcat(shape, letter);
	}
	assert_string_equal(shape, expected);
}

/* Five short lines. */
static const char five[] = "một\nhai\nba\nbốn\nnăm";

static void widows_and_orphans(void **state)
{
	struct scene *scene = *state;
	scene->style.widows = scene->style.orphans = 2;
	struct list list = set(scene, scene_text(scene, NULL, five));
	assert_shape(&list, "l!gl|gl|gl!gl");
	list = set(scene, scene_text(scene, NULL, "một\nhai\nba"));
	assert_shape(&list, "l!gl!gl");
}

static void keeps(void **state)
{
	struct scene *scene = *state;
	struct style heading = scene->style;
	heading.keep_next = true;
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, "I. Mục")->style = &heading;
	scene_text(scene, group, "một");
	scene_text(scene, group, "hai");
	struct list list = set(scene, group);
	assert_shape(&list, "l!gl|gl");
}

static void an_introduction_stays_with_its_list(void **state)
{
	struct scene *scene = *state;
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, "gồm:")->introduces = true;
	scene_text(scene, group, "một");
	struct list list = set(scene, group);
	assert_int_equal(list.items[1].keep, KEEP_INTRODUCTION);
}

static void the_larger_space_stretches(void **state)
{
	struct scene *scene = *state;
	struct style wide = scene->style;
	scene->style.before = PT(3);
	scene->style.stretch = PT(1);
	wide.after = PT(7);
	wide.stretch = PT(2);
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, "một")->style = &wide;
	scene_text(scene, group, "hai\nba");
	scene_text(scene, group, "bốn");
	struct list list = set(scene, group);
	assert_shape(&list, "l|gl|gl|gl");
	assert_int_equal(list.items[2].stretch, PT(2));
	assert_int_equal(list.items[5].stretch, 0);
	assert_int_equal(list.items[8].stretch, PT(1));
}

static void the_larger_space_counts_with_the_leading(void **state)
{
	struct scene *scene = *state;
	struct style wide = scene->style;
	scene->style.before = PT(3);
	wide.after = PT(7);
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, "một")->style = &wide;
	scene_text(scene, group, "hai");
	scene_text(scene, group, "ba");
	struct list list = set(scene, group);
	mpt leading = 11499 - 8911 - 2163;
	assert_int_equal(list.items[2].height, PT(7) + leading);
	assert_int_equal(list.items[5].height, PT(3) + leading);
}

static void rule_is_a_share_of_the_line_and_stays_with_it(void **state)
{
	struct scene *scene = *state;
	scene->style.align = ALIGN_CENTRE;
	struct style under = scene->style;
	under.before = PT(2);
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, "SỞ CÔNG THƯƠNG");
	struct block *rule = scene_block(scene, group, BLOCK_RULE);
	rule->style = &under;
	rule->of_line = true;
	rule->length = 40000;
	rule->thickness = PT(1);
	struct list list = set(scene, group);
	assert_shape(&list, "l!gB");
	const struct mark *text = &list.items[0].marks[0], *line = &list.items[3].marks[0];
	assert_int_equal(list.items[2].height, PT(2));
	assert_int_equal(line->rule.dx, length_scale(text->text.width, 40, 100));
	assert_in_range(line->x + line->rule.dx / 2 - text->x - text->text.width / 2 + 2, 0, 4);
}

static void columns_stand_side_by_side_on_one_baseline(void **state)
{
	struct scene *scene = *state;
	struct style large = scene->style;
	large.size = PT(20);
	struct block *row = scene_block(scene, NULL, BLOCK_ROW);
	struct block *right = scene_block(scene, row, BLOCK_GROUP), *left = scene_block(scene, row, BLOCK_GROUP);
	right->column_left = 40000;
	right->column_width = 60000;
	left->column_width = 40000;
	scene_text(scene, right, "Lớn")->style = &large;
	scene_text(scene, left, "nhỏ");
	struct list list = set(scene, row);
	assert_shape(&list, "B");
	const struct item *box = &list.items[0];
	assert_int_equal(box->mark_count, 2);
	assert_int_equal(box->marks[0].x, PT(80));
	assert_int_equal(box->marks[1].x, 0);
	assert_int_equal(box->marks[0].y, box->marks[1].y);
	assert_int_equal(box->height, 17822 + 4326);
}

/* A cell of a row: a share of its width, a tenth of a per cent. */
static struct block *add_cell(struct scene *scene, struct block *row, mpt left, mpt width)
{
	struct block *cell = scene_block(scene, row, BLOCK_GROUP);
	cell->column_left = left * 100;
	cell->column_width = width * 100;
	return cell;
}

static void a_cell_goes_on_below_the_one_that_stands_there(void **state)
{
	struct scene *scene = *state;
	struct block *row = scene_block(scene, NULL, BLOCK_ROW);
	scene_text(scene, add_cell(scene, row, 0, 400), "số")->id = 1;
	scene_text(scene, add_cell(scene, row, 400, 600), "ngày\ndài")->id = 2;
	scene_text(scene, add_cell(scene, row, 0, 400), "trích yếu")->id = 3;
	struct list list = set(scene, row);
	const struct item *box = &list.items[0];
	assert_shape(&list, "B");
	assert_int_equal(box->mark_count, 4);
	for (size_t i = 1; i < 4; i++) assert_true(box->marks[i - 1].block <= box->marks[i].block);
	assert_int_equal(box->marks[1].x, PT(80));
	assert_int_equal(box->marks[3].x, 0);
	assert_int_equal(box->marks[0].y, box->marks[1].y);
	assert_int_equal(box->marks[2].y, box->marks[3].y);
}

static void a_row_keeps_lines_of_text_before_it(void **state)
{
	struct scene *scene = *state;
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	scene_text(scene, group, five);
	scene_text(scene, group, "cuối");
	struct block *row = scene_block(scene, group, BLOCK_ROW);
	row->keep_lines_before = 2;
	scene_text(scene, scene_block(scene, row, BLOCK_GROUP), "ký");
	struct list list = set(scene, group);
	assert_shape(&list, "l|gl|gl|gl|gl!gl!gB");
}

static void a_row_without_text_before_it_keeps_nothing(void **state)
{
	struct scene *scene = *state;
	struct block *row = scene_block(scene, NULL, BLOCK_ROW);
	row->keep_lines_before = 2;
	scene_text(scene, scene_block(scene, row, BLOCK_GROUP), "ký");
	struct list list = set(scene, row);
	assert_shape(&list, "B");
}

static void places_are_boxes_with_a_name(void **state)
{
	struct scene *scene = *state;
	struct block *place = scene_block(scene, NULL, BLOCK_PLACE);
	place->height = PT(70);
	place->name = "signature";
	struct list list = set(scene, place);
	assert_shape(&list, "B");
	assert_int_equal(list.items[0].marks[0].kind, MARK_BOX);
	assert_int_equal(list.items[0].marks[0].box.height, PT(70));
	assert_int_equal(list.items[0].marks[0].box.width, PT(200));
	assert_string_equal(list.items[0].marks[0].box.name, "signature");
}

static void a_frame_is_as_large_as_it_says_and_centres_its_words(void **state)
{
	struct scene *scene = *state;
	scene->style.align = ALIGN_RIGHT;
	struct block *frame = scene_text(scene, NULL, "KHẨN");
	frame->kind = BLOCK_FRAME;
	frame->width = PT(60);
	frame->height = PT(20);
	frame->thickness = PT(1);
	struct list list = set(scene, frame);
	assert_shape(&list, "B");
	const struct item *box = &list.items[0];
	assert_int_equal(box->height, PT(20));
	assert_int_equal(box->mark_count, 5);
	assert_int_equal(box->marks[0].x, PT(140));
	assert_int_equal(box->marks[1].y, PT(19.5));
	assert_int_equal(box->marks[3].x, PT(199.5));
	const struct mark *words = &box->marks[4];
	assert_in_range(words->x + words->text.width / 2, PT(170) - 2, PT(170) + 2);
	assert_int_equal(words->y, (PT(20) - 8911 - 2163) / 2 + 8911);
	scene->style.left = scene->style.right = PT(5);
	frame->width = 0;
	list = set(scene, frame);
	assert_in_range(list.items[0].marks[0].rule.dx, words->text.width + PT(10) - 2, words->text.width + PT(10) + 2);
}

static void the_longest_column_goes_on_below_its_row(void **state)
{
	struct scene *scene = *state;
	struct block *row = scene_block(scene, NULL, BLOCK_ROW);
	row->split = true;
	scene_text(scene, add_cell(scene, row, 0, 500), "một\nhai");
	scene_text(scene, add_cell(scene, row, 500, 500), "1\n2\n3\n4\n5\n6");
	struct list list = set(scene, row);
	assert_shape(&list, "B|gl|gl!gl");
	assert_int_equal(list.items[0].mark_count, 5);
	assert_int_equal(list.items[1].keep, KEEP_COLUMNS);
	row->split = false;
	list = set(scene, row);
	assert_shape(&list, "B");
	assert_int_equal(list.items[0].mark_count, 8);
}

/* The row of two signatures: a line more over the second one's room, which is of this kind. */
static void assert_level(struct scene *scene, enum block_kind room)
{
	struct block *row = scene_block(scene, NULL, BLOCK_ROW), *cells[2];
	size_t own = room == BLOCK_PLACE; /* a place leaves a mark */
	row->level = true;
	for (size_t i = 0; i < 2; i++) {
		cells[i] = add_cell(scene, row, 500 * (mpt)i, 500);
		scene_text(scene, cells[i], i ? "một\nhai" : "một");
		scene_block(scene, cells[i], room)->height = PT(30);
		scene_text(scene, cells[i], "tên");
	}
	struct list list = set(scene, row);
	const struct item *box = &list.items[0];
	assert_int_equal(box->mark_count, 5 + 2 * own);
	assert_int_equal(box->marks[1 + own].y, box->marks[4 + 2 * own].y);
	row->level = false;
	list = set(scene, row);
	assert_true(list.items[0].marks[1 + own].y < list.items[0].marks[4 + 2 * own].y);
}

static void level_columns_end_on_one_line(void **state)
{
	assert_level(*state, BLOCK_SPACE);
	assert_level(*state, BLOCK_PLACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(widows_and_orphans),
		SCENE_TEST(keeps),
		SCENE_TEST(an_introduction_stays_with_its_list),
		SCENE_TEST(the_larger_space_stretches),
		SCENE_TEST(the_larger_space_counts_with_the_leading),
		SCENE_TEST(rule_is_a_share_of_the_line_and_stays_with_it),
		SCENE_TEST(columns_stand_side_by_side_on_one_baseline),
		SCENE_TEST(a_cell_goes_on_below_the_one_that_stands_there),
		SCENE_TEST(a_row_keeps_lines_of_text_before_it),
		SCENE_TEST(a_row_without_text_before_it_keeps_nothing),
		SCENE_TEST(places_are_boxes_with_a_name),
		SCENE_TEST(a_frame_is_as_large_as_it_says_and_centres_its_words),
		SCENE_TEST(the_longest_column_goes_on_below_its_row),
		SCENE_TEST(level_columns_end_on_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
