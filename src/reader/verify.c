/* Three questions, one after the other: are the bytes those that the source gives; if not, are the objects; and if the
 * file goes on after its first end, do the later revisions add anything but signatures? Nothing is read of the disk
 * beside the program's own data: a source names its files, and they are in the PDF. */
#include "reader/verify.h"

#include <stdlib.h>
#include <string.h>

#include "archive/source.h"
#include "base/memory.h"
#include "base/status.h"
#include "reader/attachments.h"
#include "reader/compare.h"
#include "reader/manifest.h"
#include "reader/master.h"
#include "reader/revision.h"
#include "reader/signature.h"
#include "vanthu.h"

struct verifier {
	struct vanthu *vanthu;
	const char *data_folder;
	struct master_file *master; /* NULL: derived plans are not held against one */
};

enum standing { NOT_ASKED, NOT_DERIVED, AGREES, STALE, NO_PLAN };
enum verdict { SAME_BYTES, OTHER_VERSIONS, OTHER_WRITER, UNEXPLAINED, NO_VERDICT };

struct check {
	struct verifier *verifier;
	const struct reading *reading;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct document document;
	struct attachments attachments;
	size_t unpacked; /* bytes of attachments */
	struct manifest manifest;
	struct reading made; /* what the source gives */
	struct document remade;
	const char *versions; /* that differ; NULL: none */
	bool signed_later;
	enum verdict verdict;
	enum standing standing;
	struct buffer changes; /* since the plan was derived */
};

static int say(const struct check *self, enum diagnostic_id id, const char *first, const char *second)
{
	return diagnostics_add(self->diagnostics, id, (struct place){.file = self->reading->name}, first, second, NULL);
}

/* The source. */

static int read_manifest(struct check *self, struct manifest *manifest, struct document *document,
						 struct attachments *attachments)
{
	struct attachment *attachment = attachments_find(attachments, SOURCE_MANIFEST);
	if (!attachment) return say(self, VERIFY_FOREIGN, NULL, NULL);
	struct diagnostics *unheard = diagnostics_new();
	int status = unheard ? attachment_read(attachment, &self->unpacked, document) : ERR_MEMORY;
	if (status == OK) status = manifest_read(manifest, self->arena, attachment->bytes, attachment->size, unheard);
	diagnostics_drop(unheard);
	return status == OK || status == ERR_MEMORY ? status : say(self, VERIFY_MANIFEST, NULL, NULL);
}

/* Is each source the one that the manifest tells of? All that is wrong is told. */
static int read_sources(struct check *self)
{
	int status = OK;
	for (size_t i = 0; i < self->manifest.source_count; i++) {
		const struct manifest_source *source = &self->manifest.sources[i];
		struct attachment *attachment = attachments_find(&self->attachments, source->name);
		char sha256[DIGEST_TEXT_SIZE];
		int read = attachment ? attachment_read(attachment, &self->unpacked, &self->document) : ERR_DOCUMENT;
		if (read == ERR_MEMORY) return read;
		if (read == OK) {
			digest_text(sha256, attachment->bytes, attachment->size);
			if (strcmp(sha256, source->sha256) == 0) continue;
		}
		status = say(self, read == OK ? VERIFY_SOURCE_CHANGED : VERIFY_SOURCE_MISSING, source->name, NULL);
		if (status == ERR_MEMORY) return status;
	}
	return status;
}

