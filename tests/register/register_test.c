/* The register: numbers without a gap, in order of date, by key; nothing half done, whatever fails. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/said.h"
#include "base/status.h"
#include "register/register.h"

enum { UNITS = 16 };

struct world {
	struct registry *registry;
	struct diagnostics *diagnostics;
	struct grant grants[UNITS]; /* by order; number 0: none */
	char folder[64], before[4096];
};

static int enter(void **state)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	strcpy(world.folder, "/tmp/vanthu-register-XXXXXX");
	if (!getcwd(world.before, sizeof world.before) || !mkdtemp(world.folder) || chdir(world.folder) != 0) return -1;
	world.diagnostics = diagnostics_new();
	*state = &world;
	return registry_open(&world.registry, "so.db", REGISTRY_CREATE, world.diagnostics);
}

static int leave(void **state)
{
	struct world *world = *state;
	registry_drop(world->registry);
	diagnostics_drop(world->diagnostics);
	remove("so.db");
	return chdir(world->before) != 0 || rmdir(world->folder) != 0; /* fails if a journal was left */
}

static struct entry entry_of(const char *unit, const char *date)
{
	return (struct entry){
		.key = {"SCT", date ? atoi(date) : 2022, "KH", "mau", unit},
		.symbol = "/KH-SCT",
		.date = date,
		.title = "Kế hoạch, “thử”",
		.signer = "Trần Văn Hảo",
		.recipients = "Sở Nội vụ; Lưu: VT",
	};
}

/* The unit's row is its order + 2, as after a head line. number 0: the next. */
static void wish(struct world *world, size_t order, const char *unit, const char *date, int64_t number, bool reissue)
{
	struct entry entry = entry_of(unit, date);
	entry.number = number;
	assert_int_equal(registry_wish(world->registry, &entry, order, (uint32_t)order + 2, reissue, world->diagnostics),
					 OK);
}

static void keep_grant(void *context, const struct grant *grant)
{
	struct world *world = context;
	assert_in_range(grant->order, 0, UNITS - 1);
	world->grants[grant->order] = *grant;
}

static int reserve(struct world *world, bool keep_going)
{
	const struct reserving reserving = {"units.csv", keep_going, keep_grant, world};
	memset(world->grants, 0, sizeof world->grants);
	return registry_reserve(world->registry, &reserving, world->diagnostics);
}

/* What was said, and forgets it. */
static void assert_messages(struct world *world, const char *english)
{
	assert_said(world->diagnostics, english);
	diagnostics_drop(world->diagnostics);
	world->diagnostics = diagnostics_new();
}

static void confirm(struct world *world, int64_t number)
{
	const struct confirmation one = {"SCT", 2022, number,
									 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "a.pdf"};
	assert_int_equal(registry_confirm(world->registry, &one, 1, world->diagnostics), OK);
}

static int put_line(void *context, const struct entry *entry)
{
	buffer_format(context, "%s %d %lld %s %s %s\n", entry->key.organ, entry->key.year, (long long)entry->number,
				  entry_state_name(entry->state), entry->key.unit ? entry->key.unit : "-",
				  entry->date ? entry->date : "-");
	return OK;
}

static void assert_list(struct world *world, const char *expected)
{
	struct buffer out = {0};
	const struct entry_filter all = {0};
	assert_int_equal(registry_list(world->registry, &all, put_line, &out, world->diagnostics), OK);
	buffer_char(&out, '\0');
	assert_string_equal(out.data, expected);
	buffer_drop(&out);
}

static void assert_grants(const struct world *world, size_t count, const int64_t *numbers)
{
	for (size_t i = 0; i < count; i++) assert_int_equal(world->grants[i].number, numbers[i]);
}

#define GRANTS(world, ...)                                                                                             \
	assert_grants(world, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t), (int64_t[]){__VA_ARGS__})

static void numbers_run_by_date_then_row(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02-09", 0, false);
	wish(world, 1, "B", "2022-02-07", 0, false);
	wish(world, 2, "C", "2022-02-07", 0, false);
	wish(world, 3, "D", "2021-12-31", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 3, 1, 2, 1);
	assert_messages(world, "");
	assert_list(world, "SCT 2021 1 reserved D 2021-12-31\nSCT 2022 1 reserved B 2022-02-07\n"
					   "SCT 2022 2 reserved C 2022-02-07\nSCT 2022 3 reserved A 2022-02-09\n");
}

