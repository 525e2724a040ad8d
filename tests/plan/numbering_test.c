/* Numbers and citations, by the formats that the templates of plans and of documents built on articles use. */
#include "../base/said.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "plan/numbering.h"

static const char *const letters[] = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
									  "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"};

static const struct level_format levels[] = {
	{"part", "Phần {I}", "Phần {I}", true, true},
	{"chapter", "Chương {I}", "Chương {I}", true, true},
	{"division", "Mục {1}", "Mục {1}", false, false},
	{"article", "Điều {1}.", "Điều {1}", true, true},
	{"section", "{I}.", "Mục {I}", false, true},
	{"clause", "{1}.", "khoản {1}", false, false},
	{"clause/clause", "{..}.{1}.", "khoản {..}.{1}", false, false},
	{"point", "{a})", "điểm {a}", false, false},
	{"appendix", "Phụ lục {I}", "Phụ lục {I}", true, true},
	{"form", "{kind} số {01}", "{kind} số {01}", false, true},
};

static const struct numbering formats = {levels, sizeof levels / sizeof *levels, letters,
										 sizeof letters / sizeof *letters};

struct fixture {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct plan_schema *schema;
	struct plan plan;
};

static void set_up(struct fixture *fixture, const char *body, const char *end)
{
	struct buffer text = {0};
	buffer_text(&text, "<plan xmlns='urn:vanthu:plan:1'><organ><name>Sở</name></organ><subject>S</subject>");
	buffer_text(&text, body);
	buffer_text(&text, "<recipients><to>A</to><archive>VT</archive></recipients>");
	buffer_format(&text, "<signature><name>N</name></signature>%s</plan>", end);
	assert_false(text.failed);
	fixture->arena = arena_new();
	fixture->diagnostics = diagnostics_new();
	assert_int_equal(plan_schema_load(&fixture->schema, ".", fixture->diagnostics), OK);
	int status = plan_load(&fixture->plan, fixture->arena, fixture->schema, text.data, text.length, "p.xml",
						   fixture->diagnostics);
	if (status != OK) assert_said(fixture->diagnostics, "");
	assert_int_equal(plan_number(&fixture->plan, &formats, fixture->arena, fixture->diagnostics), OK);
	buffer_drop(&text);
}

static void tear_down(struct fixture *fixture)
{
	plan_drop(&fixture->plan);
	plan_schema_drop(fixture->schema);
	diagnostics_drop(fixture->diagnostics);
	arena_drop(fixture->arena);
}

static void list(struct buffer *out, const xmlNode *node)
{
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL)) {
		const struct node_info *info = xml_info(child);
		if (info->number || info->citation)
			buffer_format(out, "%s | %s\n", info->number ? info->number : "", info->citation ? info->citation : "");
		list(out, child);
	}
}

static void assert_numbered(const char *body, const char *end, const char *wanted, const char *said_wanted)
{
	struct fixture fixture = {0};
	struct buffer out = {0};
	set_up(&fixture, body, end);
	list(&out, fixture.plan.root);
	buffer_char(&out, '\0');
	assert_string_equal(out.data, wanted);
	assert_said(fixture.diagnostics, said_wanted);
	buffer_drop(&out);
	tear_down(&fixture);
}

static void plans_count_sections_clauses_points(void **state)
{
	(void)state;
	assert_numbered(
		"<section><title>A</title><clause>1</clause><clause>2<point>a</point><point>b</point></clause></section>"
		"<section><title>B</title><clause>1<clause>1.1<point>x</point></clause><clause>1.2</clause></clause></section>",
		"",
		"I. | Mục I\n1. | khoản 1 Mục I\n2. | khoản 2 Mục I\n"
		"a) | điểm a khoản 2 Mục I\nb) | điểm b khoản 2 Mục I\n"
		"II. | Mục II\n1. | khoản 1 Mục II\n1.1. | khoản 1.1 Mục II\n"
		"a) | điểm a khoản 1.1 Mục II\n1.2. | khoản 1.2 Mục II\n",
		"");
}

static void articles_count_through(void **state)
{
	(void)state;
	assert_numbered(
		"<chapter><title>A</title><division><title>M</title><article>x<clause>y<point>z</point></clause></article>"
		"</division><division><title>M</title><article>x</article></division></chapter>"
		"<chapter><title>B</title><division><title>M</title><article>x</article></division></chapter>",
		"",
		"Chương I | Chương I\nMục 1 | Mục 1 Chương I\nĐiều 1. | Điều 1\n1. | khoản 1 Điều 1\n"
		"a) | điểm a khoản 1 Điều 1\nMục 2 | Mục 2 Chương I\nĐiều 2. | Điều 2\n"
		"Chương II | Chương II\nMục 1 | Mục 1 Chương II\nĐiều 3. | Điều 3\n",
		"");
}

