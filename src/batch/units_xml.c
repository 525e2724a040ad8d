/* Rows of an XML file: <units><unit code="SCT"><name>...</name></unit></units>. Attributes and child elements alike are
 * columns; the file is looked through for them before its rows are taken. */
#include <string.h>

#include "base/status.h"
#include "base/xml.h"
#include "batch/units.h"
#include "batch/units_table.h"

static const char plan_namespace[] = "urn:vanthu:plan:1";

struct reading {
	struct table *table;
	struct xml xml;
	struct cell *cells;
};

static bool is_ours(const xmlNode *node, const char *name)
{
	bool known = !node->ns || strcmp((const char *)node->ns->href, plan_namespace) == 0;
	return known && (!name || strcmp((const char *)node->name, name) == 0);
}

static int tell(struct reading *reading, enum diagnostic_id id, const xmlNode *node, const char *first,
				const char *second)
{
	struct place place = xml_place(&reading->xml, node);
	return table_tell(reading->table, id, place.line, place.column, first, second, NULL);
}

/* The column of an attribute or an element; it is added if it is new. */
static int find_column(uint32_t *index, struct reading *reading, const xmlNode *node, bool add)
{
	struct table *table = reading->table;
	const char *own = (const char *)node->name;
	const char *name = table_column_name(table->arena, own, strlen(own));
	if (!name) return ERR_MEMORY;
	*index = table_find_column(table, name);
	if (*index != NO_COLUMN || !add) return OK;
	struct place place = xml_place(&reading->xml, node);
	*index = table->column_count;
	return table_add_column(table, own, strlen(own), place.line, place.column);
}

static int find_columns(struct reading *reading, const xmlNode *row)
{
	uint32_t index;
	for (const xmlAttr *attribute = row->properties; attribute; attribute = attribute->next)
		if (!attribute->ns) TRY(find_column(&index, reading, (const xmlNode *)attribute, true));
	for (const xmlNode *child = xml_child(row, NULL); child; child = xml_next(child, NULL))
		if (is_ours(child, NULL)) TRY(find_column(&index, reading, child, true));
	return OK;
}

/* text: of an attribute or element, one node or none; it is trimmed where it stands. */
static int take_cell(struct reading *reading, const xmlNode *node, xmlNode *text)
{
	uint32_t index;
	TRY(find_column(&index, reading, node, false));
	struct cell *cell = &reading->cells[index];
	if (cell->column) return tell(reading, UNITS_XML_TWICE, node, reading->table->columns[index].name, NULL);
	struct place place = xml_place(&reading->xml, node);
	*cell = (struct cell){.line = place.line, .column = place.column};
	if (!text || !text->content) return OK;
	if (text->_private) { /* an attribute's text has no place of its own */
		place = xml_place(&reading->xml, text);
		cell->line = place.line;
		cell->column = place.column;
	}
	cell->text = (char *)text->content;
	cell->length = strlen(cell->text);
	return OK;
}

static int take_row(struct reading *reading, const xmlNode *row)
{
	struct table *table = reading->table;
	struct place place = xml_place(&reading->xml, row);
	for (uint32_t i = 0; i < table->column_count; i++) reading->cells[i] = (struct cell){.line = place.line};
	for (const xmlAttr *attribute = row->properties; attribute; attribute = attribute->next)
		if (!attribute->ns) TRY(take_cell(reading, (const xmlNode *)attribute, attribute->children));
	for (const xmlNode *child = row->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE && is_ours(child, NULL)) {
			const xmlNode *inner = xml_child(child, NULL);
			const char *name = (const char *)child->name;
			if (inner) TRY(tell(reading, UNITS_XML_NESTED, inner, (const char *)inner->name, name));
			TRY(take_cell(reading, child, inner ? NULL : child->children));
		} else if (child->type == XML_ELEMENT_NODE) {
			TRY(tell(reading, UNITS_XML_ELEMENT, child, (const char *)child->name, (const char *)row->name));
		} else if (child->content && child->content[strspn((const char *)child->content, " \t\n")]) {
			TRY(tell(reading, UNITS_XML_TEXT, child, (const char *)row->name, NULL));
		}
	}
	for (uint32_t i = 0; i < table->column_count; i++) /* places are counted on from the row's line */
		if (reading->cells[i].line < place.line) reading->cells[i].line = place.line;
	return table_add_row(table, reading->cells, place.line);
}

static int take_rows(struct reading *reading, const xmlNode *root, const char *name)
{
	struct table *table = reading->table;
	for (const xmlNode *row = xml_child(root, NULL); row; row = xml_next(row, NULL))
		if (is_ours(row, name)) TRY(find_columns(reading, row));
	struct place place = xml_place(&reading->xml, root);
	bool empty = !xml_child(root, NULL);
	if (!empty && table_check_columns(table, place.line) == ERR_MEMORY) return ERR_MEMORY;
	reading->cells = arena_array(table->arena, table->column_count + 1, sizeof *reading->cells);
	if (!reading->cells) return ERR_MEMORY;
	for (const xmlNode *child = root->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE && is_ours(child, name)) {
			TRY(take_row(reading, child));
		} else if (child->type == XML_ELEMENT_NODE) {
			TRY(tell(reading, UNITS_XML_ELEMENT, child, (const char *)child->name, (const char *)root->name));
		} else if (child->content && child->content[strspn((const char *)child->content, " \t\n")]) {
			TRY(tell(reading, UNITS_XML_TEXT, child, (const char *)root->name, NULL));
		}
	}
	return OK;
}

int units_read_xml(struct table *table, const char *bytes, size_t size)
{
	struct reading reading = {.table = table};
	table->of_xml = true;
	TRY(xml_parse(&reading.xml, table->arena, bytes, size, table->file, table->diagnostics));
	const xmlNode *root = xmlDocGetRootElement(reading.xml.doc);
	int status;
	if (is_ours(root, "units"))
		status = take_rows(&reading, root, "unit");
	else if (table->of_kinds && is_ours(root, "kinds"))
		status = take_rows(&reading, root, "kind");
	else
		status = tell(&reading, UNITS_XML_ROOT, root, (const char *)root->name, table->of_kinds ? "kinds" : "units");
	xml_drop(&reading.xml);
	return status;
}
