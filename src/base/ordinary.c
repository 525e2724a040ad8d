#include "base/ordinary.h"

#include <string.h>

/* The signs of U+2010 to U+2027, U+2030 to U+205E and U+20A0 to U+20BF, behind their first byte. */
static bool is_sign(const unsigned char *at)
{
	switch (at[0]) {
	case 0x80:
		return at[1] >= 0x90 && (at[1] <= 0xA7 || at[1] >= 0xB0);
	case 0x81:
		return at[1] <= 0x9E;
	default:
		return at[0] == 0x82 && at[1] >= 0xA0;
	}
}

/* By the first bytes of a character; the frequent ones first. */
static inline bool is_ordinary_start(const unsigned char *at)
{
	if (at[0] == 0xE1) return at[1] >= 0xB8 && at[1] <= 0xBB; /* U+1E00 to U+1EFF */
	if (at[0] == 0xC3) return (at[1] & 0xDF) != 0x90;         /* neither Ð nor ð */
	if (at[0] == 0xC4 || at[0] == 0xC5) return true;          /* U+0100 to U+017F */
	if (at[0] == 0xC6) return at[1] != 0x89;                  /* U+0180 to U+01BF */
	if (at[0] == 0xC2) return at[1] >= 0xA0 && at[1] != 0xAD; /* neither controls nor the soft hyphen */
	return at[0] == 0xE2 && is_sign(at + 1);
}

bool text_is_ordinary(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;
	if (memchr(text, 0x7F, size)) return false;
	for (; at < end; at++)
		if (*at >= 0xC2 && !is_ordinary_start(at)) return false; /* others are ASCII, or the rest of a character */
	return true;
}