static void sections_count_anew_in_each_part_but_chapters_do_not(void **state)
{
	(void)state;
	assert_numbered(
		"<part><title>A</title><chapter><title>X</title><section><title>a</title></section></chapter></part>"
		"<part><title>B</title><chapter><title>Y</title><section><title>b</title></section></chapter></part>",
		"",
		"Phần I | Phần I\nChương I | Chương I\nI. | Mục I\n"
		"Phần II | Phần II\nChương II | Chương II\nI. | Mục I\n",
		"");
}

static void counting_begins_anew_in_appendices_and_annexes(void **state)
{
	(void)state;
	assert_numbered("<article>x</article><article>y (các phụ lục kèm theo)</article>",
					"<annex kind='Quy chế'><title>T</title><article>z</article></annex>"
					"<appendix><title>P</title><section><title>s</title><clause>c</clause></section></appendix>"
					"<appendix><title>Q</title><section><title>s</title></section></appendix>",
					"Điều 1. | Điều 1\nĐiều 2. | Điều 2\nĐiều 1. | Điều 1\n"
					"Phụ lục I | Phụ lục I\nI. | Mục I Phụ lục I\n1. | khoản 1 Mục I Phụ lục I\n"
					"Phụ lục II | Phụ lục II\nI. | Mục I Phụ lục II\n",
					"");
}

static void a_single_appendix_has_no_number(void **state)
{
	(void)state;
	assert_numbered("<p>x (phụ lục kèm theo)</p>", "<appendix><p>y</p></appendix>", "Phụ lục | Phụ lục\n", "");
}

static void typed_numbers_go_on_from_there(void **state)
{
	(void)state;
	assert_numbered("<section number='4'><title>a</title></section><section><title>b</title></section>", "",
					"IV. | Mục IV\nV. | Mục V\n",
					"p.xml:1:83: warning: counting is made to go on from 4; that is only for rebuilding old documents, "
					"otherwise delete number= [VT0330]\n");
}

static void letters_double_after_the_last(void **state)
{
	(void)state;
	assert_numbered(
		"<section><title>a</title><point number='5'>5</point><point number='22'>22</point><point>23</point>"
		"<point>24</point><point>25</point></section>",
		"",
		"I. | Mục I\nđ) | điểm đ Mục I\nx) | điểm x Mục I\ny) | điểm y Mục I\naa) | điểm aa Mục I\n"
		"bb) | điểm bb Mục I\n",
		"p.xml:1:108: warning: counting is made to go on from 5; that is only for rebuilding old documents, "
		"otherwise delete number= [VT0330]\n"
		"p.xml:1:135: warning: counting is made to go on from 22; that is only for rebuilding old documents, "
		"otherwise delete number= [VT0330]\n"
		"p.xml:1:181: warning: the letters end with y); this point and those after it take doubled letters; "
		"divide the list [ND30-II.6đ]\n");
}

static void thousands_of_points_stay_short(void **state)
{
	(void)state;
	struct fixture fixture = {0};
	set_up(&fixture, "<point number='69'>x</point><point>x</point><point number='99999999999999999999'>x</point>", "");
	const xmlNode *point = xml_child(fixture.plan.root, "point");
	assert_string_equal(xml_info(point)->number, "yyy)");
	point = xml_next(point, "point");
	assert_string_equal(xml_info(point)->number, "70)");
	assert_string_equal(xml_info(xml_next(point, "point"))->number, "99999)");
	tear_down(&fixture);
}

static void roman_numerals(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *roman;
	} cases[] = {{"9", "IX."},       {"14", "XIV."},       {"40", "XL."},          {"49", "XLIX."},  {"90", "XC."},
				 {"444", "CDXLIV."}, {"1994", "MCMXCIV."}, {"3999", "MMMCMXCIX."}, {"4000", "4000."}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture fixture = {0};
		char body[100];
		snprintf(body, sizeof body, "<section number='%s'><title>a</title></section>", cases[i].typed);
		set_up(&fixture, body, "");
		assert_string_equal(xml_info(xml_child(fixture.plan.root, "section"))->number, cases[i].roman);
		tear_down(&fixture);
	}
}

static void forms_count_by_kind_through_all_appendices(void **state)
{
	(void)state;
	assert_numbered("<p>x (phụ lục kèm theo)</p>",
					"<appendix><p>y</p><form><title>A</title><p>z</p></form><form kind=' Mẫu '><title>B</title><p>z</p>"
					"</form></appendix><appendix><form kind='Biểu'><title>C</title><p>z</p></form>"
					"<form kind='Mẫu'><title>D</title><p>z</p></form></appendix>",
					"Phụ lục I | Phụ lục I\nBiểu số 01 | Biểu số 01\nMẫu số 01 | Mẫu số 01\n"
					"Phụ lục II | Phụ lục II\nBiểu số 02 | Biểu số 02\nMẫu số 02 | Mẫu số 02\n",
					"");
}

