/* A subset is a font file of six tables: outlines without hinting (half the bytes) and metrics. What characters its
 * glyphs stand for, the document's CIDs say.
 *
 * HarfBuzz looks through all tables of a face, above all the character map, before it drops most of them. So it is
 * given a lean copy of the face with only the tables that a subset keeps; they are shared, not copied. That halves the
 * time of a letter whose fonts all are to be subset, and makes hb_subset_preprocess() (2.5 ms a face) needless.
 *
 * A subset depends on face and glyphs alone, never on documents before: the cache cannot be seen in the output. */
#include "device/pdf_subset.h"

#include <hb-subset.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/memory.h"
#include "base/status.h"

/* An entry takes 5 to 10 KB. 500 letters of a province, each of another unit, have 322 subsets in four faces; each that is
 * made anew takes 65 microseconds of the 700 of a letter. */
enum { ENTRY_LIMIT = 320, FACE_LIMIT = 32 };

struct entry {
	struct pdf_subset subset;
	hb_face_t *face; /* kept, so that its address means no other face */
	hb_map_t *glyphs;
	uint64_t hash; /* of used */
	unsigned char *used;
	size_t used_size;
	char *data;
	uint64_t last_use;
};

struct lean_face {
	hb_face_t *face, *lean;
};

struct pdf_subsets {
	hb_subset_input_t *input;
	struct entry **entries;
	size_t count, capacity;
	struct lean_face faces[FACE_LIMIT];
	size_t face_count;
	uint64_t clock; /* counts uses */
};

static const hb_tag_t kept_tables[] = {
	HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('h', 'e', 'a', 'd'),
	HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'),
};

