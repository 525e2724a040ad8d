#include "derive/citation.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/file.h"
#include "base/status.h"
#include "plan/letters.h"
#include "plan/running.h"

/* Reading */

enum { DATA_LIMIT = 1024 * 1024 };

static int read_xml(struct xml *xml, struct arena *arena, const char *data_folder, const char *name,
					struct diagnostics *diagnostics)
{
	char *bytes;
	size_t size;
	const char *path = arena_format(arena, "%s/templates/%s", data_folder, name);
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, arena, path, DATA_LIMIT, diagnostics));
	return xml_parse(xml, arena, bytes, size, path, diagnostics);
}

/* Copies an attribute, or the element's text without a name; an empty string if there is none. */
static const char *copied(struct arena *arena, const xmlNode *node, const char *attribute)
{
	const char *value = node && attribute ? xml_attribute(node, attribute) : NULL;
	if (node && !attribute && node->children) value = (const char *)node->children->content;
	return arena_string(arena, value ? value : "");
}

static int read_kinds(struct citation_words *words, struct arena *arena, const xmlNode *root)
{
	struct kind_name *kinds = NULL;
	const xmlNode *list = xml_child(root, "kinds");
	for (const xmlNode *kind = xml_child(list, "kind"); kind; kind = xml_next(kind, "kind")) {
		TRY(arena_grow(arena, &kinds, words->kind_count, sizeof *kinds));
		struct kind_name *name = &kinds[words->kind_count++];
		*name = (struct kind_name){copied(arena, kind, "code"), copied(arena, kind, "name")};
		if (!name->code || !name->name) return ERR_MEMORY;
	}
	words->kinds = kinds;
	return OK;
}

static long zero_below(const xmlNode *node, const char *name)
{
	const char *value = node ? xml_attribute(node, name) : NULL;
	return value ? strtol(value, NULL, 10) : 0;
}

static int read_words(struct citation_words *words, struct arena *arena, const xmlNode *root)
{
	const xmlNode *blanks = xml_child(root, "blanks"), *zero = xml_child(root, "zero-below");
	words->citation = copied(arena, xml_child(root, "reference"), NULL);
	words->basis = copied(arena, xml_child(root, "basis"), NULL);
	words->joint = copied(arena, root, "joint");
	words->number = copied(arena, blanks, "number");
	words->notation = copied(arena, blanks, "notation");
	words->day = copied(arena, blanks, "day");
	words->month = copied(arena, blanks, "month");
	words->year = copied(arena, blanks, "year");
	words->zero_below_number = zero_below(zero, "number");
	words->zero_below_day = zero_below(zero, "day");
	words->zero_below_month = zero_below(zero, "month");
	bool all = words->citation && words->basis && words->joint && words->number && words->notation && words->day &&
			   words->month && words->year;
	return all ? OK : ERR_MEMORY;
}

int citation_load(struct citation_words *words, struct arena *arena, const char *data_folder,
				  struct diagnostics *diagnostics)
{
	struct xml xml = {0}, template = {0};
	*words = (struct citation_words){0};
	TRY(read_xml(&xml, arena, data_folder, "citation.xml", diagnostics));
	const xmlNode *root = xmlDocGetRootElement(xml.doc);
	const char *names = xml_attribute(root, "names");
	int status = read_words(words, arena, root);
	if (status == OK) status = read_xml(&template, arena, data_folder, names ? names : "", diagnostics);
	if (status == OK) status = read_kinds(words, arena, xmlDocGetRootElement(template.doc));
	xml_drop(&template);
	xml_drop(&xml);
	return status;
}

/* Writing */

static const char *text_of(const struct plan *plan, const char *name)
{
	const xmlNode *node = xml_child(plan->root, name);
	return node && node->children && node->children->content ? (const char *)node->children->content : "";
}

bool citation_is_complete(const struct plan *plan)
{
	const char *code = text_of(plan, "code");
	return *code && *code != '/' && date_is_whole(text_of(plan, "date"));
}

struct citing {
	struct buffer out;
	const struct citation_words *words;
	const struct plan *plan;
};

