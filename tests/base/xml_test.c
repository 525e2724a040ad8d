#include "../base/said.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/xml.h"
#include "base/xml_scan.h"

struct fixture {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct xml xml;
	int status;
};

static void parse_bytes(struct fixture *fixture, const char *bytes, size_t size)
{
	fixture->arena = arena_new();
	fixture->diagnostics = diagnostics_new();
	fixture->status = xml_parse(&fixture->xml, fixture->arena, bytes, size, "t.xml", fixture->diagnostics);
	assert_int_equal(fixture->status, diagnostics_status(fixture->diagnostics));
	assert_true((fixture->status == OK) == (fixture->xml.doc != NULL));
}

static void parse(struct fixture *fixture, const char *text)
{
	parse_bytes(fixture, text, strlen(text));
}

static void done(struct fixture *fixture)
{
	xml_drop(&fixture->xml);
	diagnostics_drop(fixture->diagnostics);
	arena_drop(fixture->arena);
}

static void assert_bytes_say(const char *bytes, size_t size, const char *wanted)
{
	struct fixture fixture;
	parse_bytes(&fixture, bytes, size);
	assert_said(fixture.diagnostics, wanted);
	done(&fixture);
}

static const xmlNode *root_of(const struct fixture *fixture)
{
	assert_int_equal(fixture->status, OK);
	return xmlDocGetRootElement(fixture->xml.doc);
}

