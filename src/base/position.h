/* Offsets in a text into lines and columns. */
#ifndef BASE_POSITION_H
#define BASE_POSITION_H

#include <stddef.h>
#include <stdint.h>

/* Lines end with U+000A and count from 1, columns count characters from 1. */
struct position {
	const char *text; /* UTF-8 */
	size_t size, offset;
	uint32_t line, column;
};

void position_begin(struct position *position, const char *text, size_t size);

/* To the character at `offset` (at most size). Cheap forwards; backwards it begins anew. */
void position_move(struct position *position, size_t offset);

/* To the character in that line and column, or to the end of the line if it is shorter. Begins anew. */
void position_seek(struct position *position, uint32_t line, uint32_t column);

#endif
