/* Tags of trees built by hand: marked content in the pages, structure elements, parents, outline. Contents of less than
 * 256 bytes are not compressed; object streams are inflated. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include <libdeflate.h>

#include "scene.h"

struct fixture {
	struct scene scene;
	struct buffer pdf, packed; /* the file; its object streams, inflated */
};

static int set_up(void **state)
{
	struct fixture *fixture = *state = calloc(1, sizeof *fixture);
	scene_open(&fixture->scene);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	scene_close(&fixture->scene);
	buffer_drop(&fixture->pdf);
	buffer_drop(&fixture->packed);
	free(fixture);
	return 0;
}

static struct block *add(struct scene *scene, struct block *parent, enum block_kind kind, const char *role)
{
	struct block *block = scene->tree.blocks[scene_block(scene, role, "style", scene->tree.count)];
	block->kind = kind;
	block->parent = parent;
	if (!parent) return scene->tree.root = block;
	if (parent->last)
		parent->last->next = block;
	else
		parent->first = block;
	return parent->last = block;
}

/* A paragraph on the page at hand. */
static struct mark *add_text(struct scene *scene, struct block *block, const char *text)
{
	block->runs = arena_array(scene->arena, 1, sizeof *block->runs);
	block->runs[0] = (struct run){.text = text, .length = strlen(text)};
	block->run_count = 1;
	return scene_line(scene, block->id, &scene->faces[SCENE_REGULAR], PT(14), 85039, 100000, text);
}

static struct block *paragraph(struct scene *scene, struct block *parent, const char *role, const char *text)
{
	struct block *block = add(scene, parent, BLOCK_PARAGRAPH, role);
	add_text(scene, block, text);
	return block;
}

/* The first place of the bytes at or after `from`; NULL: none. */
static const char *find(const struct buffer *in, const char *from, const char *text)
{
	size_t length = strlen(text);
	for (const char *at = from ? from : in->data; at && at + length <= in->data + in->length; at++) {
		if (memcmp(at, text, length) == 0) return at;
	}
	return NULL;
}

static void inflate(struct fixture *fixture)
{
	struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
	for (const char *at = NULL; (at = find(&fixture->pdf, at, "/Type/ObjStm")); at++) {
		const char *data = find(&fixture->pdf, at, "stream\n") + 7;
		unsigned long size = strtoul(find(&fixture->pdf, at, "/Length ") + 8, NULL, 10);
		bool deflated = find(&fixture->pdf, at, "/Filter") < data && find(&fixture->pdf, at, "/Filter");
		size_t length = size;
		char *room = buffer_room(&fixture->packed, 65536);
		if (deflated)
			assert_int_equal(libdeflate_zlib_decompress(inflater, data, size, room, 65536, &length),
							 LIBDEFLATE_SUCCESS);
		else
			memcpy(room, data, size);
		fixture->packed.length += length;
	}
	libdeflate_free_decompressor(inflater);
}

static void draw(struct fixture *fixture)
{
	static const unsigned char profile[4] = {0};
	static const struct pdf_archive archive = {.metadata = "<x/>",
											   .metadata_size = 4,
											   .profile = profile,
											   .profile_size = sizeof profile,
											   .profile_name = "sRGB"};
	struct device *device;
	struct pdf_workshop *workshop;
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	assert_int_equal(pdf_device_new(&device, workshop, &fixture->scene.pages, &archive, NULL), OK);
	assert_int_equal(device_draw(device, &fixture->scene.pages, &fixture->pdf), OK);
	device_drop(device);
	pdf_workshop_drop(workshop);
	inflate(fixture);
}

static size_t count(const struct buffer *in, const char *text)
{
	size_t found = 0;
	for (const char *at = NULL; (at = find(in, at, text)); at++) found++;
	return found;
}

/* These stand in the object streams, in this order. */
static void assert_order(const struct fixture *fixture, const char *const *texts)
{
	for (const char *at = NULL; *texts; texts++) {
		const char *next = find(&fixture->packed, at, *texts);
		if (!next)
			fail_msg("%s is not there, or not in order, in %.*s", *texts, (int)fixture->packed.length,
					 fixture->packed.data);
		at = next + 1;
	}
}

