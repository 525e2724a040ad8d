/* Bytes that grow. A failure sticks: write on, look once at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
	char *data; /* not NUL-terminated; owned */
	size_t length, capacity;
	bool failed; /* out of memory: data lacks something */
};

void buffer_drop(struct buffer *buffer);  /* frees the data; the buffer is empty again */
void buffer_clear(struct buffer *buffer); /* keeps the memory */
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_integer(struct buffer *buffer, int64_t value);

/* value / 1000 in the shortest decimal form: 12.5, -0.003, 7 */
void buffer_thousandths(struct buffer *buffer, int64_t value);

char *buffer_grow(struct buffer *buffer, size_t size); /* buffer_room() that has to be made */

/* Inline is what all output goes through, mostly a few bytes of a length known beforehand. */

/* At least `size` bytes after length; NULL if failed. */
static inline char *buffer_room(struct buffer *buffer, size_t size)
{
	bool fits = buffer->data && !buffer->failed && buffer->capacity - buffer->length >= size;
	return fits ? buffer->data + buffer->length : buffer_grow(buffer, size);
}

static inline void buffer_put(struct buffer *buffer, const void *data, size_t size)
{
	char *room = size ? buffer_room(buffer, size) : NULL;
	if (!room) return;
	memcpy(room, data, size);
	buffer->length += size;
}

static inline void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_put(buffer, text, strlen(text));
}

static inline void buffer_char(struct buffer *buffer, char c)
{
	if (buffer->length < buffer->capacity && !buffer->failed)
		buffer->data[buffer->length++] = c;
	else
		buffer_put(buffer, &c, 1);
}

/* A number after the words that say what it is: "/Length 12". */
static inline void buffer_number(struct buffer *buffer, const char *key, size_t number)
{
	buffer_text(buffer, key);
	buffer_integer(buffer, (int64_t)number);
}

#endif
