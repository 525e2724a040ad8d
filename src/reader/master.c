#include "reader/master.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/status.h"
#include "derive/derive.h"
#include "derive/master.h"
#include "plan/schema.h"
#include "reader/changes.h"
#include "template/template.h"

/* In messages: as the attachment is named. */
static const char skeleton_name[] = "skeleton.xml";

struct master_file {
	struct arena *arena;
	const char *path, *data;
	struct plan plan;
	struct citation_words words;
	struct master master;
	struct plan_schema *grammar; /* of skeletons */
	struct skeleton *skeleton;   /* the last one: most files of a batch have the same */
	struct digest skeleton_digest;
	struct derived derived; /* its memory serves again */
};

/* The master. */

static int load(struct master_file *self, struct diagnostics *diagnostics)
{
	char *bytes;
	size_t size;
	TRY(file_read(&bytes, &size, self->arena, self->path, XML_FILE_LIMIT, diagnostics));
	TRY(master_read(&self->plan, self->arena, self->data, bytes, size, self->path, diagnostics));
	self->plan.folder = path_folder(self->arena, self->path);
	if (!self->plan.folder) return ERR_MEMORY;
	TRY(template_number(&self->plan, self->data, self->arena, diagnostics));
	TRY(citation_load(&self->words, self->arena, self->data, diagnostics));
	self->master = (struct master){&self->plan, &self->words, true};
	return plan_schema_load_skeleton(&self->grammar, self->data, diagnostics);
}

int master_load(struct master_file **master, const char *path, const char *data_folder, struct diagnostics *diagnostics)
{
	struct master_file *self = *master = mem_zeroed(1, sizeof *self);
	if (!self) return ERR_MEMORY;
	self->arena = arena_new();
	self->path = self->arena ? arena_string(self->arena, path) : NULL;
	self->data = self->path ? arena_string(self->arena, data_folder) : NULL;
	int status = self->data ? load(self, diagnostics) : ERR_MEMORY;
	if (status != OK) {
		master_drop(self);
		*master = NULL;
	}
	return status;
}

void master_drop(struct master_file *master)
{
	if (!master) return;
	derived_drop(&master->derived);
	skeleton_drop(master->skeleton);
	plan_schema_drop(master->grammar);
	plan_drop(&master->plan);
	arena_drop(master->arena);
	free(master);
}

const char *master_path(const struct master_file *master)
{
	return master->path;
}

/* The unit. */

/* A cell holds one text or nothing, and nothing stands between cells. */
static bool is_cell(xmlNode *node)
{
	xmlNode *text = node->children;
	return node->type == XML_ELEMENT_NODE && !node->ns && !node->properties &&
		   (!text || (text->type == XML_TEXT_NODE && !text->next));
}

static int read_cells(struct unit *unit, const char **names, xmlNode *row, const struct xml *xml, struct arena *arena)
{
	struct place *places = NULL;
	unit->columns = 0;
	for (xmlNode *cell = row->children, *next; cell; cell = next) {
		next = cell->next;
		if (xmlIsBlankNode(cell)) {
			xmlUnlinkNode(cell);
			xmlFreeNode(cell);
			continue;
		}
		if (!is_cell(cell) || unit->columns == XML_ATTRIBUTE_LIMIT) return ERR_DOCUMENT;
		const char *text = cell->children ? (const char *)cell->children->content : "";
		if (xml_is(cell, "code")) unit->code = text;
		if (xml_is(cell, "kind")) unit->kind = text;
		TRY(arena_grow(arena, &places, unit->columns, sizeof *places));
		names[unit->columns] = (const char *)cell->name;
		places[unit->columns++] = xml_place(xml, cell);
	}
	unit->places = places;
	return unit->code && *unit->code ? OK : ERR_DOCUMENT;
}

/* names: of the columns, XML_ATTRIBUTE_LIMIT of them at most. */
static int read_unit(struct unit *unit, const char **names, struct xml *xml, const struct derivation *derivation,
					 struct arena *arena, struct diagnostics *diagnostics)
{
	const char *name = arena_format(arena, "%s/unit", derivation->file);
	*xml = (struct xml){0};
	if (!name) return ERR_MEMORY;
	TRY(xml_parse(xml, arena, derivation->unit.bytes, derivation->unit.size, name, diagnostics));
	const xmlNode *units = xmlDocGetRootElement(xml->doc);
	xmlNode *row = xml_is(units, "units") ? xml_child(units, "unit") : NULL;
	int status = row && !row->ns ? OK : ERR_DOCUMENT;
	if (status == OK) {
		*unit = (struct unit){.row = row, .kind = "", .place = xml_place(xml, row)};
		status = read_cells(unit, names, row, xml, arena);
	}
	if (status != ERR_DOCUMENT) return status;
	return diagnostics_add(diagnostics, MASTER_UNIT, (struct place){.file = derivation->file}, NULL);
}

