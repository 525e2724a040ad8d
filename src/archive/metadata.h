/* What is said of a document for its archive: an XMP packet.
 *
 * Beside what every PDF/A and PDF/UA says (title, author, language, dates, conformance), it holds the data of an
 * outgoing document by Decree 30/2020, Appendix VI, under the decree's own names, in the namespace
 * urn:vanthu:metadata:1#. What the plan does not say is left out. A partial date is no date. */
#ifndef ARCHIVE_METADATA_H
#define ARCHIVE_METADATA_H

#include "plan/plan.h"
#include "template/block.h"

/* In place of what `out` holds; *head: its first bytes that stand in the packet of every document with the same fields.
 * Title, author, language and date are the tree's, as in the file's information. A field that
 * is made here (the number of pages, say) and is longer than the decree gives it is a warning. */
int archive_metadata(struct buffer *out, size_t *head, const struct plan *plan, const struct tree *tree,
					 size_t page_count, struct diagnostics *diagnostics);

#endif