/* At most `length` bytes of a number; `blank` if there are none. */
static void put_number(struct citing *citing, const char *text, size_t length, long below, const char *blank)
{
	char digits[16];
	if (!length || length >= sizeof digits) {
		if (length)
			buffer_put(&citing->out, text, length);
		else
			buffer_text(&citing->out, blank);
		return;
	}
	memcpy(digits, text, length);
	digits[length] = '\0';
	long number = strtol(digits, NULL, 10);
	if (length > 2)
		buffer_text(&citing->out, digits);
	else
		buffer_format(&citing->out, number < below ? "0%ld" : "%ld", number);
}

static void put_kind(struct citing *citing)
{
	for (size_t i = 0; i < citing->words->kind_count; i++)
		if (strcmp(citing->words->kinds[i].code, citing->plan->kind) == 0)
			buffer_text(&citing->out, citing->words->kinds[i].name);
}

/* As others cite them (vocabulary: cited-as). */
static void put_organs(struct citing *citing)
{
	const xmlNode *first = xml_child(citing->plan->root, "organ");
	for (const xmlNode *organ = first; organ; organ = xml_next(organ, "organ")) {
		const char *cited = xml_attribute(organ, "cited-as");
		if (organ != first) buffer_text(&citing->out, citing->words->joint);
		if (cited)
			buffer_text(&citing->out, cited);
		else
			running_text(&citing->out, citing->plan, xml_child(organ, "name"));
	}
}

static void put_subject(struct citing *citing)
{
	const xmlNode *subject = xml_child(citing->plan->root, "subject");
	const char *cited = xml_attribute(subject, "cited-as");
	size_t start = citing->out.length;
	if (cited) {
		buffer_text(&citing->out, cited);
		return;
	}
	running_text(&citing->out, citing->plan, subject);
	if (!citing->out.failed) small_first(citing->out.data + start, citing->out.length - start);
}

static void put_format(struct citing *citing, const char *format);

static void put_field(struct citing *citing, const char *name, size_t length)
{
	static const char *const names[] = {"kind", "number", "notation", "day",    "month",
										"year", "organ",  "citation", "subject"};
	enum { KIND, NUMBER, NOTATION, DAY, MONTH, YEAR, ORGAN, CITATION, SUBJECT, COUNT };
	const struct citation_words *words = citing->words;
	const char *code = text_of(citing->plan, "code"), *slash = strchr(code, '/');
	const char *date = text_of(citing->plan, "date");
	size_t known = strlen(date);
	int field = 0;
	while (field < COUNT && (strlen(names[field]) != length || strncmp(names[field], name, length) != 0)) field++;
	if (field == KIND) put_kind(citing);
	if (field == NUMBER)
		put_number(citing, code, slash ? (size_t)(slash - code) : 0, words->zero_below_number, words->number);
	if (field == NOTATION) buffer_text(&citing->out, slash ? slash + 1 : words->notation);
	if (field == DAY) put_number(citing, date + 8, known >= 10 ? 2 : 0, words->zero_below_day, words->day);
	if (field == MONTH) put_number(citing, date + 5, known >= 7 ? 2 : 0, words->zero_below_month, words->month);
	if (field == YEAR) put_number(citing, date, known >= 4 ? 4 : 0, 0, words->year);
	if (field == ORGAN) put_organs(citing);
	if (field == CITATION) put_format(citing, words->citation);
	if (field == SUBJECT) put_subject(citing);
}

static void put_format(struct citing *citing, const char *format)
{
	for (const char *at = format; *at;) {
		size_t plain = strcspn(at, "{"), field = at[plain] ? strcspn(at + plain + 1, "}") : 0;
		buffer_put(&citing->out, at, plain);
		at += plain;
		if (!*at) return;
		if (format != citing->words->citation || strncmp(at, "{citation}", 10) != 0) put_field(citing, at + 1, field);
		at += 1 + field;
		if (*at) at++;
	}
}

int citation_write(const char **out, struct arena *arena, const struct citation_words *words, const struct plan *plan,
				   bool basis)
{
	struct citing citing = {.words = words, .plan = plan};
	put_format(&citing, basis ? words->basis : words->citation);
	*out = citing.out.failed ? NULL : arena_copy(arena, citing.out.data ? citing.out.data : "", citing.out.length);
	buffer_drop(&citing.out);
	return *out ? OK : ERR_MEMORY;
}
