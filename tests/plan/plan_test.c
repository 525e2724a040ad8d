#include "../base/said.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/relaxng.h>
#include <utf8proc.h>

#include "base/nfc.h"
#include "base/ordinary.h"
#include "base/status.h"
#include "plan/characters.h"
#include "plan/mojibake.h"
#include "plan/plan.h"
#include "plan/schema.h"

static const char grammar_path[] = "templates/plan.rng";

/* Something of everything. */
static const char everything[] =
	"<document xmlns='urn:vanthu:plan:1' kind='QĐ' template='t' lang='vi' orientation='portrait'>"
	"<organ id='000.00.16.H23' "
	"cited-as='x'><superior>A<br/>B</superior><name>C</name></organ><organ><name>D</name></organ>"
	"<code>05/QĐ-UBND</code><place>Hà Nội</place><date>2022-02</date><urgency>khẩn</urgency><secrecy>mật</secrecy>"
	"<circulation>nội bộ</circulation><subject cited-as='y'>S <b>b</b><br/></subject>"
	"<addressees><to id='A.1'>E</to></addressees><issuer>F</issuer>"
	"<file catalog='2022' notation='n' ordinal='1' due='2022-02-03' "
	"description='d'/><basis>G<footnote>n</footnote></basis>"
	"<p xml:lang='vi' xml:space='preserve'>a (phụ lục kèm theo) <link to='https://x'>b<i>i</i></link> <ref to='p1' "
	"form='number'/></p>"
	"<part id='p1' "
	"number='2'><title>T</title><chapter><title>T</title><p>x</p><article><title>T</title>x<clause><lead>L</lead>"
	" y<clause>z<point>p</point></clause></clause></article></chapter></part>"
	"<table id='t' unit='đồng'><title>T</title><columns><column width='10%' align='left' count='I "
	"1'/><column/></columns>"
	"<head><row><cell colspan='2' rowspan='1' valign='top'>h</cell></row></head>"
	"<row kind='group' units='A' with='*'><cell header='row'>c<list><item>i</item></list></cell><cell/></row></table>"
	"<figure id='f' src='a.png' alt='A' width='25mm'><title>T</title></figure><note>n</note><quote>q</quote>"
	"<list mark='none'><item>1<p>x</p><list><item>2</item><item>3</item></list></item></list>"
	"<recipients><note>n</note><to>r<list><item>s</item></list></to><archive>VT</archive></recipients>"
	"<signature image='i' seal='s' signed-at='2022-02-07T08:30:00Z'><organ-name>o</organ-name><authority>TM. "
	"U</authority>"
	"<position>P</position><title>t</title><name>N</name><note>Đã ký</note></signature>"
	"<drafter symbol='PL' copies='300'/><contact address='a' phone='1' fax='2' email='e' site='s'/>"
	"<annex kind='Quy chế' issued-by='x'><title>T</title><section><title>T</title><point>x</point></section></annex>"
	"<appendix id='a' orientation='landscape' issued-by='i'><title>T</title><p>x</p><form "
	"kind='Mẫu'><title>T</title><p>x</p>"
	"</form><signature/></appendix></document>";

static struct plan_schema *load_schema(void)
{
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan_schema *schema;
	assert_int_equal(plan_schema_load(&schema, ".", diagnostics), OK);
	assert_int_equal(diagnostics_count(diagnostics), 0);
	diagnostics_drop(diagnostics);
	return schema;
}

static void the_sample_is_a_plan(void **state)
{
	(void)state;
	static char text[100000];
	FILE *file = fopen("samples/hai-duong-2022.xml", "rb");
	assert_non_null(file);
	size_t size = fread(text, 1, sizeof text, file);
	fclose(file);
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan_schema *schema = load_schema();
	struct plan plan;
	int status = plan_load(&plan, arena, schema, text, size, "samples/hai-duong-2022.xml", diagnostics);
	assert_said(diagnostics,
				"samples/hai-duong-2022.xml:67:7: warning: the text speaks of an appendix that is attached, "
				"but there is none; write <appendix>, or delete the words [ND30-III.1a]\n");
	assert_int_equal(status, OK);
	assert_string_equal(plan.kind, "KH");
	assert_null(plan.root->ns);
	plan_drop(&plan);
	plan_schema_drop(schema);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
}

static void everything_is_allowed(void **state)
{
	(void)state;
	struct plan_schema *schema = load_schema();
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan plan;
	int status = plan_load(&plan, arena, schema, everything, strlen(everything), "a/p.xml", diagnostics);
	assert_said(diagnostics, "");
	assert_int_equal(status, OK);
	assert_string_equal(plan.kind, "QĐ");
	assert_null(plan.folder); /* the caller's to say, not the name's */
	plan_drop(&plan);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
	plan_schema_drop(schema);
}

