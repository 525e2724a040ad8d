#include "base/position.h"

#include <string.h>

void position_begin(struct position *position, const char *text, size_t size)
{
	*position = (struct position){.text = text, .size = size, .line = 1, .column = 1};
}

void position_move(struct position *position, size_t offset)
{
	if (offset < position->offset) position_begin(position, position->text, position->size);
	if (offset > position->size) offset = position->size;
	for (size_t i = position->offset; i < offset; i++) {
		if (position->text[i] == '\n') {
			position->line++;
			position->column = 1;
		} else if (((unsigned char)position->text[i] & 0xC0) != 0x80) { /* not the rest of a character */
			position->column++;
		}
	}
	position->offset = offset;
}

void position_seek(struct position *position, uint32_t line, uint32_t column)
{
	position_begin(position, position->text, position->size);
	while (position->line < line) {
		const char *feed = memchr(position->text + position->offset, '\n', position->size - position->offset);
		if (!feed) break;
		position->offset = (size_t)(feed - position->text) + 1;
		position->line++;
	}
	while (position->column < column && position->offset < position->size && position->text[position->offset] != '\n') {
		size_t next = position->offset + 1;
		while (next < position->size && ((unsigned char)position->text[next] & 0xC0) == 0x80) next++;
		position_move(position, next);
	}
}
