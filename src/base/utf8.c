#include "base/utf8.h"

#include <string.h>

size_t utf8_decode_any(int32_t *code_point, const char *at, const char *end)
{
	static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *bytes = (const unsigned char *)at;
	size_t length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
	if (bytes[0] < 0xC2 || bytes[0] > 0xF4 || (size_t)(end - at) < length) return 0;
	int32_t value = bytes[0] & (0xFF >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xC0) != 0x80) return 0;
		value = value << 6 | (bytes[i] & 0x3F);
	}
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
	*code_point = value;
	return length;
}

/* All bytes but those that go on with a character (10xxxxxx): of eight at once, as a 1 in each that does. */
size_t utf8_count(const char *text, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t count = size, i = 0;
	for (; i + 8 <= size; i += 8) {
		uint64_t bytes;
		memcpy(&bytes, text + i, sizeof bytes);
		uint64_t rests = (bytes >> 7) & (~bytes >> 6) & ones;
		count -= (size_t)(rests * ones >> 56);
	}
	for (; i < size; i++) count -= ((unsigned char)text[i] & 0xC0) == 0x80;
	return count;
}
