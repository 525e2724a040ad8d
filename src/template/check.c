/* A template's form: what templates/template.rng allows, told by the validator of plans.
 *
 * The tests hold the templates that are shipped against the grammar, so these, as long as nobody changed them, are not
 * held against it again by every process: that would take a third of the time of a letter. They are known by the
 * checksum that POSIX cksum gives, which the Makefile lists. */
#include <stdint.h>
#include <string.h>

#include "base/status.h"
#include "plan/explain.h"
#include "template/internal.h"

#ifndef SHIPPED_TEMPLATES /* {sum, size}, ... */
#define SHIPPED_TEMPLATES                                                                                              \
	{                                                                                                                  \
		0, 0                                                                                                           \
	}
#endif

static uint32_t add_byte(uint32_t sum, unsigned byte)
{
	/* x^32 + x^26 + x^23 + ..., four bits at a time */
	static const uint32_t table[16] = {
		0x00000000, 0x04C11DB7, 0x09823B6E, 0x0D4326D9, 0x130476DC, 0x17C56B6B, 0x1A864DB2, 0x1E475005,
		0x2608EDB8, 0x22C9F00F, 0x2F8AD6D6, 0x2B4BCB61, 0x350C9B64, 0x31CD86D3, 0x3C8EA00A, 0x384FBDBD,
	};
	sum = sum << 4 ^ table[sum >> 28 ^ byte >> 4];
	return sum << 4 ^ table[sum >> 28 ^ (byte & 15)];
}

static uint32_t checksum(const char *bytes, size_t size)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < size; i++) sum = add_byte(sum, (unsigned char)bytes[i]);
	for (size_t rest = size; rest; rest >>= 8) sum = add_byte(sum, rest & 255);
	return ~sum;
}

static bool is_shipped(const char *bytes, size_t size)
{
	static const struct {
		uint32_t sum;
		size_t size;
	} shipped[] = {SHIPPED_TEMPLATES};
	bool same_size = false;
	for (size_t i = 0; i < sizeof shipped / sizeof *shipped && !same_size; i++) same_size = shipped[i].size == size;
	uint32_t sum = same_size ? checksum(bytes, size) : 0;
	for (size_t i = 0; i < sizeof shipped / sizeof *shipped && same_size; i++)
		if (shipped[i].size == size && shipped[i].sum == sum) return true;
	return false;
}

int template_check(const struct xml *xml, const char *bytes, size_t size, const char *data_folder,
				   struct diagnostics *diagnostics)
{
	if (is_shipped(bytes, size)) return OK;
	struct arena *arena = arena_new();
	struct grammar *grammar = arena ? arena_alloc(arena, sizeof *grammar) : NULL;
	const char *path = grammar ? arena_format(arena, "%s/templates/template.rng", data_folder) : NULL;
	int status = path ? grammar_load(grammar, arena, path, diagnostics) : ERR_MEMORY;
	if (status == OK) {
		status = plan_explain(xml, grammar, diagnostics);
		grammar_drop(grammar);
	}
	arena_drop(arena);
	return status;
}
