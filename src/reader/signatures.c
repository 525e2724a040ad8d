/* Signature fields of the form (ISO 32000-1, 12.7.4.5). Whether a signature holds is not asked here. */
#include "base/status.h"
#include "reader/document.h"

struct fields {
	struct document *document;
	struct fact *list;
	struct visits nodes;
	struct buffer name; /* of the field at hand: those of its ancestors and its own, between points */
};

static void tell_field(struct fields *self, qpdf_oh value)
{
	struct document *document = self->document;
	struct facts *facts = &document->facts;
	struct fact *fact = fact_add(facts, self->list, FACT_GROUP, NULL);
	fact_text(facts, fact, "field", self->name.data ? self->name.data : "", self->name.length);
	fact_flag(facts, fact, "signed", qpdf_oh_is_dictionary(document->qpdf, value));
	document_tell(document, fact, "signer", document_key(document, value, "/Name"));
	document_tell_date(document, fact, "date", document_key(document, value, "/M"));
	document_tell(document, fact, "format", document_key(document, value, "/SubFilter"));
}

static void put_name(struct fields *self, qpdf_oh part)
{
	size_t length = 0;
	if (!qpdf_oh_is_string(self->document->qpdf, part)) return;
	const char *text = qpdf_oh_get_binary_utf8_value(self->document->qpdf, part, &length);
	if (self->name.length) buffer_char(&self->name, '.');
	buffer_put(&self->name, text, length);
	if (self->name.failed) self->document->facts.failed = true;
}

/* Type and value come from the ancestors, if a field has none of its own; kids without a name are only its looks. */
static void walk_field(struct fields *self, qpdf_oh field, qpdf_oh type, qpdf_oh value, int depth)
{
	struct document *document = self->document;
	size_t before = self->name.length;
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(document, &self->nodes, field)) return;
	if (!qpdf_oh_is_dictionary(document->qpdf, field)) return;
	put_name(self, document_key(document, field, "/T"));
	if (document_has(document, field, "/FT")) type = document_key(document, field, "/FT");
	if (document_has(document, field, "/V")) value = document_key(document, field, "/V");
	qpdf_oh kids = document_key(document, field, "/Kids");
	int count = document_count(document, kids);
	bool last = true;
	for (int i = 0; i < count && !document->facts.failed; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(document->qpdf, kids, i);
		if (!document_has(document, kid, "/T")) continue;
		last = false;
		walk_field(self, kid, type, value, depth + 1);
	}
	if (last && qpdf_oh_is_name_and_equals(document->qpdf, type, "/Sig")) tell_field(self, value);
	self->name.length = before;
}

void tell_signatures(struct document *document)
{
	struct fields self = {.document = document};
	self.list = fact_add(&document->facts, document->root, FACT_LIST, "signatures");
	qpdf_oh none = qpdf_oh_new_null(document->qpdf);
	qpdf_oh fields = document_key(document, document_catalog(document, "/AcroForm"), "/Fields");
	int count = document_count(document, fields);
	for (int i = 0; i < count && !document->facts.failed; i++)
		walk_field(&self, qpdf_oh_get_array_item(document->qpdf, fields, i), none, none, 0);
	buffer_drop(&self.name);
}
