/* A batch of three units with a register, in which the n-th allocation fails: it ends with a status, leaves nothing half
 * written, and the same batch goes on afterwards. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../base/failing.h"
#include "base/status.h"
#include "batch/order.h"

static void hear(void *context, const char *text, size_t size)
{
	(void)context;
	(void)text;
	(void)size;
}

enum { PATH_ROOM = 512 };

struct paths {
	char folder[64], units[PATH_ROOM], out[PATH_ROOM], registry[PATH_ROOM];
	char skeleton[PATH_ROOM], master[PATH_ROOM], kinds[PATH_ROOM];
};

static void make_paths(struct paths *paths, const char *data)
{
	strcpy(paths->folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/vanthu-XXXXXX" : "/tmp/vanthu-XXXXXX");
	assert_non_null(mkdtemp(paths->folder));
	snprintf(paths->units, PATH_ROOM, "%s/units.csv", paths->folder);
	snprintf(paths->out, PATH_ROOM, "%s/out", paths->folder);
	snprintf(paths->registry, PATH_ROOM, "%s/register.db", paths->folder);
	snprintf(paths->skeleton, PATH_ROOM, "%s/samples/bac-kan-2021/skeleton.xml", data);
	snprintf(paths->master, PATH_ROOM, "%s/samples/bac-kan-2021/master.xml", data);
	snprintf(paths->kinds, PATH_ROOM, "%s/samples/bac-kan-2021/kinds.csv", data);
	FILE *file = fopen(paths->units, "w");
	assert_non_null(file);
	fputs("code,name,kind,number,notation,area,communes,signer\n"
		  "SNV,Sở Nội vụ,so,,,,,Hoàng Văn Lâm\nSTC,Sở Tài chính,so,,,,,Hà Văn Tài\nSYT,Sở Y tế,so,,,,,Tạc Văn Nam\n",
		  file);
	assert_int_equal(fclose(file), 0);
}

static int run(const struct paths *paths, const char *data)
{
	struct batch_order order = {
		.skeleton = paths->skeleton,
		.master = paths->master,
		.units = paths->units,
		.kinds = paths->kinds,
		.folder = paths->out,
		.data = data,
		.name = "{code/number}-{unit/code}",
		.registry = paths->registry,
		.workers = 1,
		.xml = true,
		.tell = hear,
	};
	struct diagnostics *diagnostics = diagnostics_new();
	int status = diagnostics ? batch_run(&order, diagnostics) : ERR_MEMORY;
	for (size_t i = 0; left == 0 && !fired && status != OK && i < diagnostics_count(diagnostics); i++) {
		struct buffer text = {0};
		diagnostic_write(diagnostics_at(diagnostics, i), ENGLISH, &text);
		print_error("%.*s", (int)text.length, text.data);
		buffer_drop(&text);
	}
	diagnostics_drop(diagnostics);
	return status;
}

/* How many files of the folder end so. If they are to go, they go. */
static unsigned count_files(const char *folder, const char *end, bool go)
{
	unsigned count = 0;
	char path[2 * PATH_ROOM];
	DIR *open = opendir(folder);
	for (const struct dirent *entry; open && (entry = readdir(open));) {
		size_t length = strlen(entry->d_name);
		if (length <= strlen(end) || strcmp(entry->d_name + length - strlen(end), end) != 0) continue;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		count++;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (go) unlink(path);
	}
	if (open) closedir(open);
	return count;
}

static void a_failing_allocation_is_told_and_leaves_nothing(void **state)
{
	const char *data = getenv("VANTHU_DATA");
	struct paths paths;
	unsigned rounds = 0;
	(void)state;
	assert_non_null(data);
	make_paths(&paths, data);
	for (unsigned n = 1;; n += 1 + n / 16) {
		left = n;
		fired = false;
		int status = run(&paths, data);
		left = 0;
		if (!fired) {
			assert_int_equal(status, OK);
			break;
		}
		rounds++;
		assert_int_not_equal(status, ERR_DOCUMENT);
		assert_int_equal(count_files(paths.out, ".tmp", false), 0);
		fired = false;
		if (rounds % 4) continue;
		assert_int_equal(run(&paths, data), OK);
		assert_int_equal(count_files(paths.out, "-SNV.pdf", false), 1);
		assert_int_equal(count_files(paths.out, ".pdf", false), 3);
		assert_int_equal(count_files(paths.out, ".xml", false), 3);
		count_files(paths.out, "", true);
	}
	assert_true(rounds > 50);
	count_files(paths.out, "", true);
	rmdir(paths.out);
	unlink(paths.units);
	unlink(paths.registry);
	rmdir(paths.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failing_allocation_is_told_and_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
