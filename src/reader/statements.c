#include "reader/statements.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "base/xml.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

/* Each statement as one text: the path of names from the packet's top, and the value. */
struct statements {
	struct arena *arena;
	const char **items;
	size_t count;
	unsigned except;
	int status;
};

static bool is_rdf(const xmlNode *node, const char *name)
{
	return node->ns && strcmp((const char *)node->ns->href, RDF) == 0 && strcmp((const char *)node->name, name) == 0;
}

static bool is_excepted(const struct statements *self, const char *path)
{
	static const char *const dates[] = {"{http://ns.adobe.com/xap/1.0/}ModifyDate",
										"{http://ns.adobe.com/xap/1.0/}MetadataDate"};
	if (self->except & EXCEPT_PRODUCER && strcmp(path, "{http://ns.adobe.com/pdf/1.3/}Producer") == 0) return true;
	return self->except & EXCEPT_DATES && (strcmp(path, dates[0]) == 0 || strcmp(path, dates[1]) == 0);
}

static void add(struct statements *self, const char *path, const char *value)
{
	const char *text = path ? arena_format(self->arena, "%s=%s", path, value) : NULL;
	if (path && is_excepted(self, path)) return;
	if (!text || arena_grow(self->arena, &self->items, self->count, sizeof *self->items) != OK)
		self->status = ERR_MEMORY;
	else
		self->items[self->count++] = text;
}

/* NULL when out of memory, and then for all that stands below. */
static const char *below(struct statements *self, const char *path, const xmlNs *space, const xmlChar *name)
{
	const char *href = space ? (const char *)space->href : "";
	const char *longer = path ? arena_format(self->arena, "%s{%s}%s", path, href, name) : NULL;
	if (!longer) self->status = ERR_MEMORY;
	return longer;
}

static void add_content(struct statements *self, const xmlNode *node, const char *path);

/* Attributes are properties, but for those of RDF's own, which say how to read. */
static void add_attributes(struct statements *self, const xmlNode *node, const char *path)
{
	for (const xmlAttr *attribute = node->properties; attribute && self->status == OK; attribute = attribute->next) {
		const char *value = attribute->children ? (const char *)attribute->children->content : "";
		bool of_rdf = attribute->ns && strcmp((const char *)attribute->ns->href, RDF) == 0;
		if (of_rdf && strcmp((const char *)attribute->name, "resource") == 0) add(self, path, value ? value : "");
		if (!of_rdf) add(self, below(self, path, attribute->ns, attribute->name), value ? value : "");
	}
}

static void add_properties(struct statements *self, const xmlNode *holder, const char *path)
{
	for (const xmlNode *node = xml_child(holder, NULL); node && self->status == OK; node = xml_next(node, NULL)) {
		const char *own = below(self, path, node->ns, node->name);
		add_attributes(self, node, own);
		add_content(self, node, own);
	}
}

static void add_members(struct statements *self, const xmlNode *list, const char *path)
{
	size_t index = 0;
	for (const xmlNode *node = xml_child(list, NULL); node && self->status == OK; node = xml_next(node, NULL)) {
		const char *own =
			path ? arena_format(self->arena, "%s/%s[%zu]", path, (const char *)list->name, index++) : NULL;
		if (!own) self->status = ERR_MEMORY;
		add_attributes(self, node, own);
		add_content(self, node, own);
	}
}

/* All text, also that beside elements, where it has no business. */
static void add_text(struct statements *self, const xmlNode *node, const char *path)
{
	xmlChar *text = xmlNodeGetContent(node);
	if (!text) self->status = ERR_MEMORY;
	if (text) add(self, path, (const char *)text);
	xmlFree(text);
}

static void add_stray_text(struct statements *self, const xmlNode *node, const char *path)
{
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (child->type != XML_ELEMENT_NODE && !xmlIsBlankNode(child)) add_text(self, child, path);
	}
}

/* What stands in a property or in a member of a list. */
static void add_content(struct statements *self, const xmlNode *node, const char *path)
{
	const xmlNode *inner = xml_child(node, NULL);
	bool resource = xmlHasNsProp((xmlNode *)node, BAD_CAST "resource", BAD_CAST RDF) != NULL;
	if (self->status != OK) return;
	if (!inner) {
		if (!resource || node->children) add_text(self, node, path);
		return;
	}
	add_stray_text(self, node, path);
	if (xml_next(inner, NULL)) {
		add_properties(self, node, path);
	} else if (is_rdf(inner, "Seq") || is_rdf(inner, "Alt") || is_rdf(inner, "Bag")) {
		add_members(self, inner, path);
	} else if (is_rdf(inner, "Description")) {
		add_attributes(self, inner, path);
		add_properties(self, inner, path);
	} else {
		add_properties(self, node, path);
	}
}

/* ERR_DOCUMENT: the packet cannot be read. */
static int read_packet(struct statements *self, const struct packet *packet, struct diagnostics *unheard)
{
	struct xml xml;
	TRY(xml_parse(&xml, self->arena, packet->bytes, packet->size, "XMP", unheard));
	const xmlNode *root = xmlDocGetRootElement(xml.doc);
	if (!is_rdf(root, "RDF")) root = xml_child(root, "RDF");
	for (const xmlNode *node = root ? xml_child(root, "Description") : NULL; node;
		 node = xml_next(node, "Description")) {
		add_attributes(self, node, "");
		add_properties(self, node, "");
	}
	xml_drop(&xml);
	if (self->count) qsort(self->items, self->count, sizeof *self->items, words_compare);
	return self->status;
}

int statements_compare(bool *same, const struct packet *a, const struct packet *b, unsigned except, struct arena *arena)
{
	struct statements first = {.arena = arena, .except = except}, second = first;
	struct diagnostics *unheard = diagnostics_new();
	int status = unheard ? read_packet(&first, a, unheard) : ERR_MEMORY;
	if (status == OK) status = read_packet(&second, b, unheard);
	diagnostics_drop(unheard);
	*same = status == OK && first.count == second.count;
	for (size_t i = 0; *same && i < first.count; i++) *same = strcmp(first.items[i], second.items[i]) == 0;
	return status == ERR_MEMORY ? status : OK;
}
