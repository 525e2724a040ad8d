/* Allocations of our own code that fail: for tests that are linked with --wrap for malloc, calloc and realloc.
 *
 *     do {
 *         left = ++n, fired = false;
 *         ... what is tested: it ends well, or with ERR_MEMORY if an allocation fired ...
 *         left = 0;
 *     } while (fired);
 */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_uint left; /* the `left`-th allocation from here on fails; 0: none does */
static atomic_bool fired;

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);

/* Is this the call that fails? Each call counts once, whichever thread it comes from. */
static inline bool fires(atomic_uint *calls)
{
	unsigned before = *calls;
	while (before && !atomic_compare_exchange_weak(calls, &before, before - 1)) continue;
	if (before != 1) return false;
	fired = true;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fires(&left) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fires(&left) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fires(&left) ? NULL : __real_realloc(old, size);
}

#endif