/* A level without a title leaves no gap; number and title are one heading; what comes after a deep one may be high. */
static void levels_have_no_gaps(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document");
	paragraph(scene, root, "Title", "Document");
	paragraph(scene, root, "Title", "subject");
	paragraph(scene, root, "H1", "decides"); /* no part of the title */
	struct block *part = add(scene, root, BLOCK_GROUP, "Sect");
	paragraph(scene, part, "H1", "Part");
	struct block *untitled = add(scene, part, BLOCK_GROUP, "Sect");
	paragraph(scene, untitled, "P", "text");
	struct block *deep = add(scene, untitled, BLOCK_GROUP, "Sect");
	paragraph(scene, deep, "H3", "Point");
	struct block *last = add(scene, root, BLOCK_GROUP, "Sect");
	paragraph(scene, last, "H6", "Last");
	draw(fixture);
	static const char *const elements[] = {"/S/Document", "/S/H1",   "/K[0 1]", "/S/H1",   "/S/Sect",
										   "/S/H2",       "/S/Sect", "/S/P/",   "/S/Sect", "/S/H3",
										   "/S/Sect",     "/S/H2",   NULL};
	static const char *const outline[] = {"/Count 4>>",
										  "/Title(Document subject)",
										  "/Title(decides)",
										  "/Count 2/Dest[",
										  "/Title(Part)",
										  "/Count -1",
										  "/Title(Point)",
										  "/Title(Last)",
										  NULL};
	assert_order(fixture, elements);
	assert_order(fixture, outline);
	assert_int_equal(count(&fixture->packed, "/S/H"), 5);
}

/* Items stand in LBody, cells hold their only paragraph, head cells and spans say what they are; empty cells stay. */
static void lists_and_tables_are_whole(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document");
	struct block *item = add(scene, add(scene, root, BLOCK_GROUP, "L"), BLOCK_GROUP, "LI");
	paragraph(scene, item, "P", "- item");
	struct block *caption = add(scene, root, BLOCK_GROUP, "Caption");
	paragraph(scene, caption, "P", "title");
	struct block *table = add(scene, root, BLOCK_TABLE, "Table");
	struct block *head = add(scene, add(scene, table, BLOCK_GROUP, "THead"), BLOCK_GROUP, "TR");
	struct table_cell cells[3] = {
		{.rowspan = 1, .colspan = 2}, {.rowspan = 1, .colspan = 1}, {.rowspan = 1, .colspan = 1}};
	struct table grid = {.cells = cells, .cell_count = 3};
	table->table = &grid;
	cells[0].block = add(scene, head, BLOCK_GROUP, "TH");
	paragraph(scene, (struct block *)cells[0].block, "P", "head");
	struct block *body = add(scene, add(scene, table, BLOCK_GROUP, "TBody"), BLOCK_GROUP, "TR");
	cells[1].block = add(scene, body, BLOCK_GROUP, "TH");
	paragraph(scene, (struct block *)cells[1].block, "P", "row");
	cells[2].block = add(scene, body, BLOCK_GROUP, "TD");
	struct block *nothing = add(scene, add(scene, root, BLOCK_GROUP, "L"), BLOCK_GROUP, "LI");
	(void)nothing;
	draw(fixture);
	static const char *const elements[] = {"/S/L/",
										   "/S/LI/",
										   "/S/LBody/",
										   "/K 0>>",
										   "<</S/Caption/P 24 0 R/Pg 4 0 R/K 1>>",
										   "<</S/Table/P 19 0 R/K[23 0 R 25 0 R ",
										   "/S/THead/",
										   "/S/TR/",
										   "/A<</O/Table/Scope/Column/ColSpan 2>>",
										   "/S/TBody/",
										   "/S/TR/",
										   "/A<</O/Table/Scope/Row>>",
										   "/S/TD/",
										   NULL};
	assert_order(fixture, elements);
	assert_int_equal(count(&fixture->packed, "/S/P/"), 0);
	assert_int_equal(count(&fixture->packed, "/S/L/"), 1);
}

