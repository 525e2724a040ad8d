/* The one door to the heap: all memory of our own and of libxml2 and libharu comes from here. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* malloc, calloc and realloc with checked multiplication. NULL when out of memory; free with free(). */
void *mem_alloc(size_t size);
void *mem_zeroed(size_t count, size_t size);
void *mem_resize(void *old, size_t count, size_t size);

char *mem_string(const char *text); /* a copy */

#endif
