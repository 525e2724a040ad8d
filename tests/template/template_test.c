/* Templates: what extends what, and the mistakes in them. Files are written into a temporary folder. */
#include "../base/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/status.h"
#include "template/flow.h"
#include "template/template.h"

struct fixture {
	char folder[64];
	struct diagnostics *diagnostics;
	struct template *template;
};

static int enter(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	strcpy(fixture->folder, "/tmp/vanthu-test-XXXXXX");
	if (!mkdtemp(fixture->folder) || chdir(fixture->folder) != 0) return -1;
	fixture->diagnostics = diagnostics_new();
	*state = fixture;
	return 0;
}

static int leave(void **state)
{
	struct fixture *fixture = *state;
	template_drop(fixture->template);
	diagnostics_drop(fixture->diagnostics);
	unlink("a.xml");
	unlink("b.xml");
	int status = chdir("/") + rmdir(fixture->folder);
	free(fixture);
	return status;
}

static void write_template(const char *name, const char *extends, const char *content)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fprintf(file, "<template xmlns='urn:vanthu:template:1'%s>\n%s</template>\n", extends, content);
	fclose(file);
}

static int load(struct fixture *fixture)
{
	struct template_source source = {.data_folder = getenv("VANTHU_DATA"), .folder = ".", .name = "a"};
	return template_load(&fixture->template, &source, fixture->diagnostics);
}

/* A template that extends the one for plans is refused with these words. */
static void assert_refused(struct fixture *fixture, const char *content, const char *said)
{
	write_template("a.xml", " extends='ke-hoach'", content);
	assert_int_equal(load(fixture), ERR_DOCUMENT);
	assert_null(fixture->template);
	assert_said(fixture->diagnostics, said);
}

static void shipped_template_loads(void **state)
{
	struct fixture *fixture = *state;
	write_template("a.xml", " extends='ke-hoach'", "");
	assert_int_equal(load(fixture), OK);
	assert_int_equal(template_style(fixture->template, "text")->size, PT(14));
	assert_int_equal(template_master(fixture->template, NULL)->left, 85039);
	assert_string_equal(template_numbering(fixture->template)->levels[0].element, "part");
	assert_int_equal(template_numbering(fixture->template)->letters, 23);
}

static void extending_changes_single_attributes_and_what_inherits_them(void **state)
{
	struct fixture *fixture = *state;
	write_template("b.xml", " extends='ke-hoach'", "<style name='text' size='13pt' indent='10mm'/><page left='35mm'/>");
	write_template("a.xml", " extends='b'", "<style name='text' line='115%'/><style name='own' extends='note'/>");
	assert_int_equal(load(fixture), OK);
	const struct style *item = template_style(fixture->template, "item");
	const struct style *own = template_style(fixture->template, "own");
	assert_int_equal(item->size, PT(13));
	assert_int_equal(item->line, 1150);
	assert_int_equal(item->align, ALIGN_JUSTIFY);
	assert_int_equal(own->indent, 28346);
	assert_true(own->italic);
	assert_int_equal(template_master(fixture->template, NULL)->left, 99213);
	assert_int_equal(template_master(fixture->template, NULL)->top, 56693);
}

static void unknown_template(void **state)
{
	struct fixture *fixture = *state;
	write_template("a.xml", " extends='nowhere'", "");
	assert_int_equal(load(fixture), ERR_DOCUMENT);
	assert_said(fixture->diagnostics, "./a.xml:1:41: error: there is no template \"nowhere\"; `vanthu templates` lists "
									  "those that are there [VT0401]\n");
}

static void template_that_extends_itself(void **state)
{
	struct fixture *fixture = *state;
	write_template("a.xml", " extends='a'", "");
	assert_int_equal(load(fixture), ERR_DOCUMENT);
	assert_said(
		fixture->diagnostics,
		"./a.xml:1:41: error: template \"a\" extends itself, or one that extends it; name another one in extends, "
		"or leave it out [VT0403]\n");
}

static void no_template_at_all(void **state)
{
	struct fixture *fixture = *state;
	FILE *file = fopen("a.xml", "w");
	fputs("<plan/>", file);
	fclose(file);
	assert_int_equal(load(fixture), ERR_DOCUMENT);
	assert_said(fixture->diagnostics, "./a.xml:1:1: error: this is no layout template: its root must be <template "
									  "xmlns=\"urn:vanthu:template:1\"> [VT0402]\n");
}

static void values_are_checked(void **state)
{
	assert_refused(*state, "<style name='text' size='14'/>",
				   "./a.xml:2:20: error: '14' is no value of size; it is written like this: 13pt, 14pt [VT0316]\n");
}

static void every_bad_attribute_of_a_style_is_named(void **state)
{
	assert_refused(*state, "<style name='text' align='middle' colour='red' widows='many'/>",
				   "./a.xml:2:20: error: 'middle' is no value of align; the values are: left, center, right, justify "
				   "[VT0316]\n"
				   "./a.xml:2:35: error: 'red' is no value of colour; it is written like this: #FF0000 [VT0316]\n"
				   "./a.xml:2:48: error: 'many' is no value of widows; it is written like this: 2 [VT0316]\n");
}

