/* Files of units. Bad ones are the corpus beside this file: units/NAME.csv or NAME.xml, with NAME.kinds.csv where it
 * needs kinds; NAME.said holds the status and what was said in both languages. VANTHU_UPDATE=1 writes NAME.said anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/failing.h"
#include "../base/said.h"
#include "base/file.h"
#include "base/status.h"
#include "batch/units.h"

struct fixture {
	struct diagnostics *diagnostics;
	struct arena *arena;
	struct units *units;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	fixture->diagnostics = diagnostics_new();
	fixture->arena = arena_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	units_drop(fixture->units);
	diagnostics_drop(fixture->diagnostics);
	arena_drop(fixture->arena);
	free(fixture);
	return 0;
}

static int parse_sized(struct fixture *fixture, const char *text, size_t size, const char *kinds)
{
	struct units_file files[2] = {{text, size, "units.csv"}, {kinds, kinds ? strlen(kinds) : 0, "kinds.csv"}};
	return units_parse(&fixture->units, &files[0], kinds ? &files[1] : NULL, fixture->diagnostics);
}

static int parse(struct fixture *fixture, const char *text, const char *kinds)
{
	return parse_sized(fixture, text, strlen(text), kinds);
}

/* A unit as CODE|KIND|column=text@file:line:column|... */
static const char *show(struct fixture *fixture, size_t index)
{
	struct unit unit;
	assert_int_equal(units_row(&unit, fixture->units, index, fixture->arena), OK);
	char *out = arena_format(fixture->arena, "%s|%s", unit.code, unit.kind);
	assert_string_equal(unit.row->name, "unit");
	size_t i = 0;
	for (const xmlNode *column = unit.row->children; column; column = column->next, i++) {
		const char *text = column->children ? (const char *)column->children->content : "";
		const struct place *place = &unit.places[i];
		assert_ptr_equal(column->parent, unit.row);
		assert_true(!column->next || column->next->prev == column);
		out = arena_format(fixture->arena, "%s|%s=%s@%c%u:%u", out, (const char *)column->name, text, *place->file,
						   place->line, place->column);
	}
	assert_int_equal(i, unit.columns);
	return out;
}

static void rows_of_csv(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(parse(fixture,
						   "code,name,to\r\n"
						   "SNV, Sở Nội vụ ,\"Sở, \"\"A\"\"\"\r\n"
						   "\r\n"
						   ",,\r\n"
						   "STC,\"Sở\nTài chính\",\n"
						   "  SYT\t,Sở Y tế",
						   NULL),
					 OK);
	assert_said(fixture->diagnostics, "");
	assert_int_equal(units_count(fixture->units), 3);
	assert_string_equal(units_code(fixture->units, 1), "STC");
	assert_string_equal(show(fixture, 0), "SNV||code=SNV@u2:1|name=Sở Nội vụ@u2:6|to=Sở, \"A\"@u2:17");
	assert_string_equal(show(fixture, 1), "STC||code=STC@u5:1|name=Sở\nTài chính@u5:5|to=@u5:0");
	assert_string_equal(show(fixture, 2), "SYT||code=SYT@u7:3|name=Sở Y tế@u7:8|to=@u7:0");
}

static void separators(void **state)
{
	static const char *const texts[] = {
		"code,name,so;to\nA,B,C;D\n",
		"code;name;so,to\nA;B;C,D\n",
		"code\tname\tso,;,;,to\nA\tB\tC,D\n",
		"sep=;\ncode;name;a,b,c,d,e,f\nA;B;\n",
		"\xEF\xBB\xBF\"code\";\"name\"\n\"A\";B\n",
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool sound = parse(fixture, texts[i], NULL) == OK;
		struct buffer text = said(fixture->diagnostics, ENGLISH);
		/* The third column's name is refused, because it was read whole. */
		assert_int_equal(sound, i == 4);
		if (i < 4) assert_non_null(strstr(text.data, "[VT1105]"));
		if (i < 4) assert_null(strstr(strstr(text.data, "[VT1105]") + 1, "[VT"));
		buffer_drop(&text);
		diagnostics_drop(fixture->diagnostics);
		fixture->diagnostics = diagnostics_new();
	}
	assert_string_equal(show(fixture, 0), "A||code=A@u2:1|name=B@u2:5");
}

