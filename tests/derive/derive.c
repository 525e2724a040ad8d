/* derive [-s] CASE: what the function of src/derive makes of a case, as text. A case is a text file in sections:
 *
 *     --- master      a plan; without it, master.xml beside the case
 *     --- skeleton    or --- body: what stands between the head and the end of a plain one
 *     --- units       the names of the columns, then a row for each unit, parted by ";"; "\n" parts the lines of a cell
 *     --- draft
 *
 * -s: the skeleton itself. Else written are the messages about the skeleton in both languages, then each unit's plan, or why there is none. */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "derive/derive.h"
#include "plan/numbering.h"
#include "plan/schema.h"
#include "template/template.h"

enum { COLUMNS = 40 };

static const char head[] =
	"<plan xmlns=\"urn:vanthu:plan:1\"><organ><name>{unit/name}</name></organ><subject>Thử</subject><p>Mở đầu.</p>\n";
static const char end[] = "<recipients><to>Như trên</to><archive>VT</archive></recipients><signature><position>Giám "
						  "đốc</position><name>A</name></signature></plan>\n";

struct test {
	struct arena *arena;
	const char *folder;
	char *master_text, *skeleton_text, *units_text;
	bool draft;
	struct plan_schema *plans, *skeletons;
	struct template *template;
	struct citation_words words;
	struct plan plan;
	struct master master;
	struct skeleton *skeleton;
	bool sound;
	const char *columns[COLUMNS];
	size_t column_count;
};

static void must(int status)
{
	if (status == OK) return;
	fprintf(stderr, "the test itself failed\n");
	exit(3);
}

static void tell(struct diagnostics *diagnostics)
{
	struct buffer out = {0};
	diagnostics_sort(diagnostics);
	for (int language = ENGLISH; language <= VIETNAMESE; language++)
		diagnostics_write(diagnostics, (enum language)language, &out);
	if (out.length > 0) fwrite(out.data, 1, out.length, stdout);
	buffer_drop(&out);
	diagnostics_drop(diagnostics);
}

static char *read_whole(struct test *test, const char *path)
{
	struct diagnostics *diagnostics = diagnostics_new();
	char *data;
	size_t size;
	must(file_read(&data, &size, test->arena, path, 1 << 24, diagnostics));
	diagnostics_drop(diagnostics);
	return data;
}

