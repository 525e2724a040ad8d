/* The file by simple means, without a reader of PDF. Contents of less than 256 bytes are not compressed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include <libdeflate.h>

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
	assert_int_equal(pdf_device_new(&device, workshop, &scene->pages, NULL, diagnostics), OK);
	assert_int_equal(device_draw(device, &scene->pages, &out), OK);
	device_drop(device);
	assert_int_equal(diagnostics_count(diagnostics), 0);
	diagnostics_drop(diagnostics);
	return out;
}

static size_t find(const struct buffer *pdf, const char *bytes, size_t length)
{
	for (size_t i = 0; i + length <= pdf->length; i++) {
		if (memcmp(pdf->data + i, bytes, length) == 0) return i;
	}
	return SIZE_MAX;
}

/* A string literal, which may have NULs in it. */
#define has(pdf, literal) (find(pdf, literal, sizeof(literal) - 1) != SIZE_MAX)

/* Each object stands where the cross-reference table says. */
static void check_xref(const struct buffer *pdf)
{
	char number[24] = "";
	size_t start = find(pdf, "\nstartxref\n", 11);
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
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
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
	assert_true(has(&pdf, "/Kids[4 0 R]/Count 1"));
	assert_false(has(&pdf, "Haru"));
	assert_true(pdf.length < 16 * 1024);
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

/* Links in the document, without any tags. */
static void test_links_inside(void **state)
{
	(void)state;
	struct scene scene;
	struct pdf_workshop *workshop;
	scene_open(&scene);
	uint32_t block = scene_block(&scene, "P", "body", 1);
	scene_page(&scene, 595276, 841890);
	scene_line(&scene, block, &scene.faces[SCENE_REGULAR], PT(10), 85039, 700000, "there")->text.link = "#there";
	scene_line(&scene, block, &scene.faces[SCENE_REGULAR], PT(10), 85039, 710000, "nowhere")->text.link = "#nowhere";
	scene_page(&scene, 595276, 841890);
	scene_anchor(&scene, "there", block, 41890);
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	check_xref(&pdf);
	assert_true(has(&pdf, "/Kids[4 0 R 5 0 R]"));
	assert_true(has(&pdf, "]/Dest[5 0 R/XYZ null 800 null]>>"));
	assert_false(has(&pdf, "nowhere"));
	assert_false(has(&pdf, "/Contents("));
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
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
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

/* A document of the scene's one page, whose content is the literal. */
#define assert_content(scene, literal)                                                                                 \
	do {                                                                                                               \
		struct pdf_workshop *workshop_;                                                                                \
		assert_int_equal(pdf_workshop_new(&workshop_, NULL), OK);                                                      \
		struct buffer pdf_ = pdf_of(workshop_, scene);                                                                 \
		assert_true(has(&pdf_, "stream\n" literal "\nendstream"));                                                     \
		buffer_drop(&pdf_);                                                                                            \
		pdf_workshop_drop(workshop_);                                                                                  \
	} while (0)

/* State is set when it changes; black and 1 pt are there from the start; a rule ends the text object. Codes of all fonts
 * are counted together. */
static void test_content(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	const struct face *face = &scene.faces[SCENE_REGULAR];
	scene_line(&scene, 0, face, PT(10), 10000, 20000, "ab a");
	scene_line(&scene, 0, face, PT(10), 10500, 32000, "b")->colour = 0xff0000;
	struct mark *rule = scene_mark(&scene, MARK_RULE, 0, 20000, 40000);
	rule->rule.dx = 10000;
	rule->rule.dy = 1;
	rule->rule.thickness = 500;
	scene_line(&scene, 0, &scene.faces[SCENE_BOLD], 10001, 0, 0, "cb")->colour = 0x808080;
	assert_content(&scene, "BT\n/F1 10 Tf\n10 80 Td\n[(\0\1\0\2\0\3\0\1)]TJ\n1 0 0 rg\n0.5 -12 Td\n[(\0\2)]TJ\nET\n"
						   "0.5 w\n20 60 m\n30 59.999 l S\n0.502 g\nBT\n/F2 10.001 Tf\n0 100 Td\n[(\0\4\0\5)]TJ\nET\n");
	scene_close(&scene);
}

/* Text and rules have colours of their own, each set only where it changes. */
static void test_colours(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	for (unsigned i = 0; i < 3; i++) {
		struct mark *rule = scene_mark(&scene, MARK_RULE, 0, 0, 0);
		rule->rule.thickness = PT(1);
		rule->colour = i < 2 ? 0x00ff00 : 0;
	}
	for (unsigned i = 0; i < 3; i++)
		scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, "a")->colour = i < 2 ? 0xffffff : 0;
	assert_content(&scene, "0 1 0 RG\n0 100 m\n0 100 l S\n0 100 m\n0 100 l S\n0 G\n0 100 m\n0 100 l S\n"
						   "1 g\nBT\n/F1 10 Tf\n0 100 Td\n[(\0\1)]TJ\n0 0 Td\n[(\0\1)]TJ\n"
						   "0 g\n0 0 Td\n[(\0\1)]TJ\nET\n");
	scene_close(&scene);
}

/* A wide space is a space glyph and a step; a broken line ends with a space; kerning is a step too. */
static void test_spaces(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	const struct face *face = &scene.faces[SCENE_REGULAR];
	const struct word *words[] = {scene_word(&scene, face, "a", 1), scene_word(&scene, face, "AV", 2)};
	scene_words(&scene, 0, face, PT(10), 0, 0, words, 2, PT(5), true);
	assert_int_equal(words[1]->glyphs[0].advance, 1479 - 264); /* kerned: 129/1000 em */
	assert_content(&scene, "BT\n/F1 10 Tf\n0 100 Td\n[(\0\1\0\2)-250(\0\3)129(\0\4\0\2)]TJ\nET\n");
	scene_close(&scene);
}

/* The rounding of /W adds up: it is set right when it reaches 2/1000 em, not before. */
static void test_rounding(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, "TTTTTTTTTT");
	/* 1251 of 2048 units are 610.84/1000 em, 611 in /W: after 12.2 of them the difference is 2 */
	assert_content(&scene, "BT\n/F1 10 Tf\n0 100 Td\n[(\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1)]TJ\nET\n");
	scene_page(&scene, 100000, 100000);
	scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, "TTTTTTTTTTTTTTT");
	assert_content(&scene, "BT\n/F1 10 Tf\n0 100 Td\n[(\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1)"
						   "2(\0\1\0\1)]TJ\nET\n");
	scene_close(&scene);
}

