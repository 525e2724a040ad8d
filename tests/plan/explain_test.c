/* Every case of mistakes.txt: a plan, and what is said of it in both languages. `explain_test -u` writes down what is
 * said now. In the cases, {head} and {end} stand for what a plan needs in any case. */
#include "../base/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "plan/plan.h"

static const char path[] = "tests/plan/mistakes.txt";
static const char head[] = "<organ><name>Sở</name></organ><subject>S</subject>";
static const char end[] =
	"<recipients><to>A</to><archive>VT</archive></recipients><signature><name>N</name></signature>";

static char *read_all(void)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	static char text[200000];
	size_t size = fread(text, 1, sizeof text - 1, file);
	assert_true(size < sizeof text - 1);
	text[size] = '\0';
	fclose(file);
	return text;
}

static void expand(struct buffer *out, const char *from, size_t length)
{
	for (const char *at = from; at < from + length;) {
		if (strncmp(at, "{head}", 6) == 0) {
			buffer_text(out, head);
			at += 6;
		} else if (strncmp(at, "{end}", 5) == 0) {
			buffer_text(out, end);
			at += 5;
		} else {
			buffer_char(out, *at++);
		}
	}
}

static void run_case(struct buffer *out, struct plan_schema *schema, const char *text, size_t length)
{
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	struct buffer document = {0};
	struct plan plan;
	expand(&document, text, length);
	int status = plan_load(&plan, arena, schema, document.data, document.length, "p.xml", diagnostics);
	assert_int_equal(status, diagnostics_status(diagnostics));
	if (status == OK) plan_drop(&plan);
	for (int language = ENGLISH; language <= VIETNAMESE; language++) {
		struct buffer text_said = said(diagnostics, language);
		buffer_text(out, text_said.data);
		buffer_drop(&text_said);
	}
	buffer_drop(&document);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
}

/* The file anew, with what is said now. */
static struct buffer run_all(const char *text)
{
	struct diagnostics *diagnostics = diagnostics_new();
	struct plan_schema *schema;
	struct buffer out = {0};
	assert_int_equal(plan_schema_load(&schema, ".", diagnostics), OK);
	for (const char *at = text; *at;) {
		assert_true(strncmp(at, "=== ", 4) == 0);
		const char *document = strchr(at, '\n') + 1, *stop = strstr(document, "\n---\n");
		assert_non_null(stop);
		buffer_put(&out, at, (size_t)(stop + 5 - at));
		run_case(&out, schema, document, (size_t)(stop - document));
		at = strstr(stop, "\n=== ");
		at = at ? at + 1 : "";
	}
	buffer_char(&out, '\0');
	plan_schema_drop(schema);
	diagnostics_drop(diagnostics);
	return out;
}

static void mistakes_are_explained(void **state)
{
	(void)state;
	const char *text = read_all();
	struct buffer out = run_all(text);
	const char *a = text, *b = out.data;
	while (*a && *a == *b) a++, b++;
	while (a > text && a[-1] != '\n') a--, b--;
	if (*a || *b) { /* the first line that differs */
		char wanted[1000], got[1000];
		snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(a, "\n"), a);
		snprintf(got, sizeof got, "%.*s", (int)strcspn(b, "\n"), b);
		assert_string_equal(got, wanted);
	}
	assert_int_equal(strlen(text), out.length - 1);
	buffer_drop(&out);
}

static int update(void)
{
	struct buffer out = run_all(read_all());
	FILE *file = fopen(path, "wb");
	size_t size = out.length - 1;
	int failed = !file || fwrite(out.data, 1, size, file) != size;
	if (file && fclose(file) != 0) failed = 1;
	buffer_drop(&out);
	return failed;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "-u") == 0) return update();
	const struct CMUnitTest tests[] = {cmocka_unit_test(mistakes_are_explained)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
