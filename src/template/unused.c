/* What an organ's own template declares and nothing uses: mostly a name that was mistyped, so that the change that was
 * wanted does not show. What is shipped declares what programs use, too, so only files that extend others are looked
 * at. A name near to one that would have had an effect is refused; else it may wait for a template that extends this
 * one, and is told. */
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "template/flow.h"
#include "template/internal.h"

/* What can be declared, and the attributes of which elements use it by name. */
static const struct usage {
	const char *declared;
	struct {
		const char *element, *attribute; /* element NULL: of any */
	} uses[6];
} usages[] = {
	{"part", {{"use", "part"}}},
	{"page", {{"sequence", "page"}}},
	{"style",
	 {{NULL, "style"}, {"style", "extends"}, {"page", "number"}, {"level", "number-style"}, {"level", "title-style"}}},
};

static bool is_name(const xmlNode *node, const char *attribute, const char *name)
{
	const char *value = xml_attribute(node, attribute);
	return value && strcmp(value, name) == 0;
}

static bool uses(const xmlNode *node, const struct usage *usage, const char *name)
{
	for (size_t i = 0; usage->uses[i].attribute; i++) {
		const char *element = usage->uses[i].element;
		if ((!element || xml_is(node, element)) && is_name(node, usage->uses[i].attribute, name)) return true;
	}
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		if (uses(child, usage, name)) return true;
	return false;
}

static bool is_used(const struct template *template, const struct usage *usage, const char *name)
{
	for (size_t i = 0; i < template->file_count; i++)
		if (uses(xmlDocGetRootElement(template->files[i].doc), usage, name)) return true;
	return false;
}

/* Does one of the first files declare it? */
static bool is_declared(const struct template *template, const struct usage *usage, size_t files, const char *name)
{
	for (size_t i = 0; i < files; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, usage->declared); node; node = xml_next(node, usage->declared))
			if (is_name(node, "name", name)) return true;
	}
	return false;
}

static int tell(struct template *template, const struct usage *usage, size_t files, const xmlNode *unused)
{
	const char **names = NULL, *name = xml_attribute(unused, "name");
	size_t count = 0;
	for (size_t i = 0; i < files; i++) {
		const xmlNode *root = xmlDocGetRootElement(template->files[i].doc);
		for (const xmlNode *node = xml_child(root, usage->declared); node; node = xml_next(node, usage->declared)) {
			if (!xml_attribute(node, "name")) continue; /* the page that others start from */
			TRY(arena_grow(template->arena, &names, count, sizeof *names));
			names[count++] = xml_attribute(node, "name");
		}
	}
	const char *meant = words_nearest(name, names, count);
	return diagnostics_add(template->diagnostics, meant ? TEMPLATE_UNUSED_MEANT : TEMPLATE_UNUSED,
						   template_attribute_place(template, unused, "name"), usage->declared, name, meant, NULL);
}

/* What a file declares, beside what the ones before it do. */
static int check_file(struct template *template, const struct usage *usage, size_t file)
{
	int status = OK;
	const xmlNode *root = xmlDocGetRootElement(template->files[file].doc);
	for (const xmlNode *node = xml_child(root, usage->declared); node; node = xml_next(node, usage->declared)) {
		const char *name = xml_attribute(node, "name");
		if (!name || is_declared(template, usage, file, name) || is_used(template, usage, name)) continue;
		int result = tell(template, usage, file, node);
		if (result == ERR_MEMORY) return result;
		if (result != OK) status = result;
	}
	return status;
}

int template_check_unused(struct template *template)
{
	int status = OK;
	for (size_t file = 1; file < template->file_count; file++) {
		for (size_t i = 0; i < sizeof usages / sizeof *usages; i++) {
			int result = check_file(template, &usages[i], file);
			if (result == ERR_MEMORY) return result;
			if (result != OK) status = result;
		}
	}
	return status;
}