static void styles_exist(void **state)
{
	assert_refused(*state, "<style name='own' extends='absent'/>",
				   "./a.xml:2:19: error: there is no style \"absent\"; write <style name=\"absent\" .../> or use "
				   "another [VT0405]\n");
}

static void styles_do_not_go_in_circles(void **state)
{
	assert_refused(*state, "<style name='x' extends='y'/><style name='y' extends='x'/>",
				   "./a.xml:2:17: error: style \"x\" extends itself, by way of others [VT0406]\n");
}

static void styles_are_complete(void **state)
{
	assert_refused(*state, "<style name='x' size='12pt'/>",
				   "./a.xml:2:1: error: style \"x\" lacks face, size or line; give them, or let it extend a style that "
				   "has them [VT0407]\n");
}

static void margins_leave_room(void **state)
{
	assert_refused(*state, "<page left='150mm' right='50mm'/>",
				   "./a.xml:1:1: error: the margins leave less than 25.4 mm for the text [VT0408]\n");
}

static void elements_stand_where_they_may(void **state)
{
	assert_refused(
		*state, "<part name='organs'><block><row columns='100%'/></block>\n<b>words</b>\nwords\n</part>",
		"./a.xml:2:28: error: <row> cannot stand in a <block>; allowed are text, value, b, i, u, br, "
		"for-each, if, choose, use and original [VT0410]\n"
		"./a.xml:3:1: error: <b> cannot stand here; allowed are block, row, cell, rule, place, space, image, "
		"frame, top, foot, group, sequence, body, for-each, if, choose, use and original [VT0417]\n"
		"./a.xml:3:13: error: text must stand in a <block> [VT0418]\n");
}

static void places_hold_images_alone(void **state)
{
	assert_refused(*state,
				   "<part name='organs'><place name='a' height='1mm'><image select='b'/><space height='1mm'/></place>\n"
				   "<image/>\n<image select='b' cover='1mm'/></part>",
				   "./a.xml:2:69: error: <space> may not stand here in <place>; what may: <image> [VT0312]\n"
				   "./a.xml:3:1: error: <image> lacks the attribute 'select'; write <image select=\"...\"> [VT0315]\n"
				   "./a.xml:4:19: error: '1mm' is no value of cover; it is written like this: 40% [VT0316]\n");
}

static void expressions_are_checked(void **state)
{
	assert_refused(*state, "<part name='organs'><if test='organ['/></part>",
				   "./a.xml:2:25: error: test=\"organ[\" is no XPath 1.0 expression; look at its brackets, quotes and "
				   "operators [VT0425]\n");
}

static void images_have_room(void **state)
{
	assert_refused(*state, "<part name='organs'><image select='b' width='0mm'/></part>",
				   "./a.xml:2:39: error: \"0mm\" is no value for width of <image> [VT0404]\n");
}

static void parts_exist(void **state)
{
	assert_refused(*state, "<part name='organs'><use part='absent'/></part>",
				   "./a.xml:2:26: error: there is no part \"absent\", nor does a template that this one extends have "
				   "it [VT0412]\n");
}

static void parts_do_not_use_themselves(void **state)
{
	assert_refused(*state, "<part name='organs'><use part='organs'/></part>",
				   "./a.xml:2:21: error: part \"organs\" uses itself, by way of others [VT0413]\n");
}

static void cells_have_columns(void **state)
{
	assert_refused(*state, "<part name='organs'><row columns='50% 50%'><cell column='3'/></row></part>",
				   "./a.xml:2:44: error: the row has no column 3 for this cell [VT0414]\n");
}

static void cells_stand_in_rows_and_nothing_else_does(void **state)
{
	assert_refused(
		*state, "<part name='organs'><cell/><row columns='50%'><block>A</block></row></part>",
		"./a.xml:2:21: error: a <cell> must stand in a <row>; write <row columns=\"...\"> around it [VT0423]\n"
		"./a.xml:2:47: error: <block> cannot stand in a <row>, which holds cells; write it in a <cell> "
		"[VT0424]\n");
}

/* Where the columns of all cells below begin. */
static void collect_cells(const struct instruction *self, mpt *lefts, size_t *count)
{
	for (const struct instruction *child = self->first; child; child = child->next) {
		if (child->verb == VERB_CELL) lefts[(*count)++] = child->column_left;
		collect_cells(child, lefts, count);
	}
}

