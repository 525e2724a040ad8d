/* Object streams, and the cross-reference stream that lists what is in them and all other objects (ISO 32000-1, 7.5.7 and
 * 7.5.8). A structure element takes 75 bytes by itself, 20 of them in a table, and 10 here; and it needs no object of
 * libharu's.
 *
 * Packed objects have the numbers after all others, so they get them late: first all objects of the file are made,
 * then the packed ones are numbered, then they are written. The cross-reference stream is the last object in the file,
 * made when all others have their place there. libharu ends a file with a cross-reference table, which knows nothing of
 * packed objects; the file ends before it. A hybrid file, whose trailer has both (7.5.8.4), would show two things to two
 * readers: programs that sign refuse it. */
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
	buffer_number(&pdf->workshop->text, "/Type/ObjStm/N ", count);
	buffer_number(&pdf->workshop->text, "/First ", data->length);
	for (size_t i = 0; i < count; i++) {
		buffer_text(data, "<<");
		buffer_put(data, objects[i]->text, objects[i]->length);
		buffer_text(data, ">>");
	}
	return data->failed ? ERR_MEMORY : pdf_object_stream(stream, data->data, data->length);
}

/* One entry: the kind (1: by itself; 2: in a stream), its place in the file or the stream's number in 4 bytes, its place in
 * the stream in 2. In a long table each entry is written as what it is more than the one above (PNG's filter 2, "up"):
 * those of packed objects are then alike and take no room once they are compressed, as a short table is not. */
enum { ENTRY = 7, LONG_TABLE = 40 };

static void put_entry(struct buffer *data, unsigned char above[ENTRY], bool up, unsigned kind, size_t place,
					  size_t index)
{
	size_t values[ENTRY] = {kind, place >> 24, place >> 16, place >> 8, place, index >> 8, index};
	if (up) buffer_char(data, 2);
	for (size_t i = 0; i < ENTRY; i++) {
		buffer_char(data, (char)(values[i] - above[i]));
		if (up) above[i] = (unsigned char)values[i];
	}
}

static int make_table(struct pdf *pdf)
{
	const struct pdf_packed *packed = &pdf->packed;
	struct buffer *data = &pdf->workshop->data, *text = &pdf->workshop->text;
	bool up = packed->count >= LONG_TABLE;
	unsigned char above[ENTRY] = {0};
	buffer_clear(data);
	put_entry(data, above, up, 0, 0, 0xffff); /* the head of the list of free objects, which is empty */
	for (unsigned i = 1; i < packed->first; i++) {
		HPDF_XrefEntry entry = HPDF_List_ItemAt(pdf->doc->xref->entries, i);
		put_entry(data, above, up, 1, entry->byte_offset, 0);
	}
	for (size_t i = 0; i < packed->count; i++)
		put_entry(data, above, up, 2, packed->streams[i / STREAM_OBJECTS]->number, i % STREAM_OBJECTS);
	buffer_number(text, "/Type/XRef/Size ", packed->first + packed->count);
	buffer_text(text, "/W[1 4 2]");
	pdf_put_trailer(pdf);
	if (up) buffer_number(text, "/DecodeParms<</Predictor 12/Columns ", ENTRY);
	if (up) buffer_text(text, ">>");
	return data->failed ? ERR_MEMORY : pdf_object_stream(packed->table, data->data, data->length);
}

/* When libharu comes to the object. */
static HPDF_STATUS write_table(HPDF_Dict dict, HPDF_Stream out)
{
	struct pdf_object *table = dict->attr;
	if (make_table(table->pdf) != OK) return HPDF_SetError(out->error, HPDF_FAILD_TO_ALLOC_MEM, 0);
	return HPDF_Stream_Write(out, (const HPDF_BYTE *)table->text, (HPDF_UINT)table->length);
}

int pdf_packed_write(struct pdf *pdf)
{
	struct pdf_packed *packed = &pdf->packed;
	for (size_t first = 0; first < packed->count; first += STREAM_OBJECTS) {
		size_t count = packed->count - first < STREAM_OBJECTS ? packed->count - first : STREAM_OBJECTS;
		TRY(write_stream(pdf, packed->streams[first / STREAM_OBJECTS], packed->objects + first, count));
	}
	packed->table->dict->write_fn = write_table;
	return OK;
}

void pdf_packed_end(struct pdf *pdf)
{
	const struct pdf_packed *packed = &pdf->packed;
	struct buffer *out = pdf->out;
	if (!packed->table || out->failed) return;
	HPDF_XrefEntry table = HPDF_List_ItemAt(pdf->doc->xref->entries, packed->table->number);
	out->length = pdf->start + pdf->doc->xref->addr;
	buffer_number(out, "startxref\n", table->byte_offset);
	buffer_text(out, "\n%%EOF\n");
}
