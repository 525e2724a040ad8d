/* What is told of a batch's progress, by a clock that the test sets. */
#include "../base/said.h"

#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "batch/progress.h"

static int64_t milliseconds;

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	(void)clock;
	*time = (struct timespec){.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
	return 0;
}

static void tell(void *context, const char *text, size_t size)
{
	buffer_put(context, text, size);
}

static void assert_told(struct buffer *told, const char *wanted)
{
	buffer_char(told, '\0');
	assert_string_equal(told->data, wanted);
	buffer_clear(told);
}

/* Of 100 plans two stand as they should, for which the first pass takes a minute; then 32 are made in four seconds. */
static void go_on(struct progress *progress, const struct batch_order *order)
{
	milliseconds = 5000;
	progress_begin(progress, order, 100);
	progress_add(progress, 2);
	milliseconds += 60000;
	progress_pass(progress);
	milliseconds += 4000;
	progress_add(progress, 32);
}

static void the_rate_is_that_of_the_pass(void **state)
{
	(void)state;
	struct buffer told = {0};
	struct progress progress;
	const struct progress_sum sum = {.written = 98, .unchanged = 2, .pages = 600};
	struct batch_order order = {.tell = tell, .context = &told, .progress = PROGRESS_JSON, .language = ENGLISH};
	go_on(&progress, &order);
	assert_told(&told, "{\"done\":34,\"total\":100,\"per_second\":8.0,\"seconds_left\":9}\n");
	order.progress = PROGRESS_LINES;
	go_on(&progress, &order);
	assert_told(&told, "34/100  8.0 plans/s, 0:09 left\n");
	progress_add(&progress, 66);
	progress_end(&progress, &sum);
	assert_told(&told, "98 plans written, 2 unchanged, 0 with errors (600 pages, 64.0 s, 1.5 plans/s)\n");
	buffer_drop(&told);
}

static void a_bar_shows_the_rate_and_the_time_left(void **state)
{
	(void)state;
	struct buffer told = {0};
	struct progress progress;
	const struct batch_order order = {.tell = tell, .context = &told, .progress = PROGRESS_BAR, .language = VIETNAMESE};
	go_on(&progress, &order);
	assert_told(&told, "\r[##########....................] 34/100  8,0 văn bản/giây, còn 0:09\x1B[K");
	buffer_drop(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rate_is_that_of_the_pass),
		cmocka_unit_test(a_bar_shows_the_rate_and_the_time_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
