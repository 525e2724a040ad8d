/* Bytes that grow. A failure sticks: write on, look once at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *data; /* not NUL-terminated; owned */
	size_t length, capacity;
	bool failed; /* out of memory: data lacks something */
};

void buffer_drop(struct buffer *buffer);               /* frees the data; the buffer is empty again */
void buffer_clear(struct buffer *buffer);              /* keeps the memory */
char *buffer_room(struct buffer *buffer, size_t size); /* at least `size` bytes after length; NULL if failed */
void buffer_put(struct buffer *buffer, const void *data, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_integer(struct buffer *buffer, int64_t value);

/* value / 1000 in the shortest decimal form: 12.5, -0.003, 7 */
void buffer_thousandths(struct buffer *buffer, int64_t value);

static inline void buffer_char(struct buffer *buffer, char c)
{
	if (buffer->length < buffer->capacity && !buffer->failed)
		buffer->data[buffer->length++] = c;
	else
		buffer_put(buffer, &c, 1);
}

#endif
