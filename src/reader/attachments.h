/* Files in the file. */
#ifndef READER_ATTACHMENTS_H
#define READER_ATTACHMENTS_H

#include "reader/document.h"

enum {
	ATTACHMENT_COUNT_LIMIT = 1000,              /* more are not looked at */
	ATTACHMENT_LIMIT = 64 * 1024 * 1024,        /* bytes of one, unpacked */
	ATTACHMENT_TOTAL_LIMIT = 256 * 1024 * 1024, /* of all */
};

struct attachment {
	qpdf_oh specification, stream; /* the stream may be anything that the file has there */
	const char *name;              /* as the file says, in UTF-8: untrusted; "": it does not */
	const char *relationship;      /* "Source"; "": none is said */
	const char *bytes;             /* after attachment_read() */
	size_t size;
};

struct attachments {
	struct attachment *items;
	size_t count;
};

/* Those of the name tree EmbeddedFiles and those associated with the document (AF), each once. The document's arena's. */
int attachments_list(struct attachments *attachments, struct document *document);

/* The first of that name; NULL if there is none. */
struct attachment *attachments_find(const struct attachments *attachments, const char *name);

/* Unpacks the bytes into the arena. ERR_DOCUMENT, without a word: they cannot be unpacked, or are too many. total: of
 * all that were read, to be bounded. */
int attachment_read(struct attachment *attachment, size_t *total, struct document *document);

/* extract.c: see struct reader. */
int attachments_extract(struct buffer *out, const char *folder, const struct reading *reading, struct arena *arena,
						struct diagnostics *diagnostics);

#endif
