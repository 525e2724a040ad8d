#include "batch/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

enum { DIGITS = 24 };

/* Text as one line: white space collapses, a line break is a blank. */
static void put_text(struct buffer *out, const xmlNode *node)
{
	for (const xmlNode *at = node; at; at = at->next) {
		if (at->type == XML_ELEMENT_NODE) {
			buffer_char(out, ' ');
			put_text(out, at->children);
			buffer_char(out, ' ');
		} else if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
			buffer_text(out, (const char *)at->content);
		}
	}
}

static void collapse(struct buffer *text, size_t start)
{
	size_t end = start;
	for (size_t i = start; i < text->length; i++) {
		char c = text->data[i];
		bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
		if (blank && (end == start || text->data[end - 1] == ' ')) continue;
		text->data[end++] = blank ? ' ' : c;
	}
	while (end > start && text->data[end - 1] == ' ') end--;
	text->length = end;
}

/* The texts of all elements of that name in `parent`, parted by "; ". NULL if there is none, or when out of memory. */
static const char *join(struct buffer *scratch, const xmlNode *parent, const char *name, const char *before,
						struct arena *arena)
{
	buffer_clear(scratch);
	if (before) buffer_text(scratch, before);
	for (const xmlNode *at = parent ? xml_child(parent, name) : NULL; at; at = xml_next(at, name)) {
		if (scratch->length) buffer_text(scratch, before ? " " : "; ");
		size_t start = scratch->length;
		put_text(scratch, at->children);
		if (scratch->failed) return NULL;
		collapse(scratch, start);
	}
	return scratch->failed ? NULL : arena_copy(arena, scratch->length ? scratch->data : "", scratch->length);
}

static const char *kind_name(const struct inputs *inputs, const char *kind)
{
	for (size_t i = 0; i < inputs->words.kind_count; i++)
		if (strcmp(inputs->words.kinds[i].code, kind) == 0) return inputs->words.kinds[i].name;
	return "";
}

/* "5/KH-SCT" into 5 and "/KH-SCT". */
static int64_t split_code(const char **symbol, const char *code)
{
	char *end;
	int64_t number = strtoll(code, &end, 10);
	*symbol = *end == '/' ? end : code;
	return *end == '/' && number > 0 && number <= REGISTER_NUMBER_LIMIT ? number : 0;
}

int document_read(struct entry *entry, bool *has_code, const struct plan *plan, const struct inputs *inputs,
				  const char *unit, struct arena *arena)
{
	struct buffer scratch = {0};
	const xmlNode *root = plan->root, *organ = xml_child(root, "organ"), *signature = xml_child(root, "signature");
	const xmlNode *recipients = xml_child(root, "recipients"), *drafter = xml_child(root, "drafter");
	const char *id = organ ? xml_attribute(organ, "id") : NULL,
			   *copies = drafter ? xml_attribute(drafter, "copies") : NULL;
	const char *code = join(&scratch, root, "code", NULL, arena);
	*entry = (struct entry){
		.key = {.organ = arena_string(arena, id && *id ? id : unit),
				.kind = arena_string(arena, plan->kind),
				.skeleton = inputs->skeleton_id,
				.unit = arena_string(arena, unit)},
		.date = join(&scratch, root, "date", NULL, arena),
		.title = join(&scratch, root, "subject", kind_name(inputs, plan->kind), arena),
		.signer = join(&scratch, signature, "name", NULL, arena),
		.recipients = join(&scratch, recipients, "to", NULL, arena),
		.kept_by = join(&scratch, recipients, "archive", NULL, arena),
		.copies = copies ? (int)strtol(copies, NULL, 10) : 0,
	};
	buffer_drop(&scratch);
	if (!code || !entry->key.organ || !entry->key.kind || !entry->key.unit || !entry->date || !entry->title ||
		!entry->signer || !entry->recipients || !entry->kept_by)
		return ERR_MEMORY;
	entry->key.year = (int)strtol(entry->date, NULL, 10);
	entry->number = split_code(&entry->symbol, code);
	*has_code = *code != '\0';
	return OK;
}

/* Where the code's text begins in the derived XML, whose head it stands in; the length of all before is the return; 0:
 * there is no code. Derived plans have no comments and write elements without attributes as "<code>". */
static size_t find_code(const struct buffer *xml)
{
	static const char tag[] = "<code>";
	for (size_t i = 0; i + sizeof tag < xml->length; i++) {
		const char *at = memchr(xml->data + i, '<', xml->length - i);
		if (!at) return 0;
		i = (size_t)(at - xml->data);
		if (xml->length - i > sizeof tag && memcmp(at, tag, sizeof tag - 1) == 0) return i + sizeof tag - 1;
	}
	return 0;
}

int64_t document_number(const struct buffer *xml)
{
	size_t start = find_code(xml);
	int64_t number = 0;
	for (; start && start < xml->length && number <= REGISTER_NUMBER_LIMIT; start++) {
		char c = xml->data[start];
		if (c < '0' || c > '9') break;
		number = number * 10 + c - '0';
	}
	return number;
}

int document_set_number(struct buffer *xml, int64_t number)
{
	char digits[DIGITS];
	size_t start = find_code(xml), length = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number);
	if (!start || document_number(xml)) return OK;
	if (!buffer_room(xml, length)) return ERR_MEMORY;
	memmove(xml->data + start + length, xml->data + start, xml->length - start);
	memcpy(xml->data + start, digits, length);
	xml->length += length;
	return OK;
}
