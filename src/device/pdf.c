#include "device/pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/status.h"

/* A real plan's first page, and five pages of it: bytes, and microseconds when its fonts are in the workshop's cache
 * (when none is). Level 1 costs 2 to 3 % in bytes and nearly halves the time.
 *
 *   level   1 page             5 pages
 *     1     19,655  130 (320)  45,395    500 (1,000)
 *     6     19,237  190 (530)  44,013    940 (1,500)
 *     9     19,226  340 (720)  43,885  1,600
 *    12     19,041  1,040 (1,850)  43,270  4,600 */
enum { DEFLATE_LEVEL = 1 };

/* A plan of five pages takes some 230 KB of the arena, which is to have no need to grow in a batch. */
enum { FIRST_BLOCK = 512 * 1024 };

int pdf_workshop_new(struct pdf_workshop **workshop, struct pdf_workshop *other)
{
	struct pdf_workshop *made = mem_zeroed(1, sizeof *made);
	if (!made) return ERR_MEMORY;
	made->arena = arena_sized(FIRST_BLOCK);
	made->compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (pdf_subsets_new(&made->subsets, other ? other->subsets : NULL) != OK || !made->arena || !made->compressor) {
		pdf_workshop_drop(made);
		return ERR_MEMORY;
	}
	*workshop = made;
	return OK;
}

void pdf_workshop_drop(struct pdf_workshop *workshop)
{
	if (!workshop) return;
	buffer_drop(&workshop->content);
	buffer_drop(&workshop->annotations);
	buffer_drop(&workshop->labels);
	buffer_drop(&workshop->notes);
	buffer_drop(&workshop->text);
	buffer_drop(&workshop->data);
	buffer_drop(&workshop->deflated);
	arena_drop(workshop->arena);
	for (size_t i = 0; i < PDF_LASTING_LIMIT; i++) buffer_drop(&workshop->lasting[i].deflated);
	buffer_drop(&workshop->profile);
	buffer_drop(&workshop->head);
	buffer_drop(&workshop->head_deflated);
	libdeflate_free_compressor(workshop->compressor);
	pdf_subsets_drop(workshop->subsets);
	free(workshop);
}

int pdf_check(struct pdf *pdf)
{
	HPDF_STATUS error = HPDF_GetError(pdf->doc);
	if (error == HPDF_OK) return OK;
	if (error == HPDF_FAILD_TO_ALLOC_MEM) return ERR_MEMORY;
	char code[2 * sizeof error + 3];
	snprintf(code, sizeof code, "0x%04lX", (unsigned long)error);
	return diagnostics_add(pdf->diagnostics, PDF_LIBRARY, (struct place){0}, code, NULL);
}

/* Each sequence of pages counts anew. */
static void label_page(struct pdf *pdf, const struct page *page)
{
	struct buffer *labels = &pdf->workshop->labels;
	if (pdf->archive && page->number != pdf->label) {
		buffer_format(labels, "%zu<</S/D", pdf->page_count - 1);
		if (page->number != 1) buffer_format(labels, "/St %u", page->number);
		buffer_text(labels, ">>");
	}
	pdf->label = page->number + 1;
}

static int begin_page(struct device *device, const struct page *page)
{
	struct pdf *pdf = (struct pdf *)device;
	pdf->page_count++;
	buffer_clear(&pdf->workshop->annotations);
	label_page(pdf, page);
	pdf_content_begin(pdf, page);
	pdf_tags_begin_page(pdf);
	return OK;
}

static int begin(struct device *device, const struct block *block)
{
	pdf_tags_begin((struct pdf *)device, block);
	return OK;
}

static int end(struct device *device)
{
	return pdf_tags_end((struct pdf *)device);
}

