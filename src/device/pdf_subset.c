/* A subset is a font file of six tables: outlines without hinting (half the bytes) and metrics. What characters its
 * glyphs stand for, the document's CIDs say.
 *
 * HarfBuzz looks through all tables of a face, above all the character map, before it drops most of them. So it is
 * given a lean copy of the face with only the tables that a subset keeps; they are shared, not copied. That halves the
 * time of a letter whose fonts all are to be subset, and makes hb_subset_preprocess() (2.5 ms a face) needless.
 *
 * A subset depends on face and glyphs alone, never on documents before: the cache cannot be seen in the output. Threads
 * may have one in common, whose lock is held while something is looked for or put in, not while a subset is made. An
 * entry that a document borrows stays. */
#include "device/pdf_subset.h"

#include <hb-subset.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/memory.h"
#include "base/status.h"

/* 500 letters of a province, each of another unit, have 322 subsets in four faces, of 3 KB each; plans of five pages
 * have larger ones, of 6 KB. Each that is made anew takes 65 microseconds of the 700 of a letter. */
enum { STORE_LIMIT = 896 * 1024, FACE_LIMIT = 32 };

/* One piece of memory: used and data follow the glyphs. */
struct entry {
	struct pdf_subset subset;
	XXH128_hash_t face;
	uint64_t hash; /* of used */
	unsigned char *used;
	size_t used_size, size; /* size: of all */
	uint64_t last_use;
	size_t borrowers;
	uint16_t glyphs[];
};

/* What is kept. */
struct store {
	pthread_mutex_t lock;
	size_t users; /* each a struct pdf_subsets */
	struct entry **entries;
	size_t count, capacity;
	size_t size;    /* of the entries */
	uint64_t clock; /* counts uses */
};

struct lean_face {
	hb_face_t *face, *lean;
	XXH128_hash_t key;
};

struct pdf_subsets {
	struct store *store;
	hb_subset_input_t *input;
	struct lean_face faces[FACE_LIMIT];
	size_t face_count;
	char *scratch; /* a subset as it is compressed */
	size_t scratch_size;
	struct entry **borrowed;
	size_t borrowed_count, borrowed_room;
};

static const hb_tag_t kept_tables[] = {
	HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('h', 'e', 'a', 'd'),
	HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'),
};

/* The store. */

static struct store *new_store(void)
{
	struct store *store = mem_zeroed(1, sizeof *store);
	if (!store) return NULL;
	store->users = 1;
	if (pthread_mutex_init(&store->lock, NULL) == 0) return store;
	free(store);
	return NULL;
}

static struct store *join_store(struct store *store)
{
	pthread_mutex_lock(&store->lock);
	store->users++;
	pthread_mutex_unlock(&store->lock);
	return store;
}

static void leave_store(struct store *store)
{
	pthread_mutex_lock(&store->lock);
	bool last = --store->users == 0;
	pthread_mutex_unlock(&store->lock);
	if (!last) return;
	for (size_t i = 0; i < store->count; i++) free(store->entries[i]);
	free(store->entries);
	pthread_mutex_destroy(&store->lock);
	free(store);
}

/* The lock is held in all that follow. */

static struct entry *find(const struct store *store, XXH128_hash_t face, const unsigned char *used, size_t size,
						  uint64_t hash)
{
	for (size_t i = 0; i < store->count; i++) {
		struct entry *entry = store->entries[i];
		if (entry->hash == hash && XXH128_isEqual(entry->face, face) && entry->used_size == size &&
			memcmp(entry->used, used, size) == 0)
			return entry;
	}
	return NULL;
}

/* Room for one more item at the end of an array of pointers. */
static int make_room(struct entry ***entries, size_t count, size_t *room)
{
	if (count < *room) return OK;
	size_t more = *room ? 2 * *room : 16;
	struct entry **moved = mem_resize(*entries, more, sizeof *moved);
	if (!moved) return ERR_MEMORY;
	*entries = moved;
	*room = more;
	return OK;
}

static int insert(struct store *store, struct entry *entry)
{
	TRY(make_room(&store->entries, store->count, &store->capacity));
	store->entries[store->count++] = entry;
	store->size += entry->size;
	return OK;
}

static void trim(struct store *store)
{
	while (store->size > STORE_LIMIT) {
		size_t oldest = store->count;
		for (size_t i = 0; i < store->count; i++) {
			const struct entry *entry = store->entries[i];
			if (!entry->borrowers && (oldest == store->count || entry->last_use < store->entries[oldest]->last_use))
				oldest = i;
		}
		if (oldest == store->count) return;
		store->size -= store->entries[oldest]->size;
		free(store->entries[oldest]);
		store->entries[oldest] = store->entries[--store->count];
	}
}

