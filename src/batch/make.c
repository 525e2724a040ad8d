/* The second pass: plans into files. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/status.h"
#include "batch/earlier.h"
#include "batch/pictures.h"
#include "batch/superseded.h"

/* The unit's row as a file of units, for the archive: with its empty columns, which the skeleton may ask for. */
static void write_row(struct buffer *out, const struct unit *unit)
{
	buffer_clear(out);
	buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<units><unit>\n");
	for (const xmlNode *cell = unit->row->children; cell; cell = cell->next) {
		buffer_format(out, "<%s>", (const char *)cell->name);
		const char *at = cell->children ? (const char *)cell->children->content : "";
		for (size_t plain; plain = strcspn(at, "<>&"), at[plain]; at += plain + 1) {
			buffer_put(out, at, plain);
			buffer_text(out, at[plain] == '<' ? "&lt;" : at[plain] == '>' ? "&gt;" : "&amp;");
		}
		buffer_text(out, at);
		buffer_format(out, "</%s>\n", (const char *)cell->name);
	}
	buffer_text(out, "</unit></units>\n");
}

int plan_digest(char text[DIGEST_TEXT_SIZE], struct worker *worker, const struct unit *unit)
{
	struct buffer *scratch = &worker->scratch;
	write_row(&worker->row, unit);
	buffer_clear(scratch);
	buffer_put(scratch, worker->batch->inputs.look.bytes, DIGEST_SIZE);
	buffer_put(scratch, worker->derived.xml.data, worker->derived.xml.length);
	buffer_put(scratch, worker->row.data, worker->row.length);
	const struct inputs *inputs = &worker->batch->inputs;
	if (inputs->pictured) TRY(pictures_digest(scratch, &worker->derived.xml, inputs->folder, worker->arena));
	if (scratch->failed || worker->row.failed) return ERR_MEMORY;
	digest_text(text, scratch->data, scratch->length);
	return OK;
}

/* One plan. */

static void write_json(struct buffer *out, const struct ledger_line *line, const struct buffer *warnings)
{
	buffer_clear(out);
	buffer_text(out, "{\"unit\":");
	json_string(out, line->code);
	if (line->number)
		buffer_format(out, ",\"number\":%lld", (long long)line->number);
	else
		buffer_text(out, ",\"number\":null");
	buffer_text(out, ",\"file\":\"");
	buffer_text(out, line->name);
	buffer_format(out, ".pdf\",\"pages\":%lld,\"sha256\":\"%s\",\"warnings\":[", (long long)line->pages,
				  line->pdf.sha256);
	buffer_put(out, warnings->data, warnings->length);
	buffer_text(out, "]}");
	buffer_char(out, '\0');
}

static int draft_file(struct worker *worker, size_t row, const char *path, const char *bytes, size_t size)
{
	struct bundle *bundle = worker->bundle;
	if (!path) return ERR_MEMORY;
	unsigned number = (unsigned)(2 * row + (bundle->draft_count & 1));
	TRY(file_draft(&bundle->drafts[bundle->draft_count], number, path, bytes, size, worker->diagnostics));
	bundle->draft_count++;
	return OK;
}

/* Strings of the line as long as the bundle waits. */
static int keep_line(struct ledger_line *kept, const struct ledger_line *line, struct arena *arena)
{
	*kept = *line;
	kept->code = arena_string(arena, line->code);
	kept->organ = arena_string(arena, line->organ);
	kept->kind = arena_string(arena, line->kind);
	kept->name = arena_string(arena, line->name);
	kept->json = arena_string(arena, line->json);
	return kept->code && kept->organ && kept->kind && kept->name && kept->json ? OK : ERR_MEMORY;
}

static int draft_plan(struct worker *worker, size_t row, struct ledger_line *line, const struct vanthu_result *result)
{
	const struct batch *batch = worker->batch;
	const struct buffer *xml = &worker->derived.xml;
	if (!worker->bundle) publisher_take(worker);
	struct bundle *bundle = worker->bundle;
	struct drafted *unit = &bundle->units[bundle->count];
	*unit = (struct drafted){.row = row, .files = batch->order->xml ? 2 : 1};
	TRY(keep_line(&unit->line, line, bundle->arena));
	TRY(draft_file(worker, row, batch_path(batch, line->name, ".pdf", bundle->arena), vanthu_result_bytes(result),
				   vanthu_result_size(result)));
	const char *path = batch_path(batch, line->name, ".xml", bundle->arena);
	int status = batch->order->xml ? draft_file(worker, row, path, xml->data, xml->length) : OK;
	if (status == OK)
		bundle->count++;
	else /* the PDF is not to come alone */
		file_draft_drop(&bundle->drafts[--bundle->draft_count]);
	return status;
}

