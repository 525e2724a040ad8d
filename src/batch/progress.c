#define _XOPEN_SOURCE 700 /* clock_gettime */

#include "batch/progress.h"

#include <string.h>
#include <time.h>

#include "base/buffer.h"

enum { BAR = 30 };

static const int64_t second = 1000000000, bar_pause = 100000000;

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * second + time.tv_nsec;
}

static void put(struct progress *progress, struct buffer *text)
{
	if (!text->failed && text->length) progress->order->tell(progress->order->context, text->data, text->length);
	buffer_drop(text);
}

/* Plans a second, in tenths. */
static int64_t tenths_of(size_t plans, int64_t time)
{
	int64_t passed = time / 1000000;
	return passed > 0 ? (int64_t)plans * 10000 / passed : 0;
}

static int64_t rate(const struct progress *progress, int64_t time)
{
	return tenths_of(progress->done - progress->done_before, time - progress->pass_began);
}

static int64_t seconds_left(const struct progress *progress, int64_t time)
{
	int64_t tenths = rate(progress, time);
	return tenths ? ((int64_t)(progress->total - progress->done) * 10 + tenths - 1) / tenths : 0;
}

static void put_time(struct buffer *out, int64_t seconds)
{
	if (seconds >= 3600)
		buffer_format(out, "%lld:%02lld:", (long long)(seconds / 3600), (long long)(seconds / 60 % 60));
	if (seconds < 3600) buffer_format(out, "%lld:", (long long)(seconds / 60));
	buffer_format(out, "%02lld", (long long)(seconds % 60));
}

/* "812.4 plans/s, 0:09 left" */
static void put_rate(struct buffer *out, const struct progress *progress, int64_t time)
{
	bool vietnamese = progress->order->language == VIETNAMESE;
	int64_t tenths = rate(progress, time);
	buffer_format(out, "%lld%c%lld %s", (long long)(tenths / 10), vietnamese ? ',' : '.', (long long)(tenths % 10),
				  vietnamese ? "văn bản/giây, còn " : "plans/s, ");
	put_time(out, seconds_left(progress, time));
	if (!vietnamese) buffer_text(out, " left");
}

static void draw_bar(struct progress *progress, int64_t time)
{
	struct buffer out = {0};
	size_t filled = progress->total ? progress->done * BAR / progress->total : BAR;
	buffer_text(&out, "\r[");
	for (size_t i = 0; i < BAR; i++) buffer_char(&out, i < filled ? '#' : '.');
	buffer_format(&out, "] %zu/%zu  ", progress->done, progress->total);
	put_rate(&out, progress, time);
	buffer_text(&out, "\x1B[K"); /* the rest of the line goes */
	progress->standing = true;
	put(progress, &out);
}

static void wipe(struct progress *progress)
{
	static const char gone[] = "\r\x1B[K";
	if (progress->standing) progress->order->tell(progress->order->context, gone, sizeof gone - 1);
	progress->standing = false;
}

static void put_line(struct progress *progress, int64_t time)
{
	struct buffer out = {0};
	buffer_format(&out, "%zu/%zu  ", progress->done, progress->total);
	put_rate(&out, progress, time);
	buffer_char(&out, '\n');
	put(progress, &out);
}

static void put_json(struct progress *progress, int64_t time)
{
	struct buffer out = {0};
	int64_t tenths = rate(progress, time);
	buffer_format(&out, "{\"done\":%zu,\"total\":%zu,\"per_second\":%lld.%lld,\"seconds_left\":%lld}\n", progress->done,
				  progress->total, (long long)(tenths / 10), (long long)(tenths % 10),
				  (long long)seconds_left(progress, time));
	put(progress, &out);
}

void progress_begin(struct progress *progress, const struct batch_order *order, size_t total)
{
	int64_t time = now();
	*progress = (struct progress){.order = order, .total = total, .began = time, .told = time, .pass_began = time};
}

void progress_pass(struct progress *progress)
{
	progress->pass_began = now();
	progress->done_before = progress->done;
}

/* A bar ten times a second, JSON once; a line for each tenth of the work that took a second at least. */
void progress_add(struct progress *progress, size_t count)
{
	int64_t time = now();
	progress->done += count;
	size_t percent = progress->total ? progress->done * 100 / progress->total : 100;
	if (progress->order->progress == PROGRESS_BAR && time - progress->told >= bar_pause) {
		draw_bar(progress, time);
	} else if (progress->order->progress == PROGRESS_JSON && time - progress->told >= second) {
		put_json(progress, time);
	} else if (progress->order->progress == PROGRESS_LINES && time - progress->told >= second &&
			   percent / 10 > progress->percent / 10) {
		put_line(progress, time);
		progress->percent = percent;
	} else {
		return;
	}
	progress->told = time;
}

void progress_message(struct progress *progress, const char *text, size_t size)
{
	wipe(progress);
	progress->order->tell(progress->order->context, text, size);
}

static void put_sum(struct buffer *out, const struct progress *progress, const struct progress_sum *sum)
{
	bool vietnamese = progress->order->language == VIETNAMESE;
	int64_t time = now() - progress->began, tenths = tenths_of(progress->done, time), passed = time / 100000000;
	static const char *const words[][2] = {
		{"%zu plan%s written, %zu unchanged, %zu with errors", "%zu văn bản%s đã ghi, %zu không đổi, %zu có lỗi"},
		{", %zu not made", ", %zu chưa làm"},
		{" (%zu page%s, %lld.%lld s, %lld.%lld plans/s)\n", " (%zu trang%s, %lld,%lld giây, %lld,%lld văn bản/giây)\n"},
	};
	const char *plans = vietnamese || sum->written == 1 ? "" : "s", *pages = vietnamese || sum->pages == 1 ? "" : "s";
	buffer_format(out, words[0][vietnamese], sum->written, plans, sum->unchanged, sum->failed);
	if (sum->left) buffer_format(out, words[1][vietnamese], sum->left);
	buffer_format(out, words[2][vietnamese], sum->pages, pages, (long long)(passed / 10), (long long)(passed % 10),
				  (long long)(tenths / 10), (long long)(tenths % 10));
}

void progress_end(struct progress *progress, const struct progress_sum *sum)
{
	struct buffer out = {0};
	wipe(progress);
	if (progress->order->progress == PROGRESS_NONE) return;
	if (progress->order->progress == PROGRESS_JSON)
		buffer_format(&out, "{\"written\":%zu,\"unchanged\":%zu,\"failed\":%zu,\"left\":%zu,\"pages\":%zu}\n",
					  sum->written, sum->unchanged, sum->failed, sum->left, sum->pages);
	else
		put_sum(&out, progress, sum);
	put(progress, &out);
}
