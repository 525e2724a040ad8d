/* A template's form: what templates/template.rng allows, told by the validator of plans.
 *
 * The tests hold the templates that are shipped against the grammar, so these, as long as nobody changed them, are not
 * held against it again by every process: that would take a third of the time of a letter. They are known by the
 * checksum that POSIX cksum gives, which the Makefile lists. */
#include <stdint.h>
#include <string.h>

#include "base/status.h"
#include "plan/explain.h"
#include "plan/schema.h"
#include "plan/tokens.h"
#include "template/internal.h"

#ifndef SHIPPED_TEMPLATES /* {sum, size}, ... */
#define SHIPPED_TEMPLATES                                                                                              \
	{                                                                                                                  \
		0, 0                                                                                                           \
	}
#endif

/* What looking at the names in expressions needs. */
struct template_names {
	const struct xml *xml;
	struct plan_schema *schema;
	struct arena *arena;
	struct diagnostics *diagnostics;
};

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

static bool is_file_name(const char *name)
{
	static const char *const endings[] = {".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
		if (strcmp(dot, endings[i]) == 0) return true;
	return false;
}

/* A name that no element or attribute of a plan has can match nothing: the line stays away, and nobody knows why. */
static int check_name(struct template_names *self, const xmlNode *node, const char *attribute, const char *name,
					  bool of_attribute)
{
	bool known;
	const char *nearest;
	TRY(plan_schema_knows(&known, &nearest, self->schema, name, of_attribute));
	if (known) return OK;
	enum diagnostic_id id = is_file_name(name) ? TEMPLATE_FILE_AS_PATH : nearest ? DERIVE_NAME_MEANT : DERIVE_NAME;
	const xmlAttr *place = xmlHasProp(node, (const xmlChar *)attribute);
	return diagnostics_add(self->diagnostics, id, xml_place(self->xml, (const xmlNode *)place), name,
						   nearest ? nearest : "", xml_attribute(node, attribute), NULL);
}

static int check_names(struct template_names *self, const xmlNode *node, const char *attribute)
{
	const char *text = xml_attribute(node, attribute);
	struct token *tokens;
	size_t count;
	bool of_attribute;
	if (!text) return OK;
	TRY(tokens_read(&tokens, &count, self->arena, text));
	for (size_t i = 0; i < count; i++) {
		if (!token_is_asked(&of_attribute, tokens, count, i)) continue;
		const char *name = arena_copy(self->arena, tokens[i].at, tokens[i].length);
		if (!name) return ERR_MEMORY;
		TRY(check_name(self, node, attribute, name, of_attribute));
	}
	return OK;
}

static int check_expressions(struct template_names *self, const xmlNode *parent)
{
	int status = OK;
	for (const xmlNode *node = xml_child(parent, NULL); node; node = xml_next(node, NULL)) {
		const int results[] = {check_names(self, node, "select"), check_names(self, node, "test"),
							   check_expressions(self, node)};
		for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
			if (results[i] == ERR_MEMORY) return ERR_MEMORY;
			if (results[i] != OK) status = results[i];
		}
	}
	return status;
}

static int check_paths(const struct xml *xml, struct arena *arena, const char *data_folder,
					   struct diagnostics *diagnostics)
{
	struct template_names self = {.xml = xml, .arena = arena, .diagnostics = diagnostics};
	TRY(plan_schema_load(&self.schema, data_folder, diagnostics));
	int status = check_expressions(&self, xmlDocGetRootElement(xml->doc));
	plan_schema_drop(self.schema);
	return status;
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
	if (status == OK) status = check_paths(xml, arena, data_folder, diagnostics);
	arena_drop(arena);
	return status;
}
