/* The fields of the decree's Appendix VI, and what PDF/A wants to be told of them: an extension schema. */
#ifndef ARCHIVE_SCHEMA_H
#define ARCHIVE_SCHEMA_H

#include <stdint.h>

#include "base/buffer.h"

#define METADATA_NAMESPACE "urn:vanthu:metadata:1#"

struct metadata_field {
	const char *name, *type; /* the decree's name; the type in XMP */
	const char *part_of;     /* the structure it stands in; NULL: none */
	unsigned limit;          /* characters; 0: a structure has none of its own */
	const char *description; /* the decree's Vietnamese name */
};

const struct metadata_field *metadata_field(const char *name); /* by a name that is in the table */
const struct metadata_field *metadata_field_at(size_t index);  /* in the decree's order; NULL: past the last */

/* Fields by name, as a set: two of one name are in it together. */
typedef uint32_t metadata_names;

void metadata_name_used(metadata_names *names, const char *name);

/* Appends the description of these fields, and of PDF/UA's own. */
void metadata_schema(struct buffer *out, metadata_names names);

#endif
