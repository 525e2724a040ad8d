#include "batch/names.h"

#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "base/status.h"

enum { NAME_LIMIT = 180 }; /* bytes, of the 255 that disks have for a name with its extension and a temporary one's */

enum field { FIELD_LITERAL, FIELD_COLUMN, FIELD_NUMBER };

struct part {
	enum field field;
	const char *text; /* the literal, or the column's name */
	size_t length;
};

struct names {
	const char *pattern;
	struct part *parts;
	size_t count;
};

static int refuse(struct diagnostics *diagnostics, const char *pattern, const char *what)
{
	return diagnostics_add(diagnostics, NAME_PATTERN_WRONG, (struct place){0}, pattern, what, "{unit/…}",
						   "{code/number}", NULL);
}

/* The field that begins behind a brace. */
static bool read_field(struct part *part, const char *text, size_t length)
{
	static const char column[] = "unit/", number[] = "code/number";
	if (length == strlen(number) && strncmp(text, number, length) == 0) {
		part->field = FIELD_NUMBER;
		return true;
	}
	if (length <= strlen(column) || strncmp(text, column, strlen(column)) != 0) return false;
	*part = (struct part){FIELD_COLUMN, text + strlen(column), length - strlen(column)};
	return memchr(part->text, '/', part->length) == NULL;
}

static int add_part(struct names *names, struct part part, struct arena *arena)
{
	TRY(arena_grow(arena, &names->parts, names->count, sizeof *names->parts));
	names->parts[names->count++] = part;
	return OK;
}

int names_new(struct names **out, const char *pattern, struct arena *arena, struct diagnostics *diagnostics)
{
	struct names *names = *out = arena_alloc(arena, sizeof *names);
	size_t length = strlen(pattern);
	if (!names) return ERR_MEMORY;
	names->pattern = pattern;
	if (length > 4 && strcasecmp(pattern + length - 4, ".pdf") == 0) length -= 4;
	if (memchr(pattern, '/', length) && !strchr(pattern, '{')) return refuse(diagnostics, pattern, "/");
	for (const char *at = pattern, *end = pattern + length; at < end;) {
		struct part part = {FIELD_LITERAL, at, 0};
		bool doubled = end - at > 1 && (*at == '{' || *at == '}') && at[1] == *at;
		const char *close = *at == '{' && !doubled ? memchr(at, '}', (size_t)(end - at)) : NULL;
		if (doubled) {
			part.length = 1;
			at += 2;
		} else if (*at == '{') {
			if (!close || !read_field(&part, at + 1, (size_t)(close - at - 1))) return refuse(diagnostics, pattern, at);
			at = close + 1;
		} else {
			while (at + part.length < end && at[part.length] != '{' && (part.length == 0 || at[part.length] != '}'))
				part.length++;
			if (*at == '}' || memchr(at, '/', part.length)) return refuse(diagnostics, pattern, at);
			at += part.length;
		}
		TRY(add_part(names, part, arena));
	}
	return names->count ? OK : refuse(diagnostics, pattern, "");
}

bool names_need_number(const struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->parts[i].field == FIELD_NUMBER) return true;
	return false;
}

static const xmlNode *find_column(const struct unit *unit, const struct part *part)
{
	const xmlNode *cell = unit->row->children;
	while (cell && (strlen((const char *)cell->name) != part->length ||
					strncmp((const char *)cell->name, part->text, part->length) != 0))
		cell = cell->next;
	return cell;
}

int names_check(const struct names *names, const struct unit *unit, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct part *part = &names->parts[i];
		if (part->field == FIELD_COLUMN && !find_column(unit, part))
			return refuse(diagnostics, names->pattern, part->text);
	}
	return OK;
}

/* What no disk's name may hold, or Windows's may not. */
static bool is_unsafe(unsigned char c)
{
	return c < 0x20 || c == 0x7F || strchr("/\\:*?\"<>|", c) != NULL;
}

static void put_safe(struct buffer *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) buffer_char(out, is_unsafe((unsigned char)text[i]) ? '-' : text[i]);
}

/* Names that Windows keeps for devices, whatever extension follows. */
static bool is_reserved(const char *name, size_t length)
{
	static const char *const words[] = {"con", "prn", "aux", "nul"};
	size_t stem = 0;
	while (stem < length && name[stem] != '.') stem++;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (stem == 3 && strncasecmp(name, words[i], 3) == 0) return true;
	bool port = stem == 4 && (strncasecmp(name, "com", 3) == 0 || strncasecmp(name, "lpt", 3) == 0);
	return port && name[3] >= '0' && name[3] <= '9';
}

/* Blanks and dots at the ends, and half a character where it was cut. */
static void trim(const char **name, size_t *length)
{
	if (*length > NAME_LIMIT) {
		*length = NAME_LIMIT;
		while (*length && ((unsigned char)(*name)[*length] & 0xC0) == 0x80) --*length;
	}
	while (*length && (**name == ' ' || **name == '.')) ++*name, --*length;
	while (*length && ((*name)[*length - 1] == ' ' || (*name)[*length - 1] == '.')) --*length;
}

bool name_is_safe(const char *name)
{
	const char *start = name;
	size_t length = strlen(name), trimmed = length;
	for (size_t i = 0; i < length; i++)
		if (is_unsafe((unsigned char)name[i])) return false;
	trim(&start, &trimmed);
	return length && start == name && trimmed == length && !is_reserved(name, length);
}

const char *names_make(const struct names *names, const struct unit *unit, int64_t number, struct arena *arena)
{
	struct buffer out = {0};
	for (size_t i = 0; i < names->count; i++) {
		const struct part *part = &names->parts[i];
		const xmlNode *cell = part->field == FIELD_COLUMN ? find_column(unit, part) : NULL;
		const char *text = cell && cell->children ? (const char *)cell->children->content : "";
		if (part->field == FIELD_NUMBER)
			buffer_integer(&out, number);
		else if (part->field == FIELD_COLUMN)
			put_safe(&out, text, strlen(text));
		else
			put_safe(&out, part->text, part->length);
	}
	const char *name = out.data;
	size_t length = out.length;
	if (length) trim(&name, &length);
	const char *before = length == 0 || is_reserved(name, length) ? "_" : "";
	const char *made = out.failed ? NULL : arena_format(arena, "%s%.*s", before, (int)length, length ? name : "");
	buffer_drop(&out);
	return made;
}

/* The next character without its capital. */
static int32_t fold(const char **at)
{
	int32_t c = 0;
	utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)*at, -1, &c);
	*at += length > 0 ? length : 1;
	return length > 0 ? utf8proc_tolower(c) : 0xFFFD;
}

uint64_t names_hash(const char *name)
{
	uint64_t hash = 0xCBF29CE484222325; /* FNV-1a, by characters */
	while (*name) hash = (hash ^ (uint64_t)fold(&name)) * 0x100000001B3;
	return hash;
}

bool names_same(const char *a, const char *b)
{
	while (*a && *b)
		if (fold(&a) != fold(&b)) return false;
	return *a == *b;
}
