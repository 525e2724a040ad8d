/* fontconfig's cache of a folder is used if there is one and it is up to date. If not, fontconfig would read each font
 * through FreeType (10 ms), try to write a cache into a folder of the system, and complain on standard error where it
 * may not; so the little that is needed to choose a face is then read here, through HarfBuzz, in 0.3 ms. */
#include "text/folder.h"

#include <dirent.h>
#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/status.h"

enum { COLLECTION_LIMIT = 64, NAME_LIMIT = 256, WIDTH_NORMAL = 5 /* of OS/2 */ };

static bool add_pattern(FcFontSet *set, FcPattern *pattern)
{
	if (FcFontSetAdd(set, pattern)) return true;
	FcPatternDestroy(pattern);
	return false;
}

static int add_cached(FcFontSet *set, const FcCache *cache)
{
	FcFontSet *cached = FcCacheCopySet(cache);
	if (!cached) return ERR_MEMORY;
	int status = OK;
	for (int i = 0; i < cached->nfont && status == OK; i++) {
		FcPatternReference(cached->fonts[i]);
		if (!add_pattern(set, cached->fonts[i])) status = ERR_MEMORY;
	}
	FcFontSetDestroy(cached);
	return status;
}

static bool add_name(FcPattern *pattern, const char *object, hb_face_t *face, hb_ot_name_id_t id)
{
	char name[NAME_LIMIT];
	unsigned size = sizeof name;
	hb_ot_name_get_utf8(face, id, hb_language_from_string("en", -1), &size, name);
	return !size || FcPatternAddString(pattern, object, (const FcChar8 *)name);
}

/* Weight, slant and width of OS/2, in fontconfig's scales. */
static bool add_style(FcPattern *pattern, hb_face_t *face)
{
	unsigned weight = 400, width = WIDTH_NORMAL, selection = 0, size;
	hb_blob_t *blob = hb_face_reference_table(face, HB_TAG('O', 'S', '/', '2'));
	const uint8_t *os2 = (const uint8_t *)hb_blob_get_data(blob, &size);
	if (size >= 64) {
		weight = (unsigned)os2[4] << 8 | os2[5];
		width = os2[7];
		selection = os2[63];
	}
	hb_blob_destroy(blob);
	return FcPatternAddInteger(pattern, FC_WEIGHT, FcWeightFromOpenType((int)weight)) &&
		   FcPatternAddInteger(pattern, FC_SLANT, selection & 1 ? FC_SLANT_ITALIC : FC_SLANT_ROMAN) &&
		   FcPatternAddInteger(pattern, FC_WIDTH, width == WIDTH_NORMAL ? FC_WIDTH_NORMAL : FC_WIDTH_CONDENSED) &&
		   FcPatternAddBool(pattern, FC_VARIABLE, hb_ot_var_has_data(face) ? FcTrue : FcFalse);
}

static int add_face(FcFontSet *set, hb_face_t *face, const char *path, unsigned number)
{
	FcPattern *pattern = FcPatternCreate();
	if (!pattern) return ERR_MEMORY;
	bool done = add_name(pattern, FC_FAMILY, face, HB_OT_NAME_ID_FONT_FAMILY) &&
				add_name(pattern, FC_FAMILY, face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY) &&
				add_name(pattern, FC_POSTSCRIPT_NAME, face, HB_OT_NAME_ID_POSTSCRIPT_NAME) &&
				add_style(pattern, face) && FcPatternAddInteger(pattern, FC_INDEX, (int)number) &&
				FcPatternAddString(pattern, FC_FILE, (const FcChar8 *)path);
	if (done) return add_pattern(set, pattern) ? OK : ERR_MEMORY;
	FcPatternDestroy(pattern);
	return ERR_MEMORY;
}

static int add_file(FcFontSet *set, const char *path, struct diagnostics *diagnostics)
{
	struct stat status;
	hb_blob_t *blob = NULL;
	if (!stat(path, &status) && S_ISREG(status.st_mode)) blob = hb_blob_create_from_file_or_fail(path);
	unsigned count = blob ? hb_face_count(blob) : 0;
	if (count > COLLECTION_LIMIT) count = COLLECTION_LIMIT;
	int result = OK;
	for (unsigned i = 0; i < count && result == OK; i++) {
		hb_face_t *face = hb_face_create(blob, i);
		if (hb_face_get_glyph_count(face))
			result = add_face(set, face, path, i);
		else
			count = 0;
		hb_face_destroy(face);
	}
	hb_blob_destroy(blob);
	if (!count) result = diagnostics_add(diagnostics, FONT_IGNORED, (struct place){0}, path, NULL);
	return result;
}

static int is_font_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && entry->d_name[0] != '.' &&
		   (!strcasecmp(dot, ".ttf") || !strcasecmp(dot, ".otf") || !strcasecmp(dot, ".ttc") ||
			!strcasecmp(dot, ".otc"));
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name); /* not alphasort(), which follows the locale */
}

static int add_files(FcFontSet *set, const char *folder, struct diagnostics *diagnostics)
{
	struct arena *arena = arena_new();
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_font_file, by_name);
	int status = arena ? OK : ERR_MEMORY;
	for (int i = 0; i < count; i++) {
		if (status == OK) {
			const char *path = arena_format(arena, "%s/%s", folder, entries[i]->d_name);
			status = path ? add_file(set, path, diagnostics) : ERR_MEMORY;
		}
		free(entries[i]);
	}
	free(entries);
	arena_drop(arena);
	return status;
}

int folder_fonts(FcFontSet *set, FcConfig *config, const char *folder, struct diagnostics *diagnostics)
{
	FcCache *cache = FcDirCacheLoad((const FcChar8 *)folder, config, NULL);
	if (!cache) return add_files(set, folder, diagnostics);
	int status = add_cached(set, cache);
	FcDirCacheUnload(cache);
	return status;
}
