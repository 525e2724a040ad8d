/* The XMP packet: what of a plan stands in it, under which name, and that it is XML. */
#include "../base/said.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "archive/metadata.h"
#include "base/status.h"

struct fixture {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct plan plan;
	struct tree tree;
	struct buffer out;
};

static int set_up(void **state)
{
	struct fixture *fixture = *state = calloc(1, sizeof *fixture);
	fixture->arena = arena_new();
	fixture->diagnostics = diagnostics_new();
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	buffer_drop(&fixture->out);
	xml_drop(&fixture->plan.xml);
	diagnostics_drop(fixture->diagnostics);
	arena_drop(fixture->arena);
	free(fixture);
	return 0;
}

static void describe(struct fixture *fixture, const char *xml, size_t pages)
{
	struct plan *plan = &fixture->plan;
	assert_int_equal(xml_parse(&plan->xml, fixture->arena, xml, strlen(xml), "plan.xml", fixture->diagnostics), OK);
	plan->root = xmlDocGetRootElement(plan->xml.doc);
	size_t head;
	assert_int_equal(archive_metadata(&fixture->out, &head, plan, &fixture->tree, pages, fixture->diagnostics), OK);
	assert_in_range(head, 1, fixture->out.length);
	xmlDoc *doc = xmlReadMemory(fixture->out.data, (int)fixture->out.length, "xmp", "UTF-8", XML_PARSE_NONET);
	assert_non_null(doc);
	xmlFreeDoc(doc);
	buffer_char(&fixture->out, '\0');
}

#define assert_has(fixture, text) assert_non_null(strstr((fixture)->out.data, text))
#define assert_lacks(fixture, text) assert_null(strstr((fixture)->out.data, text))

static void a_plan_with_everything(void **state)
{
	struct fixture *fixture = *state;
	struct run run = {.text = "Kế\nhoạch", .length = strlen("Kế\nhoạch")};
	struct block title = {.kind = BLOCK_PARAGRAPH, .id = 1, .role = "Title", .runs = &run, .run_count = 1};
	struct block *blocks[] = {NULL, &title};
	fixture->tree =
		(struct tree){.blocks = blocks, .count = 2, .title = "A <b> & c", .author = "Sở", .language = "vi-VN"};
	fixture->tree.date = "2022-02-07";
	describe(
		fixture,
		"<plan><organ id='000.00.16.H23'><superior>x</superior><name>Sở Công<br/>Thương</name></organ>"
		"<organ><name>Sở Nội vụ</name></organ><code>05/KH-SCT</code><date>2022-02-07</date><urgency>hỏa tốc</urgency>"
		"<subject>Tuyên  truyền\n &lt;A&amp;B&gt; <i>năm</i> 2022</subject>"
		"<addressees><to id='000.00.01.H23'>Sở Y tế;</to><to>Sở Tài chính</to></addressees>"
		"<file catalog='2022' notation='H/1' ordinal='12' due='2022-03-01' description='Bản gốc'/>"
		"<recipients><to>Như trên</to><to id='000.00.02.H23'>Lưu trữ<list><item>x</item></list></to></recipients>"
		"<signature><authority>KT. Giám đốc</authority><position>Phó Giám đốc</position><name>Trần Văn "
		"Hảo</name></signature>"
		"<signature><authority>Q. Giám đốc</authority><name>B</name></signature>"
		"<drafter symbol='x' copies='15'/></plan>",
		8);
	assert_has(fixture,
			   "<v:FileCode rdf:parseType=\"Resource\"><v:OrganId>000.00.16.H23</v:OrganId>"
			   "<v:FileCatalog>2022</v:FileCatalog><v:FileNotation>H/1</v:FileNotation></v:FileCode>"
			   "<v:DocOrdinal>12</v:DocOrdinal><v:TypeName>Kế hoạch</v:TypeName><v:CodeNumber>05</v:CodeNumber>"
			   "<v:CodeNotation>KH-SCT</v:CodeNotation><v:IssuedDate>2022-02-07</v:IssuedDate>"
			   "<v:OrganName>Sở Công Thương; Sở Nội vụ</v:OrganName>"
			   "<v:Subject>Tuyên truyền &lt;A&amp;B&gt; năm 2022</v:Subject><v:Language>vi-VN</v:Language>"
			   "<v:PageAmount>8</v:PageAmount><v:Description>Bản gốc</v:Description>");
	assert_has(fixture, "<v:Position>Phó Giám đốc</v:Position><v:FullName>Trần Văn Hảo</v:FullName></rdf:li>");
	assert_has(fixture, "<v:Position>Q. Giám đốc</v:Position><v:FullName>B</v:FullName></rdf:li>");
	assert_has(fixture, "<v:To><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><v:OrganId>000.00.01.H23</v:OrganId>"
						"<v:OrganName>Sở Y tế</v:OrganName></rdf:li>");
	assert_has(fixture,
			   "<v:OrganId>000.00.02.H23</v:OrganId><v:OrganName>Lưu trữ</v:OrganName></rdf:li></rdf:Seq></v:To>"
			   "<v:Priority>3</v:Priority><v:IssuedAmount>15</v:IssuedAmount><v:DueDate>2022-03-01</v:DueDate>");
	assert_lacks(fixture, "Như trên");
	assert_has(fixture, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">A &lt;b&gt; &amp; c</rdf:li>");
	assert_has(fixture, "<xmp:CreateDate>2022-02-07T00:00:00+07:00</xmp:CreateDate>");
	assert_int_equal(diagnostics_count(fixture->diagnostics), 0);
}

