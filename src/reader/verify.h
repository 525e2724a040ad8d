/* A PDF of ours is made again from the source that it encloses, and held against what comes out. */
#ifndef READER_VERIFY_H
#define READER_VERIFY_H

#include "reader/reader.h"

/* data_folder stays the caller's as long as the verifier is in use. */
int verifier_new(struct verifier **verifier, const char *data_folder);
void verifier_drop(struct verifier *verifier);
int verifier_master(struct verifier *verifier, const char *path, struct diagnostics *diagnostics);
int verifier_verify(struct verifier *verifier, struct buffer *out, const struct reading *reading, struct arena *arena,
					struct diagnostics *diagnostics);

#endif
