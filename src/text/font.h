/* Faces, found through an isolated fontconfig configuration and never silently replaced. */
#ifndef TEXT_FONT_H
#define TEXT_FONT_H

#include <hb.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/digest.h"

/* One face of a font file. Immutable once it is loaded, shared by threads. Units are 1/units_per_em of an em. */
struct face {
	const char *family;          /* as asked for: "Times New Roman" */
	const char *found;           /* the family that was found: "Liberation Serif" */
	const char *postscript_name; /* "LiberationSerif-Bold" */
	const char *file;
	unsigned index; /* of the face, in the order of loading; the device's key */
	bool bold, italic;
	hb_face_t *hb_face;
	hb_font_t *hb_font; /* scaled to units_per_em */
	uint16_t units_per_em;
	int16_t ascent, descent, line_gap; /* of hhea, as word processors use them; descent is negative */
	int16_t underline, underline_size; /* middle of the rule above the baseline (negative: below), its thickness */
	int16_t cap_height, stem;
	int32_t italic_angle; /* 1/65536 of a degree, counter-clockwise */
	int16_t box[4];       /* xMin yMin xMax yMax of head */
	bool fixed_pitch;
	uint16_t space; /* glyph of U+0020 */
	int16_t space_advance;
	const struct digest *digest; /* for fonts_digest() alone; NULL: not yet made */
};

struct fonts;

/* Reads <data_folder>/fonts/fonts.conf, and nothing else of the machine's font configuration. Fonts in that folder
 * come before those of the folders that fonts.conf names. */
int fonts_open(struct fonts **fonts, const char *data_folder, struct diagnostics *diagnostics);
void fonts_drop(struct fonts *fonts); /* faces go with it */

/* The face of a family, loaded at its first use (thread-safe). A family that is neither there nor given an equal in
 * fonts.conf, or has no such weight or slant, is an error that names it. `place` is for that message. */
int fonts_face(const struct face **face, struct fonts *fonts, const char *family, bool bold, bool italic,
			   struct place place, struct diagnostics *diagnostics);

/* The digest of the face's file, made when it is first asked for (thread-safe). */
int fonts_digest(struct digest *digest, struct fonts *fonts, const struct face *face);

/* Appends a stamp of each of the files that hold the family's four styles, as fonts_face() would choose them: its name,
 * and a fast hash of all its bytes. What is missing or unreadable adds nothing. OK or ERR_MEMORY. */
int fonts_put_stamps(struct buffer *out, struct fonts *fonts, const char *family);

#endif
