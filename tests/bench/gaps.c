/* The word gaps of justified lines, as parts of the face's own space: gaps PLAN.xml... prints how many lines have which,
 * set by total-fit and then greedily. Last lines of paragraphs do not count. Status 1 if total-fit tears a line: over
 * 3.0 with four gaps or more, or over 2.0 in more than 2 % of the lines. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/path.h"
#include "base/status.h"
#include "layout/layout.h"
#include "plan/numbering.h"
#include "plan/plan.h"
#include "template/bind.h"
#include "template/template.h"

enum { BUCKETS = 7, ONE = 100, FEW_GAPS = 4, TORN = 300 };

static const int limits[BUCKETS] = {95, 105, 125, 150, 200, 300, 100000}; /* per cent: up to and with */

struct gaps {
	long lines[BUCKETS];
	long count, torn; /* lines; those over TORN with FEW_GAPS or more */
	double squares;   /* of what the gaps differ from the natural one */
	int widest;
};

struct line {
	const struct page *page;
	mpt y, end; /* baseline; where the last word ends */
	int64_t natural, set;
	int gaps;
	bool space; /* after the last word */
};

struct world {
	const char *data;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct plan_schema *schema;
	struct fonts *fonts;
	struct shaper *shaper;
	bool greedy;
	struct gaps gaps;
};

static void count_line(struct gaps *gaps, const struct line *line)
{
	if (!line->gaps || !line->natural) return;
	int ratio = (int)((line->set * ONE + line->natural / 2) / line->natural), bucket = 0;
	while (ratio > limits[bucket]) bucket++;
	gaps->lines[bucket]++;
	gaps->count++;
	gaps->squares += (double)(ratio - ONE) * (ratio - ONE) / (ONE * ONE);
	if (ratio > TORN && line->gaps >= FEW_GAPS) gaps->torn++;
	if (ratio > gaps->widest) gaps->widest = ratio;
}

static mpt natural_space(const struct mark *mark)
{
	return length_scale(mark->text.size, mark->text.face->space_advance, mark->text.face->units_per_em);
}

/* A mark of the block that is being measured: it goes on with the line, or ends it and begins another. */
static void add_mark(struct gaps *gaps, struct line *line, const struct page *page, const struct mark *mark)
{
	bool same = line->page == page && abs(mark->y - line->y) < mark->text.size / 2;
	if (line->page && !same) count_line(gaps, line);
	if (!same) *line = (struct line){.page = page, .y = mark->y};
	for (size_t i = 0; i < mark->text.count; i++) {
		const struct page_word *word = &mark->text.words[i];
		mpt x = mark->x + word->x;
		if (line->space) {
			line->set += x - line->end;
			line->natural += natural_space(mark);
			line->gaps++;
		}
		line->end = x + length_scale(mark->text.size, word->word->advance, mark->text.face->units_per_em);
		line->space = word->space;
	}
}

/* Marks of a block stand together on each page. */
static void measure(struct gaps *gaps, const struct pages *pages)
{
	uint32_t current = 0;
	struct line line = {0};
	for (size_t i = 0; i < pages->count; i++) {
		const struct page *page = &pages->items[i];
		for (size_t j = 0; j < page->count; j++) {
			const struct mark *mark = &page->marks[j];
			const struct block *block = pages->tree->blocks[mark->block];
			if (mark->kind != MARK_TEXT || !block || block->style->align != ALIGN_JUSTIFY) continue;
			if (mark->block != current) line = (struct line){0}; /* the last line of a paragraph does not count */
			current = mark->block;
			add_mark(gaps, &line, page, mark);
		}
	}
}

