/* The derived plan as XML: indented, and every place in it mapped to where it comes from. */
#ifndef DERIVE_WRITER_H
#define DERIVE_WRITER_H

#include "base/xml.h"
#include "derive/derive.h"

enum { WRITER_DEPTH = 2 * XML_DEPTH_LIMIT + 8 }; /* what is copied stands inside of what copies */

/* An element that is being written. */
struct open_element {
	bool blocks;  /* holds an element on a line of its own */
	bool running; /* a footnote: the state of the text around it */
	bool pending;
};

/* White space in text is one blank, none where a block begins or ends: to the reader of plans this is the same. */
struct writer {
	struct derived *out;
	uint32_t line, column; /* at `counted` */
	size_t counted;
	bool open;    /* a start tag lacks its end */
	bool running; /* text or an inline element stands before, in the same block */
	bool pending; /* white space was met since */
	bool failed;
	size_t depth;
	struct open_element stack[WRITER_DEPTH];
};

/* Where one may go back to, while the elements open then are still open. */
struct writer_mark {
	size_t length, origin_count, counted, depth;
	uint32_t line, column;
	bool open, running, pending;
	struct open_element top;
};

void writer_begin(struct writer *writer, struct derived *out); /* the XML declaration */
void writer_start(struct writer *writer, const char *name, struct place place);
void writer_attribute(struct writer *writer, const char *prefix, const char *name, const char *value,
					  struct place place);
void writer_text(struct writer *writer, const char *text, size_t length, struct place place);
void writer_end(struct writer *writer, const char *name);
int writer_finish(struct writer *writer); /* OK or ERR_MEMORY */

struct writer_mark writer_mark(const struct writer *writer);
void writer_rewind(struct writer *writer, const struct writer_mark *mark);

#endif
