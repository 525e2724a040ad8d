/* SQLite's n-th allocation fails, for many n: nothing crashes, what is OK is right, and a transaction is done or not. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/said.h"
#include "base/status.h"
#include "register/register.h"

static sqlite3_mem_methods own; /* SQLite's */
static unsigned left;           /* allocations until one fails; 0: none does */
static bool fired;

static bool fires(void)
{
	if (left == 0 || --left > 0) return false;
	fired = true;
	return true;
}

static void *allocate(int size)
{
	return fires() ? NULL : own.xMalloc(size);
}

static void *resize(void *old, int size)
{
	return fires() ? NULL : own.xRealloc(old, size);
}

static char folder[] = "/tmp/vanthu-register-XXXXXX", before[4096];

static int enter(void **state)
{
	(void)state;
	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &own) != SQLITE_OK) return -1;
	sqlite3_mem_methods failing = own;
	failing.xMalloc = allocate;
	failing.xRealloc = resize;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK) return -1;
	if (sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) return -1; /* each allocation is one of these */
	return !getcwd(before, sizeof before) || !mkdtemp(folder) || chdir(folder) != 0 ? -1 : 0;
}

static int leave(void **state)
{
	(void)state;
	remove("so.db");
	return chdir(before) != 0 || rmdir(folder) != 0; /* fails if a journal was left */
}

static void take_grant(void *context, const struct grant *grant)
{
	int64_t *numbers = context;
	numbers[grant->order] = grant->number;
}

static int wish_all(struct registry *registry, struct diagnostics *diagnostics)
{
	static const char *const units[] = {"A", "B", "C"};
	for (size_t i = 0; i < 3; i++) {
		const struct entry entry = {
			.key = {"SCT", 2022, "KH", "mau", units[i]},
			.symbol = "/KH-SCT",
			.date = "2022-02-07",
			.title = "Kế hoạch tuyên truyền cải cách hành chính nhà nước năm 2022 của Sở Công Thương",
		};
		TRY(registry_wish(registry, &entry, i, (uint32_t)i + 2, false, diagnostics));
	}
	return OK;
}

static int reserve(struct registry *registry, struct diagnostics *diagnostics)
{
	int64_t numbers[3] = {0};
	const struct reserving reserving = {"units.csv", false, take_grant, numbers};
	TRY(wish_all(registry, diagnostics));
	TRY(registry_reserve(registry, &reserving, diagnostics));
	for (int i = 0; i < 3; i++) assert_int_equal(numbers[i], i + 1);
	return OK;
}

static int use(struct registry *registry, struct diagnostics *diagnostics)
{
	static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	static const struct confirmation files[] = {{"SCT", 2022, 1, hash, "A.pdf"}, {"SCT", 2022, 2, hash, "B.pdf"}};
	const struct entry_key key = {"SCT", 2022, "KH", "mau", "A"};
	char sha256[REGISTER_HASH + 1];
	bool issued;
	struct grant grant;
	TRY(reserve(registry, diagnostics));
	TRY(registry_confirm(registry, files, 2, diagnostics));
	TRY(registry_issue(registry, "SCT", 2022, 1, 1, "2022-02-08", diagnostics));
	TRY(registry_void(registry, "SCT", 2022, 3, 3, "thử", diagnostics));
	TRY(registry_look_up(&grant, sha256, registry, &key, diagnostics));
	assert_int_equal(grant.number, 1);
	assert_int_equal(grant.state, ENTRY_ISSUED);
	assert_string_equal(sha256, hash);
	TRY(registry_is_issued(&issued, registry, &files[0], diagnostics));
	assert_true(issued);
	return OK;
}

static int export(struct buffer *out, struct diagnostics *diagnostics)
{
	struct registry *registry;
	const struct entry_filter all = {0};
	TRY(registry_open(&registry, "so.db", REGISTRY_READ, diagnostics));
	int status = registry_export(out, registry, &all, diagnostics);
	registry_drop(registry);
	return status;
}

static int work(struct diagnostics *diagnostics)
{
	struct registry *registry;
	TRY(registry_open(&registry, "so.db", REGISTRY_CREATE, diagnostics));
	int status = use(registry, diagnostics);
	registry_drop(registry);
	return status;
}

static int fail_at(unsigned n, int (*task)(struct diagnostics *diagnostics))
{
	struct diagnostics *diagnostics = diagnostics_new();
	fired = false;
	left = n;
	int status = task(diagnostics);
	left = 0;
	if (status != OK && status != ERR_MEMORY) assert_said(diagnostics, "");
	diagnostics_drop(diagnostics);
	return status;
}

/* None of the first three numbers, or all of them. */
static void assert_whole(void)
{
	struct buffer text = {0};
	struct diagnostics *diagnostics = diagnostics_new();
	int status = access("so.db", F_OK) == 0 ? export(&text, diagnostics) : OK;
	size_t lines = 0;
	for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n';
	if (status == OK && text.length) assert_true(lines == 1 || lines == 1 + 3);
	assert_true(status == OK || status == ERR_DOCUMENT); /* it was not made yet */
	diagnostics_drop(diagnostics);
	buffer_drop(&text);
}

/* Each of the first ones, then fewer: one in 32. */
static unsigned next(unsigned n)
{
	return n + 1 + n / 32;
}

static void transactions_are_whole(void **state)
{
	unsigned n = 0;
	(void)state;
	do {
		remove("so.db");
		n = next(n);
		int status = fail_at(n, work);
		assert_true(status == OK || (fired && status == ERR_MEMORY));
		assert_whole();
	} while (fired);
}

static struct buffer wanted;

static int read_again(struct diagnostics *diagnostics)
{
	struct buffer out = {0};
	int status = export(&out, diagnostics);
	if (status == OK) {
		assert_int_equal(out.length, wanted.length);
		assert_memory_equal(out.data, wanted.data, out.length);
	}
	buffer_drop(&out);
	return status;
}

static void what_is_read_is_right(void **state)
{
	unsigned n = 0;
	(void)state;
	struct diagnostics *diagnostics = diagnostics_new();
	assert_int_equal(export(&wanted, diagnostics), OK);
	diagnostics_drop(diagnostics);
	do {
		n = next(n);
		int status = fail_at(n, read_again);
		assert_true(status == OK || (fired && status == ERR_MEMORY));
	} while (fired);
	buffer_drop(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transactions_are_whole),
		cmocka_unit_test(what_is_read_is_right),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
