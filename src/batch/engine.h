/* What the parts of a running batch share.
 *
 * Two passes over the rows, each by all workers: the first looks which plans stand as they should, and tells the register
 * what the others wish; then the numbers are reserved in one transaction, the names settled, and issued files whose
 * names are taken kept beside (superseded.h); the second pass makes what is left. A plan's way: derived, numbered,
 * rendered, written under a temporary name; many of them are synced and renamed at once, noted in the ledger, and
 * confirmed in the register in one transaction. Whatever dies in between leaves a step undone that the next run does
 * again.
 *
 * What all plans share is read once and then only read; what is not fit for that (compiled XPath, the workshop of
 * vanthu.h) each worker has for itself. A unit is held as a struct job and its line's place in the ledger. */
#ifndef BATCH_ENGINE_H
#define BATCH_ENGINE_H

#include <pthread.h>

#include "base/file.h"
#include "batch/document.h"
#include "batch/folder.h"
#include "batch/ledger.h"
#include "batch/manifest.h"
#include "batch/names.h"
#include "batch/numbers.h"
#include "batch/progress.h"
#include "batch/standing.h"
#include "register/register.h"

enum job_state {
	JOB_OPEN,      /* to be made */
	JOB_UNCHANGED, /* its files stand as they should */
	JOB_WRITTEN,
	JOB_FAILED,
};

/* A unit, from first look to last file. */
struct job {
	char *messages;    /* that could not be told yet, as those of an earlier row are not; owned */
	const char *organ; /* by which the register knows it; NULL: its unit's code */
	int32_t number;    /* 0: none */
	int16_t year;      /* of its entry in the register, as are organ and kind */
	uint8_t kind;      /* in batch->kinds */
	enum job_state state : 3;
	bool has_entry : 1; /* its number is the register's */
	bool has_file : 1;  /* which the register knows */
	bool is_signed : 1; /* its file stands, with signatures that were appended to it */
	bool done;          /* under the lock: no bit beside others */
};

enum {
	WORKER_LIMIT = 256,
	BUNDLE_LIMIT = 64,   /* units of a bundle */
	CONFIRM_LIMIT = 256, /* files of which the register is told at once */
	KIND_LIMIT = 256,
};

enum pass { PASS_LOOK, PASS_MAKE };

struct batch {
	const struct batch_order *order;
	struct diagnostics *diagnostics; /* of the run as a whole, under the lock */
	struct inputs inputs;
	struct folder folder;
	struct ledger *ledger;
	struct registry *registry; /* NULL: none; under registry_lock */
	struct names *names;
	struct numbers *numbers; /* numbers.csv, if it was given */
	struct job *jobs;        /* of this run's rows */
	size_t first, count;
	enum pass pass;
	pthread_mutex_t lock, registry_lock;
	/* under the lock */
	struct progress progress;
	struct arena *arena; /* organs */
	const char *kinds[KIND_LIMIT];
	size_t kind_count;
	size_t next, told;
	struct bundle *idle, *ready; /* to be filled; to be published, the last one first */
	bool closing;                /* no more of them will come */
	pthread_cond_t changed;      /* any of these three */
	int worst;                   /* status of what was told of single plans */
	bool checking;               /* an error was found: the other plans are only looked at for theirs */
	bool stopped;                /* by a failure or by the user */
};

/* A file that stands, and that the register is to be told of. */
struct standing {
	char *organ, *file; /* owned */
	int year;
	int64_t number;
	char sha256[DIGEST_TEXT_SIZE];
};

/* A unit whose files wait for their names. */
struct drafted {
	size_t row, files;       /* how many drafts are its */
	struct ledger_line line; /* strings are the bundle's */
};

/* Units whose files get their names at once. */
struct bundle {
	struct arena *arena;
	struct file_draft drafts[2 * BUNDLE_LIMIT];
	size_t draft_count;
	struct drafted units[BUNDLE_LIMIT];
	int statuses[BUNDLE_LIMIT];
	size_t count;
	struct bundle *next;
};

