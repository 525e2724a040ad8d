/* Files in the file (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8): each a stream and its specification. */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "device/pdf.h"

enum { DIGEST_LENGTH = 16, LEAST_LASTING = 1024 /* bytes; what is smaller may not be compressed at all */ };

struct pdf_attached {
	const struct pdf_attachment *attachment;
	struct pdf_object *specification, *stream;
};

static int compare_names(const void *left, const void *right)
{
	const struct pdf_attached *a = left, *b = right;
	return strcmp(a->attachment->name, b->attachment->name);
}

static const struct pdf_lasting *find_lasting(const struct pdf_workshop *workshop, const unsigned char *digest)
{
	for (size_t i = 0; i < PDF_LASTING_LIMIT; i++) {
		const struct pdf_lasting *known = &workshop->lasting[i];
		if (known->deflated.length && memcmp(known->digest, digest, DIGEST_LENGTH) == 0) return known;
	}
	return NULL;
}

/* Compressed once for the documents that have it. */
static int write_lasting(struct pdf_attached *self, struct pdf *pdf)
{
	struct pdf_workshop *workshop = pdf->workshop;
	const struct pdf_attachment *attachment = self->attachment;
	const struct pdf_lasting *lasting = find_lasting(workshop, attachment->digest);
	if (!lasting) {
		struct pdf_lasting *new = &workshop->lasting[workshop->lasting_count++ % PDF_LASTING_LIMIT];
		buffer_clear(&new->deflated);
		TRY(pdf_deflate(&new->deflated, workshop, attachment->bytes, attachment->size));
		memcpy(new->digest, attachment->digest, DIGEST_LENGTH);
		lasting = new;
	}
	const char *kept = arena_copy(workshop->arena, lasting->deflated.data, lasting->deflated.length);
	return kept ? pdf_object_deflated(self->stream, kept, lasting->deflated.length) : ERR_MEMORY;
}

static int write_stream(struct pdf_attached *self, struct pdf *pdf)
{
	struct buffer *text = &pdf->workshop->text;
	TRY(pdf_object_new(&self->stream, pdf));
	buffer_text(text, "/Subtype/");
	pdf_put_name(text, self->attachment->type);
	buffer_number(text, "/Params<</Size ", self->attachment->size);
	buffer_text(text, ">>");
	if (self->attachment->digest && self->attachment->size >= LEAST_LASTING) return write_lasting(self, pdf);
	return pdf_object_stream(self->stream, self->attachment->bytes, self->attachment->size);
}

int pdf_attachments_plan(struct pdf *pdf)
{
	const struct pdf_archive *archive = pdf->archive;
	size_t count = archive->attachment_count;
	if (!count) return OK;
	pdf->attached = arena_array(pdf->workshop->arena, count, sizeof *pdf->attached);
	if (!pdf->attached) return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) pdf->attached[i].attachment = &archive->attachments[i];
	qsort(pdf->attached, count, sizeof *pdf->attached, compare_names);
	for (size_t i = 0; i < count; i++) {
		TRY(write_stream(&pdf->attached[i], pdf));
		TRY(pdf_packed_new(&pdf->attached[i].specification, pdf));
	}
	return OK;
}

int pdf_attachments_write(struct pdf *pdf)
{
	struct buffer *text = &pdf->workshop->text;
	for (size_t i = 0; pdf->attached && i < pdf->archive->attachment_count; i++) {
		const struct pdf_attached *self = &pdf->attached[i];
		buffer_text(text, "/Type/Filespec/F");
		pdf_put_text(text, self->attachment->name);
		buffer_text(text, "/UF");
		pdf_put_text(text, self->attachment->name);
		buffer_text(text, "/AFRelationship/");
		buffer_text(text, self->attachment->relationship);
		buffer_text(text, "/EF<</F ");
		pdf_put_reference(text, self->stream);
		buffer_text(text, ">>");
		TRY(pdf_object_set(self->specification));
	}
	return OK;
}

void pdf_put_attached_names(struct buffer *out, const struct pdf *pdf)
{
	buffer_text(out, "/EmbeddedFiles<</Names[");
	for (size_t i = 0; i < pdf->archive->attachment_count; i++) {
		pdf_put_text(out, pdf->attached[i].attachment->name);
		pdf_put_reference(out, pdf->attached[i].specification);
	}
	buffer_text(out, "]>>");
}

void pdf_put_attached_files(struct buffer *out, const struct pdf *pdf)
{
	buffer_text(out, "/AF[");
	for (size_t i = 0; i < pdf->archive->attachment_count; i++) {
		if (i) buffer_char(out, ' ');
		pdf_put_reference(out, pdf->attached[i].specification);
	}
	buffer_char(out, ']');
}
