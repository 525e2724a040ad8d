/* Plans bound by their template: what stands in the head, the text, and the end. */
#include "bound.h"

static const char head[] = "<organ><superior>UBND tỉnh</superior><name>Sở  Y\n tế</name></organ><code>5/KH-SYT</code>"
						   "<place>Hà Nội</place><date>2022-03-07</date><subject>Dạy <i>học</i></subject>";
static const char end[] = "<recipients><to>Sở A;</to><to>Sở B</to><archive>VT, VP (5).</archive></recipients>"
						  "<signature><authority>KT. Giám đốc</authority><position>Phó Giám đốc</position>"
						  "<name>Lê A</name></signature>";

static void head_has_number_and_date(void **state)
{
	assert_bound(*state, head, "<p>A</p>", end, "<row>",
				 "<row>\nsuperior: UBND tỉnh\norgan: Sở Y tế\n<rule>\n"
				 "quoc-hieu: Cộng hòa xã hội chủ nghĩa Việt Nam\ntieu-ngu: Độc lập - Tự do - Hạnh phúc\n<rule>\n"
				 "<row>\nnumber: Số: 05/KH-SYT\ndate: Hà Nội, ngày 07 tháng 3 năm 2022\n"
				 "kind: Kế hoạch\nsubject: Dạy /học/\n<rule>\n");
}

static void values_may_have_blanks_around_them(void **state)
{
	static const char pretty[] = "<organ><name>Sở</name></organ><code>\n  5/KH-SYT\n </code><place>Huế</place>"
								 "<date>\n\t2022-02-07 </date><urgency> hỏa\n tốc\n</urgency><subject>S</subject>";
	assert_bound(*state, pretty, "<section id=' x\n'><title>A</title></section><p>B <ref to='\tx '/></p>", end,
				 "number:", "number: Số: 05/KH-SYT\ndate: Huế, ngày 07 tháng 02 năm 2022\n[85039] urgency: Hỏa tốc\n");
	assert_dumped(*state, "text: B", "text: B Mục I./.\n");
}

static void what_is_not_known_is_left_blank_for_the_pen(void **state)
{
	assert_bound(*state,
				 "<organ><name>Sở</name></organ><code>/KH-SYT</code><place>Huế</place><date>2022</date>"
				 "<subject>S</subject>",
				 "<p>A</p>", end,
				 "number:", "number: Số: [28346]/KH-SYT\ndate: Huế, ngày [22677] tháng [22677] năm 2022\n");
}

static void a_code_is_printed_as_it_is(void **state)
{
	assert_bound(*state,
				 "<organ><name>Sở</name></organ><code>0123/KH-SYT</code><place>Huế</place><date>2022-10-31</date>"
				 "<subject>S</subject>",
				 "<p>A</p>", end, "number:", "number: Số: 0123/KH-SYT\ndate: Huế, ngày 31 tháng 10 năm 2022\n");
}

static void no_code_gives_no_number_line(void **state)
{
	assert_bound(*state, "<organ><name>Sở</name></organ><subject>S</subject>", "<p>A</p>", end, "organ:",
				 "organ: Sở\n<rule>\nquoc-hieu: Cộng hòa xã hội chủ nghĩa Việt Nam\n"
				 "tieu-ngu: Độc lập - Tự do - Hạnh phúc\n<rule>\n<row>\n"
				 "date: [56693], ngày [22677] tháng [22677] năm [42520]\n");
}

static void end_marks_are_set_and_typed_ones_replaced(void **state)
{
	char with_bases[1024];
	snprintf(with_bases, sizeof with_bases, "%s<basis>Căn cứ A.</basis><basis>Căn cứ B ;</basis>", head);
	assert_bound(*state, with_bases, "<p>A</p><p>Xong. /.</p>", end,
				 "basis:", "basis: Căn cứ A;\nbasis: Căn cứ B.\ntext: A\ntext: Xong./.\n");
}

/* The body's last paragraph, once bound, ends so. */
static void assert_ends(const char *last, const char *wanted)
{
	void *state;
	char body[512], line[512];
	enter(&state);
	snprintf(body, sizeof body, "<p>%s</p>", last);
	snprintf(line, sizeof line, "text: %s\n", wanted);
	assert_bound(state, head, body, end, "text:", line);
	leave(&state);
}

