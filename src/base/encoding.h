/* Bytes of a file, in whatever encoding they declare, into clean UTF-8. */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diagnostic.h"

/* Gives UTF-8 without byte-order mark, its lines ended by U+000A alone, in the arena, with a NUL that is not counted;
 * all its characters are those of XML 1.0 (section 2.2).
 *
 * The encoding is that of the byte-order mark, else of the XML declaration, else UTF-8. Files that are no text at all,
 * unknown encodings and bytes that are not valid in theirs are refused (ERR_DOCUMENT), and so are files over `limit`
 * bytes. name: of the file, for messages. *ordinary: the text is known to be (base/ordinary.h). */
int encoding_decode(char **text, size_t *length, bool *ordinary, struct arena *arena, const char *bytes, size_t size,
					size_t limit, const char *name, struct diagnostics *diagnostics);

#endif
