/* The file's structure by simple means. Readers (qpdf, mutool, poppler) are asked in the conformance tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "scene.h"

static const char body[] =
	"Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một "
	"số điều của Luật Tổ chức Chính phủ (một) \\ hai; theo đề nghị của Giám đốc Sở Công Thương.";

/* A page of text, rules, a link, stacked marks. */
static void draw_page(struct scene *scene, unsigned face, const char *text)
{
	uint32_t block = scene_block(scene, "P", "body", 3);
	scene_page(scene, 595276, 841890);
	mpt y = scene_paragraph(scene, block, &scene->faces[face], PT(14), 85039, 80000, 467717, text);
	scene_line(scene, block, &scene->faces[SCENE_BOLD], PT(14), 85039, y, "KẾ HOẠCH q\xcc\xa3\xcc\x82");
	struct mark *link = scene_line(scene, 0, &scene->faces[SCENE_REGULAR], PT(10), 85039, 700000, "nơi nhận");
	link->text.link = "https://example.gov.vn/kế(1)";
	link->colour = 0x0000ff;
	struct mark *rule = scene_mark(scene, MARK_RULE, block, 200000, 120000);
	rule->rule.dx = 100000;
	rule->rule.thickness = 500;
	scene_mark(scene, MARK_BOX, block, 0, 0)->box.name = "signature";
}

static struct buffer pdf_of(struct pdf_workshop *workshop, const struct scene *scene)
{
	struct device *device;
	struct buffer out = {0};
	struct diagnostics *diagnostics = diagnostics_new();
	assert_int_equal(pdf_device_new(&device, workshop, &scene->pages, diagnostics), OK);
	assert_int_equal(device_draw(device, &scene->pages, &out), OK);
	device_drop(device);
	assert_int_equal(diagnostics_count(diagnostics), 0);
	diagnostics_drop(diagnostics);
	return out;
}

static size_t find(const struct buffer *pdf, const char *text, size_t from)
{
	size_t length = strlen(text);
	for (size_t i = from; i + length <= pdf->length; i++) {
		if (memcmp(pdf->data + i, text, length) == 0) return i;
	}
	return SIZE_MAX;
}

static bool has(const struct buffer *pdf, const char *text)
{
	return find(pdf, text, 0) != SIZE_MAX;
}

/* Each object stands where the cross-reference table says. */
static void check_xref(const struct buffer *pdf)
{
	char number[24] = "";
	size_t start = find(pdf, "\nstartxref\n", 0);
	assert_true(start != SIZE_MAX);
	memcpy(number, pdf->data + start + 11, 20);
	size_t at = (size_t)strtoul(number, NULL, 10);
	assert_memory_equal(pdf->data + at, "xref\n0 ", 7);
	memcpy(number, pdf->data + at + 7, 20);
	char *end;
	unsigned long count = strtoul(number, &end, 10);
	assert_true(count > 5);
	const char *entry = pdf->data + at + 7 + (end - number) + 1;
	for (unsigned long i = 1; i < count; i++) {
		char object[32];
		int length = snprintf(object, sizeof object, "%lu 0 obj\n", i);
		memcpy(number, entry + 20 * i, 10);
		number[10] = 0;
		assert_memory_equal(pdf->data + strtoul(number, NULL, 10), object, (size_t)length);
	}
}

