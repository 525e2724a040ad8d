/* The register of outgoing documents (sổ đăng ký văn bản đi: Decree 30, Articles 15 and 16, Appendix IV): who has which
 * number, and what the register's ten columns say of the document.
 *
 * Numbers run per organ and year, from the series' first one on, without a gap: every number up to the highest has an
 * entry in some state. A document is known by its key (organ, year, kind, skeleton, unit), so that what changes in it
 * keeps its number. Dates never run backwards: of two entries that are not void, the one of the higher number is not
 * the earlier one. No entry is ever deleted or renumbered.
 *
 * A registry is used by one thread at a time; any number of processes may use one file. All functions return OK or an
 * ERR_ status with a diagnostic, and whatever fails leaves the register as it was. Strings are UTF-8, borrowed for the
 * call. */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/diagnostic.h"

enum { REGISTER_NUMBER_LIMIT = 999999999, REGISTER_HASH = 64 }; /* hexadecimal digits of a SHA-256 */

struct registry;

enum registry_mode { REGISTRY_READ, REGISTRY_WRITE, REGISTRY_CREATE };

/* REGISTRY_CREATE makes the file if there is none; the others refuse. */
int registry_open(struct registry **registry, const char *path, enum registry_mode mode,
				  struct diagnostics *diagnostics);
void registry_drop(struct registry *registry); /* accepts NULL */

enum entry_state { ENTRY_RESERVED, ENTRY_ISSUED, ENTRY_VOID };

/* What a document is known by. */
struct entry_key {
	const char *organ;    /* the id of the issuing organ, or its unit's code */
	int year;             /* of its date */
	const char *kind;     /* "KH" */
	const char *skeleton; /* what it was derived from */
	const char *unit;     /* the unit's code */
};

/* An entry, or what is wished for one. Of an entry that only fills a gap, all texts are NULL. */
struct entry {
	struct entry_key key;
	int64_t number; /* in a wish: the one that the unit's row gives; 0: the next */
	enum entry_state state;
	const char *symbol; /* what follows the number: "/KH-SCT" */
	const char *date;   /* whole: "2022-02-07" */
	const char *title;  /* kind and subject */
	const char *signer, *recipients, *kept_by;
	int copies;         /* 0: not known */
	const char *sent;   /* the day on which it was issued; NULL: not yet */
	const char *note;   /* NULL: none */
	const char *sha256; /* of the file that stands; NULL: not confirmed */
	const char *file;   /* its name in the batch's folder, with sha256 */
};

/* Reservation: first all wishes, then one transaction for all of them. */

/* One document that wants a number; order: its place among those of one date, each once. line: of its row, for messages;
 * reissue: an issued document takes a new number. A wish without a whole date is refused. */
int registry_wish(struct registry *registry, const struct entry *entry, size_t order, uint32_t line, bool reissue,
				  struct diagnostics *diagnostics);

struct grant {
	size_t order;
	int64_t number;
	enum entry_state state; /* ENTRY_ISSUED: its file is not to be replaced */
	const char *sha256;     /* of the file that was confirmed; NULL: none */
};

struct reserving {
	const char *units;                                         /* the file of the rows, for messages */
	bool keep_going;                                           /* reserve for those that can be; else for all or none */
	void (*granted)(void *context, const struct grant *grant); /* called in order for each wish that has its number */
	void *context;
};

/* Reserves for all wishes so far in one transaction, in order of date and then of wish, and forgets them if that was
 * done. OK, or ERR_DOCUMENT if any wish was refused; with keep_going the others have their numbers all the same. */
int registry_reserve(struct registry *registry, const struct reserving *reserving, struct diagnostics *diagnostics);

/* The file of a reserved number stands under its final name. */
struct confirmation {
	const char *organ;
	int year;
	int64_t number;
	const char *sha256, *file;
};

/* All in one transaction. An issued or void number, or one that there is not, is refused, and the others confirmed. */
int registry_confirm(struct registry *registry, const struct confirmation *confirmations, size_t count,
					 struct diagnostics *diagnostics);

/* Issued files are now called so; the hash must be theirs. All in one transaction; what fits none is passed over. */
int registry_rename(struct registry *registry, const struct confirmation *files, size_t count,
					struct diagnostics *diagnostics);

/* The clerk's part. */

/* Where the numbers of an organ and year begin; refused once there are any. */
int registry_start(struct registry *registry, const char *organ, int year, int64_t from,
				   struct diagnostics *diagnostics);

/* From `first` to `last`, all or none. sent: the day, or NULL; told later, it takes the place of
 * the one before. A document without a file is not issued. */
int registry_issue(struct registry *registry, const char *organ, int year, int64_t first, int64_t last,
				   const char *sent, struct diagnostics *diagnostics);

/* The number is not used; its document, if it comes again, takes a new one. What is issued does not become void. */
int registry_void(struct registry *registry, const char *organ, int year, int64_t first, int64_t last, const char *note,
				  struct diagnostics *diagnostics);

/* The number that a document has now, and the hash of its file ("": none) in sha256. grant->number 0: it has none. */
int registry_look_up(struct grant *grant, char sha256[REGISTER_HASH + 1], struct registry *registry,
					 const struct entry_key *key, struct diagnostics *diagnostics);

/* Is the number issued, with the file of this hash? */
int registry_is_issued(bool *issued, struct registry *registry, const struct confirmation *file,
					   struct diagnostics *diagnostics);

/* Which entries: NULL and 0 mean any. */
struct entry_filter {
	const char *organ;
	int year;
	const char *state; /* a name of entry_state_name() */
};

const char *entry_state_name(enum entry_state state); /* "reserved", "issued", "void" */

/* Entries by organ, year and number, as one moment has them. A failure of `visit` ends it and is passed on. */
int registry_list(struct registry *registry, const struct entry_filter *filter,
				  int (*visit)(void *context, const struct entry *entry), void *context,
				  struct diagnostics *diagnostics);

/* The register as CSV for spreadsheets (UTF-8 with a byte-order mark): the ten columns of Appendix IV under its
 * headings, then organ, year, state, file and hash. */
int registry_export(struct buffer *out, struct registry *registry, const struct entry_filter *filter,
					struct diagnostics *diagnostics);

#endif
