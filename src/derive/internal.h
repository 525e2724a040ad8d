/* A skeleton as the files of this folder see it. */
#ifndef DERIVE_INTERNAL_H
#define DERIVE_INTERNAL_H

#include "derive/derive.h"
#include "derive/expression.h"

/* A stretch of text, or a field. */
struct piece {
	const char *text; /* NULL: a field */
	size_t length;
	struct expression *field;
	struct place place;
};

/* Text or an attribute's value, divided into its fields and what stands between them. */
struct fields {
	struct piece *pieces;
	size_t count;
	struct expression *alone; /* the whole of it, blanks aside; NULL: there is more, or none */
	bool any;                 /* is there a field in it? */
	bool words;               /* is there anything else, blanks aside? */
};

enum item_kind { ITEM_ELEMENT, ITEM_TEXT, ITEM_COPY, ITEM_TABLE, ITEM_MASTER_BASIS, ITEM_MASTER_REF };

struct item_attribute {
	const char *prefix, *name;
	struct fields value;
	struct place place;
};

/* A node of the skeleton, ready to be written. */
struct item {
	enum item_kind kind;
	const char *name; /* of the element */
	struct place place;
	struct expression *when;   /* NULL: always */
	struct expression *select; /* COPY, TABLE: of what is copied */
	struct expression *rows;   /* TABLE; NULL: all */
	struct fields drop;        /* TABLE */
	const struct fields *say;  /* if empty */
	bool has_empty;            /* attribute empty; without `say`: it is dropped */
	bool sheltered;            /* an element around it has that attribute */
	struct item_attribute *attributes;
	size_t attribute_count;
	struct fields text; /* TEXT */
	struct item *parent, *first, *last, *next;
};

struct skeleton {
	struct arena *arena, *scratch; /* scratch: of the unit at work */
	struct xml xml;
	struct expressions expressions;
	xmlDoc *nowhere; /* the context of expressions that have none */
	struct item *root;
	const char *id;
	struct place cited; /* where the master is cited first; line 0: nowhere */
	/* at work: */
	const struct master *master;
	const struct unit *unit;
	struct diagnostics *diagnostics;
};

/* Divides a text; node: the text node or attribute that it is of. */
int fields_compile(struct fields *out, struct skeleton *skeleton, const char *text, const xmlNode *node);

/* What an expression gives. */
struct value {
	const char *text; /* in the skeleton's scratch, or the unit's */
	struct place place;
};

/* Sets the master, the unit and where to tell: what the next evaluations are about. unit may be NULL. To be ended in any
 * case, before the unit goes. */
int evaluate_begin(struct skeleton *skeleton, const struct master *master, const struct unit *unit,
				   struct diagnostics *diagnostics);
void evaluate_end(struct skeleton *skeleton);
int evaluate_text(struct value *out, struct skeleton *skeleton, const struct expression *expression);
/* row: the context node; NULL: none */
int evaluate_condition(bool *out, struct skeleton *skeleton, const struct expression *expression, const xmlNode *row);
/* In document order. *out is to be freed with xmlXPathFreeObject(); its type is XPATH_NODESET. */
int evaluate_nodes(xmlXPathObject **out, struct skeleton *skeleton, const struct expression *expression);
/* A whole text; *empty: all of it came from fields, and they gave nothing. */
int evaluate_fields(const char **out, bool *empty, struct skeleton *skeleton, const struct fields *fields);
/* Can it be evaluated at all? */
int evaluate_check(struct skeleton *skeleton, const struct expression *expression);
/* A note that what was told at that place is of the unit. */
int evaluate_note_unit(struct skeleton *skeleton, struct place place);
/* Functions of ours. */
int evaluate_register(struct skeleton *skeleton);

#endif
