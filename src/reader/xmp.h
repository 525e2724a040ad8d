/* The XMP packet of a PDF (ISO 16684-1): properties by namespace and name. */
#ifndef READER_XMP_H
#define READER_XMP_H

#include "base/xml.h"
#include "reader/document.h"

#define XMP_DUBLIN_CORE "http://purl.org/dc/elements/1.1/"
#define XMP_BASIC "http://ns.adobe.com/xap/1.0/"
#define XMP_PDF "http://ns.adobe.com/pdf/1.3/"
#define XMP_PDFA "http://www.aiim.org/pdfa/ns/id/"
#define XMP_PDFUA "http://www.aiim.org/pdfua/ns/id/"

struct xmp {
	struct xml xml; /* no document: the PDF has no packet, or none that can be read */
};

/* A packet that cannot be read is a warning; the rest of the PDF can be told without. OK or ERR_MEMORY. */
int xmp_read(struct xmp *xmp, struct document *document);
void xmp_drop(struct xmp *xmp);

/* The property's text, or the first of its alternatives or items: borrowed; NULL if there is none. */
const char *xmp_text(const struct xmp *xmp, const char *space, const char *name);

/* The decree's fields, in the decree's order. */
void xmp_tell_metadata(const struct xmp *xmp, struct document *document);

#endif
