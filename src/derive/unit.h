/* A unit of a batch: one row of the units' file, as the skeleton's expressions see it. */
#ifndef DERIVE_UNIT_H
#define DERIVE_UNIT_H

#include <libxml/tree.h>
#include <stddef.h>

#include "base/diagnostic.h"

/* The row is an element <unit> without namespace, whose child elements are the columns: each column once, in the order
 * of the file, also those that are empty (after the row of the unit's kind filled in what the unit leaves empty). A
 * column holds one text node or nothing; nothing else stands between them. Lines in a cell are parted by U+000A; text
 * is NFC, without the blanks around it, and holds only characters that XML 1.0 allows. All of it belongs to whoever read the file, and is only read: one row may be
 * looked at by several threads. */
struct unit {
	const xmlNode *row;
	const char *code;           /* never empty */
	const char *kind;           /* "" if there is none */
	struct place place;         /* of the row */
	const struct place *places; /* of the cells, by column: those from the kinds' file stand in another file */
	size_t columns;
};

#endif