static void names_of_columns(void **state)
{
	struct fixture *fixture = *state;
	/* "Mã", "Tên", "Loại" with letters and marks apart, as macOS writes them. */
	assert_int_equal(parse(fixture, "Ma\xCC\x83;Te\xCC\x82n;Loa\xCC\xA3i;Số  điện\nthoại\nA;B;so;1\n", NULL),
					 ERR_DOCUMENT);
	diagnostics_drop(fixture->diagnostics);
	fixture->diagnostics = diagnostics_new();
	assert_int_equal(
		parse(fixture, "Ma\xCC\x83;Te\xCC\x82n;Loa\xCC\xA3i;\"Số  điện\nthoại\"\nA;Bo\xCC\x82;so;1\n", NULL), OK);
	assert_string_equal(show(fixture, 0), "A|so|code=A@u3:1|name=Bô@u3:3|kind=so@u3:6|Số-điện-thoại=1@u3:9");
}

static void rows_of_xml(void **state)
{
	static const char *const forms[] = {
		"<units><unit code='A' to=' x '><name>B</name></unit><unit code='C'>\n<name>D<!-- d "
		"-->E</name><here/></unit></units>",
		"<units xmlns='urn:vanthu:plan:1'><unit code='A' to='x'><name>B</name></unit><unit><Mã>C</Mã><name>\nDE</name>"
		"<here> </here></unit></units>",
	};
	struct fixture *fixture = *state;
	assert_int_equal(parse(fixture, forms[0], NULL), OK);
	assert_string_equal(show(fixture, 0), "A||code=A@u1:14|to=x@u1:24|name=B@u1:38|here=@u1:0");
	assert_string_equal(show(fixture, 1), "C||code=C@u1:59|to=@u1:0|name=DE@u2:7|here=@u1:0");
	units_drop(fixture->units);
	fixture->units = NULL;
	assert_int_equal(parse(fixture, forms[1], NULL), OK);
	assert_string_equal(show(fixture, 1), "C||code=C@u1:87|to=@u1:0|name=DE@u2:1|here=@u1:0");
}

static void kinds_fill_in(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(parse(fixture, "code,name,kind,head\nA,B,so,\nC,D,so,Cục trưởng\nE,F,,\n",
						   "kind,here,head\nhuyen,huyện,Chủ tịch\nso,Sở,Giám đốc\n"),
					 OK);
	assert_said(fixture->diagnostics, "");
	assert_string_equal(show(fixture, 0), "A|so|code=A@u2:1|name=B@u2:3|kind=so@u2:5|head=Giám đốc@k3:7|here=Sở@k3:4");
	assert_string_equal(show(fixture, 1),
						"C|so|code=C@u3:1|name=D@u3:3|kind=so@u3:5|head=Cục trưởng@u3:8|here=Sở@k3:4");
	assert_string_equal(show(fixture, 2), "E||code=E@u4:1|name=F@u4:3|kind=@u4:0|head=@u4:0|here=@u4:0");
}

/* A file of kinds may be known by code, and may be XML. */
static void kinds_by_other_names(void **state)
{
	static const char *const kinds[] = {
		"Mã;Tên;here\nso;Các sở;Sở\n",
		"<kinds><kind kind='so'><here>Sở</here></kind></kinds>",
		"<units><unit code='so'><here>Sở</here></unit></units>",
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		assert_int_equal(parse(fixture, "code,name,kind\nA,B,so\n", kinds[i]), OK);
		assert_non_null(strstr(show(fixture, 0), "|here=Sở@k"));
		units_drop(fixture->units);
		fixture->units = NULL;
	}
	assert_said(fixture->diagnostics, "");
}

static void utf16(void **state)
{
	static const char text[] = "\xFF\xFE"
							   "c\0o\0d\0e\0\t\0n\0a\0m\0e\0\r\0\n\0A\0\t\0\x1E\x01"
							   "\n";
	struct fixture *fixture = *state;
	assert_int_equal(parse_sized(fixture, text, sizeof text, NULL), OK);
	assert_string_equal(show(fixture, 0), "A||code=A@u2:1|name=Ğ@u2:3");
}

