/* Decoding UTF-8 (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

size_t utf8_decode_any(int32_t *code_point, const char *at, const char *end); /* utf8_decode() without shortcuts */

size_t utf8_count(const char *text, size_t size); /* characters in valid UTF-8 */

/* The character at `at`, which is before `end`: its bytes (1 to 4); 0: they are no UTF-8. */
static inline size_t utf8_decode(int32_t *code_point, const char *at, const char *end)
{
	const unsigned char *s = (const unsigned char *)at;
	*code_point = s[0];
	if (s[0] < 0x80) return 1;
	/* letters of Vietnamese are E1 BA xx and E1 BB xx; none that begins with E1 is too long for its value */
	if (s[0] == 0xE1 && end - at > 2 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80) {
		*code_point = 0x1000 | (s[1] & 0x3F) << 6 | (s[2] & 0x3F);
		return 3;
	}
	/* others of two bytes: à, đ, ơ, ư */
	if (s[0] >= 0xC2 && s[0] < 0xE0 && end - at > 1 && (s[1] & 0xC0) == 0x80) {
		*code_point = (s[0] & 0x1F) << 6 | (s[1] & 0x3F);
		return 2;
	}
	return utf8_decode_any(code_point, at, end);
}

#endif
