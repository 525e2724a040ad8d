#include "text/font.h"

#include <fontconfig/fontconfig.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/status.h"
#include "text/face.h"
#include "text/folder.h"

struct fonts {
	FcConfig *config; /* its aliases; it has no fonts of its own */
	FcFontSet *set;   /* what the folders hold, in their order */
	char *folder;     /* <data_folder>/fonts */
	struct arena *arena;
	pthread_mutex_t mutex; /* for all below, and for the arena and config */
	struct face **faces;   /* the loaded ones */
	size_t count;
};

/* fontconfig looks for a relative name in /etc/fonts, and for "~..." in the user's home: make it absolute. */
static char *absolute_folder(struct arena *arena, const char *data_folder)
{
	char *folder = arena_format(arena, "%s%s/fonts", data_folder[0] == '~' ? "./" : "", data_folder);
	FcChar8 *absolute = folder ? FcStrCopyFilename((const FcChar8 *)folder) : NULL;
	char *copy = absolute ? arena_string(arena, (const char *)absolute) : NULL;
	FcStrFree(absolute);
	return copy;
}

static int read_configuration(struct fonts *fonts, struct diagnostics *diagnostics)
{
	char *file = arena_format(fonts->arena, "%s/fonts.conf", fonts->folder);
	if (!file) return ERR_MEMORY;
	FcConfigSetSysRoot(fonts->config, NULL); /* not where the environment says */
	if (access(file, R_OK) || !FcConfigParseAndLoad(fonts->config, (const FcChar8 *)file, FcTrue))
		return diagnostics_add(diagnostics, FONTS_UNREADABLE, (struct place){0}, file, NULL);

	FcStrList *folders = FcConfigGetFontDirs(fonts->config);
	if (!folders) return ERR_MEMORY;
	/* Not as <dir prefix="relative"> in fonts.conf: fontconfig 2.14 leaks the folder's name. */
	int status = folder_fonts(fonts->set, fonts->config, fonts->folder, diagnostics);
	FcChar8 *folder;
	while (status == OK && (folder = FcStrListNext(folders)))
		status = folder_fonts(fonts->set, fonts->config, (const char *)folder, diagnostics);
	FcStrListDone(folders);
	return status;
}

int fonts_open(struct fonts **fonts, const char *data_folder, struct diagnostics *diagnostics)
{
	struct fonts *new = mem_zeroed(1, sizeof *new);
	if (!new) return ERR_MEMORY;
	if (pthread_mutex_init(&new->mutex, NULL)) {
		free(new);
		return ERR_MEMORY;
	}
	int status = ERR_MEMORY;
	new->arena = arena_new();
	new->config = FcConfigCreate();
	new->set = FcFontSetCreate();
	if (!new->arena || !new->config || !new->set) goto done;
	new->folder = absolute_folder(new->arena, data_folder);
	if (!new->folder) goto done;
	status = read_configuration(new, diagnostics);
done:
	if (status == OK)
		*fonts = new;
	else
		fonts_drop(new);
	return status;
}

void fonts_drop(struct fonts *fonts)
{
	if (!fonts) return;
	for (size_t i = 0; i < fonts->count; i++) face_unload(fonts->faces[i]);
	if (fonts->set) FcFontSetDestroy(fonts->set);
	if (fonts->config) FcConfigDestroy(fonts->config);
	arena_drop(fonts->arena);
	pthread_mutex_destroy(&fonts->mutex);
	free(fonts);
}

static const char *pattern_string(const FcPattern *pattern, const char *object, int index)
{
	FcChar8 *value;
	return FcPatternGetString(pattern, object, index, &value) == FcResultMatch ? (const char *)value : NULL;
}

static int pattern_integer(const FcPattern *pattern, const char *object, int missing)
{
	int value; /* FcResultTypeMismatch for the ranges of variable fonts */
	return FcPatternGetInteger(pattern, object, 0, &value) == FcResultMatch ? value : missing;
}

/* Exactly this style: no neighbour in weight or width, no instance of a variable font. */
static bool has_style(const FcPattern *pattern, bool bold, bool italic)
{
	FcBool variable = FcFalse;
	FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
	int slant = pattern_integer(pattern, FC_SLANT, FC_SLANT_ROMAN);
	return !variable && pattern_integer(pattern, FC_INDEX, 0) >> 16 == 0 &&
		   pattern_integer(pattern, FC_WEIGHT, -1) == (bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR) &&
		   (slant == FC_SLANT_ITALIC || slant == FC_SLANT_OBLIQUE) == italic &&
		   pattern_integer(pattern, FC_WIDTH, FC_WIDTH_NORMAL) == FC_WIDTH_NORMAL;
}

static const FcPattern *find_family(const FcFontSet *set, const char *family, bool bold, bool italic)
{
	for (int i = 0; i < set->nfont; i++) {
		const FcPattern *pattern = set->fonts[i];
		const char *name;
		for (int n = 0; (name = pattern_string(pattern, FC_FAMILY, n)); n++)
			if (!FcStrCmpIgnoreCase((const FcChar8 *)name, (const FcChar8 *)family) && has_style(pattern, bold, italic))
				return pattern;
	}
	return NULL;
}

/* The family itself or, failing that, its equals in the order of fonts.conf. *found: NULL if there is none, else the
 * family's name, in the arena. */
