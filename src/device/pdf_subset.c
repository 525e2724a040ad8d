/* A subset is a font file of six tables: outlines without hinting (half the bytes) and metrics. What characters its
 * glyphs stand for, the document's CIDs say.
 *
 * HarfBuzz looks through all tables of a face, above all the character map, before it drops most of them. So it is
 * given a lean copy of the face with only the tables that a subset keeps; they are shared, not copied. That halves the
 * time of a letter whose fonts all are to be subset, and makes hb_subset_preprocess() (2.5 ms a face) needless.
 *
 * A subset depends on face and glyphs alone, never on documents before: the cache cannot be seen in the output. Threads
 * may have one in common, whose lock is held while something is looked for or put in, not while a subset is made. An
 * entry that a document borrows stays.
 *
 * What is kept lies in one piece of memory, which is full after a hundred documents and never grows: thousands of
 * subsets of all sizes that come and go among what documents need for a moment would leave the heap full of holes. */
#include "device/pdf_subset.h"

#include <hb-subset.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/memory.h"
#include "base/status.h"

/* 500 letters of a province, each of another unit, have some 400 subsets in four faces, of 3 KB each; plans of five pages
 * have larger ones, of 6 KB. Each that is made anew takes 65 microseconds of the 700 of a letter. */
enum { STORE_SIZE = 832 * 1024, ALIGNMENT = 16, FACE_LIMIT = 32 };

/* One piece of memory: what follows are the glyphs, a bit for each, the least first, that says whether it was asked for
 * or is only a part of such, and the data. */
struct entry {
	struct pdf_subset subset;
	XXH128_hash_t face;
	uint64_t hash;      /* of the glyphs that were asked for */
	size_t asked_count; /* of them */
	size_t size;        /* of all */
	uint64_t last_use;
	size_t borrowers;
	bool loose; /* no place was left: it goes with its borrower */
};

/* The hash stands here as well, as all are looked through. */
struct slot {
	uint64_t hash;
	struct entry *entry;
};

/* What is kept. */
struct store {
	pthread_mutex_t lock;
	size_t users;       /* each a struct pdf_subsets */
	char *memory;       /* of the entries */
	struct slot *slots; /* in the order of their places */
	size_t count, capacity;
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
	struct entry *draft; /* what is made, before it has its place */
	size_t draft_size;
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
	store->memory = mem_alloc(STORE_SIZE);
	if (store->memory && pthread_mutex_init(&store->lock, NULL) == 0) return store;
	free(store->memory);
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
	free(store->slots);
	free(store->memory);
	pthread_mutex_destroy(&store->lock);
	free(store);
}

static bool is_used(const unsigned char *used, size_t size, size_t glyph)
{
	return glyph / 8 < size && used[glyph / 8] >> glyph % 8 & 1;
}

static size_t count_used(const unsigned char *used, size_t size)
{
	size_t count = 0;
	for (size_t i = 0; i < size; i++) {
		for (unsigned bits = used[i]; bits; bits &= bits - 1) count++;
	}
	return count;
}

static uint16_t *glyphs_of(struct entry *entry)
{
	return (uint16_t *)(entry + 1);
}

static unsigned char *asked_of(struct entry *entry)
{
	return (unsigned char *)(glyphs_of(entry) + entry->subset.glyph_count);
}

static size_t asked_size(size_t glyph_count)
{
	return (glyph_count + 7) / 8;
}

static bool is_for(struct entry *entry, XXH128_hash_t face, const unsigned char *used, size_t size)
{
	const unsigned char *asked = asked_of(entry);
	if (!XXH128_isEqual(entry->face, face)) return false;
	for (size_t i = 0; i < entry->subset.glyph_count; i++) {
		if (is_used(used, size, entry->subset.glyphs[i]) != is_used(asked, SIZE_MAX, i)) return false;
	}
	return entry->asked_count == count_used(used, size);
}

