#include "base/ordinary.h"

static bool continues(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* The signs of U+2010 to U+2027, U+2030 to U+205E and U+20A0 to U+20BF, behind their first byte. */
static bool is_sign(const unsigned char *at)
{
	if (at[0] == 0x80) return at[1] >= 0x90 && (at[1] <= 0xA7 || at[1] >= 0xB0);
	if (at[0] == 0x81) return at[1] <= 0x9E;
	return at[0] == 0x82 && at[1] >= 0xA0;
}

/* How many bytes the ordinary character has that is no sign of ASCII; the frequent ones first. 0: it is not ordinary. */
static size_t measure(const unsigned char *at, size_t left)
{
	if (at[0] == '\n' || at[0] == '\t') return 1;
	if (left < 2 || !continues(at[1])) return 0;
	bool three = left > 2 && continues(at[2]);
	switch (at[0]) {
	case 0xE1:
		return three && at[1] >= 0xB8 && at[1] <= 0xBB ? 3 : 0; /* U+1E00 to U+1EFF */
	case 0xC3:
		return (at[1] & 0xDF) != 0x90 ? 2 : 0; /* neither Ð nor ð */
	case 0xC4:
	case 0xC5:
		return 2; /* U+0100 to U+017F */
	case 0xC6:
		return at[1] != 0x89 ? 2 : 0; /* U+0180 to U+01BF */
	case 0xC2:
		return at[1] >= 0xA0 && at[1] != 0xAD ? 2 : 0; /* neither controls nor the soft hyphen */
	case 0xE2:
		return three && is_sign(at + 1) ? 3 : 0;
	default:
		return 0;
	}
}

bool text_is_ordinary(const char *text, size_t size)
{
	const unsigned char *at = (const unsigned char *)text, *end = at + size;
	while (at < end) {
		size_t bytes = *at >= ' ' && *at < 0x7F ? 1 : measure(at, (size_t)(end - at));
		if (!bytes) return false;
		at += bytes;
	}
	return true;
}