/* Codes with the bytes of parentheses, backslash and carriage return. */
static void test_escapes(void **state)
{
	(void)state;
	struct scene scene;
	char text[200];
	size_t length = 0;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	for (unsigned c = 0x100; c < 0x100 + 41; c++) { /* Latin Extended-A: no kerning among them matters here */
		text[length++] = (char)(0xc0 | c >> 6);
		text[length++] = (char)(0x80 | (c & 0x3f));
	}
	text[length] = 0;
	scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, text);
	struct pdf_workshop *workshop;
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	assert_true(has(&pdf, "\0\\r"));
	assert_true(has(&pdf, "\0\\("));
	assert_true(has(&pdf, "\0\\)"));
	assert_false(has(&pdf, "\0\r\0\16"));
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

/* A glyph moved by the shaper: across by a step, upwards by the text rise, which ends with it. */
static void test_moved_glyphs(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	const struct face *face = &scene.faces[SCENE_REGULAR];
	struct word *word = (struct word *)scene_word(&scene, face, "aaa", 3);
	struct glyph *glyphs = (struct glyph *)word->glyphs;
	glyphs[1].dx = -1024;
	glyphs[1].dy = 512;
	const struct word *words[] = {word};
	scene_words(&scene, 0, face, PT(10), 0, 0, words, 1, 0, false);
	assert_content(&scene, "BT\n/F1 10 Tf\n0 100 Td\n[(\0\1)]TJ\n2.5 Ts\n[500(\0\1)]TJ\n0 Ts\n[-500(\0\1)]TJ\nET\n");
	scene_close(&scene);
}

