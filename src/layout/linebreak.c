/* Where the lines of a paragraph end.
 *
 * Total-fit (D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines", 1981), for word spaces alone: a line of
 * natural width n in room r stretches each of its spaces by (r - n) / spaces, or shrinks them as far as the style lets
 * it. Its badness is 100 times the cube of the stretch over half a space; the paragraph's demerits are the sum of
 * (10 + badness) squared, and dynamic programming over all breaks finds the least sum. Only breaks within one line of each
 * other are tried, so time is linear in the length of the paragraph. Everything is in integers.
 *
 * Text that is not justified is set by the same search, in as few lines as it needs. The lines of centred text (titles,
 * names of organs) are as alike as they can be; those of other text (headings, recipients, cells) as full as they can be,
 * but the last is no lonely syllable. Both rather end a line where the sense does: see `openers`.
 *
 * Greedy breaking, each line as full as it can be without shrinking, is what word processors do: `breaks="greedy"` in a
 * style. */
#include <string.h>

#include "base/status.h"
#include "layout/internal.h"

enum {
	WHOLE = 1000,          /* of a ratio of stretch */
	LINE = 10,             /* demerits of a line as such: fewer lines are better */
	BADNESS_LIMIT = 10000, /* a line that no stretch makes good */
	AVOIDED = 5000 * 5000, /* demerits of a break that is avoided: as bad as spaces of 2.8 times their width */
	HOPELESS = (LINE + BADNESS_LIMIT) * (LINE + BADNESS_LIMIT),
	LONELY_WORD = 50 * 50,  /* demerits of a last line with a single word */
	RAGGED_LINE = 10000000, /* demerits of a line of text that is not justified: more than any imbalance */
	OVERFULL = 100000000,   /* demerits of a line that sticks out */
	SENSELESS = 200 * 200,  /* demerits of a break in such text: as bad as a line a fifth of the room short */
	LONELY_SHARE = 250,     /* of the room, in 1/1000: a last line that is shorter looks lonely, */
	LONELY_WEIGHT = 4,      /* and each missing part is as bad as so many of another line */
};

/* Vietnamese practice for names and titles: a line ends after a comma or a dash, before a bracket or "và" ("SỞ
 * THÔNG TIN | VÀ TRUYỀN THÔNG"), never after a word that opens what follows. Small letters, and as capitals set them. */
static const char *const openers[] = {"và", "VÀ", "Và", "của", "CỦA", "Của"};
enum { AND_FORMS = 3 }; /* the first of them, which a line may begin with */
static const char *const closers[] = {"-", "–", "—"};

/* A break. */
struct stop {
	size_t piece; /* the line ends before it */
	bool forced, avoided;
	int32_t sense; /* demerits for breaking the sense here; 0 in justified text */
	int64_t width; /* of all pieces before it, with their spaces */
	int64_t space; /* of those spaces */
	int64_t last;  /* of the last of them, which vanishes at a line's end */
};

struct breaker {
	const struct pieces *pieces;
	const struct style *style;
	mpt first_room, room;
	struct stop *stops;
	struct way *ways; /* by stop; cost: demerits */
	size_t count;
};

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (*word == *words[i] && !strcmp(word, words[i])) return true;
	}
	return false;
}

/* What a break after a piece, not the last one, costs for its sense. */
static int32_t sense_demerits(const struct piece *last)
{
	const char *word = last->word ? last->word->text : "", *next = last[1].word ? last[1].word->text : "";
	size_t length = strlen(word);
	if (is_one_of(word, openers, sizeof openers / sizeof *openers)) return 2 * SENSELESS;
	if (is_one_of(word, closers, sizeof closers / sizeof *closers) || is_one_of(next, openers, AND_FORMS)) return 0;
	bool number = *next >= '0' && *next <= '9'; /* "mức độ 3, 4" */
	if (*next == '(' || (length && strchr(",;", word[length - 1]) && !number)) return 0;
	return SENSELESS;
}

static void add_stop(struct breaker *breaker, const struct stop *stop)
{
	breaker->ways[breaker->count].cost = breaker->count ? INT64_MAX : 0;
	breaker->stops[breaker->count++] = *stop;
}

static int find_stops(struct breaker *breaker, struct arena *arena)
{
	struct stop stop = {0};
	bool justified = breaker->style->align == ALIGN_JUSTIFY;
	breaker->stops = arena_array(arena, breaker->pieces->count + 1, sizeof *breaker->stops);
	breaker->ways = arena_array(arena, breaker->pieces->count + 1, sizeof *breaker->ways);
	if (!breaker->stops || !breaker->ways) return ERR_MEMORY;
	add_stop(breaker, &stop);
	for (size_t i = 0; i < breaker->pieces->count; i++) {
		const struct piece *piece = &breaker->pieces->items[i];
		bool last = i + 1 == breaker->pieces->count;
		stop.width += piece->width + piece->space;
		stop.space += piece->space;
		stop.last = piece->space;
		if (piece->after == BREAK_NEVER && !last) continue;
		stop.piece = i + 1;
		stop.avoided = piece->after == BREAK_AVOIDED && !last;
		stop.forced = last || piece->after == BREAK_FORCED;
		stop.sense = justified || stop.forced ? 0 : sense_demerits(piece);
		add_stop(breaker, &stop);
	}
	return OK;
}

