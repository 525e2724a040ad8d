/* The runs of a paragraph are joined, because breaks and the white space between words do not care where a format
 * changes; the joined text is then cut at white space, at breaks and at the ends of runs. */
#include "text/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/status.h"
#include "text/utf8.h"

enum {
	LONGEST_WORD = 1024,  /* bytes; a longer one is cut into pieces with no break between them */
	MISSING_BOUND = 32,   /* characters without a glyph that one paragraph reports */
	CODE_POINT_SIZE = 16, /* "U+1FFFFF" */
};

static const char blank_character[] = "\xEF\xBF\xBC"; /* U+FFFC */

struct missing {
	const struct face *face;
	int32_t code_point;
};

struct paragraph {
	const char *text; /* of all runs */
	size_t length;
	enum line_break *flags;

	const struct text_run *runs;
	size_t run;         /* the one being read */
	size_t run_end;     /* its end in the text */
	const size_t *ends; /* of all runs; not written in capitals, so not runs[i].length */

	struct pieces *pieces;
	struct shaper *shaper;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct missing missing[MISSING_BOUND];
	size_t missing_count;
	int status; /* ERR_DOCUMENT once a glyph was missing */
};

static utf8proc_int32_t capital(utf8proc_int32_t code_point, void *unused)
{
	(void)unused;
	return utf8proc_toupper(code_point);
}

/* Latin letters, precomposed, and what stands between words have capitals that compose with nothing. False: the text
 * holds something else, and nothing was put. */
static bool put_plain_capitals(struct buffer *out, const char *text, size_t length)
{
	size_t before = out->length;
	for (size_t i = 0; i < length;) {
		int32_t c;
		i += utf8_read(&c, text + i, length - i);
		bool plain = c < 0x300 || (c >= 0x1E00 && c < 0x1F00) || (c >= 0x2010 && c < 0x2028);
		char *room = plain ? buffer_room(out, 4) : NULL;
		if (!room) {
			out->length = before;
			return false;
		}
		out->length += (size_t)utf8proc_encode_char(utf8proc_toupper(c), (utf8proc_uint8_t *)room);
	}
	return true;
}

/* Capitals in NFC: a capital may compose with a mark where its small letter did not. What is no UTF-8 stays. */
static int put_capitals(struct buffer *out, const char *text, size_t length)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
	const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	if (put_plain_capitals(out, text, length)) return OK;
	utf8proc_ssize_t count =
		utf8proc_decompose_custom(bytes, (utf8proc_ssize_t)length, NULL, 0, options, capital, NULL);
	if (count < 0) {
		buffer_put(out, text, length);
		return OK;
	}
	utf8proc_int32_t *work = mem_zeroed((size_t)count + 1, sizeof *work);
	if (!work) return ERR_MEMORY;
	utf8proc_decompose_custom(bytes, (utf8proc_ssize_t)length, work, count, options, capital, NULL);
	utf8proc_ssize_t size = utf8proc_reencode(work, count, options); /* in place */
	if (size > 0) buffer_put(out, work, (size_t)size);
	free(work);
	return OK;
}

static int join_runs(struct buffer *joined, size_t *ends, const struct text_run *runs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!runs[i].text)
			buffer_text(joined, blank_character);
		else if (runs[i].format.capitals)
			TRY(put_capitals(joined, runs[i].text, runs[i].length));
		else if (runs[i].length)
			buffer_put(joined, runs[i].text, runs[i].length);
		ends[i] = joined->length;
	}
	return joined->failed ? ERR_MEMORY : OK;
}

static const struct text_run *run_at(struct paragraph *p, size_t i)
{
	while (i >= p->ends[p->run]) p->run++; /* also over empty runs */
	p->run_end = p->ends[p->run];
	return &p->runs[p->run];
}

static mpt scaled(const struct face *face, mpt size, int64_t units)
{
	if (units < 0) return 0;
	int64_t limit = size > 0 ? (int64_t)INT32_MAX / 2 * face->units_per_em / size : 0;
	return length_scale(units > limit ? limit : units, size, face->units_per_em);
}

static int report_glyph(struct paragraph *p, const struct text_run *run, int32_t code_point)
{
	for (size_t i = 0; i < p->missing_count; i++)
		if (p->missing[i].face == run->format.face && p->missing[i].code_point == code_point) return OK;
	if (p->missing_count == MISSING_BOUND) return OK;
	p->missing[p->missing_count++] = (struct missing){run->format.face, code_point};

	utf8proc_uint8_t character[5] = {0};
	char number[CODE_POINT_SIZE];
	utf8proc_encode_char(code_point, character);
	snprintf(number, sizeof number, "U+%04X", (unsigned)code_point);
	bool exact = run->source && diagnostics_keep(p->diagnostics, GLYPH_MISSING);
	struct place place = exact ? xml_place_after(run->source, run->place, code_point) : run->place;
	int status = diagnostics_add(p->diagnostics, GLYPH_MISSING, place, (const char *)character, number,
								 run->format.face->postscript_name, NULL);
	return status == ERR_DOCUMENT ? OK : status;
}

