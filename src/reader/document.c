#include "reader/document.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"

enum { HEADER_ROOM = 1024, TRAILER_ROOM = 1024, DETAIL_LENGTH = 160 };

/* Bytes in a stretch of the file. */
static bool holds(const char *bytes, size_t size, const char *wanted)
{
	size_t length = strlen(wanted);
	for (size_t i = 0; i + length <= size; i++) {
		if (memcmp(bytes + i, wanted, length) == 0) return true;
	}
	return false;
}

static int complain(struct document *document, enum diagnostic_id id, const char *detail)
{
	return diagnostics_add(document->diagnostics, id, (struct place){.file = document->reading->name}, detail, NULL);
}

/* libqpdf's own words, for those who ask further; one line of ASCII, as they may hold bytes of the file. */
static void put_words(char detail[DETAIL_LENGTH], struct document *document, qpdf_error error)
{
	const char *said = qpdf_get_error_message_detail(document->qpdf, error);
	snprintf(detail, DETAIL_LENGTH, "%s", said ? said : "");
	for (char *at = detail; *at; at++) {
		if (*at < 0x20 || *at > 0x7E) *at = '?';
	}
}

static int complain_of(struct document *document, enum diagnostic_id id, qpdf_error error)
{
	char detail[DETAIL_LENGTH];
	put_words(detail, document, error);
	return complain(document, id, detail);
}

int document_oddity(const char **detail, struct document *document)
{
	char words[DETAIL_LENGTH];
	*detail = NULL;
	if (!qpdf_more_warnings(document->qpdf)) return OK;
	put_words(words, document, qpdf_next_warning(document->qpdf));
	*detail = arena_string(document->facts.arena, words);
	return *detail ? OK : ERR_MEMORY;
}

static int refuse(struct document *document)
{
	const struct reading *reading = document->reading;
	size_t tail = reading->size < TRAILER_ROOM ? reading->size : TRAILER_ROOM;
	qpdf_error error = qpdf_get_error(document->qpdf);
	enum qpdf_error_code_e code = error ? qpdf_get_error_code(document->qpdf, error) : qpdf_e_internal;
	if (code == qpdf_e_password) return complain(document, READER_PASSWORD, NULL);
	if (code == qpdf_e_unsupported) return complain_of(document, READER_UNSUPPORTED, error);
	if (!holds(reading->bytes + reading->size - tail, tail, "%%EOF")) return complain(document, READER_CUT_SHORT, NULL);
	return error ? complain_of(document, READER_DAMAGED, error) : complain(document, READER_DAMAGED, "-");
}

int document_open(struct document *document, const struct reading *reading, struct arena *arena,
				  struct diagnostics *diagnostics)
{
	*document = (struct document){.reading = reading, .facts.arena = arena, .diagnostics = diagnostics};
	size_t head = reading->size < HEADER_ROOM ? reading->size : HEADER_ROOM;
	if (!holds(reading->bytes, head, "%PDF-")) return complain(document, READER_NOT_PDF, NULL);
	document->root = arena_alloc(arena, sizeof *document->root);
	document->qpdf = qpdf_init();
	if (!document->root || !document->qpdf) return ERR_MEMORY;
	document->root->kind = FACT_GROUP;
	qpdf_silence_errors(document->qpdf);
	qpdf_set_suppress_warnings(document->qpdf, QPDF_TRUE); /* kept, not printed */
	qpdf_set_attempt_recovery(document->qpdf, QPDF_FALSE);
	QPDF_ERROR_CODE code = qpdf_read_memory(document->qpdf, "-", reading->bytes, reading->size, NULL);
	return code & QPDF_ERRORS ? refuse(document) : OK;
}

int document_check(struct document *document)
{
	if (document->facts.failed) return ERR_MEMORY;
	if (qpdf_has_error(document->qpdf)) return refuse(document);
	if (!qpdf_more_warnings(document->qpdf)) return OK;
	return complain_of(document, READER_ODD, qpdf_next_warning(document->qpdf));
}

void document_close(struct document *document)
{
	if (document->qpdf) qpdf_cleanup(&document->qpdf);
}