/* The first compressed stream that holds `text`, as a string. */
static void inflate(char *out, size_t room, const struct buffer *pdf, const char *text)
{
	static const char mark[] = "/Filter/FlateDecode/Length ";
	struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	struct buffer rest = *pdf;
	bool found = false;
	for (size_t at; !found && (at = find(&rest, mark, sizeof mark - 1)) != SIZE_MAX;) {
		rest.data += at + sizeof mark - 1;
		rest.length -= at + sizeof mark - 1;
		size_t stream = find(&rest, "stream\n", 7) + 7, size = 0;
		enum libdeflate_result result = libdeflate_zlib_decompress(
			decompressor, rest.data + stream, (size_t)strtoul(rest.data, NULL, 10), out, room - 1, &size);
		out[result == LIBDEFLATE_SUCCESS ? size : 0] = 0;
		found = strstr(out, text);
	}
	libdeflate_free_decompressor(decompressor);
	assert_true(found);
}

/* What a font shows by two glyphs has two codes, and another font two of its own. */
static void test_codes(void **state)
{
	(void)state;
	struct scene scene;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	for (size_t i = 0; i < 2; i++) {
		const struct word *words[] = {scene_word(&scene, &scene.faces[i ? SCENE_BOLD : SCENE_REGULAR], "aaa", 3)};
		struct glyph *glyphs = (struct glyph *)words[0]->glyphs;
		glyphs[1].id++;
		glyphs[1].advance = glyphs[0].advance;
		scene_words(&scene, 0, words[0]->face, PT(10), 0, 0, words, 1, 0, false);
	}
	struct pdf_workshop *workshop;
	char map[4096];
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	inflate(map, sizeof map, &pdf, "beginbfrange");
	assert_non_null(strstr(map, "\n1 beginbfrange\n<0001><0004>[<0061><0061><0061><0061>]\nendbfrange\n"));
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

/* Each code is read as its glyph's characters; stacked marks share theirs out. A range has one first byte. */
static void test_to_unicode(void **state)
{
	(void)state;
	struct scene scene;
	char text[700] = "q\xcc\xa3\xcc\x82\xe1\xba\xbf", map[16384];
	size_t length = strlen(text);
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	for (unsigned c = 0x100; c < 0x200; c++) {
		text[length++] = (char)(0xc0 | c >> 6);
		text[length++] = (char)(0x80 | (c & 0x3f));
	}
	text[length] = 0;
	scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, text);
	struct pdf_workshop *workshop;
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	inflate(map, sizeof map, &pdf, "begincmap");
	assert_non_null(strstr(map, "\n2 beginbfrange\n<0001><00FF>[<0071><0323><0302><1EBF><0100><0101>"));
	assert_non_null(strstr(map, "<01FA>]\n<0100><0104>[<01FB><01FC><01FD><01FE><01FF>]\nendbfrange\nendcmap"));
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
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	assert_int_equal(pdf_workshop_new(&fresh, NULL), OK);
	struct buffer first = pdf_of(workshop, &scene), again = pdf_of(workshop, &scene);
	assert_same(&first, &again);
	for (unsigned i = 0; i < 400; i++) {
		struct scene other;
		char text[120];
		snprintf(text, sizeof text, "%c%c0123456789ăâđêôơưáàảãạéèẻẽẹóòỏõọ", 'A' + i % 26, 'a' + i / 26);
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
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer alone = pdf_of(workshop, &scene), after = {0};
	buffer_text(&after, "before");
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL, NULL), OK);
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
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL, NULL), OK);
	device_drop(device);
	assert_int_equal(pdf_device_new(&device, workshop, &scene.pages, NULL, NULL), OK);
	assert_int_equal(device->verbs->begin_page(device, scene.page), OK);
	assert_int_equal(device->verbs->text(device, &scene.page->marks[0]), OK);
	device_drop(device);
	device_drop(NULL);
	pdf_workshop_drop(NULL);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

