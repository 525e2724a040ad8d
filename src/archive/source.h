/* What a PDF was made of, to be enclosed in it: plan, template, pictures, and what the plan was derived from. */
#ifndef ARCHIVE_SOURCE_H
#define ARCHIVE_SOURCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/digest.h"

#define SOURCE_MANIFEST "manifest.xml"

struct source {
	const char *role; /* "plan", "template", "image", or as the caller says: "skeleton" */
	const char *name; /* in the PDF: safe everywhere, and no other's */
	const char *path; /* by which the plan names it; NULL: it does not */
	const char *type; /* MIME */
	const char *bytes;
	size_t size;
	struct digest digest;
	bool lasting; /* the same for many documents */
};

/* The arena's; bytes and roles are borrowed. */
struct sources {
	struct arena *arena;
	const char *reserved; /* a name that none may have; NULL: none is */
	struct source *items;
	size_t count;
};

/* A name for a file, from the last part of its path (NULL or "-": there is none; then `otherwise`): up to 80 letters and
 * digits that every file system has, and none of those in the list. NULL when out of memory. */
const char *sources_name(const struct sources *sources, const char *path, const char *otherwise);

/* path: the file's, of which the last part becomes its name; NULL or "-": it has none. digest: of the bytes; NULL: to be
 * made. */
int sources_add(struct sources *sources, const char *role, const char *path, const char *bytes, size_t size,
				const struct digest *digest);

#endif