/* One paragraph on two pages is one element; a link in it is an element with its annotation, both ways. */
static void a_link_goes_over_a_page_break(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	static const char address[] = "https://example.gov.vn";
	scene_page(scene, 595276, 841890);
	struct block *block = add(scene, add(scene, NULL, BLOCK_GROUP, "Document"), BLOCK_PARAGRAPH, "P");
	add_text(scene, block, "before");
	add_text(scene, block, "link")->text.link = address;
	scene_page(scene, 595276, 841890);
	add_text(scene, block, "link")->text.link = address;
	add_text(scene, block, "after");
	draw(fixture);
	assert_int_equal(count(&fixture->packed, "/S/P/"), 1);
	assert_int_equal(count(&fixture->packed, "/S/Link/"), 1);
	assert_int_equal(count(&fixture->packed, "/Type/OBJR"), 2);
	assert_int_equal(count(&fixture->packed, "/Type/MCR"), 2); /* the link's second piece, the paragraph's last */
	assert_non_null(find(&fixture->packed, NULL, "/ParentTreeNextKey 4"));
	assert_non_null(find(&fixture->pdf, NULL, "/Contents(https://example.gov.vn)/StructParent 1"));
	assert_non_null(find(&fixture->pdf, NULL, "/Contents(https://example.gov.vn)/StructParent 3"));
	assert_non_null(find(&fixture->pdf, NULL, "/Tabs/S/StructParents 2"));
}

/* A link ahead, over two lines: a place on a page that is not drawn yet, called by all its words. */
static void links_lead_inside_the_document(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	static const char link[] = "#there";
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document"), *block = add(scene, root, BLOCK_PARAGRAPH, "P");
	add_text(scene, block, "section")->text.link = link;
	add_text(scene, block, "two")->text.link = link;
	add_text(scene, block, "elsewhere")->text.link = "#nowhere";
	struct run runs[] = {{"see ", 4, .place = {0}}, {"section ", 8, .link = link}, {"two", 3, .link = link}};
	block->runs = runs;
	block->run_count = 3;
	scene_page(scene, 841890, 595276);
	scene_anchor(scene, "there", paragraph(scene, root, "P", "there")->id, 195276);
	draw(fixture);
	assert_int_equal(count(&fixture->pdf, "/Subtype/Link"), 2);
	assert_int_equal(count(&fixture->pdf, "/Dest[5 0 R/XYZ null 400 null]/Contents(section two)/StructParent "), 2);
	assert_int_equal(count(&fixture->packed, "/S/Link/"), 1);
	assert_int_equal(count(&fixture->pdf, "/A<<"), 0);
}

/* The mark of an item or note stands before what it says, also where the item holds more than one paragraph. */
static void marks_are_labels(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document"), *list = add(scene, root, BLOCK_GROUP, "L");
	struct block *item = add(scene, list, BLOCK_GROUP, "LI"), *text = add(scene, item, BLOCK_PARAGRAPH, "P");
	add_text(scene, text, "-")->text.label = true;
	add_text(scene, text, "one");
	item = add(scene, list, BLOCK_GROUP, "LI");
	text = add(scene, item, BLOCK_PARAGRAPH, "P");
	add_text(scene, text, "-")->text.label = true;
	add_text(scene, text, "two");
	paragraph(scene, item, "P", "three");
	struct block *note = add(scene, root, BLOCK_NOTE, "Note");
	add_text(scene, note, "1")->text.label = true;
	add_text(scene, note, "note");
	struct block *other = add(scene, root, BLOCK_PARAGRAPH, "P");
	add_text(scene, other, "*")->text.label = true;
	draw(fixture);
	static const char *const elements[] = {"/Nums[0[23 0 R 22 0 R 27 0 R 26 0 R 28 0 R 30 0 R 29 0 R 31 0 R]]",
										   "<</S/LI/P 20 0 R/K[23 0 R 22 0 R]>>",
										   "<</S/LBody/P 21 0 R/Pg 4 0 R/K 1>>",
										   "<</S/Lbl/P 21 0 R/Pg 4 0 R/K 0>>",
										   "<</S/LI/P 20 0 R/K[27 0 R 25 0 R]>>",
										   "<</S/LBody/P 24 0 R/K[26 0 R 28 0 R]>>",
										   "<</S/P/P 25 0 R/Pg 4 0 R/K 3>>",
										   "<</S/Lbl/P 24 0 R/Pg 4 0 R/K 2>>",
										   "<</S/Note/P 19 0 R/ID(n0000000008)/Pg 4 0 R/K[30 0 R 6]>>",
										   "<</S/Lbl/P 29 0 R/Pg 4 0 R/K 5>>",
										   "<</S/P/P 19 0 R/Pg 4 0 R/K 7>>", /* neither an item's nor a note's */
										   NULL};
	assert_order(fixture, elements);
}

