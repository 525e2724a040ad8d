/* libxml2 keeps each name of a document once, so names are told apart by their addresses. */
#include "plan/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"

struct list {
	struct arena *arena;
	const char **items;
	size_t count;
};

static int add(struct list *list, const char *name)
{
	for (size_t i = list->count; i-- > 0;) {
		if (list->items[i] == name) return OK;
	}
	TRY(arena_grow(list->arena, &list->items, list->count, sizeof *list->items));
	list->items[list->count++] = name;
	return OK;
}

static int add_all(struct list *list, const xmlNode *node)
{
	TRY(add(list, (const char *)node->name));
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL)) TRY(add_all(list, child));
	return OK;
}

int plan_names(const char **names, const struct plan *plan, struct arena *arena)
{
	struct list list = {.arena = arena};
	struct buffer text = {0};
	TRY(add_all(&list, plan->root));
	qsort(list.items, list.count, sizeof *list.items, words_compare);
	for (size_t i = 0; i < list.count; i++) {
		if (i && strcmp(list.items[i], list.items[i - 1]) == 0) continue;
		buffer_char(&text, ' ');
		buffer_text(&text, list.items[i]);
	}
	buffer_char(&text, ' ');
	*names = text.failed ? NULL : arena_copy(arena, text.data, text.length);
	buffer_drop(&text);
	return *names ? OK : ERR_MEMORY;
}

bool plan_names_hold(const char *names, const char *name, size_t length)
{
	for (const char *at = names; (at = strchr(at, ' ')) && at[1];) {
		at++;
		if (strncmp(at, name, length) == 0 && at[length] == ' ') return true;
	}
	return false;
}
