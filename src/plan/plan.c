#include "plan/plan.h"

#include <string.h>

#include "base/status.h"
#include "plan/characters.h"
#include "plan/check.h"
#include "plan/marks.h"
#include "plan/mojibake.h"
#include "plan/schema.h"

static const char plan_namespace[] = "urn:vanthu:plan:1";

/* The root's name and namespace, before the grammar would say so in its own way. */
static int check_root(const struct xml *xml, struct diagnostics *diagnostics)
{
	const xmlNode *root = xmlDocGetRootElement(xml->doc);
	const char *name = (const char *)root->name;
	struct place place = xml_place(xml, root);
	if (!xml_is(root, "plan") && !xml_is(root, "document"))
		return diagnostics_add(diagnostics, PLAN_ROOT, place, name, plan_namespace, NULL);
	if (!root->ns) return diagnostics_add(diagnostics, PLAN_NO_NAMESPACE, place, name, plan_namespace, NULL);
	if (strcmp((const char *)root->ns->href, plan_namespace) != 0)
		return diagnostics_add(diagnostics, PLAN_OTHER_NAMESPACE, place, (const char *)root->ns->href, name,
							   plan_namespace, NULL);
	return OK;
}

/* Gives libxml2's table of ids what a document type would have said: which attributes are ids. */
static int register_ids(struct plan *plan, xmlNode *parent)
{
	for (xmlNode *node = xml_child(parent, NULL); node; node = xml_next(node, NULL)) {
		bool id_of_another_kind = xml_is(node, "organ") || xml_is(node, "to");
		xmlAttr *id = id_of_another_kind ? NULL : xmlHasProp(node, BAD_CAST "id");
		if (id && id->children && !xmlGetID(plan->xml.doc, id->children->content) &&
			!xmlAddID(NULL, plan->xml.doc, id->children->content, id))
			return ERR_MEMORY;
		TRY(register_ids(plan, node));
	}
	return OK;
}

const xmlNode *plan_find(const struct plan *plan, const char *id)
{
	const xmlAttr *attribute = xmlGetID(plan->xml.doc, (const xmlChar *)id);
	return attribute ? attribute->parent : NULL;
}

static int fill(struct plan *plan, struct arena *arena)
{
	plan->root = xmlDocGetRootElement(plan->xml.doc);
	plan->kind = arena_string(arena, xml_is(plan->root, "plan") ? "KH" : xml_attribute(plan->root, "kind"));
	return plan->kind ? register_ids(plan, plan->root) : ERR_MEMORY;
}

int plan_read(struct xml *xml, struct arena *arena, struct plan_schema *schema, const char *bytes, size_t size,
			  const char *name, struct diagnostics *diagnostics)
{
	TRY(xml_parse(xml, arena, bytes, size, name, diagnostics));
	int status = check_root(xml, diagnostics);
	if (status == OK) {
		status = plan_schema_validate(schema, xml, diagnostics);
		int found = status == ERR_MEMORY ? OK : plan_find_mojibake(xml, diagnostics);
		if (status == OK || found == ERR_MEMORY) status = found; /* all else that it breaks would only echo it */
	}
	if (status == OK)
		xml_strip_namespace(xml);
	else
		xml_drop(xml);
	return status;
}

int plan_load(struct plan *plan, struct arena *arena, struct plan_schema *schema, const char *bytes, size_t size,
			  const char *name, struct diagnostics *diagnostics)
{
	*plan = (struct plan){0};
	int status = plan_read(&plan->xml, arena, schema, bytes, size, name, diagnostics);
	if (status == OK) status = fill(plan, arena);
	if (status == OK) status = plan_find_lookalikes(plan, diagnostics);
	if (status == OK) {
		status = plan_clean_characters(plan, arena, diagnostics);
		int checked = plan_take_marks(plan, arena, diagnostics);
		if (checked == OK) checked = plan_check(plan, arena, diagnostics);
		if (status == OK || checked == ERR_MEMORY) status = checked;
	}
	if (status != OK) {
		plan_drop(plan);
		*plan = (struct plan){0};
	}
	return status;
}

void plan_drop(struct plan *plan)
{
	xml_drop(&plan->xml);
}
