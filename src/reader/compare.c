/* Indirect objects are compared in pairs, each pair once, in the order in which they are come by, the pages first. An
 * object of the first file that was paired must always be come by together with the same object of the second: so what
 * is shared in one file is shared in the other.
 *
 * Not compared is what only says how a file is written: the length and filters of streams, the trailer but for its two
 * entrances. A stream is unpacked into no more room than the second file's, which is our own, needs. */
#include "reader/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reader/signature.h"
#include "reader/statements.h"
#include "reader/unpack.h"

enum { METADATA_LIMIT = 1024 * 1024, PACKED_LIMIT = 1 << 30 }; /* bytes */

enum role { OTHER, TRAILER, CATALOG, INFORMATION, PAGES, PAGE, METADATA };

struct pair {
	qpdf_oh a, b;
	size_t parent;   /* index of the pair that it was found in */
	const char *key; /* there; "[3]" in an array */
	enum role role;
	size_t page;
};

struct comparison {
	struct document *a, *b;
	const struct tolerance *tolerance;
	struct arena *arena;
	struct pair *pairs;
	size_t count, next;
	struct { /* numbers of objects of a with their generation, and those of b that they are paired with */
		int a, generation, b;
	} * known;
	size_t known_count, capacity;
	struct buffer keys;                       /* of the dictionaries at hand, each ended by a NUL */
	const char *nested[TREE_DEPTH_LIMIT + 2]; /* where in the pair at hand the comparison is */
	int depth;                                /* of these */
	struct difference *difference;
	int status;
};

/* From the pair at hand on: "/EF/F". */
static const char *nested_path(struct comparison *self, const char *last)
{
	const char *path = last;
	for (int i = self->depth; i-- > 0 && path;) path = arena_format(self->arena, "%s%s", self->nested[i], path);
	if (!path) self->status = ERR_MEMORY;
	return path;
}

/* Here, in the pair of that index. */
static void differ(struct comparison *self, size_t at)
{
	if (self->difference->path || self->status != OK) return;
	self->difference->page = self->pairs[at].page;
	const char *path = nested_path(self, "");
	for (int i = 0; at && i < TREE_DEPTH_LIMIT && path; i++, at = self->pairs[at].parent)
		path = arena_format(self->arena, "%s%s", self->pairs[at].key, path);
	self->difference->path = path && !*path ? "/" : path;
	if (!path) self->status = ERR_MEMORY;
}

static bool stopped(const struct comparison *self)
{
	return self->difference->path || self->status != OK;
}

/* Pairs. */

static size_t slot_of(const struct comparison *self, int number)
{
	size_t at = (unsigned)number * 2654435761U & (self->capacity - 1);
	while (self->known[at].a && self->known[at].a != number) at = (at + 1) & (self->capacity - 1);
	return at;
}

static bool enlarge(struct comparison *self)
{
	struct comparison old = *self;
	if (self->known_count * 2 < self->capacity) return true;
	self->capacity = old.capacity ? old.capacity * 2 : 1024;
	self->known = arena_array(self->arena, self->capacity, sizeof *self->known);
	if (!self->known) {
		self->status = ERR_MEMORY;
		return false;
	}
	for (size_t i = 0; i < old.capacity; i++)
		if (old.known[i].a) self->known[slot_of(self, old.known[i].a)] = old.known[i];
	return true;
}

/* Takes up a pair of indirect objects, unless it is known. The handles are given away. */
static void meet(struct comparison *self, const struct pair *pair)
{
	int a = qpdf_oh_get_object_id(self->a->qpdf, pair->a), b = qpdf_oh_get_object_id(self->b->qpdf, pair->b);
	int generation = qpdf_oh_get_generation(self->a->qpdf, pair->a); /* a reference by another leads nowhere */
	if (!enlarge(self)) return;
	size_t slot = slot_of(self, a);
	if (self->known[slot].a) {
		self->nested[self->depth++] = pair->key;
		if (self->known[slot].b != b || self->known[slot].generation != generation) differ(self, pair->parent);
		self->depth--;
		qpdf_oh_release(self->a->qpdf, pair->a);
		qpdf_oh_release(self->b->qpdf, pair->b);
		return;
	}
	self->known[slot].a = a;
	self->known[slot].generation = generation;
	self->known[slot].b = b;
	self->known_count++;
	struct pair new = *pair;
	new.key = self->depth ? nested_path(self, pair->key) : arena_string(self->arena, pair->key);
	if (!new.key || arena_grow(self->arena, &self->pairs, self->count, sizeof new) != OK)
		self->status = ERR_MEMORY;
	else
		self->pairs[self->count++] = new;
}