/* A URI has ASCII alone: everything else is escaped by per cent signs (RFC 3987, 3.1). */
static void put_uri(struct buffer *out, const char *uri)
{
	buffer_char(out, '(');
	for (; *uri; uri++) {
		unsigned char c = (unsigned char)*uri;
		if (c <= ' ' || c >= 0x7f)
			buffer_format(out, "%%%02X", c);
		else if (c == '(' || c == ')' || c == '\\')
			buffer_format(out, "\\%c", c);
		else
			buffer_char(out, (char)c);
	}
	buffer_char(out, ')');
}

/* Where the link leads: an address, or a place on a page. */
static void put_target(struct pdf *pdf, const char *link)
{
	struct buffer *text = &pdf->workshop->text;
	const struct anchor *anchor = pages_anchor(pdf->laid, link);
	if (!anchor) {
		buffer_text(text, "/A<</S/URI/URI");
		put_uri(text, link);
		buffer_text(text, ">>");
		return;
	}
	buffer_text(text, "/Dest[");
	pdf_put_reference(text, pdf->pages[anchor->page]);
	buffer_text(text, "/XYZ null ");
	buffer_thousandths(text, pdf->laid->items[anchor->page].height - anchor->y);
	buffer_text(text, " null]");
}

/* What the link is called for those who do not see it: its address; inside the document its words, on all lines. */
static int put_contents(struct pdf *pdf, const char *link)
{
	struct buffer *words = &pdf->workshop->data;
	const struct block *block = pdf->tags.block;
	buffer_clear(words);
	for (size_t i = 0; *link == '#' && i < block->run_count; i++) {
		const struct run *run = &block->runs[i];
		if (run->text && run->link == link) buffer_put(words, run->text, run->length);
	}
	buffer_char(words, '\0');
	buffer_text(&pdf->workshop->text, "/Contents");
	if (words->failed) return ERR_MEMORY;
	pdf_put_text(&pdf->workshop->text, *words->data ? words->data : link);
	return OK;
}

/* A link's area reaches from the descenders to the ascenders of its text. */
static int add_link(struct pdf *pdf, const struct mark *mark)
{
	struct pdf_object *link;
	TRY(pdf_object_new(&link, pdf));
	const struct face *face = mark->text.face;
	mpt y = pdf->page_height - mark->y;
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect");
	pdf_put_box(text, mark->x, y + length_scale(face->descent, mark->text.size, face->units_per_em),
				mark->x + mark->text.width, y + length_scale(face->ascent, mark->text.size, face->units_per_em));
	put_target(pdf, mark->text.link);
	if (pdf->archive) {
		TRY(put_contents(pdf, mark->text.link));
		buffer_number(text, "/StructParent ", pdf->tags.key);
		TRY(pdf_tags_annotation(pdf, link));
	}
	TRY(pdf_object_set(link));
	if (pdf->workshop->annotations.length) buffer_char(&pdf->workshop->annotations, ' ');
	pdf_put_reference(&pdf->workshop->annotations, link);
	return OK;
}

static int text(struct device *device, const struct mark *mark)
{
	struct pdf *pdf = (struct pdf *)device;
	TRY(pdf_tags_draw(pdf, mark));
	if (pdf_is_link(pdf, mark)) TRY(add_link(pdf, mark));
	return pdf_content_text(pdf, mark);
}

static int rule(struct device *device, const struct mark *mark)
{
	TRY(pdf_tags_draw((struct pdf *)device, mark));
	pdf_content_rule((struct pdf *)device, mark);
	return OK;
}

static int image(struct device *device, const struct mark *mark)
{
	TRY(pdf_tags_draw((struct pdf *)device, mark));
	return pdf_content_image((struct pdf *)device, mark);
}

/* A named box is a place, not a drawing. */
static int box(struct device *device, const struct mark *mark)
{
	(void)device, (void)mark;
	return OK;
}

