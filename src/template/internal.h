/* What the files of template/ that read a template share. */
#ifndef TEMPLATE_INTERNAL_H
#define TEMPLATE_INTERNAL_H

#include "template/flow.h"

struct place template_place(const struct template *template, const xmlNode *node);
int template_bad_value(struct template *template, const xmlNode *node, const char *attribute, const char *value);
int template_required(const char **value, struct template *template, const xmlNode *node, const char *attribute);
int template_each(struct template *template, const char *element, int (*visit)(struct template *, const xmlNode *));

/* Values of attributes; the out-parameter stays as it is, or is NULL, where the attribute is absent. */
int template_length(mpt *value, struct template *template, const xmlNode *node, const char *attribute,
					enum length_unit unit);
int template_named_style(const struct style **style, struct template *template, const xmlNode *node,
						 const char *attribute);

/* style.c: names of the attributes of styles. Returns how many there are. */
size_t template_style_attributes(const char **names, size_t room);

/* known.c: are there elements or attributes that no template has? All are told. */
int template_check_names(struct template *template);

/* functions.c */
int template_register_functions(xmlXPathContext *xpath);

#endif