/* What is not said is left out, as is a date that is not whole. */
static void a_plan_with_nothing(void **state)
{
	struct fixture *fixture = *state;
	fixture->tree = (struct tree){.count = 1, .date = "2022-02"};
	describe(fixture, "<plan><organ><name>Sở</name></organ><code>/KH-SCT</code><subject>Một</subject></plan>", 1);
	static const char *const absent[] = {"<v:FileCode",   "<v:DocOrdinal", "<v:TypeName",  "<v:CodeNumber",
										 "<v:IssuedDate", "<v:Language",   "<v:Desc",      "<v:SignerInfo",
										 "<v:To>",        "<v:Priority",   "<v:IssuedAm",  "<v:DueDate",
										 "<dc:title",     "<dc:creator",   "<dc:language", "<xmp:Create"};
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) assert_lacks(fixture, absent[i]);
	assert_has(fixture, "<v:CodeNotation>KH-SCT</v:CodeNotation><v:OrganName>Sở</v:OrganName>");
	assert_has(fixture, "name>CodeNotation<");
	assert_lacks(fixture, "name>DueDate<"); /* nor is it described */
	assert_lacks(fixture, "pdfaType:type");
	assert_has(fixture, "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1<");
}

/* A letter prints no kind; recipients that are nowhere named are no list. */
static void a_letter(void **state)
{
	struct fixture *fixture = *state;
	fixture->tree = (struct tree){.count = 1, .kind = "Công văn"};
	describe(fixture,
			 "<document><organ><name>Sở</name></organ><code>/VP</code><subject>Một</subject>"
			 "<recipients><archive>VT</archive></recipients></document>",
			 1);
	assert_has(fixture, "<v:TypeName>Công văn</v:TypeName>");
	assert_lacks(fixture, "<v:To>");
	assert_lacks(fixture, "name>To<");
}

/* Every field that is written is described, and those alone. */
static void what_is_written_is_described(void **state)
{
	struct fixture *fixture = *state;
	fixture->tree = (struct tree){.count = 1};
	describe(fixture,
			 "<plan><organ><name>Sở</name></organ><code>1/VP</code><subject>Một</subject>"
			 "<file catalog='2022'/><signature><name>A</name></signature></plan>",
			 1);
	assert_has(fixture, "name>FileCode</pdfaProperty:name><pdfaProperty:valueType>FileCode<");
	assert_has(fixture, "type>FileCode</pdfaType:type>");
	assert_has(fixture, "name>FileCatalog</pdfaField:name><pdfaField:valueType>Integer<");
	assert_lacks(fixture, "name>FileNotation<");
	assert_has(fixture, "name>FullName<");
	assert_lacks(fixture, "name>Position<");
	assert_lacks(fixture, "name>Priority<");
}

#define EIGHTY                                                                                                         \
	"1234567890123456789012345678901234567890"                                                                         \
	"1234567890123456789012345678901234567890"

/* A field that is longer than the decree's is said whole; of those that are made here there is a warning. Characters
 * count, not bytes. */
static void fields_have_lengths(void **state)
{
	struct fixture *fixture = *state;
	fixture->tree = (struct tree){.count = 1};
	describe(fixture,
			 "<plan><organ><name>Sở " EIGHTY "</name></organ><organ><name>" EIGHTY
			 "ÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂÂ"
			 "</name></organ><code>123456789012/X</code>"
			 "<subject>Một</subject></plan>",
			 1000);
	assert_has(fixture, "<v:CodeNumber>123456789012</v:CodeNumber>");
	assert_int_equal(diagnostics_count(fixture->diagnostics), 2);
	assert_string_equal(diagnostics_at(fixture->diagnostics, 0)->arguments[0], "OrganName");
	assert_string_equal(diagnostics_at(fixture->diagnostics, 0)->arguments[1], "201");
	assert_string_equal(diagnostics_at(fixture->diagnostics, 0)->arguments[2], "200");
	assert_string_equal(diagnostics_at(fixture->diagnostics, 1)->arguments[0], "PageAmount");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_plan_with_everything, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_plan_with_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_letter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_written_is_described, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields_have_lengths, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
