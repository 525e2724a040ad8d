/* What was found out about a PDF: a tree, written as JSON or as text. */
#ifndef READER_FACT_H
#define READER_FACT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"

enum fact_kind {
	FACT_NONE, /* null: not said */
	FACT_TEXT,
	FACT_NUMBER,
	FACT_FLAG,
	FACT_LIST,  /* its members have no keys */
	FACT_GROUP, /* its members have keys, each another */
};

struct fact {
	enum fact_kind kind;
	const char *key;  /* static; NULL in a list */
	const char *text; /* whatever the file has: untrusted, perhaps no UTF-8, perhaps with a NUL inside */
	size_t length;    /* of the text, in bytes */
	long long number; /* a flag: 0 or 1 */
	struct fact *first, *last, *next;
};

/* All are the arena's. A failure sticks: they give NULL when out of memory or when `parent` is NULL, and set *failed. */
struct facts {
	struct arena *arena;
	bool failed;
};

struct fact *fact_add(struct facts *facts, struct fact *parent, enum fact_kind kind, const char *key);
void fact_text(struct facts *facts, struct fact *parent, const char *key, const char *text, size_t length); /* copied */
void fact_number(struct facts *facts, struct fact *parent, const char *key, long long number);
void fact_flag(struct facts *facts, struct fact *parent, const char *key, bool flag);

/* One object on one line. */
void facts_write_json(const struct fact *root, struct buffer *out);

/* One line for each, "label: value"; what is not said is left out. */
void facts_write_text(const struct fact *root, enum language language, struct buffer *out);

/* Text of a file that nobody vouches for, so that it neither steers the terminal nor turns round what follows. */
void facts_put_safe(struct buffer *out, const char *text, size_t length);

#endif
