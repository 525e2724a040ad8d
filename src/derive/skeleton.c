#include "derive/skeleton.h"

#include <string.h>

#include "base/status.h"
#include "derive/internal.h"

static const char say[] = "say:";

static int compile_children(struct skeleton *skeleton, struct item *parent, const xmlNode *node);

static const xmlAttr *find_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *at = node->properties; at; at = at->next)
		if (!at->ns && strcmp((const char *)at->name, name) == 0) return at;
	return NULL;
}

static int compile_expression(struct expression **out, struct skeleton *skeleton, const xmlNode *node, const char *name)
{
	const xmlAttr *attribute = find_attribute(node, name);
	*out = NULL;
	if (!attribute) return OK;
	struct place place = xml_place(&skeleton->xml, (const xmlNode *)attribute);
	return expression_compile(out, &skeleton->expressions, xml_attribute(node, name), place, strcmp(name, "rows") == 0);
}

/* empty="drop", empty="say: ..." */
static int compile_empty(struct item *item, struct skeleton *skeleton, const xmlNode *node)
{
	const xmlAttr *attribute = find_attribute(node, "empty");
	if (!attribute) return OK;
	const char *value = xml_attribute(node, "empty");
	value += strspn(value, " \t\n\r");
	item->has_empty = true;
	if (strncmp(value, say, strlen(say)) != 0) return OK;
	struct fields *fields = arena_alloc(skeleton->arena, sizeof *fields);
	if (!fields) return ERR_MEMORY;
	item->say = fields;
	return fields_compile(fields, skeleton, value + strlen(say), (const xmlNode *)attribute);
}

static bool is_own(const struct item *item, const xmlAttr *attribute)
{
	static const char *const own[] = {"when", "empty", "select", "copy", "rows", "drop"};
	const char *name = (const char *)attribute->name;
	if (attribute->ns) return false;
	if (!item->parent && strcmp(name, "id") == 0) return true; /* the skeleton's, not the plan's */
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(name, own[i]) == 0) return true;
	return false;
}

static int compile_attributes(struct item *item, struct skeleton *skeleton, const xmlNode *node)
{
	int status = OK;
	for (const xmlAttr *at = node->properties; at; at = at->next) {
		if (is_own(item, at)) continue;
		TRY(arena_grow(skeleton->arena, &item->attributes, item->attribute_count, sizeof *item->attributes));
		struct item_attribute *attribute = &item->attributes[item->attribute_count++];
		const char *value = at->children && at->children->content ? (const char *)at->children->content : "";
		attribute->prefix = at->ns ? (const char *)at->ns->prefix : NULL;
		attribute->name = (const char *)at->name;
		attribute->place = xml_place(&skeleton->xml, (const xmlNode *)at);
		int compiled = fields_compile(&attribute->value, skeleton, value, (const xmlNode *)at);
		if (compiled == ERR_MEMORY) return compiled;
		if (compiled != OK) status = compiled;
	}
	return status;
}

static int compile_table(struct item *item, struct skeleton *skeleton, const xmlNode *node)
{
	const xmlAttr *drop = find_attribute(node, "drop");
	TRY(compile_expression(&item->select, skeleton, node, "copy"));
	TRY(compile_expression(&item->rows, skeleton, node, "rows"));
	if (!drop) return OK;
	return fields_compile(&item->drop, skeleton, xml_attribute(node, "drop"), (const xmlNode *)drop);
}

static enum item_kind kind_of(const xmlNode *node)
{
	if (xml_is(node, "copy")) return ITEM_COPY;
	if (xml_is(node, "master-basis")) return ITEM_MASTER_BASIS;
	if (xml_is(node, "master-ref")) return ITEM_MASTER_REF;
	return xml_is(node, "table") && find_attribute(node, "copy") ? ITEM_TABLE : ITEM_ELEMENT;
}

