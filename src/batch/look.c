/* The first pass: which plans stand as they should, and what the others wish of the register. */
#include <string.h>

#include "base/status.h"
#include "batch/engine.h"

const char *batch_path(const struct batch *batch, const char *name, const char *extension, struct arena *arena)
{
	size_t length = strlen(batch->order->folder);
	const char *slash = length && batch->order->folder[length - 1] == '/' ? "" : "/";
	return arena_format(arena, "%s%s%s%s", batch->order->folder, slash, name, extension);
}

const char *shard_path(const struct batch *batch, const char *name, const char *extension, struct arena *arena)
{
	if (!batch->order->shards) return batch_path(batch, name, extension, arena);
	const char *numbered = arena_format(arena, "%s-%zu-of-%zu", name, batch->order->shard, batch->order->shards);
	return numbered ? batch_path(batch, numbered, extension, arena) : NULL;
}

/* Files that stand. */

enum file_state stands_as(const struct batch *batch, const struct ledger_line *line, bool check, struct arena *arena)
{
	enum file_state state = pdf_stands(&line->pdf, batch_path(batch, line->name, ".pdf", arena), check, arena);
	if (!batch->order->xml || !state) return state;
	bool both =
		line->xml.size >= 0 && file_stands(&line->xml, batch_path(batch, line->name, ".xml", arena), check, arena);
	return both ? state : FILE_CHANGED;
}

const char *name_of(const struct batch *batch, const struct unit *unit, size_t row, struct arena *arena)
{
	bool ours = row >= batch->first && row - batch->first < batch->count;
	struct number_line line;
	if (ours && batch->numbers)
		return numbers_line(&line, batch->numbers, row - batch->first, arena) == OK ? line.name : NULL;
	return names_make(batch->names, unit, ours ? batch->jobs[row - batch->first].number : 0, arena);
}

/* The register. */

int look_up(struct grant *grant, char sha256[DIGEST_TEXT_SIZE], struct worker *worker, const struct entry_key *key)
{
	struct batch *batch = worker->batch;
	pthread_mutex_lock(&batch->registry_lock);
	int status = registry_look_up(grant, sha256, batch->registry, key, worker->diagnostics);
	pthread_mutex_unlock(&batch->registry_lock);
	return status;
}

/* The key of the row's entry, in the job. */
static int note_key(struct batch *batch, const struct entry_key *key, size_t row)
{
	struct job *job = &batch->jobs[row - batch->first];
	size_t kind = 0;
	bool own = strcmp(key->organ, key->unit) == 0;
	pthread_mutex_lock(&batch->lock);
	while (kind < batch->kind_count && strcmp(batch->kinds[kind], key->kind) != 0) kind++;
	if (kind == batch->kind_count && kind < KIND_LIMIT) {
		batch->kinds[kind] = arena_string(batch->arena, key->kind);
		if (batch->kinds[kind]) batch->kind_count++;
	}
	job->organ = own ? NULL : arena_string(batch->arena, key->organ);
	bool noted = kind < batch->kind_count && (own || job->organ);
	pthread_mutex_unlock(&batch->lock);
	job->kind = (uint8_t)kind;
	job->year = (int16_t)key->year;
	job->has_entry = true;
	return noted ? OK : ERR_MEMORY;
}

static int wish(struct worker *worker, const struct entry *entry, size_t row, uint32_t line, bool reissue)
{
	struct batch *batch = worker->batch;
	TRY(note_key(batch, &entry->key, row));
	pthread_mutex_lock(&batch->registry_lock);
	int status = registry_wish(batch->registry, entry, row, line, reissue, worker->diagnostics);
	pthread_mutex_unlock(&batch->registry_lock);
	return status;
}

/* Does the register have the number and file that the line tells of? */
static int is_registered(bool *yes, struct worker *worker, const struct ledger_line *line)
{
	struct grant grant;
	char sha256[DIGEST_TEXT_SIZE];
	const struct entry_key key = {line->organ, line->year, line->kind, worker->batch->inputs.skeleton_id, line->code};
	TRY(look_up(&grant, sha256, worker, &key));
	*yes = grant.number && grant.number == line->number && strcmp(sha256, line->pdf.sha256) == 0;
	return OK;
}

/* The derived plan, with its pictures. */
static int is_derived_alike(bool *yes, struct worker *worker, const struct ledger_line *line, const struct unit *unit)
{
	char plan[DIGEST_TEXT_SIZE];
	TRY(derive_plan(&worker->derived, worker->skeleton, &worker->batch->inputs.master, unit, worker->diagnostics));
	if (line->number) TRY(document_set_number(&worker->derived.xml, line->number));
	TRY(plan_digest(plan, worker, unit));
	*yes = strcmp(plan, line->plan) == 0;
	return OK;
}

