/* What an XMP packet says, however it is written (RDF/XML, 7.2): the same statement in the form of an attribute, of an
 * element or of a nested description. */
#ifndef READER_STATEMENTS_H
#define READER_STATEMENTS_H

#include "base/arena.h"
#include "base/diagnostic.h"

enum statement_tolerance {
	EXCEPT_PRODUCER = 1, /* which program */
	EXCEPT_DATES = 2,    /* when it was changed */
};

struct packet {
	const char *bytes;
	size_t size;
};

/* *same: do two packets say the same, but for what is excepted? One that cannot be read says nothing that another
 * says. OK or ERR_MEMORY. */
int statements_compare(bool *same, const struct packet *a, const struct packet *b, unsigned except,
					   struct arena *arena);

#endif
