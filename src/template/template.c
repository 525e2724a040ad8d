/* Templates from files: where they are found, what they extend, in which order they are read. */
#include "template/template.h"

#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/status.h"
#include "template/flow.h"
#include "template/internal.h"

enum { LONGEST_CHAIN = 8, TEMPLATE_LIMIT = 1024 * 1024 };

static bool is_path(const char *name)
{
	size_t length = strlen(name);
	return strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".xml") == 0);
}

/* A plan often bears the name of its kind's template, as in `vanthu render ke-hoach.xml`: it is no template. */
static bool is_plan(const char *path)
{
	char head[4096];
	FILE *file = fopen(path, "rb");
	if (!file) return false;
	size_t length = fread(head, 1, sizeof head - 1, file);
	fclose(file);
	head[length] = '\0';
	return strstr(head, "\"urn:vanthu:plan:1\"") || strstr(head, "'urn:vanthu:plan:1'");
}

/* The first of the folders that holds NAME.xml; NULL in *path if none does. */
static int find_template(const char **path, struct arena *arena, const struct template_source *source)
{
	if (source->files) {
		*path = given_file(source->files, source->name) ? source->name : NULL;
		return OK;
	}
	if (is_path(source->name)) {
		*path = access(source->name, F_OK) == 0 ? arena_string(arena, source->name) : NULL;
		return OK;
	}
	const char *folders[] = {source->folder, arena_format(arena, "%s/templates", source->data_folder)};
	if (!folders[1]) return ERR_MEMORY;
	*path = NULL;
	for (size_t i = 0; i < 2 && !*path; i++) {
		if (!folders[i]) continue;
		char *candidate = arena_format(arena, "%s/%s.xml", folders[i], source->name);
		if (!candidate) return ERR_MEMORY;
		if (access(candidate, F_OK) == 0 && (i || !is_plan(candidate))) *path = candidate;
	}
	return OK;
}

/* The template outlives what is given. */
static int read_bytes(char **bytes, size_t *size, struct template *template, const char *path,
					  const struct given_files *files)
{
	const struct given_file *given = files ? given_file(files, path) : NULL;
	if (!given) return file_read(bytes, size, template->arena, path, TEMPLATE_LIMIT, template->diagnostics);
	*bytes = arena_copy(template->arena, given->bytes, given->size);
	*size = given->size;
	return *bytes ? OK : ERR_MEMORY;
}

/* Parses one file into files[0]; the ones that were there move up. */
static int read_file(struct template *template, const char *path, const struct template_source *source)
{
	struct xml xml;
	char *bytes;
	size_t size;
	TRY(read_bytes(&bytes, &size, template, path, source->files));
	TRY(xml_parse(&xml, template->arena, bytes, size, path, template->diagnostics));
	memmove(template->files + 1, template->files, template->file_count * sizeof xml);
	template->files[0] = xml;
	template->file_count++;
	const xmlNode *root = xmlDocGetRootElement(xml.doc);
	bool known = root->ns && strcmp((const char *)root->ns->href, "urn:vanthu:template:1") == 0;
	if (!known || strcmp((const char *)root->name, "template") != 0)
		return diagnostics_add(template->diagnostics, TEMPLATE_NOT_ONE, xml_place(&xml, root), NULL);
	TRY(template_check(&xml, bytes, size, source->data_folder, template->diagnostics));
	xml_strip_namespace(&template->files[0]);
	return OK;
}

static int too_long(struct template *template, struct place place)
{
	const char *limit = arena_format(template->arena, "%d", LONGEST_CHAIN);
	return limit ? diagnostics_add(template->diagnostics, TEMPLATE_CHAIN, place, limit, NULL) : ERR_MEMORY;
}

