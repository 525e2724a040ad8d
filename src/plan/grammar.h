/* A grammar (templates/plan.rng, template.rng) as patterns that can be walked: which elements may come next, and what is missing.
 *
 * RELAX NG by derivatives (J. Clark, "An algorithm for RELAX NG validation", 2002): the pattern of an element's content
 * is consumed child by child; what remains says what may follow. Equal patterns are one object, so a remainder never
 * grows with the number of children. Two simplifications, both true of these grammars: the attributes of an element do
 * not depend on its content, and there is no interleave. */
#ifndef PLAN_GRAMMAR_H
#define PLAN_GRAMMAR_H

#include <libxml/tree.h>

#include "base/arena.h"
#include "base/diagnostic.h"

enum pattern_kind {
	PATTERN_NOT_ALLOWED,
	PATTERN_EMPTY,
	PATTERN_TEXT,
	PATTERN_ELEMENT,
	PATTERN_CHOICE,
	PATTERN_GROUP,
	PATTERN_ONE_OR_MORE,
};

struct pattern {
	enum pattern_kind kind;
	const struct pattern *first, *second; /* CHOICE, GROUP; ONE_OR_MORE has the first */
	struct element_rule *element;         /* ELEMENT */
	struct pattern *chain;                /* of the table of all patterns */
	struct derivative *derivatives;       /* that were asked for */
};

/* What pattern_derive() found once. */
struct derivative {
	const char *name; /* the grammar's; NULL: text */
	const struct pattern *rest;
	struct element_rule *rule; /* that matched; NULL: none */
	struct derivative *next;
};

struct attribute_rule {
	const char *name;     /* "id", "xml:lang" */
	const xmlNode *value; /* its pattern in the grammar; NULL: any text */
	bool required;
};

struct element_rule {
	const char *const *names; /* one, or several alike: b, i, u */
	size_t name_count;
	const xmlNode *source; /* <element> in the grammar */
	bool ready;            /* what follows is filled in at first use */
	const struct pattern *content;
	const xmlNode *value; /* pattern of the text, if the content is a value; NULL: it is not */
	struct attribute_rule *attributes;
	size_t attribute_count;
	struct element_rule **namesakes; /* other rules that have one of its names */
	size_t namesake_count;
};

enum { PATTERN_BUCKETS = 1024 };

struct grammar {
	struct arena *arena;
	xmlDoc *doc;
	struct element_rule *rules; /* all, in the grammar's order */
	size_t rule_count;
	const struct pattern *start;
	struct pattern *table[PATTERN_BUCKETS];
	const struct pattern *empty, *not_allowed, *text;
	bool skeletons; /* such a document may also be the skeleton of a batch: then its mistakes are told in these terms */
	bool failed;    /* out of memory: results mean nothing */
};

/* Reads the file, and the one that an <include> at its head names (skeleton.rng builds on plan.rng). On success to be given back by grammar_drop(); patterns are the arena's. */
int grammar_load(struct grammar *grammar, struct arena *arena, const char *path, struct diagnostics *diagnostics);
void grammar_drop(struct grammar *grammar);

/* Fills in a rule's content and attributes. */
void grammar_prepare(struct grammar *grammar, struct element_rule *rule);

/* The rule of that name if there is only one, else NULL; *known: is there any? */
struct element_rule *grammar_find(const struct grammar *grammar, const char *name, bool *known);
bool rule_is(const struct element_rule *rule, const char *name);

/* What it says of an attribute; NULL: it does not know it. */
const struct attribute_rule *rule_attribute(const struct element_rule *rule, const char *name);

/* What remains of a pattern after an element (name) or text (NULL); kind PATTERN_NOT_ALLOWED: it may not stand here.
 * *rule, unless rule is NULL: what the element matched. */
const struct pattern *pattern_derive(struct grammar *grammar, const struct pattern *pattern, const char *name,
									 struct element_rule **rule);
/* Either of the two. */
const struct pattern *pattern_choice(struct grammar *grammar, const struct pattern *a, const struct pattern *b);
bool pattern_allows(struct grammar *grammar, const struct pattern *pattern, const char *name);
bool pattern_nullable(const struct pattern *pattern);

enum { PATTERN_FAR = 1000 };
/* Number of elements that must still come before the pattern is satisfied (name NULL), or before an element of that
 * name can; PATTERN_FAR: never. */
int pattern_distance(const struct pattern *pattern, const char *name);

/* Does an element of that name occur in it anywhere? */
bool pattern_mentions(const struct pattern *pattern, const char *name);

enum { NAMES_LIMIT = 64 };
struct names {
	const char *items[NAMES_LIMIT];
	size_t count;
	bool text; /* text may stand, too */
};
void names_add(struct names *names, const char *name); /* each once */
void pattern_next(const struct pattern *pattern, struct names *names);

/* Whatever a <ref> leads to; nodes of the grammar. */
const xmlNode *grammar_resolve(const xmlNode *node);
const xmlNode *grammar_child(const xmlNode *node); /* first child element of RELAX NG; NULL: none */
const xmlNode *grammar_next(const xmlNode *node);

#endif
