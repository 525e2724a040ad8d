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

size_t numerals_read_roman(unsigned *number, const char *text)
{
	static const char *const units[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
	size_t tens = strspn(text, "X"), length = strspn(text, "IVXLCDM");
	if (!length || tens > 3) return 0;
	for (unsigned i = 0; i < sizeof units / sizeof *units; i++) {
		if (strlen(units[i]) != length - tens || strncmp(text + tens, units[i], length - tens) != 0) continue;
		*number = 10 * (unsigned)tens + i;
		return length;
	}
	return 0;
}
