#include "reader/unpack.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

enum { FIRST_ROOM = 4096 };

static bool names_flate(const struct document *document, qpdf_oh filter)
{
	return qpdf_oh_is_name_and_equals(document->qpdf, filter, "/FlateDecode");
}

int packed_open(struct packed *packed, const struct document *document, qpdf_oh stream)
{
	qpdf_data qpdf = document->qpdf;
	*packed = (struct packed){0};
	if (!qpdf_oh_is_stream(qpdf, stream)) return ERR_DOCUMENT;
	if (qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, NULL, &packed->bytes, &packed->size) & QPDF_ERRORS)
		return ERR_DOCUMENT;
	qpdf_oh filter = document_key(document, stream, "/Filter");
	int count = document_count(document, filter);
	bool bare = !document_has(document, stream, "/DecodeParms") && !document_has(document, stream, "/F");
	packed->plain = bare && (qpdf_oh_is_null(qpdf, filter) || (qpdf_oh_is_array(qpdf, filter) && count == 0));
	packed->deflated = bare && (names_flate(document, filter) ||
								(count == 1 && names_flate(document, qpdf_oh_get_array_item(qpdf, filter, 0))));
	return OK;
}

void packed_close(struct packed *packed)
{
	free(packed->bytes);
	packed->bytes = NULL;
}

static int inflate(char **bytes, size_t *size, const struct packed *packed, size_t limit,
				   struct libdeflate_decompressor *decompressor)
{
	size_t room = packed->size < limit / 4 ? packed->size * 4 : limit;
	if (room < FIRST_ROOM) room = FIRST_ROOM;
	for (;; room = room < limit / 4 ? room * 4 : limit) {
		char *larger = mem_resize(*bytes, room + 1, 1);
		if (!larger) return ERR_MEMORY;
		*bytes = larger;
		enum libdeflate_result result =
			libdeflate_zlib_decompress(decompressor, packed->bytes, packed->size, *bytes, room, size);
		if (result == LIBDEFLATE_SUCCESS) return *size <= limit ? OK : ERR_DOCUMENT;
		if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit) return ERR_DOCUMENT;
	}
}

int packed_unpack(char **bytes, size_t *size, const struct packed *packed, size_t limit)
{
	*bytes = NULL;
	if (packed->plain) {
		if (packed->size > limit) return ERR_DOCUMENT;
		*bytes = mem_alloc(packed->size + 1);
		if (!*bytes) return ERR_MEMORY;
		if (packed->size) memcpy(*bytes, packed->bytes, packed->size);
		*size = packed->size;
		return OK;
	}
	if (!packed->deflated) return ERR_DOCUMENT;
	struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	int status = decompressor ? inflate(bytes, size, packed, limit, decompressor) : ERR_MEMORY;
	libdeflate_free_decompressor(decompressor);
	if (status != OK) {
		free(*bytes);
		*bytes = NULL;
	}
	return status;
}
