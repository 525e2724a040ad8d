/* Files in the file: of the name tree EmbeddedFiles, and associated with the document (AF). */
#include "reader/attachments.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reader/unpack.h"

struct walk {
	struct document *document;
	struct attachments *list;
	struct visits nodes, files;
	int status;
};

static const char *text_of(struct walk *self, qpdf_oh object)
{
	qpdf_data qpdf = self->document->qpdf;
	const char *text = "";
	size_t length = 0;
	if (qpdf_oh_is_string(qpdf, object)) text = qpdf_oh_get_binary_utf8_value(qpdf, object, &length);
	if (qpdf_oh_is_name(qpdf, object)) {
		text = qpdf_oh_get_name(qpdf, object);
		if (*text == '/') text++;
		length = strlen(text);
	}
	const char *copy = arena_copy(self->document->facts.arena, text, length);
	if (!copy) self->status = ERR_MEMORY;
	return copy ? copy : "";
}

static void add_file(struct walk *self, qpdf_oh specification)
{
	struct document *document = self->document;
	struct attachments *list = self->list;
	if (self->status != OK || !qpdf_oh_is_dictionary(document->qpdf, specification)) return;
	if (!document_first_visit(document, &self->files, specification)) return;
	if (list->count == ATTACHMENT_COUNT_LIMIT) return;
	const char *key = document_has(document, specification, "/UF") ? "/UF" : "/F";
	qpdf_oh files = document_key(document, specification, "/EF"), file = document_key(document, files, "/F");
	if (!qpdf_oh_is_stream(document->qpdf, file)) file = document_key(document, files, "/UF");
	struct attachment attachment = {.specification = specification, .stream = file};
	attachment.name = text_of(self, document_key(document, specification, key));
	attachment.relationship = text_of(self, document_key(document, specification, "/AFRelationship"));
	if (arena_grow(document->facts.arena, &list->items, list->count, sizeof attachment) != OK)
		self->status = ERR_MEMORY;
	else
		list->items[list->count++] = attachment;
}

static void walk_names(struct walk *self, qpdf_oh node, int depth)
{
	struct document *document = self->document;
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(document, &self->nodes, node)) return;
	qpdf_oh names = document_key(document, node, "/Names"), kids = document_key(document, node, "/Kids");
	int count = document_count(document, names);
	for (int i = 1; i < count && self->status == OK; i += 2)
		add_file(self, qpdf_oh_get_array_item(document->qpdf, names, i));
	count = document_count(document, kids);
	for (int i = 0; i < count && self->status == OK; i++)
		walk_names(self, qpdf_oh_get_array_item(document->qpdf, kids, i), depth + 1);
}

int attachments_list(struct attachments *attachments, struct document *document)
{
	struct walk self = {.document = document, .list = attachments};
	*attachments = (struct attachments){0};
	walk_names(&self, document_key(document, document_catalog(document, "/Names"), "/EmbeddedFiles"), 0);
	qpdf_oh associated = document_catalog(document, "/AF");
	int count = document_count(document, associated);
	for (int i = 0; i < count && self.status == OK; i++)
		add_file(&self, qpdf_oh_get_array_item(document->qpdf, associated, i));
	return document->facts.failed ? ERR_MEMORY : self.status;
}

struct attachment *attachments_find(const struct attachments *attachments, const char *name)
{
	for (size_t i = 0; i < attachments->count; i++) {
		if (strcmp(attachments->items[i].name, name) == 0) return &attachments->items[i];
	}
	return NULL;
}

int attachment_read(struct attachment *attachment, size_t *total, struct document *document)
{
	struct packed packed;
	if (attachment->bytes) return OK;
	TRY(packed_open(&packed, document, attachment->stream));
	char *bytes = NULL;
	size_t left = ATTACHMENT_TOTAL_LIMIT - *total;
	int status = packed_unpack(&bytes, &attachment->size, &packed, left < ATTACHMENT_LIMIT ? left : ATTACHMENT_LIMIT);
	if (status == OK) {
		*total += attachment->size;
		attachment->bytes = arena_copy(document->facts.arena, bytes, attachment->size);
		if (!attachment->bytes) status = ERR_MEMORY;
	}
	free(bytes);
	packed_close(&packed);
	return status;
}

static void tell_file(struct document *document, struct fact *list, const struct attachment *attachment)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh size = document_key(document, document_key(document, attachment->stream, "/Params"), "/Size");
	struct fact *fact = fact_add(&document->facts, list, FACT_GROUP, NULL);
	const char *key = document_has(document, attachment->specification, "/UF") ? "/UF" : "/F";
	document_tell(document, fact, "name", document_key(document, attachment->specification, key));
	if (qpdf_oh_is_integer(qpdf, size))
		fact_number(&document->facts, fact, "size", qpdf_oh_get_int_value(qpdf, size));
	else
		fact_add(&document->facts, fact, FACT_NONE, "size");
	document_tell(document, fact, "type", document_key(document, attachment->stream, "/Subtype"));
	document_tell(document, fact, "relationship", document_key(document, attachment->specification, "/AFRelationship"));
}

void tell_attachments(struct document *document)
{
	struct attachments attachments;
	struct fact *list = fact_add(&document->facts, document->root, FACT_LIST, "attachments");
	if (attachments_list(&attachments, document) != OK) document->facts.failed = true;
	for (size_t i = 0; i < attachments.count && !document->facts.failed; i++)
		tell_file(document, list, &attachments.items[i]);
}
