/* Values longer than the decree's metadata have room for (Appendix VI, part II, section I). */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "base/utf8.h"
#include "plan/checks.h"
#include "plan/running.h"

struct field {
	const char *parent, *element, *attribute; /* attribute NULL: the element's text */
	const char *name;                         /* the decree's own */
	size_t longest;                           /* in characters */
};

static const struct field fields[] = {{"organ", "name", NULL, "OrganName", 200},
									  {"plan", "subject", NULL, "Subject", 500},
									  {"document", "subject", NULL, "Subject", 500},
									  {"signature", "authority", NULL, "Position", 100},
									  {"signature", "position", NULL, "Position", 100},
									  {"signature", "name", NULL, "FullName", 50},
									  {"recipients", "to", NULL, "OrganName", 200},
									  {"addressees", "to", NULL, "OrganName", 200},
									  {NULL, "organ", "id", "OrganId", 13},
									  {NULL, "to", "id", "OrganId", 13},
									  {NULL, "file", "notation", "FileNotation", 20},
									  {NULL, "file", "ordinal", "DocOrdinal", 3},
									  {NULL, "file", "description", "Description", 500},
									  {NULL, "drafter", "copies", "IssuedAmount", 3}};

static void check_length(struct check *check, const xmlNode *node, const char *field, size_t length, size_t longest)
{
	char numbers[2][24];
	if (length <= longest) return;
	snprintf(numbers[0], sizeof numbers[0], "%zu", length);
	snprintf(numbers[1], sizeof numbers[1], "%zu", longest);
	check_report(check, PLAN_METADATA_LENGTH, node, field, numbers[0], numbers[1]);
}

static void check_field(struct check *check, const struct field *field, const xmlNode *node)
{
	if (field->attribute) {
		const char *value = xml_attribute(node, field->attribute);
		const char *text = value ? check_trimmed(check, value) : "";
		const xmlNode *place = running_attribute(node, field->attribute);
		check_length(check, place, field->name, utf8_count(text, strlen(text)), field->longest);
		return;
	}
	struct buffer text = {0};
	running_text(&text, check->plan, node);
	if (text.failed) check_keep(check, ERR_MEMORY);
	check_length(check, node, field->name, utf8_count(text.data, text.length), field->longest);
	buffer_drop(&text);
}

/* number and notation: "181/KH-SCT" */
static void check_code(struct check *check, const xmlNode *node)
{
	const char *content = node->children && node->children->content ? (const char *)node->children->content : "";
	const char *code = check_trimmed(check, content), *slash = strchr(code, '/');
	if (!slash) return;
	check_length(check, node, "CodeNumber", (size_t)(slash - code), 11);
	check_length(check, node, "CodeNotation", utf8_count(slash + 1, strlen(slash + 1)), 30);
}

void check_metadata(struct check *check, const xmlNode *node)
{
	const xmlNode *root = check->plan->root, *outer = node->parent;
	if (outer != root && (!outer || outer->parent != root)) return; /* who signs an appendix is not in them, either */
	if (xml_is(node, "code")) check_code(check, node);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!xml_is(node, fields[i].element)) continue;
		if (!fields[i].parent || xml_is(node->parent, fields[i].parent)) check_field(check, &fields[i], node);
	}
}
