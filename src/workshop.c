#include "workshop.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "device/device.h"
#include "plan/names.h"
#include "text/font.h"
#include "text/shape.h"

int vanthu_new(struct vanthu **vanthu, const char *data_folder)
{
	if (!data_folder) data_folder = getenv("VANTHU_DATA");
	if (!data_folder || !*data_folder) data_folder = VANTHU_PREFIX "/share/vanthu";
	struct vanthu *new = *vanthu = mem_zeroed(1, sizeof *new);
	if (!new) return VANTHU_MEMORY;
	new->data_folder = mem_string(data_folder);
	new->arena = arena_new();
	if (!new->data_folder || !new->arena) {
		vanthu_drop(new);
		*vanthu = NULL;
		return VANTHU_MEMORY;
	}
	xmlInitParser();
	return VANTHU_OK;
}

int vanthu_new_beside(struct vanthu **vanthu, struct vanthu *other)
{
	*vanthu = NULL;
	TRY(workshop_device(other));
	TRY(vanthu_new(vanthu, other->data_folder));
	int status = pdf_workshop_new(&(*vanthu)->workshop, other->workshop);
	if (status == OK) return VANTHU_OK;
	vanthu_drop(*vanthu);
	*vanthu = NULL;
	return status;
}

void vanthu_drop(struct vanthu *vanthu)
{
	if (!vanthu) return;
	pdf_workshop_drop(vanthu->workshop);
	buffer_drop(&vanthu->metadata);
	buffer_drop(&vanthu->manifest);
	for (size_t i = 0; i < RESOLVED_LIMIT; i++) {
		buffer_drop(&vanthu->resolved[i].xml);
		buffer_drop(&vanthu->resolved[i].wish);
	}
	shaper_drop(vanthu->shaper); /* words refer to faces */
	fonts_drop(vanthu->fonts);
	template_drop(vanthu->template);
	free(vanthu->template_key);
	plan_schema_drop(vanthu->schema);
	arena_drop(vanthu->arena);
	free(vanthu->data_folder);
	free(vanthu);
}

int vanthu_schema(struct plan_schema **schema, struct vanthu *vanthu, struct diagnostics *diagnostics)
{
	if (!vanthu->schema) TRY(plan_schema_load(&vanthu->schema, vanthu->data_folder, diagnostics));
	*schema = vanthu->schema;
	return OK;
}

/* Documents of a batch mostly wish the same: the last template is kept, by wish, not by name. One that was given in
 * memory is not: another may be given by its name. */
int workshop_template(struct vanthu *vanthu, const struct template_source *wish, const char *kind,
					  struct diagnostics *diagnostics)
{
	struct template_source source = *wish;
	const char *key = source.files ? ""
					  : source.name
						  ? arena_format(vanthu->arena, "%s\n%s", source.name, source.folder ? source.folder : "")
						  : arena_format(vanthu->arena, "\n%s", kind);
	if (!key) return ERR_MEMORY;
	if (vanthu->template && *key && strcmp(vanthu->template_key, key) == 0) return OK;
	if (!source.name) TRY(template_choose(&source, kind, vanthu->arena, diagnostics));

	template_drop(vanthu->template);
	free(vanthu->template_key);
	for (size_t i = 0; i < RESOLVED_LIMIT; i++) buffer_clear(&vanthu->resolved[i].xml);
	vanthu->template = NULL;
	vanthu->template_key = mem_string(key);
	if (!vanthu->template_key) return ERR_MEMORY;
	return template_load(&vanthu->template, &source, diagnostics);
}

static struct resolved *find_resolved(struct vanthu *vanthu, const char *wish, size_t length)
{
	for (size_t i = 0; i < RESOLVED_LIMIT; i++) {
		struct resolved *known = &vanthu->resolved[i];
		if (known->xml.length && known->wish.length == length && memcmp(known->wish.data, wish, length) == 0)
			return known;
	}
	return NULL;
}

/* Documents of a batch mostly have the same elements. */
int workshop_resolve(const struct resolved **out, struct vanthu *vanthu, const struct plan *plan)
{
	const char *kind = plan->kind, *names;
	TRY(plan_names(&names, plan, vanthu->arena));
	const char *wish = arena_format(vanthu->arena, "%s%s", kind, names);
	if (!wish) return ERR_MEMORY;
	size_t length = strlen(wish);
	struct resolved *resolved = find_resolved(vanthu, wish, length);
	*out = resolved;
	if (resolved) return OK;
	*out = resolved = &vanthu->resolved[vanthu->resolved_count++ % RESOLVED_LIMIT];
	buffer_clear(&resolved->xml);
	buffer_clear(&resolved->wish);
	buffer_put(&resolved->wish, wish, length);
	if (resolved->wish.failed) return ERR_MEMORY;
	int status = template_resolve(&resolved->xml, vanthu->template, kind, names);
	if (status != OK) buffer_clear(&resolved->xml);
	digest_make(&resolved->digest, resolved->xml.data, resolved->xml.length);
	return status;
}

int workshop_fonts(struct vanthu *vanthu, struct diagnostics *diagnostics)
{
	if (!vanthu->fonts) TRY(fonts_open(&vanthu->fonts, vanthu->data_folder, diagnostics));
	if (!vanthu->shaper) TRY(shaper_new(&vanthu->shaper));
	shaper_trim(vanthu->shaper);
	return OK;
}

int workshop_device(struct vanthu *vanthu)
{
	return vanthu->workshop ? OK : pdf_workshop_new(&vanthu->workshop, NULL);
}
