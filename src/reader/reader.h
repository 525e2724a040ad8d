/* The module that reads PDFs: vanthu-reader.so.
 *
 * Only commands that read PDFs load it (cli/info.c), so that render does not pay for libqpdf and the C++ it brings.
 * A module, not a program of its own: arguments, language, messages and exit status stay with the one program that
 * knows them, and verify, which renders and reads, needs both in one process. */
#ifndef READER_READER_H
#define READER_READER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

enum { PDF_FILE_LIMIT = 256 * 1024 * 1024 }; /* bytes */

/* What is asked of a file. */
struct reading {
	const char *bytes; /* of the whole file */
	size_t size;
	const char *name; /* for messages, and the first thing told */
	bool json;        /* one line of JSON, its keys English; else a text in `language` */
	enum language language;
};

struct verifier; /* the workshop in which PDFs are made again */

/* What the module's symbol `vanthu_reader` points to. */
struct reader {
	const char *version; /* of vanthu: program and module share structures, so they come from one build */

	/* Appends what the PDF says of itself to `out`. ERR_DOCUMENT: it is none, or damaged, or encrypted (see the
	 * diagnostics); then nothing is appended. What is merely odd in it is a warning. */
	int (*info)(struct buffer *out, const struct reading *reading, struct arena *arena,
				struct diagnostics *diagnostics);

	/* Writes the attachments into the folder, which exists, under names that are safe there, and appends the paths to
	 * `out`, each on a line. What is there already is not overwritten. */
	int (*extract)(struct buffer *out, const char *folder, const struct reading *reading, struct arena *arena,
				   struct diagnostics *diagnostics);

	/* Makes the PDF again from the source in it. Appends the verdict as a line; the diagnostics tell more. OK: the same
	 * bytes or the same objects; ERR_DOCUMENT: not so, or it cannot be verified. */
	int (*verifier_new)(struct verifier **verifier, const char *data_folder);
	void (*verifier_drop)(struct verifier *verifier);
	/* From then on each derived plan is held against what the master at that path gives today, too. */
	int (*verifier_master)(struct verifier *verifier, const char *path, struct diagnostics *diagnostics);
	int (*verify)(struct verifier *verifier, struct buffer *out, const struct reading *reading, struct arena *arena,
				  struct diagnostics *diagnostics);
};

#endif
