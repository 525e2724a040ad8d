#include "base/length.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void lengths_are_read_in_all_units(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum length_unit unit;
		mpt value;
	} cases[] = {
		{"14pt", UNIT_LENGTH, 14000},     {"25.4mm", UNIT_LENGTH, 72000},
		{"2.54cm", UNIT_LENGTH, 72000},   {"12.7mm", UNIT_LENGTH, 36000},
		{"1cm", UNIT_LENGTH, 28346},      {"20mm", UNIT_LENGTH, 56693},
		{"0pt", UNIT_LENGTH, 0},          {"-6pt", UNIT_LENGTH, -6000},
		{"0.5pt", UNIT_LENGTH, 500},      {"0.0005pt", UNIT_LENGTH, 1},
		{"0.0004pt", UNIT_LENGTH, 0},     {"40%", UNIT_PERCENT, 40000},
		{"33.333%", UNIT_PERCENT, 33333}, {"100%", UNIT_PERCENT, 100000},
		{"-0.0005pt", UNIT_LENGTH, -1},   {"2000000pt", UNIT_LENGTH, 2000000000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		mpt value = -1;
		assert_int_equal(length_parse(cases[i].text, &value), cases[i].unit);
		assert_int_equal(value, cases[i].value);
	}
}

static void what_is_no_length_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"pt",
		"14",
		"14 pt",
		" 14pt",
		"14PT",
		"1.pt",
		".pt",
		"1e3pt",
		"+1pt",
		"--1pt",
		"1.5.pt",
		"1,5pt",
		"1in",
		"14ptx",
		"1.1234567pt",
		"99999999999999999999pt",
		"2000001pt",
		"999999mm",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		mpt value = 7;
		assert_int_equal(length_parse(texts[i], &value), UNIT_NONE);
		assert_int_equal(value, 7);
	}
}

static void scaling_rounds_halves_away_from_zero(void **state)
{
	(void)state;
	assert_int_equal(length_scale(1, 1, 2), 1);
	assert_int_equal(length_scale(-1, 1, 2), -1);
	assert_int_equal(length_scale(5, 1, 4), 1);
	assert_int_equal(length_scale(7, 1, 4), 2);
	assert_int_equal(length_scale(-7, 1, 4), -2);
	assert_int_equal(length_scale(14000, 2355, 2048), 16099);
	assert_int_equal(length_scale(PT(1000000), 1, 1), 1000000000);
}

static void sums_and_shares(void **state)
{
	(void)state;
	assert_int_equal(length_share(PT(400), 12500), PT(50));
	assert_int_equal(length_share(5, -10000), -1);
	assert_int_equal(length_clamp(PT(7)), PT(7));
	assert_int_equal(length_clamp(INT64_C(3000000000)), LENGTH_LIMIT);
	assert_int_equal(length_clamp(INT64_C(-3000000000)), -LENGTH_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths_are_read_in_all_units),
		cmocka_unit_test(what_is_no_length_is_refused),
		cmocka_unit_test(scaling_rounds_halves_away_from_zero),
		cmocka_unit_test(sums_and_shares),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
