/* Object streams. libharu writes a file with a cross-reference table, which knows nothing of objects in streams; such
 * a file may all the same have some, listed in a cross-reference stream that the trailer points to with /XRefStm (a
 * hybrid file: ISO 32000-1, 7.5.8.4). A structure element takes 75 bytes by itself, 20 of them in the table, and 10 here;
 * and it needs no object of libharu's.
 *
 * Packed objects have the numbers after all others, so they get them late: first all objects of the file are made,
 * then the packed ones are numbered, then they are written. */
#include "base/status.h"
#include "device/pdf.h"

enum { STREAM_OBJECTS = 1000 }; /* in one stream */

int pdf_packed_new(struct pdf_object **object, struct pdf *pdf)
{
	struct pdf_packed *packed = &pdf->packed;
	struct pdf_object *made = arena_alloc(pdf->workshop->arena, sizeof *made);
	if (!made) return ERR_MEMORY;
	*made = (struct pdf_object){.pdf = pdf, .text = ""};
	TRY(arena_grow(pdf->workshop->arena, &packed->objects, packed->count, sizeof(struct pdf_object *)));
	packed->objects[packed->count++] = made;
	*object = made;
	return OK;
}

int pdf_small_new(struct pdf_object **object, struct pdf *pdf)
{
	return pdf->archive ? pdf_packed_new(object, pdf) : pdf_object_new(object, pdf);
}

int pdf_packed_number(struct pdf *pdf)
{
	struct pdf_packed *packed = &pdf->packed;
	size_t streams = (packed->count + STREAM_OBJECTS - 1) / STREAM_OBJECTS;
	packed->streams = arena_array(pdf->workshop->arena, streams, sizeof(struct pdf_object *));
	if (!packed->streams) return ERR_MEMORY;
	for (size_t i = 0; i < streams; i++) TRY(pdf_object_new(&packed->streams[i], pdf));
	TRY(pdf_object_new(&packed->table, pdf));
	packed->first = packed->table->number + 1;
	for (size_t i = 0; i < packed->count; i++) packed->objects[i]->number = packed->first + (unsigned)i;
	return OK;
}

/* Numbers and places of the objects, then the objects. */
static int write_stream(struct pdf *pdf, struct pdf_object *stream, struct pdf_object **objects, size_t count)
{
	struct buffer *data = &pdf->workshop->data;
	size_t place = 0;
	buffer_clear(data);
	for (size_t i = 0; i < count; i++) {
		buffer_integer(data, objects[i]->number);
		buffer_char(data, ' ');
		buffer_integer(data, (int64_t)place);
		buffer_char(data, ' ');
		place += objects[i]->length + sizeof "<<>>" - 1;
	}
	buffer_format(&pdf->workshop->text, "/Type/ObjStm/N %zu/First %zu", count, data->length);
	for (size_t i = 0; i < count; i++) {
		buffer_text(data, "<<");
		buffer_put(data, objects[i]->text, objects[i]->length);
		buffer_text(data, ">>");
	}
	return data->failed ? ERR_MEMORY : pdf_object_stream(stream, data->data, data->length);
}

/* The kind (2: in a stream), the stream's number in 3 bytes, the place in the stream in 2. In a long table each entry is
 * written as what it is more than the one above (PNG's filter 2, "up"): nearly all are then alike and take no room
 * once they are compressed, as a short table is not. */
static int write_table(struct pdf *pdf)
{
	enum { ENTRY = 6, LONG_TABLE = 40 };
	const struct pdf_packed *packed = &pdf->packed;
	struct buffer *data = &pdf->workshop->data, *text = &pdf->workshop->text;
	bool up = packed->count >= LONG_TABLE;
	unsigned char above[ENTRY] = {0};
	buffer_clear(data);
	for (size_t i = 0; i < packed->count; i++) {
		unsigned stream = packed->streams[i / STREAM_OBJECTS]->number, place = i % STREAM_OBJECTS;
		unsigned values[ENTRY] = {2, stream >> 16, stream >> 8, stream, place >> 8, place};
		if (up) buffer_char(data, 2);
		for (size_t j = 0; j < ENTRY; j++) {
			buffer_char(data, (char)(values[j] - above[j]));
			if (up) above[j] = (unsigned char)values[j];
		}
	}
	buffer_format(text, "/Type/XRef/Size %zu/W[1 3 2]/Index[%u %zu]", packed->first + packed->count, packed->first,
				  packed->count);
	if (up) buffer_format(text, "/DecodeParms<</Predictor 12/Columns %d>>", ENTRY);
	return data->failed ? ERR_MEMORY : pdf_object_stream(packed->table, data->data, data->length);
}

int pdf_packed_write(struct pdf *pdf)
{
	struct pdf_packed *packed = &pdf->packed;
	for (size_t first = 0; first < packed->count; first += STREAM_OBJECTS) {
		size_t count = packed->count - first < STREAM_OBJECTS ? packed->count - first : STREAM_OBJECTS;
		TRY(write_stream(pdf, packed->streams[first / STREAM_OBJECTS], packed->objects + first, count));
	}
	return write_table(pdf);
}
