/* libFuzzer's target over what reads PDFs: verify, and what info tells.
 *
 * The input is a PDF. It is read as it is; and once more with cross-references that say where its objects now are, for
 * nothing is repaired in what is read, and so most changes would end at the first look. What is made again takes
 * templates and fonts from the data folder, which VANTHU_DATA names. Built by `make fuzz`; replay.c runs the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "reader/reader.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct reader vanthu_reader;

enum { OBJECT_LIMIT = 4096 };

static struct verifier *verifier;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	const char *data = getenv("VANTHU_DATA");
	return data && vanthu_reader.verifier_new(&verifier, data) == OK ? 0 : 1;
}

/* Whoever is refused is told why, and nobody else is told of errors. */
static void hold_status(int status, const struct diagnostics *diagnostics, const struct buffer *out)
{
	if (status != OK && status != ERR_DOCUMENT) abort();
	if (diagnostics_status(diagnostics) != status) abort();
	if (status == OK && !out->length) abort();
}

static void verify(const char *bytes, size_t size)
{
	struct reading reading = {.bytes = bytes, .size = size, .name = "a.pdf", .language = size % 2};
	for (int round = 0; round < 2; round++) {
		struct diagnostics *diagnostics = diagnostics_new();
		struct arena *arena = arena_new();
		struct buffer out = {0};
		if (!diagnostics || !arena) abort();
		int status = round ? vanthu_reader.info(&out, &reading, arena, diagnostics)
						   : vanthu_reader.verify(verifier, &out, &reading, arena, diagnostics);
		hold_status(status, diagnostics, &out);
		buffer_drop(&out);
		arena_drop(arena);
		diagnostics_drop(diagnostics);
	}
}

/* The number that begins a line "12 0 obj"; 0: it is another line. */
static size_t object_number(const char *at, const char *end)
{
	size_t number = 0;
	for (; at < end && *at >= '0' && *at <= '9' && number < OBJECT_LIMIT; at++)
		number = number * 10 + (size_t)(*at - '0');
	return end - at >= 6 && memcmp(at, " 0 obj", 6) == 0 && number < OBJECT_LIMIT ? number : 0;
}

static const char *last(const char *bytes, size_t size, const char *wanted)
{
	size_t length = strlen(wanted);
	for (size_t at = size; at-- > 0;) {
		if (size - at >= length && memcmp(bytes + at, wanted, length) == 0) return bytes + at;
	}
	return NULL;
}

/* The body, then a table of the objects that begin a line in it, then the trailer's dictionary. */
static void mend(struct buffer *out, const char *bytes, size_t size)
{
	size_t places[OBJECT_LIMIT] = {0}, count = 1;
	const char *trailer = last(bytes, size, "trailer"), *end = last(bytes, size, "startxref");
	const char *body = trailer ? trailer : end ? end : bytes + size;
	for (const char *at = bytes; at < body; at++) {
		size_t number = at == bytes || at[-1] == '\n' ? object_number(at, body) : 0;
		if (number) places[number] = (size_t)(at - bytes);
		if (number >= count) count = number + 1;
	}
	buffer_put(out, bytes, (size_t)(body - bytes));
	size_t table = out->length;
	buffer_format(out, "xref\n0 %zu\n0000000000 65535 f \n", count);
	for (size_t i = 1; i < count; i++) buffer_format(out, "%010zu 00000 %c \n", places[i], places[i] ? 'n' : 'f');
	if (trailer && end && end > trailer)
		buffer_put(out, trailer, (size_t)(end - trailer));
	else
		buffer_text(out, "trailer\n<</Root 1 0 R>>\n");
	buffer_format(out, "startxref\n%zu\n%%%%EOF\n", table);
	if (out->failed) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer mended = {0};
	verify((const char *)data, size);
	mend(&mended, (const char *)data, size);
	verify(mended.data, mended.length);
	buffer_drop(&mended);
	return 0;
}
