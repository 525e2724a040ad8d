/* The files in a folder and in those below it. */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "base/arena.h"
#include "base/diagnostic.h"

/* Paths from the folder on, sorted by bytes; in the arena. */
struct tree_files {
	const char **items;
	size_t count;
};

/* Plain files, and links to such. Folders that cannot be read, links to folders and what lies deeper than 16 folders are
 * passed over and told: the worst status of that, or ERR_MEMORY. */
int tree_list(struct tree_files *files, struct arena *arena, const char *folder, struct diagnostics *diagnostics);

/* Is there a file of that path? By binary search. */
bool tree_holds(const struct tree_files *files, const char *path);

#endif
