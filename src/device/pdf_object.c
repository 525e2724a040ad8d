#include "device/pdf.h"

#include <string.h>

#include "base/status.h"
#include "base/utf8.h"

/* Compression of less gains next to nothing and takes its time: bytes. */
enum { SMALLEST_DEFLATED = 256 };

static HPDF_STATUS write_inside(HPDF_Dict dict, HPDF_Stream out)
{
	const struct pdf_object *object = dict->attr;
	return HPDF_Stream_Write(out, (const HPDF_BYTE *)object->text, (HPDF_UINT)object->length);
}

static HPDF_STATUS write_stream(HPDF_Dict dict)
{
	const struct pdf_object *object = dict->attr;
	HPDF_Stream out = object->pdf->doc->stream;
	HPDF_STATUS status = HPDF_Stream_WriteStr(out, "\nstream\n");
	if (status == HPDF_OK) status = HPDF_Stream_Write(out, (const HPDF_BYTE *)object->data, (HPDF_UINT)object->size);
	if (status == HPDF_OK) status = HPDF_Stream_WriteStr(out, "\nendstream");
	return status;
}

unsigned pdf_number(HPDF_Dict dict)
{
	return dict->header.obj_id & 0x00ffffff;
}

int pdf_object_join(struct pdf_object **object, struct pdf *pdf, HPDF_Dict dict)
{
	struct pdf_object *joined = arena_alloc(pdf->workshop->arena, sizeof *joined);
	if (!joined) return ERR_MEMORY;
	*joined = (struct pdf_object){.pdf = pdf, .dict = dict, .number = pdf_number(dict), .text = ""};
	dict->attr = joined; /* not freed by libharu: only its pages own what is there */
	dict->write_fn = write_inside;
	*object = joined;
	return OK;
}

int pdf_object_new(struct pdf_object **object, struct pdf *pdf)
{
	HPDF_Dict dict = HPDF_Dict_New(pdf->doc->mmgr);
	if (!dict || HPDF_Xref_Add(pdf->doc->xref, dict) != HPDF_OK) return pdf_check(pdf);
	return pdf_object_join(object, pdf, dict);
}

int pdf_object_set(struct pdf_object *object)
{
	struct pdf_workshop *workshop = object->pdf->workshop;
	object->length = workshop->text.length;
	object->text = arena_copy(workshop->arena, workshop->text.data, workshop->text.length);
	bool failed = workshop->text.failed || !object->text;
	buffer_clear(&workshop->text);
	return failed ? ERR_MEMORY : OK;
}

int pdf_object_bytes(struct pdf_object *object, const char *data, size_t size)
{
	buffer_number(&object->pdf->workshop->text, "/Length ", size);
	object->data = data;
	object->size = size;
	object->dict->after_write_fn = write_stream;
	return pdf_object_set(object);
}

int pdf_object_deflated(struct pdf_object *object, const char *data, size_t size)
{
	buffer_text(&object->pdf->workshop->text, "/Filter/FlateDecode");
	return pdf_object_bytes(object, data, size);
}

/* With the compressed bytes in workshop->deflated, or with the bytes themselves. */
static int set_stream(struct pdf_object *object, const void *data, size_t size)
{
	struct pdf_workshop *workshop = object->pdf->workshop;
	const struct buffer *deflated = &workshop->deflated;
	bool helps = deflated->length && deflated->length + sizeof "/Filter/FlateDecode" <= size;
	size_t kept_size = helps ? deflated->length : size;
	const char *kept = arena_copy(workshop->arena, helps ? deflated->data : data, kept_size);
	if (!kept) return ERR_MEMORY;
	return helps ? pdf_object_deflated(object, kept, kept_size) : pdf_object_bytes(object, kept, kept_size);
}

int pdf_object_stream(struct pdf_object *object, const void *data, size_t size)
{
	struct pdf_workshop *workshop = object->pdf->workshop;
	buffer_clear(&workshop->deflated);
	if (size >= SMALLEST_DEFLATED) TRY(pdf_deflate(&workshop->deflated, workshop, data, size));
	return set_stream(object, data, size);
}