int pdf_subsets_new(struct pdf_subsets **subsets)
{
	*subsets = mem_zeroed(1, sizeof **subsets);
	if (!*subsets) return ERR_MEMORY;
	(*subsets)->input = hb_subset_input_create_or_fail();
	if (!(*subsets)->input) {
		free(*subsets);
		*subsets = NULL;
		return ERR_MEMORY;
	}
	hb_subset_input_set_flags((*subsets)->input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	hb_set_clear(hb_subset_input_set((*subsets)->input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
	return OK;
}

static void drop_entry(struct entry *entry)
{
	hb_map_destroy(entry->glyphs);
	hb_face_destroy(entry->face);
	free(entry->used);
	free(entry->data);
	free(entry);
}

void pdf_subsets_drop(struct pdf_subsets *subsets)
{
	if (!subsets) return;
	for (size_t i = 0; i < subsets->count; i++) drop_entry(subsets->entries[i]);
	for (size_t i = 0; i < subsets->face_count; i++) {
		hb_face_destroy(subsets->faces[i].face);
		hb_face_destroy(subsets->faces[i].lean);
	}
	hb_subset_input_destroy(subsets->input);
	free(subsets->entries);
	free(subsets);
}

void pdf_subsets_trim(struct pdf_subsets *subsets)
{
	while (subsets->count > ENTRY_LIMIT) {
		size_t oldest = 0;
		for (size_t i = 1; i < subsets->count; i++) {
			if (subsets->entries[i]->last_use < subsets->entries[oldest]->last_use) oldest = i;
		}
		drop_entry(subsets->entries[oldest]);
		subsets->entries[oldest] = subsets->entries[--subsets->count];
	}
}

/* Borrowed. NULL when out of memory. */
static hb_face_t *lean_face(struct pdf_subsets *subsets, hb_face_t *face)
{
	for (size_t i = 0; i < subsets->face_count; i++) {
		if (subsets->faces[i].face == face) return subsets->faces[i].lean;
	}
	hb_face_t *lean = hb_face_builder_create();
	bool done = lean != hb_face_get_empty();
	for (size_t i = 0; i < sizeof kept_tables / sizeof *kept_tables; i++) {
		hb_blob_t *table = hb_face_reference_table(face, kept_tables[i]);
		done = done && hb_face_builder_add_table(lean, kept_tables[i], table);
		hb_blob_destroy(table);
	}
	if (!done) {
		hb_face_destroy(lean);
		return NULL;
	}
	if (subsets->face_count == FACE_LIMIT) { /* more faces than any document has */
		subsets->face_count--;
		hb_face_destroy(subsets->faces[subsets->face_count].face);
		hb_face_destroy(subsets->faces[subsets->face_count].lean);
	}
	subsets->faces[subsets->face_count++] = (struct lean_face){hb_face_reference(face), lean};
	return lean;
}

/* Subsets of a face have different tags, whatever files they come together in (ISO 32000-1, 9.6.4). */
static void set_tag(struct entry *entry)
{
	uint64_t rest = entry->hash;
	for (size_t i = 0; i < 6; i++, rest /= 26) entry->subset.tag[i] = (char)('A' + rest % 26);
}

static int compress(struct entry *entry, hb_face_t *face, struct libdeflate_compressor *compressor)
{
	hb_blob_t *blob = hb_face_reference_blob(face);
	unsigned length;
	const char *bytes = hb_blob_get_data(blob, &length);
	size_t bound = libdeflate_zlib_compress_bound(compressor, length);
	entry->data = length ? mem_alloc(bound) : NULL;
	if (entry->data) {
		entry->subset.raw_size = length;
		entry->subset.size = libdeflate_zlib_compress(compressor, bytes, length, entry->data, bound);
		char *fitting = mem_resize(entry->data, entry->subset.size, 1); /* half of the bound */
		if (fitting) entry->subset.data = entry->data = fitting;
		set_tag(entry);
	}
	hb_blob_destroy(blob);
	return entry->subset.data && entry->subset.size ? OK : ERR_MEMORY;
}

static int make_subset(struct entry *entry, struct pdf_subsets *subsets, struct libdeflate_compressor *compressor)
{
	hb_face_t *lean = lean_face(subsets, entry->face);
	if (!lean) return ERR_MEMORY;
	hb_set_t *glyphs = hb_subset_input_glyph_set(subsets->input);
	hb_set_clear(glyphs);
	for (size_t i = 0; i < entry->used_size; i++) {
		for (unsigned bit = 0; entry->used[i] >> bit; bit++) {
			if (entry->used[i] >> bit & 1) hb_set_add(glyphs, (hb_codepoint_t)(8 * i + bit));
		}
	}
	if (!hb_set_allocation_successful(glyphs)) return ERR_MEMORY;
	hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(lean, subsets->input);
	hb_face_t *face = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	int status = face ? compress(entry, face, compressor) : ERR_SYSTEM;
	if (status == OK) {
		entry->glyphs = hb_map_copy(hb_subset_plan_old_to_new_glyph_mapping(plan));
		entry->subset.glyphs = entry->glyphs;
		if (!hb_map_allocation_successful(entry->glyphs)) status = ERR_MEMORY;
	}
	hb_face_destroy(face);
	hb_subset_plan_destroy(plan);
	return status;
}

static struct entry *find(const struct pdf_subsets *subsets, hb_face_t *face, const unsigned char *used, size_t size,
						  uint64_t hash)
{
	for (size_t i = 0; i < subsets->count; i++) {
		struct entry *entry = subsets->entries[i];
		if (entry->hash == hash && entry->face == face && entry->used_size == size &&
			memcmp(entry->used, used, size) == 0)
			return entry;
	}
	return NULL;
}

static int make_room(struct pdf_subsets *subsets)
{
	if (subsets->count < subsets->capacity) return OK;
	size_t capacity = subsets->capacity ? 2 * subsets->capacity : 16;
	struct entry **entries = mem_resize(subsets->entries, capacity, sizeof *entries);
	if (!entries) return ERR_MEMORY;
	subsets->entries = entries;
	subsets->capacity = capacity;
	return OK;
}

int pdf_subset_of(const struct pdf_subset **subset, struct pdf_subsets *subsets, hb_face_t *face,
				  const unsigned char *used, size_t size, struct libdeflate_compressor *compressor)
{
	uint64_t hash = XXH3_64bits(used, size);
	struct entry *entry = find(subsets, face, used, size, hash);
	if (!entry) {
		TRY(make_room(subsets));
		entry = mem_zeroed(1, sizeof *entry);
		if (!entry) return ERR_MEMORY;
		entry->face = hb_face_reference(face);
		entry->hash = hash;
		entry->used_size = size;
		entry->used = mem_alloc(size);
		if (entry->used) memcpy(entry->used, used, size);
		int status = entry->used ? make_subset(entry, subsets, compressor) : ERR_MEMORY;
		if (status != OK) {
			drop_entry(entry);
			return status;
		}
		subsets->entries[subsets->count++] = entry;
	}
	entry->last_use = ++subsets->clock;
	*subset = &entry->subset;
	return OK;
}
