/* The cache is an open-addressing table from (face, bytes) to words. A word, its glyphs and its text are one piece of
 * the arena. A trim copies what the last document had into a new arena, as the next one will mostly have it, too: in a
 * batch only the unit's own names are new, some ten words of seven hundred. */
#include "text/shape.h"

#include <hb-ot.h>
#include <limits.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/status.h"
#include "text/utf8.h"

enum {
	FIRST_CAPACITY = 1024, /* slots; a power of two */
	/* shaper_trim() lets so many words stand, the vocabulary of many letters; of longer documents the last one's, a
	 * quarter more, and some */
	WORD_LEAST = 900,
	WORD_SPARE = 128,
	/* for the words of plans of some pages: a batch is to have its memory from the beginning */
	FIRST_BLOCK = 256 * 1024,
	MEMORY_BOUND = 32 * 1024 * 1024,
};

struct slot {
	const struct word *word; /* NULL: free */
	uint32_t hash;
	uint16_t length;   /* of the word's text */
	uint16_t document; /* that had it last */
};

struct shaper {
	hb_buffer_t *buffer;
	hb_language_t language;
	struct arena *arena;
	struct slot *slots;
	size_t capacity, count;
	size_t usual;  /* words of the first document, or those that the last trim kept; 0: of none yet */
	size_t memory; /* taken from the arena */
	uint16_t document;
};

int shaper_new(struct shaper **shaper)
{
	struct shaper *new = mem_zeroed(1, sizeof *new);
	if (!new) return ERR_MEMORY;
	new->buffer = hb_buffer_create();
	new->language = hb_language_from_string("vi", -1);
	new->arena = arena_sized(FIRST_BLOCK);
	new->slots = mem_zeroed(FIRST_CAPACITY, sizeof *new->slots);
	new->capacity = FIRST_CAPACITY;
	if (!new->arena || !new->slots || !hb_buffer_pre_allocate(new->buffer, 64)) {
		shaper_drop(new);
		return ERR_MEMORY;
	}
	*shaper = new;
	return OK;
}

void shaper_drop(struct shaper *shaper)
{
	if (!shaper) return;
	hb_buffer_destroy(shaper->buffer);
	arena_drop(shaper->arena);
	free(shaper->slots);
	free(shaper);
}

/* Once a document is done. */

static void forget(struct shaper *shaper)
{
	arena_reset(shaper->arena);
	memset(shaper->slots, 0, shaper->capacity * sizeof *shaper->slots);
	shaper->count = shaper->usual = shaper->memory = 0;
}

static size_t word_size(size_t glyph_count, size_t length)
{
	return sizeof(struct word) + glyph_count * sizeof(struct glyph) + length + 1;
}

/* Glyphs and text follow the word. */
static void settle(struct word *word)
{
	struct glyph *glyphs = (struct glyph *)(word + 1);
	_Static_assert(alignof(struct glyph) <= alignof(struct word), "glyphs follow the word");
	word->glyphs = glyphs;
	word->text = (char *)(glyphs + word->count);
}

/* The last document's words as those of `kept`, which has a table and an arena that are empty. */
static int keep_words(struct shaper *kept, const struct shaper *shaper)
{
	size_t mask = shaper->capacity - 1;
	for (size_t i = 0; i < shaper->capacity; i++) {
		const struct slot *slot = &shaper->slots[i];
		if (!slot->word || slot->document != shaper->document) continue;
		size_t size = word_size(slot->word->count, slot->length), at = slot->hash & mask;
		struct word *word = arena_alloc(kept->arena, size);
		if (!word) return ERR_MEMORY;
		memcpy(word, slot->word, size);
		settle(word);
		while (kept->slots[at].word) at = (at + 1) & mask;
		kept->slots[at] = *slot;
		kept->slots[at].word = word;
		kept->memory += size;
		kept->count++;
	}
	kept->usual = kept->count;
	return OK;
}

void shaper_trim(struct shaper *shaper)
{
	if (!shaper->usual) shaper->usual = shaper->count;
	bool many = shaper->count > WORD_LEAST && shaper->count > WORD_SPARE + shaper->usual + shaper->usual / 4;
	if (shaper->memory > MEMORY_BOUND) {
		forget(shaper);
	} else if (many) {
		struct shaper kept = *shaper;
		kept.count = kept.memory = 0;
		kept.arena = arena_sized(FIRST_BLOCK);
		kept.slots = mem_zeroed(shaper->capacity, sizeof *kept.slots);
		bool done = kept.arena && kept.slots && keep_words(&kept, shaper) == OK;
		struct shaper *old = done ? shaper : &kept;
		arena_drop(old->arena);
		free(old->slots);
		if (done)
			*shaper = kept;
		else
			forget(shaper);
	}
	shaper->document++;
}