static int render(struct check *self, const struct vanthu_input *input)
{
	struct vanthu_result *result = NULL;
	struct vanthu_diagnostic found = {.level = VANTHU_NOTE};
	int status = vanthu_render(self->verifier->vanthu, input, &result);
	if (status == OK) {
		self->made = (struct reading){.name = self->reading->name, .size = vanthu_result_size(result)};
		self->made.bytes = arena_copy(self->arena, vanthu_result_bytes(result), self->made.size);
		status = self->made.bytes ? OK : ERR_MEMORY;
	} else if (status != ERR_MEMORY) {
		enum vanthu_language language = (enum vanthu_language)self->reading->language;
		for (size_t i = 0; i < vanthu_result_count(result) && found.level != VANTHU_ERROR; i++)
			if (vanthu_result_at(result, i, language, &found) != VANTHU_OK) found.text = NULL;
		status = say(self, VERIFY_NOT_RENDERED, found.text ? found.text : "-", found.id ? found.id : "-");
	}
	vanthu_result_drop(result);
	return status;
}

/* What the manifest says of each source is what it was when the PDF was made. */
static int remake(struct check *self)
{
	size_t count = self->manifest.source_count;
	struct vanthu_input input = {.name = "plan.xml"};
	struct vanthu_file *files = arena_array(self->arena, count + 1, sizeof *files);
	struct vanthu_source *further = arena_array(self->arena, count + 1, sizeof *further);
	if (!files || !further) return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct manifest_source *source = &self->manifest.sources[i];
		const struct attachment *attachment = attachments_find(&self->attachments, source->name);
		struct vanthu_file file = {source->path ? source->path : source->name, attachment->bytes, attachment->size};
		if (strcmp(source->role, "plan") == 0) {
			input.bytes = file.bytes;
			input.size = file.size;
		} else if (strcmp(source->role, "template") == 0 || source->path) {
			if (!source->path) input.template_name = source->name;
			files[input.file_count++] = file;
		} else {
			further[input.source_count++] = (struct vanthu_source){.role = source->role, .file = file};
		}
	}
	if (!input.bytes || !input.template_name) return say(self, VERIFY_MANIFEST, NULL, NULL);
	input.files = files;
	input.sources = further;
	return render(self, &input);
}

/* The verdict. */

static int reject(struct check *self, enum diagnostic_id id, const char *first, const char *second)
{
	self->verdict = UNEXPLAINED;
	return say(self, id, first, second);
}

static int tell_difference(struct check *self, const struct difference *difference, bool later)
{
	const char *page = arena_format(self->arena, "%zu", difference->page);
	if (!page) return ERR_MEMORY;
	int status = later              ? reject(self, VERIFY_LATER, difference->path, NULL)
				 : difference->page ? reject(self, VERIFY_PAGE, page, difference->path)
									: reject(self, VERIFY_OBJECT, difference->path, NULL);
	if (status != ERR_MEMORY && self->versions && say(self, VERIFY_TRY_VERSIONS, self->versions, NULL) == ERR_MEMORY)
		return ERR_MEMORY;
	return status;
}

/* OK, ERR_DOCUMENT and told, or ERR_MEMORY. */
static int hold_against(struct check *self, struct document *document, bool later)
{
	struct tolerance tolerance = {.versions = self->versions != NULL, .signatures = later};
	struct attachments own;
	TRY(attachments_list(&own, &self->remade));
	const struct attachment *manifest = attachments_find(&own, SOURCE_MANIFEST);
	if (manifest) tolerance.manifest = qpdf_oh_get_object_id(self->remade.qpdf, manifest->stream);
	struct difference difference;
	const char *oddity;
	TRY(documents_compare(&difference, document, &self->remade, &tolerance));
	if (difference.path) return tell_difference(self, &difference, later);
	TRY(document_oddity(&oddity, document));
	return oddity ? reject(self, VERIFY_ODD, oddity, NULL) : OK;
}

static int compare_versions(struct check *self)
{
	struct attachments attachments;
	struct manifest manifest;
	TRY(attachments_list(&attachments, &self->remade));
	TRY(read_manifest(self, &manifest, &self->remade, &attachments));
	return manifest_differences(&self->versions, &self->manifest, &manifest, self->arena);
}

