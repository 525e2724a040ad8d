#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *mem_alloc(size_t size)
{
	return malloc(size ? size : 1);
}

void *mem_zeroed(size_t count, size_t size)
{
	return calloc(count ? count : 1, size ? size : 1);
}

void *mem_resize(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) return NULL;
	size_t total = count * size;
	return realloc(old, total ? total : 1);
}

char *mem_string(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = mem_alloc(size);
	return copy ? memcpy(copy, text, size) : NULL;
}
