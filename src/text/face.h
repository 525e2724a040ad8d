/* One face out of a font file: checked, measured, made immutable. */
#ifndef TEXT_FACE_H
#define TEXT_FACE_H

#include "text/font.h"

/* Loads face->file, face `number` of it (0 but in collections), and fills what comes from the file. Names, style and
 * index are the caller's. A file that is damaged, is not TrueType, or may not be embedded is refused (ERR_SYSTEM). */
int face_load(struct face *face, unsigned number, struct diagnostics *diagnostics);
void face_unload(struct face *face);

#endif
