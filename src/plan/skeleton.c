#include "plan/skeleton.h"

#include <string.h>

bool skeleton_element(const char *name)
{
	return strcmp(name, "copy") == 0 || strcmp(name, "master-basis") == 0 || strcmp(name, "master-ref") == 0;
}

bool skeleton_attribute(const char *element, const char *name)
{
	static const char *const of_tables[] = {"copy", "rows", "drop"};
	if (strcmp(name, "when") == 0 || strcmp(name, "empty") == 0) return true;
	for (size_t i = 0; i < sizeof of_tables / sizeof *of_tables; i++)
		if (strcmp(element, "table") == 0 && strcmp(name, of_tables[i]) == 0) return true;
	return false;
}

static bool asks(const char *text, const char *end)
{
	static const char *const words[] = {"unit/", "master/", "code/number"};
	for (const char *at = text; at < end; at++)
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (strncmp(at, words[i], strlen(words[i])) == 0) return true;
	return false;
}

size_t skeleton_field(const char **field, const char *text, bool any)
{
	for (const char *open = text; (open = strchr(open, '{'));) {
		const char *close = open + strcspn(open, "}");
		if (!*close) return 0;
		if (open[1] == '{') { /* a brace as such */
			open += 2;
		} else if (any || asks(open, close)) {
			*field = open;
			return (size_t)(close + 1 - open);
		} else {
			open = close;
		}
	}
	return 0;
}
