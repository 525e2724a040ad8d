#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world.h"

static void the_pdf_stands_beside_the_plan(void **state)
{
	struct world *world = *state;
	assert_int_equal(mkdir("in", 0755), 0);
	world_make("in/a.xml", "x");
	world_make("b.XML", "x");
	world_make("c", "x");
	assert_int_equal(world_run(world, "render", "in/a.xml", "b.XML", "c", NULL), 0);
	world_assert_file("in/a.pdf", "in/a.xml|in|-|0|/data");
	world_assert_file("b.pdf", "b.XML|.|-|0|/data");
	world_assert_file("c.pdf", "c|.|-|0|/data");
	assert_string_equal(world->err.data, "");
	assert_string_equal(world->out.data, "");
}

static void options_reach_the_library(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "x");
	assert_int_equal(world_run(world, "render", "--trace", "-t", "house", "a.xml", NULL), 0);
	world_assert_file("a.trace", "a.xml|.|house|1|/data");
	assert_int_equal(world_run(world, "render", "a.xml", "--output=other.pdf", "--pdf", "plain", NULL), 0);
	world_assert_file("other.pdf", "a.xml|.|-|2|/data");
	assert_int_equal(world_run(world, "render", "a.xml", "-o", "again.pdf", "--pdf=archive", NULL), 0);
	world_assert_file("again.pdf", "a.xml|.|-|0|/data");
	assert_int_equal(world_run(world, "render", "a.xml", "--explain", "-o", "told.pdf", NULL), 0);
	world_assert_file("told.pdf", "a.xml|.|-|0|/data|explain");
	assert_int_equal(world_run(world, "render", "-o-", "a.xml", NULL), 0);
	assert_string_equal(world->out.data, "a.xml|.|-|0|/data");
}

static void plans_are_written_into_a_folder(void **state)
{
	struct world *world = *state;
	assert_int_equal(mkdir("in", 0755), 0);
	assert_int_equal(mkdir("out", 0755), 0);
	world_make("in/a.xml", "x");
	world_make("b.xml", "x");
	assert_int_equal(world_run(world, "render", "in/a.xml", "b.xml", "-o", "out", NULL), 0);
	world_assert_file("out/a.pdf", "in/a.xml|in|-|0|/data");
	world_assert_file("out/b.pdf", "b.xml|.|-|0|/data");
	assert_int_equal(world_run(world, "render", "b.xml", "-o", "new/", NULL), 0);
	world_assert_file("new/b.pdf", "b.xml|.|-|0|/data");
	assert_int_equal(world_run(world, "render", "b.xml", "-o", "new/", NULL), 0); /* it is there by now */
	assert_int_equal(world_run(world, "render", "b.xml", "-o", "not/there/", NULL), 3);
	assert_non_null(strstr(world->err.data,
						   "not/there/: error: cannot make the folder: the one that it is to stand in does not exist"));
}

static void names_are_settled_before_anything_is_rendered(void **state)
{
	struct world *world = *state;
	assert_int_equal(mkdir("in", 0755), 0);
	assert_int_equal(mkdir("out", 0755), 0);
	world_make("in/a.xml", "x");
	world_make("a.xml", "x");
	world_make("b.xml", "x");
	assert_int_equal(world_run(world, "render", "b.xml", "a.xml", "in/a.xml", "-o", "out", NULL), 2);
	assert_string_equal(world->err.data, "vanthu: error: “a.xml” and “in/a.xml” would both be written to “out/a.pdf”; "
										 "rename one, or render them into two folders [VT0122]\n");
	assert_int_equal(world_entries("out"), 0);
	assert_int_equal(world_run(world, "render", "a.xml", "in/a.xml", "-o", "twice/", NULL), 2);
	assert_int_equal(access("twice", F_OK), -1);
	assert_int_equal(world_run(world, "render", "a.xml", "b.xml", "-o", "one.pdf", NULL), 2);
	assert_non_null(strstr(world->err.data, "[VT0121]"));
	assert_int_equal(world_run(world, "render", "a.xml", "a.xml", NULL), 2);
	assert_non_null(strstr(world->err.data, "[VT0122]"));
	assert_int_equal(world_run(world, "render", "-", "-", NULL), 2);
	assert_non_null(strstr(world->err.data, "[VT0125]"));
	assert_int_equal(world_run(world, "render", "-", "-o", "out", NULL), 2);
	assert_non_null(strstr(world->err.data, "[VT0126]"));
	assert_int_equal(world_entries("."), 4);
}

static void a_plan_is_never_written_over(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "x");
	assert_int_equal(link("a.xml", "same.xml"), 0);
	assert_int_equal(symlink("a.xml", "a.pdf"), 0);
	static const char *const outputs[] = {"a.xml", "./a.xml", "same.xml", "a.pdf"};
	for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
		assert_int_equal(world_run(world, "render", "a.xml", "-o", outputs[i], NULL), 2);
		assert_non_null(strstr(world->err.data, "[VT0123]"));
	}
	assert_int_equal(world_run(world, "render", "a.xml", NULL), 2);
	world_assert_file("a.xml", "x");
}

