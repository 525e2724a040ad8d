#include "plan/letters.h"

#include <string.h>
#include <utf8proc.h>

/* The character at `text` and its length in bytes; 0: none. */
static utf8proc_int32_t character_at(const char *text, size_t length, size_t *bytes)
{
	utf8proc_int32_t c = 0;
	utf8proc_ssize_t read = length ? utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &c) : 0;
	*bytes = read > 0 ? (size_t)read : 0;
	return read > 0 ? c : 0;
}

void small_first(char *text, size_t length)
{
	size_t first, second;
	utf8proc_uint8_t small[4];
	utf8proc_int32_t letter = character_at(text, length, &first);
	utf8proc_int32_t next = character_at(text + first, length - first, &second);
	if (next && utf8proc_tolower(next) != next) return;
	utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_tolower(letter), small);
	if (first && size == (utf8proc_ssize_t)first) memcpy(text, small, first);
}
