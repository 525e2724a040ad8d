/* What is kept from document to document, each thing loaded by the first document that needs it. */
#ifndef WORKSHOP_H
#define WORKSHOP_H

#include "base/digest.h"
#include "template/template.h"
#include "vanthu_internal.h"

/* The template in one file, for documents that have the same elements. */
struct resolved {
	struct buffer xml;  /* empty: not made */
	struct buffer wish; /* the documents' kind and their elements' names */
	struct digest digest;
};

enum { RESOLVED_LIMIT = 4 }; /* a batch has plans of a few sorts, mixed */

struct vanthu {
	char *data_folder;
	struct arena *arena; /* of the document that is being rendered */
	struct plan_schema *schema;
	struct template *template; /* the last one used: documents of a batch share it */
	char *template_key;        /* its name and the folder it was looked for in; "": not to be found again */
	struct resolved resolved[RESOLVED_LIMIT];
	size_t resolved_count; /* ever made: the oldest gives way */
	struct fonts *fonts;
	struct shaper *shaper;
	struct pdf_workshop *workshop;
	struct buffer metadata, manifest; /* of the document that is being rendered */
};

/* Into vanthu->template: the one that is wished, or, without a name, that serves the kind. */
int workshop_template(struct vanthu *vanthu, const struct template_source *wish, const char *kind,
					  struct diagnostics *diagnostics);

/* vanthu->template as such a plan needs it; the workshop's. */
int workshop_resolve(const struct resolved **out, struct vanthu *vanthu, const struct plan *plan);

/* vanthu->fonts and vanthu->shaper, fit for another document. */
int workshop_fonts(struct vanthu *vanthu, struct diagnostics *diagnostics);

/* vanthu->workshop, in which PDFs are drawn. */
int workshop_device(struct vanthu *vanthu);

#endif
