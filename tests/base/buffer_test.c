#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void assert_holds(struct buffer *buffer, const char *expected)
{
	assert_false(buffer->failed);
	assert_int_equal(buffer->length, strlen(expected));
	assert_memory_equal(buffer->data, expected, buffer->length);
	buffer_clear(buffer);
}

static void what_is_put_stands_in_order(void **state)
{
	(void)state;
	struct buffer buffer = {0};
	buffer_text(&buffer, "Số: ");
	buffer_integer(&buffer, 181);
	buffer_char(&buffer, '/');
	buffer_put(&buffer, "KH-SCT", 2);
	buffer_format(&buffer, "-%s", "UBND");
	buffer_put(&buffer, NULL, 0);
	assert_holds(&buffer, "Số: 181/KH-UBND");
	buffer_drop(&buffer);
	assert_null(buffer.data);
}

static void numbers_are_exact_at_the_ends(void **state)
{
	(void)state;
	struct buffer buffer = {0};
	buffer_integer(&buffer, INT64_MAX);
	assert_holds(&buffer, "9223372036854775807");
	buffer_integer(&buffer, INT64_MIN);
	assert_holds(&buffer, "-9223372036854775808");
	buffer_integer(&buffer, 0);
	assert_holds(&buffer, "0");
	buffer_drop(&buffer);
}

static void thousandths_take_their_shortest_form(void **state)
{
	(void)state;
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = {
		{0, "0"},       {7000, "7"},     {12500, "12.5"},     {-3, "-0.003"}, {10, "0.01"},
		{999, "0.999"}, {-1100, "-1.1"}, {595276, "595.276"}, {1020, "1.02"},
	};
	struct buffer buffer = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buffer_thousandths(&buffer, cases[i].value);
		assert_holds(&buffer, cases[i].text);
	}
	buffer_drop(&buffer);
}

static void a_failure_sticks_until_the_buffer_is_cleared(void **state)
{
	(void)state;
	struct buffer buffer = {0};
	buffer_text(&buffer, "a");
	assert_null(buffer_room(&buffer, SIZE_MAX));
	assert_true(buffer.failed);
	buffer_text(&buffer, "b");
	assert_int_equal(buffer.length, 1);
	buffer_clear(&buffer);
	buffer_text(&buffer, "c");
	assert_holds(&buffer, "c");
	buffer_drop(&buffer);
}

static void much_is_held(void **state)
{
	(void)state;
	struct buffer buffer = {0};
	for (int i = 0; i < 100000; i++) buffer_integer(&buffer, i % 10);
	assert_int_equal(buffer.length, 100000);
	for (int i = 0; i < 100000; i++) assert_int_equal(buffer.data[i], '0' + i % 10);
	buffer_drop(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_put_stands_in_order),
		cmocka_unit_test(numbers_are_exact_at_the_ends),
		cmocka_unit_test(thousandths_take_their_shortest_form),
		cmocka_unit_test(a_failure_sticks_until_the_buffer_is_cleared),
		cmocka_unit_test(much_is_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
