#include "batch/pictures.h"

#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/status.h"

enum { PICTURE_LIMIT = 64 * 1024 * 1024 }; /* bytes */

static const char *const attributes[] = {"src", "image", "seal"};

static bool is_picture(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (strlen(attributes[i]) == length && strncmp(attributes[i], name, length) == 0) return true;
	return false;
}

bool pictures_named(const xmlNode *root)
{
	for (const xmlNode *node = root; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE) continue;
		for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
			if (is_picture((const char *)attribute->name, strlen((const char *)attribute->name))) return true;
		if (pictures_named(node->children)) return true;
	}
	return false;
}

/* A value as it stands in the XML, without what escapes it; NULL when out of memory. */
static const char *plain_value(struct arena *arena, const char *value, size_t length)
{
	static const char *const escapes[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}};
	char *plain = arena_copy(arena, value, length), *out = plain;
	for (const char *at = plain; at && *at; out++) {
		size_t i = 0, count = sizeof escapes / sizeof *escapes;
		while (i < count && strncmp(at, escapes[i][0], strlen(escapes[i][0])) != 0) i++;
		*out = i < count ? *escapes[i][1] : *at;
		at += i < count ? strlen(escapes[i][0]) : 1;
	}
	if (plain) *out = '\0';
	return plain;
}

int pictures_put(struct buffer *out, const char *folder, const char *name, struct arena *arena)
{
	char *bytes;
	size_t size;
	struct digest digest;
	const char *path = arena_format(arena, "%s%s%s", *name == '/' ? "" : folder, *name == '/' ? "" : "/", name);
	struct diagnostics *unheard = path ? diagnostics_new() : NULL;
	if (!unheard) return ERR_MEMORY;
	int status = file_read(&bytes, &size, arena, path, PICTURE_LIMIT, unheard);
	diagnostics_drop(unheard);
	if (status != OK) return status == ERR_MEMORY ? status : OK;
	digest_make(&digest, bytes, size);
	buffer_put(out, digest.bytes, DIGEST_SIZE);
	return OK;
}

/* Derived plans write attributes in one way: NAME="VALUE", and no quotation mark in text before an equals sign. A value
 * that is found in text, too, does no harm. */
int pictures_digest(struct buffer *out, const struct buffer *xml, const char *folder, struct arena *arena)
{
	const char *end = xml->data + xml->length;
	for (const char *at = xml->data; at && at < end; at++) {
		at = memchr(at, '=', (size_t)(end - at));
		if (!at || end - at < 2) break;
		const char *name = at, *value = at + 2;
		while (name > xml->data && name[-1] >= 'a' && name[-1] <= 'z') name--;
		if (at[1] != '"' || !is_picture(name, (size_t)(at - name))) continue;
		const char *close = memchr(value, '"', (size_t)(end - value));
		if (!close) continue;
		const char *plain = plain_value(arena, value, (size_t)(close - value));
		if (!plain) return ERR_MEMORY;
		TRY(pictures_put(out, folder, plain, arena));
	}
	return OK;
}
