/* What can be refused before any unit is looked at. */
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "derive/deriving.h"

struct checking {
	struct skeleton *skeleton;
	const struct master *master;
	const char *const *columns;
	size_t count;
	struct diagnostics *diagnostics;
	int status;
	bool by_unit; /* anything in it may be another thing for each unit */
};

static void keep(struct checking *checking, int status)
{
	if (status > checking->status) checking->status = status;
}

static void report(struct checking *checking, enum diagnostic_id id, struct place place, const char *first,
				   const char *second, const char *third)
{
	keep(checking, diagnostics_add(checking->diagnostics, id, place, first, second, third, NULL));
}

/* "code, name, kind" */
static const char *list_columns(struct checking *checking)
{
	struct buffer out = {0};
	for (size_t i = 0; i < checking->count; i++) buffer_format(&out, "%s%s", i ? ", " : "", checking->columns[i]);
	const char *list =
		out.failed ? NULL : arena_copy(checking->skeleton->scratch, out.data ? out.data : "", out.length);
	buffer_drop(&out);
	if (!list) keep(checking, ERR_MEMORY);
	return list ? list : "";
}

static void check_columns(struct checking *checking, const struct expression *expression)
{
	for (size_t i = 0; i < expression->columns.count; i++) {
		const char *name = expression->columns.items[i];
		size_t k = 0;
		while (k < checking->count && strcmp(checking->columns[k], name) != 0) k++;
		if (k < checking->count) continue;
		const char *nearest = words_nearest(name, checking->columns, checking->count);
		if (nearest)
			report(checking, DERIVE_COLUMN_MEANT, expression->place, name, nearest, NULL);
		else
			report(checking, DERIVE_COLUMN, expression->place, name, list_columns(checking), NULL);
	}
}

static const char *master_name(const struct checking *checking)
{
	return checking->master->plan->xml.name;
}

/* A path whose steps alone, without predicates, lead to nothing. */
static int leads_nowhere(bool *nowhere, struct checking *checking, const char *path)
{
	xmlXPathContext *context = checking->skeleton->expressions.context;
	xmlResetError(&context->lastError);
	context->opCount = 0;
	xmlXPathObject *value = xmlXPathEval((const xmlChar *)path, context);
	*nowhere = value && value->type == XPATH_NODESET && (!value->nodesetval || !value->nodesetval->nodeNr);
	xmlXPathFreeObject(value);
	return !value && context->lastError.code == XML_ERR_NO_MEMORY ? ERR_MEMORY : OK;
}

static void check_paths(struct checking *checking, const struct expression *expression, enum diagnostic_id id)
{
	for (size_t i = 0; i < expression->paths.count; i++) {
		const char *path = expression->paths.items[i];
		bool nowhere = false;
		keep(checking, leads_nowhere(&nowhere, checking, path));
		if (nowhere) report(checking, id, expression->place, path + 1, master_name(checking), NULL);
	}
}

static void check_ids(struct checking *checking, const struct expression *expression)
{
	for (size_t i = 0; i < expression->ids.count; i++) {
		const char *id = expression->ids.items[i];
		if (!plan_find(checking->master->plan, id))
			report(checking, DERIVE_NO_ID, expression->place, id, master_name(checking), NULL);
	}
}

/* id: for a path that leads nowhere; DIAGNOSTIC_COUNT: that may be. */
static void check_expression(struct checking *checking, const struct expression *expression, enum diagnostic_id id)
{
	if (!expression) return;
	checking->by_unit |= expression->of_unit;
	keep(checking, evaluate_check(checking->skeleton, expression));
	check_columns(checking, expression);
	check_ids(checking, expression);
	if (id != DIAGNOSTIC_COUNT) check_paths(checking, expression, id);
}

static void check_fields(struct checking *checking, const struct fields *fields)
{
	for (size_t i = 0; i < fields->count; i++)
		if (fields->pieces[i].field) check_expression(checking, fields->pieces[i].field, DERIVE_NO_MATCH);
}