/* old: what the ledger has of the row. registered: the hash of the file that an issued number has; NULL: the number is not
 * issued. */
static int write_plan(struct worker *worker, const struct unit *unit, size_t row, struct ledger_line *line,
					  struct vanthu_result *result, const struct ledger_line *old, const char *registered)
{
	bool with_xml = worker->batch->order->xml;
	struct buffer warnings = {0};
	char number[24];
	int status = retell_result(worker, result, &warnings);
	digest_text(line->pdf.sha256, vanthu_result_bytes(result), vanthu_result_size(result));
	line->pdf.size = (int64_t)vanthu_result_size(result);
	line->xml.size = with_xml ? 0 : -1;
	if (with_xml) digest_text(line->xml.sha256, worker->derived.xml.data, worker->derived.xml.length);
	line->pages = (int64_t)vanthu_result_pages(result);
	write_json(&worker->scratch, line, &warnings);
	buffer_drop(&warnings);
	line->json = worker->scratch.data;
	TRY(worker->scratch.failed ? ERR_MEMORY : status);
	if (!registered || strcmp(registered, line->pdf.sha256) == 0) {
		TRY(superseded_keep_signed(worker, line, old));
		return draft_plan(worker, row, line, result);
	}
	snprintf(number, sizeof number, "%lld", (long long)line->number);
	return diagnostics_add(worker->diagnostics, BATCH_ISSUED, unit->place, line->code, number, NULL);
}

int render_derived(struct vanthu_result **result, struct worker *worker)
{
	const struct batch *batch = worker->batch;
	const struct vanthu_source sources[] = {
		{"skeleton", {"skeleton.xml", batch->inputs.skeleton, batch->inputs.skeleton_size}, 1},
		{"unit", {"unit.xml", worker->row.data, worker->row.length}, 0},
	};
	const struct vanthu_input input = {
		.bytes = worker->derived.xml.data,
		.size = worker->derived.xml.length,
		.name = derived_name,
		.folder = batch->inputs.folder,
		.form = batch->order->form,
		.sources = sources,
		.source_count = sizeof sources / sizeof *sources,
		.without_source = batch->order->without_source,
	};
	return vanthu_render(worker->vanthu, &input, result);
}

static int render_plan(struct worker *worker, const struct unit *unit, size_t row, struct ledger_line *line,
					   const struct ledger_line *old, const char *registered)
{
	struct vanthu_result *result = NULL;
	struct buffer warnings = {0};
	int status = render_derived(&result, worker);
	if (status == OK)
		status = write_plan(worker, unit, row, line, result, old, registered);
	else if (result && retell_result(worker, result, &warnings) != OK)
		status = ERR_MEMORY;
	buffer_drop(&warnings);
	vanthu_result_drop(result);
	return status;
}

/* The number and the name, from where this batch has them. */
static int number_plan(struct ledger_line *line, struct worker *worker, const struct unit *unit, size_t row)
{
	const struct batch *batch = worker->batch;
	struct job *job = &worker->batch->jobs[row - batch->first];
	if (job->has_entry || batch->numbers) TRY(document_set_number(&worker->derived.xml, job->number));
	line->number = document_number(&worker->derived.xml);
	if (batch->numbers && line->number != job->number)
		return diagnostics_add(worker->diagnostics, NUMBERS_OTHER, unit->place, unit->code, NULL);
	job->number = (int32_t)line->number;
	line->organ = line->kind = "";
	if (job->has_entry) {
		line->organ = job->organ ? job->organ : unit->code;
		line->kind = batch->kinds[job->kind];
		line->year = job->year;
	}
	line->name = name_of(batch, unit, row, worker->arena);
	return line->name ? OK : ERR_MEMORY;
}

/* The file that must not be replaced, as numbers.csv says. */
static int read_issued(struct grant *grant, char sha256[DIGEST_TEXT_SIZE], struct worker *worker, size_t row)
{
	const struct batch *batch = worker->batch;
	struct number_line given;
	TRY(numbers_line(&given, batch->numbers, row - batch->first, worker->arena));
	grant->state = *given.issued ? ENTRY_ISSUED : ENTRY_RESERVED;
	snprintf(sha256, DIGEST_TEXT_SIZE, "%s", given.issued);
	return OK;
}

