/* Files that tell of many plans, written line by line: MANIFEST.sha256, batch.jsonl, numbers.csv. */
#ifndef BATCH_MANIFEST_H
#define BATCH_MANIFEST_H

#include "base/buffer.h"
#include "base/diagnostic.h"

struct listing {
	int file;
	char *path, *temporary; /* owned */
	struct buffer pending;
	int error; /* an errno that sticks */
};

/* Begins a file under a temporary name beside `path`, always the same one: what a killed run left is overwritten. */
int listing_begin(struct listing *listing, const char *path, struct diagnostics *diagnostics);

/* What stands in `pending` is written when it is much. */
void listing_flush(struct listing *listing);

/* Syncs and renames it, unless what stands there is the same byte for byte. status: OK, or why it is to be dropped. */
int listing_end(struct listing *listing, int status, struct diagnostics *diagnostics);

/* A string of JSON in its quotes. */
void json_string(struct buffer *out, const char *text);

#endif
