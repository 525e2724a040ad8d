#include "batch/standing.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/status.h"

enum { PDF_LIMIT = 1024 * 1024 * 1024 };

int read_plan_file(char **bytes, size_t *size, struct arena *arena, const char *path, struct diagnostics *diagnostics)
{
	return file_read(bytes, size, arena, path, PDF_LIMIT, diagnostics);
}

int read_unheard(char **bytes, size_t *size, struct arena *arena, const char *path)
{
	struct diagnostics *unheard = diagnostics_new();
	int status = unheard ? read_plan_file(bytes, size, arena, path, unheard) : ERR_MEMORY;
	diagnostics_drop(unheard);
	if (status != OK) *bytes = NULL;
	return status == ERR_MEMORY ? status : OK;
}

int hash_file(char sha256[DIGEST_TEXT_SIZE], const char *path)
{
	char *bytes = NULL;
	size_t size;
	struct arena *arena = arena_new();
	int status = path && arena ? read_unheard(&bytes, &size, arena, path) : ERR_MEMORY;
	*sha256 = '\0';
	if (bytes) digest_text(sha256, bytes, size);
	arena_drop(arena);
	return status;
}

static bool ends_whole(const char *bytes, size_t size)
{
	static const char mark[] = "%%EOF";
	while (size && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) size--;
	return size >= sizeof mark - 1 && memcmp(bytes + size - (sizeof mark - 1), mark, sizeof mark - 1) == 0;
}

/* By its hash: the whole file, or what it was before more was appended. */
static bool begins_as(const struct ledger_file *file, const char *path, struct arena *arena)
{
	char *bytes, hash[DIGEST_TEXT_SIZE];
	size_t size, made = (size_t)file->size;
	if (read_unheard(&bytes, &size, arena, path) != OK || !bytes) return false;
	if (size < made || (size > made && !ends_whole(bytes, size))) return false;
	digest_text(hash, bytes, made);
	return strcmp(hash, file->sha256) == 0;
}

bool file_stands(const struct ledger_file *file, const char *path, bool check, struct arena *arena)
{
	struct stat found;
	if (!path || stat(path, &found) != 0 || !S_ISREG(found.st_mode) || found.st_size != file->size) return false;
	if (!check) return (int64_t)found.st_mtim.tv_sec * 1000000000 + found.st_mtim.tv_nsec == file->time;
	return begins_as(file, path, arena);
}

bool pdf_is_signed(const struct ledger_file *made, const char *path, struct arena *arena)
{
	struct stat found;
	bool more = path && stat(path, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > made->size;
	return more && begins_as(made, path, arena);
}

enum file_state pdf_stands(const struct ledger_file *file, const char *path, bool check, struct arena *arena)
{
	if (file_stands(file, path, check, arena)) return FILE_AS_MADE;
	return pdf_is_signed(file, path, arena) ? FILE_SIGNED : FILE_CHANGED;
}