/* sha256: of the file that the register has for the number, "" if there is none. */
static int read_grant(struct grant *grant, char sha256[DIGEST_TEXT_SIZE], struct worker *worker,
					  const struct unit *unit, const struct ledger_line *line)
{
	const struct entry_key key = {line->organ, line->year, line->kind, worker->batch->inputs.skeleton_id, line->code};
	TRY(look_up(grant, sha256, worker, &key));
	if (grant->number == line->number) return OK;
	return diagnostics_add(worker->diagnostics, BATCH_NUMBER_LOST, unit->place, line->code, NULL);
}

/* Nothing of it has changed: the ledger learns what it is made of now, the register what it may not know yet. */
static int keep_plan(struct worker *worker, size_t row, struct ledger_line *line, const struct ledger_line *old,
					 const char *registered)
{
	struct batch *batch = worker->batch;
	struct buffer text = {0};
	line->pdf = old->pdf;
	line->xml = old->xml;
	line->pages = old->pages;
	line->json = old->json;
	ledger_write(&text, line);
	pthread_mutex_lock(&batch->lock);
	int status = ledger_add(batch->ledger, &text, &row, 1, batch->diagnostics);
	pthread_mutex_unlock(&batch->lock);
	buffer_drop(&text);
	if (status == OK && registered && strcmp(registered, line->pdf.sha256) != 0) status = worker_stand(worker, line);
	if (status == OK) batch->jobs[row - batch->first].state = JOB_UNCHANGED;
	return status;
}

static int note_old_name(struct worker *worker, const struct unit *unit, const struct ledger_line *line,
						 const struct ledger_line *old)
{
	struct stat found;
	if (!old->code || names_same(old->name, line->name)) return OK;
	const char *path = batch_path(worker->batch, old->name, ".pdf", worker->arena);
	if (!path) return ERR_MEMORY;
	if (stat(path, &found) != 0) return OK;
	struct batch *batch = worker->batch;
	bool issued;
	pthread_mutex_lock(&batch->registry_lock);
	int status = earlier_is_issued(&issued, batch, old, worker->diagnostics);
	pthread_mutex_unlock(&batch->registry_lock);
	TRY(status);
	return diagnostics_add(worker->diagnostics, issued ? BATCH_OLD_ISSUED : BATCH_OLD_FILE, unit->place, line->code,
						   path, NULL);
}

/* What stands stays, if it is the same; else the plan is rendered. */
static int make_numbered(struct worker *worker, const struct unit *unit, size_t row, struct ledger_line *line,
						 bool *done)
{
	struct batch *batch = worker->batch;
	struct ledger_line old;
	struct grant grant = {0};
	char sha256[DIGEST_TEXT_SIZE] = "";
	bool registered = *line->organ != '\0';
	TRY(ledger_read(&old, batch->ledger, row, worker->arena));
	/* a number without a file is issued by nobody */
	if (batch->jobs[row - batch->first].has_file) TRY(read_grant(&grant, sha256, worker, unit, line));
	if (batch->numbers) TRY(read_issued(&grant, sha256, worker, row));
	bool same = old.code && strcmp(old.plan, line->plan) == 0 && strcmp(old.name, line->name) == 0;
	bool unsure = registered && strcmp(sha256, old.pdf.sha256) != 0;
	enum file_state state = same ? stands_as(batch, &old, batch->order->check || unsure, worker->arena) : FILE_CHANGED;
	batch->jobs[row - batch->first].is_signed = state == FILE_SIGNED;
	if (state) return keep_plan(worker, row, line, &old, registered ? sha256 : NULL);
	TRY(note_old_name(worker, unit, line, &old));
	*done = false;
	return render_plan(worker, unit, row, line, &old, *sha256 && grant.state == ENTRY_ISSUED ? sha256 : NULL);
}

int make_plan(struct worker *worker, size_t row, bool *done)
{
	struct batch *batch = worker->batch;
	struct unit unit;
	struct ledger_line line = {0};
	struct plan plan;
	*done = true;
	TRY(units_row(&unit, batch->inputs.units, row, worker->arena));
	TRY(derive_plan(&worker->derived, worker->skeleton, &batch->inputs.master, &unit, worker->diagnostics));
	if (batch->checking) {
		TRY(check_plan(&plan, worker));
		plan_drop(&plan);
		return OK;
	}
	line.code = unit.code;
	inputs_digest(line.inputs, &batch->inputs, &unit, &worker->scratch);
	TRY(number_plan(&line, worker, &unit, row));
	TRY(plan_digest(line.plan, worker, &unit));
	return make_numbered(worker, &unit, row, &line, done);
}
