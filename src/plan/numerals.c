#include "plan/numerals.h"

#include <string.h>

void numerals_roman(struct buffer *out, unsigned number)
{
	static const struct {
		unsigned value;
		const char *digits;
	} steps[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
				 {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
	if (number > LARGEST_ROMAN) {
		buffer_integer(out, number);
		return;
	}
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (; number >= steps[i].value; number -= steps[i].value) buffer_text(out, steps[i].digits);
}

void numerals_letters(struct buffer *out, const struct alphabet *alphabet, unsigned number)
{
	if (!alphabet->count || number > 3 * alphabet->count) {
		buffer_integer(out, number);
		return;
	}
	const char *letter = alphabet->letters[(number - 1) % alphabet->count];
	for (size_t i = 0; i <= (number - 1) / alphabet->count; i++) buffer_text(out, letter);
}

size_t numerals_roman_length(const char *text)
{
	static const char *const units[] = {"VIII", "VII", "III", "IV", "IX", "VI", "II", "V", "I"}; /* longest first */
	size_t tens = strspn(text, "X");
	if (tens > 3) return 0;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t length = strlen(units[i]);
		if (strncmp(text + tens, units[i], length) != 0) continue;
		length += tens;
		return text[length] && strchr("IVXLCDM", text[length]) ? 0 : length;
	}
	return text[tens] && strchr("IVXLCDM", text[tens]) ? 0 : tens;
}