/* Values. */

static void compare_values(struct comparison *self, const struct pair *pair, size_t at);

static bool same_strings(struct comparison *self, qpdf_oh a, qpdf_oh b)
{
	size_t length_a = 0, length_b = 0;
	const char *text_a = qpdf_oh_get_binary_string_value(self->a->qpdf, a, &length_a);
	const char *text_b = qpdf_oh_get_binary_string_value(self->b->qpdf, b, &length_b);
	return length_a == length_b && (!length_a || memcmp(text_a, text_b, length_a) == 0);
}

static bool same_scalars(struct comparison *self, qpdf_oh a, qpdf_oh b, enum qpdf_object_type_e type)
{
	qpdf_data qa = self->a->qpdf, qb = self->b->qpdf;
	switch (type) {
	case ot_null:
		return true;
	case ot_boolean:
		return qpdf_oh_get_bool_value(qa, a) == qpdf_oh_get_bool_value(qb, b);
	case ot_integer:
		return qpdf_oh_get_int_value(qa, a) == qpdf_oh_get_int_value(qb, b);
	case ot_real:
		return strcmp(qpdf_oh_get_real_value(qa, a), qpdf_oh_get_real_value(qb, b)) == 0;
	case ot_string:
		return same_strings(self, a, b);
	case ot_name:
		return strcmp(qpdf_oh_get_name(qa, a), qpdf_oh_get_name(qb, b)) == 0;
	default:
		return false;
	}
}

static enum role role_of(enum role parent, const char *key)
{
	if (parent == TRAILER) return strcmp(key, "/Root") == 0 ? CATALOG : INFORMATION;
	if (parent == PAGES) return strcmp(key, "/Kids") == 0 ? PAGES : OTHER;
	if (parent == CATALOG && strcmp(key, "/Pages") == 0) return PAGES;
	if (parent == CATALOG && strcmp(key, "/Metadata") == 0) return METADATA;
	return OTHER;
}

/* Keys of a dictionary onto the end of self->keys; where they begin. */
static size_t list_keys(struct comparison *self, qpdf_data qpdf, qpdf_oh dictionary)
{
	size_t start = self->keys.length;
	for (qpdf_oh_begin_dict_key_iter(qpdf, dictionary); qpdf_oh_dict_more_keys(qpdf);) {
		const char *key = qpdf_oh_dict_next_key(qpdf);
		buffer_put(&self->keys, key, strlen(key) + 1);
	}
	if (self->keys.failed) self->status = ERR_MEMORY;
	return start;
}

static bool is_among(const char *key, const char *const *keys)
{
	while (*keys && strcmp(*keys, key) != 0) keys++;
	return *keys != NULL;
}

static bool is_passed_over(const struct comparison *self, const struct pair *in, const char *key, bool stream)
{
	static const char *const of_streams[] = {"/Length", "/Filter", "/DecodeParms", NULL};
	static const char *const entrances[] = {"/Root", "/Info", NULL};
	if (stream) return is_among(key, of_streams);
	if (in->role == TRAILER) return !is_among(key, entrances);
	if (in->role != INFORMATION) return false;
	bool signs = self->tolerance->signatures; /* a program that signs says so here */
	return ((signs || self->tolerance->versions) && strcmp(key, "/Producer") == 0) ||
		   (signs && strcmp(key, "/ModDate") == 0);
}

static void compare_key(struct comparison *self, const struct pair *in, const char *key, size_t at)
{
	struct pair pair = {.parent = at, .key = key, .role = role_of(in->role, key), .page = in->page};
	pair.a = qpdf_oh_get_key(self->a->qpdf, in->a, key);
	pair.b = qpdf_oh_get_key(self->b->qpdf, in->b, key);
	bool added = self->tolerance->signatures && qpdf_oh_is_null(self->b->qpdf, pair.b) && in->role == CATALOG &&
				 signature_may_add(self->a, key, pair.a);
	bool annotations = self->tolerance->signatures && in->role == PAGE && strcmp(key, "/Annots") == 0;
	if (annotations) pair.role = PAGE;
	if (!added) compare_values(self, &pair, at);
}