static int is_unchanged(bool *yes, struct worker *worker, const struct ledger_line *line, const struct unit *unit,
						size_t row)
{
	struct batch *batch = worker->batch;
	struct job *job = &batch->jobs[row - batch->first];
	char inputs[DIGEST_TEXT_SIZE];
	*yes = false;
	if (!line->code || batch->order->assign) return OK;
	if (batch->registry && !*line->organ) return OK; /* made without it */
	inputs_digest(inputs, &batch->inputs, unit, &worker->scratch);
	if (strcmp(line->inputs, inputs) != 0) return OK;
	if (batch->numbers && job->number != line->number) return OK;
	job->number = (int32_t)line->number;
	const char *name = name_of(batch, unit, row, worker->arena);
	if (!name) return ERR_MEMORY;
	enum file_state state = stands_as(batch, line, batch->order->check, worker->arena);
	if (strcmp(name, line->name) != 0 || !state) return OK;
	job->is_signed = state == FILE_SIGNED;
	*yes = true;
	if (batch->inputs.pictured) TRY(is_derived_alike(yes, worker, line, unit));
	return *yes && batch->registry ? is_registered(yes, worker, line) : OK;
}

/* What the plan would be now. One that cannot be rendered is told of in the second pass. */
static int is_rendered_alike(bool *yes, struct worker *worker, const char *sha256)
{
	struct vanthu_result *result = NULL;
	char hash[DIGEST_TEXT_SIZE];
	int status = render_derived(&result, worker);
	*yes = true;
	if (status == OK) {
		digest_text(hash, vanthu_result_bytes(result), vanthu_result_size(result));
		*yes = strcmp(hash, sha256) == 0;
	}
	vanthu_result_drop(result);
	return status == ERR_DOCUMENT ? OK : status;
}

/* An issued plan takes a new number only if it is not what it was: by the ledger or, where that says otherwise or
 * nothing, by its bytes. */
static int wants_reissue(bool *wants, struct worker *worker, const struct entry *entry, const struct ledger_line *line,
						 const struct unit *unit)
{
	struct grant grant;
	char sha256[DIGEST_TEXT_SIZE], plan[DIGEST_TEXT_SIZE];
	*wants = false;
	if (!worker->batch->order->reissue) return OK;
	TRY(look_up(&grant, sha256, worker, &entry->key));
	if (!grant.number || grant.state != ENTRY_ISSUED) return OK;
	TRY(document_set_number(&worker->derived.xml, grant.number));
	TRY(plan_digest(plan, worker, unit));
	if (line->code && strcmp(plan, line->plan) == 0 && strcmp(sha256, line->pdf.sha256) == 0) return OK;
	bool alike;
	TRY(is_rendered_alike(&alike, worker, sha256));
	*wants = !alike;
	return OK;
}

/* A plan that has mistakes takes no number. What else is to be said of it is said when it is rendered. */
static int wish_for(struct worker *worker, const struct unit *unit, const struct ledger_line *line, size_t row)
{
	const struct batch *batch = worker->batch;
	struct entry entry;
	struct plan plan;
	bool has_code, reissue;
	TRY(check_plan(&plan, worker));
	int status = document_read(&entry, &has_code, &plan, &batch->inputs, unit->code, worker->arena);
	plan_drop(&plan);
	if (status != OK || !has_code) return status;
	TRY(wants_reissue(&reissue, worker, &entry, line, unit));
	return wish(worker, &entry, row, unit->place.line, reissue);
}

int look_at(struct worker *worker, size_t row, bool *done)
{
	struct batch *batch = worker->batch;
	struct job *job = &batch->jobs[row - batch->first];
	struct unit unit;
	struct ledger_line line;
	bool unchanged;
	*done = true;
	TRY(units_row(&unit, batch->inputs.units, row, worker->arena));
	TRY(ledger_read(&line, batch->ledger, row, worker->arena));
	TRY(is_unchanged(&unchanged, worker, &line, &unit, row));
	if (unchanged) {
		job->state = JOB_UNCHANGED;
		return OK;
	}
	if (!batch->numbers) job->number = 0;
	if (!batch->registry && (batch->numbers || !names_need_number(batch->names))) return OK;
	TRY(derive_plan(&worker->derived, worker->skeleton, &batch->inputs.master, &unit, worker->diagnostics));
	if (batch->registry) return wish_for(worker, &unit, &line, row);
	job->number = (int32_t)document_number(&worker->derived.xml);
	return OK;
}
