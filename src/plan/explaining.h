/* A grammar's refusal while it is being explained: what the files of explain.c share. */
#ifndef PLAN_EXPLAINING_H
#define PLAN_EXPLAINING_H

#include "plan/explain.h"

struct explanation {
	const struct xml *xml;
	struct grammar *grammar;
	struct arena *arena;
	struct diagnostics *diagnostics;
	bool skeleton; /* the grammar is that of skeletons: elements with `when` may be absent */
	int status;    /* OK as long as nothing was told */
	size_t reports;
	const xmlNode **told; /* elements told to stand too late before they were reached */
	size_t told_count;
};

/* An element whose children are being read. */
struct content {
	struct explanation *explanation;
	const xmlNode *parent;
	const struct element_rule *rule;
	const struct pattern *rest;
	const xmlNode *wrapped; /* the last child that lacks a wrapper; NULL: none */
	bool passed_over;       /* the child before bears a name that is none: it may have been meant for what is missing */
};

static inline const char *name_of(const xmlNode *node)
{
	return (const char *)node->name;
}

/* As the grammar's patterns are asked: the name, NULL for text. */
static inline const char *token_of(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE ? name_of(node) : NULL;
}

/* explain_report.c: enough was told, or memory is short; nothing is told then. */
bool explain_is_over(const struct explanation *explanation);
void explain_fail(struct explanation *explanation); /* out of memory */
void explain_report(struct explanation *explanation, enum diagnostic_id id, const xmlNode *node, const char *first,
					const char *second, const char *third, const char *fourth);
void explain_report_at(struct explanation *explanation, enum diagnostic_id id, struct place place, const char *first,
					   const char *second, const char *third, const char *fourth);

/* Arguments of messages, in the arena; never NULL. */
const char *explain_line(struct explanation *explanation, const xmlNode *node);
const char *explain_list(struct explanation *explanation, const struct names *names); /* "<p>, <list>, <table>" */
const char *explain_quote(struct explanation *explanation, const char *text);         /* its beginning, in one line */

/* The node, or the first one after it, that counts: an element, or text that is not blank. */
const xmlNode *explain_skip_blank(const xmlNode *node);
const xmlNode *explain_following(const xmlNode *node);

/* explain_value.c. parent: the attribute or element whose text the value is. */
void explain_value(struct explanation *explanation, const xmlNode *parent, const xmlNode *pattern);
void explain_attributes(struct explanation *explanation, const xmlNode *node, const struct element_rule *rule);

/* explain_place.c */

/* A known element that cannot stand where it does. True: it is as if it could now; false: it is passed over. */
bool explain_misplaced(struct content *content, const xmlNode *node);
bool explain_was_told(const struct explanation *explanation, const xmlNode *node); /* to stand too late */
/* A child with the name of no element. The name that was meant, if it may stand here; NULL: pass it over. */
const char *explain_mistyped(struct content *content, const xmlNode *node);
/* Text where none may stand. */
void explain_text(struct content *content, const xmlNode *text);
/* Tells all that must stand before `node` (NULL: before the parent's end), and goes on as if it stood there. */
void explain_missing(struct content *content, const xmlNode *node);

#endif
