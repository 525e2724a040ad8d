/* Two PDFs, object by object: is one a copy of the other, whatever numbers its objects have and however its streams are
 * packed? */
#ifndef READER_COMPARE_H
#define READER_COMPARE_H

#include "reader/document.h"

/* What may differ. */
struct tolerance {
	bool versions;   /* what tells of the versions that made a PDF: producer, and the stream `manifest` of the second */
	bool signatures; /* the first may have signature fields, their widgets and what belongs to them besides */
	int manifest;    /* object number in the second; 0: none */
};

/* Where the first difference is found; pages are looked at first. */
struct difference {
	size_t page;      /* from 1; 0: it is on no page */
	const char *path; /* "/Root/Lang", in the first document's arena; NULL: there is no difference */
};

/* OK, also if they differ; or ERR_MEMORY. What cannot be read in the first is a difference. */
int documents_compare(struct difference *difference, struct document *first, struct document *second,
					  const struct tolerance *tolerance);

#endif