/* The lock is held in all that follow. */

static bool find(struct entry **entry, const struct store *store, XXH128_hash_t face, const unsigned char *used,
				 size_t size, uint64_t hash)
{
	for (size_t i = 0; i < store->count; i++) {
		const struct slot *slot = &store->slots[i];
		*entry = slot->entry;
		if (slot->hash == hash && is_for(slot->entry, face, used, size)) return true;
	}
	return false;
}

/* Places in the store's memory: where the entry begins, and where the one before it ends. */

static size_t start_of(const struct store *store, size_t index)
{
	return index < store->count ? (size_t)((char *)store->slots[index].entry - store->memory) : STORE_SIZE;
}

static size_t end_before(const struct store *store, size_t index)
{
	return index ? start_of(store, index - 1) + store->slots[index - 1].entry->size : 0;
}

/* Room for `size` bytes if the entries from *first to before *last are forgotten: of all neighbours, those that were not
 * used for longest, or none where there is a gap. False: only borrowed ones would have to go. */
static bool find_room(size_t *first, size_t *last, const struct store *store, size_t size)
{
	uint64_t oldest = UINT64_MAX;
	for (size_t from = 0; from <= store->count && oldest; from++) {
		size_t start = end_before(store, from), to = from;
		uint64_t newest = 0;
		for (; to < store->count && start_of(store, to) - start < size && newest < oldest; to++) {
			const struct entry *entry = store->slots[to].entry;
			uint64_t use = entry->borrowers ? UINT64_MAX : entry->last_use;
			if (use > newest) newest = use;
		}
		if (newest >= oldest || start_of(store, to) - start < size) continue;
		oldest = newest;
		*first = from;
		*last = to;
	}
	return oldest < UINT64_MAX;
}

static void settle(struct entry *entry)
{
	entry->subset.glyphs = glyphs_of(entry);
	entry->subset.data = (char *)asked_of(entry) + asked_size(entry->subset.glyph_count);
}

/* Room for one more item at the end of an array. */
static int make_room(void *items, size_t size, size_t count, size_t *room)
{
	void *old, *moved;
	size_t more = *room ? 2 * *room : 16;
	if (count < *room) return OK;
	memcpy(&old, items, sizeof old);
	moved = mem_resize(old, more, size);
	if (!moved) return ERR_MEMORY;
	memcpy(items, &moved, sizeof moved);
	*room = more;
	return OK;
}

/* A copy of the draft, kept or loose. */
static int insert(struct entry **out, struct store *store, const struct entry *draft)
{
	size_t first = 0, last = 0;
	TRY(make_room(&store->slots, sizeof *store->slots, store->count, &store->capacity));
	bool kept = find_room(&first, &last, store, draft->size);
	struct entry *entry = kept ? (struct entry *)(store->memory + end_before(store, first)) : mem_alloc(draft->size);
	if (!entry) return ERR_MEMORY;
	memcpy(entry, draft, draft->size);
	entry->loose = !kept;
	settle(entry);
	*out = entry;
	if (!kept) return OK;
	memmove(store->slots + first + 1, store->slots + last, (store->count - last) * sizeof *store->slots);
	store->slots[first] = (struct slot){entry->hash, entry};
	store->count = store->count - (last - first) + 1;
	return OK;
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
	free(subsets->draft);
	free(subsets);
}

