#include "archive/manifest.h"

#include <string.h>

#include "archive/schema.h"
#include "archive/versions.h"
#include "base/path.h"
#include "base/status.h"

static bool is_markup(char c)
{
	return c == '<' || c == '>' || c == '&' || c == '"' || (unsigned char)c < ' ';
}

static void put_attribute(struct buffer *out, const char *name, const char *value)
{
	buffer_char(out, ' ');
	buffer_text(out, name);
	buffer_text(out, "=\"");
	for (;;) {
		const char *plain = value;
		while (!is_markup(*value)) value++;
		buffer_put(out, plain, (size_t)(value - plain));
		if (!*value) break;
		buffer_format(out, "&#%d;", *value++);
	}
	buffer_char(out, '"');
}

static void put_digest(struct buffer *out, const struct digest *digest)
{
	char text[DIGEST_TEXT_SIZE];
	digest_write(text, digest);
	put_attribute(out, "sha256", text);
	buffer_text(out, "/>\n");
}

static int put_font(struct buffer *out, const struct face *face, struct fonts *fonts)
{
	struct digest digest;
	TRY(fonts_digest(&digest, fonts, face));
	buffer_text(out, "<font");
	put_attribute(out, "name", face->postscript_name);
	put_attribute(out, "file", path_name(face->file));
	put_digest(out, &digest);
	return OK;
}

/* In order of first use. */
static int put_fonts(struct buffer *out, const struct pages *pages, struct fonts *fonts, struct arena *arena)
{
	const struct face **known = NULL, *before = NULL;
	size_t count = 0;
	for (size_t i = 0; i < pages->count; i++) {
		const struct page *page = &pages->items[i];
		for (size_t k = 0; k < page->count; k++) {
			const struct face *face = page->marks[k].kind == MARK_TEXT ? page->marks[k].text.face : before;
			if (face == before) continue;
			before = face;
			size_t at = 0;
			while (at < count && known[at] != face) at++;
			if (at < count) continue;
			TRY(arena_grow(arena, &known, count, sizeof(struct face *)));
			known[count++] = face;
			TRY(put_font(out, face, fonts));
		}
	}
	return OK;
}

static void put_sources(struct buffer *out, const struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		buffer_text(out, "<source");
		put_attribute(out, "role", source->role);
		put_attribute(out, "name", source->name);
		if (source->path) put_attribute(out, "path", source->path);
		put_digest(out, &source->digest);
	}
}

int archive_manifest(struct buffer *out, const struct sources *sources, bool enclosed, const struct pages *pages,
					 struct fonts *fonts)
{
	buffer_format(out,
				  "<manifest xmlns=\"" MANIFEST_NAMESPACE "\" enclosed=\"%s\">\n"
				  "<program name=\"vanthu\" version=\"" VANTHU_VERSION "\"/>\n"
				  "<schema name=\"urn:vanthu:plan:1\"/>\n<schema name=\"urn:vanthu:template:1\"/>\n"
				  "<schema name=\"" METADATA_NAMESPACE "\"/>\n",
				  enclosed ? "yes" : "no");
	archive_write_versions(out);
	TRY(put_fonts(out, pages, fonts, sources->arena));
	put_sources(out, sources);
	buffer_text(out, "</manifest>\n");
	return out->failed ? ERR_MEMORY : OK;
}
