#include "image/image.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "image/reader.h"

int image_refuse(const struct image_reader *reader, enum diagnostic_id id, const char *more)
{
	return diagnostics_add(reader->store->diagnostics, id, reader->place, reader->path, more, NULL);
}

int image_measure(struct image_reader *reader, uint64_t width, uint64_t height)
{
	char size[64];
	snprintf(size, sizeof size, "%" PRIu64 " x %" PRIu64, width, height);
	if (width > IMAGE_SIDE_LIMIT || height > IMAGE_SIDE_LIMIT || width * height > IMAGE_PIXEL_LIMIT)
		return image_refuse(reader, IMAGE_TOO_MANY_PIXELS, size);
	reader->store->pixels += width * height;
	if (reader->store->pixels > IMAGE_TOTAL_LIMIT) return image_refuse(reader, IMAGE_TOO_MUCH, NULL);
	reader->image->width = (uint32_t)width;
	reader->image->height = (uint32_t)height;
	return OK;
}

/* Without a density that can be meant: 96 dpi, which browsers and offices take, too. */
static mpt natural_length(uint32_t pixels, uint64_t per_metre)
{
	enum { LEAST = 394, MOST = 393701 }; /* 10 and 10,000 dpi */
	if (per_metre < LEAST || per_metre > MOST) return length_scale(pixels, PT(72), 96);
	return length_scale(pixels, INT64_C(720000000), 254 * (int64_t)per_metre);
}

void image_set_density(struct image *image, uint64_t across, uint64_t down)
{
	bool turned = image->turn >= 4;
	mpt width = natural_length(image->width, across), height = natural_length(image->height, down);
	image->natural_width = turned ? height : width;
	image->natural_height = turned ? width : height;
}

static int read_picture(struct image_reader *reader)
{
	static const unsigned char png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, jpeg[] = {0xff, 0xd8, 0xff};
	TRY(image_open(reader));
	if (reader->size >= sizeof png && memcmp(reader->bytes, png, sizeof png) == 0) return image_read_png(reader);
	if (reader->size >= sizeof jpeg && memcmp(reader->bytes, jpeg, sizeof jpeg) == 0) return image_read_jpeg(reader);
	return image_refuse(reader, IMAGE_NOT_ONE, NULL);
}

int image_load(const struct image **image, struct image_store *store, const char *path, struct place place)
{
	for (const struct image *known = store->images; known; known = known->next) {
		if (strcmp(known->name, path) != 0) continue;
		*image = known;
		return OK;
	}
	struct image *new = arena_alloc(store->arena, sizeof *new);
	if (!new) return ERR_MEMORY;
	new->name = arena_string(store->arena, path);
	if (!new->name) return ERR_MEMORY;
	struct image_reader reader = {.store = store, .place = place, .path = path, .image = new};
	TRY(read_picture(&reader));
	new->file = reader.bytes;
	new->file_size = reader.size;
	new->next = store->images;
	store->images = new;
	*image = new;
	return OK;
}
