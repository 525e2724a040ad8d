#include "archive/source.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "base/path.h"
#include "base/status.h"
#include "base/utf8.h"

enum { NAME_LENGTH = 80 };

/* The letter below the marks of a Vietnamese letter; what is neither letter nor digit is a hyphen. */
static char plain_character(int32_t code_point)
{
	utf8proc_int32_t parts[8];
	int boundary = 0;
	if (code_point == 0x111 || code_point == 0x110) return code_point == 0x111 ? 'd' : 'D';
	utf8proc_ssize_t count = utf8proc_decompose_char(code_point, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
	int32_t first = count > 0 ? parts[0] : 0;
	bool plain = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9') ||
				 first == '.' || first == '_' || first == '-';
	return plain ? (char)first : '-';
}

static bool is_mark(int32_t code_point)
{
	utf8proc_category_t category = utf8proc_category(code_point);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* The last part of a path in letters that every file system has. Of a long one the end stays, for it tells the type. */
static void make_plain(char name[NAME_LENGTH + 1], const char *path)
{
	const char *at = path_name(path), *end = at + strlen(at);
	size_t length = 0;
	while (at < end) {
		int32_t code_point = 0;
		size_t size = utf8_decode(&code_point, at, end);
		at += size ? size : 1;
		if (size && is_mark(code_point)) continue;
		if (length == NAME_LENGTH) memmove(name, name + 1, --length);
		name[length++] = size ? plain_character(code_point) : '-';
	}
	if (length && (name[0] == '.' || name[0] == '-')) name[0] = '_'; /* hidden, or an option */
	name[length] = '\0';
}

static bool is_taken(const struct sources *sources, const char *name)
{
	if (sources->reserved && strcasecmp(name, sources->reserved) == 0) return true;
	for (size_t i = 0; i < sources->count; i++) {
		if (strcasecmp(sources->items[i].name, name) == 0) return true;
	}
	return false;
}

/* "a.xml", "a-2.xml", ... */
const char *sources_name(const struct sources *sources, const char *path, const char *otherwise)
{
	char plain[NAME_LENGTH + 16] = "";
	if (path && strcmp(path, "-") != 0) make_plain(plain, path);
	if (!*plain) snprintf(plain, sizeof plain, "%.*s", NAME_LENGTH, otherwise);
	const char *dot = strrchr(plain, '.');
	int stem = (int)(dot ? dot - plain : (long)strlen(plain));
	const char *name = arena_string(sources->arena, plain);
	for (unsigned i = 2; name && is_taken(sources, name); i++)
		name = arena_format(sources->arena, "%.*s-%u%s", stem, plain, i, plain + stem);
	return name;
}

/* By what the name ends in: whoever reads the file looks at its bytes. */
static const char *type_of(const char *name)
{
	static const char *const types[][2] = {{".xml", "text/xml"},
										   {".png", "image/png"},
										   {".jpg", "image/jpeg"},
										   {".jpeg", "image/jpeg"},
										   {".csv", "text/csv"}};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++) {
		if (strcasecmp(dot, types[i][0]) == 0) return types[i][1];
	}
	return "application/octet-stream";
}

int sources_add(struct sources *sources, const char *role, const char *path, const char *bytes, size_t size,
				const struct digest *digest)
{
	struct source source = {.role = role, .bytes = bytes, .size = size};
	source.name = sources_name(sources, path, "source");
	if (!source.name) return ERR_MEMORY;
	source.type = type_of(source.name);
	if (digest)
		source.digest = *digest;
	else
		digest_make(&source.digest, bytes, size);
	TRY(arena_grow(sources->arena, &sources->items, sources->count, sizeof source));
	sources->items[sources->count++] = source;
	return OK;
}
