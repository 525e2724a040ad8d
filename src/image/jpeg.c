/* JPEG: the file's own bytes go into the document, for PDF reads them as they are. They are decoded all the same, to
 * know that nothing is missing; an eighth of the size is enough for that and spares most of the work.
 *
 * libjpeg reports errors by a function that must not return: it jumps. Between setjmp and that, no variable of ours
 * changes. Its warnings tell of damage that it has papered over, so they count as errors. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "base/status.h"
#include "image/reader.h"

struct jpeg_reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct image_reader *reader;
	jmp_buf out;
	bool failed, no_memory;
	char message[JMSG_LENGTH_MAX];
};

static void fail(j_common_ptr jpeg)
{
	struct jpeg_reader *self = jpeg->client_data;
	self->failed = true;
	self->no_memory = jpeg->err->msg_code == JERR_OUT_OF_MEMORY;
	jpeg->err->format_message(jpeg, self->message);
	longjmp(self->out, 1);
}

/* Level -1 is a warning, the others are news. */
static void warn(j_common_ptr jpeg, int level)
{
	if (level < 0) fail(jpeg);
}

static void say_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

/* A small file may hold thousands of scans over the whole picture. */
static void count_scans(j_common_ptr jpeg)
{
	struct jpeg_reader *self = jpeg->client_data;
	if (self->jpeg.input_scan_number <= IMAGE_SCAN_LIMIT) return;
	self->failed = true;
	snprintf(self->message, sizeof self->message, "more than %d scans", IMAGE_SCAN_LIMIT);
	longjmp(self->out, 1);
}

static void open_reader(struct jpeg_reader *self)
{
	const struct image_reader *reader = self->reader;
	self->jpeg.client_data = self;
	jpeg_create_decompress(&self->jpeg);
	self->progress.progress_monitor = count_scans;
	self->jpeg.progress = &self->progress;
	jpeg_mem_src(&self->jpeg, reader->bytes, (unsigned long)reader->size);
}

static int read_header(struct jpeg_reader *self)
{
	if (setjmp(self->out)) return ERR_DOCUMENT;
	open_reader(self);
	jpeg_read_header(&self->jpeg, TRUE);
	return OK;
}

/* What readers of PDF are sure to show. */
static int check_coding(const struct jpeg_reader *self)
{
	const struct jpeg_decompress_struct *jpeg = &self->jpeg;
	if (jpeg->num_components == 4) return image_refuse(self->reader, IMAGE_CMYK, NULL);
	bool grey = jpeg->num_components == 1 && jpeg->jpeg_color_space == JCS_GRAYSCALE;
	bool colour = jpeg->num_components == 3 && jpeg->jpeg_color_space == JCS_YCbCr;
	if ((!grey && !colour) || jpeg->data_precision != 8 || jpeg->arith_code)
		return image_refuse(self->reader, IMAGE_RARE_JPEG, NULL);
	return OK;
}

static void set_density(const struct jpeg_reader *self)
{
	const struct jpeg_decompress_struct *jpeg = &self->jpeg;
	uint64_t across = 0, down = 0;
	if (jpeg->saw_JFIF_marker && jpeg->density_unit == 1) { /* an inch */
		across = ((uint64_t)jpeg->X_density * 10000 + 127) / 254;
		down = ((uint64_t)jpeg->Y_density * 10000 + 127) / 254;
	} else if (jpeg->saw_JFIF_marker && jpeg->density_unit == 2) { /* a centimetre */
		across = (uint64_t)jpeg->X_density * 100;
		down = (uint64_t)jpeg->Y_density * 100;
	}
	image_set_density(self->reader->image, across, down);
}

static int decode(struct jpeg_reader *self)
{
	struct jpeg_decompress_struct *jpeg = &self->jpeg;
	if (setjmp(self->out)) return ERR_DOCUMENT;
	jpeg->scale_num = 1;
	jpeg->scale_denom = 8;
	jpeg->out_color_space = jpeg->jpeg_color_space;
	jpeg->do_fancy_upsampling = FALSE;
	jpeg_start_decompress(jpeg);
	JSAMPARRAY row = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE,
											 jpeg->output_width * (JDIMENSION)jpeg->output_components, 1);
	while (jpeg->output_scanline < jpeg->output_height) jpeg_read_scanlines(jpeg, row, 1);
	jpeg_finish_decompress(jpeg);
	return OK;
}

static int read_all(struct jpeg_reader *self)
{
	struct image *image = self->reader->image;
	TRY(read_header(self));
	TRY(check_coding(self));
	TRY(image_measure(self->reader, self->jpeg.image_width, self->jpeg.image_height));
	image->turn = image_orientation(self->reader->bytes, self->reader->size) - 1;
	set_density(self);
	image->components = (unsigned)self->jpeg.num_components;
	image->data = self->reader->bytes;
	image->size = self->reader->size;
	return decode(self);
}

int image_read_jpeg(struct image_reader *reader)
{
	struct jpeg_reader self = {.reader = reader};
	reader->image->kind = IMAGE_JPEG;
	self.jpeg.err = jpeg_std_error(&self.errors);
	self.errors.error_exit = fail;
	self.errors.emit_message = warn;
	self.errors.output_message = say_nothing;
	int status = read_all(&self);
	if (self.no_memory)
		status = ERR_MEMORY;
	else if (self.failed)
		status = image_refuse(reader, IMAGE_DAMAGED, self.message);
	jpeg_destroy_decompress(&self.jpeg);
	return status;
}
