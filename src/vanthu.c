/* The pipeline: one stage after the other. What may be kept from document to document stays in the workshop and is
 * loaded by the first document that needs it. */
#include "vanthu_internal.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "archive/manifest.h"
#include "archive/metadata.h"
#include "archive/source.h"
#include "archive/srgb.h"
#include "base/memory.h"
#include "base/status.h"
#include "device/device.h"
#include "layout/layout.h"
#include "plan/names.h"
#include "plan/numbering.h"
#include "plan/plan.h"
#include "plan/references.h"
#include "template/bind.h"
#include "template/template.h"
#include "text/font.h"
#include "text/shape.h"

_Static_assert((int)VANTHU_OK == OK && (int)VANTHU_DOCUMENT == ERR_DOCUMENT && (int)VANTHU_USAGE == ERR_USAGE &&
				   (int)VANTHU_SYSTEM == ERR_SYSTEM && (int)VANTHU_MEMORY == ERR_MEMORY,
			   "the public statuses are those of base/status.h");
_Static_assert((int)VANTHU_ENGLISH == ENGLISH && (int)VANTHU_VIETNAMESE == VIETNAMESE, "and so are the languages");

/* The template in one file, for documents that have the same elements. */
struct resolved {
	struct buffer xml;  /* empty: not made */
	struct buffer wish; /* the documents' kind and their elements' names */
	struct digest digest;
};

enum { RESOLVED_LIMIT = 4 }; /* a batch has plans of a few sorts, mixed */

struct vanthu {
	char *data_folder;
	struct arena *arena; /* of the document that is being rendered */
	struct plan_schema *schema;
	struct template *template; /* the last one used: documents of a batch share it */
	char *template_key;        /* its name and the folder it was looked for in; "": not to be found again */
	struct resolved resolved[RESOLVED_LIMIT];
	size_t resolved_count; /* ever made: the oldest gives way */
	struct fonts *fonts;
	struct shaper *shaper;
	struct pdf_workshop *workshop;
	struct buffer metadata, manifest; /* of the document that is being rendered */
};

struct vanthu_result {
	struct buffer bytes, text;
	struct diagnostics *diagnostics;
	struct arena *arena; /* texts of single diagnostics */
	size_t pages;
};

/* A document on its way. */
struct passage {
	struct vanthu *vanthu;
	const struct vanthu_input *input;
	struct plan plan;
	struct tree tree;
	struct pages pages;
	struct given_files files;
	struct sources sources;
	struct diagnostics *diagnostics;
};

const char *vanthu_version(void)
{
	return VANTHU_VERSION;
}

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = mem_alloc(size);
	return copy ? memcpy(copy, text, size) : NULL;
}

