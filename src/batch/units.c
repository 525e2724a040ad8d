#include "batch/units.h"

#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/words.h"
#include "batch/units_table.h"

enum { NEAR_LIMIT = 64 }; /* kinds among which the one is looked for that was meant */

/* A column of all units: which column of their file, which of the kinds'. */
struct merged {
	const char *name;
	uint32_t own, of_kind; /* NO_COLUMN: none */
};

struct units {
	struct arena *arena; /* names and columns */
	struct table table, kinds;
	uint32_t *kinds_order; /* NULL: no kinds */
	struct merged *columns;
	const char **names; /* of the columns */
	size_t count;
};

void units_drop(struct units *units)
{
	if (!units) return;
	table_drop(&units->table);
	table_drop(&units->kinds);
	free(units->kinds_order);
	arena_drop(units->arena);
	free(units);
}

/* Reading */

static bool is_xml(const char *bytes, size_t size)
{
	static const char marks[] = "\xEF\xBB\xBF\xFF\xFE \t\r\n"; /* with the zeros of UTF-16 */
	size_t i = 0;
	while (i < size && (!bytes[i] || strchr(marks, bytes[i]))) i++;
	return i < size && bytes[i] == '<';
}

static int read_table(struct table *table, const struct units_file *file)
{
	bool xml = is_xml(file->bytes, file->size);
	TRY(xml ? units_read_xml(table, file->bytes, file->size) : units_read_csv(table, file->bytes, file->size));
	if (!table->row_count && !table->wrong) TRY(table_tell(table, UNITS_NONE, 1, 1, NULL, NULL, NULL));
	return OK;
}

/* Everything of one file: it is told of in one go, so that only ERR_MEMORY ends it early. *order: the caller frees. */
static int read_file(struct table *table, uint32_t **order, const struct units_file *file, struct arena *scratch,
					 struct diagnostics *diagnostics)
{
	table->arena = scratch;
	table->file = file->name;
	table->diagnostics = diagnostics;
	table->code = table->name = table->kind = NO_COLUMN;
	int status = read_table(table, file);
	if (status == ERR_MEMORY || status == ERR_SYSTEM) return status;
	table->wrong |= status != OK;
	return table_key(table) == NO_COLUMN ? OK : table_sort(order, table);
}

static int check_kind(struct units *units, const char *const *names, struct cell *cells, uint32_t row)
{
	struct table *table = &units->table;
	table_read_row(cells, table, row);
	const struct cell *code = &cells[table->code], *kind = &cells[table->kind];
	if (table_find_row(&units->kinds, units->kinds_order, code->text) != UINT32_MAX)
		TRY(table_tell(table, UNITS_CODE_IS_KIND, code->line, code->column, code->text, NULL, NULL));
	if (!kind->text || table_find_row(&units->kinds, units->kinds_order, kind->text) != UINT32_MAX) return OK;
	size_t count = units->kinds.row_count < NEAR_LIMIT ? units->kinds.row_count : NEAR_LIMIT;
	const char *near = words_nearest(kind->text, names, count);
	return table_tell(table, near ? UNITS_KIND_NEAR : UNITS_KIND_UNKNOWN, kind->line, kind->column, kind->text,
					  table_label(table, cells), near);
}

static int check_kinds(struct units *units, struct arena *scratch)
{
	struct table *table = &units->table;
	if (table->kind == NO_COLUMN) return table_tell(table, UNITS_NO_KIND, 1, 1, units->kinds.file, NULL, NULL);
	if (table->code == NO_COLUMN) return OK;
	const char *names[NEAR_LIMIT];
	for (uint32_t i = 0; i < units->kinds.row_count && i < NEAR_LIMIT; i++) names[i] = table_row_key(&units->kinds, i);
	struct cell *cells = arena_array(scratch, table->column_count + 1, sizeof *cells);
	if (!cells) return ERR_MEMORY;
	for (uint32_t row = 0; row < table->row_count; row++) TRY(check_kind(units, names, cells, row));
	return OK;
}

/* Merging */

static int add_columns(struct units *units, const struct table *table)
{
	bool of_kinds = table == &units->kinds;
	for (uint32_t i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i].name;
		if (!name || (of_kinds && i == table_key(table))) continue;
		size_t at = 0;
		while (at < units->count && strcmp(units->columns[at].name, name) != 0) at++;
		if (at == units->count) {
			TRY(arena_grow(units->arena, &units->columns, at, sizeof *units->columns));
			units->columns[at] = (struct merged){arena_string(units->arena, name), NO_COLUMN, NO_COLUMN};
			if (!units->columns[at].name) return ERR_MEMORY;
			units->count++;
		}
		*(of_kinds ? &units->columns[at].of_kind : &units->columns[at].own) = i;
	}
	return OK;
}

/* What a table needs when its file is gone: its name, and no more memory than its rows take. */
static int settle(struct table *table, struct arena *arena)
{
	if (!table->file) return OK;
	table->file = arena_string(arena, table->file);
	table->arena = NULL;
	table->columns = NULL;
	table->diagnostics = NULL;
	char *records = mem_resize(table->records.data, table->records.length, 1);
	uint32_t *rows = mem_resize(table->rows, table->row_count, sizeof *rows);
	if (records) table->records.data = records;
	if (records) table->records.capacity = table->records.length;
	if (rows) table->rows = rows;
	return table->file && records && rows ? OK : ERR_MEMORY;
}

static int list_names(struct units *units)
{
	units->names = arena_array(units->arena, units->count + 1, sizeof *units->names);
	if (!units->names) return ERR_MEMORY;
	for (size_t i = 0; i < units->count; i++) units->names[i] = units->columns[i].name;
	return OK;
}

