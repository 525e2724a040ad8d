/* Where the lines of a paragraph end.
 *
 * Total-fit (D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines", 1981), for word spaces alone: a line of
 * natural width n in room r stretches each of its spaces by (r - n) / spaces, or shrinks them as far as the style lets
 * it. Its badness is 100 times the cube of the stretch over half a space; the paragraph's demerits are the sum of
 * (10 + badness) squared, and dynamic programming over all breaks finds the least sum. Only breaks within one line of each
 * other are tried, so time is linear in the length of the paragraph. Everything is in integers.
 *
 * Centred text (titles, names of organs) is balanced by the same search: as few lines as it needs, and these as alike as
 * they can be. It rather ends a line where the sense does: see `openers`.
 *
 * Greedy breaking, each line as full as it can be without shrinking, is what word processors do: `breaks="greedy"` in a
 * style, and for text that is neither justified nor centred. */
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

enum {
	WHOLE = 1000,            /* of a ratio of stretch */
	LINE = 10,               /* demerits of a line as such: fewer lines are better */
	BADNESS_LIMIT = 10000,   /* a line that no stretch makes good */
	AVOIDED = 5000 * 5000,   /* demerits of a break that is avoided: as bad as spaces of 2.8 times their width */
	LONELY_WORD = 50 * 50,   /* demerits of a last line with a single word */
	CENTRED_LINE = 10000000, /* demerits of a line of centred text: more than any imbalance */
	OVERFULL = 100000000,    /* demerits of a line that sticks out */
	SENSELESS = 200 * 200,   /* demerits of a break in centred text: as bad as a line a fifth of the room short */
};

/* Vietnamese practice for centred names and titles: a line ends after a comma or a dash, or before "và" ("SỞ THÔNG TIN
 * | VÀ TRUYỀN THÔNG"), never after a word that opens what follows. Small letters, and as capitals set them. */
static const char *const openers[] = {"và", "VÀ", "Và", "của", "CỦA", "Của"};
enum { AND_FORMS = 3 }; /* the first of them, which a line may begin with */
static const char *const closers[] = {"-", "–", "—"};

/* A break: the line ends before piece `piece`. */
struct way {
	int64_t demerits; /* of the best lines up to here */
	size_t from;      /* the break at which the last of them begins */
	size_t piece;
	bool forced, avoided;
	int64_t width; /* of all pieces before it, with their spaces */
	int64_t space; /* of those spaces */
};

struct breaker {
	const struct pieces *pieces;
	const struct style *style;
	mpt first_room, room;
	struct way *ways;
	size_t count;
};

static int find_ways(struct breaker *breaker, struct arena *arena)
{
	struct way way = {.demerits = 0};
	TRY(arena_grow(arena, &breaker->ways, 0, sizeof way));
	breaker->ways[breaker->count++] = way;
	way.demerits = INT64_MAX;
	for (size_t i = 0; i < breaker->pieces->count; i++) {
		const struct piece *piece = &breaker->pieces->items[i];
		bool last = i + 1 == breaker->pieces->count;
		way.width += piece->width + piece->space;
		way.space += piece->space;
		if (piece->after == BREAK_NEVER && !last) continue;
		way.piece = i + 1;
		way.avoided = piece->after == BREAK_AVOIDED && !last;
		way.forced = last || piece->after == BREAK_FORCED;
		TRY(arena_grow(arena, &breaker->ways, breaker->count, sizeof way));
		breaker->ways[breaker->count++] = way;
	}
	return OK;
}

struct span {
	int64_t rest;  /* room left at natural width; negative: too wide */
	int64_t space; /* width of the spaces inside */
};

static struct span span_of(const struct breaker *breaker, const struct way *from, const struct way *to)
{
	mpt room = from->piece == 0 ? breaker->first_room : breaker->room;
	mpt last_space = breaker->pieces->items[to->piece - 1].space;
	struct span span = {.space = to->space - from->space - last_space};
	span.rest = room - (to->width - from->width - last_space);
	return span;
}

/* How far the spaces of a line may shrink, all together. */
static int64_t shrink_of(const struct breaker *breaker, struct span span)
{
	return length_share(length_clamp(span.space), breaker->style->space_shrink);
}

static int64_t badness(int64_t change, int64_t limit)
{
	if (change == 0) return 0;
	if (limit == 0) return BADNESS_LIMIT;
	int64_t ratio = change * WHOLE / limit;
	if (ratio >= 5 * WHOLE) return BADNESS_LIMIT;
	int64_t cube = ratio * ratio * ratio / (WHOLE * WHOLE / 100) / WHOLE;
	return cube < BADNESS_LIMIT ? cube : BADNESS_LIMIT;
}

