/* Levels, their numbers and styles, list marks and end marks, as a template gives them. */
#include <string.h>

#include "base/status.h"
#include "template/flow.h"
#include "template/internal.h"

/* The words of an attribute, split at blanks; *words is untouched if the attribute is absent. */
static int split_words(const char *const **words, size_t *count, struct arena *arena, const xmlNode *node,
					   const char *attribute)
{
	const char *value = xml_attribute(node, attribute);
	if (!value) return OK;
	const char **list = NULL;
	*count = 0;
	for (const char *at = value + strspn(value, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		TRY(arena_grow(arena, &list, *count, sizeof *list));
		list[*count] = arena_copy(arena, at, length);
		if (!list[(*count)++]) return ERR_MEMORY;
		at += length;
	}
	*words = list;
	return OK;
}

/* The place of an element's level in the lists, made if it is new. */
static int level_at(size_t *index, struct template *template, const char *element)
{
	struct numbering *numbering = &template->numbering;
	for (*index = 0; *index < numbering->count; ++*index) {
		if (strcmp(numbering->levels[*index].element, element) == 0) return OK;
	}
	size_t count = numbering->count;
	TRY(arena_grow(template->arena, &template->level_formats, count, sizeof *template->level_formats));
	TRY(arena_grow(template->arena, &template->level_styles, count, sizeof *template->level_styles));
	template->level_formats[count] = (struct level_format){.element = element};
	template->level_styles[count] = (struct level_style){.element = element};
	numbering->levels = template->level_formats;
	numbering->count = count + 1;
	return OK;
}

/* What stands in braces must be one of the fields that numbering knows. */
static int check_fields(struct template *template, const xmlNode *node, const char *attribute)
{
	const char *text = xml_attribute(node, attribute), *end;
	for (; text && (text = strchr(text, '{')); text++) {
		end = strchr(text, '}');
		size_t length = end ? (size_t)(end - text) + 1 : strlen(text);
		if (numbering_field(text)) continue;
		const char *field = arena_copy(template->arena, text, length);
		if (!field) return ERR_MEMORY;
		return diagnostics_add(template->diagnostics, TEMPLATE_FIELD,
							   template_attribute_place(template, node, attribute), field, attribute,
							   "{1} {01} {I} {a} {..} {kind}", NULL);
	}
	return OK;
}

static int read_level(struct template *template, const xmlNode *node)
{
	size_t index;
	TRY(level_at(&index, template, xml_attribute(node, "element")));
	struct level_format *format = &template->level_formats[index];
	struct level_style *style = &template->level_styles[index];
	const char *value;
	TRY(check_fields(template, node, "format"));
	TRY(check_fields(template, node, "citation"));
	if ((value = xml_attribute(node, "format"))) format->format = value;
	if ((value = xml_attribute(node, "citation"))) format->citation = value;
	if ((value = xml_attribute(node, "through"))) format->through = strcmp(value, "yes") == 0;
	if ((value = xml_attribute(node, "whole"))) format->whole = strcmp(value, "yes") == 0;
	if ((value = xml_attribute(node, "bold-number"))) style->bold_number = strcmp(value, "yes") == 0;
	const struct {
		const char *name;
		const struct style **style;
	} styles[] = {{"number-style", &style->number}, {"title-style", &style->title}, {"style", &style->text}};
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		const struct style *named;
		TRY(template_named_style(&named, template, node, styles[i].name));
		if (named) *styles[i].style = named;
	}
	if (format->format && format->citation) return OK;
	return diagnostics_add(template->diagnostics, TEMPLATE_LEVEL_INCOMPLETE, template_place(template, node),
						   format->element, NULL);
}

static int read_numbering(struct template *template, const xmlNode *node)
{
	TRY(split_words(&template->numbering.alphabet, &template->numbering.letters, template->arena, node, "alphabet"));
	for (const xmlNode *level = xml_child(node, "level"); level; level = xml_next(level, "level"))
		TRY(read_level(template, level));
	return OK;
}

static int read_marks(struct template *template, const xmlNode *node)
{
	const char *lead = xml_attribute(node, "lead");
	if (lead) template->body.lead = lead;
	TRY(split_words(&template->body.list_marks, &template->body.list_depth, template->arena, node, "lists"));
	return split_words(&template->typed_marks, &template->typed_mark_count, template->arena, node, "typed");
}

int template_read_numbering(struct template *template)
{
	TRY(template_each(template, "numbering", read_numbering));
	return template_each(template, "marks", read_marks);
}
