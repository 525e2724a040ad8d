/* Inside the PDF device: what its files (pdf*.c) share with each other and with nobody else.
 *
 * libharu gives objects their numbers, writes the header, the objects, the cross-reference table and the trailer.
 * What stands inside an object is text of our own (struct pdf_object), written when the file is saved: it is smaller
 * than what libharu's dictionaries print, needs a tenth of their memory, and knows no floats. All such text lives in
 * the workshop's arena, which the next document takes over. */
#ifndef DEVICE_PDF_H
#define DEVICE_PDF_H

#include <hpdf.h>
#include <hpdf_doc.h>
#include <libdeflate.h>

#include "base/arena.h"
#include "device/device.h"
#include "device/pdf_subset.h"

struct pdf;

/* pdf_object.c: indirect objects. */

struct pdf_object {
	struct pdf *pdf;
	HPDF_Dict dict;
	unsigned number;
	const char *text; /* inside << and >> */
	size_t length;
	const char *data; /* the stream; NULL: none */
	size_t size;
};

/* A new indirect object. Its number holds at once, its inside may follow until the file is saved. */
int pdf_object_new(struct pdf_object **object, struct pdf *pdf);

unsigned pdf_number(HPDF_Dict dict); /* the object's */

/* Lets the object write its inside after what a dictionary of libharu's own holds. */
int pdf_object_join(struct pdf_object **object, struct pdf *pdf, HPDF_Dict dict);

/* The inside is what stands in workshop->text, which is emptied. */
int pdf_object_set(struct pdf_object *object);

/* The same, with a stream; Length and Filter are added. Bytes are copied, compressed if that helps. */
int pdf_object_stream(struct pdf_object *object, const void *data, size_t size);

/* The same; other documents have the first `head` bytes of the data, too. */
int pdf_object_headed(struct pdf_object *object, const char *data, size_t head, size_t size);

/* The same with bytes of zlib's format, borrowed until the file is saved. */
int pdf_object_deflated(struct pdf_object *object, const char *data, size_t size);

/* The same with bytes as they are, borrowed until the file is saved; a filter is named in workshop->text. */
int pdf_object_bytes(struct pdf_object *object, const char *data, size_t size);

/* pdf_deflate.c: bytes in zlib's format, in place of what the buffer holds. What is kept for other documents is compressed
 * as if it were not: it must not show in the bytes. */
int pdf_deflate(struct buffer *into, struct pdf_workshop *workshop, const void *data, size_t size);
int pdf_deflate_headed(struct buffer *into, struct pdf_workshop *workshop, const char *data, size_t head, size_t size);

/* pdf_packed.c: objects without a stream of their own, many in one stream. */

struct pdf_packed {
	struct pdf_object **objects, **streams;
	struct pdf_object *table; /* the cross-reference stream; NULL: nothing is packed */
	size_t count;             /* of objects */
	unsigned first;           /* number of the first one */
};

/* Its number holds after pdf_packed_number() alone; its inside is set by pdf_object_set(). */
int pdf_packed_new(struct pdf_object **object, struct pdf *pdf);
int pdf_small_new(struct pdf_object **object, struct pdf *pdf); /* packed, but in a plain PDF an object by itself */
int pdf_packed_number(struct pdf *pdf);                         /* after this no new object of any kind */
int pdf_packed_write(struct pdf *pdf);                          /* when the inside of all is set */

/* When libharu has saved the file: what it ends with gives way to the cross-reference stream, if there is one. */
void pdf_packed_end(struct pdf *pdf);

/* What cross-reference stream and trailer have in common, into workshop->text, while the file is saved. */
void pdf_put_trailer(struct pdf *pdf);

/* Into `out`, as PDF writes it. */
void pdf_put_name(struct buffer *out, const char *name);                        /* after the slash */
void pdf_put_text(struct buffer *out, const char *text);                        /* a text string, from UTF-8 */
void pdf_put_utf16(struct buffer *out, const char *text, size_t length);        /* <hexadecimal>, from UTF-8 */
void pdf_put_code(struct buffer *out, unsigned code);                           /* <0041> */
void pdf_put_hex(struct buffer *out, const unsigned char *bytes, size_t size);  /* <hexadecimal> */
void pdf_put_reference(struct buffer *out, const struct pdf_object *object);    /* 12 0 R */
void pdf_put_box(struct buffer *out, mpt left, mpt bottom, mpt right, mpt top); /* [0 0 595.276 841.89] */

