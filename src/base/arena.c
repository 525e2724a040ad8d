/* Blocks of growing size, each a list node; a piece is cut from the newest block. What took several blocks takes one
 * after a reset: documents of a kind are of a size, and none is to get and give back blocks that the next one gets again.
 *
 * Under VANTHU_ARENA_DEBUG every piece is an allocation of its own, so that AddressSanitizer sees its ends. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

enum {
	FIRST_BLOCK = 32 * 1024,
	LARGEST_BLOCK = 1024 * 1024,
	KEPT_LIMIT = 4 * LARGEST_BLOCK,
	ALIGNMENT = alignof(max_align_t)
};

struct chunk {
	struct chunk *next;
	size_t size; /* of data */
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks; /* the newest first */
	size_t used;          /* of the newest chunk */
	size_t first;         /* size of the first one; 0: FIRST_BLOCK */
};

struct arena *arena_new(void)
{
	return mem_zeroed(1, sizeof(struct arena));
}

struct arena *arena_sized(size_t size)
{
	struct arena *arena = arena_new();
	if (arena) arena->first = size;
	return arena;
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
}

void arena_drop(struct arena *arena)
{
	if (!arena) return;
	free_chunks(arena->chunks);
	free(arena);
}

#ifdef VANTHU_ARENA_DEBUG
void arena_reset(struct arena *arena)
{
	free_chunks(arena->chunks);
	arena->chunks = NULL;
	arena->used = 0;
}
#else
void arena_reset(struct arena *arena)
{
	struct chunk *newest = arena->chunks;
	size_t size = 0;
	for (const struct chunk *chunk = newest; chunk; chunk = chunk->next) size += chunk->size;
	if (!newest) return;
	if (newest->next && size <= KEPT_LIMIT) {
		free_chunks(newest);
		arena->chunks = NULL;
		arena->first = size;
	} else { /* one block, or more than is to be kept: of these the newest */
		free_chunks(newest->next);
		newest->next = NULL;
		memset(newest->data, 0, arena->used);
	}
	arena->used = 0;
}
#endif

static struct chunk *add_chunk(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - sizeof(struct chunk)) return NULL;
	struct chunk *chunk = mem_zeroed(1, sizeof *chunk + size);
	if (!chunk) return NULL;
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	arena->used = 0;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT) return NULL;
#ifdef VANTHU_ARENA_DEBUG
	struct chunk *own = add_chunk(arena, size);
	return own ? own->data : NULL;
#else
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct chunk *chunk = arena->chunks;
	if (!chunk || chunk->size - arena->used < size) {
		size_t next = chunk ? 2 * chunk->size : arena->first ? arena->first : FIRST_BLOCK;
		if (chunk && next > LARGEST_BLOCK) next = LARGEST_BLOCK;
		chunk = add_chunk(arena, size > next ? size : next);
		if (!chunk) return NULL;
	}
	void *piece = chunk->data + arena->used;
	arena->used += size;
	return piece;
#endif
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) return NULL;
	return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1) : NULL;
	if (copy && length) memcpy(copy, text, length);
	return copy;
}

char *arena_string(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
	if (text) vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

int arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	if (count && (count & (count - 1))) return OK; /* full only at powers of two */
	void *old;
	memcpy(&old, items, sizeof old);
	void *grown = arena_array(arena, count ? 2 * count : 1, size);
	if (!grown) return ERR_MEMORY;
	if (count) memcpy(grown, old, count * size);
	memcpy(items, &grown, sizeof grown);
	return OK;
}
