#include "reader/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reader/unpack.h"

enum { FIELD_DEPTH = 8 };

static bool has_name(const struct document *document, qpdf_oh dictionary, const char *key, const char *name)
{
	qpdf_oh value = document_key(document, dictionary, key);
	return qpdf_oh_is_name(document->qpdf, value) && strcmp(qpdf_oh_get_name(document->qpdf, value), name) == 0;
}

/* The ends of the last range in ByteRange: [begin length begin length]. */
static size_t signed_end(const struct document *document, qpdf_oh signature)
{
	qpdf_oh range = document_key(document, signature, "/ByteRange");
	size_t size = document->reading->size;
	long long numbers[2];
	if (document_count(document, range) != 4) return 0;
	for (int i = 0; i < 2; i++) {
		qpdf_oh number = qpdf_oh_get_array_item(document->qpdf, range, i + 2);
		if (!qpdf_oh_is_integer(document->qpdf, number)) return 0;
		numbers[i] = qpdf_oh_get_int_value(document->qpdf, number);
		if (numbers[i] < 0 || (unsigned long long)numbers[i] > size) return 0;
	}
	size_t end = (size_t)numbers[0] + (size_t)numbers[1];
	return end <= size ? end : 0;
}

struct listing {
	size_t *ends, limit, count;
};

static void list_ends(struct listing *list, const struct document *document, qpdf_oh fields, int depth)
{
	int count = depth <= FIELD_DEPTH ? document_count(document, fields) : 0;
	for (int i = 0; i < count && list->count < list->limit; i++) {
		qpdf_oh field = qpdf_oh_get_array_item(document->qpdf, fields, i);
		qpdf_oh value = document_key(document, field, "/V");
		if (qpdf_oh_is_dictionary(document->qpdf, value)) list->ends[list->count++] = signed_end(document, value);
		list_ends(list, document, document_key(document, field, "/Kids"), depth + 1);
	}
}

size_t signature_ends(size_t *ends, size_t limit, const struct document *document)
{
	struct listing list = {.ends = ends, .limit = limit};
	qpdf_oh form = document_catalog(document, "/AcroForm");
	list_ends(&list, document, document_key(document, form, "/Fields"), 0);
	return list.count;
}

/* What a field or its widget might do beside being signed. */
static bool acts(const struct document *document, qpdf_oh field)
{
	return document_has(document, field, "/A") || document_has(document, field, "/AA");
}

/* Nothing, or a form without a single operator, as is put into a field that is to be signed later. */
static bool is_blank(const struct document *document, qpdf_oh form)
{
	struct packed packed;
	char *bytes;
	size_t size;
	if (qpdf_oh_is_null(document->qpdf, form)) return true;
	bool blank = packed_open(&packed, document, form) == OK && packed_unpack(&bytes, &size, &packed, 0) == OK;
	if (blank) free(bytes);
	packed_close(&packed);
	return blank;
}

/* Something that a viewer draws on the page. */
static bool shows(const struct document *document, qpdf_oh field)
{
	static const char *const looks[] = {"/N", "/D", "/R"};
	qpdf_oh appearance = document_key(document, field, "/AP");
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		if (!is_blank(document, document_key(document, appearance, looks[i]))) return true;
	return document_has(document, document_key(document, field, "/MK"), "/BG");
}

/* What a field has of its ancestors. */
struct inherited {
	bool typed, filled; /* it is a signature's; it is signed */
	int depth;
};

/* A field that is not signed must not show anything: it might stand before the document's own words. */
static bool is_signature(const struct document *document, qpdf_oh field, struct inherited from)
{
	if (from.depth > FIELD_DEPTH || !qpdf_oh_is_dictionary(document->qpdf, field) || acts(document, field))
		return false;
	if (document_has(document, field, "/FT")) from.typed = has_name(document, field, "/FT", "/Sig");
	from.filled |= qpdf_oh_is_dictionary(document->qpdf, document_key(document, field, "/V"));
	if (!from.filled && shows(document, field)) return false;
	qpdf_oh kids = document_key(document, field, "/Kids");
	int count = document_count(document, kids);
	from.depth++;
	for (int i = 0; i < count; i++) {
		if (!is_signature(document, qpdf_oh_get_array_item(document->qpdf, kids, i), from)) return false;
	}
	return from.typed;
}

static bool is_form(const struct document *document, qpdf_oh form)
{
	if (!qpdf_oh_is_dictionary(document->qpdf, form)) return false;
	if (document_has(document, form, "/XFA") || document_has(document, form, "/NeedAppearances")) return false;
	qpdf_oh fields = document_key(document, form, "/Fields");
	int count = document_count(document, fields);
	for (int i = 0; i < count; i++) {
		qpdf_oh field = qpdf_oh_get_array_item(document->qpdf, fields, i);
		if (!is_signature(document, field, (struct inherited){0})) return false;
	}
	return true;
}

bool signature_may_add(const struct document *document, const char *key, qpdf_oh value)
{
	static const char *const kept[] = {"/DSS", "/Extensions", "/Perms"}; /* evidence, its format, rights */
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (strcmp(key, kept[i]) == 0) return true;
	}
	return strcmp(key, "/AcroForm") == 0 && is_form(document, value);
}

bool signature_is_widget(const struct document *document, qpdf_oh annotation)
{
	if (!qpdf_oh_is_dictionary(document->qpdf, annotation)) return false;
	if (!has_name(document, annotation, "/Subtype", "/Widget") || acts(document, annotation)) return false;
	bool own = document_has(document, annotation, "/FT");
	qpdf_oh field = own ? annotation : document_key(document, annotation, "/Parent");
	if (!has_name(document, field, "/FT", "/Sig") || acts(document, field)) return false;
	return !shows(document, annotation) || qpdf_oh_is_dictionary(document->qpdf, document_key(document, field, "/V"));
}
