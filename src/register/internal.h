/* What the register's files share: the connection, its statements, and what SQLite's errors mean. */
#ifndef REGISTER_INTERNAL_H
#define REGISTER_INTERNAL_H

#include <sqlite3.h>

#include "register/register.h"

enum statement {
#define STATEMENT(name, sql) name,
#include "register/statements.def"
#undef STATEMENT
	STATEMENT_COUNT
};

struct registry {
	sqlite3 *base;
	const char *path;                          /* as given; owned */
	sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared when first used */
	bool wishing;                              /* the table of wishes exists */
	struct diagnostics *diagnostics;           /* of the call under way */
};

/* The statement, reset, its parameters NULL. */
int registry_prepare(sqlite3_stmt **statement, struct registry *registry, enum statement which);

/* Binds by the signs of `types`, from the first parameter on: s text (may be NULL), i int, n int64_t. */
int registry_bind(struct registry *registry, sqlite3_stmt *statement, const char *types, ...);

/* One row: *row false at the end, when the statement is reset, too. */
int registry_step(bool *row, struct registry *registry, sqlite3_stmt *statement);

/* Binds and runs a statement that gives no row. */
int registry_run(struct registry *registry, enum statement which, const char *types, ...);

/* The number that SQL_FIRST or SQL_LAST gives for a series; 0: none. */
int registry_number(int64_t *number, struct registry *registry, enum statement which, const char *organ, int year);

/* Begins a transaction that may write. */
int registry_begin(struct registry *registry);

/* Ends it: commits if `status` is OK, else takes all back. Returns the worse of status and the commit's. */
int registry_end(struct registry *registry, int status);

/* The temporary tables that reservation works with, once. */
int registry_make_wishes(struct registry *registry);

/* In a column, borrowed until the next step; NULL stays NULL. */
const char *registry_text(sqlite3_stmt *statement, int column);

#endif
