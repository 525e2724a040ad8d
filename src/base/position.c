#include "base/position.h"

#include <string.h>

#include "base/utf8.h"

void position_begin(struct position *position, const char *text, size_t size)
{
	*position = (struct position){.text = text, .size = size, .line = 1, .column = 1};
}

void position_move(struct position *position, size_t offset)
{
	if (offset < position->offset) position_begin(position, position->text, position->size);
	if (offset > position->size) offset = position->size;
	const char *at = position->text + position->offset, *to = position->text + offset;
	for (const char *feed; (feed = memchr(at, '\n', (size_t)(to - at))); at = feed + 1) {
		position->line++;
		position->column = 1;
	}
	position->column += (uint32_t)utf8_count(at, (size_t)(to - at));
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