static void a_missing_grammar_is_told(void **state)
{
	(void)state;
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan_schema *schema;
	assert_int_equal(plan_schema_load(&schema, "no/such/folder", diagnostics), ERR_SYSTEM);
	assert_null(schema);
	assert_int_equal(diagnostics_count(diagnostics), 1);
	assert_int_equal(diagnostics_at(diagnostics, 0)->id, FILE_UNREADABLE);
	diagnostics_drop(diagnostics);
}

/* A paragraph of three pieces, each far below what one piece may have. */
static void the_limit_of_a_text_holds_for_the_whole_block(void **state)
{
	(void)state;
	static char text[XML_TEXT_LIMIT + 2000], words[XML_TEXT_LIMIT / 2 + 1];
	memset(words, 'x', sizeof words - 1);
	struct plan_schema *schema = load_schema();
	for (int over = 0; over < 2; over++) {
		int size =
			snprintf(text, sizeof text,
					 "<plan xmlns='urn:vanthu:plan:1'><organ><name>Sở</name></organ><subject>S</subject><p>%s<b>%s</b>"
					 "%s<footnote>not of it</footnote></p>"
					 "<recipients><to>A</to><archive>VT</archive></recipients><signature/></plan>",
					 words, words, over ? "x" : "");
		struct arena *arena = arena_new();
		struct diagnostics *diagnostics = diagnostics_new();
		struct plan plan;
		int status = plan_load(&plan, arena, schema, text, (size_t)size, "p.xml", diagnostics);
		assert_int_equal(status, over ? ERR_DOCUMENT : OK);
		assert_said(diagnostics, over ? "p.xml:1:83: error: a single text is longer than 1048576 bytes; divide it into "
										"paragraphs [VT0210]\n"
									  : "");
		plan_drop(&plan);
		diagnostics_drop(diagnostics);
		arena_drop(arena);
	}
	plan_schema_drop(schema);
}

/* Our validation and libxml2's RELAX NG agree, whatever is done to a document. */

static void say_nothing(void *context, xmlError *error)
{
	(void)context, (void)error;
}

static xmlRelaxNG *load_relaxng(void)
{
	xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(grammar_path);
	xmlRelaxNG *relaxng = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	assert_non_null(relaxng);
	return relaxng;
}

static bool relaxng_accepts(xmlRelaxNG *relaxng, xmlDoc *doc)
{
	xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt(relaxng);
	xmlRelaxNGSetValidStructuredErrors(validator, say_nothing, NULL);
	int result = xmlRelaxNGValidateDoc(validator, doc);
	xmlRelaxNGFreeValidCtxt(validator);
	assert_true(result >= 0);
	return result == 0;
}

static uint32_t seed = 88172645u;

static uint32_t random_below(uint32_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % limit;
}

static xmlNode *after(xmlNode *node)
{
	if (node->children && node->type == XML_ELEMENT_NODE) return node->children;
	while (node && !node->next) node = node->parent;
	return node ? node->next : NULL;
}

static xmlNode *random_element(xmlDoc *doc)
{
	xmlNode *found = NULL;
	uint32_t count = 0;
	for (xmlNode *node = xmlDocGetRootElement(doc)->children; node; node = after(node))
		if (node->type == XML_ELEMENT_NODE && random_below(++count) == 0) found = node;
	return found;
}

static void mutate(xmlDoc *doc)
{
	xmlNode *node = random_element(doc), *other = random_element(doc);
	switch (random_below(7)) {
	case 0:
		xmlUnlinkNode(node);
		xmlFreeNode(node);
		break;
	case 1:
		xmlAddNextSibling(node, xmlCopyNode(node, 1));
		break;
	case 2:
		xmlAddPrevSibling(other, xmlCopyNode(node, 1));
		break;
	case 3:
		xmlNodeSetName(node, other->name);
		break;
	case 4:
		xmlAddChild(node, xmlNewText((const xmlChar *)"văn bản"));
		break;
	case 5:
		if (node->properties) xmlRemoveProp(node->properties);
		break;
	default:
		xmlSetProp(node, (const xmlChar *)(random_below(2) ? "id" : "width"), (const xmlChar *)"07/02/2022");
		break;
	}
}

