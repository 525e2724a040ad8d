#include "base/diagnostic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/status.h"

static int open_diagnostics(void **state)
{
	*state = diagnostics_new();
	return *state ? 0 : -1;
}

static int close_diagnostics(void **state)
{
	diagnostics_drop(*state);
	return 0;
}

static struct place at(const char *file, uint32_t line, uint32_t column)
{
	return (struct place){file, line, column};
}

static void the_level_is_the_status(void **state)
{
	assert_int_equal(diagnostics_status(*state), OK);
	assert_int_equal(diagnostics_add(*state, FILE_TOO_LARGE, at("a", 0, 0), "64", NULL), ERR_DOCUMENT);
	assert_int_equal(diagnostics_status(*state), ERR_DOCUMENT);
	assert_int_equal(diagnostics_add(*state, COMMAND_MISSING, at(NULL, 0, 0), NULL), ERR_USAGE);
	assert_int_equal(diagnostics_add(*state, FILE_MISSING, at("a", 0, 0), NULL), ERR_SYSTEM);
	assert_int_equal(diagnostics_add(*state, FILE_TOO_LARGE, at("a", 0, 0), "64", NULL), ERR_DOCUMENT);
	assert_int_equal(diagnostics_status(*state), ERR_SYSTEM);
}

static void they_are_sorted_by_file_line_and_column(void **state)
{
	static const struct {
		const char *file;
		uint32_t line, column;
		const char *argument;
	} added[] = {{"z", 2, 1, "c"}, {"a", 1, 1, "f"}, {"z", 1, 9, "b"}, {"z", 1, 2, "a"},
				 {"z", 2, 1, "d"}, {"z", 2, 1, "c"}, {"z", 2, 2, "e"}};
	for (size_t i = 0; i < sizeof added / sizeof *added; i++)
		diagnostics_add(*state, FILE_UNREADABLE, at(added[i].file, added[i].line, added[i].column), added[i].argument,
						NULL);
	diagnostics_sort(*state);
	assert_int_equal(diagnostics_count(*state), 6); /* "c" at 2:1 only once */
	for (size_t i = 0; i < 6; i++) {
		char expected[2] = {(char)('a' + i), 0};
		assert_string_equal(diagnostics_at(*state, i)->arguments[0], expected);
	}
	diagnostics_add(*state, FILE_UNREADABLE, at("z", 9, 9), "g", NULL); /* room is still right */
	diagnostics_sort(*state);
	assert_int_equal(diagnostics_count(*state), 7);
}

static void strings_are_copied(void **state)
{
	char file[] = "plan.xml", argument[] = "x";
	diagnostics_add(*state, FILE_UNREADABLE, at(file, 1, 1), argument, NULL);
	file[0] = argument[0] = '?';
	assert_string_equal(diagnostics_at(*state, 0)->place.file, "plan.xml");
	assert_string_equal(diagnostics_at(*state, 0)->arguments[0], "x");
}

static void assert_written(const struct diagnostics *diagnostics, size_t index, enum language language,
						   const char *expected);

static void a_flood_of_one_kind_is_counted(void **state)
{
	for (uint32_t i = 1; i <= 70; i++)
		assert_int_equal(diagnostics_add(*state, XML_DOCTYPE, at("a", i, 1), NULL), ERR_DOCUMENT);
	diagnostics_add(*state, XML_CHARACTER, at("a", 60, 1), "x", NULL);
	diagnostics_sort(*state);
	assert_int_equal(diagnostics_count(*state), 52);
	assert_written(*state, 50, ENGLISH, "a:51:1: note: ... and 20 more like this [VT0206] [VT0128]\n");
	assert_written(*state, 50, VIETNAMESE, "a:51:1: ghi chú: ... và 20 thông báo nữa cùng loại [VT0206] [VT0128]\n");
	assert_int_equal(diagnostics_at(*state, 51)->id, XML_CHARACTER);
}

