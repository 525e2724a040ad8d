/* Pictures as image XObjects (ISO 32000-1, 8.9.5): samples compressed, alpha as a soft mask; a JPEG's bytes as they
 * are. */
#include "base/status.h"
#include "device/pdf.h"

/* Room for compression beyond this is given back: the workshop lives on, and most documents hold no large picture. */
enum { ROOM_KEPT = 1024 * 1024 };

static void put_head(struct buffer *text, const struct image *image, bool grey)
{
	buffer_format(text, "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8/ColorSpace/%s",
				  (unsigned)image->width, (unsigned)image->height, grey ? "DeviceGray" : "DeviceRGB");
}

static int write_samples(struct pdf_object *object, const unsigned char *data, size_t size)
{
	struct buffer *deflated = &object->pdf->workshop->deflated;
	int status = pdf_object_stream(object, data, size);
	if (deflated->capacity > ROOM_KEPT) buffer_drop(deflated);
	return status;
}

static int write_mask(struct pdf_object **mask, struct pdf *pdf, const struct image *image)
{
	TRY(pdf_object_new(mask, pdf));
	put_head(&pdf->workshop->text, image, true);
	return write_samples(*mask, image->alpha, (size_t)image->width * image->height);
}

static int write_image(struct pdf_object **object, struct pdf *pdf, const struct image *image)
{
	struct buffer *text = &pdf->workshop->text;
	struct pdf_object *mask = NULL;
	if (image->alpha) TRY(write_mask(&mask, pdf, image));
	TRY(pdf_object_new(object, pdf));
	put_head(text, image, image->components == 1);
	if (mask) {
		buffer_text(text, "/SMask ");
		pdf_put_reference(text, mask);
	}
	if (image->kind == IMAGE_PNG) return write_samples(*object, image->data, image->size);
	buffer_text(text, "/Filter/DCTDecode");
	return pdf_object_bytes(*object, (const char *)image->data, image->size);
}

int pdf_image_of(struct pdf_image **out, struct pdf *pdf, const struct image *image)
{
	struct pdf_image **end = &pdf->images;
	unsigned index = 1;
	for (; *end && (*end)->image != image; end = &(*end)->next) index++;
	if (!*end) {
		struct pdf_image *made = arena_alloc(pdf->workshop->arena, sizeof *made);
		if (!made) return ERR_MEMORY;
		*made = (struct pdf_image){.image = image, .index = index};
		TRY(write_image(&made->object, pdf, image));
		*end = made;
	}
	*out = *end;
	return OK;
}
