#include "base/position.h"

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