static void end_marks_are_plain_and_stand_behind_notes(void **state)
{
	(void)state;
	assert_ends("Xong<footnote>A</footnote>", "Xong1./.");
	assert_ends("Xong.<footnote>A</footnote> /.", "Xong1./.");
	assert_ends("Xong<footnote>A</footnote><footnote>B</footnote>.", "Xong12./.");
	assert_ends("A <i>Sở Công Thương.</i> /.", "A /Sở Công Thương/./.");
	assert_ends("<b>Đậm.</b>", "*Đậm*./.");
	assert_ends("A<footnote>B</footnote> c...", "A1 c..../.");
	assert_ends("./.", "./.");
}

static void end_marks_are_no_part_of_a_link(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<p>Xem https://a.vn./.</p>", end, "text: Xem", "text: Xem https://a.vn./.\n");
	const struct block *block = fixture->tree.blocks[1];
	while (!block->run_count || !strstr(block->runs[0].text, "Xem")) block = fixture->tree.blocks[block->id + 1];
	assert_string_equal(block->runs[1].link, "https://a.vn");
	assert_null(block->runs[2].link);
}

static void levels_have_numbers_titles_and_leads(void **state)
{
	assert_bound(*state, head,
				 "<section><title>Một</title>Chữ <b>đậm</b>."
				 "<clause><title>Hai</title><p>Ba</p></clause>"
				 "<clause><lead>Bốn</lead> năm<point>sáu;</point><point><lead>Bảy:</lead> tám</point></clause>"
				 "</section><section><title>Chín</title>"
				 "<clause>Mười</clause></section>",
				 end, "section-title:",
				 "section-title: I. Một\ntext: Chữ *đậm*.\nclause-title: 1. Hai\ntext: Ba\n"
				 "text: 2. *Bốn: *năm\ntext: a) sáu;\ntext: b) *Bảy: *tám\n"
				 "section-title: II. Chín\ntext: 1. Mười./.\n");
}

static void a_lead_takes_the_mark_that_follows_it(void **state)
{
	assert_bound(*state, head,
				 "<clause><lead>Một</lead>: hai</clause><clause><lead>Ba</lead>, bốn</clause>"
				 "<clause><lead>Năm</lead> (sáu)</clause>",
				 end, "text: 1.", "text: 1. *Một*: hai\ntext: 2. *Ba*, bốn\ntext: 3. *Năm: *(sáu)./.\n");
}

static void lists_have_marks_by_depth(void **state)
{
	assert_bound(*state, head,
				 "<list><item>A<list><item>B</item></list></item><item>C<p>D</p></item></list>"
				 "<list mark='none'><item>E</item></list>",
				 end, "item:", "item: - A\nitem-2: + B\nitem: - C\ntext: D\nitem: E./.\n");
}

/* A paragraph before a list, levels, a table or a figure introduces them, whatever its last mark is; a heading is kept by
 * its style. */
static void what_introduces_something_is_known(void **state)
{
	struct fixture *fixture = *state;
	static const bool wanted[] = {true, false, true, false, false, true, true, false, true};
	size_t at = 0;
	char text[4096];
	int length = snprintf(text, sizeof text, "<plan xmlns='urn:vanthu:plan:1'>%s%s%s</plan>", head,
						  "<p>1</p><list><item>2</item><item>3<list><item>4</item></list></item></list><p>5</p><p>6</p>"
						  "<section><title>S</title><clause>7<point>8</point></clause></section>"
						  "<p>9</p><table><row><cell/></row></table>",
						  end);
	bind_text(fixture, text, (size_t)length);
	for (uint32_t i = 1; i < fixture->tree.count; i++) {
		const struct block *block = fixture->tree.blocks[i];
		bool body = block->kind == BLOCK_PARAGRAPH &&
					(!strcmp(block->style->name, "text") || !strncmp(block->style->name, "item", 4));
		if (!body && !block->introduces) continue;
		assert_true(at < sizeof wanted / sizeof *wanted);
		assert_int_equal(block->introduces, wanted[at++]);
	}
	assert_int_equal(at, sizeof wanted / sizeof *wanted);
}