static struct item *add_item(struct skeleton *skeleton, struct item *parent, enum item_kind kind, const xmlNode *node)
{
	struct item *item = arena_alloc(skeleton->arena, sizeof *item);
	if (!item) return NULL;
	item->kind = kind;
	item->name = (const char *)node->name;
	item->place = xml_place(&skeleton->xml, node);
	item->parent = parent;
	if (!parent) return item;
	item->sheltered = parent->has_empty || parent->sheltered;
	if (parent->last)
		parent->last->next = item;
	else
		parent->first = item;
	parent->last = item;
	return item;
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int compile_element(struct skeleton *skeleton, struct item *parent, const xmlNode *node)
{
	struct item *item = add_item(skeleton, parent, kind_of(node), node);
	if (!item) return ERR_MEMORY;
	if (!parent) skeleton->root = item;
	bool cites = item->kind == ITEM_MASTER_BASIS || item->kind == ITEM_MASTER_REF;
	if (cites && !skeleton->cited.line) skeleton->cited = item->place;
	int status = compile_expression(&item->when, skeleton, node, "when");
	status = worse(status, compile_empty(item, skeleton, node));
	status = worse(status, compile_attributes(item, skeleton, node));
	if (item->kind == ITEM_COPY) status = worse(status, compile_expression(&item->select, skeleton, node, "select"));
	if (item->kind == ITEM_TABLE) status = worse(status, compile_table(item, skeleton, node));
	return status == ERR_MEMORY ? status : worse(status, compile_children(skeleton, item, node));
}

static int compile_children(struct skeleton *skeleton, struct item *parent, const xmlNode *node)
{
	int status = OK;
	for (const xmlNode *child = node->children; child && status != ERR_MEMORY; child = child->next) {
		if (child->type == XML_ELEMENT_NODE) {
			status = worse(status, compile_element(skeleton, parent, child));
		} else if (child->type == XML_TEXT_NODE && child->content) {
			struct item *item = add_item(skeleton, parent, ITEM_TEXT, child);
			if (!item) return ERR_MEMORY;
			status = worse(status, fields_compile(&item->text, skeleton, (const char *)child->content, child));
		}
	}
	return status;
}

/* The context document: an empty element, so that what is not unit or master is nothing. */
static int new_context(struct skeleton *skeleton)
{
	skeleton->nowhere = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *root = skeleton->nowhere ? xmlNewDocNode(skeleton->nowhere, NULL, BAD_CAST "nowhere", NULL) : NULL;
	if (!root) return ERR_MEMORY;
	xmlDocSetRootElement(skeleton->nowhere, root);
	skeleton->expressions.context = xmlXPathNewContext(skeleton->nowhere);
	if (!skeleton->expressions.context) return ERR_MEMORY;
	if (xmlXPathContextSetCache(skeleton->expressions.context, 1, -1, 0) != 0) return ERR_MEMORY;
	return evaluate_register(skeleton);
}

static int load(struct skeleton *skeleton, const char *bytes, size_t size, const char *name,
				struct diagnostics *diagnostics)
{
	struct expressions *expressions = &skeleton->expressions;
	TRY(plan_read(&skeleton->xml, skeleton->arena, expressions->schema, bytes, size, name, diagnostics));
	TRY(new_context(skeleton));
	const xmlNode *root = xmlDocGetRootElement(skeleton->xml.doc);
	skeleton->id = xml_attribute(root, "id");
	expressions->arena = skeleton->arena;
	expressions->diagnostics = diagnostics;
	return compile_element(skeleton, NULL, root);
}

int skeleton_load(struct skeleton **out, struct plan_schema *schema, const char *bytes, size_t size, const char *name,
				  struct diagnostics *diagnostics)
{
	*out = NULL;
	struct arena *arena = arena_new();
	struct skeleton *skeleton = arena ? arena_alloc(arena, sizeof *skeleton) : NULL;
	if (!skeleton) {
		arena_drop(arena);
		return ERR_MEMORY;
	}
	skeleton->arena = arena;
	skeleton->expressions.schema = schema;
	skeleton->scratch = arena_new();
	int status = skeleton->scratch ? load(skeleton, bytes, size, name, diagnostics) : ERR_MEMORY;
	skeleton->expressions.schema = NULL; /* these may go now */
	skeleton->expressions.diagnostics = NULL;
	if (status == OK)
		*out = skeleton;
	else
		skeleton_drop(skeleton);
	return status;
}

void skeleton_drop(struct skeleton *skeleton)
{
	if (!skeleton) return;
	expressions_drop(&skeleton->expressions);
	if (skeleton->expressions.context) xmlXPathFreeContext(skeleton->expressions.context);
	if (skeleton->nowhere) xmlFreeDoc(skeleton->nowhere);
	xml_drop(&skeleton->xml);
	arena_drop(skeleton->scratch);
	arena_drop(skeleton->arena);
}

const char *skeleton_id(const struct skeleton *skeleton)
{
	return skeleton->id;
}
