#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "scene.h"

static char *trace_of(struct scene *scene)
{
	struct device *device;
	struct buffer out = {0};
	assert_int_equal(trace_device_new(&device, &scene->pages), OK);
	assert_int_equal(device_draw(device, &scene->pages, &out), OK);
	device_drop(device);
	char *text = arena_copy(scene->arena, out.data, out.length);
	buffer_drop(&out);
	return text;
}

static void test_page(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	uint32_t title = scene_block(&scene, "H1", "title", 7);
	uint32_t place = scene_block(&scene, NULL, "signature", 40);
	const struct face *regular = &scene.faces[SCENE_REGULAR], *bold = &scene.faces[SCENE_BOLD];
	scene_page(&scene, 595276, 841890);
	scene_line(&scene, 0, regular, PT(13), 297638, 50000, "2");
	scene_line(&scene, title, bold, PT(14), 85039, 100500, "KẾ HOẠCH")->colour = 0xc00000;
	struct mark *rule = scene_mark(&scene, MARK_RULE, title, -500, 110005);
	rule->rule.dx = 100000;
	rule->rule.thickness = 500;
	rule->colour = 0x0000ff;
	struct mark *box = scene_mark(&scene, MARK_BOX, place, 300000, 700000);
	box->box.width = 170079;
	box->box.height = 70866;
	box->box.name = "signature";
	scene_page(&scene, 841890, 595276);
	assert_string_equal(trace_of(&scene),
						"page\t1\t595.276\t841.890\n"
						"begin\t0\tArtifact\t-\n"
						"text\t297.638\t50.000\t6.500\t13.000\tLiberationSerif\t2\t0\t0\n"
						"end\t0\n"
						"begin\t1\tH1\ttitle\n"
						"text\t85.039\t100.500\t76.618\t14.000\tLiberationSerif-Bold#c00000\tKẾ HOẠCH\t1\t7\n"
						"rule\t-0.500\t110.005\t99.500\t110.005\t0.500#0000ff\t1\t7\n"
						"end\t1\n"
						"begin\t2\t-\tsignature\n"
						"box\t300.000\t700.000\t170.079\t70.866\tsignature\t2\t40\n"
						"end\t2\n"
						"page\t2\t841.890\t595.276\n");
	scene_close(&scene);
}

/* A broken line ends with a space; what would break the fields is escaped. */
static void test_text(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	const struct face *face = &scene.faces[SCENE_ITALIC];
	const struct word *words[] = {scene_word(&scene, face, "a\tb\\", 4), scene_word(&scene, face, "c\nd", 3)};
	scene_words(&scene, 0, face, PT(10), 0, 0, words, 2, 5000, true)->text.width = 1;
	assert_non_null(strstr(trace_of(&scene), "\tLiberationSerif-Italic\ta\\tb\\\\ c\\nd \t0\t0\n"));
	scene_close(&scene);
}

/* Marks of one block that another block parts are two sequences. An id out of the tree is an artifact's. */
static void test_groups(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	uint32_t first = scene_block(&scene, "P", "body", 1);
	scene_page(&scene, 1000, 1000);
	scene_mark(&scene, MARK_RULE, first, 0, 0);
	scene_mark(&scene, MARK_RULE, 99, 0, 0);
	scene_mark(&scene, MARK_RULE, first, 0, 0);
	assert_string_equal(trace_of(&scene), "page\t1\t1.000\t1.000\n"
										  "begin\t1\tP\tbody\n"
										  "rule\t0.000\t0.000\t0.000\t0.000\t0.000\t1\t1\n"
										  "end\t1\n"
										  "begin\t0\tArtifact\t-\n"
										  "rule\t0.000\t0.000\t0.000\t0.000\t0.000\t0\t0\n"
										  "end\t0\n"
										  "begin\t1\tP\tbody\n"
										  "rule\t0.000\t0.000\t0.000\t0.000\t0.000\t1\t1\n"
										  "end\t1\n");
	scene_close(&scene);
}

/* An anchor stands after its page's line, a link's target after its text. */
static void test_links(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	uint32_t block = scene_block(&scene, "P", "body", 7);
	scene_page(&scene, 1000, 1000);
	scene_line(&scene, block, &scene.faces[SCENE_REGULAR], PT(10), 0, 500, "a")->text.link = "#b";
	scene_page(&scene, 1000, 1000);
	scene_anchor(&scene, "b", block, 250);
	assert_string_equal(trace_of(&scene), "page\t1\t1.000\t1.000\n"
										  "begin\t1\tP\tbody\n"
										  "text\t0.000\t0.500\t4.438\t10.000\tLiberationSerif\ta\t1\t7\n"
										  "link\t#b\t1\t7\n"
										  "end\t1\n"
										  "page\t2\t1.000\t1.000\n"
										  "anchor\t0.250\tb\t1\t7\n");
	scene_close(&scene);
}

static void test_image(void **state)
{
	(void)state;
	static const struct image image = {.name = "hinh/a.png"};
	struct scene scene;
	scene_open(&scene);
	uint32_t block = scene_block(&scene, "Figure", "figure", 9);
	scene_page(&scene, 1000, 1000);
	struct mark *mark = scene_mark(&scene, MARK_IMAGE, block, 1000, 2000);
	mark->image.width = 30001;
	mark->image.height = 40002;
	mark->image.image = &image;
	assert_non_null(
		strstr(trace_of(&scene), "begin\t1\tFigure\tfigure\nimage\t1.000\t2.000\t30.001\t40.002\thinh/a.png\t1\t9\n"));
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),  cmocka_unit_test(test_text),  cmocka_unit_test(test_groups),
		cmocka_unit_test(test_links), cmocka_unit_test(test_image),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
