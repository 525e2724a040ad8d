/* The register's file: opened, made, and its statements.
 *
 * One SQLite file with a rollback journal that is deleted at each commit (synchronous = EXTRA: the folder is synced,
 * too). A write-ahead log would need shared memory, which folders on a network do not have, and leaves two more files
 * beside the register for a clerk to forget when copying it; its lower cost per commit does not matter here, as a batch
 * commits once before it draws and then once for many files. Whoever writes takes the lock at the beginning
 * (BEGIN IMMEDIATE), so that nothing that was read is old when it is written. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/status.h"
#include "register/internal.h"

enum {
	APPLICATION = 0x56545247, /* "VTRG" in the file's head: SQLite's application_id */
	VERSION = 1,              /* of the schema: SQLite's user_version */
	BUSY_SECONDS = 20,
	CACHE_KIBIBYTES = 128, /* a batch of 10,000 units is not to be held in memory */
};

static const char schema[] =
	"CREATE TABLE series ("
	"organ TEXT NOT NULL, year INTEGER NOT NULL, first INTEGER NOT NULL CHECK (first > 0),"
	"PRIMARY KEY (organ, year)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE entry ("
	"organ TEXT NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number > 0),"
	/* for an IN of three, SQLite makes a table each time */
	"state TEXT NOT NULL CHECK (state = 'reserved' OR state = 'issued' OR state = 'void'),"
	"kind TEXT, skeleton TEXT, unit TEXT," /* NULL: fills a gap */
	"current INTEGER CHECK (current = 1)," /* 1: the document has this number now; else NULL */
	"symbol TEXT, date TEXT, title TEXT, signer TEXT, recipients TEXT, kept_by TEXT, copies INTEGER,"
	"sent TEXT, note TEXT, sha256 TEXT, file TEXT,"
	"PRIMARY KEY (organ, year, number), UNIQUE (organ, year, kind, skeleton, unit, current)) STRICT, WITHOUT ROWID;"
	"CREATE TRIGGER entry_stays BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;"
	"CREATE TRIGGER number_stays BEFORE UPDATE OF organ, year, number ON entry"
	" BEGIN SELECT RAISE(ABORT, 'a number is never changed'); END;";

static const char wishes[] =
	"CREATE TEMP TABLE wish (position INTEGER PRIMARY KEY, line INTEGER, reissue INTEGER, given INTEGER, organ TEXT,"
	"year INTEGER, kind TEXT, skeleton TEXT, unit TEXT, symbol TEXT, date TEXT, title TEXT, signer TEXT,"
	"recipients TEXT, kept_by TEXT, copies INTEGER, refused INTEGER DEFAULT 0) STRICT;"
	"CREATE TEMP TABLE moved (position INTEGER PRIMARY KEY, line INTEGER, organ TEXT, year INTEGER, number INTEGER)"
	" STRICT;";

static const char *const statements[] = {
#define STATEMENT(name, sql) [name] = (sql),
#include "register/statements.def"
#undef STATEMENT
};

static int refuse(struct registry *registry, enum diagnostic_id id, const char *argument)
{
	return diagnostics_add(registry->diagnostics, id, (struct place){.file = registry->path}, argument, NULL);
}

/* What one of SQLite's results means: OK (SQLITE_OK, _ROW, _DONE), or an ERR_ status with its diagnostic. */
static int status_of(struct registry *registry, int result)
{
	char seconds[16];
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_NOMEM:
		return ERR_MEMORY;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		snprintf(seconds, sizeof seconds, "%d", BUSY_SECONDS);
		return refuse(registry, REGISTER_LOCKED, seconds);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return refuse(registry, REGISTER_READ_ONLY, NULL);
	case SQLITE_FULL:
		return refuse(registry, REGISTER_DISK_FULL, NULL);
	case SQLITE_NOTADB:
		return refuse(registry, REGISTER_FOREIGN, NULL);
	case SQLITE_CORRUPT:
		return refuse(registry, REGISTER_DAMAGED, NULL);
	case SQLITE_CANTOPEN:
		return refuse(registry, REGISTER_NOT_OPENED, NULL);
	default:
		if (result == SQLITE_IOERR_WRITE) return refuse(registry, REGISTER_DISK_FULL, NULL); /* by its quota */
		return refuse(registry, REGISTER_FAILED, registry->base ? sqlite3_errmsg(registry->base) : "SQLite");
	}
}