static int read_files(struct units *units, const struct units_file *file, const struct units_file *kinds,
					  struct arena *scratch, struct diagnostics *diagnostics)
{
	units->kinds.of_kinds = true;
	if (kinds) TRY(read_file(&units->kinds, &units->kinds_order, kinds, scratch, diagnostics));
	uint32_t *order = NULL;
	int status = read_file(&units->table, &order, file, scratch, diagnostics);
	free(order);
	TRY(status);
	if (units->kinds_order && !units->table.wrong) TRY(check_kinds(units, scratch));
	if (units->table.wrong || units->kinds.wrong) return ERR_DOCUMENT;
	TRY(add_columns(units, &units->table));
	TRY(add_columns(units, &units->kinds));
	TRY(list_names(units));
	TRY(settle(&units->table, units->arena));
	return settle(&units->kinds, units->arena);
}

int units_parse(struct units **units, const struct units_file *file, const struct units_file *kinds,
				struct diagnostics *diagnostics)
{
	struct units *new = mem_zeroed(1, sizeof *new);
	struct arena *scratch = arena_new();
	int status = ERR_MEMORY;
	if (!new || !scratch) goto done;
	new->arena = arena_new();
	if (!new->arena) goto done;
	status = read_files(new, file, kinds, scratch, diagnostics);
	if (status != OK) goto done;
	*units = new;
	new = NULL;
done:
	units_drop(new);
	arena_drop(scratch);
	return status;
}

static int load_file(struct units_file *file, struct arena *arena, const char *path, struct diagnostics *diagnostics)
{
	char *bytes;
	file->name = path;
	TRY(file_read(&bytes, &file->size, arena, path, UNITS_FILE_LIMIT, diagnostics));
	file->bytes = bytes;
	return OK;
}

int units_load(struct units **units, const char *path, const char *kinds, struct diagnostics *diagnostics)
{
	struct arena *arena = arena_new();
	if (!arena) return ERR_MEMORY;
	struct units_file files[2];
	int status = load_file(&files[0], arena, path, diagnostics);
	int second = kinds && status != ERR_MEMORY ? load_file(&files[1], arena, kinds, diagnostics) : OK;
	if (status == OK || second == ERR_MEMORY) status = second;
	if (status == OK) status = units_parse(units, &files[0], kinds ? &files[1] : NULL, diagnostics);
	arena_drop(arena);
	return status;
}

/* Units */

size_t units_count(const struct units *units)
{
	return units->table.row_count;
}

const char *units_code(const struct units *units, size_t index)
{
	return table_row_key(&units->table, (uint32_t)index);
}

const char *const *units_columns(const struct units *units, size_t *count)
{
	*count = units->count;
	return units->names;
}

/* Nodes of the arena: nothing of them is to be freed. */
static xmlNode *new_node(struct arena *arena, xmlElementType type, const char *name)
{
	xmlNode *node = arena_alloc(arena, sizeof *node);
	if (!node) return NULL;
	node->type = type;
	node->name = (const xmlChar *)name;
	return node;
}

static void add_node(xmlNode *parent, xmlNode *node)
{
	node->parent = parent;
	node->prev = parent->last;
	if (parent->last)
		parent->last->next = node;
	else
		parent->children = node;
	parent->last = node;
}

static int add_column(xmlNode *row, const char *name, const struct cell *cell, struct arena *arena)
{
	xmlNode *column = new_node(arena, XML_ELEMENT_NODE, name);
	if (!column) return ERR_MEMORY;
	add_node(row, column);
	if (!cell->text) return OK;
	xmlNode *text = new_node(arena, XML_TEXT_NODE, (const char *)xmlStringText);
	if (!text) return ERR_MEMORY;
	text->content = (xmlChar *)cell->text;
	add_node(column, text);
	return OK;
}

int units_row(struct unit *unit, const struct units *units, size_t index, struct arena *arena)
{
	const struct table *table = &units->table;
	struct cell *own = arena_array(arena, table->column_count + 1, sizeof *own);
	struct cell *of_kind = arena_array(arena, units->kinds.column_count + 1, sizeof *of_kind);
	struct place *places = arena_array(arena, units->count + 1, sizeof *places);
	xmlNode *row = new_node(arena, XML_ELEMENT_NODE, "unit");
	if (!own || !of_kind || !places || !row) return ERR_MEMORY;
	uint32_t line = table_read_row(own, table, (uint32_t)index);
	const char *kind = table->kind != NO_COLUMN && own[table->kind].text ? own[table->kind].text : "";
	uint32_t kind_row = UINT32_MAX;
	if (*kind && units->kinds_order) kind_row = table_find_row(&units->kinds, units->kinds_order, kind);
	if (kind_row != UINT32_MAX) table_read_row(of_kind, &units->kinds, kind_row);
	for (size_t i = 0; i < units->count; i++) {
		const struct merged *column = &units->columns[i];
		struct cell cell = {.line = line};
		places[i].file = table->file;
		if (column->own != NO_COLUMN) cell = own[column->own];
		if (!cell.text && column->of_kind != NO_COLUMN && of_kind[column->of_kind].text) {
			cell = of_kind[column->of_kind];
			places[i].file = units->kinds.file;
		}
		places[i].line = cell.line;
		places[i].column = cell.column;
		TRY(add_column(row, column->name, &cell, arena));
	}
	struct place place = {table->file, line, 1};
	*unit = (struct unit){row, own[table->code].text, kind, place, places, units->count};
	return OK;
}