static void references_print_citations(void **state)
{
	assert_bound(*state, head,
				 "<section id='a'><title>T</title><clause id='b'>X</clause></section>"
				 "<p>Theo <ref to='b'/>, <ref to='a' form='number'/></p>",
				 end, "text: Theo", "text: Theo khoản 1 Mục I, I./.\n");
}

/* The block with that anchor; NULL: none, or more than one. */
static const struct block *anchored(const struct tree *tree, const char *anchor)
{
	const struct block *found = NULL;
	for (uint32_t id = 1; id < tree->count; id++) {
		if (!tree->blocks[id]->anchor || strcmp(tree->blocks[id]->anchor, anchor) != 0) continue;
		if (found) return NULL;
		found = tree->blocks[id];
	}
	return found;
}

static void ids_are_anchors(void **state)
{
	struct fixture *fixture = *state;
	const struct tree *tree = &fixture->tree;
	assert_bound(fixture, head,
				 "<section id='a'><title>T</title><clause id='b'>X</clause></section>"
				 "<table id='c'><title>Bảng</title><row><cell>1</cell></row></table>"
				 "<figure id='d' src='chart.png' alt='Cột'/>"
				 "<p>Theo <ref to='e'/></p>",
				 "<recipients><to id='000.00.01.H24'>Sở A</to><archive>VT</archive></recipients>"
				 "<signature><position>Giám đốc</position></signature>"
				 "<appendix id='e'><title>P</title><p>N</p></appendix>",
				 "text: Theo", "text: Theo Phụ lục./.\n");
	assert_string_equal(anchored(tree, "a")->role, "Sect");
	assert_ptr_equal(anchored(tree, "b")->parent, anchored(tree, "a"));
	assert_string_equal(anchored(tree, "c")->role, "Caption");
	assert_int_equal(anchored(tree, "d")->first->kind, BLOCK_IMAGE);
	assert_non_null(anchored(tree, "e")->master);
	assert_null(anchored(tree, "000.00.01.H24"));
}

/* What an item and a note begin with is no part of their text. */
static void marks_are_labels(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<list><item>Một</item></list><p>Hai<footnote>Ba</footnote></p>", end,
				 "item:", "item: - Một\ntext: Hai1./.\nfootnote: 1 Ba\n");
	size_t labels = 0;
	for (uint32_t id = 1; id < fixture->tree.count; id++) {
		const struct block *block = fixture->tree.blocks[id];
		for (size_t i = 0; i < block->run_count; i++) {
			if (!(block->runs[i].flags & RUN_LABEL)) continue;
			labels++;
			assert_int_equal(i, 0);
			assert_true(*block->runs[i].text == (block->kind == BLOCK_NOTE ? '1' : '-'));
		}
	}
	assert_int_equal(labels, 2 + 3); /* recipients are a list, too */
}

static void footnotes_are_blocks_after_their_paragraph(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<p>Một <footnote>Chú <i>thích</i></footnote>.</p><p>Hai</p>", end, "text: Một1.",
				 "text: Một1.\nfootnote: 1 Chú /thích/\ntext: Hai./.\n");
}

static void footnotes_count_anew_in_appendices_and_lead_to_their_own(void **state)
{
	struct fixture *fixture = *state;
	static const char appendix[] =
		"<recipients><to>C</to><archive>VT</archive></recipients><signature><name>Lê A</name></signature>"
		"<appendix><title>P</title><p>Ba<footnote>B</footnote></p></appendix>";
	assert_bound(fixture, head, "<p>Hai<footnote>A</footnote> phụ lục</p>", appendix, "text: Ba",
				 "text: Ba1./.\nfootnote: 1 B\n");
	const char *links[2] = {0};
	size_t count = 0;
	for (uint32_t i = 1; i < fixture->tree.count; i++) {
		const struct block *block = fixture->tree.blocks[i];
		for (size_t j = 0; j < block->run_count; j++)
			if (block->runs[j].note && count < 2) links[count++] = block->runs[j].link;
	}
	assert_int_equal(count, 2);
	assert_string_not_equal(links[0], links[1]);
}