/* The case's sections. */
static void read_case(struct test *test, const char *path)
{
	char *slash = strrchr(path, '/');
	test->folder = arena_format(test->arena, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	char *at = read_whole(test, path);
	while (at && *at) {
		char *name = at + strlen("--- "), *text = strchr(name, '\n') + 1;
		char *next = strncmp(text, "--- ", 4) == 0 ? text : strstr(text, "\n--- ");
		text[-1] = '\0';
		if (next && next != text) *next++ = '\0';
		if (next == text) text = arena_string(test->arena, "");
		if (strcmp(name, "master") == 0) test->master_text = text;
		if (strcmp(name, "skeleton") == 0) test->skeleton_text = text;
		if (strcmp(name, "body") == 0) test->skeleton_text = arena_format(test->arena, "%s%s\n%s", head, text, end);
		if (strcmp(name, "units") == 0) test->units_text = text;
		if (strcmp(name, "draft") == 0) test->draft = true;
		at = next;
	}
	if (!test->master_text)
		test->master_text = read_whole(test, arena_format(test->arena, "%s/master.xml", test->folder));
	if (!test->units_text) test->units_text = read_whole(test, arena_format(test->arena, "%s/units.txt", test->folder));
}

static void load_master(struct test *test, const char *data)
{
	struct diagnostics *diagnostics = diagnostics_new();
	struct template_source source = {.data_folder = data, .name = "ke-hoach"};
	must(plan_schema_load(&test->plans, data, diagnostics));
	must(plan_schema_load_skeleton(&test->skeletons, data, diagnostics));
	must(template_load(&test->template, &source, diagnostics));
	must(citation_load(&test->words, test->arena, data, diagnostics));
	int status = plan_load(&test->plan, test->arena, test->plans, test->master_text, strlen(test->master_text),
						   "master.xml", diagnostics);
	if (status == OK) status = plan_number(&test->plan, template_numbering(test->template), test->arena, diagnostics);
	tell(diagnostics);
	must(status);
	test->master = (struct master){&test->plan, &test->words, test->draft};
}

/* The cells of a line. */
static size_t split(const char *cells[COLUMNS], char *line)
{
	size_t count = 0;
	while (line && count < COLUMNS) {
		char *next = strchr(line, ';');
		if (next) *next++ = '\0';
		char *out = line;
		cells[count++] = line;
		for (char *at = line; *at; at++, out++) {
			*out = *at;
			if (strncmp(at, "\\n", 2) == 0) *out = '\n', at++;
		}
		*out = '\0';
		line = next;
	}
	return count;
}

static void load_skeleton(struct test *test, char *names)
{
	struct diagnostics *diagnostics = diagnostics_new();
	test->column_count = split(test->columns, names);
	int status = skeleton_load(&test->skeleton, test->skeletons, test->skeleton_text, strlen(test->skeleton_text),
							   "skeleton.xml", diagnostics);
	if (status == OK)
		status = skeleton_check(test->skeleton, &test->master, test->columns, test->column_count, diagnostics);
	tell(diagnostics);
	test->sound = status == OK;
}

/* As the batch does: what was found in the derived plan, at the places where it can be mended, with a note that names
 * the unit. */
static void retell(struct diagnostics *told, const struct diagnostics *found, const struct derived *derived)
{
	for (size_t i = 0; i < diagnostics_count(found); i++) {
		const struct diagnostic *each = diagnostics_at(found, i);
		struct place place = each->place;
		bool here = place.file && strcmp(place.file, "derived.xml") == 0;
		if (here && place.line) place = derive_place(derived, place.line, place.column);
		const char *const *arguments = each->arguments;
		diagnostics_add(told, each->id, place, arguments[0], arguments[1], arguments[2], arguments[3], NULL);
		diagnostics_add(told, DERIVE_UNIT, place, derived->code, NULL);
	}
}

/* The plan itself must be one, as the program sees it; what is wrong is told where it can be mended. */
static void check_plan(struct test *test, const struct derived *derived)
{
	struct diagnostics *found = diagnostics_new(), *told = diagnostics_new();
	struct plan plan;
	if (plan_load(&plan, test->arena, test->plans, derived->xml.data, derived->xml.length, "derived.xml", found) == OK)
		plan_drop(&plan);
	diagnostics_sort(found);
	retell(told, found, derived);
	diagnostics_drop(found);
	tell(told);
}

static void derive_unit(struct test *test, const char *const *cells, size_t count, uint32_t line)
{
	struct unit unit = {.code = "", .kind = "", .place = {"units.csv", line, 1}, .columns = count};
	struct place places[COLUMNS];
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *row = xmlNewDocNode(doc, NULL, BAD_CAST "unit", NULL);
	xmlDocSetRootElement(doc, row);
	for (size_t i = 0; i < count; i++) {
		xmlNode *cell = xmlNewChild(row, NULL, (const xmlChar *)test->columns[i], NULL);
		if (cells[i][0]) xmlAddChild(cell, xmlNewText((const xmlChar *)cells[i]));
		places[i] = (struct place){"units.csv", line, (uint32_t)i + 1};
		if (strcmp(test->columns[i], "code") == 0) unit.code = cells[i];
		if (strcmp(test->columns[i], "kind") == 0) unit.kind = cells[i];
	}
	unit.row = row;
	unit.places = places;
	struct derived derived = {0}, again = {0};
	struct diagnostics *diagnostics = diagnostics_new();
	printf("=== %s\n", unit.code);
	int status = derive_plan(&derived, test->skeleton, &test->master, &unit, diagnostics);
	tell(diagnostics);
	if (status == OK) {
		fwrite(derived.xml.data, 1, derived.xml.length, stdout);
		must(derive_plan(&again, test->skeleton, &test->master, &unit, NULL));
		bool same =
			again.xml.length == derived.xml.length && memcmp(again.xml.data, derived.xml.data, again.xml.length) == 0;
		must(same ? OK : ERR_SYSTEM);
		check_plan(test, &derived);
	}
	derived_drop(&derived);
	derived_drop(&again);
	xmlFreeDoc(doc);
}

static void derive_units(struct test *test)
{
	char *line = test->units_text, *next = strchr(line, '\n');
	if (next) *next++ = '\0';
	load_skeleton(test, line);
	for (uint32_t number = 2; test->sound && next && *next; number++) {
		const char *cells[COLUMNS];
		line = next;
		next = strchr(line, '\n');
		if (next) *next++ = '\0';
		size_t count = split(cells, line);
		while (count < test->column_count) cells[count++] = "";
		derive_unit(test, cells, count, number);
	}
}

int main(int argc, char **argv)
{
	const char *data = getenv("VANTHU_DATA");
	struct test test = {.arena = arena_new()};
	if (argc < 2 || !data || !test.arena) return 2;
	read_case(&test, argv[argc - 1]);
	if (argc == 3) {
		fputs(test.skeleton_text, stdout);
		arena_drop(test.arena);
		return 0;
	}
	load_master(&test, data);
	derive_units(&test);
	skeleton_drop(test.skeleton);
	plan_drop(&test.plan);
	template_drop(test.template);
	plan_schema_drop(test.plans);
	plan_schema_drop(test.skeletons);
	arena_drop(test.arena);
	return 0;
}
