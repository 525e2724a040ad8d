/* Sizes of pictures, and where they stand. */
#include "scene.h"

/* 100 pt wide and 50 pt high. */
static const struct image wide = {.name = "wide.png", .natural_width = PT(100), .natural_height = PT(50)};

static struct list set(struct scene *scene, const struct block *block)
{
	struct list list;
	scene->setter.page_height = PT(300);
	assert_int_equal(set_column(&list, &scene->setter, block, PT(200)), OK);
	return list;
}

static struct block *picture(struct scene *scene, struct block *parent, const struct image *image)
{
	struct block *block = scene_block(scene, parent, BLOCK_IMAGE);
	block->picture.image = image;
	return block;
}

static void assert_mark(const struct mark *mark, mpt x, mpt y, mpt width, mpt height)
{
	assert_int_equal(mark->kind, MARK_IMAGE);
	assert_int_equal(mark->x, x);
	assert_int_equal(mark->y, y);
	assert_int_equal(mark->image.width, width);
	assert_int_equal(mark->image.height, height);
}

/* The only item: a box as high as the picture. */
static void assert_alone(struct scene *scene, const struct block *block, mpt x, mpt width, mpt height)
{
	struct list list = set(scene, block);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].height, height);
	assert_int_equal(list.items[0].mark_count, 1);
	assert_mark(&list.items[0].marks[0], x, 0, width, height);
}

static void width_is_as_wanted(void **state)
{
	struct scene *scene = *state;
	struct block *block = picture(scene, NULL, &wide);
	scene->style.align = ALIGN_CENTRE;
	assert_alone(scene, block, PT(50), PT(100), PT(50));
	block->picture.unit = UNIT_PERCENT;
	block->picture.width = 60000;
	assert_alone(scene, block, PT(40), PT(120), PT(60));
	block->picture.unit = UNIT_LENGTH;
	block->picture.width = PT(10);
	assert_alone(scene, block, PT(95), PT(10), PT(5));
	scene->style.align = ALIGN_RIGHT;
	scene->style.right = PT(20);
	assert_alone(scene, block, PT(170), PT(10), PT(5));
	scene->style.align = ALIGN_LEFT;
	scene->style.left = PT(7);
	assert_alone(scene, block, PT(7), PT(10), PT(5));
}

static void never_larger_than_its_room(void **state)
{
	struct scene *scene = *state;
	const struct image high = {.natural_width = PT(100), .natural_height = PT(400)};
	const struct image thread = {.natural_width = 1, .natural_height = PT(140000)};
	struct block *block = picture(scene, NULL, &wide);
	block->picture.unit = UNIT_LENGTH;
	block->picture.width = PT(2000000);
	assert_alone(scene, block, 0, PT(200), PT(100));
	block->picture.most_height = PT(20);
	assert_alone(scene, block, 0, PT(40), PT(20));
	assert_alone(scene, picture(scene, NULL, &high), 0, PT(75), PT(300));
	assert_alone(scene, picture(scene, NULL, &thread), 0, 0, PT(300));
}

/* The title is kept with the picture, and the picture leaves it room on a page. */
static void a_title_stays_under_it(void **state)
{
	struct scene *scene = *state;
	const struct image high = {.natural_width = PT(100), .natural_height = PT(400)};
	struct style under = scene->style;
	under.before = PT(4);
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP);
	picture(scene, group, &high)->picture.titled = true;
	scene_text(scene, group, "Hình")->style = &under;
	scene_text(scene, group, "chữ");
	struct list list = set(scene, group);
	assert_int_equal(list.items[1].kind, ITEM_BREAK);
	assert_int_equal(list.items[1].keep, KEEP_ALWAYS);
	assert_int_equal(list.items[2].height, PT(4));
	assert_int_equal(list.items[0].height + list.items[2].height + list.items[3].height, PT(300));
	assert_int_equal(list.items[4].kind, ITEM_BREAK);
	assert_int_equal(list.items[4].keep, KEEP_NONE);
}

static void a_place_centres_what_it_holds(void **state)
{
	struct scene *scene = *state;
	const struct image seal = {.natural_width = PT(60), .natural_height = PT(60)};
	struct block *place = scene_block(scene, NULL, BLOCK_PLACE);
	place->height = PT(70);
	picture(scene, place, &wide);
	picture(scene, place, &seal)->picture.cover = 30000;
	struct list list = set(scene, place);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].height, PT(70));
	assert_int_equal(list.items[0].mark_count, 3);
	assert_int_equal(list.items[0].marks[0].kind, MARK_BOX);
	assert_mark(&list.items[0].marks[1], PT(50), PT(10), PT(100), PT(50));
	assert_mark(&list.items[0].marks[2], PT(20), PT(5), PT(60), PT(60)); /* its last 30 pt over the first 30 */
}

static void a_place_grows_and_a_seal_alone_stands_in_its_middle(void **state)
{
	struct scene *scene = *state;
	struct block *place = scene_block(scene, NULL, BLOCK_PLACE);
	place->height = PT(40);
	picture(scene, place, &wide)->picture.cover = 30000;
	struct list list = set(scene, place);
	assert_int_equal(list.items[0].height, PT(50));
	assert_int_equal(list.items[0].marks[0].box.height, PT(50));
	assert_mark(&list.items[0].marks[1], PT(50), 0, PT(100), PT(50));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(width_is_as_wanted),
		SCENE_TEST(never_larger_than_its_room),
		SCENE_TEST(a_title_stays_under_it),
		SCENE_TEST(a_place_centres_what_it_holds),
		SCENE_TEST(a_place_grows_and_a_seal_alone_stands_in_its_middle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