static void assert_written(const struct diagnostics *diagnostics, size_t index, enum language language,
						   const char *expected)
{
	struct buffer out = {0};
	diagnostic_write(diagnostics_at(diagnostics, index), language, &out);
	buffer_char(&out, '\0');
	assert_false(out.failed);
	assert_string_equal(out.data, expected);
	buffer_drop(&out);
}

static void one_line_says_place_level_text_and_id(void **state)
{
	diagnostics_add(*state, FILE_TOO_LARGE, at("a.xml", 12, 5), "64", NULL);
	diagnostics_add(*state, FILE_TOO_LARGE, at("a.xml", 12, 0), "64", NULL);
	diagnostics_add(*state, FILE_TOO_LARGE, at("a.xml", 0, 0), "64", NULL);
	diagnostics_add(*state, COMMAND_NEAR, at(NULL, 0, 0), "rendr", "render", NULL);
	assert_written(*state, 0, ENGLISH,
				   "a.xml:12:5: error: the file is larger than 64 MiB; make it smaller, or divide it [VT0103]\n");
	assert_written(*state, 0, VIETNAMESE, "a.xml:12:5: lỗi: tệp lớn hơn 64 MiB; hãy thu nhỏ hoặc chia tệp [VT0103]\n");
	assert_written(*state, 1, ENGLISH,
				   "a.xml:12: error: the file is larger than 64 MiB; make it smaller, or divide it [VT0103]\n");
	assert_written(*state, 2, ENGLISH,
				   "a.xml: error: the file is larger than 64 MiB; make it smaller, or divide it [VT0103]\n");
	assert_written(*state, 3, ENGLISH, "vanthu: error: there is no command “rendr”; did you mean “render”? [VT0113]\n");
}

static void an_argument_that_is_not_given_is_empty(void **state)
{
	diagnostics_add(*state, FILE_UNREADABLE, at("a", 0, 0), NULL);
	assert_written(*state, 0, ENGLISH, "a: error: cannot read the file:  [VT0101]\n");
}

static void assert_braces_hold_arguments(const char *text)
{
	for (const char *brace = text; (brace = strchr(brace, '{')); brace++)
		assert_true(brace[1] >= '1' && brace[1] <= '0' + DIAGNOSTIC_ARGUMENTS && brace[2] == '}');
}

static void the_table_is_sound(void **state)
{
	(void)state;
	for (enum diagnostic_id id = 0; id < DIAGNOSTIC_COUNT; id++) {
		const char *number = diagnostic_number(id);
		assert_true(strncmp(number, "VT", 2) == 0 || strncmp(number, "ND30-", 5) == 0);
		bool variant = id > 0 && strcmp(number, diagnostic_number(id - 1)) == 0; /* of the one above it */
		for (enum diagnostic_id other = 0; other < id && !variant; other++)
			assert_string_not_equal(number, diagnostic_number(other));
		assert_true(*diagnostic_text(id, ENGLISH) && *diagnostic_text(id, VIETNAMESE));
		assert_braces_hold_arguments(diagnostic_text(id, ENGLISH));
		assert_braces_hold_arguments(diagnostic_text(id, VIETNAMESE));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_flood_of_one_kind_is_counted, open_diagnostics, close_diagnostics),
		cmocka_unit_test_setup_teardown(the_level_is_the_status, open_diagnostics, close_diagnostics),
		cmocka_unit_test_setup_teardown(they_are_sorted_by_file_line_and_column, open_diagnostics, close_diagnostics),
		cmocka_unit_test_setup_teardown(strings_are_copied, open_diagnostics, close_diagnostics),
		cmocka_unit_test_setup_teardown(one_line_says_place_level_text_and_id, open_diagnostics, close_diagnostics),
		cmocka_unit_test_setup_teardown(an_argument_that_is_not_given_is_empty, open_diagnostics, close_diagnostics),
		cmocka_unit_test(the_table_is_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
