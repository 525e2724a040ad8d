/* Linked with --wrap for the calls below, so that each of them can be made to fail. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/status.h"

/* What the wrapped calls are to do. */
static struct {
	int write_error, fsync_error, syncfs_error, close_error, rename_error, fchmod_error, read_error;
	int syncs;            /* counted */
	int interruptions;    /* so many writes and reads fail with EINTR first */
	size_t most;          /* a write or read moves no more than this; 0: no bound */
	const char *grow;     /* this file grows by `growth` at the first read */
	size_t growth, stood; /* stood: writes done before write_error counts */
} fault;

ssize_t __real_write(int fd, const void *data, size_t size);
ssize_t __real_read(int fd, void *data, size_t size);
int __real_fsync(int fd);
int __real_syncfs(int fd);
int __real_close(int fd);
int __real_fchmod(int fd, mode_t mode);
int __real_rename(const char *from, const char *to);

static int fault_of(int error)
{
	errno = error;
	return -1;
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	if (fault.interruptions > 0) {
		fault.interruptions--;
		return fault_of(EINTR);
	}
	if (fault.write_error && fault.stood == 0) return fault_of(fault.write_error);
	if (fault.stood) fault.stood--;
	return __real_write(fd, data, fault.most && size > fault.most ? fault.most : size);
}

ssize_t __wrap_read(int fd, void *data, size_t size)
{
	if (fault.interruptions > 0) {
		fault.interruptions--;
		return fault_of(EINTR);
	}
	if (fault.read_error) return fault_of(fault.read_error);
	if (fault.grow) {
		FILE *file = fopen(fault.grow, "a");
		for (size_t i = 0; i < fault.growth; i++) fputc('+', file);
		fclose(file);
		fault.grow = NULL;
	}
	return __real_read(fd, data, fault.most && size > fault.most ? fault.most : size);
}

int __wrap_fsync(int fd)
{
	fault.syncs++;
	return fault.fsync_error ? fault_of(fault.fsync_error) : __real_fsync(fd);
}

int __wrap_syncfs(int fd)
{
	fault.syncs++;
	return fault.syncfs_error ? fault_of(fault.syncfs_error) : __real_syncfs(fd);
}

int __wrap_close(int fd)
{
	int result = __real_close(fd);
	return fault.close_error ? fault_of(fault.close_error) : result;
}

int __wrap_fchmod(int fd, mode_t mode)
{
	return fault.fchmod_error ? fault_of(fault.fchmod_error) : __real_fchmod(fd, mode);
}

int __wrap_rename(const char *from, const char *to)
{
	return fault.rename_error ? fault_of(fault.rename_error) : __real_rename(from, to);
}

struct room {
	char folder[64], before[4096];
	struct arena *arena;
	struct diagnostics *diagnostics;
};

static int enter(void **state)
{
	struct room *room = test_calloc(1, sizeof *room);
	memset(&fault, 0, sizeof fault);
	strcpy(room->folder, "/tmp/vanthu-file-test-XXXXXX");
	room->arena = arena_new();
	room->diagnostics = diagnostics_new();
	*state = room;
	if (!getcwd(room->before, sizeof room->before) || !mkdtemp(room->folder)) return -1;
	return chdir(room->folder);
}

static int leave(void **state)
{
	struct room *room = *state;
	memset(&fault, 0, sizeof fault);
	DIR *folder = opendir(".");
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (remove(entry->d_name) != 0 && entry->d_name[0] != '.') rmdir(entry->d_name);
	}
	closedir(folder);
	int left = chdir(room->before);
	rmdir(room->folder);
	arena_drop(room->arena);
	diagnostics_drop(room->diagnostics);
	test_free(room);
	return left;
}

static int entries(void)
{
	int count = 0;
	DIR *folder = opendir(".");
	for (struct dirent *entry; (entry = readdir(folder));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(folder);
	return count;
}

static void make(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *name, const char *text)
{
	char found[256] = "";
	FILE *file = fopen(name, "r");
	assert_non_null(file);
	size_t length = fread(found, 1, sizeof found - 1, file);
	fclose(file);
	found[length] = '\0';
	assert_string_equal(found, text);
}

static void assert_only(struct room *room, enum diagnostic_id id)
{
	assert_int_equal(diagnostics_count(room->diagnostics), 1);
	assert_int_equal(diagnostics_at(room->diagnostics, 0)->id, id);
}

static int read_name(struct room *room, const char *name, size_t limit, char **data, size_t *size)
{
	return file_read(data, size, room->arena, name, limit, room->diagnostics);
}

static void a_file_is_read_whole(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "Kế hoạch");
	make("empty", "");
	assert_int_equal(read_name(room, "a", 1000, &data, &size), OK);
	assert_int_equal(size, strlen("Kế hoạch"));
	assert_string_equal(data, "Kế hoạch");
	assert_int_equal(read_name(room, "empty", 0, &data, &size), OK);
	assert_int_equal(size, 0);
	assert_int_equal(data[0], 0);
}

