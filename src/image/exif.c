/* How a camera was held: the tag Orientation in the Exif segment of a JPEG (CIPA DC-008, 4.5 and 4.6). Whatever is not
 * as it should be says nothing: the picture stands as it is stored. */
#include <string.h>

#include "image/reader.h"

enum { UPRIGHT = 1, ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_SIZE = 12 };

/* A TIFF structure in memory. */
struct tiff {
	const unsigned char *bytes;
	size_t size;
	bool little; /* byte order */
};

static uint32_t number_at(const struct tiff *tiff, size_t at, size_t length)
{
	uint32_t number = 0;
	for (size_t i = 0; i < length; i++) number = number << 8 | tiff->bytes[tiff->little ? at + length - 1 - i : at + i];
	return number;
}

static unsigned orientation_of(const struct tiff *tiff)
{
	size_t directory = number_at(tiff, 4, 4);
	if (directory > tiff->size - 2) return UPRIGHT;
	size_t count = number_at(tiff, directory, 2), room = (tiff->size - directory - 2) / ENTRY_SIZE;
	for (size_t i = 0; i < count && i < room; i++) {
		size_t entry = directory + 2 + i * ENTRY_SIZE;
		if (number_at(tiff, entry, 2) != ORIENTATION || number_at(tiff, entry + 2, 2) != TYPE_SHORT) continue;
		uint32_t value = number_at(tiff, entry + 8, 2);
		return value >= 1 && value <= 8 ? value : UPRIGHT;
	}
	return UPRIGHT;
}

static unsigned read_segment(const unsigned char *bytes, size_t size)
{
	static const char name[] = "Exif\0"; /* and the NUL of the string */
	struct tiff tiff = {.bytes = bytes + sizeof name, .size = size - sizeof name};
	if (size < sizeof name + 8 || memcmp(bytes, name, sizeof name) != 0) return UPRIGHT;
	tiff.little = memcmp(tiff.bytes, "II*", 4) == 0;
	return tiff.little || memcmp(tiff.bytes, "MM\0*", 4) == 0 ? orientation_of(&tiff) : UPRIGHT;
}

unsigned image_orientation(const unsigned char *bytes, size_t size)
{
	enum { MARK = 0xFF, EXIF = 0xE1, SCAN = 0xDA };
	size_t at = 2; /* after the start of the image; segments: FF, kind, length in two bytes with themselves */
	while (at + 4 <= size && bytes[at] == MARK && bytes[at + 1] != SCAN) {
		size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
		if (length < 2 || length > size - at - 2) return UPRIGHT;
		if (bytes[at + 1] == EXIF && length > 8) {
			unsigned orientation = read_segment(bytes + at + 4, length - 2);
			if (orientation != UPRIGHT) return orientation;
		}
		at += 2 + length;
	}
	return UPRIGHT;
}
