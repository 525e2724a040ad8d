/* Running text into pieces: shaped words, the spaces between them, and where a line may end.
 *
 * Line breaks follow UAX #14 (libunibreak), corrected by Vietnamese practice: no break inside a number and symbol
 * ("181/KH-SCT"), a date ("27/01/2022", "tháng 02") or a year span ("2021-2025"), none after the "- " that opens a
 * line, and no line opens with "- " or "…". */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/length.h"
#include "base/xml.h"
#include "text/font.h"
#include "text/shape.h"

struct text_format {
	const struct face *face;
	mpt size;
	mpt rise;        /* of the baseline, upwards positive: superscripts */
	uint32_t colour; /* 0xRRGGBB */
	bool underline;
	bool capitals; /* set in capitals, whatever was typed */
};

/* A run of text in one format. NFC; white space is single spaces, U+000A is a forced line break.
 * text NULL: room left blank for the pen, `blank` wide. */
struct text_run {
	const char *text;
	size_t length;
	mpt blank;
	struct text_format format;
	struct place place;       /* where the run comes from, for messages */
	const struct xml *source; /* of the file that it comes from; NULL: not at hand */
	const char *link;         /* URI, or "#id"; NULL: none */
	const void *tag;          /* the caller\'s own */
};

/* BREAK_AVOIDED: only where the line would be torn otherwise ("số" before "1007/KH-UBND"). */
enum line_break { BREAK_NEVER, BREAK_AVOIDED, BREAK_ALLOWED, BREAK_FORCED };

/* What no line break parts: a word or a part of one, in one format. */
struct piece {
	const struct word *word; /* NULL: blank room; 0 wide: an empty line between two forced breaks */
	const struct text_run *run;
	mpt width;
	mpt space;             /* natural width of the space after it; 0: none. U+00A0 is a space too */
	enum line_break after; /* may a line end here? ALLOWED after the last piece */
};

struct pieces {
	struct piece *items;
	size_t count;
};

/* The pieces of one paragraph, in the arena. A character without a glyph is an error at its place, with its face, and
 * ERR_DOCUMENT is returned after all of the paragraph was looked at. */
int text_pieces(struct pieces *pieces, struct shaper *shaper, struct arena *arena, const struct text_run *runs,
				size_t count, struct diagnostics *diagnostics);

/* Line breaks alone, OK always: flags[i] says whether a line may end after byte i of the text (the last byte of a
 * character, or of the spaces that follow it). The text as in text_run; U+FFFC stands for blank room. The end of the
 * text is BREAK_ALLOWED. */
int text_line_breaks(enum line_break *flags, const char *text, size_t length);

#endif
