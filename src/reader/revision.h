/* Revisions: a PDF may be changed by appending to it (ISO 32000-1, 7.5.6). */
#ifndef READER_REVISION_H
#define READER_REVISION_H

#include "reader/document.h"

enum { REVISION_LIMIT = 64 }; /* more are not looked at */

/* Where a revision ends, in bytes from the file's beginning. */
struct revision {
	size_t end;
	bool sure; /* a signature says so, or it is the file's end; else bytes of a stream may only look like it */
};

struct revisions {
	struct revision items[REVISION_LIMIT];
	size_t count;
	bool too_many;
};

/* Does the file end where a PDF does, with nothing behind it but blanks? */
bool revision_ends_file(const struct reading *reading);

/* Those that end after the first `from` bytes, in no order. */
void revisions_list(struct revisions *revisions, const struct document *document, size_t from);

/* Opens what stands before `end` as a file of its own. document_close() if it is OK; ERR_DOCUMENT, without a word: it is
 * no whole PDF. */
int revision_open(struct document *document, const struct reading *reading, size_t end, struct arena *arena);

/* Opens the first revision of a file that has more than one; `end` is its length, 0 if there are no others (then
 * nothing is open). document_close() in any case. OK or ERR_MEMORY. */
int revision_first(struct document *document, size_t *end, const struct reading *reading, struct arena *arena);

#endif
