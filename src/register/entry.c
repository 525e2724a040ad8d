/* Single entries: confirmed when their file stands, and the clerk's part. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "register/internal.h"

enum { DIGITS = 24 };

static const char *const state_names[] = {
	[ENTRY_RESERVED] = "reserved",
	[ENTRY_ISSUED] = "issued",
	[ENTRY_VOID] = "void",
};

const char *entry_state_name(enum entry_state state)
{
	return state_names[state];
}

static enum entry_state state_of(const char *name)
{
	int state = ENTRY_RESERVED;
	while (state < ENTRY_VOID && strcmp(name, state_names[state]) != 0) state++;
	return (enum entry_state)state;
}

/* What an entry may be asked before it is changed. */
struct found {
	bool exists, filling; /* filling: it only fills a gap */
	enum entry_state state;
	char sha256[REGISTER_HASH + 1]; /* "": no file */
};

static int find(struct found *found, struct registry *registry, const char *organ, int year, int64_t number)
{
	sqlite3_stmt *statement;
	*found = (struct found){0};
	TRY(registry_prepare(&statement, registry, SQL_STATE));
	TRY(registry_bind(registry, statement, "sin", organ, year, number));
	TRY(registry_step(&found->exists, registry, statement));
	if (!found->exists) return OK;
	const char *hash = registry_text(statement, 2);
	found->state = state_of(registry_text(statement, 0));
	found->filling = !registry_text(statement, 1);
	snprintf(found->sha256, sizeof found->sha256, "%s", hash ? hash : "");
	sqlite3_reset(statement);
	return OK;
}

static int refuse(struct registry *registry, enum diagnostic_id id, int64_t number, const char *organ, int year)
{
	char digits[DIGITS], years[DIGITS];
	snprintf(digits, sizeof digits, "%lld", (long long)number);
	snprintf(years, sizeof years, "%d", year);
	return diagnostics_add(registry->diagnostics, id, (struct place){.file = registry->path}, digits, organ, years,
						   NULL);
}

/* Confirmation. */

static int confirm(struct registry *registry, const struct confirmation *one)
{
	struct found found;
	TRY(find(&found, registry, one->organ, one->year, one->number));
	if (!found.exists) return refuse(registry, ENTRY_MISSING, one->number, one->organ, one->year);
	if (found.state == ENTRY_VOID) return refuse(registry, ENTRY_IS_VOID, one->number, one->organ, one->year);
	if (found.state == ENTRY_ISSUED && strcmp(found.sha256, one->sha256) != 0)
		return refuse(registry, ENTRY_FILE_DIFFERS, one->number, one->organ, one->year);
	if (found.state == ENTRY_ISSUED) return OK;
	return registry_run(registry, SQL_CONFIRM, "sinss", one->organ, one->year, one->number, one->sha256, one->file);
}

int registry_confirm(struct registry *registry, const struct confirmation *confirmations, size_t count,
					 struct diagnostics *diagnostics)
{
	int status = OK, worst = OK;
	registry->diagnostics = diagnostics;
	TRY(registry_begin(registry));
	for (size_t i = 0; i < count && status == OK; i++) {
		status = confirm(registry, &confirmations[i]);
		if (status != ERR_DOCUMENT) continue;
		worst = ERR_DOCUMENT;
		status = OK;
	}
	status = registry_end(registry, status);
	return status == OK ? worst : status;
}

int registry_rename(struct registry *registry, const struct confirmation *files, size_t count,
					struct diagnostics *diagnostics)
{
	int status = OK;
	registry->diagnostics = diagnostics;
	TRY(registry_begin(registry));
	for (size_t i = 0; i < count && status == OK; i++)
		status = registry_run(registry, SQL_RENAME, "sinss", files[i].organ, files[i].year, files[i].number,
							  files[i].sha256, files[i].file);
	return registry_end(registry, status);
}

int registry_look_up(struct grant *grant, char sha256[REGISTER_HASH + 1], struct registry *registry,
					 const struct entry_key *key, struct diagnostics *diagnostics)
{
	bool row;
	sqlite3_stmt *found;
	*grant = (struct grant){0};
	*sha256 = '\0';
	registry->diagnostics = diagnostics;
	TRY(registry_prepare(&found, registry, SQL_LOOK_UP));
	TRY(registry_bind(registry, found, "sisss", key->organ, key->year, key->kind, key->skeleton, key->unit));
	TRY(registry_step(&row, registry, found));
	if (!row) return OK;
	const char *hash = registry_text(found, 2);
	snprintf(sha256, REGISTER_HASH + 1, "%s", hash ? hash : "");
	grant->number = sqlite3_column_int64(found, 0);
	grant->state = state_of(registry_text(found, 1));
	grant->sha256 = hash ? sha256 : NULL;
	sqlite3_reset(found);
	return OK;
}

