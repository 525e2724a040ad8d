#include "reader/xmp.h"

#include <stdlib.h>
#include <string.h>

#include "archive/schema.h"
#include "base/status.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

/* Bytes. A compressed packet grows a thousandfold at most in one filter, so one filter is all that is undone. */
enum { PACKED_LIMIT = 256 * 1024 };

/* The packet from its stream. */

static bool may_unpack(const struct document *document, qpdf_oh stream, size_t packed)
{
	qpdf_oh filter = document_key(document, stream, "/Filter");
	int count = qpdf_oh_is_name(document->qpdf, filter) ? 1 : document_count(document, filter);
	return count == 0 ? packed <= XML_FILE_LIMIT : count == 1 && packed <= PACKED_LIMIT;
}

static int complain(struct document *document, const char *why)
{
	return diagnostics_add(document->diagnostics, READER_NO_METADATA, (struct place){.file = document->reading->name},
						   why, NULL);
}

/* What is wrong with the packet, told as one warning: its lines are not the file's. */
static int complain_of_xml(struct document *document, struct diagnostics *found)
{
	struct buffer text = {0};
	diagnostics_sort(found);
	if (diagnostics_count(found)) diagnostic_write_text(diagnostics_at(found, 0), document->reading->language, &text);
	buffer_char(&text, '\0');
	int status = text.failed ? ERR_MEMORY : complain(document, text.data);
	buffer_drop(&text);
	return status;
}

static int parse(struct xmp *xmp, struct document *document, const char *bytes, size_t size)
{
	struct diagnostics *found = diagnostics_new();
	if (!found) return ERR_MEMORY;
	int status = xml_parse(&xmp->xml, document->facts.arena, bytes, size, "XMP", found);
	if (status != OK && status != ERR_MEMORY) status = complain_of_xml(document, found);
	diagnostics_drop(found);
	return status;
}

int xmp_read(struct xmp *xmp, struct document *document)
{
	qpdf_oh stream = document_catalog(document, "/Metadata");
	unsigned char *packed = NULL, *packet = NULL;
	size_t packed_size = 0, size = 0;
	QPDF_BOOL unpacked = QPDF_FALSE;
	*xmp = (struct xmp){0};
	if (!qpdf_oh_is_stream(document->qpdf, stream)) return OK;
	int status = OK;
	if (qpdf_oh_get_stream_data(document->qpdf, stream, qpdf_dl_none, NULL, &packed, &packed_size) & QPDF_ERRORS)
		goto done; /* document_check() will tell */
	if (!may_unpack(document, stream, packed_size)) {
		status = complain(document, "XMP > 64 MiB");
		goto done;
	}
	if (qpdf_oh_get_stream_data(document->qpdf, stream, qpdf_dl_generalized, &unpacked, &packet, &size) & QPDF_ERRORS)
		goto done;
	status = unpacked ? parse(xmp, document, (const char *)packet, size) : complain(document, "Filter");
done:
	free(packed);
	free(packet);
	return status;
}

void xmp_drop(struct xmp *xmp)
{
	xml_drop(&xmp->xml);
}

/* Properties. */

static bool is_in(const xmlNode *node, const char *space, const char *name)
{
	return xml_is(node, name) && node->ns && strcmp((const char *)node->ns->href, space) == 0;
}

/* The child element of that name, or the attribute, of one that holds properties. */
static const xmlNode *member(const xmlNode *holder, const char *space, const char *name)
{
	for (const xmlNode *child = xml_child(holder, NULL); child; child = xml_next(child, NULL)) {
		if (is_in(child, space, name)) return child;
	}
	for (const xmlAttr *attribute = holder->properties; attribute; attribute = attribute->next) {
		if (!attribute->ns || strcmp((const char *)attribute->ns->href, space) != 0) continue;
		if (strcmp((const char *)attribute->name, name) == 0) return (const xmlNode *)attribute;
	}
	return NULL;
}

/* rdf:RDF is the root, or stands in x:xmpmeta. */
static const xmlNode *first_description(const struct xmp *xmp)
{
	const xmlNode *root = xmp->xml.doc ? xmlDocGetRootElement(xmp->xml.doc) : NULL;
	if (root && !is_in(root, RDF, "RDF")) root = xml_child(root, "RDF");
	return xml_child(root, "Description");
}

static const xmlNode *property(const struct xmp *xmp, const char *space, const char *name)
{
	for (const xmlNode *at = first_description(xmp); at; at = xml_next(at, "Description")) {
		const xmlNode *found = member(at, space, name);
		if (found) return found;
	}
	return NULL;
}

/* rdf:li of the array that is the property's value. */
static const xmlNode *first_item(const xmlNode *node)
{
	const xmlNode *array = node->type == XML_ELEMENT_NODE ? xml_child(node, NULL) : NULL;
	bool is_array = array && (is_in(array, RDF, "Seq") || is_in(array, RDF, "Bag") || is_in(array, RDF, "Alt"));
	return is_array ? xml_child(array, "li") : NULL;
}

/* A value without structure; comments in it end it, which nobody writes. */
static const char *text_of(const xmlNode *node)
{
	const xmlNode *text = node ? node->children : NULL;
	return text && text->type == XML_TEXT_NODE && text->content ? (const char *)text->content : NULL;
}

const char *xmp_text(const struct xmp *xmp, const char *space, const char *name)
{
	const xmlNode *node = property(xmp, space, name);
	const xmlNode *item = node ? first_item(node) : NULL;
	return text_of(item ? item : node);
}

/* The decree's fields. */

static void tell_text(struct document *document, struct fact *parent, const char *name, const xmlNode *node)
{
	const char *text = text_of(node);
	if (text) fact_text(&document->facts, parent, name, text, strlen(text));
}

/* The members of a structure: parseType Resource, or a Description of its own. */
static void tell_structure(struct document *document, struct fact *group, const char *name, const xmlNode *node)
{
	const struct metadata_field *field;
	const xmlNode *inner = xml_child(node, "Description");
	for (size_t i = 0; (field = metadata_field_at(i)); i++) {
		if (!field->part_of || strcmp(field->part_of, name) != 0) continue;
		tell_text(document, group, field->name, member(inner ? inner : node, METADATA_NAMESPACE, field->name));
	}
}

static void tell_field(struct document *document, struct fact *parent, const struct metadata_field *field,
					   const xmlNode *node)
{
	struct facts *facts = &document->facts;
	if (field->limit) {
		tell_text(document, parent, field->name, node);
	} else if (node->type != XML_ELEMENT_NODE) {
		return;
	} else if (strncmp(field->type, "seq ", 4) == 0) {
		struct fact *list = fact_add(facts, parent, FACT_LIST, field->name);
		for (const xmlNode *item = first_item(node); item; item = xml_next(item, "li"))
			tell_structure(document, fact_add(facts, list, FACT_GROUP, NULL), field->name, item);
	} else {
		tell_structure(document, fact_add(facts, parent, FACT_GROUP, field->name), field->name, node);
	}
}

void xmp_tell_metadata(const struct xmp *xmp, struct document *document)
{
	struct fact *group = fact_add(&document->facts, document->root, FACT_GROUP, "metadata");
	const struct metadata_field *field;
	for (size_t i = 0; (field = metadata_field_at(i)); i++) {
		const xmlNode *node = field->part_of ? NULL : property(xmp, METADATA_NAMESPACE, field->name);
		if (node) tell_field(document, group, field, node);
	}
}
