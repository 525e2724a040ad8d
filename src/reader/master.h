/* The master that plans were derived from: are they what it gives today? */
#ifndef READER_MASTER_H
#define READER_MASTER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

struct master_file;

/* To be given back by master_drop(). */
int master_load(struct master_file **master, const char *path, const char *data_folder,
				struct diagnostics *diagnostics);
void master_drop(struct master_file *master); /* accepts NULL */

const char *master_path(const struct master_file *master);

struct enclosed {
	const char *bytes;
	size_t size;
};

/* What a derived plan was made of; file: the PDF that encloses it, for messages. */
struct derivation {
	const char *file;
	struct enclosed skeleton, unit, plan;
};

/* Derives the plan again. *stale: another one comes out; how they differ is appended to `out`, each change on a line
 * that begins with two blanks. A number that the plan was given since counts as the unit's own. ERR_DOCUMENT and told:
 * nothing can be derived. */
int master_hold(bool *stale, struct buffer *out, struct master_file *master, const struct derivation *derivation,
				enum language language, struct arena *arena, struct diagnostics *diagnostics);

#endif