/* Limits are crossed by one, and not crossed. */
static void limits(void **state)
{
	struct fixture *fixture = *state;
	struct buffer text = {0};
	for (int over = 0; over < 2; over++) {
		buffer_text(&text, "code,name");
		for (int i = 2; i < UNITS_COLUMN_LIMIT + over; i++) buffer_format(&text, ",a%d", i);
		buffer_text(&text, "\nA,B\n");
		assert_int_equal(parse_sized(fixture, text.data, text.length, NULL), over ? ERR_DOCUMENT : OK);
		buffer_clear(&text);
		buffer_text(&text, "code,name\nA,");
		for (int i = 0; i < UNITS_CELL_LIMIT + over; i++) buffer_char(&text, 'b');
		units_drop(fixture->units);
		fixture->units = NULL;
		assert_int_equal(parse_sized(fixture, text.data, text.length, NULL), over ? ERR_DOCUMENT : OK);
		buffer_clear(&text);
		buffer_text(&text, "code,name\n");
		for (int i = 0; i < UNITS_ROW_LIMIT + over; i++) buffer_format(&text, "%d,b\n", i);
		units_drop(fixture->units);
		fixture->units = NULL;
		assert_int_equal(parse_sized(fixture, text.data, text.length, NULL), over ? ERR_DOCUMENT : OK);
		buffer_clear(&text);
		units_drop(fixture->units);
		fixture->units = NULL;
	}
	buffer_drop(&text);
	struct buffer found = said(fixture->diagnostics, ENGLISH);
	assert_non_null(strstr(found.data, "[VT1107]"));
	assert_non_null(strstr(found.data, "[VT1115]"));
	assert_non_null(strstr(found.data, "1000002: error: the file has more than 1000000 rows"));
	buffer_drop(&found);
}

/* The n-th allocation fails, for each n: it is told, nothing leaks, and what was right stays right. */
static void allocations_fail(void **state)
{
	static const char units[] = "Mã;Te\xCC\x82n;kind;x\nA;\"B\xC2\xAD\nb\";so;\nC;D;huyen;2\n";
	static const char kinds[] = "<kinds><kind kind='so'><here>Sở</here></kind><kind kind='huyen'/></kinds>";
	static const char wrong[] = "Mã;name;kin d();x\nA;B;\nA;;C;D;E\n;\"x\n";
	struct fixture *fixture = *state;
	unsigned n = 0, failures = 0;
	do {
		left = ++n;
		fired = false;
		int status = parse(fixture, units, kinds);
		left = 0;
		/* libcsv asks again for less. */
		assert_true(status == OK || (fired && status == ERR_MEMORY));
		failures += status != OK;
		if (status == OK)
			assert_string_equal(show(fixture, 1),
								"C|huyen|code=C@u4:1|name=D@u4:3|kind=huyen@u4:5|x=2@u4:11|here=@u4:0");
		units_drop(fixture->units);
		fixture->units = NULL;
	} while (fired);
	assert_true(failures > 20);
	n = 0;
	do {
		struct diagnostics *diagnostics = diagnostics_new();
		struct units_file file = {wrong, strlen(wrong), "wrong.csv"};
		struct units *none = NULL;
		left = ++n;
		fired = false;
		int status = units_parse(&none, &file, NULL, diagnostics);
		left = 0;
		assert_true(status == ERR_DOCUMENT || (fired && status == ERR_MEMORY));
		assert_null(none);
		diagnostics_drop(diagnostics);
	} while (fired);
}

static void files(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(units_load(&fixture->units, "/nonexistent/u.csv", "/nonexistent/k.csv", fixture->diagnostics),
					 ERR_SYSTEM);
	assert_said(fixture->diagnostics,
				"/nonexistent/u.csv: error: there is no such file; check its name and folder [VT0104]\n"
				"/nonexistent/k.csv: error: there is no such file; check its name and folder [VT0104]\n");
}