static void test_structure(void **state)
{
	(void)state;
	struct scene scene;
	struct pdf_workshop *workshop;
	scene_open(&scene);
	draw_page(&scene, SCENE_REGULAR, body);
	assert_int_equal(pdf_workshop_new(&workshop), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	assert_memory_equal(pdf.data, "%PDF-1.7\n", 9);
	assert_memory_equal(pdf.data + pdf.length - 6, "%%EOF\n", 6);
	check_xref(&pdf);
	assert_true(has(&pdf, "/ID[<"));
	assert_true(has(&pdf, "/MediaBox[0 0 595.276 841.89]"));
	assert_true(has(&pdf, "/Lang(vi)"));
	assert_true(has(&pdf, "/ViewerPreferences<</DisplayDocTitle true>>"));
	assert_true(has(&pdf, "/Producer(vanthu " VANTHU_VERSION ")/CreationDate(D:20220127000000+07'00')/ModDate(D:2022"));
	assert_true(has(&pdf, "/URI(https://example.gov.vn/k%E1%BA%BF\\(1\\))"));
	assert_true(has(&pdf, "/Kids[5 0 R]/Count 1"));
	assert_false(has(&pdf, "Haru"));
	assert_true(pdf.length < 16 * 1024);
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

/* What is not known is not said: no title, no language, a date without a day. */
static void test_information(void **state)
{
	(void)state;
	static const char *const partial[] = {NULL, "2022", "2022-01", "2022-01-xx", "2022-01-27T10:00", "2022/01/27"};
	struct scene scene;
	struct pdf_workshop *workshop;
	scene_open(&scene);
	scene_page(&scene, 100001, 50);
	scene.tree.title = scene.tree.author = scene.tree.language = NULL;
	assert_int_equal(pdf_workshop_new(&workshop), OK);
	for (size_t i = 0; i < sizeof partial / sizeof *partial; i++) {
		scene.tree.date = partial[i];
		struct buffer pdf = pdf_of(workshop, &scene);
		check_xref(&pdf);
		assert_true(has(&pdf, "/MediaBox[0 0 100.001 0.05]"));
		assert_false(has(&pdf, "Date"));
		assert_false(has(&pdf, "/Title"));
		assert_false(has(&pdf, "/Author"));
		assert_false(has(&pdf, "/Lang"));
		assert_false(has(&pdf, "DisplayDocTitle"));
		buffer_drop(&pdf);
	}
	scene.tree.title = "a(b)\\";
	struct buffer pdf = pdf_of(workshop, &scene);
	assert_true(has(&pdf, "/Title(a\\(b\\)\\\\)"));
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

static void assert_same(const struct buffer *a, const struct buffer *b)
{
	assert_int_equal(a->length, b->length);
	assert_memory_equal(a->data, b->data, a->length);
}

/* What a workshop drew before is not seen in a document, even when its cache has overflown. */
static void test_same_bytes(void **state)
{
	(void)state;
	struct scene scene;
	struct pdf_workshop *workshop, *fresh;
	scene_open(&scene);
	draw_page(&scene, SCENE_REGULAR, body);
	draw_page(&scene, SCENE_ITALIC, body);
	assert_int_equal(pdf_workshop_new(&workshop), OK);
	assert_int_equal(pdf_workshop_new(&fresh), OK);
	struct buffer first = pdf_of(workshop, &scene), again = pdf_of(workshop, &scene);
	assert_same(&first, &again);
	for (unsigned i = 0; i < 300; i++) {
		struct scene other;
		char text[8] = {(char)('A' + i % 26), (char)('a' + i / 26), 0};
		scene_open(&other);
		draw_page(&other, SCENE_BOLD_ITALIC, text);
		struct buffer pdf = pdf_of(workshop, &other);
		assert_false(pdf.length == first.length && memcmp(pdf.data, first.data, pdf.length) == 0);
		buffer_drop(&pdf);
		scene_close(&other);
	}
	struct buffer later = pdf_of(workshop, &scene), elsewhere = pdf_of(fresh, &scene);
	assert_same(&first, &later);
	assert_same(&first, &elsewhere);
	buffer_drop(&first);
	buffer_drop(&again);
	buffer_drop(&later);
	buffer_drop(&elsewhere);
	pdf_workshop_drop(workshop);
	pdf_workshop_drop(fresh);
	scene_close(&scene);
}

/* The file is appended: what stands in the buffer stays, and offsets count from the file's beginning. */
static void test_appends(void **state)
{
	(void)state;
	struct scene scene;
	struct pdf_workshop *workshop;
	struct device *device;
	scene_open(&scene);
	draw_page(&scene, SCENE_REGULAR, body);
	assert_int_equal(pdf_workshop_new(&workshop), OK);
	struct buffer alone = pdf_of(workshop, &scene), after = {0};
	buffer_text(&after, "before");
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL), OK);
	assert_int_equal(device_draw(device, &scene.pages, &after), OK);
	device_drop(device);
	assert_int_equal(after.length, alone.length + 6);
	assert_memory_equal(after.data, "before", 6);
	assert_memory_equal(after.data + 6, alone.data, alone.length);
	buffer_drop(&alone);
	buffer_drop(&after);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

static void test_dropped_early(void **state)
{
	(void)state;
	struct scene scene;
	struct pdf_workshop *workshop;
	struct device *device;
	scene_open(&scene);
	draw_page(&scene, SCENE_REGULAR, body);
	assert_int_equal(pdf_workshop_new(&workshop), OK);
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL), OK);
	device_drop(device);
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL), OK);
	assert_int_equal(device->verbs->begin_page(device, scene.page), OK);
	assert_int_equal(device->verbs->text(device, &scene.page->marks[0]), OK);
	device_drop(device);
	device_drop(NULL);
	pdf_workshop_drop(NULL);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_structure), cmocka_unit_test(test_information),   cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_appends),   cmocka_unit_test(test_dropped_early),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