qpdf_oh document_key(const struct document *document, qpdf_oh dictionary, const char *key)
{
	qpdf_data qpdf = document->qpdf;
	if (qpdf_oh_is_stream(qpdf, dictionary)) dictionary = qpdf_oh_get_dict(qpdf, dictionary);
	return qpdf_oh_is_dictionary(qpdf, dictionary) ? qpdf_oh_get_key(qpdf, dictionary, key) : qpdf_oh_new_null(qpdf);
}

qpdf_oh document_catalog(const struct document *document, const char *key)
{
	return document_key(document, document_key(document, qpdf_get_trailer(document->qpdf), "/Root"), key);
}

bool document_has(const struct document *document, qpdf_oh dictionary, const char *key)
{
	return !qpdf_oh_is_null(document->qpdf, document_key(document, dictionary, key));
}

int document_count(const struct document *document, qpdf_oh array)
{
	return qpdf_oh_is_array(document->qpdf, array) ? qpdf_oh_get_array_n_items(document->qpdf, array) : 0;
}

void document_tell(struct document *document, struct fact *parent, const char *key, qpdf_oh object)
{
	const char *text = NULL;
	size_t length = 0;
	if (qpdf_oh_is_string(document->qpdf, object)) {
		text = qpdf_oh_get_binary_utf8_value(document->qpdf, object, &length);
	} else if (qpdf_oh_is_name(document->qpdf, object)) {
		text = qpdf_oh_get_name(document->qpdf, object);
		if (text && *text == '/') text++;
		length = text ? strlen(text) : 0;
	}
	if (text && length)
		fact_text(&document->facts, parent, key, text, length);
	else
		fact_add(&document->facts, parent, FACT_NONE, key);
}

/* D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4). What does not look so is told as it is. */
void document_tell_date(struct document *document, struct fact *parent, const char *key, qpdf_oh object)
{
	static const char form[] = "D:0000-00-00T00:00:00";
	char iso[40];
	size_t length = 0, put = 0;
	const char *text = qpdf_oh_is_string(document->qpdf, object)
						   ? qpdf_oh_get_binary_utf8_value(document->qpdf, object, &length)
						   : NULL;
	if (!text || length < 6 || text[0] != 'D' || text[1] != ':') {
		document_tell(document, parent, key, object);
		return;
	}
	const char *at = text + 2, *end = text + length;
	for (const char *wanted = form + 2; *wanted && at < end && *at >= '0' && *at <= '9'; wanted++) {
		if (*wanted != '0') iso[put++] = *wanted++;
		iso[put++] = *at++;
	}
	bool timed = put == sizeof form - 3;
	if (timed && end - at >= 3 && (*at == '+' || *at == '-'))
		put += (size_t)snprintf(iso + put, sizeof iso - put, "%.3s:%.2s", at,
								end - at >= 6 && at[3] == '\'' ? at + 4 : "00");
	else if (timed && at < end && *at == 'Z')
		iso[put++] = 'Z';
	fact_text(&document->facts, parent, key, iso, put);
}

static bool put_visit(struct visits *visits, int number)
{
	size_t at = (unsigned)number * 2654435761U & (visits->capacity - 1);
	while (visits->slots[at] && visits->slots[at] != number) at = (at + 1) & (visits->capacity - 1);
	if (visits->slots[at]) return false;
	visits->slots[at] = number;
	visits->count++;
	return true;
}

bool document_first_visit(struct document *document, struct visits *visits, qpdf_oh object)
{
	if (!qpdf_oh_is_indirect(document->qpdf, object)) return true;
	int number = qpdf_oh_get_object_id(document->qpdf, object);
	if (!number) return true;
	if (visits->count * 2 >= visits->capacity) {
		struct visits larger = {.capacity = visits->capacity ? visits->capacity * 2 : 64};
		larger.slots = arena_array(document->facts.arena, larger.capacity, sizeof *larger.slots);
		if (!larger.slots) {
			document->facts.failed = true;
			return false;
		}
		for (size_t i = 0; i < visits->capacity; i++)
			if (visits->slots[i]) put_visit(&larger, visits->slots[i]);
		*visits = larger;
	}
	return put_visit(visits, number);
}
