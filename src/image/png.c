/* PNG through libpng: any kind into grey or RGB of 8 bits, with alpha apart.
 *
 * libpng reports errors by longjmp: between setjmp and it no variable of ours changes, all stands in struct png_reader.
 * Its warnings are about what is not used here (a colour profile with an odd header, say) and are not passed on; a bad
 * checksum or a missing end is an error. */
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "image/reader.h"

enum { CHUNK_LIMIT = 8 * 1024 * 1024, CHUNK_COUNT_LIMIT = 1000, MESSAGE_LENGTH = 128 };

struct png_reader {
	struct image_reader *reader;
	png_struct *png;
	png_info *info;
	size_t at;            /* in the bytes */
	unsigned char *rows;  /* components and alpha side by side */
	png_byte **row_heads; /* of all rows */
	unsigned channels;    /* of a pixel in them */
	bool no_memory;
	char message[MESSAGE_LENGTH];
};

static void fail(png_struct *png, const char *message)
{
	struct png_reader *self = png_get_error_ptr(png);
	strncpy(self->message, message, sizeof self->message - 1);
	png_longjmp(png, 1);
}

static void ignore(png_struct *png, const char *message)
{
	(void)png, (void)message;
}

static void *allocate(png_struct *png, png_alloc_size_t size)
{
	struct png_reader *self = png_get_mem_ptr(png);
	void *memory = mem_alloc(size);
	if (!memory) self->no_memory = true;
	return memory;
}

static void release(png_struct *png, void *memory)
{
	(void)png;
	free(memory);
}

static void take(png_struct *png, png_byte *out, size_t size)
{
	struct png_reader *self = png_get_io_ptr(png);
	if (size > self->reader->size - self->at) png_error(png, "the file ends too early");
	memcpy(out, self->reader->bytes + self->at, size);
	self->at += size;
}

/* Whatever the file has, rows of 8 bits come out. */
static void set_transformations(struct png_reader *self)
{
	png_set_expand(self->png); /* palettes, less than 8 bits, a transparent colour */
	png_set_scale_16(self->png);
	png_set_interlace_handling(self->png);
	png_read_update_info(self->png, self->info);
	self->channels = png_get_channels(self->png, self->info);
	self->reader->image->components = self->channels < 3 ? 1 : 3;
}

static int read_header(struct png_reader *self)
{
	struct image *image = self->reader->image;
	if (setjmp(png_jmpbuf(self->png))) return ERR_DOCUMENT;
	png_set_read_fn(self->png, self, take);
	png_set_user_limits(self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* ours say more */
	png_set_chunk_malloc_max(self->png, CHUNK_LIMIT);
	png_set_chunk_cache_max(self->png, CHUNK_COUNT_LIMIT);
	png_read_info(self->png, self->info);
	image->width = png_get_image_width(self->png, self->info);
	image->height = png_get_image_height(self->png, self->info);
	return OK;
}

static int read_rows(struct png_reader *self)
{
	if (setjmp(png_jmpbuf(self->png))) return ERR_DOCUMENT;
	png_read_image(self->png, self->row_heads);
	png_read_end(self->png, NULL);
	return OK;
}

static int prepare(struct png_reader *self)
{
	const struct image *image = self->reader->image;
	if (setjmp(png_jmpbuf(self->png))) return ERR_DOCUMENT;
	set_transformations(self);
	size_t row = (size_t)image->width * self->channels;
	self->rows = mem_zeroed(image->height, row);
	self->row_heads = mem_zeroed(image->height, sizeof *self->row_heads);
	if (!self->rows || !self->row_heads) return ERR_MEMORY;
	for (uint32_t y = 0; y < image->height; y++) self->row_heads[y] = self->rows + y * row;
	return OK;
}

/* Alpha apart from the components; none if nothing is transparent. */
static int separate(const struct png_reader *self)
{
	struct image *image = self->reader->image;
	struct arena *arena = self->reader->store->arena;
	size_t pixels = (size_t)image->width * image->height;
	unsigned components = image->components;
	bool has_alpha = self->channels > components;
	unsigned char *data = arena_array(arena, pixels, components);
	unsigned char *alpha = has_alpha ? arena_alloc(arena, pixels) : NULL;
	unsigned char clearest = 255;
	if (!data || (has_alpha && !alpha)) return ERR_MEMORY;
	image->data = data;
	image->size = pixels * components;
	if (!has_alpha) {
		memcpy(data, self->rows, image->size);
		return OK;
	}
	const unsigned char *pixel = self->rows;
	for (size_t i = 0; i < pixels; i++) {
		for (unsigned j = 0; j < components; j++) *data++ = *pixel++;
		alpha[i] = *pixel++;
		clearest &= alpha[i];
	}
	if (clearest < 255) image->alpha = alpha;
	return OK;
}

static int read_all(struct png_reader *self)
{
	struct image *image = self->reader->image;
	TRY(read_header(self));
	TRY(image_measure(self->reader, image->width, image->height));
	image_set_density(image, png_get_x_pixels_per_meter(self->png, self->info),
					  png_get_y_pixels_per_meter(self->png, self->info));
	TRY(prepare(self));
	TRY(read_rows(self));
	return separate(self);
}

int image_read_png(struct image_reader *reader)
{
	struct png_reader self = {.reader = reader};
	int status = ERR_MEMORY;
	reader->image->kind = IMAGE_PNG;
	self.png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &self, fail, ignore, &self, allocate, release);
	if (!self.png) goto done;
	self.info = png_create_info_struct(self.png);
	if (!self.info) goto done;
	status = read_all(&self);
	if (self.no_memory)
		status = ERR_MEMORY;
	else if (self.message[0])
		status = image_refuse(reader, IMAGE_DAMAGED, self.message);
done:
	png_destroy_read_struct(&self.png, &self.info, NULL);
	free(self.row_heads);
	free(self.rows);
	return status;
}
