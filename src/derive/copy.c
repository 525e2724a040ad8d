/* Nodes of the master in the derived plan. */
#include <string.h>

#include "base/status.h"
#include "derive/deriving.h"

static struct place place_of(const struct deriving *deriving, const xmlNode *node)
{
	const struct node_info *info = xml_info(node);
	const char *file = deriving->master->plan->xml.name;
	return info ? (struct place){file, info->line, info->column} : (struct place){file, 0, 0};
}

static const char *content_of(const xmlNode *node)
{
	return node && node->content ? (const char *)node->content : "";
}

static void add_id(struct deriving *deriving, struct id_list *list, const char *id)
{
	if (arena_grow(deriving->skeleton->scratch, &list->items, list->count, sizeof *list->items) != OK)
		deriving_keep(deriving, ERR_MEMORY);
	else
		list->items[list->count++] = id;
}

/* A reference that was copied without its target is the master's citation of it. */
static bool copy_reference(struct deriving *deriving, const xmlNode *node)
{
	const char *id = xml_attribute(node, "to");
	if (!deriving->known) {
		add_id(deriving, &deriving->refs, id);
		return false;
	}
	if (xmlHashLookup(deriving->known, (const xmlChar *)id)) return false;
	const xmlNode *target = plan_find(deriving->master->plan, id);
	const struct node_info *info = target ? xml_info(target) : NULL;
	const char *text = !info ? NULL : xml_attribute(node, "form") ? info->number : info->citation;
	size_t length = text ? strlen(text) : 0;
	while (length && text != info->citation && strchr(".):", text[length - 1])) length--; /* "I" of "I." */
	if (length) writer_text(&deriving->writer, text, length, place_of(deriving, node));
	return true;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; names && *names; names++)
		if (strcmp(name, *names) == 0) return true;
	return false;
}

void copy_start(struct deriving *deriving, const xmlNode *node, const char *const *without)
{
	struct place place = place_of(deriving, node);
	writer_start(&deriving->writer, (const char *)node->name, place);
	for (const xmlAttr *at = node->properties; at; at = at->next) {
		const char *name = (const char *)at->name, *value = content_of(at->children);
		if (is_among(name, without)) continue;
		writer_attribute(&deriving->writer, at->ns ? (const char *)at->ns->prefix : NULL, name, value, place);
		bool id = !at->ns && strcmp(name, "id") == 0 && !xml_is(node, "organ") && !xml_is(node, "to");
		if (id) add_id(deriving, &deriving->ids, value);
	}
}

static void copy_node(struct deriving *deriving, const xmlNode *node);

void copy_children(struct deriving *deriving, const xmlNode *node)
{
	for (const xmlNode *child = node->children; child; child = child->next) copy_node(deriving, child);
}

/* Deep. */
static void copy_node(struct deriving *deriving, const xmlNode *node)
{
	if (node->type == XML_TEXT_NODE) {
		const char *text = content_of(node);
		writer_text(&deriving->writer, text, strlen(text), place_of(deriving, node));
		return;
	}
	if (node->type != XML_ELEMENT_NODE) return;
	if (xml_is(node, "ref") && copy_reference(deriving, node)) return;
	copy_start(deriving, node, NULL);
	copy_children(deriving, node);
	writer_end(&deriving->writer, (const char *)node->name);
}

static bool is_copied(const struct master *master, const xmlNode *node)
{
	bool kind = node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE;
	return kind && node->doc == master->plan->xml.doc && node != master->plan->root;
}

int copy_check(struct skeleton *skeleton, const struct master *master, const struct item *item)
{
	const struct expression *select = item->select;
	xmlXPathObject *value;
	TRY(evaluate_nodes(&value, skeleton, select));
	const xmlNodeSet *set = value->nodesetval;
	bool good = !select->columns.count || select->paths.count; /* columns of the unit, and nothing of the master */
	for (int i = 0; set && i < set->nodeNr; i++) good = good && (select->of_unit || is_copied(master, set->nodeTab[i]));
	xmlXPathFreeObject(value);
	return good ? OK
				: diagnostics_add(skeleton->diagnostics, DERIVE_COPY, select->place, select->text, "{unit/name}", NULL);
}

void copy_item(struct deriving *deriving, const struct item *item, struct outcome *parent)
{
	xmlXPathObject *value;
	int status = evaluate_nodes(&value, deriving->skeleton, item->select);
	if (status != OK) {
		deriving_keep(deriving, status);
		return;
	}
	const xmlNodeSet *set = value->nodesetval;
	for (int i = 0; set && i < set->nodeNr; i++) {
		const xmlNode *node = set->nodeTab[i];
		if (!is_copied(deriving->master, node)) {
			deriving_report(deriving, DERIVE_NOT_COPIED, item->select->place, item->select->text, "{unit/name}");
			break;
		}
		if (!item->parent->parent && node->type == XML_ELEMENT_NODE)
			deriving_count(deriving, (const char *)node->name, item->place);
		copy_node(deriving, node);
		if (xml_is(node, "title") || xml_is(node, "lead"))
			parent->titled = true;
		else
			parent->kept = true;
	}
	if (!set || !set->nodeNr) derive_empty(deriving, item, DERIVE_EMPTY, parent);
	xmlXPathFreeObject(value);
}