static int set_plan(struct world *world, struct plan *plan, struct template **template)
{
	struct template_source source = template_wish(plan, world->data);
	struct tree tree;
	struct pages pages;
	if (!source.name) TRY(template_choose(&source, plan->kind, world->arena, world->diagnostics));
	TRY(template_load(template, &source, world->diagnostics));
	TRY(plan_number(plan, template_numbering(*template), world->arena, world->diagnostics));
	TRY(bind_document(&tree, plan, *template, world->arena, world->diagnostics));
	for (uint32_t i = 1; world->greedy && i < tree.count; i++) ((struct style *)tree.blocks[i]->style)->greedy = true;
	TRY(layout_tree(&pages, &tree, world->fonts, world->shaper, world->arena, world->diagnostics, false));
	measure(&world->gaps, &pages);
	return OK;
}

static int add_plan(struct world *world, const char *path)
{
	struct plan plan = {0};
	struct template *template = NULL;
	char *bytes;
	size_t size;
	arena_reset(world->arena);
	TRY(file_read(&bytes, &size, world->arena, path, XML_FILE_LIMIT, world->diagnostics));
	int status = plan_load(&plan, world->arena, world->schema, bytes, size, path, world->diagnostics);
	plan.folder = path_folder(world->arena, path);
	if (status == OK) status = set_plan(world, &plan, &template);
	template_drop(template);
	plan_drop(&plan);
	return status;
}

static void print(const char *name, const struct gaps *gaps)
{
	long wide = gaps->lines[BUCKETS - 1] + gaps->lines[BUCKETS - 2];
	printf("%-10s", name);
	for (int i = 0; i < BUCKETS; i++) printf("%8ld", gaps->lines[i]);
	printf("%8ld%9.2f%9.4f%8.2f %%\n", gaps->count, gaps->widest / (double)ONE,
		   gaps->count ? gaps->squares / (double)gaps->count : 0,
		   gaps->count ? 100.0 * (double)wide / (double)gaps->count : 0);
}

static int run(struct world *world, int count, char **plans)
{
	struct gaps found[2];
	TRY(plan_schema_load(&world->schema, world->data, world->diagnostics));
	TRY(fonts_open(&world->fonts, world->data, world->diagnostics));
	TRY(shaper_new(&world->shaper));
	for (int i = 0; i < 2; i++) {
		world->greedy = i;
		world->gaps = (struct gaps){0};
		for (int j = 0; j < count; j++) TRY(add_plan(world, plans[j]));
		found[i] = world->gaps;
	}
	printf("%-10s%8s%8s%8s%8s%8s%8s%8s%8s%9s%9s%10s\n", "gaps up to", "0.95", "1.05", "1.25", "1.50", "2.00", "3.00",
		   "more", "lines", "widest", "variance", "over 2.00");
	print("total-fit", &found[0]);
	print("greedy", &found[1]);
	long wide = found[0].lines[BUCKETS - 1] + found[0].lines[BUCKETS - 2];
	printf("lines with four gaps or more over 3.00: total-fit %ld, greedy %ld\n", found[0].torn, found[1].torn);
	return found[0].torn || wide * 50 > found[0].count ? ERR_DOCUMENT : OK;
}

int main(int argc, char **argv)
{
	struct world world = {.data = getenv("VANTHU_DATA"), .arena = arena_new(), .diagnostics = diagnostics_new()};
	int status = argc > 1 && world.data && world.arena && world.diagnostics ? OK : ERR_USAGE;
	if (status != OK) fputs("usage: VANTHU_DATA=FOLDER gaps PLAN.xml...\n", stderr);
	if (status == OK) status = run(&world, argc - 1, argv + 1);
	for (size_t i = 0; world.diagnostics && i < diagnostics_count(world.diagnostics); i++) {
		struct buffer text = {0};
		const struct diagnostic *diagnostic = diagnostics_at(world.diagnostics, i);
		if (diagnostic_level(diagnostic->id) < LEVEL_ERROR) continue;
		diagnostic_write(diagnostic, ENGLISH, &text);
		fwrite(text.data, 1, text.length, stderr);
		buffer_drop(&text);
	}
	shaper_drop(world.shaper);
	fonts_drop(world.fonts);
	plan_schema_drop(world.schema);
	diagnostics_drop(world.diagnostics);
	if (world.arena) arena_drop(world.arena);
	return status;
}
