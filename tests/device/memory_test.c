/* Every allocation fails once. This program has the functions of base/memory.h itself, so the library's are not
 * linked; libharu's allocations come here too, those of HarfBuzz and libdeflate do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/memory.h"
#include "scene.h"

static long countdown = -1; /* allocations until one fails; negative: none will */
static bool for_good;       /* so do all after it */
static bool failed;         /* one has failed */

static bool refused(void)
{
	if (countdown < 0) return false;
	if (countdown > 0) {
		countdown--;
		return false;
	}
	failed = true;
	if (!for_good) countdown = -1;
	return true;
}

void *mem_alloc(size_t size)
{
	return refused() ? NULL : malloc(size ? size : 1);
}

void *mem_zeroed(size_t count, size_t size)
{
	return refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *mem_resize(void *old, size_t count, size_t size)
{
	size_t total = count * size;
	return refused() ? NULL : realloc(old, total ? total : 1);
}

enum form { TRACE, PLAIN, ARCHIVE };

static int draw(const struct pages *pages, enum form form, size_t *length)
{
	static const struct pdf_archive archive = {.metadata = "<x/>", .metadata_size = 4, .profile_name = "sRGB"};
	struct pdf_workshop *workshop = NULL;
	struct device *device = NULL;
	struct buffer out = {0};
	int status = form != TRACE ? pdf_workshop_new(&workshop, NULL) : OK;
	if (status == OK)
		status = form == TRACE ? trace_device_new(&device, pages)
							   : pdf_device_new(&device, workshop, pages, form == ARCHIVE ? &archive : NULL, NULL);
	if (status == OK) status = device_draw(device, pages, &out);
	*length = out.length;
	device_drop(device);
	pdf_workshop_drop(workshop);
	buffer_drop(&out);
	return status;
}

/* The n-th fails, for every n until the document is done. */
static void sweep(enum form form)
{
	struct scene scene;
	size_t whole, length;
	scene_open(&scene);
	uint32_t root = scene_block(&scene, "Document", "root", 1), block = scene_block(&scene, "H1", "body", 3);
	scene.tree.root = scene.tree.blocks[root];
	scene.tree.root->first = scene.tree.root->last = scene.tree.blocks[block];
	scene.tree.blocks[block]->parent = scene.tree.root;
	scene.tree.blocks[block]->kind = BLOCK_PARAGRAPH;
	scene_page(&scene, 595276, 841890);
	scene_paragraph(&scene, block, &scene.faces[SCENE_REGULAR], PT(14), 85039, 80000, 200000,
					"Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015");
	scene_line(&scene, block, &scene.faces[SCENE_BOLD], PT(14), 85039, 700000, "KẾ HOẠCH")->text.link = "https://a.vn";
	countdown = -1;
	assert_int_equal(draw(&scene.pages, form, &whole), OK);
	long n = 0;
	for (int status = ERR_MEMORY; status != OK; n++) {
		countdown = n;
		failed = false;
		status = draw(&scene.pages, form, &length);
		assert_int_equal(status, failed ? ERR_MEMORY : OK);
	}
	assert_int_equal(length, whole);
	assert_true(n > 2);
	countdown = -1;
	scene_close(&scene);
}

static void test_trace(void **state)
{
	(void)state;
	for_good = true;
	sweep(TRACE);
	for_good = false;
	sweep(TRACE);
}

static void test_pdf(void **state)
{
	(void)state;
	for_good = true;
	sweep(PLAIN);
	sweep(ARCHIVE);
	for_good = false;
	sweep(PLAIN);
	sweep(ARCHIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_trace), cmocka_unit_test(test_pdf)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