static int execute(struct registry *registry, const char *sql)
{
	return status_of(registry, sqlite3_exec(registry->base, sql, NULL, NULL, NULL));
}

/* Statements. */

int registry_prepare(sqlite3_stmt **statement, struct registry *registry, enum statement which)
{
	sqlite3_stmt **kept = &registry->statements[which];
	if (*kept) {
		sqlite3_reset(*kept); /* tells the last run's error again */
		sqlite3_clear_bindings(*kept);
	} else {
		TRY(status_of(registry, sqlite3_prepare_v3(registry->base, statements[which], -1, SQLITE_PREPARE_PERSISTENT,
												   kept, NULL)));
	}
	*statement = *kept;
	return OK;
}

static int bind_list(struct registry *registry, sqlite3_stmt *statement, const char *types, va_list values)
{
	for (int i = 1; *types; i++, types++) {
		int result;
		if (*types == 's')
			result = sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
		else
			result = sqlite3_bind_int64(statement, i, *types == 'n' ? va_arg(values, int64_t) : va_arg(values, int));
		if (result != SQLITE_OK) return status_of(registry, result);
	}
	return OK;
}

int registry_bind(struct registry *registry, sqlite3_stmt *statement, const char *types, ...)
{
	va_list values;
	va_start(values, types);
	int status = bind_list(registry, statement, types, values);
	va_end(values);
	return status;
}

int registry_step(bool *row, struct registry *registry, sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);
	*row = result == SQLITE_ROW;
	int status = status_of(registry, result);
	if (!*row) sqlite3_reset(statement);
	return status;
}

int registry_run(struct registry *registry, enum statement which, const char *types, ...)
{
	bool row;
	sqlite3_stmt *statement;
	va_list values;
	TRY(registry_prepare(&statement, registry, which));
	va_start(values, types);
	int status = bind_list(registry, statement, types, values);
	va_end(values);
	TRY(status);
	TRY(registry_step(&row, registry, statement));
	return OK;
}

const char *registry_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

int registry_number(int64_t *number, struct registry *registry, enum statement which, const char *organ, int year)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, registry, which));
	TRY(registry_bind(registry, found, "si", organ, year));
	TRY(registry_step(&row, registry, found));
	*number = row ? sqlite3_column_int64(found, 0) : 0;
	sqlite3_reset(found);
	return OK;
}

/* Transactions. */

int registry_begin(struct registry *registry)
{
	return registry_run(registry, SQL_BEGIN, "");
}

/* A statement that stopped in the middle would keep the transaction open. Some errors (a full disk) have rolled back
 * already. */
int registry_end(struct registry *registry, int status)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) sqlite3_reset(registry->statements[i]);
	if (status == OK) status = registry_run(registry, SQL_COMMIT, "");
	if (status != OK && !sqlite3_get_autocommit(registry->base))
		sqlite3_exec(registry->base, "ROLLBACK", NULL, NULL, NULL); /* what failed first is told */
	return status;
}

/* Opening. */

/* The number that a PRAGMA or the like gives. */
static int read_number(int *number, struct registry *registry, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(registry->base, sql, -1, &statement, NULL);
	if (result == SQLITE_OK) result = sqlite3_step(statement);
	*number = result == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
	int status = status_of(registry, result);
	sqlite3_finalize(statement);
	return status;
}

/* Is it a register of ours? *empty: it is nothing yet. */
static int recognize(bool *empty, struct registry *registry)
{
	int application, version, objects;
	char form[32];
	TRY(read_number(&objects, registry, "SELECT count(*) FROM sqlite_schema"));
	TRY(read_number(&application, registry, "PRAGMA application_id"));
	TRY(read_number(&version, registry, "PRAGMA user_version"));
	*empty = objects == 0 && application == 0 && version == 0;
	if (*empty) return OK;
	if (application != APPLICATION || version < 1) return refuse(registry, REGISTER_FOREIGN, NULL);
	if (version == VERSION) return OK;
	snprintf(form, sizeof form, "%d", version);
	return refuse(registry, REGISTER_NEWER, form);
}