/* Deriving. */

static int take_skeleton(struct master_file *self, const struct derivation *derivation, struct diagnostics *diagnostics)
{
	struct digest digest;
	const struct enclosed *text = &derivation->skeleton;
	digest_make(&digest, text->bytes, text->size);
	if (self->skeleton && memcmp(&digest, &self->skeleton_digest, sizeof digest) == 0) return OK;
	skeleton_drop(self->skeleton);
	self->skeleton = NULL;
	self->skeleton_digest = digest;
	return skeleton_load(&self->skeleton, self->grammar, text->bytes, text->size, skeleton_name, diagnostics);
}

static int derive(struct master_file *self, const struct derivation *derivation, struct xml *xml, struct arena *arena,
				  struct diagnostics *diagnostics)
{
	struct unit unit = {0};
	const char *names[XML_ATTRIBUTE_LIMIT];
	TRY(read_unit(&unit, names, xml, derivation, arena, diagnostics));
	TRY(take_skeleton(self, derivation, diagnostics));
	TRY(skeleton_check(self->skeleton, &self->master, names, unit.columns, diagnostics));
	return derive_plan(&self->derived, self->skeleton, &self->master, &unit, diagnostics);
}

/* Comparing. */

static xmlNode *code_text(const xmlNode *root)
{
	const xmlNode *code = xml_child(root, "code");
	return code && code->children && code->children->type == XML_TEXT_NODE ? code->children : NULL;
}

/* "12/KH-SCT" is "/KH-SCT", which the register gave a number. */
static void forget_number(const xmlNode *before, const xmlNode *after)
{
	xmlNode *given = code_text(before), *derived = code_text(after);
	if (!given || !derived || *derived->content != '/') return;
	char *text = (char *)given->content;
	size_t digits = strspn(text, "0123456789");
	if (strcmp(text + digits, (const char *)derived->content) == 0)
		memmove(text, text + digits, strlen(text) - digits + 1);
}

static int write_changes(struct buffer *out, const struct changes *changes, const struct master_file *self,
						 enum language language, struct arena *arena)
{
	static const char *const more[] = {"  %zu more\n", "  và %zu chỗ khác\n"};
	size_t shown = changes->count < CHANGES_LIMIT ? changes->count : CHANGES_LIMIT;
	for (size_t i = 0; i < shown; i++) {
		const struct change *change = &changes->items[i];
		buffer_text(out, "  ");
		if (change->after) {
			const struct node_info *info = xml_info(change->after);
			struct place place = derive_place(&self->derived, info->line, info->column);
			buffer_format(out, "%s:%u:%u: ", place.file, (unsigned)place.line, (unsigned)place.column);
		}
		TRY(change_write(out, change, language, arena));
		buffer_char(out, '\n');
	}
	if (changes->count > shown) buffer_format(out, more[language], changes->count - shown);
	return out->failed ? ERR_MEMORY : OK;
}

static int compare(bool *stale, struct buffer *out, struct master_file *self, const struct derivation *derivation,
				   enum language language, struct arena *arena, struct diagnostics *diagnostics)
{
	struct xml before = {0}, after = {0};
	struct changes changes;
	const struct buffer *xml = &self->derived.xml;
	int status =
		xml_parse(&before, arena, derivation->plan.bytes, derivation->plan.size, derivation->file, diagnostics);
	if (status == OK) status = xml_parse(&after, arena, xml->data, xml->length, derivation->file, diagnostics);
	if (status == OK) {
		const xmlNode *roots[] = {xmlDocGetRootElement(before.doc), xmlDocGetRootElement(after.doc)};
		forget_number(roots[0], roots[1]);
		changes_find(&changes, roots[0], roots[1]);
		*stale = changes.count > 0;
		status = write_changes(out, &changes, self, language, arena);
	}
	xml_drop(&before);
	xml_drop(&after);
	return status;
}

int master_hold(bool *stale, struct buffer *out, struct master_file *master, const struct derivation *derivation,
				enum language language, struct arena *arena, struct diagnostics *diagnostics)
{
	struct xml unit;
	int status = derive(master, derivation, &unit, arena, diagnostics);
	if (status == OK) status = compare(stale, out, master, derivation, language, arena, diagnostics);
	xml_drop(&unit);
	return status;
}