static void the_worst_status_is_the_exit_status(void **state)
{
	struct world *world = *state;
	world_make("good.xml", "x");
	world_make("warning.xml", "warning");
	world_make("error.xml", "error");
	world_make("system.xml", "system");
	assert_int_equal(world_run(world, "render", "warning.xml", NULL), 0);
	assert_string_equal(world->err.data, "p.xml:2:1: warning: false [VT0301]\n");
	assert_int_equal(world_run(world, "render", "error.xml", "good.xml", "warning.xml", NULL), 1);
	assert_string_equal(world->err.data, "p.xml:3:5: error: false [VT0300]\np.xml:2:1: warning: false [VT0301]\n");
	assert_int_equal(world_run(world, "render", "system.xml", "error.xml", "good.xml", NULL), 3);
	assert_int_equal(world_run(world, "render", "absent.xml", "error.xml", NULL), 3);
	assert_string_equal(world->err.data, "absent.xml: error: there is no such file; check its name and folder "
										 "[VT0104]\np.xml:3:5: error: false [VT0300]\n");
	assert_int_equal(access("error.pdf", F_OK), -1);
	assert_int_equal(access("system.pdf", F_OK), -1);
	world_assert_file("good.pdf", "good.xml|.|-|0|/data");
}

static void what_stood_under_the_name_stays_if_the_plan_has_errors(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "error");
	world_make("a.pdf", "yesterday's");
	assert_int_equal(world_run(world, "render", "a.xml", NULL), 1);
	world_assert_file("a.pdf", "yesterday's");
}

static void no_memory_is_status_3_and_said(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "memory");
	assert_int_equal(world_run(world, "render", "a.xml", NULL), 3);
	assert_string_equal(world->err.data, "vanthu: error: out of memory [VT0110]\n");
	assert_int_equal(access("a.pdf", F_OK), -1);
}

static void a_failing_standard_output_is_status_3(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "x");
	world->out_status = 3;
	assert_int_equal(world_run(world, "render", "a.xml", "-o", "-", NULL), 3);
	assert_non_null(strstr(world->err.data, "[VT0109]"));
}

static void standard_input_goes_to_standard_output(void **state)
{
	struct world *world = *state;
	world_make("a.xml", "x");
	int saved = dup(STDIN_FILENO), file = open("a.xml", O_RDONLY);
	dup2(file, STDIN_FILENO);
	int status = world_run(world, "render", "-", NULL);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(file);
	assert_int_equal(status, 0);
	assert_string_equal(world->out.data, "-|-|-|0|/data");
}

static void many_workers_give_the_same_in_the_same_order(void **state)
{
	struct world *world = *state;
	static const char *const texts[] = {"x", "error", "warning", "x", "error", "x", "warning", "x"};
	static const char *const threads[] = {"1", "2", "8", "200"};
	char name[16];
	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof name, "%d.xml", i);
		world_make(name, texts[i]);
	}
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		assert_int_equal(world_run(world, "render", "-j", threads[i], "-o", "out/", "0.xml", "1.xml", "2.xml", "3.xml",
								   "4.xml", "5.xml", "6.xml", "7.xml", NULL),
						 1);
		assert_string_equal(world->err.data, "p.xml:3:5: error: false [VT0300]\np.xml:2:1: warning: false [VT0301]\n"
											 "p.xml:3:5: error: false [VT0300]\np.xml:2:1: warning: false [VT0301]\n");
		assert_int_equal(world_entries("out"), 6);
		world_assert_file("out/7.pdf", "7.xml|.|-|0|/data");
	}
}

static void the_data_stands_beside_the_program(void **state)
{
	struct world *world = *state;
	char program[128];
	world_set(world, "VANTHU_DATA", "");
	world_make("a.xml", "x");
	assert_int_equal(mkdir("build", 0755), 0);
	snprintf(program, sizeof program, "%s/build/vanthu", world->folder);
	world->app.program = program;
	assert_int_equal(world_run(world, "render", "-o-", "a.xml", NULL), 0);
	assert_string_equal(world->out.data, "a.xml|.|-|0|" VANTHU_PREFIX "/share/vanthu");
	assert_int_equal(mkdir("share", 0755), 0);
	assert_int_equal(mkdir("share/vanthu", 0755), 0);
	assert_int_equal(mkdir("share/vanthu/templates", 0755), 0);
	world_make("share/vanthu/templates/plan.rng", "");
	assert_int_equal(world_run(world, "render", "-o-", "a.xml", NULL), 0);
	assert_non_null(strstr(world->out.data, "/build/../share/vanthu"));
	assert_int_equal(mkdir("templates", 0755), 0);
	world_make("templates/plan.rng", "");
	assert_int_equal(world_run(world, "render", "-o-", "a.xml", NULL), 0);
	assert_non_null(strstr(world->out.data, "/build/.."));
	assert_null(strstr(world->out.data, "/build/../share"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_pdf_stands_beside_the_plan),
		WORLD_TEST(options_reach_the_library),
		WORLD_TEST(plans_are_written_into_a_folder),
		WORLD_TEST(names_are_settled_before_anything_is_rendered),
		WORLD_TEST(a_plan_is_never_written_over),
		WORLD_TEST(the_worst_status_is_the_exit_status),
		WORLD_TEST(what_stood_under_the_name_stays_if_the_plan_has_errors),
		WORLD_TEST(no_memory_is_status_3_and_said),
		WORLD_TEST(a_failing_standard_output_is_status_3),
		WORLD_TEST(standard_input_goes_to_standard_output),
		WORLD_TEST(many_workers_give_the_same_in_the_same_order),
		WORLD_TEST(the_data_stands_beside_the_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