static void compare_keys(struct comparison *self, const struct pair *in, bool stream, size_t at)
{
	size_t start = list_keys(self, self->a->qpdf, in->a);
	size_t second = list_keys(self, self->b->qpdf, in->b), end = self->keys.length;
	for (size_t i = start; i < end && !stopped(self); i += strlen(self->keys.data + i) + 1) {
		const char *key = arena_string(self->arena, self->keys.data + i); /* the keys move when more of them come */
		if (!key) self->status = ERR_MEMORY;
		if (!key || is_passed_over(self, in, key, stream)) continue;
		if (i < second || !qpdf_oh_has_key(self->a->qpdf, in->a, key)) compare_key(self, in, key, at);
	}
	self->keys.length = start;
}

/* A page's annotations may have been followed by the widgets of signatures. */
static int count_items(struct comparison *self, const struct pair *in)
{
	int count = document_count(self->b, in->b), all = document_count(self->a, in->a);
	bool annotations = self->tolerance->signatures && in->role == PAGE;
	for (int i = count; annotations && i < all; i++) {
		if (!signature_is_widget(self->a, qpdf_oh_get_array_item(self->a->qpdf, in->a, i))) return -1;
	}
	return annotations && all >= count ? count : all == count ? count : -1;
}

static void compare_items(struct comparison *self, const struct pair *in, size_t at)
{
	int count = count_items(self, in);
	char key[24];
	if (count < 0) differ(self, at);
	for (int i = 0; i < count && !stopped(self); i++) {
		struct pair pair = {.parent = at, .key = key, .page = in->page};
		snprintf(key, sizeof key, "[%d]", i);
		pair.a = qpdf_oh_get_array_item(self->a->qpdf, in->a, i);
		pair.b = qpdf_oh_get_array_item(self->b->qpdf, in->b, i);
		if (in->role == PAGES) {
			pair.role = PAGE;
			pair.page = (size_t)i + 1;
		}
		compare_values(self, &pair, at);
	}
}

/* Streams. */

/* The metadata, which say which program made the file, and are written anew by one that signs it. */
static bool same_metadata(struct comparison *self, const struct packed *packed_a, const struct packed *packed_b)
{
	char *bytes_a = NULL, *bytes_b = NULL;
	struct packet a = {0}, b = {0};
	bool same = false;
	int status = packed_unpack(&bytes_a, &a.size, packed_a, METADATA_LIMIT);
	if (status == OK) status = packed_unpack(&bytes_b, &b.size, packed_b, METADATA_LIMIT);
	a.bytes = bytes_a;
	b.bytes = bytes_b;
	unsigned except = EXCEPT_PRODUCER | (self->tolerance->signatures ? EXCEPT_DATES : 0);
	if (status == OK) status = statements_compare(&same, &a, &b, except, self->arena);
	if (status == ERR_MEMORY) self->status = status;
	free(bytes_a);
	free(bytes_b);
	return same;
}

static bool same_unpacked(struct comparison *self, const struct packed *a, const struct packed *b)
{
	char *bytes_a = NULL, *bytes_b = NULL;
	size_t size_a = 0, size_b = 0;
	int status = packed_unpack(&bytes_b, &size_b, b, PACKED_LIMIT);
	if (status == OK) status = packed_unpack(&bytes_a, &size_a, a, size_b);
	if (status == ERR_MEMORY) self->status = status;
	bool same = status == OK && size_a == size_b && (!size_a || memcmp(bytes_a, bytes_b, size_a) == 0);
	free(bytes_a);
	free(bytes_b);
	return same;
}

static bool is_manifest(const struct comparison *self, const struct pair *pair)
{
	return self->tolerance->versions && qpdf_oh_get_object_id(self->b->qpdf, pair->b) == self->tolerance->manifest;
}

/* Of filters that are not undone here: JPEG, which stands in a PDF as it is. */
static bool same_entry(struct comparison *self, const struct pair *pair, const char *key)
{
	qpdf_oh a = document_key(self->a, pair->a, key), b = document_key(self->b, pair->b, key);
	const char *text = arena_string(self->arena, qpdf_oh_unparse(self->a->qpdf, a));
	if (!text) self->status = ERR_MEMORY;
	return text && strcmp(text, qpdf_oh_unparse(self->b->qpdf, b)) == 0;
}