static void reading_goes_on_after_interruptions_and_short_reads(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "abcdefgh");
	fault.interruptions = 3;
	fault.most = 3;
	assert_int_equal(read_name(room, "a", 1000, &data, &size), OK);
	assert_string_equal(data, "abcdefgh");
}

static void the_limit_is_a_limit(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "12345678");
	assert_int_equal(read_name(room, "a", 8, &data, &size), OK);
	assert_int_equal(read_name(room, "a", 7, &data, &size), ERR_DOCUMENT);
	assert_only(room, FILE_TOO_LARGE);
}

static void a_file_that_grows_is_read_to_its_end(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "abc");
	fault.grow = "a";
	fault.growth = 200;
	assert_int_equal(read_name(room, "a", 1000, &data, &size), OK);
	assert_int_equal(size, 203);
	assert_memory_equal(data, "abc+++", 6);
	assert_int_equal(data[203], 0);
}

static void a_file_that_grows_past_the_limit_is_refused(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "abc");
	fault.grow = "a";
	fault.growth = 6;
	assert_int_equal(read_name(room, "a", 8, &data, &size), ERR_DOCUMENT);
	assert_only(room, FILE_TOO_LARGE);
}

static void what_cannot_be_read_is_named(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	assert_int_equal(read_name(room, "absent", 8, &data, &size), ERR_SYSTEM);
	assert_int_equal(read_name(room, ".", 8, &data, &size), ERR_SYSTEM);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_int_equal(read_name(room, "loop", 8, &data, &size), ERR_SYSTEM);
	make("a", "abc");
	fault.read_error = EIO;
	assert_int_equal(read_name(room, "a", 8, &data, &size), ERR_SYSTEM);
	static const enum diagnostic_id expected[] = {FILE_MISSING, FILE_IS_FOLDER, FILE_LINKS_CIRCLE, FILE_UNREADABLE};
	assert_int_equal(diagnostics_count(room->diagnostics), 4);
	for (size_t i = 0; i < 4; i++) assert_int_equal(diagnostics_at(room->diagnostics, i)->id, expected[i]);
	assert_string_equal(diagnostics_at(room->diagnostics, 3)->arguments[0], strerror(EIO));
	assert_string_equal(diagnostics_at(room->diagnostics, 3)->place.file, "a");
}

static void a_file_without_permission_is_refused(void **state)
{
	struct room *room = *state;
	char *data;
	size_t size;
	make("a", "abc");
	assert_int_equal(chmod("a", 0), 0);
	if (geteuid() == 0 && seteuid(65534) != 0) skip(); /* root may read everything */
	int status = read_name(room, "a", 8, &data, &size);
	if (getuid() == 0) assert_int_equal(seteuid(0), 0);
	assert_int_equal(status, ERR_SYSTEM);
	assert_only(room, FILE_NOT_READABLE);
}

static void *feed(void *pipe_end)
{
	static char text[200 * 1000];
	memset(text, 'x', sizeof text);
	for (size_t done = 0; done < sizeof text;) {
		ssize_t put = __real_write(*(int *)pipe_end, text + done, sizeof text - done);
		if (put <= 0) break;
		done += (size_t)put;
	}
	__real_close(*(int *)pipe_end);
	return NULL;
}

