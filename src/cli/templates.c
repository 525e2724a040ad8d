/* templates: what stands in the data folder, one line each: name, what it extends, the first line of its comment. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "base/words.h"
#include "base/xml.h"
#include "cli/command.h"

/* The names without ".xml", sorted. */
static int list_names(const char ***names, size_t *count, struct run *run, const char *folder)
{
	size_t all;
	TRY(file_list(names, &all, run->arena, folder, run->diagnostics));
	*count = 0;
	for (size_t i = 0; i < all; i++) {
		const char *name = (*names)[i];
		size_t length = strlen(name);
		if (length < 5 || strcmp(name + length - 4, ".xml") != 0) continue;
		(*names)[*count] = arena_copy(run->arena, name, length - 4);
		if (!(*names)[(*count)++]) return ERR_MEMORY;
	}
	if (*count) qsort(*names, *count, sizeof **names, words_compare);
	return OK;
}

/* The first line of the first comment, without the blanks around it; length 0: none. */
static const char *first_comment(size_t *length, const char *source)
{
	const char *at = strstr(source, "<!--");
	*length = 0;
	if (!at) return "";
	at += strlen("<!--");
	at += strspn(at, " \t\n");
	const char *end = strstr(at, "-->");
	*length = strcspn(at, "\n");
	if (end && (size_t)(end - at) < *length) *length = (size_t)(end - at);
	while (*length && strchr(" \t", at[*length - 1])) --*length;
	return at;
}

static int list_template(struct run *run, const char *folder, const char *name, struct buffer *out)
{
	struct xml xml;
	char *bytes;
	size_t size, length;
	const char *path = arena_format(run->arena, "%s/%s.xml", folder, name);
	if (!path) return ERR_MEMORY;
	TRY(file_read(&bytes, &size, run->arena, path, XML_FILE_LIMIT, run->diagnostics));
	TRY(xml_parse(&xml, run->arena, bytes, size, path, run->diagnostics));
	const xmlNode *root = xmlDocGetRootElement(xml.doc);
	if (xml_is(root, "template")) {
		const char *extends = xml_attribute(root, "extends"), *comment = first_comment(&length, xml.source);
		buffer_format(out, "%s\t%s\t%.*s\n", name, extends ? extends : "-", (int)length, comment);
	}
	xml_drop(&xml);
	return OK;
}

int templates_run(struct run *run)
{
	const char **names, *data = data_folder(run);
	const char *folder = data ? arena_format(run->arena, "%s/templates", data) : NULL;
	size_t count;
	if (!folder) return ERR_MEMORY;
	TRY(list_names(&names, &count, run, folder));
	struct buffer out = {0};
	int worst = OK;
	for (size_t i = 0; i < count; i++) {
		int status = list_template(run, folder, names[i], &out);
		if (status > worst) worst = status;
	}
	return command_put(run, &out, worst);
}