/* The sample's units: all are sound, and none is without a signer, a place and recipients, of its own or its kind's. */
static void sample(void **state)
{
	struct fixture *fixture = *state;
	const char *data = getenv("VANTHU_DATA"), *folder = data ? data : ".";
	const char *path = arena_format(fixture->arena, "%s/samples/bac-kan-2021/units.csv", folder);
	const char *kinds = arena_format(fixture->arena, "%s/samples/bac-kan-2021/kinds.csv", folder);
	assert_int_equal(units_load(&fixture->units, path, kinds, fixture->diagnostics), OK);
	assert_said(fixture->diagnostics, "");
	assert_int_equal(units_count(fixture->units), 28);
	for (size_t i = 0; i < units_count(fixture->units); i++) {
		static const char *const needed[] = {"date", "place", "here", "leader", "position", "signer", "focal", "to"};
		struct unit unit;
		assert_int_equal(units_row(&unit, fixture->units, i, fixture->arena), OK);
		for (size_t j = 0; j < sizeof needed / sizeof *needed; j++) {
			const xmlNode *column = unit.row->children;
			while (column && strcmp((const char *)column->name, needed[j]) != 0) column = column->next;
			assert_non_null(column);
			if (!column->children) fail_msg("unit %s has no %s", unit.code, needed[j]);
		}
	}
}

/* The corpus */

static const char *in_corpus(struct arena *arena, const char *name, const char *ending)
{
	const char *data = getenv("VANTHU_DATA");
	return arena_format(arena, "%s/tests/batch/units/%s%s", data ? data : ".", name, ending);
}

static struct units_file read_corpus(struct arena *arena, const char *name, const char *ending)
{
	struct diagnostics *diagnostics = diagnostics_new();
	struct units_file file = {.name = arena_format(arena, "%s%s", name, ending)};
	char *bytes;
	if (file_read(&bytes, &file.size, arena, in_corpus(arena, name, ending), UNITS_FILE_LIMIT, diagnostics) == OK)
		file.bytes = bytes;
	diagnostics_drop(diagnostics);
	return file;
}

/* Of a stem: whatever was said, in both languages. */
static void hold_against_golden(struct arena *arena, const char *stem, const char *ending)
{
	struct units_file file = read_corpus(arena, stem, ending), kinds = read_corpus(arena, stem, ".kinds.csv");
	struct diagnostics *diagnostics = diagnostics_new();
	struct units *units = NULL;
	int status = units_parse(&units, &file, kinds.bytes ? &kinds : NULL, diagnostics);
	assert_int_equal(status == OK, units != NULL);
	struct buffer out = {0}, english = said(diagnostics, ENGLISH), vietnamese = said(diagnostics, VIETNAMESE);
	buffer_format(&out, "status %d\n%s%s", status, english.data, vietnamese.data);
	assert_false(out.failed);
	if (getenv("VANTHU_UPDATE"))
		assert_int_equal(file_write(in_corpus(arena, stem, ".said"), out.data, out.length, diagnostics), OK);
	struct units_file golden = read_corpus(arena, stem, ".said");
	if (!golden.bytes) fail_msg("%s has no golden: read it as a clerk would, then VANTHU_UPDATE=1", stem);
	assert_string_equal(arena_copy(arena, out.data, out.length), golden.bytes);
	buffer_drop(&english);
	buffer_drop(&vietnamese);
	buffer_drop(&out);
	units_drop(units);
	diagnostics_drop(diagnostics);
}

static void corpus(void **state)
{
	struct fixture *fixture = *state;
	DIR *folder = opendir(in_corpus(fixture->arena, "", ""));
	assert_non_null(folder);
	size_t inputs = 0, goldens = 0;
	for (const struct dirent *entry; (entry = readdir(folder));) {
		char stem[sizeof entry->d_name];
		strcpy(stem, entry->d_name);
		char *ending = strrchr(stem, '.');
		if (!ending || ending == stem || strstr(stem, ".kinds.csv")) continue;
		goldens += strcmp(ending, ".said") == 0;
		const char *own = strcmp(ending, ".xml") == 0 ? ".xml" : strcmp(ending, ".csv") == 0 ? ".csv" : NULL;
		*ending = '\0';
		if (!own || stem[0] == '\0') continue;
		inputs++;
		hold_against_golden(fixture->arena, stem, own);
	}
	closedir(folder);
	assert_true(inputs >= 20);
	if (!getenv("VANTHU_UPDATE")) assert_int_equal(inputs, goldens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_of_csv, set_up, tear_down),
		cmocka_unit_test_setup_teardown(separators, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_of_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rows_of_xml, set_up, tear_down),
		cmocka_unit_test_setup_teardown(kinds_fill_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(kinds_by_other_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(utf16, set_up, tear_down),
		cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(allocations_fail, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sample, set_up, tear_down),
		cmocka_unit_test_setup_teardown(corpus, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
