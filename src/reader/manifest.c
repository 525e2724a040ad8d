#include "reader/manifest.h"

#include <string.h>

#include "archive/manifest.h"
#include "base/status.h"
#include "base/xml.h"

/* In the arena; NULL in *value if the attribute is absent. */
static int copy_attribute(const char **value, struct arena *arena, const xmlNode *node, const char *name)
{
	const char *found = xml_attribute(node, name);
	*value = found ? arena_string(arena, found) : NULL;
	return *value || !found ? OK : ERR_MEMORY;
}

static int read_source(struct manifest *manifest, struct arena *arena, const xmlNode *node)
{
	struct manifest_source source;
	TRY(copy_attribute(&source.role, arena, node, "role"));
	TRY(copy_attribute(&source.name, arena, node, "name"));
	TRY(copy_attribute(&source.path, arena, node, "path"));
	TRY(copy_attribute(&source.sha256, arena, node, "sha256"));
	if (!source.role || !source.name || !source.sha256) return ERR_DOCUMENT;
	TRY(arena_grow(arena, &manifest->sources, manifest->source_count, sizeof source));
	manifest->sources[manifest->source_count++] = source;
	return OK;
}

static int read_version(struct manifest *manifest, struct arena *arena, const xmlNode *node)
{
	struct manifest_version version;
	TRY(copy_attribute(&version.what, arena, node, "name"));
	TRY(copy_attribute(&version.version, arena, node, xml_is(node, "font") ? "sha256" : "version"));
	if (!version.what) return ERR_DOCUMENT;
	if (!version.version) version.version = "";
	TRY(arena_grow(arena, &manifest->versions, manifest->version_count, sizeof version));
	manifest->versions[manifest->version_count++] = version;
	return OK;
}

static int read_root(struct manifest *manifest, struct arena *arena, const xmlNode *root)
{
	const char *space = root->ns ? (const char *)root->ns->href : "";
	if (!xml_is(root, "manifest") || strcmp(space, MANIFEST_NAMESPACE) != 0) return ERR_DOCUMENT;
	const char *enclosed = xml_attribute(root, "enclosed");
	manifest->enclosed = enclosed && strcmp(enclosed, "yes") == 0;
	for (const xmlNode *node = xml_child(root, NULL); node; node = xml_next(node, NULL))
		TRY(xml_is(node, "source") ? read_source(manifest, arena, node) : read_version(manifest, arena, node));
	return OK;
}

int manifest_read(struct manifest *manifest, struct arena *arena, const char *bytes, size_t size,
				  struct diagnostics *found)
{
	struct xml xml;
	*manifest = (struct manifest){0};
	TRY(xml_parse(&xml, arena, bytes, size, SOURCE_MANIFEST, found));
	int status = read_root(manifest, arena, xmlDocGetRootElement(xml.doc));
	xml_drop(&xml);
	return status;
}

static const char *version_of(const struct manifest *manifest, const char *what)
{
	for (size_t i = 0; i < manifest->version_count; i++) {
		if (strcmp(manifest->versions[i].what, what) == 0) return manifest->versions[i].version;
	}
	return NULL;
}

/* A digest's first digits tell it from another. */
static void put_difference(struct buffer *out, const char *what, const char *a, const char *b)
{
	enum { SHOWN = 12 };
	if (out->length) buffer_text(out, ", ");
	buffer_format(out, "%s %.*s → %.*s", what, SHOWN, a ? a : "-", SHOWN, b ? b : "-");
}

int manifest_differences(const char **text, const struct manifest *a, const struct manifest *b, struct arena *arena)
{
	struct buffer out = {0};
	*text = NULL;
	for (size_t i = 0; i < a->version_count; i++) {
		const struct manifest_version *own = &a->versions[i];
		const char *other = version_of(b, own->what);
		if (!other || strcmp(other, own->version) != 0) put_difference(&out, own->what, own->version, other);
	}
	for (size_t i = 0; i < b->version_count; i++) {
		const struct manifest_version *other = &b->versions[i];
		if (!version_of(a, other->what)) put_difference(&out, other->what, NULL, other->version);
	}
	if (out.length && !out.failed) *text = arena_copy(arena, out.data, out.length);
	int status = out.failed || (out.length && !*text) ? ERR_MEMORY : OK;
	buffer_drop(&out);
	return status;
}
