/* What a derived plan is rendered with, beside its own text and pictures: the program, the form, the templates with
 * the pictures they show, and the fonts they name. The colour profile and the grammar of XMP are the program's. Versions
 * of the libraries are not asked: what is issued would not stand any more after each update of a machine. */
#ifndef BATCH_RENDERING_H
#define BATCH_RENDERING_H

#include "base/buffer.h"
#include "batch/order.h"

/* Appends what tells one of all that from another. folder: the skeleton's; template_name: as its root names it, NULL:
 * it does not. What only rendering needs and cannot be read is passed over: rendering tells of it. */
int rendering_put(struct buffer *out, const struct batch_order *order, const char *folder, const char *template_name,
				  struct diagnostics *diagnostics);

/* The digest of several pieces, each with its length, so that none runs into the next. */
void put_piece(struct buffer *out, const char *bytes, size_t size);
void put_digest(struct buffer *out, const char *bytes, size_t size);

#endif
