/* A plan being derived: what the files that write it share. */
#ifndef DERIVE_DERIVING_H
#define DERIVE_DERIVING_H

#include <libxml/hash.h>

#include "derive/internal.h"
#include "derive/writer.h"

struct id_list {
	const char **items;
	size_t count;
};

/* How often an element stands under the root. */
struct root_count {
	size_t count;
	struct place first;
};

enum { ROOT_NAMES = 16 };

struct deriving {
	struct skeleton *skeleton;
	const struct unit *unit;
	const struct master *master;
	struct writer writer;
	int status;          /* the worst so far */
	struct id_list ids;  /* of what was written */
	struct id_list refs; /* where copied references lead */
	xmlHashTable *known; /* ids of the plan, from a first pass; NULL: it is the first */
	struct root_count roots[ROOT_NAMES];
};

/* What became of an element's content. */
struct outcome {
	bool kept;    /* something stands in it */
	bool titled;  /* a title, which alone is no content */
	bool field;   /* a field gave nothing, or what consisted of fields is absent */
	bool starved; /* a copy gave nothing */
};

void deriving_keep(struct deriving *deriving, int status);
/* With the unit's code as last argument; NULL: no argument. */
void deriving_report(struct deriving *deriving, enum diagnostic_id id, struct place place, const char *first,
					 const char *second);
/* An element of that name is written under the root. */
void deriving_count(struct deriving *deriving, const char *name, struct place place);

/* A node of the master: its start tag and attributes, those named in `without` (ended by NULL) left out; NULL: all. */
void copy_start(struct deriving *deriving, const xmlNode *node, const char *const *without);
void copy_children(struct deriving *deriving, const xmlNode *node);
/* <copy> */
void copy_item(struct deriving *deriving, const struct item *item, struct outcome *parent);
/* <table copy="..."> */
void table_item(struct deriving *deriving, const struct item *item, struct outcome *parent);

/* What can be refused of the two before there is a unit, as it is the same for each. */
int copy_check(struct skeleton *skeleton, const struct master *master, const struct item *item);
int table_check(struct skeleton *skeleton, const struct master *master, const struct item *item);

/* What takes the place of something that a copy left empty: the text of `say`, as what may stand there, or nothing. */
void derive_empty(struct deriving *deriving, const struct item *item, enum diagnostic_id otherwise,
				  struct outcome *parent);
void derive_attributes(struct deriving *deriving, const struct item *item);
void derive_children(struct deriving *deriving, const struct item *item, struct outcome *outcome);

#endif
