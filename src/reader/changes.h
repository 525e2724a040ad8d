/* What differs between two plans, by elements: rows of tables, paragraphs, fields of the head. */
#ifndef READER_CHANGES_H
#define READER_CHANGES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/xml.h"

enum { CHANGES_LIMIT = 20 }; /* more are only counted */

struct change {
	const xmlNode *before, *after; /* elements; NULL: there was none, there is none now */
};

struct changes {
	struct change items[CHANGES_LIMIT];
	size_t count; /* of all */
};

/* White space between elements does not count, and in text it is one blank. */
void changes_find(struct changes *changes, const xmlNode *before, const xmlNode *after);

/* Appends what changed, as a line of text without its end: the element's name and the words where it begins to differ.
 * No character of the plans steers the terminal. */
int change_write(struct buffer *out, const struct change *change, enum language language, struct arena *arena);

#endif