static int report_glyphs(struct paragraph *p, const struct text_run *run, const struct word *word)
{
	p->status = ERR_DOCUMENT;
	size_t length = strlen(word->text);
	for (size_t i = 0; i < word->count; i++) {
		const struct glyph *glyph = &word->glyphs[i];
		if (!glyph->id) TRY(report_glyph(p, run, utf8_code_point(word->text + glyph->text, length - glyph->text)));
	}
	return OK;
}

static struct piece *add_piece(struct paragraph *p, const struct text_run *run)
{
	if (arena_grow(p->arena, &p->pieces->items, p->pieces->count, sizeof *p->pieces->items) != OK) return NULL;
	struct piece *piece = &p->pieces->items[p->pieces->count++];
	*piece = (struct piece){.run = run, .after = BREAK_NEVER};
	return piece;
}

/* Where the piece that begins at `start` ends: at white space, a break, the end of its run. Inside a character there is
 * neither. */
static size_t piece_end(const struct paragraph *p, size_t start)
{
	size_t i = start, size;
	while (i < p->run_end && !white_space_at(&size, p->text + i, p->run_end - i)) {
		i += size;
		if (p->flags[i - 1] != BREAK_NEVER) break;
		if (i - start >= LONGEST_WORD && i < p->run_end && ((unsigned char)p->text[i] & 0xC0) != 0x80) break;
	}
	return i;
}

/* The space behind a raised mark is the text's: the larger of what stands before it and its own. */
static mpt space_width(struct paragraph *p, const struct piece *last, size_t start, int64_t count)
{
	const struct text_format *format = &last->run->format, *own = &run_at(p, start)->format;
	if (own->size > format->size) format = own;
	return scaled(format->face, format->size, count * format->face->space_advance);
}

/* The white space at `i`; sets what follows the last piece. */
static int take_gap(size_t *end, struct paragraph *p, size_t i)
{
	struct piece *last = p->pieces->count ? &p->pieces->items[p->pieces->count - 1] : NULL;
	enum line_break after = i ? p->flags[i - 1] : BREAK_NEVER;
	size_t kinds[WHITE_LINE_FEED + 1] = {0}, size, start = i;
	enum white_space white;
	for (; i < p->length && (white = white_space_at(&size, p->text + i, p->length - i)) != WHITE_NONE; i += size) {
		kinds[white]++;
		if (p->flags[i + size - 1] > after) after = p->flags[i + size - 1];
	}
	*end = i;
	size_t feeds = kinds[WHITE_LINE_FEED];
	const struct text_run *run = feeds ? run_at(p, i - 1) : NULL; /* for empty lines: they have a height */
	if (last) {
		last->after = feeds ? BREAK_FORCED : after == BREAK_FORCED ? BREAK_ALLOWED : after;
		int64_t spaces = (int64_t)kinds[WHITE_NO_BREAK] + (kinds[WHITE_SPACE] ? 1 : 0);
		if (spaces && !feeds && i < p->length) last->space = space_width(p, last, start, spaces);
		if (feeds) feeds--;
	}
	while (feeds--) {
		struct piece *empty = add_piece(p, run);
		if (!empty) return ERR_MEMORY;
		empty->after = BREAK_FORCED;
	}
	return OK;
}

static int take_piece(size_t *end, struct paragraph *p, size_t i)
{
	const struct text_run *run = run_at(p, i);
	const struct text_format *format = &run->format;
	struct piece *piece = add_piece(p, run);
	if (!piece) return ERR_MEMORY;
	if (!run->text) {
		piece->width = run->blank;
		*end = p->run_end;
		return OK;
	}
	*end = piece_end(p, i);
	TRY(shape_word(&piece->word, p->shaper, format->face, p->text + i, *end - i));
	piece->width = scaled(format->face, format->size, piece->word->advance);
	return piece->word->missing ? report_glyphs(p, run, piece->word) : OK;
}

static int cut(struct paragraph *p)
{
	for (size_t i = 0; i < p->length;) {
		TRY(take_gap(&i, p, i));
		if (i < p->length) TRY(take_piece(&i, p, i));
	}
	if (p->pieces->count) p->pieces->items[p->pieces->count - 1].after = BREAK_ALLOWED;
	return p->status;
}

int text_pieces(struct pieces *pieces, struct shaper *shaper, struct arena *arena, const struct text_run *runs,
				size_t count, struct diagnostics *diagnostics)
{
	*pieces = (struct pieces){0};
	if (!count) return OK;
	int status = ERR_MEMORY;
	struct buffer joined = {0};
	enum line_break *flags = NULL;
	size_t *ends = mem_zeroed(count, sizeof *ends);
	if (!ends) return ERR_MEMORY;
	status = join_runs(&joined, ends, runs, count);
	if (status != OK || !joined.length) goto done;
	status = ERR_MEMORY;
	if (joined.length <= SIZE_MAX / sizeof *flags) flags = mem_alloc(joined.length * sizeof *flags);
	if (!flags) goto done;
	text_line_breaks(flags, joined.data, joined.length);

	struct paragraph paragraph = {.text = joined.data,
								  .length = joined.length,
								  .flags = flags,
								  .runs = runs,
								  .ends = ends,
								  .pieces = pieces,
								  .shaper = shaper,
								  .arena = arena,
								  .diagnostics = diagnostics};
	status = cut(&paragraph);
done:
	free(flags);
	free(ends);
	buffer_drop(&joined);
	return status;
}
