/* Subsets of fonts, made by HarfBuzz and kept for the documents that use the same glyphs. For one thread, but what is
 * kept may be common to several. */
#ifndef DEVICE_PDF_SUBSET_H
#define DEVICE_PDF_SUBSET_H

#include <hb.h>
#include <libdeflate.h>
#include <stddef.h>
#include <stdint.h>

struct pdf_subset {
	char tag[7];      /* six letters that follow from the glyphs */
	const char *data; /* the font file in zlib's format */
	size_t size;
	size_t raw_size;        /* of the font file */
	const uint16_t *glyphs; /* of the face, ascending; the subset has them in this order */
	size_t glyph_count;
};

struct pdf_subsets;

/* other: whose subsets these are to be, too; NULL: none. Either may be dropped first. OK or ERR_MEMORY. */
int pdf_subsets_new(struct pdf_subsets **subsets, struct pdf_subsets *other);
void pdf_subsets_drop(struct pdf_subsets *subsets); /* accepts NULL */

/* Ends all borrowing, so between documents only. What was not used for longest is forgotten, over a bound. */
void pdf_subsets_release(struct pdf_subsets *subsets);

/* The subset of a face's glyphs: used[i] is set for glyph 8 * i + bit (least bit first), size bytes. Borrowed until the
 * subsets are released. ERR_MEMORY or ERR_SYSTEM (the face cannot be subset). */
int pdf_subset_of(const struct pdf_subset **subset, struct pdf_subsets *subsets, hb_face_t *face,
				  const unsigned char *used, size_t size, struct libdeflate_compressor *compressor);

#endif
