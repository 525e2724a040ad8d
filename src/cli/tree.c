#include "cli/tree.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/status.h"
#include "base/words.h"

enum { DEEPEST = 16 };

struct walk {
	struct tree_files *files;
	struct arena *arena;
	const char *folder;
	struct diagnostics *diagnostics;
	int worst; /* of what is told */
};

/* What is told of one folder does not keep the others from being listed. */
static int tell(struct walk *self, enum diagnostic_id id, const char *path)
{
	int status = diagnostics_add(self->diagnostics, id, (struct place){.file = path}, NULL);
	if (status > self->worst) self->worst = status;
	return status == ERR_MEMORY ? status : OK;
}

static int walk(struct walk *self, const char *below, int depth);

/* path: from the folder on. */
static int visit(struct walk *self, const char *path, int depth)
{
	struct stat found;
	const char *whole = arena_format(self->arena, "%s/%s", self->folder, path);
	if (!whole) return ERR_MEMORY;
	if (lstat(whole, &found) != 0) return OK; /* it went meanwhile */
	if (S_ISDIR(found.st_mode)) {
		if (depth < DEEPEST) return walk(self, path, depth + 1);
		return tell(self, TREE_DEEP, whole);
	}
	bool link = S_ISLNK(found.st_mode);
	if (link && stat(whole, &found) != 0) return OK; /* it leads nowhere */
	if (link && S_ISDIR(found.st_mode)) return tell(self, TREE_LINK, whole);
	if (!S_ISREG(found.st_mode)) return OK;
	TRY(arena_grow(self->arena, &self->files->items, self->files->count, sizeof *self->files->items));
	self->files->items[self->files->count++] = path;
	return OK;
}

/* below: "" or the path of a folder in the folder. */
static int walk(struct walk *self, const char *below, int depth)
{
	const char *whole = arena_format(self->arena, "%s%s%s", self->folder, *below ? "/" : "", below);
	if (!whole) return ERR_MEMORY;
	DIR *folder = opendir(whole);
	if (!folder) return tell(self, FILE_NOT_READABLE, whole);
	int status = OK;
	for (struct dirent *entry; status == OK && (entry = readdir(folder));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		const char *path = arena_format(self->arena, "%s%s%s", below, *below ? "/" : "", entry->d_name);
		status = path ? visit(self, path, depth) : ERR_MEMORY;
	}
	closedir(folder);
	return status;
}

int tree_list(struct tree_files *files, struct arena *arena, const char *folder, struct diagnostics *diagnostics)
{
	struct walk self = {.files = files, .arena = arena, .folder = folder, .diagnostics = diagnostics};
	*files = (struct tree_files){0};
	TRY(walk(&self, "", 0));
	if (files->count) qsort(files->items, files->count, sizeof *files->items, words_compare);
	return self.worst;
}

bool tree_holds(const struct tree_files *files, const char *path)
{
	return files->count && bsearch(&path, files->items, files->count, sizeof *files->items, words_compare);
}