/* libharu's errors stick, so one look at the end of a phase is enough: OK, ERR_MEMORY, or ERR_SYSTEM and a diagnostic. */
int pdf_check(struct pdf *pdf);

/* pdf_font.c: faces as Type0 fonts whose character codes (CIDs) are our own, all fonts counted together. */

struct pdf_glyph {
	const struct pdf_font *font;
	uint16_t id;    /* in the face */
	uint16_t width; /* 1/1000 em, as /W says it */
	uint16_t next;  /* CID of the same glyph with another text; 0: none */
	uint16_t length;
	const char *text; /* what it is read as, UTF-8, `length` bytes; the word's */
};

struct pdf_font {
	const struct face *face;
	struct pdf_font *next;
	unsigned index;       /* of the font's name /F1, /F2 ... */
	uint16_t *first;      /* by glyph of the face: its first CID; 0: not used */
	unsigned glyph_count; /* of the face */
	const struct pdf_subset *subset;
	struct pdf_object *object, *cid_font, *descriptor, *file;
};

int pdf_font_of(struct pdf_font **font, struct pdf *pdf, const struct face *face);

/* The CID of a glyph that is read as the text, which must live as long as the device. */
int pdf_font_cid(unsigned *cid, struct pdf *pdf, struct pdf_font *font, unsigned glyph, const char *text,
				 unsigned length);

/* All fonts: their objects and streams; then, when packed objects are numbered, the inside of the objects. */
int pdf_fonts_plan(struct pdf *pdf);
int pdf_fonts_write(struct pdf *pdf);

/* pdf_image.c: pictures as image XObjects, each once. */

struct pdf_image {
	const struct image *image;
	struct pdf_image *next;
	unsigned index; /* of the name /I1, /I2 ... */
	struct pdf_object *object;
};

int pdf_image_of(struct pdf_image **out, struct pdf *pdf, const struct image *image);

/* pdf_content.c: what a page shows. */

struct pdf_content {
	bool in_text;
	mpt line_x, line_y; /* where the text line begins, PDF's y */
	const struct pdf_font *font;
	mpt size;
	uint32_t fill, stroke; /* colours */
	mpt thickness;
};

void pdf_content_begin(struct pdf *pdf, const struct page *page);
void pdf_content_enter_text(struct pdf *pdf);
void pdf_content_leave_text(struct pdf *pdf); /* ends the text object, if there is one */
int pdf_content_text(struct pdf *pdf, const struct mark *mark);
int pdf_content_space(struct pdf *pdf); /* after the text just drawn */
void pdf_content_rule(struct pdf *pdf, const struct mark *mark);
int pdf_content_image(struct pdf *pdf, const struct mark *mark);
void pdf_content_end(struct pdf *pdf);

/* pdf_tags.c: what is drawn on a page, parted into marked content of blocks and artifacts. */

/* A sequence of marked content, or the annotation of a link. */
struct pdf_piece {
	uint32_t block; /* its id */
	uint32_t page;  /* index */
	uint32_t mcid;
	mpt top;                        /* PDF's y, about */
	mpt box[4];                     /* of a picture: left, bottom, right, top; else all 0 */
	struct pdf_object *annotation;  /* NULL: marked content */
	const char *link;               /* where the piece leads to; NULL: nowhere */
	bool label;                     /* the mark of an item or note */
	const struct pdf_object *owner; /* the structure element it belongs to, once that is known */
};

enum pdf_tag { TAG_NONE, TAG_CONTENT, TAG_ARTIFACT, TAG_PAGINATION };

struct pdf_tags {
	struct pdf_piece *pieces; /* by page, then as drawn; so by block's id, as they are read */
	size_t count;
	const struct block *block; /* at hand; NULL: artifacts */
	bool artifact;             /* the block at hand is one */
	enum pdf_tag open;         /* marked content at hand */
	bool in_text;              /* it lies in a text object */
	bool has_rules;            /* the block at hand is drawn with some beside its text */
	const char *link;          /* of the marked content at hand */
	bool label;                /* the marked content at hand is one */
	uint32_t mcid;             /* the next one on the page */
	uint32_t page_key;         /* in the parent tree */
	uint32_t key;              /* the next one of the parent tree: each page has one, then each of its annotations */
};

/* Does the mark become a link? "#name" does where something of that name is shown; an artifact leads nowhere. */
bool pdf_is_link(const struct pdf *pdf, const struct mark *mark);

bool pdf_is_heading(const struct block *block);
const struct block *pdf_next_read(const struct block *block); /* the next sibling that is no artifact; NULL: none */

