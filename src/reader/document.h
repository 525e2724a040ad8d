/* A PDF read by libqpdf, and steps from object to object that no file can make stumble.
 *
 * Objects are libqpdf's handles; they are given back all together with the document, or one by one by those that walk
 * over many. What is absent or of another type than asked for is null, never a warning of libqpdf's own. */
#ifndef READER_DOCUMENT_H
#define READER_DOCUMENT_H

#include <qpdf/qpdf-c.h>

#include "reader/fact.h"
#include "reader/reader.h"

enum { TREE_DEPTH_LIMIT = 64 }; /* of the trees of pages, names and fields, and of forms in forms */

struct document {
	qpdf_data qpdf;
	const struct reading *reading;
	struct facts facts;
	struct fact *root; /* what is told */
	struct diagnostics *diagnostics;
	size_t pages;
};

/* Reads the cross-references; what they point to is read when it is asked for. Refuses what is no PDF, damaged (nothing
 * is repaired: an archive's file is whole or it is not) or closed by a password. document_close() in any case. */
int document_open(struct document *document, const struct reading *reading, struct arena *arena,
				  struct diagnostics *diagnostics);
/* Whether anything that was asked for turned out damaged: ERR_DOCUMENT. Oddities are one warning. */
int document_check(struct document *document);
/* The oddities, if nothing else is to be said of them: the first one as it is to be shown, in the arena; NULL in *detail:
 * there are none. */
int document_oddity(const char **detail, struct document *document);
void document_close(struct document *document);

qpdf_oh document_key(const struct document *document, qpdf_oh dictionary, const char *key); /* of a stream, too */
qpdf_oh document_catalog(const struct document *document, const char *key);
bool document_has(const struct document *document, qpdf_oh dictionary, const char *key); /* and it is not null */
/* Items of an array; 0 of anything else. */
int document_count(const struct document *document, qpdf_oh array);

/* A string in UTF-8 or a name without its slash, as a fact. No such thing: FACT_NONE. */
void document_tell(struct document *document, struct fact *parent, const char *key, qpdf_oh object);
/* A date of PDF as one of ISO 8601, as far as it goes. */
void document_tell_date(struct document *document, struct fact *parent, const char *key, qpdf_oh object);

/* Object numbers that a walk came by. */
struct visits {
	int *slots;
	size_t count, capacity;
};

/* False if the walk came by this indirect object before. Direct objects are new each time. */
bool document_first_visit(struct document *document, struct visits *visits, qpdf_oh object);

/* Parts of the file, each told under the document's root. */
void tell_pages(struct document *document);       /* pages, page_labels, fonts */
void tell_page_labels(struct document *document); /* by tell_pages() */
void tell_attachments(struct document *document);
void tell_signatures(struct document *document);

#endif