/* The template and all that it extends, into template->files, the most basic one first. */
static int read_chain(struct template *template, const struct template_source *source)
{
	struct template_source wanted = *source;
	template->files = arena_array(template->arena, LONGEST_CHAIN, sizeof *template->files);
	if (!template->files) return ERR_MEMORY;
	while (wanted.name) {
		const char *path;
		if (template->file_count == LONGEST_CHAIN) return too_long(template, wanted.place);
		TRY(find_template(&path, template->arena, &wanted));
		if (!path) return diagnostics_add(template->diagnostics, TEMPLATE_NOT_FOUND, wanted.place, wanted.name, NULL);
		for (size_t i = 0; i < template->file_count; i++)
			if (strcmp(template->files[i].name, path) == 0)
				return diagnostics_add(template->diagnostics, TEMPLATE_CIRCLE, wanted.place, wanted.name, NULL);
		TRY(read_file(template, path, source));
		const xmlNode *root = xmlDocGetRootElement(template->files[0].doc);
		wanted.name = xml_attribute(root, "extends");
		wanted.place = template_attribute_place(template, root, "extends");
		wanted.folder = path_folder(template->arena, path);
		if (!wanted.folder) return ERR_MEMORY;
	}
	return OK;
}

static void ignore_error(void *data, xmlErrorPtr error)
{
	(void)data, (void)error; /* the caller says it in its own words */
}

static int read_template(struct template *template, const struct template_source *source)
{
	TRY(read_chain(template, source));
	template->context = xmlXPathNewContext(template->files[0].doc);
	if (!template->context || xmlXPathContextSetCache(template->context, 1, -1, 0) != 0) return ERR_MEMORY;
	template->context->error = ignore_error;
	TRY(template_register_functions(template->context));
	TRY(template_read_styles(template));
	TRY(template_read_page(template));
	TRY(template_read_numbering(template));
	TRY(template_compile_flow(template));
	return template_check_unused(template);
}

struct template_source template_wish(const struct plan *plan, const char *data_folder)
{
	return (struct template_source){
		.data_folder = data_folder,
		.folder = plan->folder,
		.name = xml_attribute(plan->root, "template"),
		.place = xml_place(&plan->xml, plan->root),
	};
}

int template_load(struct template **out, const struct template_source *source, struct diagnostics *diagnostics)
{
	*out = NULL;
	struct arena *arena = arena_new();
	struct template *template = arena ? arena_alloc(arena, sizeof *template) : NULL;
	if (!template) {
		arena_drop(arena);
		return ERR_MEMORY;
	}
	template->arena = arena;
	template->diagnostics = diagnostics;
	int status = read_template(template, source);
	template->diagnostics = NULL;
	if (status == OK) {
		*out = template;
	} else {
		template_drop(template);
	}
	return status;
}

void template_drop(struct template *template)
{
	if (!template) return;
	for (size_t i = 0; i < template->expression_count; i++) xmlXPathFreeCompExpr(template->expressions[i]);
	xmlXPathFreeContext(template->context);
	for (size_t i = 0; i < template->file_count; i++) xml_drop(&template->files[i]);
	arena_drop(template->arena);
}

int template_number(struct plan *plan, const char *data_folder, struct arena *arena, struct diagnostics *diagnostics)
{
	struct template *template;
	struct template_source source = template_wish(plan, data_folder);
	if (!source.name) TRY(template_choose(&source, plan->kind, arena, diagnostics));
	TRY(template_load(&template, &source, diagnostics));
	int status = plan_number(plan, template_numbering(template), arena, diagnostics);
	template_drop(template);
	return status;
}

const struct xml *template_file(const struct template *template, size_t index)
{
	return index < template->file_count ? &template->files[index] : NULL;
}

const struct numbering *template_numbering(const struct template *template)
{
	return &template->numbering;
}

const char *template_kind_name(const struct template *template, const char *code)
{
	for (size_t i = template->file_count; i-- > 0;) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *kinds = xml_child(root, "kinds"); kinds; kinds = xml_next(kinds, "kinds")) {
			for (const xmlNode *kind = xml_child(kinds, "kind"); kind; kind = xml_next(kind, "kind")) {
				const char *own = xml_attribute(kind, "code");
				if (own && strcmp(own, code) == 0) return xml_attribute(kind, "name");
			}
		}
	}
	return NULL;
}
