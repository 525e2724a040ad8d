/* The pipeline: one stage after the other. */
#include "vanthu.h"

#include "archive/manifest.h"
#include "archive/metadata.h"
#include "archive/source.h"
#include "archive/srgb.h"
#include "base/status.h"
#include "device/device.h"
#include "layout/layout.h"
#include "plan/numbering.h"
#include "plan/plan.h"
#include "plan/references.h"
#include "result.h"
#include "template/bind.h"
#include "workshop.h"

_Static_assert((int)VANTHU_OK == OK && (int)VANTHU_DOCUMENT == ERR_DOCUMENT && (int)VANTHU_USAGE == ERR_USAGE &&
				   (int)VANTHU_SYSTEM == ERR_SYSTEM && (int)VANTHU_MEMORY == ERR_MEMORY,
			   "the public statuses are those of base/status.h");
_Static_assert((int)VANTHU_ENGLISH == ENGLISH && (int)VANTHU_VIETNAMESE == VIETNAMESE, "and so are the languages");

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

/* Source. */

/* By names of ours: the bytes of a PDF do not depend on what a plan's file is called. */
static int collect_sources(struct passage *passage)
{
	const struct vanthu_input *input = passage->input;
	const struct resolved *template;
	struct sources *sources = &passage->sources;
	sources->arena = passage->vanthu->arena;
	sources->reserved = SOURCE_MANIFEST;
	TRY(workshop_resolve(&template, passage->vanthu, &passage->plan));
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

int vanthu_font_stamps(struct buffer *out, const char *data_folder, const char *const *families, size_t count)
{
	struct fonts *fonts = NULL;
	struct diagnostics *unheard = diagnostics_new();
	int status = unheard ? fonts_open(&fonts, data_folder, unheard) : ERR_MEMORY;
	for (size_t i = 0; status == OK && i < count; i++) status = fonts_put_stamps(out, fonts, families[i]);
	fonts_drop(fonts);
	diagnostics_drop(unheard);
	return status == ERR_MEMORY ? status : OK;
}

static int lay_out(struct passage *passage)
{
	struct vanthu *vanthu = passage->vanthu;
	TRY(workshop_fonts(vanthu, passage->diagnostics));
	return layout_tree(&passage->pages, &passage->tree, vanthu->fonts, vanthu->shaper, vanthu->arena,
					   passage->diagnostics, passage->input->explain);
}

static int describe(struct pdf_archive *archive, struct passage *passage)
{
	struct buffer *metadata = &passage->vanthu->metadata;
	size_t head;
	TRY(archive_metadata(metadata, &head, &passage->plan, &passage->tree, passage->pages.count, passage->diagnostics));
	*archive = (struct pdf_archive){
		.metadata = metadata->data,
		.metadata_size = metadata->length,
		.metadata_head = head,
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
	TRY(workshop_device(vanthu));
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
	const struct template_source wish = wish_of(passage);
	TRY(workshop_template(vanthu, &wish, passage->plan.kind, passage->diagnostics));
	const struct numbering *numbering = template_numbering(vanthu->template);
	TRY(plan_number(&passage->plan, numbering, vanthu->arena, passage->diagnostics));
	TRY(plan_check_references(&passage->plan, numbering, vanthu->arena, passage->diagnostics));
	TRY(bind_document(&passage->tree, &passage->plan, vanthu->template, vanthu->arena, passage->diagnostics));
	TRY(lay_out(passage));
	return draw(passage, out);
}

int vanthu_begin(struct vanthu *vanthu, const char *kind, struct vanthu_result **result)
{
	struct vanthu_result *new = *result = result_new();
	if (!new) return VANTHU_MEMORY;
	arena_reset(vanthu->arena);
	return result_finish(new,
						 template_new_plan(&new->bytes, kind, vanthu->data_folder, vanthu->arena, new->diagnostics));
}

int vanthu_render(struct vanthu *vanthu, const struct vanthu_input *input, struct vanthu_result **result)
{
	struct vanthu_result *new = *result = result_new();
	if (!new) return VANTHU_MEMORY;
	arena_reset(vanthu->arena);
	struct passage passage = {.vanthu = vanthu, .input = input, .diagnostics = new->diagnostics};
	int status = render(&passage, &new->bytes);
	plan_drop(&passage.plan);
	new->pages = status == OK ? passage.pages.count : 0;
	return result_finish(new, status);
}