/* The mark of a note leads to it as a reference, in an item, too: the note's own mark is the note's. */
static void marks_of_notes_are_references(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	static const char link[] = "#*1";
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document"), *list = add(scene, root, BLOCK_GROUP, "L");
	struct block *item = add(scene, list, BLOCK_GROUP, "LI"), *text = add(scene, item, BLOCK_PARAGRAPH, "P");
	add_text(scene, text, "-")->text.label = true;
	add_text(scene, text, "one");
	add_text(scene, text, "1")->text.link = link;
	struct run run = {"1", 1, .link = link};
	text->runs = &run;
	text->run_count = 1;
	struct block *note = add(scene, item, BLOCK_NOTE, "Note");
	add_text(scene, note, "1")->text.label = true;
	add_text(scene, note, "note");
	scene_anchor(scene, "*1", note->id, 500);
	draw(fixture);
	assert_int_equal(count(&fixture->pdf, "/Contents(1)/StructParent 1>>"), 1);
	assert_int_equal(count(&fixture->packed, "/S/Lbl/"), 2);
	static const char *const elements[] = {"<</S/LI/P ",
										   "<</S/LBody/P ",
										   "<</S/P/P ",
										   "/K[1 ",
										   "<</S/Reference/P ",
										   "<</S/Link/P ",
										   "/K[2 <</Type/OBJR/Obj 6 0 R>>]>>",
										   "<</S/Note/P ",
										   NULL};
	assert_order(fixture, elements);
}

/* A text object goes on from block to block, with sequences in it; what is underlined has its own within a sequence. */
static void sequences_and_text_objects_are_nested(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document");
	paragraph(scene, root, "P", "");
	paragraph(scene, root, "P", "");
	struct block *block = paragraph(scene, root, "P", "");
	block->runs[0].flags = RUN_UNDERLINE;
	scene_mark(scene, MARK_RULE, block->id, 0, 0);
	paragraph(scene, root, "P", "");
	block = paragraph(scene, root, "P", "");
	scene_mark(scene, MARK_RULE, block->id, 0, 0);
	draw(fixture);
	static const char wanted[] = "stream\nBT\n/P<</MCID 0>>BDC\nEMC\n/P<</MCID 1>>BDC\nEMC\nET\n"
								 "/P<</MCID 2>>BDC\n0 w\n0 841.89 m\n0 841.89 l S\nEMC\n"
								 "BT\n/P<</MCID 3>>BDC\nEMC\n/P<</MCID 4>>BDC\nEMC\nET\n"
								 "/P<</MCID 5>>BDC\n0 841.89 m\n0 841.89 l S\nEMC\n";
	assert_non_null(find(&fixture->pdf, NULL, wanted));
}

