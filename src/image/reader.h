/* What the files of image/ share: one picture on its way from bytes to struct image. */
#ifndef IMAGE_READER_H
#define IMAGE_READER_H

#include "image/image.h"

struct image_reader {
	struct image_store *store;
	struct place place;
	const char *path;
	const unsigned char *bytes; /* the file's: the store's arena's, or as given */
	size_t size;
	struct image *image; /* to be filled in; kind and name are set */
};

/* file.c: the bytes of the file at reader->path. */
int image_open(struct image_reader *reader);

/* png.c, jpeg.c: the picture in the bytes. */
int image_read_png(struct image_reader *reader);
int image_read_jpeg(struct image_reader *reader);

/* exif.c: Exif's orientation of a JPEG's bytes, 1 to 8. */
unsigned image_orientation(const unsigned char *bytes, size_t size);

/* image.c: a diagnostic about the picture: {1} is its path, {2} more. What it returns is the failure. */
int image_refuse(const struct image_reader *reader, enum diagnostic_id id, const char *more);

/* Width and height within the limits? They become the image's and count for the document. */
int image_measure(struct image_reader *reader, uint64_t width, uint64_t height);

/* The natural size, from pixels per metre; densities past reason (under 10, over 10,000 dpi) count as unknown. */
void image_set_density(struct image *image, uint64_t across, uint64_t down);

#endif