static void a_document_keeps_its_number(void **state)
{
	struct world *world = *state;
	assert_int_equal(registry_start(world->registry, "SCT", 2022, 57, world->diagnostics), OK);
	wish(world, 0, "A", "2022-02-07", 0, false);
	wish(world, 1, "B", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 57, 58);
	wish(world, 0, "C", "2022-02-07", 0, false);
	wish(world, 1, "B", "2022-02-07", 0, false);
	wish(world, 2, "A", "2022-02-07", 57, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 59, 58, 57);
	assert_messages(world, "");
}

static void a_wish_without_a_date_is_refused(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", NULL, 0, false);
	wish(world, 1, "B", "2022-02", 0, false);
	wish(world, 2, "C", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, true), ERR_DOCUMENT);
	GRANTS(world, 0, 0, 1);
	assert_messages(world,
					"units.csv:2: error: the document of A gets no number, as it has no whole date; write year, month "
					"and day (2022-02-07) [VT1211]\n"
					"units.csv:3: error: the document of B gets no number, as it has no whole date; write year, month "
					"and day (2022-02-07) [VT1211]\n");
}

static void without_keep_going_it_is_all_or_none(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02", 0, false);
	wish(world, 1, "B", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), ERR_DOCUMENT);
	assert_list(world, "");
}

static void dates_do_not_run_backwards(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	wish(world, 0, "B", "2022-02-06", 0, false);
	wish(world, 1, "C", "2022-02-08", 0, false);
	assert_int_equal(reserve(world, true), ERR_DOCUMENT);
	GRANTS(world, 0, 2);
	assert_messages(world, "units.csv:2: error: number 2 cannot bear the date 2022-02-06: a smaller number already "
						   "bears 2022-02-07, and numbers run in order of date; give that date or a later one "
						   "[VT1212]\n");
	/* What is void does not count. */
	assert_int_equal(registry_void(world->registry, "SCT", 2022, 1, 2, "nhầm", world->diagnostics), OK);
	wish(world, 0, "B", "2022-02-06", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 3);
}

static void changed_dates_move_together(void **state)
{
	struct world *world = *state;
	const char *const units[] = {"A", "B", "C"};
	for (size_t i = 0; i < 3; i++) wish(world, i, units[i], "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	for (size_t i = 0; i < 3; i++) wish(world, i, units[i], "2022-02-09", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 1, 2, 3);
	/* One alone may not pass the others: it keeps its date, and they their numbers. */
	wish(world, 0, "A", "2022-02-10", 0, false);
	wish(world, 1, "B", "2022-02-09", 0, false);
	wish(world, 2, "C", "2022-02-11", 0, false);
	assert_int_equal(reserve(world, true), ERR_DOCUMENT);
	GRANTS(world, 0, 2, 3);
	assert_messages(world,
					"units.csv:2: error: number 1 cannot bear the date 2022-02-10: a higher number already bears "
					"2022-02-09, and numbers run in order of date; give that date or an earlier one, or make "
					"the number void [VT1213]\n");
	assert_list(world, "SCT 2022 1 reserved A 2022-02-09\nSCT 2022 2 reserved B 2022-02-09\n"
					   "SCT 2022 3 reserved C 2022-02-11\n");
}

static void given_numbers_are_taken_as_they_are(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02-07", 12, false);
	wish(world, 1, "B", "2022-02-07", 10, false);
	wish(world, 2, "C", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 12, 10, 13);
	assert_messages(world,
					"units.csv:2: warning: with the number that this row gives, 11 to 11 of SCT are skipped; the "
					"register has them as void [VT1219]\n");
	assert_list(world, "SCT 2022 10 reserved B 2022-02-07\nSCT 2022 11 void - -\nSCT 2022 12 reserved A 2022-02-07\n"
					   "SCT 2022 13 reserved C 2022-02-07\n");
	wish(world, 0, "D", "2022-02-07", 11, false); /* fills the gap */
	wish(world, 1, "E", "2022-02-07", 12, false);
	wish(world, 2, "F", "2022-02-07", 9, false);
	wish(world, 3, "G", "2022-02-07", 99999, false);
	wish(world, 4, "C", "2022-02-07", 14, false);
	assert_int_equal(reserve(world, true), ERR_DOCUMENT);
	GRANTS(world, 11, 0, 0, 0, 0);
	assert_messages(world,
					"units.csv:3: error: number 12 of SCT is the one of A; give another number, or none to have the "
					"next one [VT1215]\n"
					"units.csv:4: error: number 9 of SCT was given before this register began, at 10; give another "
					"number, or none to have the next one [VT1217]\n"
					"units.csv:5: error: number 99999 of SCT is far past 13, the last one; is it a slip of the pen? "
					"[VT1218]\n"
					"units.csv:6: error: the row gives number 14, but the document has number 13 in the register; take "
					"the number out of the row, or make 13 void first [VT1214]\n");
}

static void void_numbers_are_not_given_again(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	assert_int_equal(registry_void(world->registry, "SCT", 2022, 1, 1, NULL, world->diagnostics), OK);
	wish(world, 0, "A", "2022-02-07", 0, false);
	wish(world, 1, "B", "2022-02-07", 1, false);
	assert_int_equal(reserve(world, true), ERR_DOCUMENT);
	GRANTS(world, 2, 0);
	assert_messages(world, "units.csv:3: error: number 1 of SCT is void and not given again; give another number, or "
						   "none to have the next one [VT1216]\n");
	assert_int_equal(registry_void(world->registry, "SCT", 2022, 2, 7, NULL, world->diagnostics), ERR_DOCUMENT);
	assert_list(world, "SCT 2022 1 void A 2022-02-07\nSCT 2022 2 reserved A 2022-02-07\n");
}

static void issued_numbers_stay(void **state)
{
	struct world *world = *state;
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	assert_int_equal(registry_issue(world->registry, "SCT", 2022, 1, 1, NULL, world->diagnostics), ERR_DOCUMENT);
	assert_messages(world,
					"so.db: error: number 1 of SCT in 2022 has no finished file yet; run its batch to the end, or "
					"“vanthu register confirm”, then issue it [VT1222]\n");
	confirm(world, 1);
	assert_int_equal(registry_issue(world->registry, "SCT", 2022, 1, 1, "2022-02-08", world->diagnostics), OK);
	assert_int_equal(registry_void(world->registry, "SCT", 2022, 1, 1, NULL, world->diagnostics), ERR_DOCUMENT);
	assert_messages(world,
					"so.db: error: number 1 of SCT in 2022 is issued and does not become void; what has gone out "
					"is withdrawn by another document [VT1224]\n");
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 1);
	assert_int_equal(world->grants[0].state, ENTRY_ISSUED);
	wish(world, 0, "A", "2022-02-07", 0, true);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 2);
	assert_int_equal(world->grants[0].state, ENTRY_RESERVED);
	wish(world, 0, "A", "2022-02-07", 0, true); /* what is reserved is not reissued */
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 2);
	assert_list(world, "SCT 2022 1 issued A 2022-02-07\nSCT 2022 2 reserved A 2022-02-07\n");
}

