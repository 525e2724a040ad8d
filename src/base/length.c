#include "base/length.h"

#include <string.h>

/* Digits with at most six decimals, in millionths. */
static const char *parse_millionths(const char *text, int64_t *value)
{
	int64_t sum = 0;
	int digits = 0, decimals = -1;
	for (;; text++) {
		if (*text == '.' && decimals < 0) {
			decimals = 0;
		} else if (*text >= '0' && *text <= '9' && digits < 12 && decimals < 6) {
			sum = 10 * sum + (*text - '0');
			digits++;
			if (decimals >= 0) decimals++;
		} else {
			break;
		}
	}
	for (int i = decimals < 0 ? 0 : decimals; i < 6; i++) sum *= 10;
	*value = sum;
	return digits && decimals != 0 ? text : NULL;
}

enum length_unit length_parse(const char *text, mpt *value)
{
	static const struct {
		const char *name;
		int64_t numerator, denominator;
		enum length_unit unit;
	} units[] = {
		{"pt", 1, 1000, UNIT_LENGTH},
		{"mm", 720, 254 * 1000, UNIT_LENGTH},
		{"cm", 7200, 254 * 1000, UNIT_LENGTH},
		{"%", 1, 1000, UNIT_PERCENT},
	};
	bool negative = *text == '-';
	int64_t millionths;
	const char *unit = parse_millionths(text + negative, &millionths);
	if (!unit || millionths > INT64_C(2000000) * 1000000) return UNIT_NONE;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (strcmp(unit, units[i].name) != 0) continue;
		int64_t scaled = (millionths * units[i].numerator + units[i].denominator / 2) / units[i].denominator;
		if (scaled > INT32_MAX) return UNIT_NONE;
		*value = (mpt)(negative ? -scaled : scaled);
		return units[i].unit;
	}
	return UNIT_NONE;
}