void pdf_subsets_release(struct pdf_subsets *subsets)
{
	pthread_mutex_lock(&subsets->store->lock);
	while (subsets->borrowed_count) {
		struct entry *entry = subsets->borrowed[--subsets->borrowed_count];
		entry->borrowers--;
		if (entry->loose) free(entry);
	}
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

/* HarfBuzz keeps the order of glyphs and leaves no gaps. ERR_SYSTEM: it does no more. */
static int list_glyphs(struct entry *entry, const hb_subset_plan_t *plan, const unsigned char *used, size_t size)
{
	const hb_map_t *map = hb_subset_plan_new_to_old_glyph_mapping(plan);
	uint16_t *glyphs = glyphs_of(entry);
	unsigned char *asked = asked_of(entry);
	memset(asked, 0, asked_size(entry->subset.glyph_count));
	for (size_t i = 0; i < entry->subset.glyph_count; i++) {
		glyphs[i] = (uint16_t)hb_map_get(map, (hb_codepoint_t)i);
		if (i && glyphs[i] <= glyphs[i - 1]) return ERR_SYSTEM;
		if (is_used(used, size, glyphs[i])) asked[i / 8] |= (unsigned char)(1 << i % 8);
	}
	entry->asked_count = count_used(used, size);
	return OK;
}

/* Into subsets->draft. */
static int draft_entry(struct pdf_subsets *subsets, const hb_subset_plan_t *plan, hb_face_t *face,
					   const unsigned char *used, size_t used_size, struct libdeflate_compressor *compressor)
{
	unsigned length;
	hb_blob_t *blob = hb_face_reference_blob(face);
	const char *bytes = hb_blob_get_data(blob, &length);
	size_t count = hb_face_get_glyph_count(face), bound = libdeflate_zlib_compress_bound(compressor, length);
	size_t head = sizeof(struct entry) + count * sizeof(uint16_t) + asked_size(count);
	if (head + bound + ALIGNMENT > subsets->draft_size) {
		free(subsets->draft);
		subsets->draft = mem_alloc(head + bound + ALIGNMENT);
		subsets->draft_size = subsets->draft ? head + bound + ALIGNMENT : 0;
	}
	struct entry *draft = subsets->draft;
	size_t size =
		length && draft ? libdeflate_zlib_compress(compressor, bytes, length, (char *)draft + head, bound) : 0;
	hb_blob_destroy(blob);
	if (!size) return ERR_MEMORY;
	*draft = (struct entry){
		.subset = {.size = size, .raw_size = length, .glyph_count = count},
		.size = (head + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT,
	};
	return list_glyphs(draft, plan, used, used_size);
}

static int make_subset(struct pdf_subsets *subsets, hb_face_t *lean, const unsigned char *used, size_t size,
					   struct libdeflate_compressor *compressor)
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
	int status = face ? draft_entry(subsets, plan, face, used, size, compressor) : ERR_SYSTEM;
	hb_face_destroy(face);
	hb_subset_plan_destroy(plan);
	return status;
}

int pdf_subset_of(const struct pdf_subset **subset, struct pdf_subsets *subsets, hb_face_t *face,
				  const unsigned char *used, size_t size, struct libdeflate_compressor *compressor)
{
	struct store *store = subsets->store;
	uint64_t hash = XXH3_64bits(used, size);
	const struct lean_face *lean = lean_face(subsets, face);
	int status = OK;
	if (!lean) return ERR_MEMORY;
	TRY(make_room(&subsets->borrowed, sizeof *subsets->borrowed, subsets->borrowed_count, &subsets->borrowed_room));
	pthread_mutex_lock(&store->lock);
	struct entry *entry = NULL;
	bool found = find(&entry, store, lean->key, used, size, hash);
	if (found) borrow(subsets, entry);
	pthread_mutex_unlock(&store->lock);
	if (!found) {
		TRY(make_subset(subsets, lean->lean, used, size, compressor));
		subsets->draft->face = lean->key;
		subsets->draft->hash = hash;
		set_tag(&subsets->draft->subset, hash);
		pthread_mutex_lock(&store->lock);
		/* another thread may have made the same meanwhile */
		if (!find(&entry, store, lean->key, used, size, hash)) status = insert(&entry, store, subsets->draft);
		if (status == OK) borrow(subsets, entry);
		pthread_mutex_unlock(&store->lock);
		TRY(status);
	}
	*subset = &entry->subset;
	return OK;
}
