/* What tests compare diagnostics by: all of them as they would be printed. */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/diagnostic.h"

/* Sorted, in one language; to be dropped by the caller. NUL-terminated. */
static inline struct buffer said(struct diagnostics *diagnostics, enum language language)
{
	struct buffer out = {0};
	diagnostics_sort(diagnostics);
	diagnostics_write(diagnostics, language, &out);
	buffer_char(&out, '\0');
	assert_false(out.failed);
	return out;
}

static inline void assert_said(struct diagnostics *diagnostics, const char *english)
{
	struct buffer text = said(diagnostics, ENGLISH);
	assert_string_equal(text.data, english);
	buffer_drop(&text);
}

#endif
