/* kinds.xml: which template serves a kind of document, and what a new one begins with. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "base/words.h"
#include "base/xml.h"
#include "template/template.h"

enum { FILE_LIMIT = 1024 * 1024 };

/* Every row has all that is asked for below. */
static int check_kinds(const struct xml *xml, struct diagnostics *diagnostics)
{
	static const char *const needed[] = {"code", "template", "plan"};
	const xmlNode *kind = xml_child(xmlDocGetRootElement(xml->doc), "kind");
	for (; kind; kind = xml_next(kind, "kind"))
		for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
			if (!xml_attribute(kind, needed[i]))
				return diagnostics_add(diagnostics, TEMPLATE_MISSING_ATTRIBUTE, xml_place(xml, kind), needed[i], "kind",
									   NULL);
	return OK;
}

static int read_kinds(struct xml *xml, const char *data_folder, struct arena *arena, struct diagnostics *diagnostics)
{
	char *bytes, *path = arena_format(arena, "%s/templates/kinds.xml", data_folder);
	size_t size;
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, arena, path, FILE_LIMIT, diagnostics));
	TRY(xml_parse(xml, arena, bytes, size, path, diagnostics));
	int status = check_kinds(xml, diagnostics);
	if (status != OK) xml_drop(xml);
	return status;
}

/* An attribute of the kind's row, in the arena; NULL in *value if there is no such row. */
static int look_up(const char **value, const struct xml *xml, const char *kind, const char *attribute,
				   struct arena *arena)
{
	const xmlNode *node = xml_child(xmlDocGetRootElement(xml->doc), "kind");
	*value = NULL;
	while (node && strcmp(xml_attribute(node, "code"), kind) != 0) node = xml_next(node, "kind");
	if (!node) return OK;
	*value = arena_string(arena, xml_attribute(node, attribute));
	return *value ? OK : ERR_MEMORY;
}

int template_choose(struct template_source *source, const char *kind, struct arena *arena,
					struct diagnostics *diagnostics)
{
	struct xml xml;
	source->folder = NULL;
	TRY(read_kinds(&xml, source->data_folder, arena, diagnostics));
	int status = look_up(&source->name, &xml, kind, "template", arena);
	xml_drop(&xml);
	if (status != OK || source->name) return status;
	return diagnostics_add(diagnostics, KIND_WITHOUT_TEMPLATE, source->place, kind, NULL);
}

/* All kinds: "KH, CT, ...", and the one that was probably meant ("kh"). */
static int refuse(const struct xml *xml, const char *kind, struct arena *arena, struct diagnostics *diagnostics)
{
	struct buffer list = {0};
	const char **codes = NULL;
	size_t count = 0;
	const xmlNode *node = xml_child(xmlDocGetRootElement(xml->doc), "kind");
	for (; node; node = xml_next(node, "kind")) {
		const char *code = arena_string(arena, xml_attribute(node, "code"));
		if (!code || arena_grow(arena, &codes, count, sizeof *codes) != OK) break;
		codes[count++] = code;
		buffer_format(&list, "%s%s", list.length ? ", " : "", code);
	}
	const char *kinds = list.failed || node ? NULL : arena_copy(arena, list.data, list.length);
	buffer_drop(&list);
	if (!kinds) return ERR_MEMORY;
	const char *meant = words_nearest(kind, codes, count);
	return diagnostics_add(diagnostics, meant ? KIND_UNKNOWN_MEANT : KIND_UNKNOWN, (struct place){0}, kind, kinds,
						   meant, NULL);
}

/* The skeleton with the kind's abbreviation for each "{kind}". */
static int put_kind(struct buffer *out, const char *text, const char *kind)
{
	static const char field[] = "{kind}";
	for (const char *at; (at = strstr(text, field)); text = at + sizeof field - 1) {
		buffer_put(out, text, (size_t)(at - text));
		buffer_text(out, kind);
	}
	buffer_text(out, text);
	return out->failed ? ERR_MEMORY : OK;
}

int template_new_plan(struct buffer *out, const char *kind, const char *data_folder, struct arena *arena,
					  struct diagnostics *diagnostics)
{
	struct xml xml;
	const char *name;
	char *bytes;
	size_t size;
	TRY(read_kinds(&xml, data_folder, arena, diagnostics));
	int status = look_up(&name, &xml, kind, "plan", arena);
	if (status == OK && !name) status = refuse(&xml, kind, arena, diagnostics);
	xml_drop(&xml);
	if (status != OK) return status;
	const char *path = arena_format(arena, "%s/templates/new/%s.xml", data_folder, name);
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, arena, path, FILE_LIMIT, diagnostics));
	return put_kind(out, bytes, kind);
}