/* The id of an item of the skeleton itself. */
static bool has_id(const struct item *item, const char *id)
{
	for (size_t i = 0; i < item->attribute_count; i++) {
		const struct fields *value = &item->attributes[i].value;
		if (strcmp(item->attributes[i].name, "id") != 0 || value->count != 1 || !value->pieces[0].text) continue;
		if (strlen(id) == value->pieces[0].length && strncmp(id, value->pieces[0].text, strlen(id)) == 0) return true;
	}
	for (const struct item *child = item->first; child; child = child->next)
		if (has_id(child, id)) return true;
	return false;
}

static void check_reference(struct checking *checking, const struct item *item)
{
	for (size_t i = 0; i < item->attribute_count; i++) {
		const struct item_attribute *attribute = &item->attributes[i];
		if (strcmp(attribute->name, "to") != 0 || attribute->value.count != 1) continue;
		const struct piece *piece = &attribute->value.pieces[0];
		const char *id = piece->text ? arena_copy(checking->skeleton->scratch, piece->text, piece->length) : NULL;
		if (!id) keep(checking, ERR_MEMORY);
		if (!id || has_id(checking->skeleton->root, id) || plan_find(checking->master->plan, id)) continue;
		report(checking, DERIVE_REFERENCE, attribute->place, id, master_name(checking), NULL);
	}
}

static void check_item(struct checking *checking, const struct item *item)
{
	bool may_be_empty = item->has_empty || item->sheltered;
	check_expression(checking, item->when, DERIVE_NEVER);
	if (item->when && item->when->column)
		report(checking, DERIVE_ALWAYS, item->when->place, item->when->text, NULL, NULL);
	check_expression(checking, item->select, may_be_empty ? DIAGNOSTIC_COUNT : DERIVE_NO_MATCH);
	check_expression(checking, item->rows, DERIVE_NEVER);
	if (item->kind == ITEM_COPY) keep(checking, copy_check(checking->skeleton, checking->master, item));
	if (item->kind == ITEM_TABLE) keep(checking, table_check(checking->skeleton, checking->master, item));
	check_fields(checking, &item->drop);
	check_fields(checking, &item->text);
	if (item->say) check_fields(checking, item->say);
	for (size_t i = 0; i < item->attribute_count; i++) check_fields(checking, &item->attributes[i].value);
	if (item->kind == ITEM_ELEMENT && strcmp(item->name, "ref") == 0) check_reference(checking, item);
	for (const struct item *child = item->first; child; child = child->next) check_item(checking, child);
}

static int check_citation(struct checking *checking)
{
	struct skeleton *skeleton = checking->skeleton;
	const struct master *master = checking->master;
	if (!skeleton->cited.line || master->draft || citation_is_complete(master->plan)) return OK;
	struct place place = xml_place(&master->plan->xml, master->plan->root);
	const char *line = arena_format(skeleton->scratch, "%u", skeleton->cited.line);
	if (!line) return ERR_MEMORY;
	report(checking, DERIVE_UNCITABLE, place, skeleton->cited.file, line, NULL);
	return OK;
}

int skeleton_check(struct skeleton *skeleton, const struct master *master, const char *const *columns, size_t count,
				   struct diagnostics *diagnostics)
{
	struct checking checking = {skeleton, master, columns, count, diagnostics, OK, false};
	int status = evaluate_begin(skeleton, master, NULL, diagnostics);
	if (status == OK) check_item(&checking, skeleton->root);
	if (status == OK) status = check_citation(&checking);
	evaluate_end(skeleton);
	if (status == OK && checking.status == OK && !checking.by_unit)
		report(&checking, DERIVE_ALL_SAME, skeleton->root->place, "{unit/name}", NULL, NULL);
	return status == OK ? checking.status : status;
}
