#include "reader/revision.h"

#include <string.h>

#include "base/status.h"
#include "reader/signature.h"

enum { END_MARK_ROOM = 256 };

static bool is_white(char c)
{
	return c == ' ' || c == '\r' || c == '\n' || c == '\t';
}

/* The length of "startxref", a number and "%%EOF" with all blanks after it; 0: it is something else. */
static size_t end_mark(const char *bytes, size_t size)
{
	static const char begin[] = "startxref", end[] = "%%EOF";
	size_t at = sizeof begin - 1;
	if (size < at || memcmp(bytes, begin, at) != 0) return 0;
	while (at < size && is_white(bytes[at])) at++;
	while (at < size && bytes[at] >= '0' && bytes[at] <= '9') at++;
	while (at < size && is_white(bytes[at])) at++;
	if (size - at < sizeof end - 1 || memcmp(bytes + at, end, sizeof end - 1) != 0) return 0;
	at += sizeof end - 1;
	while (at < size && is_white(bytes[at])) at++;
	return at;
}

/* Where the next end mark from `from` on ends; 0: there is none. */
static size_t next_end(const struct reading *reading, size_t from)
{
	const char *end = reading->bytes + reading->size, *at = reading->bytes + from;
	while (at < end && (at = memchr(at, 's', (size_t)(end - at)))) {
		size_t length = end_mark(at, (size_t)(end - at));
		if (length) return (size_t)(at - reading->bytes) + length;
		at++;
	}
	return 0;
}

bool revision_ends_file(const struct reading *reading)
{
	const char *bytes = reading->bytes;
	size_t end = reading->size;
	while (end && is_white(bytes[end - 1])) end--;
	size_t from = end > END_MARK_ROOM ? end - END_MARK_ROOM : 0;
	for (size_t found = next_end(reading, from); found; found = next_end(reading, found))
		if (found == reading->size) return true;
	return false;
}

static void add_end(struct revisions *list, size_t end, bool sure)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].end != end) continue;
		list->items[i].sure |= sure;
		return;
	}
	if (list->count == REVISION_LIMIT)
		list->too_many = true;
	else
		list->items[list->count++] = (struct revision){end, sure};
}

void revisions_list(struct revisions *revisions, const struct document *document, size_t from)
{
	const struct reading *reading = document->reading;
	size_t ends[REVISION_LIMIT], count = signature_ends(ends, REVISION_LIMIT, document);
	*revisions = (struct revisions){0};
	add_end(revisions, reading->size, true);
	for (size_t i = 0; i < count; i++)
		if (ends[i] > from) add_end(revisions, ends[i], true);
	for (size_t end = next_end(reading, from); end && !revisions->too_many; end = next_end(reading, end))
		add_end(revisions, end, false);
}

int revision_open(struct document *document, const struct reading *reading, size_t end, struct arena *arena)
{
	struct reading *part = arena_alloc(arena, sizeof *part); /* the document keeps it */
	struct diagnostics *unheard = diagnostics_new();
	*document = (struct document){0};
	int status = ERR_MEMORY;
	if (part && unheard) {
		*part = *reading;
		if (end < part->size) part->size = end;
		status = document_open(document, part, arena, unheard);
		document->diagnostics = NULL;
	}
	diagnostics_drop(unheard);
	if (status != OK) document_close(document);
	return status;
}

int revision_first(struct document *document, size_t *end, const struct reading *reading, struct arena *arena)
{
	*document = (struct document){0};
	*end = 0;
	size_t at = next_end(reading, 0);
	for (int tried = 0; at && at < reading->size && tried < REVISION_LIMIT; tried++, at = next_end(reading, at)) {
		int status = revision_open(document, reading, at, arena);
		if (status == OK && !document_has(document, qpdf_get_trailer(document->qpdf), "/Prev")) {
			*end = at;
			return OK;
		}
		document_close(document);
		if (status != OK && status != ERR_DOCUMENT) return status;
	}
	return OK;
}