/* What was appended to the first `end` bytes: each revision that anybody may have signed, not the last alone. */
static int judge_later(struct check *self, size_t end)
{
	struct revisions revisions;
	size_t any;
	if (!signature_ends(&any, 1, &self->document)) return reject(self, VERIFY_NOT_SIGNED, NULL, NULL);
	revisions_list(&revisions, &self->document, end);
	if (revisions.too_many) return reject(self, VERIFY_REVISIONS, NULL, NULL);
	self->signed_later = true;
	for (size_t i = 0; i < revisions.count; i++) {
		struct document revision;
		int status = revision_open(&revision, self->reading, revisions.items[i].end, self->arena);
		if (status == OK)
			status = hold_against(self, &revision, true);
		else if (status == ERR_DOCUMENT)
			status = revisions.items[i].sure ? reject(self, VERIFY_NOT_SIGNED, NULL, NULL) : OK;
		document_close(&revision);
		TRY(status);
	}
	return OK;
}

/* The file is not, byte for byte, what the source gives. */
static int judge_objects(struct check *self)
{
	const struct reading *reading = self->reading, *made = &self->made;
	struct document first;
	size_t end;
	TRY(document_open(&self->remade, made, self->arena, self->diagnostics));
	TRY(compare_versions(self));
	bool cut = reading->size < made->size && memcmp(reading->bytes, made->bytes, reading->size) == 0;
	if (!revision_ends_file(reading)) return reject(self, cut ? READER_CUT_SHORT : VERIFY_TRAILING, NULL, NULL);
	int status = revision_first(&first, &end, reading, self->arena);
	if (end && made->size < reading->size && memcmp(reading->bytes, made->bytes, made->size) == 0) {
		self->verdict = SAME_BYTES;
		end = made->size;
	} else if (status == OK) {
		self->verdict = self->versions ? OTHER_VERSIONS : OTHER_WRITER;
		status = hold_against(self, end ? &first : &self->document, false);
	}
	document_close(&first);
	TRY(status);
	return end ? judge_later(self, end) : OK;
}

static int judge(struct check *self)
{
	const struct reading *reading = self->reading, *made = &self->made;
	if (reading->size == made->size && memcmp(reading->bytes, made->bytes, made->size) == 0) {
		self->verdict = SAME_BYTES;
		return OK;
	}
	TRY(judge_objects(self));
	if (self->signed_later) TRY(say(self, VERIFY_SIGNED, NULL, NULL));
	if (self->verdict == OTHER_VERSIONS) return say(self, VERIFY_VERSIONS, self->versions, NULL);
	if (self->verdict == OTHER_WRITER) return say(self, VERIFY_REWRITTEN, NULL, NULL);
	return OK;
}

/* The first source of that role; NULL in bytes: there is none. */
static struct enclosed find_role(const struct check *self, const char *role)
{
	for (size_t i = 0; i < self->manifest.source_count; i++) {
		const struct manifest_source *source = &self->manifest.sources[i];
		const struct attachment *found = attachments_find(&self->attachments, source->name);
		if (strcmp(source->role, role) == 0) return (struct enclosed){found->bytes, found->size};
	}
	return (struct enclosed){0};
}

/* What the source gives is in the file: is the source what the master gives? */
static int hold_against_master(struct check *self)
{
	struct master_file *master = self->verifier->master;
	const struct derivation derivation = {self->reading->name, find_role(self, "skeleton"), find_role(self, "unit"),
										  find_role(self, "plan")};
	bool stale = false;
	if (!master) return OK;
	self->standing = NOT_DERIVED;
	if (!derivation.skeleton.bytes || !derivation.unit.bytes) return OK;
	int status = master_hold(&stale, &self->changes, master, &derivation, self->reading->language, self->arena,
							 self->diagnostics);
	self->standing = status != OK ? NO_PLAN : stale ? STALE : AGREES;
	if (status == ERR_DOCUMENT) return say(self, MASTER_NO_PLAN, master_path(master), NULL);
	return status == OK && stale ? say(self, MASTER_STALE, master_path(master), NULL) : status;
}