static void standard_input_is_read_to_its_end(void **state)
{
	struct room *room = *state;
	int ends[2], saved = dup(STDIN_FILENO);
	pthread_t writer;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	assert_int_equal(pthread_create(&writer, NULL, feed, &ends[1]), 0);
	char *data;
	size_t size;
	int status = read_name(room, "-", 1024 * 1024, &data, &size);
	pthread_join(writer, NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(ends[0]);
	assert_int_equal(status, OK);
	assert_int_equal(size, 200 * 1000);
	for (size_t i = 0; i < size; i++) assert_int_equal(data[i], 'x');
}

static void a_file_is_written_as_the_umask_says(void **state)
{
	struct room *room = *state;
	mode_t old = umask(027);
	int status = file_write("a", "abc", 3, room->diagnostics);
	umask(old);
	struct stat found;
	assert_int_equal(status, OK);
	assert_file("a", "abc");
	assert_int_equal(stat("a", &found), 0);
	assert_int_equal(found.st_mode & 0777, 0640);
	assert_int_equal(entries(), 1);
}

static void a_file_is_replaced_and_keeps_its_permissions(void **state)
{
	struct room *room = *state;
	make("a", "old and longer");
	assert_int_equal(chmod("a", 0604), 0);
	assert_int_equal(file_write("a", "new", 3, room->diagnostics), OK);
	struct stat found;
	assert_int_equal(stat("a", &found), 0);
	assert_int_equal(found.st_mode & 0777, 0604);
	assert_file("a", "new");
	assert_int_equal(file_write("a", "", 0, room->diagnostics), OK);
	assert_file("a", "");
}

static void a_link_stays_and_its_file_is_replaced(void **state)
{
	struct room *room = *state;
	struct stat found;
	make("file", "old");
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(file_write("link", "new", 3, room->diagnostics), OK);
	assert_file("file", "new");
	assert_int_equal(lstat("link", &found), 0);
	assert_true(S_ISLNK(found.st_mode));
}

static void a_device_is_written_to_not_replaced(void **state)
{
	struct room *room = *state;
	struct stat found;
	assert_int_equal(file_write("/dev/null", "abc", 3, room->diagnostics), OK);
	assert_int_equal(stat("/dev/null", &found), 0);
	assert_true(S_ISCHR(found.st_mode));
	assert_int_equal(file_write("/dev/full", "abc", 3, room->diagnostics), ERR_SYSTEM);
	assert_only(room, DISK_FULL);
}

static void a_temporary_name_that_is_taken_is_passed_over(void **state)
{
	struct room *room = *state;
	char taken[64];
	snprintf(taken, sizeof taken, ".vanthu-%ld-0.tmp", (long)getpid());
	make(taken, "somebody else's");
	assert_int_equal(file_write("a", "abc", 3, room->diagnostics), OK);
	assert_file(taken, "somebody else's");
	assert_file("a", "abc");
	assert_int_equal(entries(), 2);
}

static void writing_goes_on_after_interruptions_and_short_writes(void **state)
{
	struct room *room = *state;
	fault.interruptions = 2;
	fault.most = 3;
	assert_int_equal(file_write("a", "abcdefgh", 8, room->diagnostics), OK);
	assert_file("a", "abcdefgh");
}

static void assert_unwritten(struct room *room, enum diagnostic_id id)
{
	assert_int_equal(file_write("a", "new text", 8, room->diagnostics), ERR_SYSTEM);
	assert_only(room, id);
	assert_file("a", "old");
	assert_int_equal(entries(), 1);
}

static void a_failing_first_write_leaves_what_was(void **state)
{
	make("a", "old");
	fault.write_error = ENOSPC;
	assert_unwritten(*state, DISK_FULL);
}

static void a_failing_second_write_leaves_what_was(void **state)
{
	make("a", "old");
	fault.write_error = EIO;
	fault.most = 4;
	fault.stood = 1;
	assert_unwritten(*state, FILE_UNWRITABLE);
}

static void a_failing_sync_leaves_what_was(void **state)
{
	make("a", "old");
	fault.fsync_error = EIO;
	assert_unwritten(*state, FILE_UNWRITABLE);
}

static void a_failing_close_leaves_what_was(void **state)
{
	struct room *room = *state;
	make("a", "old");
	fault.close_error = EDQUOT;
	assert_int_equal(file_write("a", "new text", 8, room->diagnostics), ERR_SYSTEM);
	fault.close_error = 0;
	assert_only(room, DISK_FULL);
	assert_file("a", "old");
	assert_int_equal(entries(), 1);
}

static void a_failing_rename_leaves_what_was(void **state)
{
	make("a", "old");
	fault.rename_error = EROFS;
	assert_unwritten(*state, FILE_NOT_WRITABLE);
}

static void a_failing_change_of_mode_leaves_what_was(void **state)
{
	make("a", "old");
	fault.fchmod_error = EPERM;
	assert_unwritten(*state, FILE_NOT_WRITABLE);
}

static void what_cannot_be_written_is_named(void **state)
{
	struct room *room = *state;
	assert_int_equal(mkdir("folder", 0755), 0);
	make("a", "");
	assert_int_equal(file_write("folder", "x", 1, room->diagnostics), ERR_SYSTEM);
	assert_int_equal(file_write("absent/a", "x", 1, room->diagnostics), ERR_SYSTEM);
	assert_int_equal(file_write("a/b", "x", 1, room->diagnostics), ERR_SYSTEM);
	static const enum diagnostic_id expected[] = {FILE_IS_FOLDER, FOLDER_MISSING, FOLDER_MISSING};
	assert_int_equal(diagnostics_count(room->diagnostics), 3);
	for (size_t i = 0; i < 3; i++) assert_int_equal(diagnostics_at(room->diagnostics, i)->id, expected[i]);
}

static void standard_output_is_checked(void **state)
{
	struct room *room = *state;
	fflush(stdout);
	int saved = dup(STDOUT_FILENO);
	int file = open("out", O_CREAT | O_WRONLY, 0600), full = open("/dev/full", O_WRONLY);
	dup2(file, STDOUT_FILENO);
	int good = file_write("-", "abc", 3, room->diagnostics);
	dup2(full, STDOUT_FILENO);
	int bad = file_write("-", "abc", 3, room->diagnostics);
	close(STDOUT_FILENO);
	int closed = file_write("-", "abc", 3, room->diagnostics);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(file);
	close(full);
	assert_int_equal(good, OK);
	assert_file("out", "abc");
	assert_int_equal(bad, ERR_SYSTEM);
	assert_int_equal(closed, ERR_SYSTEM);
	assert_int_equal(diagnostics_at(room->diagnostics, 0)->id, DISK_FULL);
	assert_int_equal(diagnostics_at(room->diagnostics, 1)->id, STREAM_CLOSED);
}

enum { DRAFTS = 3 };

/* "a", whose old text stays until then, "b" and "/dev/null". */
static void draft_three(struct room *room, struct file_draft *drafts)
{
	static const char *const names[DRAFTS] = {"a", "/dev/null", "b"};
	make("a", "old");
	for (unsigned i = 0; i < DRAFTS; i++)
		assert_int_equal(file_draft(&drafts[i], i, names[i], "new", 3, room->diagnostics), OK);
	assert_file("a", "old");
	assert_int_equal(entries(), 3); /* and two temporary names */
}

static void drafts_are_published_by_one_sync(void **state)
{
	struct file_draft drafts[DRAFTS];
	draft_three(*state, drafts);
	assert_int_equal(fault.syncs, 0);
	file_publish(drafts, DRAFTS);
	assert_int_equal(fault.syncs, 1);
	assert_file("a", "new");
	assert_file("b", "new");
	assert_int_equal(entries(), 2);
}

static void drafts_that_cannot_be_synced_leave_what_was(void **state)
{
	struct room *room = *state;
	struct file_draft drafts[DRAFTS];
	draft_three(room, drafts);
	fault.syncfs_error = EIO;
	file_publish(drafts, DRAFTS);
	assert_file("a", "old");
	assert_int_equal(entries(), 1);
	assert_int_equal(file_draft_status(&drafts[1], room->diagnostics), OK);
	assert_int_equal(file_draft_status(&drafts[2], room->diagnostics), ERR_SYSTEM);
	assert_only(room, FILE_UNWRITABLE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_read_whole),
		TEST(reading_goes_on_after_interruptions_and_short_reads),
		TEST(the_limit_is_a_limit),
		TEST(a_file_that_grows_is_read_to_its_end),
		TEST(a_file_that_grows_past_the_limit_is_refused),
		TEST(what_cannot_be_read_is_named),
		TEST(a_file_without_permission_is_refused),
		TEST(standard_input_is_read_to_its_end),
		TEST(a_file_is_written_as_the_umask_says),
		TEST(a_file_is_replaced_and_keeps_its_permissions),
		TEST(a_link_stays_and_its_file_is_replaced),
		TEST(a_device_is_written_to_not_replaced),
		TEST(a_temporary_name_that_is_taken_is_passed_over),
		TEST(writing_goes_on_after_interruptions_and_short_writes),
		TEST(a_failing_first_write_leaves_what_was),
		TEST(a_failing_second_write_leaves_what_was),
		TEST(a_failing_sync_leaves_what_was),
		TEST(a_failing_close_leaves_what_was),
		TEST(a_failing_rename_leaves_what_was),
		TEST(a_failing_change_of_mode_leaves_what_was),
		TEST(what_cannot_be_written_is_named),
		TEST(standard_output_is_checked),
		TEST(drafts_are_published_by_one_sync),
		TEST(drafts_that_cannot_be_synced_leave_what_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