/* What a thread keeps from unit to unit. */
struct worker {
	struct batch *batch;
	pthread_t thread;
	struct arena *arena;             /* of one unit */
	struct diagnostics *diagnostics; /* of one unit */
	struct vanthu *vanthu;
	struct skeleton *skeleton;
	struct derived derived;
	struct buffer scratch, messages, row;
	struct bundle *bundle; /* that is being filled; NULL: none */
	size_t bundle_limit;   /* units of it */
	struct standing standing[CONFIRM_LIMIT];
	size_t standing_count;
	int status; /* of the worker itself */
};

/* What is done for one row, whose state it settles; what is to be told of it goes to worker->diagnostics and
 * worker->messages. ERR_DOCUMENT: the unit has errors. *done false: it is not finished, but waits in the worker. */
typedef int step(struct worker *worker, size_t row, bool *done);

step look_at;
step make_plan;

/* All rows that are open, by all workers and a publisher. */
int walk_rows(struct batch *batch, struct worker *workers, size_t count, struct worker *publisher, step *each);

/* Messages of one plan: they come together in worker->diagnostics and, as text, in worker->messages. */

extern const char derived_name[]; /* of the derived plan, as messages have it: no file of that name is ever read */

/* Begins with none. */
int renew_messages(struct worker *worker);
/* Keeps them for the row, whose turn to be told comes later, and begins with none. */
int keep_messages(struct worker *worker, size_t row);
/* What was said of the derived plan, at the places where it can be mended. warnings: the same as JSON, in English
 * whatever the language. */
int retell_result(struct worker *worker, struct vanthu_result *result, struct buffer *warnings);

/* The row is done with this status. Its messages are told in the order of rows. */
void finish_row(struct worker *worker, size_t row, int status);

/* A publisher, one for all workers, gives files their names while they make the next ones: syncs wait for disks. */

/* A bundle for each worker, and one that is being published. */
int publisher_begin(struct batch *batch, size_t workers);
void publisher_end(struct batch *batch);

/* An idle bundle in worker->bundle, which is waited for. */
void publisher_take(struct worker *worker);
/* The worker's bundle is to be published. */
void publisher_give(struct worker *worker);
/* Publishes what is given, until the batch closes: the publisher's thread, which is a worker, too. */
void *publisher_run(void *worker);

/* The register is told of all that stands. */
int worker_confirm(struct worker *worker);
/* Notes that the line's file stands, for the next worker_confirm(). */
int worker_stand(struct worker *worker, const struct ledger_line *line);

/* The entry that the register has now; sha256: of its file, "" if there is none. Under the register's lock. */
int look_up(struct grant *grant, char sha256[DIGEST_TEXT_SIZE], struct worker *worker, const struct entry_key *key);

/* In text: of the derived plan with its number and its unit, whose row is left in worker->row, and of what it is
 * rendered with. */
int plan_digest(char text[DIGEST_TEXT_SIZE], struct worker *worker, const struct unit *unit);

/* The derived plan and its unit's row, as plan_digest() left them, rendered: as vanthu_render(). */
int render_derived(struct vanthu_result **result, struct worker *worker);

/* The derived plan, checked; what is wrong with it is told where it can be mended. To be dropped. */
int check_plan(struct plan *plan, struct worker *worker);

/* Whether all files of the line stand: standing.h. */
enum file_state stands_as(const struct batch *batch, const struct ledger_line *line, bool check, struct arena *arena);

/* The name of the plan's files, without extension; NULL when out of memory. */
const char *name_of(const struct batch *batch, const struct unit *unit, size_t row, struct arena *arena);

/* DIR/NAME and an extension, in the arena. */
const char *batch_path(const struct batch *batch, const char *name, const char *extension, struct arena *arena);

/* "MANIFEST" and ".sha256" into DIR/MANIFEST.sha256, or DIR/MANIFEST-2-of-3.sha256 of a shard. */
const char *shard_path(const struct batch *batch, const char *name, const char *extension, struct arena *arena);

#endif