static void conditional_cells_have_columns_of_their_own(void **state)
{
	struct fixture *fixture = *state;
	mpt lefts[8];
	size_t count = 0;
	write_template(
		"a.xml", " extends='ke-hoach'",
		"<part name='document'><row columns='20% 30% 50%'><if test='code'><cell column='2'/></if><cell/>"
		"<choose><when test='code'><cell column='1'/></when><otherwise><cell column='1'/></otherwise></choose>"
		"<cell/></row></part>");
	int status = load(fixture);
	assert_said(fixture->diagnostics, "");
	assert_int_equal(status, OK);
	collect_cells(fixture->template->document, lefts, &count);
	assert_int_equal(count, 5);
	static const mpt wanted[] = {20000, 50000, 0, 0, 20000};
	for (size_t i = 0; i < count; i++) assert_int_equal(lefts[i], wanted[i]);
}

/* It may be meant for a template that extends this one; a name near to another is refused: tests/templates. */
static void what_nothing_uses_is_told(void **state)
{
	struct fixture *fixture = *state;
	write_template("a.xml", " extends='ke-hoach'", "<part name='rieng'/>");
	assert_int_equal(load(fixture), OK);
	assert_said(fixture->diagnostics, "./a.xml:2:7: warning: nothing uses <part name=\"rieng\">; name it where it "
									  "belongs, or delete it [VT0429]\n");
}

static void what_an_extending_template_uses_is_used(void **state)
{
	struct fixture *fixture = *state;
	write_template("b.xml", " extends='ke-hoach'", "<part name='rieng'/><style name='own' extends='note'/>");
	write_template("a.xml", " extends='b'",
				   "<part name='number'><use part='rieng'/></part><style name='note' size='12pt'/>"
				   "<part name='contact'><block style='own'>A</block></part>");
	assert_int_equal(load(fixture), OK);
	assert_said(fixture->diagnostics, "");
}

/* A plan that bears the name is passed over. */
static void a_plan_is_no_template(void **state)
{
	struct fixture *fixture = *state;
	FILE *file = fopen("b.xml", "w");
	fputs("<?xml version='1.0'?>\n<plan xmlns='urn:vanthu:plan:1'/>", file);
	fclose(file);
	assert_int_equal(rename("b.xml", "ke-hoach.xml"), 0);
	write_template("a.xml", " extends='ke-hoach'", "");
	assert_int_equal(load(fixture), OK);
	assert_int_equal(unlink("ke-hoach.xml"), 0);
}

static void misspelt_names_are_refused(void **state)
{
	assert_refused(
		*state,
		"<stile name='a'/>\n<style name='text' sise='11pt'/>\n<block/>\n<numbering><levle/></numbering>\n"
		"<part name='unused'><blok/><b zzzzz='1'/></part>",
		"./a.xml:2:1: error: there is no element <stile>; did you mean <style>? [VT0305]\n"
		"./a.xml:3:20: error: <style> has no attribute 'sise'; did you mean 'size'? [VT0314]\n"
		"./a.xml:4:1: error: <block> may not stand here in <template>; what may: <page>, <scripts>, <tables>, "
		"<footnotes>, <style>, <numbering>, <marks>, <kinds>, <part> [VT0312]\n"
		"./a.xml:5:12: error: there is no element <levle>; did you mean <level>? [VT0305]\n"
		"./a.xml:6:21: error: there is no element <blok>; did you mean <block>? [VT0305]\n"
		"./a.xml:6:31: error: <b> has no attribute 'zzzzz', nor any other; delete it [VT0314]\n");
}

static void a_kind_without_a_code_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct template_source source = {.data_folder = "."};
	struct arena *arena = arena_new();
	assert_int_equal(mkdir("templates", 0777), 0);
	FILE *file = fopen("templates/kinds.xml", "w");
	fputs("<kinds>\n<kind template='a' plan='b'/></kinds>", file);
	fclose(file);
	int status = template_choose(&source, "KH", arena, fixture->diagnostics);
	unlink("templates/kinds.xml");
	rmdir("templates");
	arena_drop(arena);
	assert_int_equal(status, ERR_DOCUMENT);
	assert_said(fixture->diagnostics, "./templates/kinds.xml:2:1: error: <kind> needs the attribute code [VT0411]\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
	const struct CMUnitTest tests[] = {
		TEST(shipped_template_loads),
		TEST(extending_changes_single_attributes_and_what_inherits_them),
		TEST(unknown_template),
		TEST(template_that_extends_itself),
		TEST(no_template_at_all),
		TEST(values_are_checked),
		TEST(every_bad_attribute_of_a_style_is_named),
		TEST(styles_exist),
		TEST(styles_do_not_go_in_circles),
		TEST(styles_are_complete),
		TEST(margins_leave_room),
		TEST(elements_stand_where_they_may),
		TEST(places_hold_images_alone),
		TEST(expressions_are_checked),
		TEST(images_have_room),
		TEST(parts_exist),
		TEST(parts_do_not_use_themselves),
		TEST(cells_stand_in_rows_and_nothing_else_does),
		TEST(conditional_cells_have_columns_of_their_own),
		TEST(what_nothing_uses_is_told),
		TEST(what_an_extending_template_uses_is_used),
		TEST(a_plan_is_no_template),
		TEST(misspelt_names_are_refused),
		TEST(a_kind_without_a_code_is_refused),
		TEST(cells_have_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
