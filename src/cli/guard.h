/* Work on files that may be hostile, by a process of its own: what a library makes of such a file can neither bring the
 * program down nor take time and memory without end.
 *
 * One process works through all files, so that what it keeps (fonts, templates) serves them all. It is begun anew
 * behind a file that it did not survive. */
#ifndef CLI_GUARD_H
#define CLI_GUARD_H

#include "base/buffer.h"
#include "cli/command.h"

enum { GUARD_SECONDS = 60, GUARD_GIBIBYTES = 3 }; /* of processor time for one file; of memory */

struct guarded {
	/* What standard output is to say of the file goes to `out`. Returns a status; ERR_MEMORY is taken for the file's
	 * fault. */
	int (*work)(void *context, const char *path, struct buffer *out, struct diagnostics *diagnostics);
	void *context;
	const char *between; /* written between what is said of one file and of the next */
};

/* Each result comes out as soon as it is there. The worst status of all files. */
int guard_each(struct run *run, const char *const *paths, size_t count, const struct guarded *guarded);

#endif