/* Rules, page numbers and repeated heads are not read; a figure says what it shows; a note has a name. */
static void artifacts_figures_notes(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	scene_page(scene, 595276, 841890);
	struct block *root = add(scene, NULL, BLOCK_GROUP, "Document");
	struct block *rule = add(scene, root, BLOCK_RULE, "Artifact");
	struct block *figure = add(scene, root, BLOCK_PARAGRAPH, "Figure");
	figure->picture.alt = "a (map)";
	scene_mark(scene, MARK_RULE, 0, 100, 100)->rule.dx = 1000;
	scene_line(scene, 0, &scene->faces[SCENE_REGULAR], PT(14), 300000, 50000, "2")->text.link = "https://a.vn";
	scene_mark(scene, MARK_RULE, rule->id, 100, 100)->rule.dx = 1000;
	scene_mark(scene, MARK_RULE, figure->id, 100, 100)->rule.dx = 1000;
	paragraph(scene, root, "Note", "1");
	paragraph(scene, root, "Unheard", "2");
	static const unsigned char sample[1] = {0};
	static const struct image image = {
		.kind = IMAGE_PNG, .width = 1, .height = 1, .components = 1, .data = sample, .size = 1};
	struct mark *mark = scene_mark(scene, MARK_IMAGE, add(scene, root, BLOCK_IMAGE, "Figure")->id, 1000, 2000);
	mark->image.image = &image;
	mark->image.width = 10000;
	mark->image.height = 20000;
	draw(fixture);
	const struct buffer *pdf = &fixture->pdf;
	assert_int_equal(count(pdf, "/Annots"), 0);
	static const char *const elements[] = {
		"/S/Figure/", "/Alt(a \\(map\\))/Pg 4 0 R/K 0>>",         "/S/Note/", "/ID(n0000000004)", "/S/P/",
		"/S/Figure/", "/A<</O/Layout/BBox[1 819.89 11 839.89]>>", NULL};
	assert_order(fixture, elements);
	assert_int_equal(count(&fixture->packed, "Artifact"), 0);
	assert_non_null(find(&fixture->packed, NULL, "/IDTree<</Names[(n0000000004)"));
}

/* Each sequence of pages counts anew. */
static void pages_are_labelled(void **state)
{
	struct fixture *fixture = *state;
	struct scene *scene = &fixture->scene;
	add(scene, NULL, BLOCK_GROUP, "Document");
	static const unsigned numbers[] = {1, 2, 1, 5, 6};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		scene_page(scene, 595276, 841890);
		scene->page->number = numbers[i];
	}
	draw(fixture);
	assert_non_null(find(&fixture->pdf, NULL, "/PageLabels<</Nums[0<</S/D>>2<</S/D>>3<</S/D/St 5>>]>>"));
	assert_null(find(&fixture->pdf, NULL, "/Outlines"));
}

/* The cross-reference stream stands last and alone: a table beside it (a hybrid file) keeps the file from being signed. */
static void there_is_one_cross_reference(void **state)
{
	struct fixture *fixture = *state;
	add(&fixture->scene, NULL, BLOCK_GROUP, "Document");
	scene_page(&fixture->scene, 595276, 841890);
	draw(fixture);
	const char *table = find(&fixture->pdf, NULL, "/Type/XRef/"),
			   *end = find(&fixture->pdf, table, "endobj\nstartxref\n");
	assert_non_null(table);
	assert_non_null(end);
	const char *begin = fixture->pdf.data + strtoul(end + sizeof "endobj\nstartxref\n" - 1, NULL, 10);
	assert_true(begin < table && memchr(begin, '/', (size_t)(end - begin)) == table);
	assert_null(find(&fixture->pdf, NULL, "/XRefStm"));
	assert_null(find(&fixture->pdf, NULL, "trailer"));
}

int main(void)
{
#define TAGS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TAGS_TEST(levels_have_no_gaps),
		TAGS_TEST(lists_and_tables_are_whole),
		TAGS_TEST(a_link_goes_over_a_page_break),
		TAGS_TEST(links_lead_inside_the_document),
		TAGS_TEST(marks_are_labels),
		TAGS_TEST(marks_of_notes_are_references),
		TAGS_TEST(sequences_and_text_objects_are_nested),
		TAGS_TEST(artifacts_figures_notes),
		TAGS_TEST(pages_are_labelled),
		TAGS_TEST(there_is_one_cross_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
