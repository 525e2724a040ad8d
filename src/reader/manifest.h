/* The manifest that a PDF of ours encloses (archive/manifest.h), read back. Strings are the arena's. */
#ifndef READER_MANIFEST_H
#define READER_MANIFEST_H

#include "base/arena.h"
#include "base/diagnostic.h"

/* What shaped the bytes: program, library, schema or font. */
struct manifest_version {
	const char *what, *version; /* of a font: its file's SHA-256 */
};

struct manifest_source {
	const char *role, *name, *path, *sha256; /* path: NULL if the plan names no such file */
};

struct manifest {
	bool enclosed; /* the sources are in the file */
	struct manifest_version *versions;
	size_t version_count;
	struct manifest_source *sources;
	size_t source_count;
};

/* ERR_DOCUMENT: it is none of ours or damaged; the diagnostics of the XML are in `found`. */
int manifest_read(struct manifest *manifest, struct arena *arena, const char *bytes, size_t size,
				  struct diagnostics *found);

/* What was made by other versions, as one line; NULL: all are the same. */
int manifest_differences(const char **text, const struct manifest *a, const struct manifest *b, struct arena *arena);

#endif