static void validation_agrees_with_libxml2(void **state)
{
	(void)state;
	struct plan_schema *schema = load_schema();
	xmlRelaxNG *relaxng = load_relaxng();
	unsigned good = 0, bad = 0;
	for (int round = 0; round < 400; round++) {
		xmlDoc *doc = xmlReadMemory(everything, (int)strlen(everything), NULL, NULL, 0);
		for (uint32_t i = random_below(3) + 1; i; i--) mutate(doc);
		xmlChar *text;
		int size;
		xmlDocDumpMemory(doc, &text, &size);
		struct arena *arena = arena_new();
		struct diagnostics *diagnostics = diagnostics_new();
		struct xml xml;
		assert_int_equal(xml_parse(&xml, arena, (const char *)text, (size_t)size, "m.xml", diagnostics), OK);
		bool valid = plan_schema_validate(schema, &xml, diagnostics) == OK;
		if (valid != relaxng_accepts(relaxng, xml.doc)) {
			print_message("%s\n", (const char *)text);
			assert_said(diagnostics, "");
			fail();
		}
		good += valid;
		bad += !valid;
		xml_drop(&xml);
		diagnostics_drop(diagnostics);
		arena_drop(arena);
		xmlFree(text);
		xmlFreeDoc(doc);
	}
	plan_schema_drop(schema);
	xmlRelaxNGFree(relaxng);
	assert_true(good > 15 && bad > 100);
}

/* All characters that are ordinary, alone and in a word. */
static unsigned collect_ordinary(struct buffer *out)
{
	unsigned count = 0;
	for (int32_t c = 0x20; c < 0x110000; c++) {
		char text[5] = "";
		bool surrogate = c >= 0xD800 && c < 0xE000;
		if (surrogate || c == '<' || c == '&') continue;
		utf8proc_ssize_t size = utf8proc_encode_char(c, (utf8proc_uint8_t *)text);
		if (!text_is_ordinary(text, (size_t)size)) continue;
		assert_true(nfc_is_settled(text, (size_t)size));
		buffer_format(out, "%s a%sb\n", text, text);
		count++;
	}
	return count;
}

static void what_is_not_ordinary(void **state)
{
	(void)state;
	static const char *const others[] = {
		"\x01", "\r",       "\x7F",  "\xC2\x80",  "\u00AD",   "\u0300", "\u0430", "\u00D0",   "\u2028",   "\uFEFF",
		"\xC3", "\xE1\xBA", "\xC3(", "\xE1\xBA(", "\xC0\x80", "\x80",   "\xFF",   "\xE2\x82", "\xE0\xA0", "\U0001F600"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char text[16];
		int length = snprintf(text, sizeof text, "a%sb", others[i]);
		assert_false(text_is_ordinary(others[i], strlen(others[i])));
		assert_false(text_is_ordinary(text, (size_t)length));
	}
	assert_false(text_is_ordinary("a\0b", 3));
	assert_false(text_is_ordinary("\u1EA0", 2));
}

/* The quick look finds nothing that the slow ones would tell of or change. */
static void ordinary_text_needs_no_other_look(void **state)
{
	(void)state;
	static const char vietnamese[] = "ĂẮẰẲẴẶăắằẳẵặĐđƠỚỜỞỠỢơớờởỡợƯỨỪỬỮỰưứừửữựÝỲỶỸỴýỳỷỹỵ – “a” … 20 °C, § 5, ½ m², 10 €";
	struct buffer text = {0};
	assert_true(text_is_ordinary(vietnamese, strlen(vietnamese)));
	buffer_text(&text, "<a>&#65;"); /* a reference makes sure of the slow looks */
	assert_in_range(collect_ordinary(&text), 700, 800);
	buffer_text(&text, "</a>");
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan plan = {.kind = NULL};
	assert_int_equal(xml_parse(&plan.xml, arena, text.data, text.length, "o.xml", diagnostics), OK);
	assert_false(plan.xml.ordinary);
	plan.root = xmlDocGetRootElement(plan.xml.doc);
	assert_int_equal(plan_clean_characters(&plan, arena, diagnostics), OK);
	assert_int_equal(plan_find_lookalikes(&plan, diagnostics), OK);
	assert_said(diagnostics, "");
	size_t size = text.length - strlen("<a>&#65;</a>");
	assert_memory_equal(plan.root->children->content + 1, text.data + strlen("<a>&#65;"), size);
	plan_drop(&plan);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
	buffer_drop(&text);
}

int main(void)
{
	xmlInitParser();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample_is_a_plan),
		cmocka_unit_test(everything_is_allowed),
		cmocka_unit_test(a_missing_grammar_is_told),
		cmocka_unit_test(the_limit_of_a_text_holds_for_the_whole_block),
		cmocka_unit_test(validation_agrees_with_libxml2),
		cmocka_unit_test(what_is_not_ordinary),
		cmocka_unit_test(ordinary_text_needs_no_other_look),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
