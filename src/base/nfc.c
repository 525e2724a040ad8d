#include "base/nfc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"
#include "base/status.h"
#include "base/utf8.h"

/* Characters that NFC neither changes nor joins with what stands before them. */
static bool is_settled(int32_t c)
{
	return c < 0x300 || (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) ||
		   (c >= 0x20A0 && c <= 0x20BF);
}

bool nfc_is_settled(const char *text, size_t size)
{
	const char *end = text + size;
	for (const char *at = text; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		if (!bytes || !is_settled(c)) return false;
		at += bytes;
	}
	return true;
}

/* Code points, which become UTF-8 in their own place. */
int nfc_compose(char **composed, size_t *size, const char *text, size_t length)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_ssize_t count = utf8proc_decompose(bytes, (utf8proc_ssize_t)length, NULL, 0, options);
	if (count < 0) return ERR_MEMORY; /* the text is valid: only its size can fail */
	utf8proc_int32_t *points = mem_resize(NULL, (size_t)count + 1, sizeof *points);
	if (!points) return ERR_MEMORY;
	count = utf8proc_decompose(bytes, (utf8proc_ssize_t)length, points, count, options);
	count = count < 0 ? count : utf8proc_reencode(points, count, options);
	if (count < 0) {
		free(points);
		return ERR_MEMORY;
	}
	*composed = (char *)points;
	*size = (size_t)count;
	return OK;
}
