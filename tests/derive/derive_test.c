/* What the goldens (run) do not show: of which parts of the master a plan depends, where its parts come from, and that
 * every failing allocation is told. Linked with --wrap for the allocations of our own code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../base/failing.h"
#include "base/file.h"
#include "base/status.h"
#include "derive/derive.h"
#include "plan/numbering.h"
#include "plan/schema.h"
#include "template/template.h"

static const char skeleton_text[] =
	"<plan xmlns='urn:vanthu:plan:1'>\n"
	"<organ><name>{unit/name}</name></organ>\n"
	"<subject>Thử {unit/code}</subject>\n"
	"<master-basis/><p>{unit/note}</p><p>Theo <master-ref/>, {master/section[2]/title}.</p>\n"
	"<section empty='drop'><title>Một</title><copy select=\"master/section[1]/clause[has('SCT')]\"/></section>\n"
	"<section><title>Hai</title><table copy='master/appendix/table' rows='has(@units)' drop='{1+1}'/></section>\n"
	"<recipients><to>{unit/to}</to><archive>VT</archive></recipients>\n"
	"<signature when=\"unit/kind='so'\"><position>Giám đốc</position></signature>\n"
	"<signature when=\"unit/kind!='so'\"><position>Chủ tịch</position></signature></plan>\n";

static const char *const columns[] = {"code", "name", "kind", "note", "to"};
static const char *const cells[][5] = {
	{"SCT", "Sở Công Thương", "so", "", "Một\nHai"},
	{"SNV", "Sở Nội vụ", "so", "Ghi chú", "Một"},
	{"THX", "Huyện Thanh Hà", "huyen", "", "Một"},
};
enum { COLUMNS = 5, UNITS = 3 };

struct batch {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct plan_schema *plans, *skeletons;
	struct template *template;
	struct citation_words words;
	struct plan plan;
	struct master master;
	struct skeleton *skeleton;
	struct derived derived;
};

static const char *data_folder(void)
{
	const char *data = getenv("VANTHU_DATA");
	return data ? data : ".";
}

static int load_master(struct batch *batch, const char *text)
{
	TRY(plan_load(&batch->plan, batch->arena, batch->plans, text, strlen(text), "master.xml", batch->diagnostics));
	TRY(plan_number(&batch->plan, template_numbering(batch->template), batch->arena, batch->diagnostics));
	batch->master = (struct master){&batch->plan, &batch->words, false};
	return OK;
}

static void begin(struct batch *batch)
{
	struct template_source source = {.data_folder = data_folder(), .name = "ke-hoach"};
	*batch = (struct batch){.arena = arena_new(), .diagnostics = diagnostics_new()};
	assert_int_equal(plan_schema_load(&batch->plans, data_folder(), batch->diagnostics), OK);
	assert_int_equal(template_load(&batch->template, &source, batch->diagnostics), OK);
}

static int load_skeleton(struct batch *batch)
{
	TRY(plan_schema_load_skeleton(&batch->skeletons, data_folder(), batch->diagnostics));
	TRY(citation_load(&batch->words, batch->arena, data_folder(), batch->diagnostics));
	TRY(skeleton_load(&batch->skeleton, batch->skeletons, skeleton_text, strlen(skeleton_text), "skeleton.xml",
					  batch->diagnostics));
	return skeleton_check(batch->skeleton, &batch->master, columns, COLUMNS, batch->diagnostics);
}

static void end(struct batch *batch)
{
	derived_drop(&batch->derived);
	skeleton_drop(batch->skeleton);
	plan_drop(&batch->plan);
	template_drop(batch->template);
	plan_schema_drop(batch->plans);
	plan_schema_drop(batch->skeletons);
	diagnostics_drop(batch->diagnostics);
	arena_drop(batch->arena);
}

static char *master_text(struct batch *batch)
{
	char *data;
	size_t size;
	const char *path = arena_format(batch->arena, "%s/tests/derive/master.xml", data_folder());
	assert_int_equal(file_read(&data, &size, batch->arena, path, 1 << 20, batch->diagnostics), OK);
	return data;
}

static int derive(struct batch *batch, size_t index)
{
	struct place places[COLUMNS];
	struct unit unit = {.code = cells[index][0], .kind = cells[index][2], .places = places, .columns = COLUMNS};
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *row = xmlNewDocNode(doc, NULL, BAD_CAST "unit", NULL);
	xmlDocSetRootElement(doc, row);
	for (size_t i = 0; i < COLUMNS; i++) {
		xmlNode *cell = xmlNewChild(row, NULL, (const xmlChar *)columns[i], NULL);
		if (cells[index][i][0]) xmlAddChild(cell, xmlNewText((const xmlChar *)cells[index][i]));
		places[i] = (struct place){"units.csv", (uint32_t)index + 2, (uint32_t)i + 1};
	}
	unit.row = row;
	int status = derive_plan(&batch->derived, batch->skeleton, &batch->master, &unit, batch->diagnostics);
	xmlFreeDoc(doc);
	return status;
}

/* The plans from a master in which one text was put in place of another. */
static void derive_all(struct buffer plans[UNITS], const char *from, const char *to)
{
	struct batch batch;
	begin(&batch);
	char *text = master_text(&batch), *at = strstr(text, from);
	assert_non_null(at);
	const char *changed = arena_format(batch.arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	assert_int_equal(load_master(&batch, changed), OK);
	assert_int_equal(load_skeleton(&batch), OK);
	for (size_t i = 0; i < UNITS; i++) {
		assert_int_equal(derive(&batch, i), OK);
		plans[i] = (struct buffer){0};
		buffer_put(&plans[i], batch.derived.xml.data, batch.derived.xml.length);
	}
	end(&batch);
}

static void only_plans_that_use_a_part_depend_on_it(void **state)
{
	static const struct {
		const char *from, *to;
		bool changed[UNITS];
	} changes[] = {
		{"Rà soát văn bản", "Rà soát", {true, true, false}},      /* a row */
		{"Kiểm tra văn bản", "Kiểm tra", {false, true, true}},    /* a row */
		{"Báo cáo", "Báo cáo năm", {true, true, true}},           /* a row of all */
		{"Giao biên chế", "Giảm biên chế", {false, true, false}}, /* a row */
		{"Biên chế<", "Tổ chức<", {false, false, false}},         /* the dropped column */
		{"Tổ chức bộ máy", "Bộ máy", {false, true, false}},       /* a group row */
		{"<cell>100", "<cell>101", {false, true, false}},         /* a total */
		{"Lĩnh vực", "Ngành", {false, false, false}},             /* a dropped column */
		{"Kịp thời", "Nhanh", {true, false, false}},              /* a clause */
		{"Mục đích, yêu cầu", "Mục tiêu", {false, false, false}},
		{"Trên đây", "Đây", {false, false, false}},
		{"276/KH", "277/KH", {true, true, true}}, /* the citation */
		{"\n  <section id=\"noi-dung\">", "   \n\n<section id=\"noi-dung\">", {false, false, false}},
	};
	struct buffer before[UNITS], after[UNITS];
	(void)state;
	derive_all(before, "", "");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		derive_all(after, changes[i].from, changes[i].to);
		for (size_t k = 0; k < UNITS; k++) {
			bool same =
				before[k].length == after[k].length && memcmp(before[k].data, after[k].data, after[k].length) == 0;
			if (same == changes[i].changed[k]) print_error("%s: %s\n", changes[i].from, cells[k][0]);
			assert_int_equal(same, !changes[i].changed[k]);
			buffer_drop(&after[k]);
		}
	}
	for (size_t k = 0; k < UNITS; k++) buffer_drop(&before[k]);
}