static void tables_and_figures_are_cited_by_their_titles(void **state)
{
	(void)state;
	assert_numbered("<table id='t'><title> Chi <b>tiêu</b><br/>năm <ref to='m'/></title><row><cell>a"
					"<figure id='g' src='b.png' alt='B'><title>Trong ô</title></figure></cell></row></table>"
					"<figure id='f' src='a.png' alt='A'><title>Sơ đồ</title></figure><figure src='a.png' alt='A'/>"
					"<section id='m'><title>a</title></section>",
					"", " | Chi tiêu năm Mục I\n | Trong ô\n | Sơ đồ\nI. | Mục I\n", "");
}

static void rows_are_counted(void **state)
{
	(void)state;
	assert_numbered("<table><columns><column count=' 1 '/><column/></columns>"
					"<head><row><cell/><cell>h</cell></row></head>"
					"<row><cell/><cell>a</cell></row><row kind='group'><cell/><cell>group</cell></row>"
					"<row><cell rowspan='2'><!-- counted --> </cell><cell>b</cell></row><row><cell>c</cell></row>"
					"<row><cell>x</cell><cell>typed</cell></row><row><cell colspan='2'/></row>"
					"<row kind='total'><cell/><cell>total</cell></row><row><cell/><cell>d</cell></row></table>",
					"", "1 | \n2 | \n3 | \n4 | \n", "");
}

static void groups_are_counted_and_their_rows_anew(void **state)
{
	(void)state;
	assert_numbered("<table><columns><column/><column count='I 1'/></columns>"
					"<row><cell>a</cell><cell/></row><row kind='group'><cell>g</cell><cell/></row>"
					"<row><cell>b</cell><cell/></row><row><cell>c</cell><cell/></row>"
					"<row kind='group'><cell colspan='2'>covers the column</cell></row>"
					"<row><cell>d</cell><cell/></row><row kind='group'><cell>g</cell><cell/></row>"
					"<row><cell>e</cell><cell/></row></table>",
					"", "1 | \nI | \n1 | \n2 | \n1 | \nII | \n1 | \n", "");
}

static void letters_count_rows_and_each_table_anew(void **state)
{
	(void)state;
	assert_numbered(
		"<table><columns><column count='a)'/></columns><row><cell/></row><row kind='group'><cell/></row>"
		"<row><cell/></row></table>"
		"<table><columns><column count='a)'/><column count='1'/></columns><row><cell/><cell/></row></table>",
		"", "a) | \nb) | \na) | \n1 | \n", "");
}

/* In linear time: a square of 20,000 would be felt. */
static void twenty_thousand_rows_are_counted(void **state)
{
	(void)state;
	enum { ROWS = 20000 };
	struct buffer body = {0};
	struct fixture fixture = {0};
	buffer_text(&body, "<table><columns><column count='1'/><column count='a)'/></columns>");
	for (int i = 0; i < ROWS; i++) buffer_text(&body, "<row><cell/><cell/></row>");
	buffer_text(&body, "</table>");
	buffer_char(&body, '\0');
	set_up(&fixture, body.data, "");
	unsigned rows = 0;
	const xmlNode *table = xml_child(fixture.plan.root, "table");
	for (const xmlNode *row = xml_child(table, "row"); row; row = xml_next(row, "row")) {
		const xmlNode *cell = xml_child(row, "cell");
		char number[16];
		snprintf(number, sizeof number, "%u", ++rows);
		assert_string_equal(xml_info(cell)->number, number);
		if (rows > 69) assert_int_equal(strcspn(xml_info(xml_next(cell, "cell"))->number, ")"), strlen(number));
	}
	assert_int_equal(rows, ROWS);
	buffer_drop(&body);
	tear_down(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_count_sections_clauses_points),
		cmocka_unit_test(articles_count_through),
		cmocka_unit_test(sections_count_anew_in_each_part_but_chapters_do_not),
		cmocka_unit_test(counting_begins_anew_in_appendices_and_annexes),
		cmocka_unit_test(a_single_appendix_has_no_number),
		cmocka_unit_test(typed_numbers_go_on_from_there),
		cmocka_unit_test(letters_double_after_the_last),
		cmocka_unit_test(thousands_of_points_stay_short),
		cmocka_unit_test(roman_numerals),
		cmocka_unit_test(forms_count_by_kind_through_all_appendices),
		cmocka_unit_test(tables_and_figures_are_cited_by_their_titles),
		cmocka_unit_test(rows_are_counted),
		cmocka_unit_test(groups_are_counted_and_their_rows_anew),
		cmocka_unit_test(letters_count_rows_and_each_table_anew),
		cmocka_unit_test(twenty_thousand_rows_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