static int check_all(struct check *self)
{
	TRY(document_open(&self->document, self->reading, self->arena, self->diagnostics));
	if (qpdf_is_encrypted(self->document.qpdf)) return say(self, READER_PASSWORD, NULL, NULL);
	TRY(attachments_list(&self->attachments, &self->document));
	if (!attachments_find(&self->attachments, SOURCE_MANIFEST)) TRY(document_check(&self->document));
	TRY(read_manifest(self, &self->manifest, &self->document, &self->attachments));
	if (!self->manifest.enclosed) return say(self, VERIFY_NO_SOURCE, NULL, NULL);
	self->verdict = UNEXPLAINED;
	TRY(read_sources(self));
	TRY(remake(self));
	TRY(judge(self));
	return hold_against_master(self);
}

static void put_verdict(const struct check *self, struct buffer *out)
{
	static const char *const verdicts[][2] = {
		[SAME_BYTES] = {"same bytes", "trùng từng byte"},
		[OTHER_VERSIONS] = {"same pages, other program or library version",
							"trùng các trang, khác phiên bản chương trình hoặc thư viện"},
		[OTHER_WRITER] = {"same pages, saved anew by another program", "trùng các trang, do chương trình khác lưu lại"},
		[UNEXPLAINED] = {"not explained by its source", "không khớp với nguồn đính kèm"},
	};
	static const char *const standings[][2] = {
		[NOT_ASKED] = {"", ""},
		[NOT_DERIVED] = {"; not derived from a master", "; không lập từ kế hoạch gốc"},
		[AGREES] = {"; agrees with the master", "; đúng với kế hoạch gốc"},
		[STALE] = {"; stale: the master gives another plan now", "; đã cũ: kế hoạch gốc nay cho ra văn bản khác"},
		[NO_PLAN] = {"; stale: the master gives no plan now", "; đã cũ: kế hoạch gốc nay không cho ra văn bản"},
	};
	static const char *const later[] = {"; then signed", "; sau đó được ký số"};
	enum language language = self->reading->language;
	if (self->verdict == NO_VERDICT) return;
	bool is_signed = self->signed_later && self->verdict != UNEXPLAINED;
	buffer_format(out, "%s: %s%s%s\n", self->reading->name, verdicts[self->verdict][language],
				  is_signed ? later[language] : "", standings[self->standing][language]);
	buffer_put(out, self->changes.data, self->changes.length);
}

int verifier_verify(struct verifier *verifier, struct buffer *out, const struct reading *reading, struct arena *arena,
					struct diagnostics *diagnostics)
{
	struct check self = {
		.verifier = verifier, .reading = reading, .arena = arena, .diagnostics = diagnostics, .verdict = NO_VERDICT};
	int status = check_all(&self);
	document_close(&self.remade);
	document_close(&self.document);
	if (status == OK || status == ERR_DOCUMENT) put_verdict(&self, out);
	if (self.changes.failed) status = ERR_MEMORY;
	buffer_drop(&self.changes);
	return out->failed ? ERR_MEMORY : status;
}

int verifier_new(struct verifier **verifier, const char *data_folder)
{
	struct verifier *new = *verifier = mem_zeroed(1, sizeof *new);
	if (!new) return ERR_MEMORY;
	new->data_folder = data_folder;
	if (vanthu_new(&new->vanthu, data_folder) == VANTHU_OK) return OK;
	verifier_drop(new);
	*verifier = NULL;
	return ERR_MEMORY;
}

void verifier_drop(struct verifier *verifier)
{
	if (!verifier) return;
	master_drop(verifier->master);
	vanthu_drop(verifier->vanthu);
	free(verifier);
}

int verifier_master(struct verifier *verifier, const char *path, struct diagnostics *diagnostics)
{
	return master_load(&verifier->master, path, verifier->data_folder, diagnostics);
}
