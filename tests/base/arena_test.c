#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdalign.h>
#include <string.h>
#include <cmocka.h>

#include "base/status.h"

static int open_arena(void **state)
{
	*state = arena_new();
	return *state ? 0 : -1;
}

static int close_arena(void **state)
{
	arena_drop(*state);
	return 0;
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	unsigned char *pieces[200];
	for (size_t i = 0; i < 200; i++) {
		size_t size = i * 37 % 5000;
		pieces[i] = arena_alloc(*state, size);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++) assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)i, size);
	}
	for (size_t i = 0; i < 200; i++) {
		for (size_t k = 0; k < i * 37 % 5000; k++) assert_int_equal(pieces[i][k], i);
	}
}

static void a_piece_larger_than_a_block_is_given(void **state)
{
	size_t size = 5 * 1024 * 1024;
	char *large = arena_alloc(*state, size);
	assert_non_null(large);
	large[0] = large[size - 1] = 'x';
	assert_non_null(arena_alloc(*state, 1));
}

static void sizes_that_wrap_are_refused(void **state)
{
	assert_null(arena_alloc(*state, SIZE_MAX));
	assert_null(arena_alloc(*state, SIZE_MAX - 8));
	assert_null(arena_array(*state, SIZE_MAX / 2, 3));
	assert_null(arena_copy(*state, "x", SIZE_MAX));
	assert_non_null(arena_array(*state, 0, 8));
}

static void memory_is_zero_again_after_a_reset(void **state)
{
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 40; i++) {
			char *piece = arena_alloc(*state, 4000);
			assert_non_null(piece);
			for (int k = 0; k < 4000; k++) assert_int_equal(piece[k], 0);
			memset(piece, 'x', 4000);
		}
		arena_reset(*state);
	}
}

/* Several blocks become one. A sanitizer's arena has none. */
static void what_took_several_blocks_takes_one(void **state)
{
	for (int i = 0; i < 40; i++) assert_non_null(arena_alloc(*state, 4000));
	arena_reset(*state);
#ifndef VANTHU_ARENA_DEBUG
	char *first = arena_alloc(*state, 4000);
	for (int i = 1; i < 40; i++) assert_ptr_equal(arena_alloc(*state, 4000), first + (size_t)i * 4000);
#endif
}

static void a_first_block_is_of_the_size_that_is_wanted(void **state)
{
	(void)state;
	struct arena *arena = arena_sized(400000);
	assert_non_null(arena);
	char *first = arena_alloc(arena, 4000);
	assert_non_null(first);
#ifndef VANTHU_ARENA_DEBUG
	for (int i = 1; i < 100; i++) assert_ptr_equal(arena_alloc(arena, 4000), first + (size_t)i * 4000);
#endif
	arena_drop(arena);
}

static void strings_are_copied_and_ended(void **state)
{
	char text[] = "Sở Công Thương";
	char *copy = arena_string(*state, text);
	text[0] = 'X';
	assert_string_equal(copy, "Sở Công Thương");
	assert_string_equal(arena_copy(*state, "181/KH-SCT", 3), "181");
	assert_string_equal(arena_copy(*state, NULL, 0), "");
	assert_string_equal(arena_format(*state, "Mục %s, %d", "II", 7), "Mục II, 7");
}

static void an_array_keeps_its_items_while_it_grows(void **state)
{
	uint32_t *items = NULL;
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(arena_grow(*state, &items, i, sizeof *items), OK);
		items[i] = i * i;
	}
	for (uint32_t i = 0; i < 1000; i++) assert_int_equal(items[i], i * i);
}

static void nothing_may_be_dropped(void **state)
{
	(void)state;
	arena_drop(NULL);
	struct arena *arena = arena_new();
	arena_reset(arena);
	arena_drop(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pieces_are_zeroed_aligned_and_apart, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_piece_larger_than_a_block_is_given, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(sizes_that_wrap_are_refused, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(memory_is_zero_again_after_a_reset, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(what_took_several_blocks_takes_one, open_arena, close_arena),
		cmocka_unit_test(a_first_block_is_of_the_size_that_is_wanted),
		cmocka_unit_test_setup_teardown(strings_are_copied_and_ended, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(an_array_keeps_its_items_while_it_grows, open_arena, close_arena),
		cmocka_unit_test(nothing_may_be_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