static void addresses_are_links(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<p>Xem https://a.vn/.</p><p>Z</p>", end, "text: Xem", "text: Xem https://a.vn/.\n");
	const struct block *block = fixture->tree.blocks[1];
	while (!block->run_count || !strstr(block->runs[0].text, "Xem")) block = fixture->tree.blocks[block->id + 1];
	assert_int_equal(block->run_count, 3);
	assert_null(block->runs[0].link);
	assert_string_equal(block->runs[1].link, "https://a.vn/");
}

static void signature_is_read_before_the_recipients(void **state)
{
	assert_bound(*state, head, "<p>A</p>", end, "text: A",
				 "text: A./.\n<row>\nauthority: KT. Giám đốc\nauthority: Phó Giám đốc\n<place>\nsigner: Lê A\n"
				 "recipients-label: Nơi nhận:\nrecipient: - Sở A;\nrecipient: - Sở B;\n"
				 "recipient: - Lưu: VT, VP (5).\n");
}

/* A title is not the last text: "./." stands before it. */
static void figures_have_a_title_under_them(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head,
				 "<p>A</p><figure src='chart.png' alt='Cột' width='50%'><title>Hình <b>1</b></title></figure>", end,
				 "text:", "text: A./.\nfigure: [chart.png: Cột]\nfigure-title: Hình *1*\n");
	const struct block *block = fixture->tree.blocks[fixture->tree.count - 1];
	while (block->kind != BLOCK_IMAGE) block = fixture->tree.blocks[block->id - 1];
	assert_string_equal(block->role, "Figure");
	assert_int_equal(block->picture.unit, UNIT_PERCENT);
	assert_int_equal(block->picture.width, 50000);
	assert_true(block->picture.titled);
}

static void signature_and_seal_stand_in_their_place(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<p>A</p>",
				 "<recipients><to>Sở A</to><archive>VT</archive></recipients>"
				 "<signature seal='seal.png' image='signature.png'><position>Giám đốc</position></signature>",
				 "<place>", "<place>\nfigure: [signature.png: Chữ ký]\nfigure: [seal.png: Con dấu]\n");
	const struct block *block = fixture->tree.blocks[fixture->tree.count - 1];
	while (block->kind != BLOCK_IMAGE) block = fixture->tree.blocks[block->id - 1];
	assert_int_equal(block->picture.cover, 33333);
	assert_null(block->parent->role); /* no artifact: what it holds is read */
}

static void information_comes_from_the_plan(void **state)
{
	struct fixture *fixture = *state;
	assert_bound(fixture, head, "<p>A</p>", end, "text:", "text: A./.\n");
	assert_string_equal(fixture->tree.title, "Kế hoạch Dạy học");
	assert_string_equal(fixture->tree.author, "Sở Y tế");
	assert_string_equal(fixture->tree.language, "vi-VN");
	assert_string_equal(fixture->tree.date, "2022-03-07");
	for (uint32_t id = 1; id < fixture->tree.count; id++) assert_int_equal(fixture->tree.blocks[id]->id, id);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
	const struct CMUnitTest tests[] = {
		TEST(head_has_number_and_date),
		TEST(values_may_have_blanks_around_them),
		TEST(what_is_not_known_is_left_blank_for_the_pen),
		TEST(a_code_is_printed_as_it_is),
		TEST(no_code_gives_no_number_line),
		TEST(end_marks_are_set_and_typed_ones_replaced),
		TEST(end_marks_are_plain_and_stand_behind_notes),
		TEST(end_marks_are_no_part_of_a_link),
		TEST(levels_have_numbers_titles_and_leads),
		TEST(a_lead_takes_the_mark_that_follows_it),
		TEST(lists_have_marks_by_depth),
		TEST(what_introduces_something_is_known),
		TEST(references_print_citations),
		TEST(ids_are_anchors),
		TEST(marks_are_labels),
		TEST(footnotes_are_blocks_after_their_paragraph),
		TEST(footnotes_count_anew_in_appendices_and_lead_to_their_own),
		TEST(addresses_are_links),
		TEST(signature_is_read_before_the_recipients),
		TEST(figures_have_a_title_under_them),
		TEST(signature_and_seal_stand_in_their_place),
		TEST(information_comes_from_the_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
