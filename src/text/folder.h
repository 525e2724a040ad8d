/* The fonts of a folder, as fontconfig patterns: family, style and file. */
#ifndef TEXT_FOLDER_H
#define TEXT_FOLDER_H

#include <fontconfig/fontconfig.h>

#include "base/diagnostic.h"

/* Adds them to the set, sorted by file. A folder that is not there has no fonts. A font file that cannot be read gives
 * a warning and is left out. */
int folder_fonts(FcFontSet *set, FcConfig *config, const char *folder, struct diagnostics *diagnostics);

#endif