static int end_page(struct device *device)
{
	struct pdf *pdf = (struct pdf *)device;
	struct pdf_workshop *workshop = pdf->workshop;
	struct pdf_object *contents;
	pdf_content_end(pdf);
	if (workshop->content.failed || workshop->annotations.failed) return ERR_MEMORY;
	TRY(pdf_object_new(&contents, pdf));
	TRY(pdf_object_stream(contents, workshop->content.data, workshop->content.length));
	struct buffer *text = &workshop->text;
	buffer_text(text, "/Type/Page/Parent ");
	pdf_put_reference(text, pdf->root);
	buffer_text(text, "/MediaBox");
	pdf_put_box(text, 0, 0, pdf->page_width, pdf->page_height);
	buffer_text(text, "/Resources ");
	pdf_put_reference(text, pdf->resources);
	buffer_text(text, "/Contents ");
	pdf_put_reference(text, contents);
	if (pdf->archive) buffer_number(text, "/Tabs/S/StructParents ", pdf->tags.page_key);
	if (workshop->annotations.length) {
		buffer_text(text, "/Annots[");
		buffer_put(text, workshop->annotations.data, workshop->annotations.length);
		buffer_char(text, ']');
	}
	return pdf_object_set(pdf->pages[pdf->page_count - 1]);
}

/* libharu's page tree keeps its type; kids and count are ours, as are the pages. */
static int write_page_tree(struct pdf *pdf)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Kids[");
	for (size_t i = 0; i < pdf->page_count; i++) {
		if (i) buffer_char(text, ' ');
		pdf_put_reference(text, pdf->pages[i]);
	}
	buffer_number(text, "]/Count ", pdf->page_count);
	return pdf_object_set(pdf->root);
}

static int write_resources(struct pdf *pdf)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/Font<<");
	for (const struct pdf_font *font = pdf->fonts; font; font = font->next) {
		buffer_number(text, "/F", font->index);
		buffer_char(text, ' ');
		pdf_put_reference(text, font->object);
	}
	buffer_text(text, ">>");
	if (pdf->images) buffer_text(text, "/XObject<<");
	for (const struct pdf_image *image = pdf->images; image; image = image->next) {
		buffer_format(text, "/I%u ", image->index);
		pdf_put_reference(text, image->object);
	}
	if (pdf->images) buffer_text(text, ">>");
	return pdf_object_set(pdf->resources);
}

/* Compressed once. */
static int write_profile(struct pdf_object **object, struct pdf *pdf)
{
	struct buffer *kept = &pdf->workshop->profile;
	const struct pdf_archive *archive = pdf->archive;
	if (!kept->length) TRY(pdf_deflate(kept, pdf->workshop, archive->profile, archive->profile_size));
	TRY(pdf_object_new(object, pdf));
	buffer_text(&pdf->workshop->text, "/N 3");
	return pdf_object_deflated(*object, kept->data, kept->length);
}

static void put_entry(struct buffer *text, const char *key, const struct pdf_object *object)
{
	if (!object) return;
	buffer_text(text, key);
	pdf_put_reference(text, object);
}

/* What an archive's file has more than a plain one. */
struct extras {
	struct pdf_structure structure;
	struct pdf_outline outline;
	struct pdf_object *metadata, *profile;
};

static int plan_extras(struct extras *extras, struct pdf *pdf)
{
	const struct pdf_archive *archive = pdf->archive;
	TRY(pdf_structure_plan(&extras->structure, pdf));
	TRY(pdf_outline_plan(&extras->outline, pdf, &extras->structure));
	TRY(pdf_object_new(&extras->metadata, pdf));
	buffer_text(&pdf->workshop->text, "/Type/Metadata/Subtype/XML");
	TRY(pdf_object_headed(extras->metadata, archive->metadata, archive->metadata_head, archive->metadata_size));
	TRY(write_profile(&extras->profile, pdf));
	TRY(pdf_attachments_plan(pdf));
	return pdf_packed_number(pdf);
}

static int write_extras(struct extras *extras, struct pdf *pdf)
{
	TRY(pdf_structure_write(&extras->structure, pdf));
	TRY(pdf_outline_write(&extras->outline, pdf));
	TRY(pdf_attachments_write(pdf));
	return pdf_packed_write(pdf);
}

