#include "reader/fact.h"

#include <string.h>

struct fact *fact_add(struct facts *facts, struct fact *parent, enum fact_kind kind, const char *key)
{
	struct fact *fact = parent ? arena_alloc(facts->arena, sizeof *fact) : NULL;
	if (!fact) {
		facts->failed = true;
		return NULL;
	}
	*fact = (struct fact){.kind = kind, .key = key};
	if (parent->last)
		parent->last->next = fact;
	else
		parent->first = fact;
	parent->last = fact;
	return fact;
}

void fact_text(struct facts *facts, struct fact *parent, const char *key, const char *text, size_t length)
{
	struct fact *fact = fact_add(facts, parent, FACT_TEXT, key);
	if (!fact) return;
	fact->text = arena_copy(facts->arena, text, length);
	fact->length = length;
	if (fact->text) return;
	fact->length = 0;
	facts->failed = true;
}

void fact_number(struct facts *facts, struct fact *parent, const char *key, long long number)
{
	struct fact *fact = fact_add(facts, parent, FACT_NUMBER, key);
	if (fact) fact->number = number;
}

void fact_flag(struct facts *facts, struct fact *parent, const char *key, bool flag)
{
	struct fact *fact = fact_add(facts, parent, FACT_FLAG, key);
	if (fact) fact->number = flag;
}