int pdf_object_headed(struct pdf_object *object, const char *data, size_t head, size_t size)
{
	struct pdf_workshop *workshop = object->pdf->workshop;
	if (head < SMALLEST_DEFLATED) return pdf_object_stream(object, data, size);
	TRY(pdf_deflate_headed(&workshop->deflated, workshop, data, head, size));
	return set_stream(object, data, size);
}

void pdf_put_name(struct buffer *out, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;
		bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); /* nearly always */
		if (plain || (c > 0x20 && c < 0x7f && !strchr("()<>[]{}/%#", c)))
			buffer_char(out, *name);
		else
			buffer_format(out, "#%02X", c);
	}
}

static void put_byte(struct buffer *out, char c)
{
	if (c == '(' || c == ')' || c == '\\') buffer_char(out, '\\');
	if (c == '\r')
		buffer_text(out, "\\r"); /* readers take a bare one for a line feed */
	else
		buffer_char(out, c);
}

static void put_bytes(struct buffer *out, const char *bytes, size_t length)
{
	buffer_char(out, '(');
	for (size_t i = 0; i < length; i++) put_byte(out, bytes[i]);
	buffer_char(out, ')');
}

/* Calls `put` with each UTF-16 unit of the text. Bytes that are no UTF-8 become U+FFFD. */
static void each_unit(struct buffer *out, void (*put)(struct buffer *, unsigned), const char *text, size_t length)
{
	for (const char *end = text + length; text < end;) {
		int32_t c;
		size_t size = utf8_decode(&c, text, end);
		if (!size) c = 0xfffd;
		text += size ? size : 1;
		if (c < 0x10000) {
			put(out, (unsigned)c);
		} else {
			put(out, 0xd800 + ((unsigned)(c - 0x10000) >> 10));
			put(out, 0xdc00 + ((unsigned)(c - 0x10000) & 0x3ff));
		}
	}
}

static void put_unit(struct buffer *out, unsigned unit)
{
	put_byte(out, (char)(unit >> 8));
	put_byte(out, (char)(unit & 0xff));
}

static const char hex_digits[] = "0123456789ABCDEF";

static void put_unit_in_hex(struct buffer *out, unsigned unit)
{
	char hex[4] = {hex_digits[unit >> 12 & 15], hex_digits[unit >> 8 & 15], hex_digits[unit >> 4 & 15],
				   hex_digits[unit & 15]};
	buffer_put(out, hex, sizeof hex);
}

void pdf_put_text(struct buffer *out, const char *text)
{
	const char *at = text;
	while (*at >= ' ' && *at <= '~') at++;
	if (!*at) { /* ASCII is the same in PDFDocEncoding */
		put_bytes(out, text, (size_t)(at - text));
		return;
	}
	buffer_text(out, "(\xfe\xff");
	each_unit(out, put_unit, text, strlen(text));
	buffer_char(out, ')');
}

void pdf_put_utf16(struct buffer *out, const char *text, size_t length)
{
	buffer_char(out, '<');
	each_unit(out, put_unit_in_hex, text, length);
	buffer_char(out, '>');
}

void pdf_put_code(struct buffer *out, unsigned code)
{
	buffer_char(out, '<');
	put_unit_in_hex(out, code);
	buffer_char(out, '>');
}

void pdf_put_hex(struct buffer *out, const unsigned char *bytes, size_t size)
{
	buffer_char(out, '<');
	for (size_t i = 0; i < size; i++) {
		buffer_char(out, hex_digits[bytes[i] >> 4]);
		buffer_char(out, hex_digits[bytes[i] & 15]);
	}
	buffer_char(out, '>');
}

void pdf_put_reference(struct buffer *out, const struct pdf_object *object)
{
	buffer_integer(out, object->number);
	buffer_text(out, " 0 R");
}

void pdf_put_box(struct buffer *out, mpt left, mpt bottom, mpt right, mpt top)
{
	mpt corners[4] = {left, bottom, right, top};
	for (size_t i = 0; i < 4; i++) {
		buffer_char(out, i ? ' ' : '[');
		buffer_thousandths(out, corners[i]);
	}
	buffer_char(out, ']');
}