static void put_extras(struct pdf *pdf, const struct extras *extras)
{
	struct buffer *text = &pdf->workshop->text;
	buffer_text(text, "/MarkInfo<</Marked true>>");
	put_entry(text, "/StructTreeRoot ", extras->structure.root);
	put_entry(text, "/Outlines ", extras->outline.root);
	put_entry(text, "/Metadata ", extras->metadata);
	buffer_text(text, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier");
	pdf_put_text(text, pdf->archive->profile_name);
	put_entry(text, "/DestOutputProfile ", extras->profile);
	buffer_text(text, ">>]/PageLabels<</Nums[");
	buffer_put(text, pdf->workshop->labels.data, pdf->workshop->labels.length);
	buffer_text(text, "]>>");
	if (pdf->attached) {
		buffer_text(text, "/Names<<");
		pdf_put_attached_names(text, pdf);
		buffer_text(text, ">>");
		pdf_put_attached_files(text, pdf);
	}
}

static int write_catalog(struct pdf *pdf, const struct extras *extras)
{
	struct pdf_object *catalog;
	TRY(pdf_object_join(&catalog, pdf, pdf->doc->catalog));
	if (pdf->archive) put_extras(pdf, extras);
	struct buffer *text = &pdf->workshop->text;
	if (pdf->tree->language) {
		buffer_text(text, "/Lang");
		pdf_put_text(text, pdf->tree->language);
	}
	if (pdf->tree->title) buffer_text(text, "/ViewerPreferences<</DisplayDocTitle true>>");
	return pdf_object_set(catalog);
}

static int write_info(struct pdf *pdf)
{
	struct pdf_object *info;
	HPDF_Dict_RemoveElement(pdf->doc->info, "Producer"); /* libharu's own */
	TRY(pdf_object_join(&info, pdf, pdf->doc->info));
	struct buffer *text = &pdf->workshop->text;
	if (pdf->tree->title) {
		buffer_text(text, "/Title");
		pdf_put_text(text, pdf->tree->title);
	}
	if (pdf->tree->author) {
		buffer_text(text, "/Author");
		pdf_put_text(text, pdf->tree->author);
	}
	buffer_text(text, "/Producer(vanthu " VANTHU_VERSION ")");
	const char *date = pdf->tree->date; /* a partial one says nothing that PDF could */
	if (date_is_whole(date)) {
		char digits[9];
		snprintf(digits, sizeof digits, "%.4s%.2s%.2s", date, date + 5, date + 8);
		buffer_format(text, "/CreationDate(D:%s000000+07'00')/ModDate(D:%s000000+07'00')", digits, digits);
	}
	return pdf_object_set(info);
}

/* The file's identifier follows from all that stands before it. */
void pdf_put_trailer(struct pdf *pdf)
{
	const struct buffer *file = pdf->out;
	struct buffer *text = &pdf->workshop->text;
	XXH128_canonical_t hash;
	XXH128_canonicalFromHash(&hash, XXH3_128bits(file->data + pdf->start, file->length - pdf->start));
	buffer_text(text, "/ID[");
	for (size_t i = 0; i < 2; i++) pdf_put_hex(text, hash.digest, sizeof hash.digest);
	buffer_char(text, ']');
	if (!pdf->packed.table) return; /* libharu's trailer has these */
	buffer_number(text, "/Root ", pdf_number(pdf->doc->catalog));
	buffer_number(text, " 0 R/Info ", pdf_number(pdf->doc->info));
	buffer_text(text, " 0 R");
}

/* Of a file with a cross-reference table. */
static HPDF_STATUS end_trailer(HPDF_Dict trailer, HPDF_Stream out)
{
	struct pdf *pdf = trailer->attr;
	struct buffer *text = &pdf->workshop->text;
	if (pdf->out->failed || pdf->packed.table) return HPDF_OK; /* the end will tell */
	pdf_put_trailer(pdf);
	HPDF_STATUS status = text->failed ? HPDF_SetError(out->error, HPDF_FAILD_TO_ALLOC_MEM, 0)
									  : HPDF_Stream_Write(out, (const HPDF_BYTE *)text->data, (HPDF_UINT)text->length);
	buffer_clear(text);
	return status;
}

static HPDF_STATUS write_out(HPDF_Stream stream, const HPDF_BYTE *data, HPDF_UINT size)
{
	struct buffer *out = stream->attr;
	buffer_put(out, data, size);
	return out->failed ? HPDF_SetError(stream->error, HPDF_FAILD_TO_ALLOC_MEM, 0) : HPDF_OK;
}

static int save(struct pdf *pdf, struct buffer *out)
{
	pdf->out = out;
	pdf->start = out->length;
	pdf->doc->trailer->write_fn = end_trailer;
	pdf->doc->trailer->attr = pdf;
	pdf->doc->stream = HPDF_CallbackWriter_New(pdf->doc->mmgr, write_out, out);
	pdf->doc->pdf_version = HPDF_VER_17; /* last of all: other calls change it */
	if (pdf->doc->stream) HPDF_SaveToStream(pdf->doc);
	TRY(pdf_check(pdf));
	pdf_packed_end(pdf);
	return OK;
}

static int close_pdf(struct device *device, struct buffer *out)
{
	struct pdf *pdf = (struct pdf *)device;
	struct extras extras = {.metadata = NULL};
	if (pdf->workshop->labels.failed) return ERR_MEMORY;
	TRY(pdf_fonts_plan(pdf));
	if (pdf->archive) TRY(plan_extras(&extras, pdf));
	TRY(pdf_fonts_write(pdf));
	TRY(write_resources(pdf));
	TRY(write_page_tree(pdf));
	if (pdf->archive) TRY(write_extras(&extras, pdf));
	TRY(write_catalog(pdf, &extras));
	TRY(write_info(pdf));
	TRY(pdf_check(pdf));
	return save(pdf, out);
}

static void drop(struct device *device)
{
	struct pdf *pdf = (struct pdf *)device;
	HPDF_Free(pdf->doc);
	free(pdf);
}

static void *allocate(HPDF_UINT size)
{
	return mem_alloc(size);
}

static int open_document(struct pdf *pdf)
{
	pdf->doc = HPDF_NewEx(NULL, allocate, free, 0, NULL);
	if (!pdf->doc) return ERR_MEMORY; /* nothing else can fail there */
	HPDF_Dict root = pdf->doc->root_pages;
	root->before_write_fn = NULL; /* it counts libharu's pages */
	HPDF_Dict_RemoveElement(root, "Kids");
	HPDF_Dict_RemoveElement(root, "Count");
	TRY(pdf_object_join(&pdf->root, pdf, root));
	pdf->pages = arena_array(pdf->workshop->arena, pdf->laid->count, sizeof(struct pdf_object *));
	if (!pdf->pages) return ERR_MEMORY;
	for (size_t i = 0; i < pdf->laid->count; i++) TRY(pdf_object_new(&pdf->pages[i], pdf));
	return pdf_object_new(&pdf->resources, pdf);
}

int pdf_device_new(struct device **device, struct pdf_workshop *workshop, const struct pages *pages,
				   const struct pdf_archive *archive, struct diagnostics *diagnostics)
{
	static const struct device_verbs verbs = {begin_page, begin, text,     rule,      image,
											  box,        end,   end_page, close_pdf, drop};
	struct pdf *pdf = mem_zeroed(1, sizeof *pdf);
	if (!pdf) return ERR_MEMORY;
	pdf->device.verbs = &verbs;
	pdf->workshop = workshop;
	pdf->diagnostics = diagnostics;
	pdf->laid = pages;
	pdf->tree = pages->tree;
	arena_reset(workshop->arena);
	pdf_subsets_release(workshop->subsets);
	pdf->archive = archive;
	buffer_clear(&workshop->text);
	buffer_clear(&workshop->labels);
	int status = open_document(pdf);
	if (status != OK) {
		drop(&pdf->device);
		return status;
	}
	*device = &pdf->device;
	return OK;
}
