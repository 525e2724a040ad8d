/* Pictures made for tests, as the bytes of their files. */
#ifndef TESTS_IMAGE_PICTURES_H
#define TESTS_IMAGE_PICTURES_H

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "base/buffer.h"

static inline void picture_write(png_struct *png, png_byte *data, size_t size)
{
	buffer_put(png_get_io_ptr(png), data, size);
}

/* A PNG of one row after the other from `rows`; per_metre 0: without a density. Palette: black, red, blue at 50 %. */
static inline struct buffer picture_png(int type, int depth, unsigned width, unsigned height, const png_byte *rows,
										size_t row_size, unsigned per_metre)
{
	static const png_color palette[] = {{0, 0, 0}, {255, 0, 0}, {0, 0, 255}};
	static const png_byte transparency[] = {255, 255, 128};
	struct buffer out = {0};
	png_struct *png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_info *info = png_create_info_struct(png);
	png_set_write_fn(png, &out, picture_write, NULL);
	png_set_IHDR(png, info, width, height, depth, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
				 PNG_FILTER_TYPE_DEFAULT);
	if (per_metre) png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
	if (type == PNG_COLOR_TYPE_PALETTE) {
		png_set_PLTE(png, info, palette, 3);
		png_set_tRNS(png, info, transparency, 3, NULL);
	}
	png_write_info(png, info);
	for (unsigned y = 0; y < height; y++) png_write_row(png, rows + y * row_size);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return out;
}

/* A JPEG of one colour after the other. dpi 0: without a density. */
static inline struct buffer picture_jpeg(J_COLOR_SPACE space, int components, unsigned width, unsigned height,
										 unsigned dpi, bool progressive)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL, *row = calloc(width, (size_t)components);
	unsigned long size = 0;
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &size);
	jpeg.image_width = width;
	jpeg.image_height = height;
	jpeg.input_components = components;
	jpeg.in_color_space = space;
	jpeg_set_defaults(&jpeg);
	if (progressive) jpeg_simple_progression(&jpeg);
	jpeg.density_unit = dpi ? 1 : 0;
	if (dpi) jpeg.X_density = jpeg.Y_density = (UINT16)dpi;
	jpeg_start_compress(&jpeg, TRUE);
	for (unsigned y = 0; y < height; y++) {
		for (unsigned x = 0; x < width * (unsigned)components; x++) row[x] = (unsigned char)(x * y * 7);
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	struct buffer out = {0};
	buffer_put(&out, bytes, size);
	free(bytes);
	free(row);
	return out;
}

#endif