/* In one transaction: a process that dies leaves an empty file, which the next one fills. Another process may have been
 * faster. */
static int make(struct registry *registry)
{
	bool empty;
	char head[96];
	TRY(registry_begin(registry));
	int status = recognize(&empty, registry);
	if (status != OK || !empty) return registry_end(registry, status);
	snprintf(head, sizeof head, "PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION, VERSION);
	status = execute(registry, schema);
	if (status == OK) status = execute(registry, head);
	return registry_end(registry, status);
}

static int set_up(struct registry *registry, enum registry_mode mode)
{
	bool empty;
	char cache[128];
	sqlite3_extended_result_codes(registry->base, 1);
	sqlite3_busy_timeout(registry->base, BUSY_SECONDS * 1000);
	sqlite3_limit(registry->base, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(registry->base, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(registry->base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	snprintf(cache, sizeof cache, "PRAGMA temp_store = FILE; PRAGMA cache_size = -%d;", CACHE_KIBIBYTES);
	TRY(execute(registry, "PRAGMA synchronous = EXTRA"));
	TRY(execute(registry, cache));
	TRY(recognize(&empty, registry));
	if (!empty) return OK;
	return mode == REGISTRY_CREATE ? make(registry) : refuse(registry, REGISTER_FOREIGN, NULL);
}

/* SQLite would take ":memory:" and "" for databases that nobody finds again. */
static char *plain_path(const char *path)
{
	size_t size = strlen(path) + sizeof "./";
	char *plain = mem_alloc(size);
	if (plain) snprintf(plain, size, "%s%s", *path == '/' ? "" : "./", path);
	return plain;
}

static int open_base(struct registry *registry, const char *path, enum registry_mode mode)
{
	static const int flags[] = {
		[REGISTRY_READ] = SQLITE_OPEN_READONLY,
		[REGISTRY_WRITE] = SQLITE_OPEN_READWRITE,
		[REGISTRY_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	};
	struct stat found;
	bool there = stat(path, &found) == 0;
	if (!*path || (mode != REGISTRY_CREATE && !there && errno == ENOENT))
		return refuse(registry, REGISTER_MISSING, path);
	if (there && S_ISDIR(found.st_mode)) return refuse(registry, REGISTER_NOT_OPENED, NULL);
	char *plain = plain_path(path);
	if (!plain) return ERR_MEMORY;
	int result = sqlite3_open_v2(plain, &registry->base, flags[mode], NULL);
	free(plain);
	return status_of(registry, result);
}

int registry_open(struct registry **registry, const char *path, enum registry_mode mode,
				  struct diagnostics *diagnostics)
{
	struct registry *new = *registry = mem_zeroed(1, sizeof *new);
	if (!new) return ERR_MEMORY;
	int status = ERR_MEMORY;
	new->path = mem_string(path);
	if (!new->path) goto done;
	new->diagnostics = diagnostics;
	status = open_base(new, path, mode);
	if (status == OK) status = set_up(new, mode);
	if (status == OK && mode != REGISTRY_READ && sqlite3_db_readonly(new->base, "main") == 1)
		status = refuse(new, REGISTER_READ_ONLY, NULL);
done:
	if (status == OK) return OK;
	registry_drop(new);
	*registry = NULL;
	return status;
}

void registry_drop(struct registry *registry)
{
	if (!registry) return;
	for (int i = 0; i < STATEMENT_COUNT; i++) sqlite3_finalize(registry->statements[i]);
	sqlite3_close(registry->base);
	free((char *)registry->path);
	free(registry);
}

int registry_make_wishes(struct registry *registry)
{
	char cache[64];
	if (registry->wishing) return OK;
	/* after temp_store, which would take it back, and only here, as it makes room for pages */
	snprintf(cache, sizeof cache, "PRAGMA temp.cache_size = -%d;", CACHE_KIBIBYTES);
	TRY(execute(registry, cache));
	TRY(execute(registry, wishes));
	registry->wishing = true;
	return OK;
}
