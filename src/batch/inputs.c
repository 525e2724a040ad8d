#include "batch/inputs.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/status.h"
#include "batch/pictures.h"
#include "batch/rendering.h"
#include "derive/master.h"
#include "plan/schema.h"
#include "template/template.h"

static int digest_all(struct inputs *inputs, const struct batch_order *order, const char *template_name,
					  const char *master, size_t master_size, struct diagnostics *diagnostics)
{
	struct buffer text = {0};
	int status = rendering_put(&text, order, inputs->folder, template_name, diagnostics);
	put_digest(&text, inputs->skeleton, inputs->skeleton_size); /* it is in the PDF */
	digest_make(&inputs->look, text.data, text.length);
	put_digest(&text, master, master_size);
	put_piece(&text, order->xml ? "xml" : "", order->xml ? 3 : 0);
	digest_make(&inputs->all, text.data, text.length);
	if (text.failed) status = ERR_MEMORY;
	buffer_drop(&text);
	return status;
}

/* Master. */

static int load_master(struct inputs *inputs, const struct batch_order *order, const char *bytes, size_t size,
					   struct diagnostics *diagnostics)
{
	TRY(master_read(&inputs->plan, inputs->arena, order->data, bytes, size, order->master, diagnostics));
	inputs->plan.folder = path_folder(inputs->arena, order->master);
	if (!inputs->plan.folder) return ERR_MEMORY;
	TRY(template_number(&inputs->plan, order->data, inputs->arena, diagnostics));
	TRY(citation_load(&inputs->words, inputs->arena, order->data, diagnostics));
	inputs->master = (struct master){&inputs->plan, &inputs->words, order->draft};
	return OK;
}

/* Skeleton. */

/* A copy of the file's name without ".xml". */
static const char *plain_name(struct arena *arena, const char *path)
{
	const char *name = path_name(path);
	size_t length = strlen(name);
	if (length > 4 && strcmp(name + length - 4, ".xml") == 0) length -= 4;
	return arena_copy(arena, name, length);
}

int inputs_skeleton(struct skeleton **skeleton, struct inputs *inputs, const struct batch_order *order,
					struct diagnostics *diagnostics)
{
	struct plan_schema *schema;
	*skeleton = inputs->checked;
	inputs->checked = NULL;
	if (*skeleton) return OK;
	TRY(plan_schema_load_skeleton(&schema, order->data, diagnostics));
	int status = skeleton_load(skeleton, schema, inputs->skeleton, inputs->skeleton_size, order->skeleton, diagnostics);
	plan_schema_drop(schema);
	return status;
}

/* Other files that plans are made of: pictures, and the root's template, which stands there as it is: fields are not
 * allowed in it. */
static int find_files(const char **name, struct inputs *inputs, struct diagnostics *diagnostics)
{
	struct xml xml;
	TRY(xml_parse(&xml, inputs->arena, inputs->skeleton, inputs->skeleton_size, "-", diagnostics));
	const char *found = xml_attribute(xmlDocGetRootElement(xml.doc), "template");
	*name = found ? arena_string(inputs->arena, found) : NULL;
	inputs->pictured = pictures_named(xmlDocGetRootElement(xml.doc)) || pictures_named(inputs->plan.root);
	xml_drop(&xml);
	return found && !*name ? ERR_MEMORY : OK;
}

static int load_skeleton(struct inputs *inputs, const struct batch_order *order, struct diagnostics *diagnostics)
{
	struct skeleton *skeleton;
	size_t count;
	const char *const *columns = units_columns(inputs->units, &count);
	int status = inputs_skeleton(&skeleton, inputs, order, diagnostics);
	if (status == OK) status = skeleton_check(skeleton, &inputs->master, columns, count, diagnostics);
	const char *id = status == OK ? skeleton_id(skeleton) : NULL;
	inputs->skeleton_id = id ? arena_string(inputs->arena, id) : plain_name(inputs->arena, order->skeleton);
	if (status == OK && !inputs->skeleton_id) status = ERR_MEMORY;
	inputs->checked = skeleton;
	return status;
}

int inputs_load(struct inputs *inputs, const struct batch_order *order, struct diagnostics *diagnostics)
{
	char *master;
	size_t size;
	const char *template_name;
	*inputs = (struct inputs){.arena = arena_new()};
	if (!inputs->arena) return ERR_MEMORY;
	inputs->folder = path_folder(inputs->arena, order->skeleton);
	if (!inputs->folder) return ERR_MEMORY;
	int worst = units_load(&inputs->units, order->units, order->kinds, diagnostics);
	if (worst == OK && units_count(inputs->units) == 0)
		worst = diagnostics_add(diagnostics, BATCH_NO_UNITS, (struct place){.file = order->units}, NULL);
	int status = file_read(&master, &size, inputs->arena, order->master, XML_FILE_LIMIT, diagnostics);
	if (status == OK) status = load_master(inputs, order, master, size, diagnostics);
	if (status > worst) worst = status;
	TRY(worst);
	TRY(file_read(&inputs->skeleton, &inputs->skeleton_size, inputs->arena, order->skeleton, XML_FILE_LIMIT,
				  diagnostics));
	TRY(load_skeleton(inputs, order, diagnostics));
	TRY(find_files(&template_name, inputs, diagnostics));
	return digest_all(inputs, order, template_name, master, size, diagnostics);
}

void inputs_drop(struct inputs *inputs)
{
	skeleton_drop(inputs->checked);
	plan_drop(&inputs->plan);
	units_drop(inputs->units);
	arena_drop(inputs->arena);
}

void inputs_digest(char text[DIGEST_TEXT_SIZE], const struct inputs *inputs, const struct unit *unit,
				   struct buffer *scratch)
{
	buffer_clear(scratch);
	buffer_put(scratch, inputs->all.bytes, DIGEST_SIZE);
	for (const xmlNode *cell = unit->row->children; cell; cell = cell->next) {
		const char *value = cell->children ? (const char *)cell->children->content : "";
		put_piece(scratch, (const char *)cell->name, strlen((const char *)cell->name));
		put_piece(scratch, value, strlen(value));
	}
	if (scratch->failed)
		*text = '\0';
	else
		digest_text(text, scratch->data, scratch->length);
}