static void the_export_has_the_ten_columns(void **state)
{
	struct world *world = *state;
	struct buffer out = {0};
	const struct entry_filter filter = {.organ = "SCT", .year = 2022};
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	assert_int_equal(registry_export(&out, world->registry, &filter, world->diagnostics), OK);
	buffer_char(&out, '\0');
	assert_string_equal(
		out.data, "\xEF\xBB\xBF\"Số, ký hiệu văn bản\",Ngày tháng văn bản,Tên loại và trích yếu nội dung văn bản,"
				  "Người ký,Nơi nhận văn bản,\"Đơn vị, người nhận bản lưu\",Số lượng bản,Ngày chuyển,Ký nhận,Ghi "
				  "chú,Cơ quan,Năm,Trạng thái,Tệp,SHA-256\n"
				  "01/KH-SCT,07/02/2022,\"Kế hoạch, “thử”\",Trần Văn Hảo,\"Sở Nội vụ; Lưu: VT\",,,,,,SCT,2022,chưa "
				  "phát hành,,\n");
	buffer_drop(&out);
}

static void two_connections_never_give_a_number_twice(void **state)
{
	struct world *world = *state;
	for (int child = 0; child < 2; child++) {
		if (fork() != 0) continue;
		struct world own = {.diagnostics = diagnostics_new()};
		char unit[16];
		int status = registry_open(&own.registry, "so.db", REGISTRY_WRITE, own.diagnostics);
		for (int i = 0; status == OK && i < 20; i++) {
			snprintf(unit, sizeof unit, "%d-%d", child, i);
			const struct entry entry = entry_of(unit, "2022-02-07");
			const struct reserving reserving = {"units.csv", false, keep_grant, &own};
			status = registry_wish(own.registry, &entry, 0, 2, false, own.diagnostics);
			if (status == OK) status = registry_reserve(own.registry, &reserving, own.diagnostics);
		}
		registry_drop(own.registry);
		diagnostics_drop(own.diagnostics);
		_exit(status);
	}
	for (int child = 0, status; child < 2; child++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	wish(world, 0, "last", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 41);
}

/* The disk takes no more than some bytes a file: whatever is refused leaves the register as it was. */
static void a_full_disk_changes_nothing(void **state)
{
	struct world *world = *state;
	struct rlimit before, small;
	struct stat found;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(stat("so.db", &found), 0);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = (rlim_t)found.st_size;
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	setrlimit(RLIMIT_FSIZE, &small);
	char unit[16];
	int status = OK, run = 0;
	for (; status == OK && run < 200; run++) {
		snprintf(unit, sizeof unit, "unit-%d", run);
		wish(world, 0, unit, "2022-02-07", 0, false);
		status = reserve(world, false);
	}
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(status, ERR_SYSTEM);
	assert_messages(world, "so.db: error: the disk, or your share of it, is full; the register is as it was before: "
						   "make room, then give the command again [VT1206]\n");
	wish(world, 1, "after", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	assert_int_equal(world->grants[1].number, run + 2); /* the refused wish is still there, the first of the two */
}

static void make_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void assert_not_opened(struct world *world, const char *path, enum registry_mode mode, int expected,
							  const char *id)
{
	struct registry *registry;
	assert_int_equal(registry_open(&registry, path, mode, world->diagnostics), expected);
	assert_null(registry);
	struct buffer text = said(world->diagnostics, ENGLISH);
	assert_non_null(strstr(text.data, id));
	buffer_drop(&text);
	diagnostics_drop(world->diagnostics);
	world->diagnostics = diagnostics_new();
}

static void what_is_no_register_is_left_alone(void **state)
{
	struct world *world = *state;
	sqlite3 *other;
	assert_not_opened(world, "none.db", REGISTRY_WRITE, ERR_SYSTEM, "VT1201");
	assert_not_opened(world, "", REGISTRY_CREATE, ERR_SYSTEM, "VT1201");
	assert_not_opened(world, "none/so.db", REGISTRY_CREATE, ERR_SYSTEM, "VT1208");
	make_file("text", "this is a text that is no database and longer than the head of one would have to be, "
					  "which is a hundred bytes at least");
	assert_not_opened(world, "text", REGISTRY_CREATE, ERR_DOCUMENT, "VT1202");
	remove("text");
	assert_int_equal(sqlite3_open("other.db", &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "CREATE TABLE entry (a)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_not_opened(world, "other.db", REGISTRY_CREATE, ERR_DOCUMENT, "VT1202");
	remove("other.db");
	assert_int_equal(sqlite3_open("so.db", &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "PRAGMA user_version = 2", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_not_opened(world, "so.db", REGISTRY_READ, ERR_SYSTEM, "VT1203");
	make_file(":memory:", "");
	struct registry *registry;
	assert_int_equal(registry_open(&registry, ":memory:", REGISTRY_CREATE, world->diagnostics), OK);
	registry_drop(registry);
	struct stat found;
	assert_true(stat(":memory:", &found) == 0 && found.st_size > 0); /* a file as any other; what was empty is filled */
	remove(":memory:");
}

static void nothing_is_deleted_or_renumbered_even_by_hand(void **state)
{
	struct world *world = *state;
	sqlite3 *other;
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	assert_int_equal(sqlite3_open("so.db", &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "DELETE FROM entry", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(other, "UPDATE entry SET number = 7", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(other);
}

static void a_series_begins_once(void **state)
{
	struct world *world = *state;
	assert_int_equal(registry_start(world->registry, "SCT", 2022, 57, world->diagnostics), OK);
	assert_int_equal(registry_start(world->registry, "SCT", 2022, 58, world->diagnostics), OK);
	wish(world, 0, "A", "2022-02-07", 0, false);
	assert_int_equal(reserve(world, false), OK);
	GRANTS(world, 58);
	assert_int_equal(registry_start(world->registry, "SCT", 2022, 58, world->diagnostics), OK);
	assert_int_equal(registry_start(world->registry, "SCT", 2022, 57, world->diagnostics), ERR_DOCUMENT);
	assert_messages(world, "so.db: error: numbers of SCT in 2022 have been given up to 58: where they begin cannot be "
						   "changed any more; to go on at a higher number, write it into the next document [VT1220]\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(numbers_run_by_date_then_row),
		TEST(a_document_keeps_its_number),
		TEST(a_wish_without_a_date_is_refused),
		TEST(without_keep_going_it_is_all_or_none),
		TEST(dates_do_not_run_backwards),
		TEST(changed_dates_move_together),
		TEST(given_numbers_are_taken_as_they_are),
		TEST(void_numbers_are_not_given_again),
		TEST(issued_numbers_stay),
		TEST(the_export_has_the_ten_columns),
		TEST(two_connections_never_give_a_number_twice),
		TEST(a_full_disk_changes_nothing),
		TEST(what_is_no_register_is_left_alone),
		TEST(nothing_is_deleted_or_renumbered_even_by_hand),
		TEST(a_series_begins_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
