/* MANIFEST.sha256: what files a folder is to hold, as sha256sum writes it and sha256sum -c reads it. */
#ifndef CLI_CHECKSUMS_H
#define CLI_CHECKSUMS_H

#include "cli/tree.h"

#define CHECKSUMS_NAME "MANIFEST.sha256"

/* Holds the files of the folder against its list (lists: MANIFEST-1-of-4.sha256), if there is one: those that are
 * missing, changed, or not named in it are told, but for what batch notes of its work. OK, ERR_DOCUMENT, ERR_SYSTEM or ERR_MEMORY. */
int checksums_check(const char *folder, const struct tree_files *files, struct diagnostics *diagnostics);

#endif
