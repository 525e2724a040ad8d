/* Attachments into a folder. The names that a file gives are anybody's: of each the last part stays, in plain letters. */
#include <string.h>
#include <sys/stat.h>

#include "archive/source.h"
#include "base/file.h"
#include "base/status.h"
#include "reader/attachments.h"

/* Of a link that leads nowhere, too. */
static bool is_there(const char *path)
{
	struct stat found;
	return lstat(path, &found) == 0;
}

/* What separates folders elsewhere does so here. */
static const char *last_part(const char *name)
{
	const char *last = strrchr(name, '\\');
	return last ? last + 1 : name;
}

static int write_one(struct buffer *out, const char *folder, const char *name, const struct attachment *attachment,
					 struct document *document)
{
	const char *slash = folder[strlen(folder) - 1] == '/' ? "" : "/";
	const char *path = arena_format(document->facts.arena, "%s%s%s", folder, slash, name);
	if (!path) return ERR_MEMORY;
	if (is_there(path))
		return diagnostics_add(document->diagnostics, EXTRACT_EXISTS, (struct place){.file = path}, NULL);
	TRY(file_write(path, attachment->bytes, attachment->size, document->diagnostics));
	buffer_format(out, "%s\n", path);
	return OK;
}

/* A name that no other attachment has; it goes onto the list. */
static int choose_name(const char **name, struct sources *names, const struct attachment *attachment)
{
	struct source taken = {.name = sources_name(names, last_part(attachment->name), "attachment")};
	*name = taken.name;
	if (!taken.name) return ERR_MEMORY;
	TRY(arena_grow(names->arena, &names->items, names->count, sizeof taken));
	names->items[names->count++] = taken;
	return OK;
}

static int extract(struct buffer *out, const char *folder, struct document *document)
{
	struct attachments attachments;
	struct sources names = {.arena = document->facts.arena};
	struct place place = {.file = document->reading->name};
	size_t total = 0;
	int worst = OK;
	TRY(attachments_list(&attachments, document));
	if (!attachments.count) return diagnostics_add(document->diagnostics, EXTRACT_NOTHING, place, NULL);
	for (size_t i = 0; i < attachments.count; i++) {
		struct attachment *attachment = &attachments.items[i];
		const char *name;
		TRY(choose_name(&name, &names, attachment));
		int status = attachment_read(attachment, &total, document);
		if (status == OK)
			status = write_one(out, folder, name, attachment, document);
		else if (status != ERR_MEMORY)
			status = diagnostics_add(document->diagnostics, EXTRACT_DAMAGED, place, name, NULL);
		if (status == ERR_MEMORY) return status;
		if (status > worst) worst = status;
	}
	return worst;
}

int attachments_extract(struct buffer *out, const char *folder, const struct reading *reading, struct arena *arena,
						struct diagnostics *diagnostics)
{
	struct document document;
	int status = document_open(&document, reading, arena, diagnostics);
	if (status == OK) status = extract(out, folder, &document);
	document_close(&document);
	return out->failed ? ERR_MEMORY : status;
}
