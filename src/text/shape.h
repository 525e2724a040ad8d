/* Words into glyphs, through a cache: Vietnamese syllables repeat. */
#ifndef TEXT_SHAPE_H
#define TEXT_SHAPE_H

#include <stddef.h>
#include <stdint.h>

#include "text/font.h"

struct glyph {
	uint16_t id;
	uint16_t text;           /* where in the word's text its characters begin */
	uint16_t length;         /* of its characters in bytes; 0: belongs to the glyph before it */
	int16_t advance, dx, dy; /* font units; dx, dy move the glyph, not the pen */
};

/* A shaped word: no white space in it. Immutable; lives until its shaper is trimmed. */
struct word {
	const struct face *face;
	const char *text; /* UTF-8 in NFC, NUL-terminated */
	const struct glyph *glyphs;
	size_t count;
	int32_t advance; /* sum of the glyphs', font units */
	int32_t missing; /* first code point that the face has no glyph for; 0: none */
};

enum { WORD_LENGTH_LIMIT = 16384 }; /* bytes: offsets fit 16 bits, advances 32 */

struct shaper; /* for one thread */

int shaper_new(struct shaper **shaper);
void shaper_drop(struct shaper *shaper);

/* Between documents only: of a cache that has grown over its bound it keeps the words of the last document, but not where
 * they were. */
void shaper_trim(struct shaper *shaper);

/* OK or ERR_MEMORY (also for more than WORD_LENGTH_LIMIT bytes). Standard ligatures are off, as in word processors:
 * what is copied is what was typed. */
int shape_word(const struct word **word, struct shaper *shaper, const struct face *face, const char *text,
			   size_t length);

#endif