static bool same_streams(struct comparison *self, const struct pair *pair)
{
	struct packed a, b;
	bool same = false;
	int status_a = packed_open(&a, self->a, pair->a), status_b = packed_open(&b, self->b, pair->b);
	if (status_a == OK && status_b == OK) {
		same = a.size == b.size && (!a.size || memcmp(a.bytes, b.bytes, a.size) == 0) &&
			   same_entry(self, pair, "/Filter") && same_entry(self, pair, "/DecodeParms");
		bool tolerant = self->tolerance->versions || self->tolerance->signatures;
		if (!same && pair->role == METADATA && tolerant)
			same = same_metadata(self, &a, &b);
		else if (!same)
			same = same_unpacked(self, &a, &b);
	}
	packed_close(&a);
	packed_close(&b);
	return same;
}

static void compare_streams(struct comparison *self, const struct pair *pair, size_t at)
{
	struct pair dictionaries = *pair;
	if (is_manifest(self, pair)) return;
	dictionaries.a = qpdf_oh_get_dict(self->a->qpdf, pair->a);
	dictionaries.b = qpdf_oh_get_dict(self->b->qpdf, pair->b);
	compare_keys(self, &dictionaries, true, at);
	qpdf_oh_release(self->a->qpdf, dictionaries.a);
	qpdf_oh_release(self->b->qpdf, dictionaries.b);
	if (!stopped(self) && !same_streams(self, pair)) differ(self, at);
}

/* Two objects, their references resolved; at: the pair that they are or stand in. */
static void compare_resolved(struct comparison *self, const struct pair *pair, size_t at)
{
	qpdf_data qa = self->a->qpdf, qb = self->b->qpdf;
	enum qpdf_object_type_e type = qpdf_oh_get_type_code(qb, pair->b);
	bool annotations = self->tolerance->signatures && pair->role == PAGE && type == ot_null;
	if (annotations && qpdf_oh_is_array(qa, pair->a))
		compare_items(self, pair, at);
	else if (type != qpdf_oh_get_type_code(qa, pair->a) || self->depth > TREE_DEPTH_LIMIT)
		differ(self, at);
	else if (type == ot_dictionary)
		compare_keys(self, pair, false, at);
	else if (type == ot_array)
		compare_items(self, pair, at);
	else if (type == ot_stream)
		compare_streams(self, pair, at);
	else if (!same_scalars(self, pair->a, pair->b, type))
		differ(self, at);
}

/* Takes the handles. */
static void compare_values(struct comparison *self, const struct pair *pair, size_t at)
{
	bool indirect = qpdf_oh_is_indirect(self->a->qpdf, pair->a) && qpdf_oh_is_indirect(self->b->qpdf, pair->b);
	if (indirect) {
		meet(self, pair);
		return;
	}
	self->nested[self->depth++] = pair->key;
	compare_resolved(self, pair, at);
	self->depth--;
	qpdf_oh_release(self->a->qpdf, pair->a);
	qpdf_oh_release(self->b->qpdf, pair->b);
}

/* The pages with all that they show, then the rest. */
static void compare_all(struct comparison *self)
{
	for (; self->next < self->count && !stopped(self); self->next++) {
		struct pair pair = self->pairs[self->next];
		compare_resolved(self, &pair, self->next);
		qpdf_oh_release(self->a->qpdf, pair.a);
		qpdf_oh_release(self->b->qpdf, pair.b);
	}
}

/* A pair that was found nowhere: the first has index 0. */
static void enter(struct comparison *self, const char *key, enum role role, qpdf_oh a, qpdf_oh b)
{
	struct pair pair = {.a = a, .b = b, .key = key, .role = role};
	if (arena_grow(self->arena, &self->pairs, self->count, sizeof pair) != OK)
		self->status = ERR_MEMORY;
	else
		self->pairs[self->count++] = pair;
}

int documents_compare(struct difference *difference, struct document *first, struct document *second,
					  const struct tolerance *tolerance)
{
	struct comparison self = {
		.a = first, .b = second, .tolerance = tolerance, .arena = first->facts.arena, .difference = difference};
	*difference = (struct difference){0};
	enter(&self, "", OTHER, qpdf_oh_new_null(first->qpdf), qpdf_oh_new_null(second->qpdf));
	struct pair pages = {.key = "/Root/Pages", .role = PAGES};
	pages.a = document_catalog(first, "/Pages");
	pages.b = document_catalog(second, "/Pages");
	if (self.status == OK) compare_values(&self, &pages, 0);
	if (self.status == OK) compare_all(&self);
	if (!stopped(&self)) enter(&self, "", TRAILER, qpdf_get_trailer(first->qpdf), qpdf_get_trailer(second->qpdf));
	if (!stopped(&self)) compare_all(&self);
	buffer_drop(&self.keys);
	return self.status;
}
