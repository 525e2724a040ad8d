/* One walk over the tree in document order. Each level in progress stands on the C stack (the tree is at most 64 deep)
 * and knows how many children of each kind it has counted; levels that count through the document count in their
 * scope instead, which is the main text, an annex, an appendix or a form. What has a kind (Biểu, Mẫu) counts by kind,
 * whatever scope it stands in. */
#include "plan/numbering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "plan/count.h"
#include "plan/numerals.h"
#include "plan/running.h"

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

struct kind_count {
	const struct level_format *format;
	const char *kind;
	unsigned number;
	struct kind_count *next;
};

struct walk {
	struct plan *plan;
	const struct numbering *numbering;
	struct alphabet alphabet;
	struct kind_count *kinds; /* met so far */
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct buffer buffer;
};

enum { LARGEST_NUMBER = 99999 };

static const char kind_of_forms[] = "Biểu"; /* the vocabulary's default */

/* What the fields of a format stand for. */
struct expansion {
	unsigned number; /* 0: what is not counted, as there is but one: "Phụ lục {I}" gives "Phụ lục" */
	const char *parent, *kind;
};

size_t numbering_field(const char *at)
{
	static const char *const fields[] = {"{..}", "{kind}", "{01}", "{1}", "{I}", "{a}"};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strncmp(at, fields[i], strlen(fields[i])) == 0) return strlen(fields[i]);
	return 0;
}

/* A field of a format at `at`, written out. Returns its length; 0: there is none. */
static size_t expand_field(struct walk *walk, const char *at, const struct expansion *by)
{
	struct buffer *out = &walk->buffer;
	size_t length = numbering_field(at);
	if (!length) return 0;
	char form = at[1];
	if (form == '.') buffer_text(out, by->parent ? by->parent : "");
	if (form == 'k') buffer_text(out, by->kind ? by->kind : "");
	if (!by->number) return length;
	if (form == '0') buffer_format(out, "%02u", by->number);
	if (form == '1') buffer_integer(out, by->number);
	if (form == 'I') numerals_roman(out, by->number);
	if (form == 'a') numerals_letters(out, &walk->alphabet, by->number);
	return length;
}

static int expand(const char **text, struct walk *walk, const char *format, const struct expansion *by)
{
	struct buffer *out = &walk->buffer;
	buffer_clear(out);
	for (const char *at = format; *at;) {
		size_t length = expand_field(walk, at, by);
		if (!length) buffer_char(out, *at);
		at += length ? length : 1;
	}
	while (!by->number && out->length && out->data[out->length - 1] == ' ') out->length--;
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

static bool counts_by_kind(const struct level_format *format)
{
	return strstr(format->format, "{kind}") != NULL;
}

/* The attribute kind, without blanks around it. */
static int kind_of(const char **kind, struct walk *walk, const xmlNode *node)
{
	const char *value = xml_attribute(node, "kind");
	*kind = kind_of_forms;
	if (!value) return OK;
	value += strspn(value, " \t\n");
	size_t length = strlen(value);
	while (length && strchr(" \t\n", value[length - 1])) length--;
	*kind = arena_copy(walk->arena, value, length);
	return *kind ? OK : ERR_MEMORY;
}

/* The counter of what has that format and kind; it is the walk's. */
static int find_kind(unsigned **counter, struct walk *walk, const struct level_format *format, const char *kind)
{
	struct kind_count *found = walk->kinds;
	while (found && (found->format != format || strcmp(found->kind, kind) != 0)) found = found->next;
	if (!found) {
		found = arena_alloc(walk->arena, sizeof *found);
		if (!found) return ERR_MEMORY;
		*found = (struct kind_count){.format = format, .kind = kind, .next = walk->kinds};
		walk->kinds = found;
	}
	*counter = &found->number;
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
	if (level->scope->cited && !counts_by_kind(level->format)) buffer_format(out, " %s", level->scope->cited);
	if (out->failed) return ERR_MEMORY;
	*citation = arena_copy(walk->arena, out->data, out->length);
	return *citation ? OK : ERR_MEMORY;
}

static int number_level(struct level *level, struct walk *walk, const xmlNode *node)
{
	const struct level_format *format = level->format;
	const struct level *parent = level->parent;
	unsigned *counts = format->through || !parent ? level->scope->counts : parent->counts;
	unsigned *counter = &counts[format - walk->numbering->levels];
	struct expansion by = {.parent = parent ? parent->bare : NULL};
	if (counts_by_kind(format)) {
		TRY(kind_of(&by.kind, walk, node));
		TRY(find_kind(&counter, walk, format, by.kind));
	}
	if (!stands_alone(node)) TRY(count(&by.number, walk, counter, node, format));
	struct node_info *info = xml_info(node);
	TRY(expand(&info->number, walk, format->format, &by));
	TRY(expand(&level->citation, walk, format->citation, &by));
	level->bare = without_marks(walk->arena, info->number);
	level->counts = arena_array(walk->arena, walk->numbering->count, sizeof *level->counts);
	if (!level->bare || !level->counts) return ERR_MEMORY;
	return cite(&info->citation, walk, level);
}

static int walk_children(struct walk *walk, const xmlNode *node, struct scope *scope, const struct level *parent);

static int walk_node(struct walk *walk, const xmlNode *node, struct scope *scope, const struct level *parent)
{
	struct level level = {.parent = parent, .format = find_format(walk->numbering, node), .scope = scope};
	if (xml_is(node, "table")) return count_table(walk->plan, node, &walk->alphabet, walk->arena, walk->diagnostics);
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

/* Tables and figures are cited by their titles, which may themselves cite what is numbered. */
static int cite_titles(struct walk *walk, const xmlNode *node)
{
	bool titled = xml_is(node, "table") || xml_is(node, "figure");
	const xmlNode *title = titled && xml_attribute(node, "id") ? xml_child(node, "title") : NULL;
	if (title) {
		buffer_clear(&walk->buffer);
		running_text(&walk->buffer, walk->plan, title);
		if (walk->buffer.failed) return ERR_MEMORY;
		struct node_info *info = xml_info(node);
		info->citation = arena_copy(walk->arena, walk->buffer.data, walk->buffer.length);
		if (!info->citation) return ERR_MEMORY;
	}
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		TRY(cite_titles(walk, child));
	return OK;
}

int plan_number(struct plan *plan, const struct numbering *numbering, struct arena *arena,
				struct diagnostics *diagnostics)
{
	struct walk walk = {.plan = plan, .numbering = numbering, .arena = arena, .diagnostics = diagnostics};
	walk.alphabet = (struct alphabet){numbering->alphabet, numbering->letters};
	struct scope main_text = {.counts = arena_array(arena, numbering->count, sizeof *main_text.counts)};
	if (!main_text.counts) return ERR_MEMORY;
	int status = walk_children(&walk, plan->root, &main_text, NULL);
	if (status == OK) status = cite_titles(&walk, plan->root);
	buffer_drop(&walk.buffer);
	return status;
}