/* Is the block one heading with that read before it? NULL, and what is no heading: no. */
bool pdf_heading_goes_on(const struct block *before, const struct block *block);

/* All do nothing in a plain PDF. */
void pdf_tags_begin_page(struct pdf *pdf);
void pdf_tags_begin(struct pdf *pdf, const struct block *block);
int pdf_tags_draw(struct pdf *pdf, const struct mark *mark); /* before each thing drawn */
int pdf_tags_end(struct pdf *pdf);

/* Takes an annotation into the marked content at hand. */
int pdf_tags_annotation(struct pdf *pdf, struct pdf_object *annotation);

/* pdf_structure.c: structure elements, when all pages are drawn. */

/* A heading and its level, for the outline. */
struct pdf_heading {
	const struct block *first; /* those read after it, as long as they go on, belong to it */
	const struct pdf_piece *place;
	int level; /* 1 to 6, without gaps */
};

struct pdf_structure {
	struct pdf_object *root, *parents;
	struct pdf_element *elements; /* by block */
	struct pdf_heading *headings;
	size_t heading_count;
	int level; /* of the last heading */
};

/* Plans are made before packed objects are numbered, written afterwards. All is the arena's. */
int pdf_structure_plan(struct pdf_structure *structure, struct pdf *pdf);
int pdf_structure_write(struct pdf_structure *structure, struct pdf *pdf);

/* pdf_outline.c */
struct pdf_outline {
	struct pdf_object *root; /* NULL: there are no headings */
	struct pdf_outline_item *items;
	size_t count;
};

int pdf_outline_plan(struct pdf_outline *outline, struct pdf *pdf, const struct pdf_structure *structure);
int pdf_outline_write(const struct pdf_outline *outline, struct pdf *pdf);

/* pdf_attachment.c: files in the file. */
int pdf_attachments_plan(struct pdf *pdf);
int pdf_attachments_write(struct pdf *pdf);

/* Into the catalog: the tree of their names and the list of those associated with the document. */
void pdf_put_attached_names(struct buffer *out, const struct pdf *pdf); /* "/EmbeddedFiles<<...>>" */
void pdf_put_attached_files(struct buffer *out, const struct pdf *pdf); /* "/AF[...]" */

/* pdf.c: the document. */

/* An attachment that many documents have, compressed. */
struct pdf_lasting {
	struct buffer deflated; /* empty: none */
	unsigned char digest[16];
};
enum { PDF_LASTING_LIMIT = 6 };

struct pdf_workshop {
	struct libdeflate_compressor *compressor;
	struct pdf_subsets *subsets;
	struct arena *arena;       /* of the document at hand */
	struct buffer content;     /* of the page at hand */
	struct buffer annotations; /* of the page at hand: "12 0 R 13 0 R" */
	struct buffer labels;      /* of pages: "0<</S/D>>7<</S/D>>" */
	struct buffer notes;       /* the tree of identifiers: "(n0000000012)34 0 R" */
	struct buffer text;        /* inside of the object at hand */
	struct buffer data;        /* its stream */
	struct buffer deflated;    /* its stream, compressed */
	struct pdf_lasting lasting[PDF_LASTING_LIMIT];
	size_t lasting_count;              /* ever made: the oldest gives way */
	struct buffer profile;             /* of colours, compressed */
	struct buffer head, head_deflated; /* of the metadata; empty: none */
};

struct pdf {
	struct device device;
	struct pdf_workshop *workshop;
	struct diagnostics *diagnostics;
	const struct pages *laid; /* the pages to be drawn, where links lead */
	const struct tree *tree;
	const struct pdf_archive *archive; /* NULL: a plain PDF, without tags */
	HPDF_Doc doc;
	struct pdf_object *root, *resources; /* of all pages */
	struct pdf_object **pages;           /* all of them from the start, for links that lead on */
	size_t page_count;                   /* begun so far */
	mpt page_width, page_height;         /* of the page at hand */
	struct pdf_content content;
	struct pdf_tags tags;
	struct pdf_packed packed;
	struct pdf_attached *attached; /* in order of their names */
	unsigned label;                /* the number that the next page has by itself */
	struct pdf_font *fonts;
	struct pdf_glyph *glyphs;                  /* by CID - 1 */
	size_t glyph_count;                        /* CIDs run from 1 to that */
	struct pdf_object *glyph_map, *to_unicode; /* by CID */
	struct pdf_image *images;                  /* in order of first use */
	struct buffer *out;                        /* while saving */
	size_t start;                              /* of the file in it */
};

#endif
