/* What tests of binding share: plans bound by the templates that are shipped, the tree of blocks as text. */
#ifndef TESTS_TEMPLATE_BOUND_H
#define TESTS_TEMPLATE_BOUND_H

#include "../base/said.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "template/bind.h"

struct fixture {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct plan_schema *schema;
	struct template *template;
	struct plan plan;
	struct tree tree;
	struct buffer dump;
};

static inline int enter(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	struct template_source source = {.data_folder = getenv("VANTHU_DATA"), .name = "ke-hoach"};
	fixture->arena = arena_new();
	fixture->diagnostics = diagnostics_new();
	assert_int_equal(plan_schema_load(&fixture->schema, source.data_folder, fixture->diagnostics), OK);
	assert_int_equal(template_load(&fixture->template, &source, fixture->diagnostics), OK);
	*state = fixture;
	return 0;
}

static inline int leave(void **state)
{
	struct fixture *fixture = *state;
	buffer_drop(&fixture->dump);
	plan_drop(&fixture->plan);
	template_drop(fixture->template);
	plan_schema_drop(fixture->schema);
	diagnostics_drop(fixture->diagnostics);
	arena_drop(fixture->arena);
	free(fixture);
	return 0;
}

/* Bold stands between asterisks, italic between slashes. */
static inline void dump_runs(struct buffer *out, const struct block *block)
{
	unsigned flags = 0;
	for (size_t i = 0; i <= block->run_count; i++) {
		const struct run *run = i < block->run_count ? &block->runs[i] : &(struct run){.text = ""};
		if ((flags ^ run->flags) & RUN_BOLD) buffer_char(out, '*');
		if ((flags ^ run->flags) & RUN_ITALIC) buffer_char(out, '/');
		flags = run->flags;
		if (!run->text)
			buffer_format(out, "[%d]", run->blank);
		else
			buffer_format(out, "%.*s", (int)run->length, run->text);
	}
}

/* Paragraphs as "style: text"; rules, places, room and rows by name; groups only by what they hold. */
static inline void dump(struct buffer *out, const struct block *block)
{
	static const char *const names[] = {[BLOCK_FRAME] = "frame", [BLOCK_RULE] = "rule",   [BLOCK_ROW] = "row",
										[BLOCK_PLACE] = "place", [BLOCK_SPACE] = "space", [BLOCK_TABLE] = "table"};
	if (block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_NOTE || block->kind == BLOCK_FRAME) {
		if (block->kind == BLOCK_FRAME) buffer_format(out, "[%d] ", block->width);
		buffer_format(out, "%s: ", block->style->name);
		dump_runs(out, block);
		buffer_char(out, '\n');
	} else if (block->kind == BLOCK_IMAGE) {
		buffer_format(out, "%s: [%s: %s]\n", block->style->name, block->picture.image->name, block->picture.alt);
	} else if (block->edge || block->page_before || (block->master && block->parent)) {
		buffer_format(out, "<%s>\n", block->edge == EDGE_TOP ? "top" : block->edge ? "foot" : "page");
	} else if (block->kind != BLOCK_GROUP) {
		buffer_format(out, "<%s>\n", names[block->kind]);
	}
	for (const struct block *child = block->first; child; child = child->next) dump(out, child);
}

static inline void bind_text(struct fixture *fixture, const char *text, size_t length)
{
	int status =
		plan_load(&fixture->plan, fixture->arena, fixture->schema, text, length, "p.xml", fixture->diagnostics);
	if (status != OK) assert_said(fixture->diagnostics, "");
	fixture->plan.folder = arena_format(fixture->arena, "%s/samples/features", getenv("VANTHU_DATA"));
	assert_int_equal(
		plan_number(&fixture->plan, template_numbering(fixture->template), fixture->arena, fixture->diagnostics), OK);
	assert_int_equal(
		bind_document(&fixture->tree, &fixture->plan, fixture->template, fixture->arena, fixture->diagnostics), OK);
	dump(&fixture->dump, fixture->tree.root);
	buffer_char(&fixture->dump, '\0');
}

/* What the dump holds from the word `from` on. */
static inline void assert_dumped(struct fixture *fixture, const char *from, const char *wanted)
{
	const char *at = strstr(fixture->dump.data, from);
	if (!at || strncmp(at, wanted, strlen(wanted)) != 0) assert_string_equal(fixture->dump.data, wanted);
}

/* A document of a kind by the template that serves it. */
static inline void bind_kind(struct fixture *fixture, const char *kind, const char *inside)
{
	char text[4096];
	int length =
		snprintf(text, sizeof text, "<document xmlns='urn:vanthu:plan:1' kind='%s'>%s</document>", kind, inside);
	struct template_source source = {.data_folder = getenv("VANTHU_DATA")};
	assert_int_equal(template_choose(&source, kind, fixture->arena, fixture->diagnostics), OK);
	template_drop(fixture->template);
	assert_int_equal(template_load(&fixture->template, &source, fixture->diagnostics), OK);
	bind_text(fixture, text, (size_t)length);
}

/* Binds the plan; the dump between the words `from` and `to` is what is wanted. */
static inline void assert_bound(struct fixture *fixture, const char *head, const char *body, const char *end,
								const char *from, const char *wanted)
{
	char text[4096];
	int length = snprintf(text, sizeof text, "<plan xmlns='urn:vanthu:plan:1'>%s%s%s</plan>", head, body, end);
	bind_text(fixture, text, (size_t)length);
	assert_dumped(fixture, from, wanted);
}

#endif
