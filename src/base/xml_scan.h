/* A first look at XML, before libxml2 sees it: limits, DOCTYPE, and mistakes of form explained in our words. */
#ifndef BASE_XML_SCAN_H
#define BASE_XML_SCAN_H

#include <stddef.h>

#include "base/diagnostic.h"

/* text: clean UTF-8 (base/encoding.h) ended by a NUL. OK if libxml2 may parse it; else the diagnostics say what is
 * wrong, all of it as far as it can be told (ERR_DOCUMENT). */
int xml_scan(const char *text, size_t size, const char *name, struct diagnostics *diagnostics);

#endif
