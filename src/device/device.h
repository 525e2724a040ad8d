/* What pages are drawn on: a table of verbs. close may fail, drop never does. */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "layout/page.h"

struct device {
	const struct device_verbs *verbs;
};

/* All return OK or a failure, after which only drop may be called. */
struct device_verbs {
	int (*begin_page)(struct device *device, const struct page *page);
	int (*begin)(struct device *device, const struct block *block); /* marks of a block follow; NULL: artifacts */
	int (*text)(struct device *device, const struct mark *mark);
	int (*rule)(struct device *device, const struct mark *mark);
	int (*image)(struct device *device, const struct mark *mark);
	int (*box)(struct device *device, const struct mark *mark);
	int (*end)(struct device *device);
	int (*end_page)(struct device *device);
	int (*close)(struct device *device, struct buffer *out); /* appends the whole file */
	void (*drop)(struct device *device);
};

/* Draws all pages, then closes into `out`. Does not drop. */
int device_draw(struct device *device, const struct pages *pages, struct buffer *out);
void device_drop(struct device *device); /* accepts NULL */

/* The trace: a line for each page, anchor, begin, text, link, rule, image, box and end, fields parted by tabs, points with three decimals.
 * Drawn lines end with the block's id and the plan's line. The golden form of layout. */
int trace_device_new(struct device **device, const struct pages *pages);

/* What one thread keeps from document to document: the compressor, subset fonts. It serves one device at a time and
 * outlives it. other: of another thread, to keep subset fonts in common with; NULL: none. Either may be dropped first. */
struct pdf_workshop;
int pdf_workshop_new(struct pdf_workshop **workshop, struct pdf_workshop *other);
void pdf_workshop_drop(struct pdf_workshop *workshop);

/* A file inside the PDF, associated with it. */
struct pdf_attachment {
	const char *name;         /* ASCII, and no other attachment's */
	const char *type;         /* MIME: "text/xml" */
	const char *relationship; /* of the file to the document: "Source", "Data" */
	const char *bytes;
	size_t size;
	const unsigned char
		*digest; /* not NULL: at least 16 bytes that tell it from all others; then it is kept compressed,
								  * as other documents have it, too */
};

/* What makes a PDF one for the archive (PDF/A-3a, PDF/UA-1), besides the tags of its blocks. */
struct pdf_archive {
	const char *metadata;                /* an XMP packet; it says the same as the tree's title, author and date */
	size_t metadata_size, metadata_head; /* head: bytes at its begin that other documents have, too; 0: none */
	const unsigned char *profile;        /* the ICC profile of colours, the same for all documents of a workshop */
	size_t profile_size;
	const char *profile_name;
	const struct pdf_attachment *attachments;
	size_t attachment_count;
};

/* archive: borrowed until the device is dropped; NULL: a plain PDF, without tags. */
int pdf_device_new(struct device **device, struct pdf_workshop *workshop, const struct pages *pages,
				   const struct pdf_archive *archive, struct diagnostics *diagnostics);

#endif
