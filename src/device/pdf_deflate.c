/* Compression in zlib's format (RFC 1950). libdeflate does it, and does a stream at one go. A stream whose head other
 * documents have, too, is two pieces: the head, compressed once, and the rest. zlib makes the first piece, for it can end
 * one without ending the stream; nothing in the second refers to it, so that they only need to stand one after the other. */
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/memory.h"
#include "base/status.h"
#include "device/pdf.h"

/* zlib takes 50 KB for a moment; a window of 8 KB is more than a head needs. */
enum { HEAD_LEVEL = 6, WINDOW_BITS = 13, MEMORY_LEVEL = 5 };

int pdf_deflate(struct buffer *into, struct pdf_workshop *workshop, const void *data, size_t size)
{
	size_t bound = libdeflate_zlib_compress_bound(workshop->compressor, size);
	buffer_clear(into);
	char *room = buffer_room(into, bound);
	if (!room) return ERR_MEMORY;
	into->length = libdeflate_zlib_compress(workshop->compressor, data, size, room, bound);
	return OK;
}

static void *allocate(void *unused, unsigned count, unsigned size)
{
	(void)unused;
	return mem_zeroed(count, size);
}

static void release(void *unused, void *memory)
{
	(void)unused;
	free(memory);
}

/* Without zlib's own head; ends at a byte. */
static int deflate_head(struct buffer *into, const char *data, size_t size)
{
	z_stream stream = {.zalloc = allocate, .zfree = release};
	if (deflateInit2(&stream, HEAD_LEVEL, Z_DEFLATED, -WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		return ERR_MEMORY;
	size_t bound = deflateBound(&stream, (uLong)size) + 16; /* the flush */
	buffer_clear(into);
	char *room = buffer_room(into, bound);
	stream.next_in = (const Bytef *)data;
	stream.avail_in = (uInt)size;
	stream.next_out = (Bytef *)room;
	stream.avail_out = (uInt)bound;
	bool done = room && deflate(&stream, Z_FULL_FLUSH) == Z_OK;
	into->length = bound - stream.avail_out;
	deflateEnd(&stream);
	return done ? OK : ERR_MEMORY;
}

/* The last one is kept: documents of a batch mostly have the same. */
static int find_head(struct pdf_workshop *workshop, const char *data, size_t size)
{
	struct buffer *known = &workshop->head;
	if (known->length == size && memcmp(known->data, data, size) == 0) return OK;
	buffer_clear(known);
	TRY(deflate_head(&workshop->head_deflated, data, size));
	buffer_put(known, data, size);
	return known->failed ? ERR_MEMORY : OK;
}

int pdf_deflate_headed(struct buffer *into, struct pdf_workshop *workshop, const char *data, size_t head, size_t size)
{
	uint32_t sum = libdeflate_adler32(1, data, size);
	const char end[] = {(char)(sum >> 24), (char)(sum >> 16), (char)(sum >> 8), (char)sum};
	size_t bound = libdeflate_deflate_compress_bound(workshop->compressor, size - head);
	TRY(find_head(workshop, data, head));
	buffer_clear(into);
	buffer_put(into, "\x78\x01", 2);
	buffer_put(into, workshop->head_deflated.data, workshop->head_deflated.length);
	char *room = buffer_room(into, bound);
	if (!room) return ERR_MEMORY;
	into->length += libdeflate_deflate_compress(workshop->compressor, data + head, size - head, room, bound);
	buffer_put(into, end, sizeof end);
	return into->failed ? ERR_MEMORY : OK;
}