struct span {
	int64_t rest;  /* room left at natural width; negative: too wide */
	int64_t space; /* width of the spaces inside */
};

static struct span span_of(const struct breaker *breaker, const struct stop *from, const struct stop *to)
{
	mpt room = from->piece == 0 ? breaker->first_room : breaker->room;
	struct span span = {.space = to->space - from->space - to->last};
	span.rest = room - (to->width - from->width - to->last);
	return span;
}

/* How far the spaces of a line may shrink, all together. */
static int64_t shrink_of(const struct breaker *breaker, struct span span)
{
	if (breaker->style->align != ALIGN_JUSTIFY) return 0;
	return length_share(length_clamp(span.space), breaker->style->space_shrink);
}

static int64_t badness(int64_t change, int64_t limit)
{
	if (change == 0) return 0;
	if (change >= 5 * limit) return BADNESS_LIMIT;
	int64_t ratio = change * WHOLE / limit;
	int64_t cube = ratio * ratio * ratio / (WHOLE * WHOLE / 100) / WHOLE;
	return cube < BADNESS_LIMIT ? cube : BADNESS_LIMIT;
}

static int64_t ragged_demerits(const struct breaker *breaker, const struct stop *from, const struct stop *to,
							   struct span span)
{
	mpt room = from->piece == 0 ? breaker->first_room : breaker->room;
	int64_t share = span.rest * WHOLE / (room > 0 ? room : 1);
	if (to->forced && breaker->style->align != ALIGN_CENTRE) {
		int64_t lacking = LONELY_SHARE - (WHOLE - share);
		share = from->piece && lacking > 0 ? LONELY_WEIGHT * lacking : 0;
	}
	return RAGGED_LINE + share * share + to->sense;
}

static int64_t line_demerits(const struct breaker *breaker, const struct stop *from, const struct stop *to,
							 struct span span)
{
	int64_t bad, avoided = to->avoided ? AVOIDED : 0;
	if (breaker->style->align != ALIGN_JUSTIFY) return ragged_demerits(breaker, from, to, span) + avoided;
	if (span.rest < 0)
		bad = badness(-span.rest, shrink_of(breaker, span));
	else
		bad = to->forced ? 0 : badness(span.rest, span.space / 2);
	bool lonely = to->forced && from->piece && span.space == 0;
	return (LINE + bad) * (LINE + bad) + (lonely ? LONELY_WORD : 0) + avoided;
}

static bool is_overfull(const struct breaker *breaker, struct span span)
{
	return span.rest < 0 && -span.rest > shrink_of(breaker, span);
}

/* No stretch makes the line good, nor any shorter one: each costs HOPELESS. */
static bool is_hopeless(struct span span)
{
	return span.rest > 0 && span.rest >= 5 * (span.space / 2);
}

/* The best line that ends at a break. `first`: the first break from which a line is not overfull, which never goes back.
 * A piece wider than its line stands alone on it. */
static void find_line(struct breaker *breaker, size_t index, size_t *first)
{
	const struct stop *stops = breaker->stops, *to = &stops[index];
	struct way best = {INT64_MAX, 0};
	bool stretches = breaker->style->align == ALIGN_JUSTIFY && !to->forced;
	if (stops[index - 1].forced) *first = index - 1;
	while (*first < index && is_overfull(breaker, span_of(breaker, &stops[*first], to))) ++*first;
	size_t from = *first;
	for (; from < index; from++) {
		struct span span = span_of(breaker, &stops[from], to);
		if (stretches && from > 0 && is_hopeless(span)) break;
		if (breaker->ways[from].cost >= best.cost) continue; /* whatever the line is like */
		int64_t cost = breaker->ways[from].cost + line_demerits(breaker, &stops[from], to, span);
		if (cost <= best.cost) best = (struct way){cost, from};
	}
	int64_t hopeless = HOPELESS + (to->avoided ? AVOIDED : 0);
	for (; from < index && best.cost >= hopeless; from++) {
		int64_t cost = breaker->ways[from].cost + hopeless;
		if (cost <= best.cost) best = (struct way){cost, from};
	}
	if (*first == index) best = (struct way){breaker->ways[index - 1].cost + OVERFULL, index - 1};
	breaker->ways[index] = best;
}

static int total_fit(size_t **ends, size_t *count, struct arena *arena, struct breaker *breaker)
{
	size_t first = 0;
	TRY(find_stops(breaker, arena));
	for (size_t i = 1; i < breaker->count; i++) find_line(breaker, i, &first);
	TRY(way_back(ends, count, arena, breaker->ways, breaker->count - 1));
	for (size_t i = 0; i < *count; i++) (*ends)[i] = breaker->stops[(*ends)[i]].piece;
	return OK;
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
	if (style->greedy) return greedy(ends, count, arena, &breaker);
	return total_fit(ends, count, arena, &breaker);
}
