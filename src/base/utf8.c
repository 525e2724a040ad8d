#include "base/utf8.h"

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
