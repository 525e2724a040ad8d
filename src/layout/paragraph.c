/* Paragraphs into lines.
 *
 * Justified lines grow and shrink at their word spaces alone, in whole 1/1000 points, so that the last letter ends at
 * the edge. */
#include "base/status.h"
#include "layout/internal.h"

struct paragraph_setter {
	struct setter *setter;
	const struct block *block;
	mpt width; /* of the column */
	struct pieces pieces;
};

static int text_run_of(struct text_run *out, struct setter *setter, const struct block *block, const struct run *run)
{
	const struct style *style = block->style;
	const struct script_format *scripts = &setter->tree->scripts;
	bool upright = run->flags & RUN_UPRIGHT;
	bool bold = !upright && (style->bold || (run->flags & RUN_BOLD));
	bool italic = !upright && (style->italic || (run->flags & RUN_ITALIC));
	struct text_format *format = &out->format;
	*out = (struct text_run){.text = run->text,
							 .length = run->length,
							 .blank = run->blank,
							 .place = run->place,
							 .source = setter->tree->source,
							 .link = run->link,
							 .tag = run};
	format->size = style->size;
	format->colour = style->colour;
	format->underline = run->flags & RUN_UNDERLINE;
	format->capitals = style->capitals;
	if (run->flags & (RUN_SUPERSCRIPT | RUN_SUBSCRIPT)) {
		mpt rise = run->flags & RUN_SUPERSCRIPT ? scripts->superscript : scripts->subscript;
		format->rise = length_share(style->size, rise);
		format->size = length_share(style->size, scripts->size);
	}
	return fonts_face(&format->face, setter->fonts, style->face, bold, italic, run->place, setter->diagnostics);
}

static int find_pieces(struct paragraph_setter *self)
{
	struct setter *setter = self->setter;
	const struct block *block = self->block;
	struct text_run *runs = arena_array(setter->arena, block->run_count, sizeof *runs);
	if (!runs) return ERR_MEMORY;
	for (size_t i = 0; i < block->run_count; i++) TRY(text_run_of(&runs[i], setter, block, &block->runs[i]));
	int status = text_pieces(&self->pieces, setter->shaper, setter->arena, runs, block->run_count, setter->diagnostics);
	if (status != ERR_DOCUMENT) return status;
	setter->status = status; /* a character without a glyph: go on, there may be more */
	return OK;
}

static bool is_label(const struct text_run *run)
{
	const struct run *tag = run->tag;
	return tag && tag->flags & RUN_LABEL;
}

static bool same_format(const struct text_run *a, const struct text_run *b)
{
	const struct text_format *x = &a->format, *y = &b->format;
	return a == b || (x->face == y->face && x->size == y->size && x->rise == y->rise && x->colour == y->colour &&
					  x->underline == y->underline && a->link == b->link && is_label(a) == is_label(b));
}

struct line_builder {
	struct line *line;
	struct page_word *words;
	size_t used;
	const struct text_run *run; /* of the last mark; NULL: begin a new one */
	struct mark *text, *rule;   /* that mark, and the rule under it, if it is underlined */
};

static void begin_mark(struct line_builder *builder, uint32_t block, const struct text_run *run, mpt x)
{
	const struct text_format *format = &run->format;
	const struct face *face = format->face;
	struct line *line = builder->line;
	struct mark mark = {.block = block, .x = x, .y = -format->rise, .colour = format->colour};
	builder->text = &line->marks[line->mark_count++];
	*builder->text = mark;
	builder->text->kind = MARK_TEXT;
	builder->text->text.face = face;
	builder->text->text.size = format->size;
	builder->text->text.words = &builder->words[builder->used];
	builder->text->text.link = run->link;
	builder->text->text.label = is_label(run);
	builder->rule = NULL;
	if (!format->underline) return;
	builder->rule = &line->marks[line->mark_count++];
	*builder->rule = mark;
	builder->rule->kind = MARK_RULE;
	builder->rule->y -= length_scale(format->size, face->underline, face->units_per_em);
	builder->rule->rule.thickness = length_scale(format->size, face->underline_size, face->units_per_em);
}

static void add_piece(struct line_builder *builder, uint32_t block, const struct piece *piece, mpt x, bool space)
{
	if (!builder->run || !same_format(builder->run, piece->run)) begin_mark(builder, block, piece->run, x);
	struct mark *mark = builder->text;
	builder->words[builder->used++] = (struct page_word){.word = piece->word, .x = x - mark->x, .space = space};
	mark->text.count++;
	mark->text.width = length_clamp((int64_t)x - mark->x + piece->width);
	if (builder->rule) builder->rule->rule.dx = mark->text.width;
	builder->run = piece->run;
}

/* The footnotes whose marks stand on the line. */
static int add_note(struct line *line, struct arena *arena, const struct piece *piece)
{
	const struct run *run = piece->run->tag;
	if (!run || !run->note) return OK;
	if (line->note_count && line->notes[line->note_count - 1] == run->note) return OK;
	TRY(arena_grow(arena, &line->notes, line->note_count, sizeof *line->notes));
	line->notes[line->note_count++] = run->note;
	return OK;
}

/* How many marks the pieces [start, end) need at most: one for each run, and a rule under it if it is underlined. */
static size_t count_marks(const struct pieces *pieces, size_t start, size_t end)
{
	size_t count = 0;
	const struct text_run *run = NULL;
	for (size_t i = start; i < end; i++) {
		const struct piece *piece = &pieces->items[i];
		if (piece->word && piece->run != run) count += piece->run->format.underline ? 2 : 1;
		run = piece->word ? piece->run : NULL;
	}
	return count;
}