/* A thread's part. */

int pdf_subsets_new(struct pdf_subsets **subsets, struct pdf_subsets *other)
{
	struct pdf_subsets *made = *subsets = mem_zeroed(1, sizeof *made);
	if (!made) return ERR_MEMORY;
	made->store = other ? join_store(other->store) : new_store();
	made->input = hb_subset_input_create_or_fail();
	if (!made->store || !made->input) {
		pdf_subsets_drop(made);
		*subsets = NULL;
		return ERR_MEMORY;
	}
	hb_subset_input_set_flags(made->input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	hb_set_clear(hb_subset_input_set(made->input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
	return OK;
}

static void drop_face(struct lean_face *face)
{
	hb_face_destroy(face->face);
	hb_face_destroy(face->lean);
}

void pdf_subsets_drop(struct pdf_subsets *subsets)
{
	if (!subsets) return;
	if (subsets->store) {
		pdf_subsets_release(subsets);
		leave_store(subsets->store);
	}
	for (size_t i = 0; i < subsets->face_count; i++) drop_face(&subsets->faces[i]);
	hb_subset_input_destroy(subsets->input);
	free(subsets->borrowed);
	free(subsets->scratch);
	free(subsets);
}

void pdf_subsets_release(struct pdf_subsets *subsets)
{
	pthread_mutex_lock(&subsets->store->lock);
	while (subsets->borrowed_count) subsets->borrowed[--subsets->borrowed_count]->borrowers--;
	trim(subsets->store);
	pthread_mutex_unlock(&subsets->store->lock);
}

/* The lock is held, and there is room. */
static void borrow(struct pdf_subsets *subsets, struct entry *entry)
{
	entry->borrowers++;
	entry->last_use = ++subsets->store->clock;
	subsets->borrowed[subsets->borrowed_count++] = entry;
}

/* Making. */

/* By which threads that have loaded a font file each for itself know it as the same: `head` holds a checksum of the file,
 * `loca` the place of each outline. */
static XXH128_hash_t key_of(hb_face_t *face)
{
	XXH128_hash_t key = {0};
	for (size_t i = 1; i < sizeof kept_tables / sizeof *kept_tables; i++) {
		unsigned length;
		hb_blob_t *table = hb_face_reference_table(face, kept_tables[i]);
		const char *bytes = hb_blob_get_data(table, &length);
		XXH128_hash_t own = XXH3_128bits_withSeed(bytes, length, key.low64 ^ i);
		key.low64 = own.low64;
		key.high64 = key.high64 * 31 + own.high64;
		hb_blob_destroy(table);
	}
	return key;
}

/* Borrowed. NULL when out of memory. */
static const struct lean_face *lean_face(struct pdf_subsets *subsets, hb_face_t *face)
{
	for (size_t i = 0; i < subsets->face_count; i++) {
		if (subsets->faces[i].face == face) return &subsets->faces[i];
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
	/* more faces than any document has */
	if (subsets->face_count == FACE_LIMIT) drop_face(&subsets->faces[--subsets->face_count]);
	struct lean_face *made = &subsets->faces[subsets->face_count++];
	*made = (struct lean_face){hb_face_reference(face), lean, key_of(face)};
	return made;
}

/* Subsets of a face have different tags, whatever files they come together in (ISO 32000-1, 9.6.4). */
static void set_tag(struct pdf_subset *subset, uint64_t hash)
{
	for (size_t i = 0; i < 6; i++, hash /= 26) subset->tag[i] = (char)('A' + hash % 26);
}

/* Into subsets->scratch. */
static int compress(size_t *size, size_t *raw_size, struct pdf_subsets *subsets, hb_face_t *face,
					struct libdeflate_compressor *compressor)
{
	unsigned length;
	hb_blob_t *blob = hb_face_reference_blob(face);
	const char *bytes = hb_blob_get_data(blob, &length);
	size_t bound = libdeflate_zlib_compress_bound(compressor, length);
	if (bound > subsets->scratch_size) {
		free(subsets->scratch);
		subsets->scratch = mem_alloc(bound);
		subsets->scratch_size = subsets->scratch ? bound : 0;
	}
	*raw_size = length;
	*size =
		length && subsets->scratch ? libdeflate_zlib_compress(compressor, bytes, length, subsets->scratch, bound) : 0;
	hb_blob_destroy(blob);
	return *size ? OK : ERR_MEMORY;
}

/* HarfBuzz keeps the order of glyphs and leaves no gaps. ERR_SYSTEM: it does no more. */
static int copy_glyphs(struct entry *entry, size_t count, const hb_subset_plan_t *plan)
{
	const hb_map_t *map = hb_subset_plan_new_to_old_glyph_mapping(plan);
	for (size_t i = 0; i < count; i++) {
		entry->glyphs[i] = (uint16_t)hb_map_get(map, (hb_codepoint_t)i);
		if (i && entry->glyphs[i] <= entry->glyphs[i - 1]) return ERR_SYSTEM;
	}
	return OK;
}

static int new_entry(struct entry **out, struct pdf_subsets *subsets, const hb_subset_plan_t *plan, hb_face_t *face,
					 const unsigned char *used, size_t used_size, struct libdeflate_compressor *compressor)
{
	size_t data_size, raw_size, count = hb_face_get_glyph_count(face);
	TRY(compress(&data_size, &raw_size, subsets, face, compressor));
	size_t size = sizeof(struct entry) + count * sizeof(uint16_t) + used_size + data_size;
	struct entry *entry = mem_alloc(size);
	if (!entry) return ERR_MEMORY;
	unsigned char *rest = (unsigned char *)(entry->glyphs + count);
	*entry = (struct entry){
		.subset = {.data = (char *)rest + used_size,
				   .size = data_size,
				   .raw_size = raw_size,
				   .glyphs = entry->glyphs,
				   .glyph_count = count},
		.used = memcpy(rest, used, used_size),
		.used_size = used_size,
		.size = size,
	};
	memcpy(rest + used_size, subsets->scratch, data_size);
	int status = copy_glyphs(entry, count, plan);
	if (status == OK)
		*out = entry;
	else
		free(entry);
	return status;
}

static int make_subset(struct entry **entry, struct pdf_subsets *subsets, hb_face_t *lean, const unsigned char *used,
					   size_t size, struct libdeflate_compressor *compressor)
{
	hb_set_t *glyphs = hb_subset_input_glyph_set(subsets->input);
	hb_set_clear(glyphs);
	for (size_t i = 0; i < size; i++) {
		for (unsigned bit = 0; used[i] >> bit; bit++) {
			if (used[i] >> bit & 1) hb_set_add(glyphs, (hb_codepoint_t)(8 * i + bit));
		}
	}
	if (!hb_set_allocation_successful(glyphs)) return ERR_MEMORY;
	hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(lean, subsets->input);
	hb_face_t *face = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	int status = face ? new_entry(entry, subsets, plan, face, used, size, compressor) : ERR_SYSTEM;
	hb_face_destroy(face);
	hb_subset_plan_destroy(plan);
	return status;
}

/* Another thread may have made the same meanwhile. */
static int keep(struct entry **entry, struct store *store)
{
	struct entry *made = *entry, *known = find(store, made->face, made->used, made->used_size, made->hash);
	int status = known ? OK : insert(store, made);
	if (known || status != OK) free(made);
	if (known) *entry = known;
	return status;
}

int pdf_subset_of(const struct pdf_subset **subset, struct pdf_subsets *subsets, hb_face_t *face,
				  const unsigned char *used, size_t size, struct libdeflate_compressor *compressor)
{
	struct store *store = subsets->store;
	uint64_t hash = XXH3_64bits(used, size);
	const struct lean_face *lean = lean_face(subsets, face);
	if (!lean) return ERR_MEMORY;
	TRY(make_room(&subsets->borrowed, subsets->borrowed_count, &subsets->borrowed_room));
	pthread_mutex_lock(&store->lock);
	struct entry *entry = find(store, lean->key, used, size, hash);
	if (entry) borrow(subsets, entry);
	pthread_mutex_unlock(&store->lock);
	if (!entry) {
		TRY(make_subset(&entry, subsets, lean->lean, used, size, compressor));
		entry->face = lean->key;
		entry->hash = hash;
		set_tag(&entry->subset, hash);
		pthread_mutex_lock(&store->lock);
		int status = keep(&entry, store);
		if (status == OK) borrow(subsets, entry);
		pthread_mutex_unlock(&store->lock);
		TRY(status);
	}
	*subset = &entry->subset;
	return OK;
}

unsigned pdf_subset_glyph(const struct pdf_subset *subset, unsigned of_face)
{
	size_t low = 0, high = subset->glyph_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (subset->glyphs[middle] == of_face) return (unsigned)middle;
		if (subset->glyphs[middle] < of_face)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}
