#include "base/csv.h"

void csv_cell(struct buffer *out, const char *text)
{
	if (!text) return;
	bool quoted = strpbrk(text, ",;\t\"\r\n") != NULL;
	if (quoted) buffer_char(out, '"');
	for (; *text; text++) {
		if (*text == '"') buffer_char(out, '"');
		buffer_char(out, *text);
	}
	if (quoted) buffer_char(out, '"');
}
