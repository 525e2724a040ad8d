/* Typed references that lead nowhere, and the many that speak of other documents. */
#include "../base/said.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "plan/references.h"

static const char *const letters[] = {"a", "b", "c", "d", "đ", "e"};

static const struct level_format levels[] = {
	{"part", "Phần {I}", "Phần {I}", true, true},
	{"article", "Điều {1}.", "Điều {1}", true, true},
	{"section", "{I}.", "Mục {I}", false, true},
	{"clause", "{1}.", "khoản {1}", false, false},
	{"clause/clause", "{..}.{1}.", "khoản {..}.{1}", false, false},
	{"point", "{a})", "điểm {a}", false, false},
	{"appendix", "Phụ lục {I}", "Phụ lục {I}", true, true},
};

static const struct numbering formats = {levels, sizeof levels / sizeof *levels, letters,
										 sizeof letters / sizeof *letters};

/* Sections I and II; clauses 1 (with points a and b), 2 (with 2.1) in II. */
static const char sections[] =
	"<section><title>A</title></section><section><title>B</title><clause>x<point>a</point><point>b</point></clause>"
	"<clause>y<clause>z</clause></clause></section>";
static const char articles[] = "<article>A</article><article>B<clause>x</clause></article>";
static const char appendices[] =
	"<appendix><section><title>T</title></section></appendix><appendix><p>x</p></appendix>";

/* The first reference that is told, or "" */
static void assert_told(const char *wanted, const char *subject, const char *opening, const char *body, const char *end)
{
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan_schema *schema;
	struct plan plan;
	struct buffer text = {0};
	const char *told = "";
	buffer_format(&text, "<plan xmlns='urn:vanthu:plan:1'><organ><name>Sở</name></organ><subject>%s</subject>%s%s",
				  subject, opening, body);
	buffer_format(&text, "<recipients><to>A</to><archive>VT</archive></recipients><signature/>%s</plan>", end);
	assert_int_equal(plan_schema_load(&schema, ".", diagnostics), OK);
	int status = plan_load(&plan, arena, schema, text.data, text.length, "p.xml", diagnostics);
	if (status != OK) assert_said(diagnostics, "");
	assert_int_equal(plan_number(&plan, &formats, arena, diagnostics), OK);
	assert_int_equal(plan_check_references(&plan, &formats, arena, diagnostics), OK);
	for (size_t i = diagnostics_count(diagnostics); i-- > 0;)
		if (diagnostics_at(diagnostics, i)->id == PLAN_DEAD_REFERENCE)
			told = diagnostics_at(diagnostics, i)->arguments[0];
	if (strcmp(told, wanted) != 0) print_message("%s\n", opening);
	assert_string_equal(told, wanted);
	plan_drop(&plan);
	plan_schema_drop(schema);
	buffer_drop(&text);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
}

static void in_sections(const char *wanted, const char *words)
{
	char opening[500];
	snprintf(opening, sizeof opening, "<p>%s</p>", words);
	assert_told(wanted, "S", opening, sections, "");
}

static void parts_that_are_not_there_are_told(void **state)
{
	(void)state;
	in_sections("Mục V", "Thực hiện các nhiệm vụ tại Mục V");
	in_sections("Mục V", "(xem mục V).");
	in_sections("Mục IX", "“Mục <b>IX</b>”");
	in_sections("khoản 4 Mục II", "theo khoản 4 Mục II và Mục I");
	in_sections("khoản 2.2 Mục II", "khoản 2.2 Mục II");
	in_sections("điểm c khoản 1 Mục II", "như điểm c khoản 1 Mục II");
	in_sections("Mục III", "Căn cứ Mục III của Kế hoạch này");
	in_sections("Mục III", "Căn cứ Kế hoạch này, tại Mục III");
	assert_told("Điều 9", "S", "<note>theo Điều 9</note>", articles, "");
	assert_told("khoản 2 Điều 2", "S", "<p>x<footnote>khoản 2 Điều 2</footnote></p>", articles, "");
	assert_told("Phụ lục III", "S", "<p>Phụ lục I, Phụ lục III</p>", sections, appendices);
	assert_told("Phụ lục III", "S", "<table><row><cell>Mục I phụ lục III</cell></row></table>", sections, appendices);
	assert_told("Phụ lục II", "S", "<p>Phụ lục II</p>", sections, "<appendix><p>x</p></appendix>");
}

static void parts_that_are_there_are_not(void **state)
{
	(void)state;
	in_sections("", "Mục I, mục II, khoản 1 Mục II, khoản 2.1 Mục II, điểm b khoản 1 Mục II");
	assert_told("", "S", "<p>Điều 1, khoản 1 Điều 2, Điều 2.</p>", articles, "");
	assert_told("", "S", "<p>Phụ lục I, Mục I Phụ lục I, phụ lục II</p>", sections, appendices);
	assert_told("", "S", "<p>Phụ lục I</p>", sections, "<appendix><p>x</p></appendix>");
	assert_told("", "S", "<p>Mục II Phần I</p>",
				"<part><title>P</title><section><title>A</title></section><section><title>B</title></section></part>",
				"");
}

static void other_documents_have_their_own_parts(void **state)
{
	(void)state;
	in_sections("", "Mục V Kế hoạch số 276/KH-UBND");
	in_sections("", "mục V của kế hoạch cải cách hành chính tỉnh");
	in_sections("", "khoản 4 Mục II, phần thứ nhất Nghị quyết số 19");
	in_sections("", "Kế hoạch số 276/KH-UBND đã nêu rõ. Tại Mục V có các nhiệm vụ");
	in_sections("", "Điều 9 và khoản 3 Điều 20"); /* no articles here */
	in_sections("", "Phụ lục III");               /* nor appendices */
	assert_told("", "S", "<p>Điều 5 Nghị định số 30/2020/NĐ-CP</p>", articles, "");
	assert_told("", "Sửa đổi Quy chế làm việc", "<p>Điều 9</p>", articles, "");
	assert_told("", "S", "<basis>Căn cứ Điều 9</basis><p>x</p>", articles, "");
	assert_told("", "S", "<p>Thực hiện Nghị định số 30:</p><list><item>Điều 9</item></list>", articles, "");
	assert_told("", "S", "", "<article>Thực hiện Quy chế<clause>Điều 9</clause></article>", "");
	assert_told("", "S", "<p>x</p>", sections, "<appendix><p>Mục V</p></appendix>");
}

static void what_only_looks_like_a_reference(void **state)
{
	(void)state;
	in_sections("", "Mục C, Mục IIII, Mục Vườn, mục tiêu V, hạng mục V, danh mục V, Mục V/2022, XMục V");
	assert_told("", "S", "<p>Điều 9a, Điều 9.1, Điều x, khoản 9</p>", articles, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_that_are_not_there_are_told),
		cmocka_unit_test(parts_that_are_there_are_not),
		cmocka_unit_test(other_documents_have_their_own_parts),
		cmocka_unit_test(what_only_looks_like_a_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
