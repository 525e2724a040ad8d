/* vanthu: administrative plans in XML into PDF by Decree 30/2020/ND-CP.
 *
 *     struct vanthu *vanthu;
 *     struct vanthu_result *result;
 *     if (vanthu_new(&vanthu, NULL) == VANTHU_OK) {
 *         struct vanthu_input input = {.bytes = xml, .size = length, .name = "plan.xml"};
 *         if (vanthu_render(vanthu, &input, &result) == VANTHU_OK)
 *             fwrite(vanthu_result_bytes(result), 1, vanthu_result_size(result), file);
 *         fputs(vanthu_result_text(result, VANTHU_ENGLISH), stderr);
 *         vanthu_result_drop(result);
 *         vanthu_drop(vanthu);
 *     }
 *
 * Strings are UTF-8 and end with a NUL. What a function gives through its first parameter belongs to the caller, who
 * gives it back with the drop function of its kind; what it returns as a pointer is borrowed.
 *
 * Threads: an object of this library is used by one thread at a time. A program that renders in several threads makes
 * one struct vanthu for each of them; nothing is shared between the objects but what vanthu_new_beside() says. The
 * library reads no clock and no locale, writes to no stream, and never ends the process. It uses libxml2: a program
 * that does so in several threads, too, calls xmlInitParser() before it starts them. */
#ifndef VANTHU_H
#define VANTHU_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define VANTHU_API __attribute__((visibility("default")))
#else
#define VANTHU_API
#endif

/* What functions return: 0, or why not. The worst diagnostic decides. */
enum vanthu_status {
	VANTHU_OK = 0,       /* done; warnings at most */
	VANTHU_DOCUMENT = 1, /* the plan or its template has errors */
	VANTHU_USAGE = 2,    /* what was asked for does not exist: a template, a form */
	VANTHU_SYSTEM = 3,   /* a file of the data folder or a font is missing or broken */
	VANTHU_MEMORY = 4    /* out of memory; there may be no result to ask */
};

enum vanthu_level { VANTHU_NOTE = 0, VANTHU_WARNING = 1, VANTHU_ERROR = 2 };
enum vanthu_language { VANTHU_ENGLISH = 0, VANTHU_VIETNAMESE = 1 };

enum vanthu_form {
	VANTHU_ARCHIVE = 0, /* a PDF for the archive and for readers aloud: PDF/A-3a and PDF/UA-1 at once */
	VANTHU_TRACE = 1,   /* the pages as tab-separated text, for tests: what stands where */
	VANTHU_PLAIN = 2    /* a PDF that is neither: smaller, without tags and metadata */
};

/* A file in memory. */
struct vanthu_file {
	const char *name;
	const char *bytes;
	size_t size;
};

/* A file that the plan was made from, and what it was there: "skeleton", "unit". */
struct vanthu_source {
	const char *role;
	struct vanthu_file file; /* of the name, the last part counts */
	int lasting;             /* not 0: many documents of the workshop have it, so that it is worth being kept [0] */
};

/* A document to be rendered. What is 0 or NULL takes the value in brackets. */
struct vanthu_input {
	const char *bytes;         /* XML in the encoding that it declares; need not end with a NUL */
	size_t size;               /* of bytes */
	const char *name;          /* for messages ["-"] */
	const char *folder;        /* where relative paths in the plan begin [the plan may name no files] */
	const char *template_name; /* name of a template in the data folder, or a path [as the plan and its kind say] */
	enum vanthu_form form;     /* [VANTHU_ARCHIVE] */
	int explain;               /* 1: notes say which pages end early or tear something apart, and why [0] */

	/* Pictures by the paths that the plan names them by, and the template by template_name: if there are any, no picture
	 * is looked for in `folder` [0 files] */
	const struct vanthu_file *files;
	size_t file_count;

	/* A PDF for the archive encloses what it was made of, so that it can be proved by making it again: the plan, the
	 * template with all that it extends in one file, the pictures, and these further sources [0 of them]. */
	const struct vanthu_source *sources;
	size_t source_count;
	int without_source; /* not 0: only their names and SHA-256 are in it [0] */
};

/* One message about a document. */
struct vanthu_diagnostic {
	const char *file;      /* NULL: of no file */
	unsigned line, column; /* from 1, columns in characters; 0: unknown */
	enum vanthu_level level;
	const char *id;   /* "VT0301", or a row of the decree: "ND30-II.6a" */
	const char *text; /* one line, without a line feed */
};

struct vanthu;        /* a workshop: the data folder, and what is kept from document to document */
struct vanthu_result; /* of one document */

/* "0.1.0" */
VANTHU_API const char *vanthu_version(void);

/* A workshop. data_folder holds templates/ and fonts/; NULL: $VANTHU_DATA, else where the library was installed.
 * Nothing is read before a document needs it. VANTHU_OK or VANTHU_MEMORY; then *vanthu is NULL. */
VANTHU_API int vanthu_new(struct vanthu **vanthu, const char *data_folder);
/* One more for another thread, with the same data folder. They keep subset fonts in common, which saves up to 0.9 MB and
 * the time to make them twice. While it is made, the other is not at work; then each works, and is dropped, as it likes.
 * VANTHU_OK or VANTHU_MEMORY; then *vanthu is NULL. */
VANTHU_API int vanthu_new_beside(struct vanthu **vanthu, struct vanthu *other);
VANTHU_API void vanthu_drop(struct vanthu *vanthu); /* accepts NULL */

/* Renders one document. The result holds the bytes, if the status is VANTHU_OK, and all messages in any case. It is
 * the caller's, outlives the workshop, and is NULL only after VANTHU_MEMORY. The input may go when this returns. */
VANTHU_API int vanthu_render(struct vanthu *vanthu, const struct vanthu_input *input, struct vanthu_result **result);
/* A plan to fill in, valid and commented in Vietnamese, of the kind with that abbreviation of Appendix III of the decree
 * ("KH", "QĐ"; "CV": a letter). VANTHU_USAGE if there is none; the message lists those that there are. The result is
 * as above. */
VANTHU_API int vanthu_begin(struct vanthu *vanthu, const char *kind, struct vanthu_result **result);
VANTHU_API void vanthu_result_drop(struct vanthu_result *result); /* accepts NULL */

/* The whole file; NULL and 0 if there is none. Borrowed from the result, as is all that follows. */
VANTHU_API const char *vanthu_result_bytes(const struct vanthu_result *result);
VANTHU_API size_t vanthu_result_size(const struct vanthu_result *result);
VANTHU_API size_t vanthu_result_pages(const struct vanthu_result *result);

/* The messages, sorted by file, line and column. `index` counts from 0; VANTHU_USAGE if there is none such,
 * VANTHU_MEMORY if its text could not be made. The strings live as long as the result. */
VANTHU_API size_t vanthu_result_count(const struct vanthu_result *result);
VANTHU_API int vanthu_result_at(struct vanthu_result *result, size_t index, enum vanthu_language language,
								struct vanthu_diagnostic *diagnostic);

/* All messages as the program prints them, each a line FILE:LINE:COLUMN: level: text [ID]; "" if there is none, NULL
 * when out of memory. Lives until it is called again for the same result. */
VANTHU_API const char *vanthu_result_text(struct vanthu_result *result, enum vanthu_language language);

#ifdef __cplusplus
}
#endif

#endif