static void add_image(struct scene *scene, const struct image *image, mpt x)
{
	struct mark *mark = scene_mark(scene, MARK_IMAGE, 0, x, 20000);
	mark->image.width = 30000;
	mark->image.height = 15000;
	mark->image.image = image;
}

/* Exif's eight: where the unit square's right and upper side go, and its corner. */
static void test_turned_images(void **state)
{
	(void)state;
	static const char *const matrices[] = {
		"30 0 0 15 1 65",    "-30 0 0 15 31 65", "-30 0 0 -15 31 80", "30 0 0 -15 1 80",
		"0 -15 -30 0 31 80", "0 -15 30 0 1 80",  "0 15 30 0 1 65",    "0 15 -30 0 31 65",
	};
	for (unsigned i = 0; i < 8; i++) {
		struct image jpeg = {.kind = IMAGE_JPEG, .width = 9, .height = 8, .components = 1, .turn = i};
		struct scene scene;
		struct pdf_workshop *workshop;
		char wanted[64];
		jpeg.data = (const unsigned char *)"\xff\xd8(";
		jpeg.size = 3;
		scene_open(&scene);
		scene_page(&scene, 100000, 100000);
		add_image(&scene, &jpeg, 1000);
		assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
		struct buffer pdf = pdf_of(workshop, &scene);
		snprintf(wanted, sizeof wanted, "q %s cm /I1 Do Q", matrices[i]);
		assert_true(find(&pdf, wanted, strlen(wanted)) != SIZE_MAX);
		buffer_drop(&pdf);
		pdf_workshop_drop(workshop);
		scene_close(&scene);
	}
}

/* Each picture once, however often it is shown; alpha is a mask; a JPEG's bytes stay. */
static void test_images(void **state)
{
	(void)state;
	static const struct image png = {.kind = IMAGE_PNG,
									 .width = 2,
									 .height = 1,
									 .components = 3,
									 .data = (const unsigned char *)"abcdef",
									 .size = 6,
									 .alpha = (const unsigned char *)"xy"};
	static const struct image jpeg = {.kind = IMAGE_JPEG,
									  .width = 9,
									  .height = 8,
									  .components = 1,
									  .data = (const unsigned char *)"\xff\xd8(",
									  .size = 3};
	struct scene scene;
	struct pdf_workshop *workshop;
	scene_open(&scene);
	scene_page(&scene, 100000, 100000);
	scene_line(&scene, 0, &scene.faces[SCENE_REGULAR], PT(10), 0, 0, "a");
	add_image(&scene, &png, 1000);
	add_image(&scene, &jpeg, 2000);
	add_image(&scene, &png, 3000);
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	struct buffer pdf = pdf_of(workshop, &scene);
	check_xref(&pdf);
	assert_true(
		has(&pdf, "ET\nq 30 0 0 15 1 65 cm /I1 Do Q\nq 30 0 0 15 2 65 cm /I2 Do Q\nq 30 0 0 15 3 65 cm /I1 Do"));
	assert_true(has(&pdf, "/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 2>>\nstream\nxy\nends"));
	assert_true(has(&pdf, "/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB/SMask "));
	assert_true(has(&pdf, " 0 R/Length 6>>\nstream\nabcdef\nendstream"));
	assert_true(has(&pdf, "/Width 9/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Length 3>>\n"
						  "stream\n\xff\xd8(\nendstream"));
	assert_true(has(&pdf, ">>/XObject<</I1 "));
	assert_int_equal(find(&pdf, "/I3", 3), SIZE_MAX);
	buffer_drop(&pdf);
	pdf_workshop_drop(workshop);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_structure),    cmocka_unit_test(test_information),   cmocka_unit_test(test_content),
		cmocka_unit_test(test_codes),        cmocka_unit_test(test_spaces),        cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_escapes),      cmocka_unit_test(test_same_bytes),    cmocka_unit_test(test_moved_glyphs),
		cmocka_unit_test(test_appends),      cmocka_unit_test(test_dropped_early), cmocka_unit_test(test_colours),
		cmocka_unit_test(test_to_unicode),   cmocka_unit_test(test_turned_images), cmocka_unit_test(test_images),
		cmocka_unit_test(test_links_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
