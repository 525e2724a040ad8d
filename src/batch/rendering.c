#include "batch/rendering.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/status.h"
#include "base/xml.h"
#include "batch/pictures.h"
#include "template/template.h"
#include "vanthu_internal.h"

enum { TEMPLATE_LIMIT = 16 * 1024 * 1024 };

/* While templates are read. */
struct reading {
	struct buffer *out;
	const char *folder;    /* the skeleton's */
	const char **families; /* that they name, each once; the arena's */
	size_t family_count;
	struct arena *arena;
	struct diagnostics *diagnostics, *unheard;
};

void put_piece(struct buffer *out, const char *bytes, size_t size)
{
	buffer_format(out, "%zu:", size);
	buffer_put(out, bytes, size);
}

void put_digest(struct buffer *out, const char *bytes, size_t size)
{
	struct digest digest;
	digest_make(&digest, bytes, size);
	buffer_put(out, digest.bytes, DIGEST_SIZE);
}

/* What a template names. */

static int note_family(struct reading *reading, const char *family)
{
	for (size_t i = 0; i < reading->family_count; i++)
		if (strcmp(reading->families[i], family) == 0) return OK;
	TRY(arena_grow(reading->arena, &reading->families, reading->family_count, sizeof *reading->families));
	reading->families[reading->family_count] = arena_string(reading->arena, family);
	return reading->families[reading->family_count++] ? OK : ERR_MEMORY;
}

/* Pictures of the template's own are literals of XPath: select="'logo.png'". Others are the plan's (pictures.h). */
static int put_literals(struct reading *reading, const char *path)
{
	for (const char *quote; (quote = strpbrk(path, "'\""));) {
		const char *close = strchr(quote + 1, *quote);
		if (!close) break;
		const char *name = arena_copy(reading->arena, quote + 1, (size_t)(close - quote - 1));
		if (!name) return ERR_MEMORY;
		TRY(pictures_put(reading->out, reading->folder, name, reading->arena));
		path = close + 1;
	}
	return OK;
}

static int note_names(struct reading *reading, const xmlNode *first)
{
	for (const xmlNode *node = first; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE) continue;
		const char *face = xml_attribute(node, "face"), *select = xml_attribute(node, "select");
		if (face) TRY(note_family(reading, face));
		if (select && xml_is(node, "image")) TRY(put_literals(reading, select));
		TRY(note_names(reading, node->children));
	}
	return OK;
}

static void put_file(struct reading *reading, const char *name, const char *bytes, size_t size)
{
	put_piece(reading->out, name, strlen(name));
	put_digest(reading->out, bytes, size);
}

/* The data folder's templates. */

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), tail = strlen(end);
	return length > tail && strcmp(name + length - tail, end) == 0;
}

/* One that is no XML is told of by others. */
static int put_template(struct reading *reading, const char *name, const char *bytes, size_t size)
{
	struct xml xml;
	int status = xml_parse(&xml, reading->arena, bytes, size, name, reading->unheard);
	if (status != OK) return status == ERR_MEMORY ? status : OK;
	status = note_names(reading, xmlDocGetRootElement(xml.doc));
	xml_drop(&xml);
	return status;
}

/* All of them: which of them a plan needs is not looked into. */
static int put_templates(struct reading *reading, const char *data)
{
	size_t count, size;
	char *bytes;
	const char **names, *folder = arena_format(reading->arena, "%s/templates", data);
	if (!folder) return ERR_MEMORY;
	TRY(file_list(&names, &count, reading->arena, folder, reading->diagnostics));
	for (size_t i = 0; i < count; i++) {
		bool template = ends_with(names[i], ".xml");
		if (!template && !ends_with(names[i], ".rng")) continue;
		const char *path = arena_format(reading->arena, "%s/%s", folder, names[i]);
		if (!path) return ERR_MEMORY;
		TRY(file_read(&bytes, &size, reading->arena, path, TEMPLATE_LIMIT, reading->diagnostics));
		put_file(reading, names[i], bytes, size);
		if (template) TRY(put_template(reading, names[i], bytes, size));
	}
	return OK;
}

/* The skeleton's own template with all that it extends, wherever it is. One that cannot be read is told of by each plan. */
static int put_house_template(struct reading *reading, const char *name, const char *data)
{
	struct template *template;
	const struct template_source source = {.data_folder = data, .folder = reading->folder, .name = name};
	int status = template_load(&template, &source, reading->unheard);
	if (status != OK) return status == ERR_MEMORY ? status : OK;
	const struct xml *file;
	for (size_t i = 0; status == OK && (file = template_file(template, i)); i++) {
		put_file(reading, file->name, file->source, file->size);
		status = note_names(reading, xmlDocGetRootElement(file->doc));
	}
	template_drop(template);
	return status;
}

int rendering_put(struct buffer *out, const struct batch_order *order, const char *folder, const char *template_name,
				  struct diagnostics *diagnostics)
{
	struct reading reading = {
		.out = out,
		.folder = folder,
		.arena = arena_new(),
		.diagnostics = diagnostics,
		.unheard = diagnostics_new(),
	};
	int status = reading.arena && reading.unheard ? OK : ERR_MEMORY;
	buffer_format(out, "vanthu %s %d %d %d\n", VANTHU_VERSION, (int)order->form, order->without_source, order->draft);
	if (status == OK) status = put_templates(&reading, order->data);
	if (status == OK && template_name) status = put_house_template(&reading, template_name, order->data);
	if (status == OK) status = vanthu_font_stamps(out, order->data, reading.families, reading.family_count);
	diagnostics_drop(reading.unheard);
	arena_drop(reading.arena);
	return status;
}