/* Puts the pieces [start, end) on a line that begins at x; `extra` is shared out among its spaces. */
static int place_pieces(struct line *line, struct paragraph_setter *self, size_t start, size_t end, mpt extra)
{
	struct arena *arena = self->setter->arena;
	struct line_builder builder = {.line = line, .words = arena_array(arena, end - start, sizeof *builder.words)};
	line->marks = arena_array(arena, count_marks(&self->pieces, start, end), sizeof *line->marks);
	if (!builder.words || !line->marks) return ERR_MEMORY;
	int64_t spaces = 0, seen = 0;
	for (size_t i = start; i + 1 < end; i++) spaces += self->pieces.items[i].space > 0;
	int64_t natural = line->x;
	for (size_t i = start; i < end; i++) {
		const struct piece *piece = &self->pieces.items[i];
		TRY(add_note(line, arena, piece));
		mpt x = length_clamp(natural + (spaces ? extra * seen / spaces : 0));
		bool last_of_all = i + 1 == self->pieces.count;
		if (piece->word)
			add_piece(&builder, self->block->id, piece, x,
					  (piece->space > 0 || piece->after == BREAK_FORCED) &&
						  !last_of_all); /* readers part words there */
		else
			builder.run = NULL;
		natural += (int64_t)piece->width + piece->space;
		seen += piece->space > 0;
	}
	return OK;
}

/* The widest word of the line is named. */
static int tell_too_wide(const struct paragraph_setter *self, size_t start, size_t end)
{
	const struct piece *widest = &self->pieces.items[start];
	for (const struct piece *at = widest; at < self->pieces.items + end; at++)
		if (at->word && (!widest->word || at->width > widest->width)) widest = at;
	return diagnostics_add(self->setter->diagnostics, LAYOUT_TOO_WIDE, widest->run->place,
						   widest->word ? widest->word->text : "", NULL);
}

static int set_line(struct line *line, struct paragraph_setter *self, size_t start, size_t end)
{
	const struct style *style = self->block->style;
	const struct piece *pieces = self->pieces.items;
	mpt left = style->left + (start == 0 ? style->indent : 0);
	mpt room = self->width - left - style->right;
	int64_t natural = 0, spaces = 0;
	for (size_t i = start; i < end; i++) {
		natural += pieces[i].width;
		spaces += i + 1 < end ? pieces[i].space : 0;
	}
	natural += spaces;
	mpt rest = length_clamp(room - natural), shrink = length_share(length_clamp(spaces), style->space_shrink);
	bool last = end == self->pieces.count || pieces[end - 1].after == BREAK_FORCED;
	bool justify = style->align == ALIGN_JUSTIFY && (!last || rest < 0) && rest >= -shrink;
	line->x = left;
	if (style->align == ALIGN_CENTRE) line->x += rest / 2;
	if (style->align == ALIGN_RIGHT) line->x += rest;
	line->width = justify ? room : length_clamp(natural);
	if (rest < 0 && !justify) TRY(tell_too_wide(self, start, end));
	return place_pieces(line, self, start, end, justify ? rest : 0);
}

static int measure_lines(struct lines *lines, struct setter *setter, const struct block *block)
{
	const struct style *style = block->style;
	const struct face *face;
	TRY(fonts_face(&face, setter->fonts, style->face, style->bold, style->italic, block->place, setter->diagnostics));
	lines->ascent = length_scale(style->size, face->ascent, face->units_per_em);
	lines->descent = length_scale(style->size, -face->descent, face->units_per_em);
	mpt single = length_scale(style->size, face->ascent - face->descent + face->line_gap, face->units_per_em);
	lines->leading = length_scale(single, style->line, 1000) - lines->ascent - lines->descent;
	return OK;
}

int set_paragraph(struct lines *lines, struct setter *setter, const struct block *block, mpt width)
{
	struct paragraph_setter self = {.setter = setter, .block = block, .width = width};
	size_t *ends;
	*lines = (struct lines){0};
	TRY(measure_lines(lines, setter, block));
	TRY(find_pieces(&self));
	TRY(break_lines(&ends, &lines->count, setter->arena, &self.pieces, block->style, width));
	lines->items = arena_array(setter->arena, lines->count, sizeof *lines->items);
	if (!lines->items) return ERR_MEMORY;
	for (size_t i = 0, start = 0; i < lines->count; start = ends[i++])
		TRY(set_line(&lines->items[i], &self, start, ends[i]));
	return OK;
}

int measure_paragraph(mpt *least, mpt *most, struct setter *setter, const struct block *block)
{
	struct paragraph_setter self = {.setter = setter, .block = block};
	const struct style *style = block->style;
	int64_t around = (int64_t)style->left + style->right, piece = 0, line = style->indent;
	*least = *most = 0;
	TRY(find_pieces(&self));
	for (size_t i = 0; i < self.pieces.count; i++) {
		const struct piece *at = &self.pieces.items[i];
		piece += at->width;
		line += at->width;
		if (around + piece > *least) *least = length_clamp(around + piece);
		if (around + line > *most) *most = length_clamp(around + line);
		piece = at->after <= BREAK_AVOIDED ? piece + at->space : 0;
		line = at->after == BREAK_FORCED ? 0 : line + at->space;
	}
	return OK;
}
