/* Pictures of a document: PNG and JPEG files in the plan's folder or below it.
 *
 * A path is what the plan says: relative, parted by "/", without "..". No part of it may be a symbolic link, so that no
 * file from elsewhere gets into the document. What is damaged, cut short or past the limits below is refused; all
 * messages (VT08xx) stand at the place in the plan where the picture is wanted. */
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/file.h"
#include "base/length.h"

enum {
	IMAGE_FILE_LIMIT = 20 * 1024 * 1024, /* bytes */
	IMAGE_SIDE_LIMIT = 20000,            /* pixels */
	IMAGE_PIXEL_LIMIT = 40000000,        /* of one picture: A4 at 600 dpi has 35 million */
	IMAGE_TOTAL_LIMIT = 100000000,       /* pixels of all pictures of a document: what memory they may take */
	IMAGE_SCAN_LIMIT = 100,              /* of a progressive JPEG: each costs time, not bytes */
};

enum image_kind { IMAGE_PNG, IMAGE_JPEG };

/* Immutable. The store's arena owns it and all it holds. Components have 8 bits; they are grey, or red, green, blue. */
struct image {
	enum image_kind kind;
	const char *name;                  /* the path, as the plan writes it */
	uint32_t width, height;            /* pixels as stored, at least 1 */
	unsigned turn;                     /* how it is to be seen: Exif's orientation less one; 0: as it is stored */
	unsigned components;               /* 1 or 3; of a JPEG as it is coded: 3 are YCbCr there */
	mpt natural_width, natural_height; /* as seen, at the density the file states, else at 96 dpi */
	const unsigned char *data;         /* PNG: rows from the top, components side by side. JPEG: the file's bytes */
	size_t size;                       /* of data */
	const unsigned char *alpha;        /* PNG: width * height, 255 is opaque; NULL: all is */
	const unsigned char *file;         /* as it was read, whole */
	size_t file_size;
	const struct image *next; /* of the store's, loaded before this one */
};

/* The pictures of one document, each loaded once. */
struct image_store {
	struct arena *arena;
	const char *folder;              /* where paths begin; NULL: nowhere, all are refused */
	const struct given_files *files; /* not NULL: these, and no folder */
	struct diagnostics *diagnostics;
	struct image *images; /* the last one first */
	uint64_t pixels;      /* of all */
};

/* OK, ERR_DOCUMENT or ERR_SYSTEM with a diagnostic at `place`, ERR_MEMORY. */
int image_load(const struct image **image, struct image_store *store, const char *path, struct place place);

#endif
