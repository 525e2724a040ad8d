#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void a_cell_is_quoted_where_it_must_be(void **state)
{
	static const char *const cells[][2] = {
		{NULL, ""},
		{"", ""},
		{"Sở Nội vụ", "Sở Nội vụ"},
		{" a 'b' ", " a 'b' "},
		{"a,b", "\"a,b\""},
		{"a;b", "\"a;b\""},
		{"a\tb", "\"a\tb\""},
		{"a\nb", "\"a\nb\""},
		{"a\rb", "\"a\rb\""},
		{"\"a\"", "\"\"\"a\"\"\""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct buffer out = {0};
		csv_cell(&out, cells[i][0]);
		buffer_char(&out, '\0');
		assert_string_equal(out.data, cells[i][1]);
		buffer_drop(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_is_quoted_where_it_must_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