int vanthu_new(struct vanthu **vanthu, const char *data_folder)
{
	if (!data_folder) data_folder = getenv("VANTHU_DATA");
	if (!data_folder || !*data_folder) data_folder = VANTHU_PREFIX "/share/vanthu";
	struct vanthu *new = *vanthu = mem_zeroed(1, sizeof *new);
	if (!new) return VANTHU_MEMORY;
	new->data_folder = copy_text(data_folder);
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
	if (!other->workshop) TRY(pdf_workshop_new(&other->workshop, NULL));
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

/* Plan. */

static int take_files(struct passage *passage)
{
	const struct vanthu_input *input = passage->input;
	struct given_file *files = arena_array(passage->vanthu->arena, input->file_count, sizeof *files);
	if (!files) return ERR_MEMORY;
	for (size_t i = 0; i < input->file_count; i++) {
		const struct vanthu_file *file = &input->files[i];
		files[i] = (struct given_file){file->name, file->bytes, file->size};
	}
	passage->files = (struct given_files){files, input->file_count};
	passage->plan.files = &passage->files;
	return OK;
}

int vanthu_schema(struct plan_schema **schema, struct vanthu *vanthu, struct diagnostics *diagnostics)
{
	if (!vanthu->schema) TRY(plan_schema_load(&vanthu->schema, vanthu->data_folder, diagnostics));
	*schema = vanthu->schema;
	return OK;
}

static int load_plan(struct passage *passage)
{
	struct plan_schema *schema;
	struct vanthu *vanthu = passage->vanthu;
	const struct vanthu_input *input = passage->input;
	TRY(vanthu_schema(&schema, vanthu, passage->diagnostics));
	TRY(plan_load(&passage->plan, vanthu->arena, schema, input->bytes, input->size, input->name ? input->name : "-",
				  passage->diagnostics));
	passage->plan.folder = input->folder;
	return input->file_count ? take_files(passage) : OK;
}

/* Template. */

/* What the caller wishes, else what the plan names; without either (name NULL) its kind decides. */
static struct template_source wish_of(const struct passage *passage)
{
	const struct plan *plan = &passage->plan;
	const char *given = passage->input->template_name;
	struct template_source source = template_wish(plan, passage->vanthu->data_folder);
	if (!given) return source;
	source.name = given;
	source.place = (struct place){0};
	if (plan->files && given_file(plan->files, given)) source.files = plan->files;
	return source;
}

/* Documents of a batch mostly wish the same: the last template is kept, by wish, not by name. One that was given in
 * memory is not: another may be given by its name. */
static int load_template(struct passage *passage)
{
	struct vanthu *vanthu = passage->vanthu;
	struct template_source source = wish_of(passage);
	const char *key = source.files ? ""
					  : source.name
						  ? arena_format(vanthu->arena, "%s\n%s", source.name, source.folder ? source.folder : "")
						  : arena_format(vanthu->arena, "\n%s", passage->plan.kind);
	if (!key) return ERR_MEMORY;
	if (vanthu->template && *key && strcmp(vanthu->template_key, key) == 0) return OK;
	if (!source.name) TRY(template_choose(&source, passage->plan.kind, vanthu->arena, passage->diagnostics));

	template_drop(vanthu->template);
	free(vanthu->template_key);
	for (size_t i = 0; i < RESOLVED_LIMIT; i++) buffer_clear(&vanthu->resolved[i].xml);
	vanthu->template = NULL;
	vanthu->template_key = copy_text(key);
	if (!vanthu->template_key) return ERR_MEMORY;
	return template_load(&vanthu->template, &source, passage->diagnostics);
}

/* Source. */

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
static int resolve_template(const struct resolved **out, struct passage *passage)
{
	struct vanthu *vanthu = passage->vanthu;
	const char *kind = passage->plan.kind, *names;
	TRY(plan_names(&names, &passage->plan, vanthu->arena));
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

/* By names of ours: the bytes of a PDF do not depend on what a plan's file is called. */
static int collect_sources(struct passage *passage)
{
	const struct vanthu_input *input = passage->input;
	const struct resolved *template;
	struct sources *sources = &passage->sources;
	sources->arena = passage->vanthu->arena;
	sources->reserved = SOURCE_MANIFEST;
	TRY(resolve_template(&template, passage));
	TRY(sources_add(sources, "plan", "plan.xml", input->bytes, input->size, NULL));
	TRY(sources_add(sources, "template", "template.xml", template->xml.data, template->xml.length, &template->digest));
	sources->items[sources->count - 1].lasting = true;
	for (const struct image *image = passage->tree.images; image; image = image->next) {
		TRY(sources_add(sources, "image", image->name, (const char *)image->file, image->file_size, NULL));
		sources->items[sources->count - 1].path = image->name;
	}
	for (size_t i = 0; i < input->source_count; i++) {
		const struct vanthu_source *source = &input->sources[i];
		TRY(sources_add(sources, source->role, source->file.name, source->file.bytes, source->file.size, NULL));
		sources->items[sources->count - 1].lasting = source->lasting != 0;
	}
	return OK;
}

/* The sources, unless they are to be left out, and the manifest. */
static int attach(struct pdf_archive *archive, struct passage *passage)
{
	struct vanthu *vanthu = passage->vanthu;
	const struct sources *sources = &passage->sources;
	bool enclosed = !passage->input->without_source;
	size_t count = 0;
	struct pdf_attachment *attachments = arena_array(vanthu->arena, sources->count + 1, sizeof *attachments);
	if (!attachments) return ERR_MEMORY;
	buffer_clear(&vanthu->manifest);
	TRY(archive_manifest(&vanthu->manifest, sources, enclosed, &passage->pages, vanthu->fonts));
	for (size_t i = 0; enclosed && i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		attachments[count++] =
			(struct pdf_attachment){source->name, source->type, "Source", source->bytes, source->size, NULL};
		if (source->lasting) attachments[count - 1].digest = source->digest.bytes;
	}
	attachments[count++] = (struct pdf_attachment){SOURCE_MANIFEST,         "text/xml", "Data", vanthu->manifest.data,
												   vanthu->manifest.length, NULL};
	archive->attachments = attachments;
	archive->attachment_count = count;
	return OK;
}

/* Layout and drawing. */

static int lay_out(struct passage *passage)
{
	struct vanthu *vanthu = passage->vanthu;
	if (!vanthu->fonts) TRY(fonts_open(&vanthu->fonts, vanthu->data_folder, passage->diagnostics));
	if (!vanthu->shaper) TRY(shaper_new(&vanthu->shaper));
	shaper_trim(vanthu->shaper);
	return layout_tree(&passage->pages, &passage->tree, vanthu->fonts, vanthu->shaper, vanthu->arena,
					   passage->diagnostics, passage->input->explain);
}

static int describe(struct pdf_archive *archive, struct passage *passage)
{
	struct buffer *metadata = &passage->vanthu->metadata;
	buffer_clear(metadata);
	TRY(archive_metadata(metadata, &passage->plan, &passage->tree, passage->pages.count, passage->diagnostics));
	*archive = (struct pdf_archive){
		.metadata = metadata->data,
		.metadata_size = metadata->length,
		.profile = srgb_profile,
		.profile_size = SRGB_PROFILE_SIZE,
		.profile_name = SRGB_PROFILE_NAME,
	};
	TRY(collect_sources(passage));
	return attach(archive, passage);
}

static int open_device(struct device **device, struct passage *passage, struct pdf_archive *archive)
{
	struct vanthu *vanthu = passage->vanthu;
	enum vanthu_form form = passage->input->form;
	if (form == VANTHU_TRACE) return trace_device_new(device, &passage->pages);
	if (form == VANTHU_PLAIN) archive = NULL;
	if (archive) TRY(describe(archive, passage));
	if (!vanthu->workshop) TRY(pdf_workshop_new(&vanthu->workshop, NULL));
	return pdf_device_new(device, vanthu->workshop, &passage->pages, archive, passage->diagnostics);
}

static int draw(struct passage *passage, struct buffer *out)
{
	struct device *device = NULL;
	struct pdf_archive archive;
	TRY(open_device(&device, passage, &archive));
	int status = device_draw(device, &passage->pages, out);
	device_drop(device);
	return status == OK && out->failed ? ERR_MEMORY : status;
}

static int render(struct passage *passage, struct buffer *out)
{
	struct vanthu *vanthu = passage->vanthu;
	TRY(load_plan(passage));
	TRY(load_template(passage));
	const struct numbering *numbering = template_numbering(vanthu->template);
	TRY(plan_number(&passage->plan, numbering, vanthu->arena, passage->diagnostics));
	TRY(plan_check_references(&passage->plan, numbering, vanthu->arena, passage->diagnostics));
	TRY(bind_document(&passage->tree, &passage->plan, vanthu->template, vanthu->arena, passage->diagnostics));
	TRY(lay_out(passage));
	return draw(passage, out);
}

static struct vanthu_result *new_result(void)
{
	struct vanthu_result *new = mem_zeroed(1, sizeof *new);
	if (!new) return NULL;
	new->diagnostics = diagnostics_new();
	new->arena = arena_new();
	if (new->diagnostics &&new->arena) return new;
	vanthu_result_drop(new);
	return NULL;
}

/* The worst diagnostic decides; a result with errors holds no bytes. */
static int finish_result(struct vanthu_result *result, int status)
{
	diagnostics_sort(result->diagnostics);
	if (status == OK) status = diagnostics_status(result->diagnostics);
	if (status != OK) buffer_drop(&result->bytes);
	return status;
}

int vanthu_begin(struct vanthu *vanthu, const char *kind, struct vanthu_result **result)
{
	struct vanthu_result *new = *result = new_result();
	if (!new) return VANTHU_MEMORY;
	arena_reset(vanthu->arena);
	return finish_result(new,
						 template_new_plan(&new->bytes, kind, vanthu->data_folder, vanthu->arena, new->diagnostics));
}

int vanthu_render(struct vanthu *vanthu, const struct vanthu_input *input, struct vanthu_result **result)
{
	struct vanthu_result *new = *result = new_result();
	if (!new) return VANTHU_MEMORY;
	arena_reset(vanthu->arena);
	struct passage passage = {.vanthu = vanthu, .input = input, .diagnostics = new->diagnostics};
	int status = render(&passage, &new->bytes);
	plan_drop(&passage.plan);
	new->pages = status == OK ? passage.pages.count : 0;
	return finish_result(new, status);
}

/* The result. */

void vanthu_result_drop(struct vanthu_result *result)
{
	if (!result) return;
	buffer_drop(&result->bytes);
	buffer_drop(&result->text);
	diagnostics_drop(result->diagnostics);
	arena_drop(result->arena);
	free(result);
}

const char *vanthu_result_bytes(const struct vanthu_result *result)
{
	return result->bytes.data;
}

size_t vanthu_result_size(const struct vanthu_result *result)
{
	return result->bytes.length;
}

size_t vanthu_result_pages(const struct vanthu_result *result)
{
	return result->pages;
}

size_t vanthu_result_count(const struct vanthu_result *result)
{
	return diagnostics_count(result->diagnostics);
}

int vanthu_result_at(struct vanthu_result *result, size_t index, enum vanthu_language language,
					 struct vanthu_diagnostic *diagnostic)
{
	static const enum vanthu_level levels[] = {
		[LEVEL_NOTE] = VANTHU_NOTE,   [LEVEL_WARNING] = VANTHU_WARNING, [LEVEL_ERROR] = VANTHU_ERROR,
		[LEVEL_USAGE] = VANTHU_ERROR, [LEVEL_SYSTEM] = VANTHU_ERROR,
	};
	if (index >= vanthu_result_count(result)) return VANTHU_USAGE;
	const struct diagnostic *found = diagnostics_at(result->diagnostics, index);
	struct buffer text = {0};
	diagnostic_write_text(found, (enum language)language, &text);
	const char *copy = text.failed ? NULL : arena_copy(result->arena, text.data, text.length);
	buffer_drop(&text);
	if (!copy) return VANTHU_MEMORY;
	*diagnostic = (struct vanthu_diagnostic){
		.file = found->place.file,
		.line = found->place.line,
		.column = found->place.column,
		.level = levels[diagnostic_level(found->id)],
		.id = diagnostic_number(found->id),
		.text = copy,
	};
	return VANTHU_OK;
}

const char *vanthu_result_text(struct vanthu_result *result, enum vanthu_language language)
{
	buffer_clear(&result->text);
	for (size_t i = 0; i < diagnostics_count(result->diagnostics); i++)
		diagnostic_write(diagnostics_at(result->diagnostics, i), (enum language)language, &result->text);
	buffer_char(&result->text, '\0');
	return result->text.failed ? NULL : result->text.data;
}
