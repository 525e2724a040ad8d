/* One walk over the tree in document order. Each level in progress stands on the C stack (the tree is at most 64 deep)
 * and knows how many children of each kind it has counted; levels that count through the document count in their
 * scope instead, which is the main text, an annex, an appendix or a form. */
#include "plan/numbering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"

struct scope {
	unsigned *counts;  /* by level format */
	const char *cited; /* what citations of this scope end with; NULL: nothing */
};

struct level {
	const struct level *parent; /* the nearest numbered one in the same scope; NULL: none */
	const struct level_format *format;
	const char *bare;     /* the number without the marks that end it: "3" of "3." */
	const char *citation; /* its own alone */
	unsigned *counts;     /* of the levels in it, by level format */
	struct scope *scope;
};

struct walk {
	const struct plan *plan;
	const struct numbering *numbering;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct buffer buffer;
};

enum { LARGEST_NUMBER = 99999, LARGEST_ROMAN = 3999 };

static void put_roman(struct buffer *out, unsigned number)
{
	static const struct {
		unsigned value;
		const char *digits;
	} steps[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
				 {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
	if (number > LARGEST_ROMAN) {
		buffer_integer(out, number);
		return;
	}
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (; number >= steps[i].value; number -= steps[i].value) buffer_text(out, steps[i].digits);
}

/* a, b ... y, then aa, bb ..., aaa, bbb ...; beyond that digits, which stay short. */
static void put_letters(struct buffer *out, const struct numbering *numbering, unsigned number)
{
	if (!numbering->letters || number > 3 * numbering->letters) {
		buffer_integer(out, number);
		return;
	}
	const char *letter = numbering->alphabet[(number - 1) % numbering->letters];
	for (size_t i = 0; i <= (number - 1) / numbering->letters; i++) buffer_text(out, letter);
}

/* number 0: what is not counted, as there is but one: "Phụ lục {I}" gives "Phụ lục". */
static int expand(const char **text, struct walk *walk, const char *format, unsigned number, const char *parent)
{
	struct buffer *out = &walk->buffer;
	buffer_clear(out);
	for (const char *at = format; *at;) {
		if (strncmp(at, "{..}", 4) == 0) {
			buffer_text(out, parent ? parent : "");
			at += 4;
		} else if (at[0] == '{' && at[1] && strchr("1Ia", at[1]) && at[2] == '}') {
			if (number && at[1] == '1') buffer_integer(out, number);
			if (number && at[1] == 'I') put_roman(out, number);
			if (number && at[1] == 'a') put_letters(out, walk->numbering, number);
			at += 3;
		} else {
			buffer_char(out, *at++);
		}
	}
	while (!number && out->length && out->data[out->length - 1] == ' ') out->length--;
	if (out->failed) return ERR_MEMORY;
	*text = arena_copy(walk->arena, out->data, out->length);
	return *text ? OK : ERR_MEMORY;
}

static const struct level_format *find_format(const struct numbering *numbering, const xmlNode *node)
{
	const char *name = (const char *)node->name;
	const struct level_format *plain = NULL;
	for (size_t i = 0; i < numbering->count; i++) {
		const char *element = numbering->levels[i].element, *slash = strchr(element, '/');
		if (!slash && strcmp(element, name) == 0) plain = &numbering->levels[i];
		if (!slash || strcmp(slash + 1, name) != 0 || !xml_is(node->parent, name)) continue;
		if (strlen(name) == (size_t)(slash - element)) return &numbering->levels[i];
	}
	return plain;
}

/* Counting begins anew in these. */
static bool opens_scope(const xmlNode *node)
{
	return xml_is(node, "appendix") || xml_is(node, "annex") || xml_is(node, "form");
}

static bool stands_alone(const xmlNode *node)
{
	const char *name = (const char *)node->name;
	return xml_is(node, "appendix") && xml_child(node->parent, name) == node && !xml_next(node, name);
}

/* The next number of its kind, or the one that was typed. */
static int count(unsigned *number, struct walk *walk, unsigned *counter, const xmlNode *node,
				 const struct level_format *format)
{
	const char *typed = xml_attribute(node, "number");
	if (typed) {
		unsigned long long value = strtoull(typed, NULL, 10);
		*counter = value > LARGEST_NUMBER ? LARGEST_NUMBER : (unsigned)value;
		TRY(diagnostics_add(walk->diagnostics, PLAN_NUMBER_TYPED, xml_place(&walk->plan->xml, node), typed, NULL));
	} else {
		++*counter;
	}
	*number = *counter;
	if (walk->numbering->letters && *number == walk->numbering->letters + 1 && strstr(format->format, "{a}")) {
		const char *last = walk->numbering->alphabet[walk->numbering->letters - 1];
		TRY(diagnostics_add(walk->diagnostics, PLAN_LETTERS_SPENT, xml_place(&walk->plan->xml, node), last, NULL));
	}
	return OK;
}

static const char *without_marks(struct arena *arena, const char *number)
{
	size_t length = strlen(number);
	while (length && strchr(".):", number[length - 1])) length--;
	return arena_copy(arena, number, length);
}

/* The own citation, then its ancestors' up to the first whole one; in an appendix, the appendix. A format that holds
 * {..} says its parent's number already. */
static int cite(const char **citation, struct walk *walk, const struct level *level)
{
	struct buffer *out = &walk->buffer;
	buffer_clear(out);
	for (const struct level *at = level; at; at = at->parent) {
		if (out->length) buffer_char(out, ' ');
		buffer_text(out, at->citation);
		if (at->format->whole) break;
		if (strstr(at->format->citation, "{..}") && at->parent) at = at->parent;
	}
	if (level->scope->cited) buffer_format(out, " %s", level->scope->cited);
	if (out->failed) return ERR_MEMORY;
	*citation = arena_copy(walk->arena, out->data, out->length);
	return *citation ? OK : ERR_MEMORY;
}

static int number_level(struct level *level, struct walk *walk, const xmlNode *node)
{
	const struct level_format *format = level->format;
	const struct level *parent = level->parent;
	unsigned *counts = format->through || !parent ? level->scope->counts : parent->counts;
	unsigned number = 0;
	if (!stands_alone(node)) TRY(count(&number, walk, &counts[format - walk->numbering->levels], node, format));
	struct node_info *info = xml_info(node);
	const char *outer = parent ? parent->bare : NULL;
	TRY(expand(&info->number, walk, format->format, number, outer));
	TRY(expand(&level->citation, walk, format->citation, number, outer));
	level->bare = without_marks(walk->arena, info->number);
	level->counts = arena_array(walk->arena, walk->numbering->count, sizeof *level->counts);
	if (!level->bare || !level->counts) return ERR_MEMORY;
	return cite(&info->citation, walk, level);
}

static int walk_children(struct walk *walk, const xmlNode *node, struct scope *scope, const struct level *parent);

static int walk_node(struct walk *walk, const xmlNode *node, struct scope *scope, const struct level *parent)
{
	struct level level = {.parent = parent, .format = find_format(walk->numbering, node), .scope = scope};
	if (level.format) TRY(number_level(&level, walk, node));
	if (!opens_scope(node)) return walk_children(walk, node, scope, level.format ? &level : parent);
	struct scope inner = {.cited = level.format ? xml_info(node)->citation : scope->cited};
	inner.counts = arena_array(walk->arena, walk->numbering->count, sizeof *inner.counts);
	if (!inner.counts) return ERR_MEMORY;
	return walk_children(walk, node, &inner, NULL);
}

static int walk_children(struct walk *walk, const xmlNode *node, struct scope *scope, const struct level *parent)
{
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		TRY(walk_node(walk, child, scope, parent));
	return OK;
}

int plan_number(struct plan *plan, const struct numbering *numbering, struct arena *arena,
				struct diagnostics *diagnostics)
{
	struct walk walk = {.plan = plan, .numbering = numbering, .arena = arena, .diagnostics = diagnostics};
	struct scope main_text = {.counts = arena_array(arena, numbering->count, sizeof *main_text.counts)};
	if (!main_text.counts) return ERR_MEMORY;
	int status = walk_children(&walk, plan->root, &main_text, NULL);
	buffer_drop(&walk.buffer);
	return status;
}