int registry_is_issued(bool *issued, struct registry *registry, const struct confirmation *file,
					   struct diagnostics *diagnostics)
{
	struct found found;
	registry->diagnostics = diagnostics;
	TRY(find(&found, registry, file->organ, file->year, file->number));
	*issued = found.exists && found.state == ENTRY_ISSUED && strcmp(found.sha256, file->sha256) == 0;
	return OK;
}

/* Start. */

static int start(struct registry *registry, const char *organ, int year, int64_t from)
{
	int64_t last, first;
	TRY(registry_number(&last, registry, SQL_LAST, organ, year));
	TRY(registry_number(&first, registry, SQL_FIRST, organ, year));
	if (last && first != from) return refuse(registry, SERIES_BEGUN, last, organ, year);
	return registry_run(registry, SQL_SERIES, "sin", organ, year, from);
}

int registry_start(struct registry *registry, const char *organ, int year, int64_t from,
				   struct diagnostics *diagnostics)
{
	registry->diagnostics = diagnostics;
	TRY(registry_begin(registry));
	return registry_end(registry, start(registry, organ, year, from));
}

/* Issue and void. */

static int issue(struct registry *registry, const char *organ, int year, int64_t number, const char *sent)
{
	struct found found;
	TRY(find(&found, registry, organ, year, number));
	if (!found.exists) return refuse(registry, ENTRY_MISSING, number, organ, year);
	if (found.state == ENTRY_VOID) return refuse(registry, ENTRY_IS_VOID, number, organ, year);
	if (found.state == ENTRY_ISSUED && !sent) return OK;
	if (!*found.sha256) return refuse(registry, ENTRY_WITHOUT_FILE, number, organ, year);
	return registry_run(registry, SQL_ISSUE, "sins", organ, year, number, sent);
}

static int make_void(struct registry *registry, const char *organ, int year, int64_t number, const char *note)
{
	struct found found;
	TRY(find(&found, registry, organ, year, number));
	if (!found.exists) return refuse(registry, ENTRY_MISSING, number, organ, year);
	if (found.state == ENTRY_ISSUED) return refuse(registry, ENTRY_IS_ISSUED, number, organ, year);
	if (found.state == ENTRY_VOID && !found.filling && !note) return OK;
	return registry_run(registry, SQL_VOID, "sins", organ, year, number, note);
}

/* All or none; every number that cannot be changed is told. */
static int change(struct registry *registry, const char *organ, int year, int64_t first, int64_t last, const char *text,
				  int (*one)(struct registry *registry, const char *organ, int year, int64_t number, const char *text))
{
	int worst = OK;
	TRY(registry_begin(registry));
	for (int64_t number = first; number <= last && (worst == OK || worst == ERR_DOCUMENT); number++) {
		int status = one(registry, organ, year, number, text);
		if (status > worst) worst = status;
	}
	return registry_end(registry, worst);
}

int registry_issue(struct registry *registry, const char *organ, int year, int64_t first, int64_t last,
				   const char *sent, struct diagnostics *diagnostics)
{
	registry->diagnostics = diagnostics;
	return change(registry, organ, year, first, last, sent, issue);
}

int registry_void(struct registry *registry, const char *organ, int year, int64_t first, int64_t last, const char *note,
				  struct diagnostics *diagnostics)
{
	registry->diagnostics = diagnostics;
	return change(registry, organ, year, first, last, note, make_void);
}

/* The list. */

static struct entry read_entry(sqlite3_stmt *row)
{
	return (struct entry){
		.key = {.organ = registry_text(row, 0),
				.year = sqlite3_column_int(row, 1),
				.kind = registry_text(row, 4),
				.skeleton = registry_text(row, 5),
				.unit = registry_text(row, 6)},
		.number = sqlite3_column_int64(row, 2),
		.state = state_of(registry_text(row, 3)),
		.symbol = registry_text(row, 7),
		.date = registry_text(row, 8),
		.title = registry_text(row, 9),
		.signer = registry_text(row, 10),
		.recipients = registry_text(row, 11),
		.kept_by = registry_text(row, 12),
		.copies = sqlite3_column_int(row, 13),
		.sent = registry_text(row, 14),
		.note = registry_text(row, 15),
		.sha256 = registry_text(row, 16),
		.file = registry_text(row, 17),
	};
}

int registry_list(struct registry *registry, const struct entry_filter *filter,
				  int (*visit)(void *context, const struct entry *entry), void *context,
				  struct diagnostics *diagnostics)
{
	bool row;
	int status;
	sqlite3_stmt *found;
	registry->diagnostics = diagnostics;
	TRY(registry_prepare(&found, registry, SQL_LIST));
	TRY(registry_bind(registry, found, "sis", filter->organ, filter->year, filter->state));
	while ((status = registry_step(&row, registry, found)) == OK && row) {
		const struct entry entry = read_entry(found);
		status = visit(context, &entry);
		if (status != OK) break;
	}
	sqlite3_reset(found);
	return status;
}
