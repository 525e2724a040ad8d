#include "plan/letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void the_first_letter_is_small_inside_a_sentence(void **state)
{
	static const char *const cases[][2] = {
		{"Kiểm tra", "kiểm tra"}, {"Đề án", "đề án"}, {"Ủy ban", "ủy ban"}, {"UBND tỉnh", "UBND tỉnh"},
		{"đã nhỏ", "đã nhỏ"},     {"2022", "2022"},   {"Ý kiến", "ý kiến"}, {"", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[32];
		strcpy(text, cases[i][0]);
		small_first(text, strlen(text));
		assert_string_equal(text, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_first_letter_is_small_inside_a_sentence)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
