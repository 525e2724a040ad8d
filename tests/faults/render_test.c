/* The whole of render with its n-th allocation failing, and its n-th write, sync, close and rename, for every n.
 *
 * Linked with --wrap for these calls, so that what fails are the calls of our own code, not those of the libraries:
 * libxml2 2.9.14 reads freed memory after a failed allocation of its own (xmlStrndup below xmlSAX2StartElementNs). */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../base/failing.h"
#include "base/buffer.h"
#include "cli/app.h"

enum call { ALLOCATE, WRITE, SYNC, CLOSE, RENAME, CALLS };

/* The calls of a kind that are left before one fails, as `left` has those of allocations. */
static atomic_uint calls_left[CALLS];

ssize_t __real_write(int fd, const void *data, size_t size);
int __real_fsync(int fd);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	errno = ENOSPC;
	return fires(&calls_left[WRITE]) ? -1 : __real_write(fd, data, size);
}

int __wrap_fsync(int fd)
{
	errno = EIO;
	return fires(&calls_left[SYNC]) ? -1 : __real_fsync(fd);
}

int __wrap_close(int fd)
{
	int result = __real_close(fd);
	errno = EIO;
	return fires(&calls_left[CLOSE]) ? -1 : result;
}

int __wrap_rename(const char *from, const char *to)
{
	errno = EIO;
	return fires(&calls_left[RENAME]) ? -1 : __real_rename(from, to);
}

/* The program's world: a folder with one plan in it. */

static const char plan[] =
	"<plan xmlns='urn:vanthu:plan:1'><organ cited-as='Sở Công Thương'><superior>UBND tỉnh Hải Dương</superior>"
	"<name>Sở Công Thương</name></organ><code>181/KH-SCT</code><place>Hải Dương</place><date>2022-02-07</date>"
	"<subject>Tuyên truyền cải cách hành chính</subject><p>Sở Công Thương xây dựng Kế hoạch, cụ thể như sau:</p>"
	"<section><title>Mục đích</title><clause><title>Yêu cầu</title><list><item>Đẩy mạnh công "
	"tác.</item></list></clause>"
	"</section><p>Trên đây là Kế hoạch.</p><recipients><to>Sở Nội vụ</to><archive>VT</archive></recipients>"
	"<signature><position>Giám đốc</position><name>Trần Văn Hảo</name></signature></plan>";

static char messages[4096]; /* no memory is taken for them */

static int out(void *context, const char *data, size_t size, struct diagnostics *diagnostics)
{
	(void)context, (void)data, (void)size, (void)diagnostics;
	return 0;
}

static void err(void *context, const char *data, size_t size)
{
	size_t length = strlen(messages);
	(void)context;
	if (size > sizeof messages - 1 - length) size = sizeof messages - 1 - length;
	memcpy(messages + length, data, size);
	messages[length + size] = '\0';
}

static const char *environment(void *context, const char *name)
{
	(void)context;
	return strcmp(name, "VANTHU_DATA") == 0 ? getenv(name) : NULL;
}

static char folder[] = "/tmp/vanthu-faults-XXXXXX", before[4096];

static int enter(void **state)
{
	(void)state;
	if (!getcwd(before, sizeof before) || !mkdtemp(folder) || chdir(folder) != 0) return -1;
	FILE *file = fopen("plan.xml", "w");
	if (!file) return -1;
	fputs(plan, file);
	return fclose(file);
}

static int leave(void **state)
{
	(void)state;
	remove("plan.xml");
	remove("plan.pdf");
	return chdir(before) != 0 || rmdir(folder) != 0; /* fails if anything else was left there */
}

static int entries(void)
{
	int count = 0;
	DIR *open = opendir(".");
	while (readdir(open)) count++;
	closedir(open);
	return count - 2;
}

/* Renders with the n-th call of this kind failing. Whole or not at all: the file is there if and only if it is said. */
static int render(enum call call, unsigned n)
{
	char *argv[] = {(char *)"vanthu", (char *)"render", (char *)"plan.xml", NULL};
	const struct app app = {.out = out, .err = err, .environment = environment};
	atomic_uint *calls = call == ALLOCATE ? &left : &calls_left[call];
	fired = false;
	messages[0] = '\0';
	remove("plan.pdf");
	*calls = n;
	int status = app_main(&app, 3, argv);
	*calls = 0;
	bool there = access("plan.pdf", F_OK) == 0;
	if ((status == 0) != there || entries() != 1 + there) {
		print_error("call %d, n = %u: status %d, %d entries\n%s", call, n, status, entries(), messages);
		fail();
	}
	return status;
}

static void assert_failures(enum call call, const char *id)
{
	unsigned n = 1;
	for (;; n++) {
		int status = render(call, n);
		if (!fired) {
			assert_int_equal(status, 0);
			break;
		}
		if (status != 3 || !strstr(messages, id)) print_error("call %d, n = %u: %s\n", call, n, messages);
		assert_int_equal(status, 3);
		assert_non_null(strstr(messages, id));
	}
	print_message("%u calls\n", n - 1);
	assert_true(n > 1);
}

static void without_a_fault_it_succeeds(void **state)
{
	(void)state;
	assert_int_equal(render(ALLOCATE, 0), 0);
	assert_string_equal(messages, "");
}

static void every_failing_allocation_is_told(void **state)
{
	(void)state;
	assert_failures(ALLOCATE, "[VT0110]");
}

static void every_failing_write_is_told(void **state)
{
	(void)state;
	assert_failures(WRITE, "[VT0109]");
}

static void every_failing_sync_is_told(void **state)
{
	(void)state;
	assert_failures(SYNC, "[VT0102]");
}

static void every_failing_rename_is_told(void **state)
{
	(void)state;
	assert_failures(RENAME, "[VT0102]");
}

/* What was only read loses nothing when its close fails. */
static void a_failing_close_of_the_output_is_told(void **state)
{
	int told = 0;
	(void)state;
	for (unsigned n = 1;; n++) {
		int status = render(CLOSE, n);
		if (!fired) break;
		told += status == 3 && strstr(messages, "[VT0102]");
		assert_true(status == 0 || status == 3);
	}
	assert_int_equal(told, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_fault_it_succeeds),  cmocka_unit_test(every_failing_allocation_is_told),
		cmocka_unit_test(every_failing_write_is_told),  cmocka_unit_test(every_failing_sync_is_told),
		cmocka_unit_test(every_failing_rename_is_told), cmocka_unit_test(a_failing_close_of_the_output_is_told),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