static int find_pattern(const FcPattern **pattern, const char **found, struct fonts *fonts, const char *family,
						bool bold, bool italic)
{
	FcPattern *wanted = FcPatternCreate();
	if (!wanted) return ERR_MEMORY;
	int status = ERR_MEMORY;
	*found = NULL;
	*pattern = NULL;
	if (!FcPatternAddString(wanted, FC_FAMILY, (const FcChar8 *)family) ||
		!FcConfigSubstitute(fonts->config, wanted, FcMatchPattern))
		goto done;
	const char *name = NULL;
	for (int n = 0; !*pattern && (name = pattern_string(wanted, FC_FAMILY, n)); n++)
		*pattern = find_family(fonts->set, name, bold, italic);
	if (*pattern) *found = arena_string(fonts->arena, pattern_string(*pattern, FC_FAMILY, 0));
	status = !*pattern || *found ? OK : ERR_MEMORY;
done:
	FcPatternDestroy(wanted);
	return status;
}

/* Fit to stand as a name in a PDF without escapes? */
static bool is_plain_name(const char *name)
{
	return name && *name && strlen(name) <= 127 &&
		   name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,+")] == '\0';
}

static int load(struct face **face, struct fonts *fonts, const char *family, bool bold, bool italic, struct place place,
				struct diagnostics *diagnostics)
{
	static const char *const styles[][2] = {
		{"regular", "thường"}, {"bold", "đậm"}, {"italic", "nghiêng"}, {"bold italic", "đậm nghiêng"}};
	const char *const *style = styles[bold + 2 * italic];
	const FcPattern *pattern;
	const char *found;
	TRY(find_pattern(&pattern, &found, fonts, family, bold, italic));
	if (!pattern)
		return diagnostics_add(diagnostics, FONT_MISSING, place, family, style[0], style[1], fonts->folder, NULL);

	struct face *new = arena_alloc(fonts->arena, sizeof *new);
	const char *name = pattern_string(pattern, FC_POSTSCRIPT_NAME, 0), *file = pattern_string(pattern, FC_FILE, 0);
	if (!is_plain_name(name)) return diagnostics_add(diagnostics, FONT_DAMAGED, place, file, "name", NULL);
	if (!new) return ERR_MEMORY;
	new->family = arena_string(fonts->arena, family);
	new->found = found;
	new->postscript_name = arena_string(fonts->arena, name);
	new->file = arena_string(fonts->arena, file);
	if (!new->family || !new->postscript_name || !new->file) return ERR_MEMORY;
	new->bold = bold;
	new->italic = italic;
	new->index = (unsigned)fonts->count;
	TRY(arena_grow(fonts->arena, &fonts->faces, fonts->count, sizeof *fonts->faces));
	TRY(face_load(new, (unsigned)pattern_integer(pattern, FC_INDEX, 0), diagnostics));
	fonts->faces[fonts->count++] = *face = new;
	return OK;
}

int fonts_face(const struct face **face, struct fonts *fonts, const char *family, bool bold, bool italic,
			   struct place place, struct diagnostics *diagnostics)
{
	int status = OK;
	struct face *hit = NULL;
	pthread_mutex_lock(&fonts->mutex);
	for (size_t i = 0; i < fonts->count && !hit; i++) {
		struct face *known = fonts->faces[i];
		if (known->bold == bold && known->italic == italic && !strcmp(known->family, family)) hit = known;
	}
	if (!hit) status = load(&hit, fonts, family, bold, italic, place, diagnostics);
	pthread_mutex_unlock(&fonts->mutex);
	if (status == OK) *face = hit;
	return status;
}

/* Faces of one family under two names, or of one collection, share a file. */
static const struct digest *known_digest(const struct fonts *fonts, const char *file)
{
	for (size_t i = 0; i < fonts->count; i++) {
		const struct face *face = fonts->faces[i];
		if (face->digest && strcmp(face->file, file) == 0) return face->digest;
	}
	return NULL;
}

static const struct digest *make_digest(struct arena *arena, const struct face *face)
{
	struct digest *digest = arena_alloc(arena, sizeof *digest);
	hb_blob_t *blob = hb_face_reference_blob(face->hb_face);
	unsigned size;
	const char *bytes = hb_blob_get_data(blob, &size);
	if (digest) digest_make(digest, bytes, size);
	hb_blob_destroy(blob);
	return digest;
}

int fonts_digest(struct digest *digest, struct fonts *fonts, const struct face *face)
{
	pthread_mutex_lock(&fonts->mutex);
	const struct digest *made = known_digest(fonts, face->file);
	if (!made) made = make_digest(fonts->arena, face);
	fonts->faces[face->index]->digest = made;
	pthread_mutex_unlock(&fonts->mutex);
	if (made) *digest = *made;
	return made ? OK : ERR_MEMORY;
}

static void put_stamp(struct buffer *out, const FcPattern *pattern)
{
	XXH128_canonical_t canonical;
	unsigned size;
	const char *file = pattern_string(pattern, FC_FILE, 0);
	hb_blob_t *blob = file ? hb_blob_create_from_file_or_fail(file) : NULL;
	if (!blob) return;
	const char *bytes = hb_blob_get_data(blob, &size);
	XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, size));
	buffer_format(out, "%s %u ", path_name(file), size);
	buffer_put(out, (const char *)canonical.digest, sizeof canonical.digest);
	hb_blob_destroy(blob);
}

int fonts_put_stamps(struct buffer *out, struct fonts *fonts, const char *family)
{
	int status = OK;
	pthread_mutex_lock(&fonts->mutex);
	for (int style = 0; status == OK && style < 4; style++) {
		const FcPattern *pattern;
		const char *found;
		status = find_pattern(&pattern, &found, fonts, family, style & 1, style & 2);
		if (status == OK && pattern) put_stamp(out, pattern);
	}
	pthread_mutex_unlock(&fonts->mutex);
	return status == OK && out->failed ? ERR_MEMORY : status;
}
