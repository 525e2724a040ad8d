#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

void buffer_drop(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = false;
}

char *buffer_grow(struct buffer *buffer, size_t size)
{
	if (buffer->failed) return NULL;
	size_t wanted = buffer->capacity ? buffer->capacity : 256;
	while (wanted - buffer->length < size && wanted <= SIZE_MAX / 2) wanted *= 2;
	char *data = wanted - buffer->length < size ? NULL : mem_resize(buffer->data, wanted, 1);
	if (!data) {
		buffer->failed = true;
		return NULL;
	}
	buffer->data = data;
	buffer->capacity = wanted;
	return buffer->data + buffer->length;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	size_t space = buffer->failed ? 0 : buffer->capacity - buffer->length; /* mostly enough */
	int length = vsnprintf(space ? buffer->data + buffer->length : NULL, space, format, arguments);
	va_end(arguments);
	char *room = length < 0 ? NULL : buffer_room(buffer, (size_t)length + 1);
	if (room && (size_t)length >= space) vsnprintf(room, (size_t)length + 1, format, again);
	if (room)
		buffer->length += (size_t)length;
	else
		buffer->failed = true;
	va_end(again);
}

void buffer_integer(struct buffer *buffer, int64_t value)
{
	enum { LONGEST = 20 };
	char *room = buffer_room(buffer, LONGEST);
	if (!room) return;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t length = value < 0 ? 2 : 1;
	for (uint64_t more = rest; more > 9; more /= 10) length++;
	for (char *at = room + length; at > room; rest /= 10) *--at = (char)('0' + rest % 10);
	if (value < 0) *room = '-';
	buffer->length += length;
}

void buffer_thousandths(struct buffer *buffer, int64_t value)
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	if (value < 0) buffer_char(buffer, '-');
	buffer_integer(buffer, (int64_t)(rest / 1000));
	int fraction = (int)(rest % 1000);
	if (!fraction) return;
	char digits[4] = {'.', (char)('0' + fraction / 100), (char)('0' + fraction / 10 % 10), (char)('0' + fraction % 10)};
	size_t length = digits[3] != '0' ? 4 : digits[2] != '0' ? 3 : 2;
	buffer_put(buffer, digits, length);
}
