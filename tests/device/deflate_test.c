/* Streams in two pieces: what comes out is what went in, and nothing shows that the head was kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"
#include "device/pdf.h"

enum { HEAD = 3000, SIZE = 5000 };

static void fill(char *text, unsigned seed)
{
	for (size_t i = 0; i < SIZE; i++) text[i] = "<rdf:li>x</rdf:li>"[(i * i / 7 + seed * i) % 18];
}

static void assert_inflates(const struct buffer *deflated, const char *text, size_t size)
{
	char inflated[SIZE];
	size_t length;
	struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	assert_non_null(decompressor);
	enum libdeflate_result result =
		libdeflate_zlib_decompress(decompressor, deflated->data, deflated->length, inflated, sizeof inflated, &length);
	libdeflate_free_decompressor(decompressor);
	assert_int_equal(result, LIBDEFLATE_SUCCESS);
	assert_int_equal(length, size);
	assert_memory_equal(inflated, text, size);
}

static void both_pieces_are_read(void **state)
{
	char text[SIZE];
	struct pdf_workshop *workshop;
	struct buffer deflated = {0};
	(void)state;
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	for (unsigned seed = 0; seed < 4; seed++) {
		fill(text, seed / 2); /* a new head, then the same with another rest */
		text[HEAD + 1] = (char)('0' + seed);
		assert_int_equal(pdf_deflate_headed(&deflated, workshop, text, HEAD, SIZE), OK);
		assert_inflates(&deflated, text, SIZE);
	}
	assert_int_equal(pdf_deflate_headed(&deflated, workshop, text, SIZE, SIZE), OK); /* the rest is empty */
	assert_inflates(&deflated, text, SIZE);
	buffer_drop(&deflated);
	pdf_workshop_drop(workshop);
}

static void a_kept_head_does_not_show(void **state)
{
	char text[2][SIZE];
	struct pdf_workshop *workshop;
	struct buffer first = {0}, other = {0}, again = {0};
	(void)state;
	fill(text[0], 1);
	fill(text[1], 2);
	assert_int_equal(pdf_workshop_new(&workshop, NULL), OK);
	assert_int_equal(pdf_deflate_headed(&first, workshop, text[0], HEAD, SIZE), OK);
	assert_int_equal(pdf_deflate_headed(&again, workshop, text[0], HEAD, SIZE), OK);
	assert_int_equal(again.length, first.length);
	assert_memory_equal(again.data, first.data, first.length);
	assert_int_equal(pdf_deflate_headed(&other, workshop, text[1], HEAD, SIZE), OK);
	assert_int_equal(pdf_deflate_headed(&again, workshop, text[0], HEAD, SIZE), OK);
	assert_int_equal(again.length, first.length);
	assert_memory_equal(again.data, first.data, first.length);
	buffer_drop(&first);
	buffer_drop(&other);
	buffer_drop(&again);
	pdf_workshop_drop(workshop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_pieces_are_read),
		cmocka_unit_test(a_kept_head_does_not_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
