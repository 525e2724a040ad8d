/* Reading UTF-8 within bounds, and the kinds of white space. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/utf8.h"

/* The code point at the start of `length` > 0 bytes. Returns its size; what is no UTF-8 counts as U+FFFD of one byte, so
 * that any text is walked to its end. */
static inline size_t utf8_read(int32_t *code_point, const char *text, size_t length)
{
	size_t size = utf8_decode(code_point, text, text + length);
	if (size) return size;
	*code_point = 0xFFFD;
	return 1;
}

static inline int32_t utf8_code_point(const char *text, size_t length)
{
	int32_t code_point;
	utf8_read(&code_point, text, length);
	return code_point;
}

enum white_space { WHITE_NONE, WHITE_SPACE, WHITE_NO_BREAK, WHITE_ZERO_WIDTH, WHITE_LINE_FEED };

static inline enum white_space white_space_of(int32_t code_point)
{
	switch (code_point) {
	case ' ':
	case '\t':
	case '\v':
	case '\f':
	case '\r':
	case 0x1680:
	case 0x205F:
	case 0x3000:
		return WHITE_SPACE;
	case '\n':
	case 0x85:
	case 0x2028:
	case 0x2029:
		return WHITE_LINE_FEED;
	case 0xA0:
	case 0x2007:
	case 0x202F:
		return WHITE_NO_BREAK;
	case 0x200B:
		return WHITE_ZERO_WIDTH;
	default:
		return code_point >= 0x2000 && code_point <= 0x200A ? WHITE_SPACE : WHITE_NONE;
	}
}

static inline enum white_space white_space_read(size_t *size, const char *text, size_t length)
{
	int32_t code_point;
	*size = utf8_read(&code_point, text, length);
	return white_space_of(code_point);
}

/* The kind of white space at the start of `length` > 0 bytes; *size: its bytes, or how many bytes surely hold none. */
static inline enum white_space white_space_at(size_t *size, const char *text, size_t length)
{
	unsigned char first = (unsigned char)text[0];
	*size = 1;
	/* No other byte begins white space; letters of Vietnamese never get further than this. */
	if (first > ' ' && first != 0xC2 && first != 0xE2 && first != 0xE3 &&
		!(first == 0xE1 && length > 1 && text[1] == '\x9A'))
		return WHITE_NONE;
	return first == ' ' ? WHITE_SPACE : white_space_read(size, text, length);
}

#endif
