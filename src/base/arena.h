/* An arena: memory that is given piece by piece and taken back all at once. One per document. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct arena *arena_new(void);          /* NULL when out of memory */
struct arena *arena_sized(size_t size); /* the same; its first block has so many bytes, which cost nothing until used */
void arena_drop(struct arena *arena);   /* accepts NULL */
void arena_reset(struct arena *arena);  /* gives all pieces back, keeps memory of usual size for the next document */

/* All return NULL when out of memory. Memory is zeroed and fit for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_copy(struct arena *arena, const char *text, size_t length); /* adds a NUL */
char *arena_string(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for one more item at the end of an array of `count` items; the array may move.
 * items: address of the array's pointer. OK or ERR_MEMORY. Capacity is a power of two and not stored. */
int arena_grow(struct arena *arena, void *items, size_t count, size_t size);

#endif
