/* Running text: the words of a block, whatever elements are in them. */
#ifndef PLAN_RUNNING_H
#define PLAN_RUNNING_H

#include "plan/plan.h"

/* An element of running text: b, i, u, sub, sup, br, link, ref, footnote. */
bool running_is_inline(const xmlNode *node);
bool running_inline_name(const char *name);

/* Words that can be seen, or something that stands for itself (a reference, a figure, a table). */
bool running_has_content(const xmlNode *node);

/* Appends an element's own words, white space collapsed: a break is a blank, a reference what it prints if that is known
 * by now. Left out: footnotes, and the blocks and levels that follow the text. */
void running_text(struct buffer *out, const struct plan *plan, const xmlNode *node);

/* Bytes of an element's own text, as typed. */
size_t running_size(const xmlNode *node);

/* An attribute as a node, for its place; NULL: absent. */
const xmlNode *running_attribute(const xmlNode *node, const char *name);

/* A value of the grammar's token types: is it the word, blanks around it aside? value may be NULL. */
bool running_value_is(const char *value, const char *word);

#endif
