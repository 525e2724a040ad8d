/* Files of plans as they are found in the folder, against what is known of them. */
#ifndef BATCH_STANDING_H
#define BATCH_STANDING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/digest.h"
#include "batch/ledger.h"

/* Whether a file stands as the ledger says. check: by its hash, which is made again, not by size and time. */
bool file_stands(const struct ledger_file *file, const char *path, bool check, struct arena *arena);

enum file_state {
	FILE_CHANGED, /* or gone */
	FILE_AS_MADE,
	FILE_SIGNED, /* the PDF as it was made, and what was appended to it, as signatures are (ISO 32000-1, 7.5.6) */
};

enum file_state pdf_stands(const struct ledger_file *file, const char *path, bool check, struct arena *arena);

/* The PDF at the path is what was made, and more behind it. */
bool pdf_is_signed(const struct ledger_file *made, const char *path, struct arena *arena);

/* In text, of a file as it is now; "": it cannot be read. OK or ERR_MEMORY, also where path is NULL. */
int hash_file(char sha256[DIGEST_TEXT_SIZE], const char *path);

/* The bytes of a plan's file, in the arena. */
int read_plan_file(char **bytes, size_t *size, struct arena *arena, const char *path, struct diagnostics *diagnostics);

/* The same, where nobody is to be told; bytes NULL: it cannot be read. OK or ERR_MEMORY. */
int read_unheard(char **bytes, size_t *size, struct arena *arena, const char *path);

#endif