/* FNV-1a over the bytes, begun with the face. */
static uint32_t hash_word(const struct face *face, const char *text, size_t length)
{
	uint32_t hash = UINT32_C(2166136261) ^ (face->index * UINT32_C(2654435769));
	for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * UINT32_C(16777619);
	return hash ^ hash >> 15;
}

/* Where the word is, or the free slot where it belongs. */
static struct slot *find_slot(const struct shaper *shaper, const struct face *face, uint32_t hash, const char *text,
							  size_t length)
{
	size_t mask = shaper->capacity - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct slot *slot = &shaper->slots[i];
		if (!slot->word) return slot;
		if (slot->hash == hash && slot->length == length && slot->word->face == face &&
			!memcmp(slot->word->text, text, length))
			return slot;
	}
}

/* Twice the slots once two thirds are taken. */
static int make_room(struct shaper *shaper)
{
	if (3 * (shaper->count + 1) <= 2 * shaper->capacity) return OK;
	struct slot *old = shaper->slots;
	struct slot *slots = mem_zeroed(2 * shaper->capacity, sizeof *slots);
	if (!slots) return ERR_MEMORY;
	size_t mask = 2 * shaper->capacity - 1;
	for (size_t i = 0; i < shaper->capacity; i++) {
		if (!old[i].word) continue;
		size_t k = old[i].hash & mask;
		while (slots[k].word) k = (k + 1) & mask;
		slots[k] = old[i];
	}
	shaper->slots = slots;
	shaper->capacity *= 2;
	free(old);
	return OK;
}

static int run_harfbuzz(struct shaper *shaper, const struct face *face, const char *text, size_t length)
{
	static const hb_feature_t features[] = {
		{HB_TAG('l', 'i', 'g', 'a'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
		{HB_TAG('c', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
		{HB_TAG('d', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
		{HB_TAG('h', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
	};
	hb_buffer_t *buffer = shaper->buffer;
	hb_buffer_clear_contents(buffer);
	/* Clusters never run backwards and part a base from its marks as far as the glyphs do. */
	hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
	hb_buffer_set_language(buffer, shaper->language);
	hb_buffer_add_utf8(buffer, text, (int)length, 0, (int)length);
	hb_buffer_guess_segment_properties(buffer); /* only the script is still open */
	bool shaped = hb_shape_full(face->hb_font, buffer, features, sizeof features / sizeof *features, NULL);
	return shaped && hb_buffer_allocation_successful(buffer) ? OK : ERR_MEMORY;
}

static int16_t clamp(hb_position_t value)
{
	return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

/* Glyphs of one cluster: the first has all its characters, the others none. */
static void copy_glyphs(struct word *word, struct glyph *glyphs, hb_buffer_t *buffer, size_t length)
{
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, NULL);
	const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
	size_t end = length; /* of the cluster */
	for (size_t i = word->count; i-- > 0;) {
		size_t start = infos[i].cluster;
		bool first = i == 0 || infos[i - 1].cluster != start;
		glyphs[i] = (struct glyph){.id = (uint16_t)infos[i].codepoint,
								   .text = (uint16_t)start,
								   .length = (uint16_t)(first ? end - start : 0),
								   .advance = clamp(places[i].x_advance),
								   .dx = clamp(places[i].x_offset),
								   .dy = clamp(places[i].y_offset)};
		if (first) end = start;
		word->advance += glyphs[i].advance;
		if (!glyphs[i].id) word->missing = utf8_code_point(word->text + start, length - start);
	}
}

static int new_word(struct word **word, struct shaper *shaper, const struct face *face, const char *text, size_t length)
{
	TRY(run_harfbuzz(shaper, face, text, length));
	size_t count = hb_buffer_get_length(shaper->buffer);
	size_t size = word_size(count, length);
	struct word *new = arena_alloc(shaper->arena, size);
	if (!new) return ERR_MEMORY;
	shaper->memory += size;
	*new = (struct word){.face = face, .count = count};
	settle(new);
	memcpy((char *)new->text, text, length); /* the NUL is the arena's */
	copy_glyphs(new, (struct glyph *)new->glyphs, shaper->buffer, length);
	*word = new;
	return OK;
}

int shape_word(const struct word **word, struct shaper *shaper, const struct face *face, const char *text,
			   size_t length)
{
	if (length > WORD_LENGTH_LIMIT) return ERR_MEMORY;
	uint32_t hash = hash_word(face, text, length);
	struct slot *slot = find_slot(shaper, face, hash, text, length);
	if (!slot->word) {
		struct word *new;
		TRY(make_room(shaper));
		TRY(new_word(&new, shaper, face, text, length));
		slot = find_slot(shaper, face, hash, text, length); /* the table may have moved */
		*slot = (struct slot){.word = new, .hash = hash, .length = (uint16_t)length};
		shaper->count++;
	}
	slot->document = shaper->document;
	*word = slot->word;
	return OK;
}
