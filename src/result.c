#include "result.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/status.h"

struct vanthu_result *result_new(void)
{
	struct vanthu_result *new = mem_zeroed(1, sizeof *new);
	if (!new) return NULL;
	new->diagnostics = diagnostics_new();
	new->arena = arena_new();
	if (new->diagnostics &&new->arena) return new;
	vanthu_result_drop(new);
	return NULL;
}

int result_finish(struct vanthu_result *result, int status)
{
	diagnostics_sort(result->diagnostics);
	if (status == OK) status = diagnostics_status(result->diagnostics);
	if (status != OK) buffer_drop(&result->bytes);
	return status;
}

void vanthu_result_drop(struct vanthu_result *result)
{
	if (!result) return;
	buffer_drop(&result->bytes);
	buffer_drop(&result->text);
	diagnostics_drop(result->diagnostics);
	arena_drop(result->arena);
	free(result);
}

const char *vanthu_result_bytes(const struct vanthu_result *result)
{
	return result->bytes.data;
}

size_t vanthu_result_size(const struct vanthu_result *result)
{
	return result->bytes.length;
}

size_t vanthu_result_pages(const struct vanthu_result *result)
{
	return result->pages;
}

size_t vanthu_result_count(const struct vanthu_result *result)
{
	return diagnostics_count(result->diagnostics);
}

int vanthu_result_at(struct vanthu_result *result, size_t index, enum vanthu_language language,
					 struct vanthu_diagnostic *diagnostic)
{
	static const enum vanthu_level levels[] = {
		[LEVEL_NOTE] = VANTHU_NOTE,   [LEVEL_WARNING] = VANTHU_WARNING, [LEVEL_ERROR] = VANTHU_ERROR,
		[LEVEL_USAGE] = VANTHU_ERROR, [LEVEL_SYSTEM] = VANTHU_ERROR,
	};
	if (index >= vanthu_result_count(result)) return VANTHU_USAGE;
	const struct diagnostic *found = diagnostics_at(result->diagnostics, index);
	struct buffer text = {0};
	diagnostic_write_text(found, (enum language)language, &text);
	const char *copy = text.failed ? NULL : arena_copy(result->arena, text.data, text.length);
	buffer_drop(&text);
	if (!copy) return VANTHU_MEMORY;
	*diagnostic = (struct vanthu_diagnostic){
		.file = found->place.file,
		.line = found->place.line,
		.column = found->place.column,
		.level = levels[diagnostic_level(found->id)],
		.id = diagnostic_number(found->id),
		.text = copy,
	};
	return VANTHU_OK;
}

const char *vanthu_result_text(struct vanthu_result *result, enum vanthu_language language)
{
	buffer_clear(&result->text);
	diagnostics_write(result->diagnostics, (enum language)language, &result->text);
	buffer_char(&result->text, '\0');
	return result->text.failed ? NULL : result->text.data;
}