static void assert_origin(const struct derived *derived, const char *text, const char *file, uint32_t line,
						  uint32_t column)
{
	uint32_t at_line = 1, at_column = 1;
	const char *data = derived->xml.data, *end = data + derived->xml.length, *at = data;
	for (; at < end && strncmp(at, text, strlen(text)) != 0; at++) {
		at_column += ((unsigned char)*at & 0xC0) != 0x80;
		if (*at == '\n') at_line++, at_column = 1;
	}
	assert_true(at < end);
	struct place place = derive_place(derived, at_line, at_column);
	assert_string_equal(place.file, file);
	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

static void places_lead_to_where_things_are_mended(void **state)
{
	struct batch batch;
	(void)state;
	begin(&batch);
	assert_int_equal(load_master(&batch, master_text(&batch)), OK);
	assert_int_equal(load_skeleton(&batch), OK);
	assert_int_equal(derive(&batch, 1), OK);
	assert_origin(&batch.derived, "<plan", "skeleton.xml", 1, 1);
	assert_origin(&batch.derived, "Sở Nội vụ", "units.csv", 3, 2);
	assert_origin(&batch.derived, "<subject", "skeleton.xml", 3, 1);
	assert_origin(&batch.derived, "Thử", "skeleton.xml", 3, 10);
	assert_origin(&batch.derived, "SNV<", "units.csv", 3, 1);
	assert_origin(&batch.derived, "Ghi chú", "units.csv", 3, 4);
	assert_origin(&batch.derived, "Căn cứ", "skeleton.xml", 4, 1);
	assert_origin(&batch.derived, "Nội dung.", "master.xml", 22, 5);
	assert_origin(&batch.derived, "Giao biên chế", "master.xml", 43, 58);
	end(&batch);
}

/* What fails is told, and nothing else goes wrong; run under a sanitizer it shows leaks, too. */
static void every_failing_allocation_is_told(void **state)
{
	struct batch batch;
	int failures = 0;
	(void)state;
	begin(&batch);
	assert_int_equal(load_master(&batch, master_text(&batch)), OK);
	do {
		left = ++failures;
		fired = false;
		int status = load_skeleton(&batch);
		if (status == OK) status = derive(&batch, 0);
		left = 0;
		assert_int_equal(status, fired ? ERR_MEMORY : OK);
		skeleton_drop(batch.skeleton);
		plan_schema_drop(batch.skeletons);
		derived_drop(&batch.derived);
		batch.skeleton = NULL;
		batch.skeletons = NULL;
	} while (fired);
	end(&batch);
	assert_true(failures > 10); /* an arena takes its memory in large pieces */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_plans_that_use_a_part_depend_on_it),
		cmocka_unit_test(places_lead_to_where_things_are_mended),
		cmocka_unit_test(every_failing_allocation_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
