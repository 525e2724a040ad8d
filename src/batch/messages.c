/* What is said of single plans. */
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "batch/engine.h"
#include "vanthu_internal.h"

const char derived_name[] = "(derived plan)";

int renew_messages(struct worker *worker)
{
	buffer_clear(&worker->messages);
	if (worker->diagnostics && diagnostics_count(worker->diagnostics) == 0) return OK;
	diagnostics_drop(worker->diagnostics);
	worker->diagnostics = diagnostics_new();
	return worker->diagnostics ? OK : ERR_MEMORY;
}

int keep_messages(struct worker *worker, size_t row)
{
	struct job *job = &worker->batch->jobs[row - worker->batch->first];
	struct buffer *messages = &worker->messages;
	diagnostics_sort(worker->diagnostics);
	diagnostics_write(worker->diagnostics, worker->batch->order->language, messages);
	if (messages->failed) return ERR_MEMORY;
	if (messages->length) {
		size_t before = job->messages ? strlen(job->messages) : 0;
		char *kept = mem_resize(job->messages, before + messages->length + 1, 1);
		if (!kept) return ERR_MEMORY;
		memcpy(kept + before, messages->data, messages->length);
		kept[before + messages->length] = '\0';
		job->messages = kept;
	}
	return renew_messages(worker);
}

/* Where it can be mended; it bears the unit's code, as the same place may be wrong for many. Returns the line. */
static uint32_t tell(struct worker *worker, struct place place, enum diagnostic_level level, const char *id,
					 const char *text)
{
	struct buffer *out = &worker->messages;
	if (place.file && place.line && strcmp(place.file, derived_name) == 0)
		place = derive_place(&worker->derived, place.line, place.column);
	buffer_text(out, place.file ? place.file : "vanthu");
	if (place.line) buffer_format(out, ":%u:%u", (unsigned)place.line, (unsigned)place.column);
	buffer_format(out, ": %s: %s: ", diagnostic_level_name(level, worker->batch->order->language),
				  worker->derived.code);
	buffer_text(out, text);
	buffer_format(out, " [%s]\n", id);
	return place.line;
}

int retell_result(struct worker *worker, struct vanthu_result *result, struct buffer *warnings)
{
	for (size_t i = 0; i < vanthu_result_count(result); i++) {
		struct vanthu_diagnostic one, english;
		int status = vanthu_result_at(result, i, VANTHU_ENGLISH, &english);
		if (status == OK)
			status = vanthu_result_at(result, i, (enum vanthu_language)worker->batch->order->language, &one);
		if (status != OK) return ERR_MEMORY;
		struct place place = {one.file, one.line, one.column};
		uint32_t line = tell(worker, place, (enum diagnostic_level)one.level, one.id, one.text);
		buffer_text(warnings, warnings->length ? ",{\"id\":" : "{\"id\":");
		json_string(warnings, one.id);
		buffer_format(warnings, ",\"line\":%u,\"text\":", (unsigned)line);
		json_string(warnings, english.text);
		buffer_char(warnings, '}');
	}
	return worker->messages.failed || warnings->failed ? ERR_MEMORY : OK;
}

static int retell(struct worker *worker, struct diagnostics *found)
{
	struct buffer text = {0};
	diagnostics_sort(found);
	for (size_t i = 0; i < diagnostics_count(found); i++) {
		const struct diagnostic *one = diagnostics_at(found, i);
		buffer_clear(&text);
		diagnostic_write_text(one, worker->batch->order->language, &text);
		buffer_char(&text, '\0');
		if (text.failed) break;
		tell(worker, one->place, diagnostic_level(one->id), diagnostic_number(one->id), text.data);
	}
	int status = text.failed || worker->messages.failed ? ERR_MEMORY : OK;
	buffer_drop(&text);
	return status;
}

int check_plan(struct plan *plan, struct worker *worker)
{
	const struct buffer *xml = &worker->derived.xml;
	struct diagnostics *found = diagnostics_new();
	int status = found ? OK : ERR_MEMORY;
	struct plan_schema *schema = NULL;
	if (status == OK) status = vanthu_schema(&schema, worker->vanthu, found);
	if (status == OK) status = plan_load(plan, worker->arena, schema, xml->data, xml->length, derived_name, found);
	if (status != OK && found && retell(worker, found) != OK) status = ERR_MEMORY;
	diagnostics_drop(found);
	return status;
}
