/* A layout template: page, styles, numbering and flow, with all that it extends.
 *
 * It holds compiled XPath, which evaluation writes into: one thread at a time. */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/file.h"
#include "plan/numbering.h"
#include "plan/plan.h"

struct template;

/* Where a template is looked for: a name ("ke-hoach") as NAME.xml in `folder`, unless that is a plan, then in
 * <data_folder>/templates; a path (with a slash or .xml) as it is. What it extends is looked for beside it first. */
struct template_source {
	const char *data_folder;
	const char *folder; /* of the plan; NULL: nowhere */
	const char *name;
	struct place place;              /* of the wish, for messages */
	const struct given_files *files; /* not NULL: the template and all that it extends are among these, by name */
};

/* Mistakes in the template go to the diagnostics with its own file and line. */
int template_load(struct template **out, const struct template_source *source, struct diagnostics *diagnostics);
void template_drop(struct template *template); /* accepts NULL */

/* What it was read from: the file of that index, from the most basic one on; NULL: there are no more. */
const struct xml *template_file(const struct template *template, size_t index);

const struct numbering *template_numbering(const struct template *template);

/* Appends one file that says for documents of a kind that have elements of these names (plan/names.h) what the template
 * says with all that it extends. What such documents have no use for may be left out. */
int template_resolve(struct buffer *out, const struct template *template, const char *kind, const char *names);

/* The template that a plan wishes; name NULL: none, its kind is to choose. */
struct template_source template_wish(const struct plan *plan, const char *data_folder);

/* The template that serves a kind of document ("KH"), from <data_folder>/templates/kinds.xml, becomes the source's. It
 * is looked for there alone: a file beside the plan may bear its name and be the plan itself. ERR_DOCUMENT and told: none
 * does. The name is the arena's. */
int template_choose(struct template_source *source, const char *kind, struct arena *arena,
					struct diagnostics *diagnostics);

/* Numbers a plan, which is not to be printed, by the template that it would be printed with. */
int template_number(struct plan *plan, const char *data_folder, struct arena *arena, struct diagnostics *diagnostics);

/* A plan of that kind to fill in, as text: <data_folder>/templates/new/. ERR_USAGE if nothing begins such a kind. */
int template_new_plan(struct buffer *out, const char *kind, const char *data_folder, struct arena *arena,
					  struct diagnostics *diagnostics);

#endif
