/* What the files of template/ that read a template share. */
#ifndef TEMPLATE_INTERNAL_H
#define TEMPLATE_INTERNAL_H

#include "template/flow.h"

struct place template_place(const struct template *template, const xmlNode *node);
struct place template_attribute_place(const struct template *template, const xmlNode *node, const char *attribute);
int template_bad_value(struct template *template, const xmlNode *node, const char *attribute, const char *value);
int template_each(struct template *template, const char *element, int (*visit)(struct template *, const xmlNode *));

/* Values of attributes; the out-parameter stays as it is, or is NULL, where the attribute is absent. */
int template_length(mpt *value, struct template *template, const xmlNode *node, const char *attribute,
					enum length_unit unit);
int template_named_style(const struct style **style, struct template *template, const xmlNode *node,
						 const char *attribute);

/* check.c: is the file as templates/template.rng wants it? All that is not is told. `bytes` are the file's, the namespace
 * is not stripped yet. */
int template_check(const struct xml *xml, const char *bytes, size_t size, const char *data_folder,
				   struct diagnostics *diagnostics);

/* unused.c: does something use what the template declares beside what it extends? */
int template_check_unused(struct template *template);

/* functions.c */
int template_register_functions(xmlXPathContext *xpath);

#endif