static bool is_one_of(const struct piece *piece, const char *const *words, size_t count)
{
	for (size_t i = 0; piece->word && i < count; i++) {
		if (!strcmp(piece->word->text, words[i])) return true;
	}
	return false;
}

/* What a break in centred text costs for its sense. */
static int64_t sense_demerits(const struct breaker *breaker, const struct way *to)
{
	const struct piece *last = &breaker->pieces->items[to->piece - 1];
	if (to->forced) return 0;
	if (is_one_of(last, openers, sizeof openers / sizeof *openers)) return 2 * SENSELESS;
	if (is_one_of(last, closers, sizeof closers / sizeof *closers) || is_one_of(last + 1, openers, AND_FORMS)) return 0;
	size_t length = last->word ? strlen(last->word->text) : 0;
	return length && last->word->text[length - 1] == ',' ? 0 : SENSELESS;
}

static int64_t line_demerits(const struct breaker *breaker, const struct way *from, const struct way *to)
{
	struct span span = span_of(breaker, from, to);
	int64_t bad;
	if (breaker->style->align == ALIGN_CENTRE) {
		mpt room = from->piece == 0 ? breaker->first_room : breaker->room;
		int64_t share = span.rest * WHOLE / (room > 0 ? room : 1);
		return CENTRED_LINE + share * share + sense_demerits(breaker, to) + (to->avoided ? AVOIDED : 0);
	}
	if (span.rest < 0)
		bad = badness(-span.rest, shrink_of(breaker, span));
	else
		bad = to->forced ? 0 : badness(span.rest, span.space / 2);
	bool lonely = to->forced && from->piece && span.space == 0;
	return (LINE + bad) * (LINE + bad) + (lonely ? LONELY_WORD : 0) + (to->avoided ? AVOIDED : 0);
}

/* The best line that ends at a break. A piece wider than its line stands alone on it. */
static void find_line(struct breaker *breaker, size_t index)
{
	struct way *to = &breaker->ways[index];
	for (size_t i = index; i-- > 0;) {
		const struct way *from = &breaker->ways[i];
		struct span span = span_of(breaker, from, to);
		bool overfull = span.rest < 0 && -span.rest > shrink_of(breaker, span);
		if (overfull && to->demerits < INT64_MAX) break;
		int64_t demerits = from->demerits + (overfull ? OVERFULL : line_demerits(breaker, from, to));
		if (demerits < to->demerits) {
			to->demerits = demerits;
			to->from = i;
		}
		if (overfull || from->forced) break;
	}
}

static int trace_back(size_t **ends, size_t *count, struct arena *arena, const struct breaker *breaker)
{
	size_t lines = 0;
	for (size_t i = breaker->count - 1; i > 0; i = breaker->ways[i].from) lines++;
	*ends = arena_array(arena, lines, sizeof **ends);
	if (!*ends) return ERR_MEMORY;
	*count = lines;
	for (size_t i = breaker->count - 1; i > 0; i = breaker->ways[i].from) (*ends)[--lines] = breaker->ways[i].piece;
	return OK;
}

static int total_fit(size_t **ends, size_t *count, struct arena *arena, struct breaker *breaker)
{
	TRY(find_ways(breaker, arena));
	for (size_t i = 1; i < breaker->count; i++) find_line(breaker, i);
	return trace_back(ends, count, arena, breaker);
}

/* The piece after the last one of a line that begins at `start`. */
static size_t fill_line(const struct pieces *pieces, size_t start, mpt room)
{
	int64_t width = 0;
	size_t end = start; /* after the last break that fits */
	for (size_t i = start; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		width += piece->width;
		if (width > room && end > start) return end;
		if (piece->after == BREAK_FORCED || i + 1 == pieces->count) return i + 1;
		if (piece->after == BREAK_ALLOWED) end = i + 1;
		width += piece->space;
	}
	return pieces->count;
}

static int greedy(size_t **ends, size_t *count, struct arena *arena, const struct breaker *breaker)
{
	for (size_t start = 0; start < breaker->pieces->count; start = (*ends)[*count - 1]) {
		TRY(arena_grow(arena, ends, *count, sizeof **ends));
		(*ends)[*count] = fill_line(breaker->pieces, start, start ? breaker->room : breaker->first_room);
		++*count;
	}
	return OK;
}

int break_lines(size_t **ends, size_t *count, struct arena *arena, const struct pieces *pieces,
				const struct style *style, mpt width)
{
	struct breaker breaker = {.pieces = pieces, .style = style, .room = width - style->left - style->right};
	breaker.first_room = breaker.room - style->indent;
	*ends = NULL;
	*count = 0;
	if (!pieces->count) return OK;
	bool best = style->align == ALIGN_JUSTIFY || style->align == ALIGN_CENTRE;
	if (!best || style->greedy) return greedy(ends, count, arena, &breaker);
	return total_fit(ends, count, arena, &breaker);
}
