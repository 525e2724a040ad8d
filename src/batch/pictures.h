/* The pictures that a derived plan shows: they are no part of its text, and yet the plan is another when they change. */
#ifndef BATCH_PICTURES_H
#define BATCH_PICTURES_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Does an element from `root` on name a picture? */
bool pictures_named(const xmlNode *root);

/* Adds the digests of all pictures that the derived XML names. folder: where their paths begin. One that cannot be read
 * is passed over, as rendering tells of it. OK or ERR_MEMORY. */
int pictures_digest(struct buffer *out, const struct buffer *xml, const char *folder, struct arena *arena);

/* Adds the digest of one picture, as above. */
int pictures_put(struct buffer *out, const char *folder, const char *name, struct arena *arena);

#endif
