/* What signing a PDF adds to it (ISO 32000-1, 12.7.4.5 and 12.8; ETSI EN 319 142-1), told from what changes it. */
#ifndef READER_SIGNATURE_H
#define READER_SIGNATURE_H

#include "reader/document.h"

/* May the catalog have that entry since it was signed? The form may, if all its fields are signatures. */
bool signature_may_add(const struct document *document, const char *key, qpdf_oh value);

/* Where the bytes end that are signed, of each signature that the document's form holds, up to `limit` of them; how many
 * there are. A signature that does not say it ends at 0. */
size_t signature_ends(size_t *ends, size_t limit, const struct document *document);

/* Is the annotation the place of a signature on the page, and nothing else? */
bool signature_is_widget(const struct document *document, qpdf_oh annotation);

#endif