static void assert_place(struct place place, unsigned line, unsigned column)
{
	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

/* Places */

static void elements_and_texts_know_their_places(void **state)
{
	(void)state;
	struct fixture fixture;
	parse(
		&fixture,
		"<?xml version='1.0'?>\n<a\n  x='>'\n>Điều <b/>một<!-- c -->\n hai<c\n/><?pi?><![CDATA[]]><![CDATA[ba]]></a>");
	const xmlNode *a = root_of(&fixture), *text = a->children;
	const struct xml *xml = &fixture.xml;
	assert_place(xml_place(xml, a), 2, 1);
	assert_place(xml_place(xml, (const xmlNode *)a->properties), 3, 3);
	assert_place(xml_place(xml, text), 4, 2);
	assert_place(xml_place(xml, xml_child(a, "b")), 4, 7);
	text = xml_child(a, "b")->next;
	assert_string_equal((const char *)text->content, "một\n hai");
	assert_place(xml_place(xml, text), 4, 11);
	assert_place(xml_place(xml, xml_child(a, "c")), 5, 5);
	text = xml_child(a, "c")->next;
	assert_string_equal((const char *)text->content, "ba");
	assert_place(xml_place(xml, text), 6, 30);
	assert_null(text->next);
	done(&fixture);
}

static void lines_go_past_65535(void **state)
{
	(void)state;
	struct buffer text = {0};
	buffer_text(&text, "<a>");
	for (int i = 0; i < 70000; i++) buffer_text(&text, i % 2 ? "Ủy ban\r\n" : "<c/>\n");
	buffer_text(&text, "tỉnh <b>x</b></a>");
	struct fixture fixture;
	parse_bytes(&fixture, text.data, text.length);
	const xmlNode *b = xml_child(root_of(&fixture), "b");
	assert_place(xml_place(&fixture.xml, b), 70001, 6);
	assert_place(xml_place(&fixture.xml, b->children), 70001, 9);
	done(&fixture);
	buffer_drop(&text);
}

static void characters_are_found_in_text(void **state)
{
	(void)state;
	struct fixture fixture;
	parse(&fixture, "<a>&lt;&#65;<!-- Z -->\r\n<![CDATA[&Y]]>e\u0323\u0302 &amp; \u00e2m</a>");
	const xmlNode *text = root_of(&fixture)->children;
	const struct xml *xml = &fixture.xml;
	assert_string_equal((const char *)text->content, "<A\n&Y\u1ec7 & \u00e2m");
	assert_place(xml_place_of(xml, text, '<'), 1, 4);
	assert_place(xml_place_of(xml, text, 'A'), 1, 8);
	assert_place(xml_place_of(xml, text, '&'), 2, 10);
	assert_place(xml_place_of(xml, text, 'Y'), 2, 11);
	assert_place(xml_place_of(xml, text, 0x1ec7), 2, 15);
	assert_place(xml_place_of(xml, text, 'm'), 2, 26);
	assert_place(xml_place_of(xml, text, 'Z'), 1, 4);
	done(&fixture);
}

static void text_and_values_are_composed(void **state)
{
	(void)state;
	struct fixture fixture;
	parse(&fixture, "<a x='Ho\u0300a'>Vie\u0323\u0302t <b>u&#x31B;</b></a>");
	const xmlNode *a = root_of(&fixture);
	assert_string_equal(xml_attribute(a, "x"), "H\u00f2a");
	assert_string_equal((const char *)a->children->content, "Vi\u1ec7t ");
	assert_string_equal((const char *)xml_child(a, "b")->children->content, "\u01b0");
	done(&fixture);
}

static void values_with_references(void **state)
{
	(void)state;
	struct fixture fixture;
	parse(&fixture, "<a x='1 &lt; 2 &amp;&#38;amp; &#x1EC7;' y=''/>");
	assert_string_equal(xml_attribute(root_of(&fixture), "x"), "1 < 2 &&amp; \u1ec7");
	assert_string_equal(xml_attribute(root_of(&fixture), "y"), "");
	assert_null(xml_attribute(root_of(&fixture), "z"));
	done(&fixture);
}

/* Encodings */

static void assert_reads(const char *bytes, size_t size)
{
	struct fixture fixture;
	parse_bytes(&fixture, bytes, size);
	const xmlNode *b = xml_child(root_of(&fixture), "b");
	assert_string_equal((const char *)b->children->content, "\u1ea0");
	assert_place(xml_place(&fixture.xml, b), 2, 2);
	done(&fixture);
}

static void encodings_are_read(void **state)
{
	(void)state;
	static const char utf8[] = "\xEF\xBB\xBF<a>\r\n\t<b>\u1ea0</b></a>";
	static const char windows[] = "<?xml version=\"1.0\" encoding='windows-1258'?><a>\n\t<b>A\xF2</b></a>";
	static const char ascii[] = "<a>\r\t<b>&#x1EA0;</b></a>";
	assert_reads(utf8, sizeof utf8 - 1);
	assert_reads(windows, sizeof windows - 1);
	assert_reads(ascii, sizeof ascii - 1);
	char wide[200];
	for (int big = 0; big < 2; big++)
		for (int mark = 0; mark < 2; mark++) {
			size_t size = 0;
			static const uint16_t units[] = {0xFEFF, '<', 'a', '>', '\n', '\t', '<', 'b', '>',
											 0x1EA0, '<', '/', 'b', '>',  '<',  '/', 'a', '>'};
			for (size_t i = mark ? 0 : 1; i < sizeof units / sizeof *units; i++) {
				wide[size++] = (char)(big ? units[i] >> 8 : units[i] & 0xFF);
				wide[size++] = (char)(big ? units[i] & 0xFF : units[i] >> 8);
			}
			assert_reads(wide, size);
		}
}

#define SAYS(bytes, wanted) assert_bytes_say(bytes, sizeof bytes - 1, wanted)

#define OLDER_CODE "if the text is in an older code (TCVN3, VNI, Windows-1258), convert it to Unicode; "

static void other_encodings_are_refused(void **state)
{
	(void)state;
	SAYS(
		"<?xml version='1.0' encoding='TCVN-3'?><a/>",
		"t.xml:1:31: error: unknown encoding 'TCVN-3'; save the file as UTF-8 and write encoding=\"UTF-8\" [VT0202]\n");
	SAYS("<?xml version='1.0' encoding='latin1//IGNORE'?><a/>",
		 "t.xml:1:31: error: unknown encoding 'latin1//IGNORE'; save the file as UTF-8 and write encoding=\"UTF-8\" "
		 "[VT0202]\n");
	SAYS(
		"<?xml version='1.0' encoding='UTF-16'?><a/>",
		"t.xml:1:31: error: the file declares the encoding UTF-16 but is not written in it; save it as UTF-8 and write "
		"encoding=\"UTF-8\" [VT0204]\n");
	SAYS("<a>\n\u1ea0 \xE1</a>",
		 "t.xml:2:3: error: byte 0xE1 is not valid UTF-8 here; " OLDER_CODE "save the file as UTF-8 [VT0203]\n");
	SAYS("<a>\xC0\xAF</a>",
		 "t.xml:1:4: error: byte 0xC0 is not valid UTF-8 here; " OLDER_CODE "save the file as UTF-8 [VT0203]\n");
	SAYS("<a>\xED\xA0\x80</a>",
		 "t.xml:1:4: error: byte 0xED is not valid UTF-8 here; " OLDER_CODE "save the file as UTF-8 [VT0203]\n");
	SAYS("<a>\xE1\xBA",
		 "t.xml:1:4: error: the file ends in the middle of a character; it is cut off: take the whole file [VT0248]\n");
	SAYS("<?xml version='1.0' encoding='US-ASCII'?>\r\n<a>\xE1</a>",
		 "t.xml:2:4: error: byte 0xE1 is not valid US-ASCII here; " OLDER_CODE "save the file as UTF-8 [VT0203]\n");
}

static void files_of_other_kinds_are_refused(void **state)
{
	(void)state;
	SAYS("\x1F\x8B\x08",
		 "t.xml: error: this is a file of another kind, gzip, not XML; give the document as XML text [VT0201]\n");
	SAYS("PK\x03\x04",
		 "t.xml: error: this is a file of another kind, ZIP (docx, xlsx, odt), not XML; give the document as "
		 "XML text [VT0201]\n");
	SAYS("<a/>\0", "t.xml:1:5: error: the character U+0000 may not stand in XML; delete it [VT0205]\n");
	SAYS("<a>\n\x0B</a>", "t.xml:2:1: error: the character U+000B may not stand in XML; delete it [VT0205]\n");
	SAYS("<a>\uffff</a>", "t.xml:1:4: error: the character U+FFFF may not stand in XML; delete it [VT0205]\n");
}

/* Mistakes of form */

static void mistakes_are_explained(void **state)
{
	(void)state;
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"<a>R & D</a>", "t.xml:1:6: error: '&' on its own; write &amp; [VT0211]\n"},
		{"<a x='R&D'>&\n&b</a>", "t.xml:1:8: error: '&' on its own; write &amp; [VT0211]\n"
								 "t.xml:1:12: error: '&' on its own; write &amp; [VT0211]\n"
								 "t.xml:2:1: error: '&' on its own; write &amp; [VT0211]\n"},
		{"<a>1 < 2</a>", "t.xml:1:6: error: '<' begins no tag here; for the character itself write &lt; [VT0212]\n"},
		{"<a>x&nbsp;y</a>",
		 "t.xml:1:5: error: XML does not know &nbsp; which belongs to HTML; write &#160; or the character "
		 "itself [VT0213]\n"},
		{"<a>&cty;</a>", "t.xml:1:4: error: unknown entity &cty; for the character '&' write &amp; [VT0214]\n"},
		{"<a>&#xZ;</a>", "t.xml:1:4: error: '&#x' is no character reference; write for instance &#160; [VT0215]\n"},
		{"<a>&#0;</a>", "t.xml:1:4: error: the character &#0; may not stand in XML; delete it [VT0205]\n"},
		{"<a>\n<b>x</a>", "t.xml:2:5: error: </a> stands where </b> is wanted: <b> of line 2 is still open [VT0216]\n"},
		{"<a><title>x</titel></a>",
		 "t.xml:1:12: error: </titel> stands where </title> is wanted: <title> of line 1 is still open [VT0216]\n"},
		{"<a><b><c>x</b></a>",
		 "t.xml:1:11: error: </b> stands where </c> is wanted: <c> of line 1 is still open [VT0216]\n"},
		{"<a/></b>", "t.xml:1:5: error: </b> closes nothing: no <b> is open here; delete it [VT0217]\n"},
		{"<a>\n<b>x",
		 "t.xml:2:5: error: the file ends while <b> of line 2 is still open; is it cut off? Otherwise write "
		 "</b> [VT0218]\n"},
		{"<a><b x='1'<c/></b></a>", "t.xml:1:4: error: the tag <b has no '>' at its end; write it [VT0219]\n"},
		{"<a>x</a", "t.xml:1:5: error: the end tag </a has no '>' right after its name; is the file cut off? Otherwise "
					"write it [VT0220]\n"},
		{"<a><!-- x</a>", "t.xml:1:4: error: what begins here with <!-- has no end; write --> [VT0221]\n"},
		{"<a><![CDATA[x</a>", "t.xml:1:4: error: what begins here with <![CDATA[ has no end; write ]]> [VT0221]\n"},
		{"<a x=1/>", "t.xml:1:6: error: the value of x is not in quotes; write x=\"...\" [VT0222]\n"},
		{"<a x=\u201cHải Dương\u201d y='1'/>",
		 "t.xml:1:6: error: the value of x is in typographic quotes; use the straight ones: x=\"...\" [VT0223]\n"},
		{"<a x='1></a>",
		 "t.xml:1:9: error: '<' in the value of x, which began in line 1; if its closing quote is there, "
		 "write &lt; [VT0225]\n"},
		{"<a x='1>", "t.xml:1:6: error: the value of x has no closing quote; write it [VT0224]\n"},
		{"<a x/>", "t.xml:1:4: error: the attribute x has no value; write x=\"...\" [VT0226]\n"},
		{"<a 'x'/>", "t.xml:1:4: error: ''x'' is no attribute; attributes are written name=\"...\" [VT0227]\n"},
		{"<a x='1'y='2'/>", "t.xml:1:9: error: a blank is missing before the attribute y; write one [VT0228]\n"},
		{"<a x='1' x='2'/>",
		 "t.xml:1:10: error: the attribute x stands twice on this element; delete one of them [VT0229]\n"},
		{"<a/>\nxyz\n\n",
		 "t.xml:2:1: error: 'xyz…' stands outside the root element; move it inside or delete it [VT0230]\n"},
		{"x<a/>", "t.xml:1:1: error: 'x' stands outside the root element; move it inside or delete it [VT0230]\n"},
		{"<a/>\n<b/>", "t.xml:2:1: error: <b> follows after the end of the document; one file holds one document: move "
					   "it to another [VT0231]\n"},
		{" \n",
		 "t.xml:2:1: error: the file holds no element; a document begins with <plan xmlns=\"urn:vanthu:plan:1\">, for "
		 "instance [VT0232]\n"},
		{"",
		 "t.xml:1:1: error: the file holds no element; a document begins with <plan xmlns=\"urn:vanthu:plan:1\">, for "
		 "instance [VT0232]\n"},
		{"\n<?xml version='1.0'?><a/>",
		 "t.xml:2:1: error: <?xml may stand only at the very beginning of the file; delete "
		 "what stands before it, blanks too [VT0233]\n"},
		{"<a><!-- x -- y --></a>", "t.xml:1:11: error: '--' in a comment; write a single dash [VT0234]\n"},
		{"<a>]]></a>", "t.xml:1:4: error: ']]>' may not stand in text; write ]]&gt; [VT0235]\n"},
		{"<a>\n <x:b y:c='1'/></a>",
		 "t.xml:2:2: error: the prefix 'y:' is not declared; delete it (elements of a document need none) [VT0236]\n"
		 "t.xml:2:2: error: the prefix 'x:' is not declared; delete it (elements of a document need none) [VT0236]\n"},
		{"<?xml version='1.0' encoding='UTF-8' foo='1'?><a/>",
		 "t.xml:1:38: error: the XML declaration is not right; write <?xml version=\"1.0\" encoding=\"UTF-8\"?>, or "
		 "delete it [VT0243]\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_bytes_say(cases[i].text, strlen(cases[i].text), cases[i].wanted);
}

/* Hostile input */

static void doctypes_are_refused(void **state)
{
	(void)state;
	static const char said_here[] =
		": error: a DOCTYPE is not allowed, nor entities of one's own; delete it and write the characters themselves "
		"[VT0206]\n";
	static const struct {
		const char *text, *place;
	} cases[] = {
		{"<!DOCTYPE a><a/>", "t.xml:1:1"},
		{"<?xml version='1.0'?>\n<!-- <!DOCTYPE no> --><?p <!DOCTYPE no>?>\n <!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
		 "t.xml:3:2"},
		{"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><l>&c;</l>", "t.xml:1:1"},
		{"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "t.xml:1:1"},
		{"<a><!DOCTYPE a></a>", "t.xml:1:4"},
		{"<!doctype html><a/>", "t.xml:1:1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char wanted[300];
		snprintf(wanted, sizeof wanted, "%s%s", cases[i].place, said_here);
		assert_bytes_say(cases[i].text, strlen(cases[i].text), wanted);
	}
	static const char harmless[] = "<!-- <!DOCTYPE a> --><a x='!DOCTYPE'><![CDATA[<!DOCTYPE a>]]><?p <!DOCTYPE?></a>";
	SAYS(harmless, "");
}

static void repeat(struct buffer *out, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++) buffer_text(out, text);
}

static void assert_limit(struct buffer *text, const char *wanted)
{
	assert_false(text->failed);
	assert_bytes_say(text->data, text->length, wanted);
	buffer_clear(text);
}

static void limits_hold(void **state)
{
	(void)state;
	struct buffer text = {0};
	repeat(&text, "<a>", 64);
	repeat(&text, "</a>", 64);
	assert_limit(&text, "");
	repeat(&text, "<a>", 65);
	assert_limit(&text, "t.xml:1:193: error: elements stand more than 64 deep in one another; is an end tag missing? "
						"Otherwise take them apart [VT0207]\n");
	for (int count = 64; count <= 65; count++) {
		buffer_text(&text, "<a");
		for (int i = 0; i < count; i++) buffer_format(&text, " x%d='%d'", i, i);
		buffer_text(&text, "/>");
		assert_limit(&text, count == 64 ? ""
										: "t.xml:1:1: error: the element has more than 64 attributes; delete those "
										  "that are not needed [VT0209]\n");
	}
	for (int over = 0; over < 2; over++) {
		buffer_text(&text, "<a>");
		repeat(&text, "x", XML_TEXT_LIMIT + (size_t)over);
		buffer_text(&text, "</a>");
		assert_limit(&text,
					 !over ? ""
						   : "t.xml:1:4: error: a single text is longer than 1048576 bytes; divide it into paragraphs "
							 "[VT0210]\n");
	}
	buffer_text(&text, "<a>");
	repeat(&text, "<b/>", XML_ELEMENT_LIMIT);
	buffer_text(&text, "</a>");
	assert_limit(&text,
				 "t.xml:1:4000000: error: the file has more than 1000000 elements; divide the document [VT0208]\n");
	buffer_room(&text, XML_FILE_LIMIT + 1);
	memset(text.data, ' ', XML_FILE_LIMIT + 1);
	text.length = XML_FILE_LIMIT + 1;
	assert_limit(&text, "t.xml: error: the file is larger than 64 MiB; make it smaller, or divide it [VT0103]\n");
	buffer_drop(&text);
}

static void messages_are_bounded(void **state)
{
	(void)state;
	struct buffer text = {0};
	struct fixture fixture;
	buffer_text(&text, "<a>");
	repeat(&text, "&", 100000);
	parse_bytes(&fixture, text.data, text.length);
	assert_int_equal(diagnostics_count(fixture.diagnostics), 50);
	done(&fixture);
	buffer_clear(&text);
	buffer_char(&text, '<');
	repeat(&text, "\u1ea0", 100000);
	parse_bytes(&fixture, text.data, text.length);
	struct buffer message = said(fixture.diagnostics, ENGLISH);
	assert_true(message.length < 200);
	buffer_drop(&message);
	done(&fixture);
	buffer_drop(&text);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static void ignore(void *context, xmlError *error)
{
	(void)context;
	(void)error;
}

/* The scan may overlook what libxml2 refuses, but never refuse what libxml2 takes. */
static void the_scan_sees_no_mistake_where_there_is_none(void **state)
{
	(void)state;
	static const char original[] = "<?xml version='1.0'?>\n<!-- c --><a x=\"1\" y='&lt;\u1ea0'>text &amp; "
								   "<b>&#38;</b><![CDATA[<x>]]><?p q?>]] <c/>\n</a >\n";
	static const char *const pieces[] = {"<",   ">",    "&",    "\"",  "'",         "/",    "!",     "-", "--",
										 "]]>", "<!--", "-->",  ";",   "=",         " ",    "&#",    "a", "\u201c",
										 "?>",  "<?",   "</a>", "<b>", "<![CDATA[", "&lt;", "#x41;", ":"};
	uint32_t seed = 2463534242u;
	unsigned refused = 0, taken = 0;
	xmlSetStructuredErrorFunc(NULL, ignore);
	for (int round = 0; round < 20000; round++) {
		struct buffer text = {0};
		size_t cut = next_random(&seed) % sizeof original, skip = next_random(&seed) % 4;
		if (cut + skip > sizeof original - 1) skip = sizeof original - 1 - cut;
		while (((unsigned char)original[cut] & 0xC0) == 0x80 || ((unsigned char)original[cut + skip] & 0xC0) == 0x80)
			cut++;
		if (cut + skip > sizeof original - 1) continue;
		buffer_put(&text, original, cut);
		buffer_text(&text, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
		buffer_text(&text, original + cut + skip);
		buffer_char(&text, '\0');
		struct diagnostics *diagnostics = diagnostics_new();
		int status = xml_scan(text.data, text.length - 1, "t.xml", diagnostics);
		xmlDoc *doc = xmlReadMemory(text.data, (int)text.length - 1, NULL, NULL, XML_PARSE_NONET);
		if (doc && status != OK) {
			print_message("%s\n", text.data);
			assert_said(diagnostics, "");
		}
		refused += status != OK;
		taken += doc != NULL;
		xmlFreeDoc(doc);
		diagnostics_drop(diagnostics);
		buffer_drop(&text);
	}
	xmlSetStructuredErrorFunc(NULL, NULL);
	assert_true(refused > 1000 && taken > 1000);
}

/* The n-th allocation of libxml2 fails. */
static long allocations_left;

static void *failing_malloc(size_t size)
{
	return allocations_left-- > 0 ? malloc(size) : NULL;
}

static void *failing_realloc(void *old, size_t size)
{
	return allocations_left-- > 0 ? realloc(old, size) : NULL;
}

static char *failing_strdup(const char *text)
{
	char *copy = allocations_left-- > 0 ? malloc(strlen(text) + 1) : NULL;
	return copy ? strcpy(copy, text) : NULL;
}

static void out_of_memory_is_told_and_leaks_nothing(void **state)
{
	(void)state;
	static const char text[] = "<a xmlns='urn:x' y='Vie\u0323t &amp;'>Vie\u0323t <b>x</b> y<!-- c --> z</a>";
	bool parsed = false;
	assert_int_equal(xmlMemSetup(free, failing_malloc, failing_realloc, failing_strdup), 0);
	for (long allowed = 0; !parsed && allowed < 1000; allowed++) {
		struct fixture fixture = {.arena = arena_new(), .diagnostics = diagnostics_new()};
		allocations_left = allowed;
		int status = xml_parse(&fixture.xml, fixture.arena, text, sizeof text - 1, "t.xml", fixture.diagnostics);
		allocations_left = 1000000;
		assert_true(status == OK || status == ERR_MEMORY);
		assert_said(fixture.diagnostics, "");
		parsed = status == OK;
		if (parsed) assert_string_equal(xml_attribute(xmlDocGetRootElement(fixture.xml.doc), "y"), "Vi\u1eb9t &");
		done(&fixture);
	}
	assert_true(parsed);
	xmlMemSetup(free, malloc, realloc, strdup);
}

static void namespaces_are_stripped(void **state)
{
	(void)state;
	struct fixture fixture;
	parse(&fixture, "<a xmlns='urn:x' xml:lang='vi'><b/><c xmlns='urn:y'/></a>");
	xmlNode *a = xmlDocGetRootElement(fixture.xml.doc);
	xml_strip_namespace(&fixture.xml);
	assert_null(a->ns);
	assert_null(xml_child(a, "b")->ns);
	assert_non_null(xml_child(a, "c")->ns);
	assert_non_null(a->properties->ns);
	assert_null(xml_attribute(a, "lang"));
	assert_ptr_equal(xml_next(xml_child(a, NULL), NULL), xml_child(a, "c"));
	assert_null(xml_next(xml_child(a, "b"), "b"));
	done(&fixture);
}

int main(void)
{
	xmlInitParser();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_and_texts_know_their_places),
		cmocka_unit_test(lines_go_past_65535),
		cmocka_unit_test(characters_are_found_in_text),
		cmocka_unit_test(text_and_values_are_composed),
		cmocka_unit_test(values_with_references),
		cmocka_unit_test(encodings_are_read),
		cmocka_unit_test(other_encodings_are_refused),
		cmocka_unit_test(files_of_other_kinds_are_refused),
		cmocka_unit_test(mistakes_are_explained),
		cmocka_unit_test(doctypes_are_refused),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(messages_are_bounded),
		cmocka_unit_test(the_scan_sees_no_mistake_where_there_is_none),
		cmocka_unit_test(out_of_memory_is_told_and_leaks_nothing),
		cmocka_unit_test(namespaces_are_stripped),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	xmlCleanupParser();
	return failed;
}
