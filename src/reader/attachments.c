/* Files in the file: of the name tree EmbeddedFiles, and associated with the document (AF). */
#include "reader/document.h"

struct attachments {
	struct document *document;
	struct fact *list;
	struct visits nodes, files;
};

static void tell_file(struct attachments *self, qpdf_oh specification)
{
	struct document *document = self->document;
	qpdf_data qpdf = document->qpdf;
	if (!qpdf_oh_is_dictionary(qpdf, specification)) return;
	if (!document_first_visit(document, &self->files, specification)) return;
	const char *key = document_has(document, specification, "/UF") ? "/UF" : "/F";
	qpdf_oh files = document_key(document, specification, "/EF"), file = document_key(document, files, "/F");
	if (!qpdf_oh_is_stream(qpdf, file)) file = document_key(document, files, "/UF");
	qpdf_oh size = document_key(document, document_key(document, file, "/Params"), "/Size");
	struct fact *fact = fact_add(&document->facts, self->list, FACT_GROUP, NULL);
	document_tell(document, fact, "name", document_key(document, specification, key));
	if (qpdf_oh_is_integer(qpdf, size))
		fact_number(&document->facts, fact, "size", qpdf_oh_get_int_value(qpdf, size));
	else
		fact_add(&document->facts, fact, FACT_NONE, "size");
	document_tell(document, fact, "type", document_key(document, file, "/Subtype"));
	document_tell(document, fact, "relationship", document_key(document, specification, "/AFRelationship"));
}

static void walk_names(struct attachments *self, qpdf_oh node, int depth)
{
	struct document *document = self->document;
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(document, &self->nodes, node)) return;
	qpdf_oh names = document_key(document, node, "/Names"), kids = document_key(document, node, "/Kids");
	int count = document_count(document, names);
	for (int i = 1; i < count && !document->facts.failed; i += 2)
		tell_file(self, qpdf_oh_get_array_item(document->qpdf, names, i));
	count = document_count(document, kids);
	for (int i = 0; i < count && !document->facts.failed; i++)
		walk_names(self, qpdf_oh_get_array_item(document->qpdf, kids, i), depth + 1);
}

void tell_attachments(struct document *document)
{
	struct attachments self = {.document = document};
	self.list = fact_add(&document->facts, document->root, FACT_LIST, "attachments");
	walk_names(&self, document_key(document, document_catalog(document, "/Names"), "/EmbeddedFiles"), 0);
	qpdf_oh associated = document_catalog(document, "/AF");
	int count = document_count(document, associated);
	for (int i = 0; i < count && !document->facts.failed; i++)
		tell_file(&self, qpdf_oh_get_array_item(document->qpdf, associated, i));
}
