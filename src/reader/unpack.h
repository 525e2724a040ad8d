/* Streams, unpacked within bounds: a few bytes of a hostile file may stand for gigabytes. */
#ifndef READER_UNPACK_H
#define READER_UNPACK_H

#include "reader/document.h"

struct packed {
	unsigned char *bytes; /* as they stand in the file */
	size_t size;
	bool deflated; /* by FlateDecode and nothing else */
	bool plain;    /* by no filter; if neither is set, the filters are others */
};

/* ERR_DOCUMENT, without a word: it is no stream, or the file ends before it does. */
int packed_open(struct packed *packed, const struct document *document, qpdf_oh stream);
void packed_close(struct packed *packed);

/* Into memory that the caller frees. ERR_DOCUMENT, without a word: it is damaged, there are more than `limit` bytes, or
 * its filters are others than FlateDecode. */
int packed_unpack(char **bytes, size_t *size, const struct packed *packed, size_t limit);

#endif
