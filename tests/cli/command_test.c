#include "cli/command.h"

#include <string.h>
#include <unistd.h>

#include "world.h"

static void a_near_name_is_proposed(void **state)
{
	static const char *const names[] = {"render", "fonts", "help", "version", "output", NULL};
	static const struct {
		const char *typed, *near;
	} cases[] = {
		{"rendr", "render"},
		{"redner", "render"},
		{"fonst", "fonts"},
		{"Help", "help"},
		{"ver", "version"},
		{"renders", "render"},
		{"ouptut", "output"},
		{"xyz", NULL},
		{"", NULL},
		{"sign", NULL},
		{"a-word-much-longer-than-any-name-of-ours", NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *near = command_near(cases[i].typed, names);
		if (cases[i].near)
			assert_string_equal(near, cases[i].near);
		else
			assert_null(near);
	}
}

static void assert_usage(struct world *world, int status, const char *message)
{
	assert_int_equal(status, 2);
	assert_string_equal(world->err.data, message);
	assert_string_equal(world->out.data, "");
}

static void what_is_unknown_is_refused(void **state)
{
	struct world *world = *state;
	assert_usage(world, world_run(world, NULL), "vanthu: error: no command given; “vanthu help” lists them [VT0111]\n");
	assert_usage(world, world_run(world, "rendre", "a.xml", NULL),
				 "vanthu: error: there is no command “rendre”; did you mean “render”? [VT0113]\n");
	assert_usage(world, world_run(world, "sign", NULL),
				 "vanthu: error: there is no command “sign”; “vanthu help” lists them [VT0112]\n");
	assert_usage(world, world_run(world, "help", "fnots", NULL),
				 "vanthu: error: there is no command “fnots”; did you mean “fonts”? [VT0113]\n");
	assert_usage(world, world_run(world, "render", "--ouput=x", "a.xml", NULL),
				 "vanthu: error: “render” has no option “--ouput”; did you mean “--output”? [VT0115]\n");
	assert_usage(world, world_run(world, "render", "-x", "a.xml", NULL),
				 "vanthu: error: “render” has no option “-x”; “vanthu help render” lists them [VT0114]\n");
	assert_usage(world, world_run(world, "version", "--trace", NULL),
				 "vanthu: error: “version” has no option “--trace”; “vanthu help version” lists them [VT0114]\n");
}

static void a_left_out_command_and_a_left_out_hyphen_are_told(void **state)
{
	struct world *world = *state;
	assert_usage(world, world_run(world, "a.xml", NULL),
				 "vanthu: error: “a.xml” is no command; say: vanthu render a.xml [VT0113]\n");
	world_make("plan", "");
	assert_usage(world, world_run(world, "plan", NULL),
				 "vanthu: error: “plan” is no command; say: vanthu render plan [VT0113]\n");
	assert_usage(world, world_run(world, "render", "-output", "x.pdf", "a.xml", NULL),
				 "vanthu: error: “render” has no option “-output”; did you mean “--output”? [VT0115]\n");
	assert_usage(world, world_run(world, "render", "-jobs=4", "a.xml", NULL),
				 "vanthu: error: “render” has no option “-jobs”; did you mean “--jobs”? [VT0115]\n");
	unlink("plan");
}

static void values_and_operands_are_checked(void **state)
{
	struct world *world = *state;
	assert_usage(world, world_run(world, "render", NULL),
				 "vanthu: error: “render” needs at least one PLAN.xml [VT0119]\n");
	assert_usage(world, world_run(world, "render", "a.xml", "-o", NULL),
				 "vanthu: error: “-o” needs a value: FILE|FOLDER [VT0116]\n");
	assert_usage(world, world_run(world, "render", "--trace=yes", "a.xml", NULL),
				 "vanthu: error: “--trace=yes” takes no value [VT0117]\n");
	assert_usage(world, world_run(world, "version", "now", NULL),
				 "vanthu: error: “version” takes nothing more, but “now” was given [VT0120]\n");
	assert_usage(world, world_run(world, "render", "--pdf=pretty", "a.xml", NULL),
				 "vanthu: error: “pretty” is no value for “--pdf”; it takes archive, plain [VT0118]\n");
	static const char *const numbers[] = {"0", "257", "two", "-1", "3x", "", "99999999999999999999"};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		assert_int_equal(world_run(world, "render", "-j", numbers[i], "a.xml", NULL), 2);
		assert_non_null(strstr(world->err.data, "[VT0118]"));
	}
}

static void a_new_plan_goes_to_standard_output(void **state)
{
	struct world *world = *state;
	assert_int_equal(world_run(world, "new", "KH", NULL), 0);
	assert_string_equal(world->out.data, "<KH/>");
	assert_string_equal(world->err.data, "");
	assert_usage(world, world_run(world, "new", "XX", NULL), "vanthu: error: false [VT0422]\n");
	assert_usage(world, world_run(world, "new", NULL), "vanthu: error: “new” needs at least one KIND [VT0119]\n");
	assert_usage(world, world_run(world, "new", "KH", "BC", NULL),
				 "vanthu: error: “new” takes nothing more, but “BC” was given [VT0120]\n");
	assert_int_equal(world_run(world, "new", "memory", NULL), 3);
	world->out_status = 3;
	assert_int_equal(world_run(world, "new", "KH", NULL), 3);
}

static void the_version_is_printed(void **state)
{
	struct world *world = *state;
	assert_int_equal(world_run(world, "version", NULL), 0);
	assert_string_equal(world->out.data, "vanthu " VANTHU_VERSION "\n");
	assert_int_equal(world_run(world, "--version", NULL), 0);
	assert_string_equal(world->out.data, "vanthu " VANTHU_VERSION "\n");
	assert_string_equal(world->err.data, "");
}

static void help_names_every_command_and_option(void **state)
{
	struct world *world = *state;
	for (size_t i = 0; commands[i]; i++) {
		assert_int_equal(world_run(world, "help", NULL), 0);
		assert_non_null(strstr(world->out.data, commands[i]->name));
		assert_non_null(strstr(world->out.data, commands[i]->summary[ENGLISH]));
		assert_int_equal(world_run(world, "help", commands[i]->name, NULL), 0);
		for (const struct option *option = commands[i]->options; option->name; option++) {
			assert_non_null(strstr(world->out.data, option->name));
			assert_non_null(strstr(world->out.data, option->help[ENGLISH]));
			assert_true(*option->help[VIETNAMESE]);
		}
	}
}

static void help_is_the_same_however_it_is_asked_for(void **state)
{
	struct world *world = *state;
	char *text;
	assert_int_equal(world_run(world, "help", "render", NULL), 0);
	text = test_malloc(world->out.length);
	memcpy(text, world->out.data, world->out.length);
	assert_int_equal(world_run(world, "render", "--help", NULL), 0);
	assert_string_equal(world->out.data, text);
	assert_int_equal(world_run(world, "render", "-o", "x", "-h", "--unknown", NULL), 0);
	assert_string_equal(world->out.data, text);
	test_free(text);
	assert_int_equal(world_run(world, "render", "--", "--help", NULL), 3); /* a plan of that name */
	assert_string_equal(world->err.data, "--help: error: there is no such file; check its name and folder [VT0104]\n");
}

static void the_language_is_that_of_the_first_variable_set(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *all, *messages, *lang;
		bool vietnamese;
	} cases[] = {
		{"vi_VN.UTF-8", "C", "C", true},   {"C", "vi_VN", "vi_VN", false},  {"", "vi", "en", true},
		{NULL, NULL, "vi_VN.UTF-8", true}, {NULL, "en_US", "vi_VN", false}, {NULL, NULL, NULL, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		world_set(world, "LC_ALL", cases[i].all);
		world_set(world, "LC_MESSAGES", cases[i].messages);
		world_set(world, "LANG", cases[i].lang);
		assert_int_equal(world_run(world, "rendr", NULL), 2);
		assert_string_equal(world->err.data,
							cases[i].vietnamese
								? "vanthu: lỗi: không có lệnh “rendr”; có phải bạn muốn gõ “render”? [VT0113]\n"
								: "vanthu: error: there is no command “rendr”; did you mean “render”? [VT0113]\n");
	}
}

static void standard_output_that_fails_is_status_3(void **state)
{
	struct world *world = *state;
	world->out_status = 3;
	assert_int_equal(world_run(world, "help", NULL), 3);
	assert_int_equal(world_run(world, "version", NULL), 3);
	assert_non_null(strstr(world->err.data, "-: error: "));
}

static void fonts_lists_four_faces_of_a_family(void **state)
{
	struct world *world = *state;
	assert_int_equal(world_run(world, "fonts", "Arial", NULL), 0);
	assert_string_equal(world->out.data, "Arial\tregular\tLiberation Serif\t/fonts/serif.ttf\n"
										 "Arial\tbold\tLiberation Serif\t/fonts/serif.ttf\n"
										 "Arial\titalic\tLiberation Serif\t/fonts/serif.ttf\n"
										 "Arial\tbold italic\tLiberation Serif\t/fonts/serif.ttf\n");
	assert_int_equal(world_run(world, "fonts", "Half", "Arial", NULL), 3);
	assert_non_null(strstr(world->out.data, "Half\tregular"));
	assert_null(strstr(world->out.data, "Half\tbold italic"));
	assert_non_null(strstr(world->out.data, "Arial\tbold italic"));
	world_set(world, "VANTHU_DATA", "/absent");
	assert_int_equal(world_run(world, "fonts", NULL), 3);
	assert_string_equal(world->err.data,
						"/absent/fonts/fonts.conf: error: there is no such file; check its name and folder [VT0104]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_near_name_is_proposed),
		WORLD_TEST(what_is_unknown_is_refused),
		WORLD_TEST(a_left_out_command_and_a_left_out_hyphen_are_told),
		WORLD_TEST(values_and_operands_are_checked),
		WORLD_TEST(a_new_plan_goes_to_standard_output),
		WORLD_TEST(the_version_is_printed),
		WORLD_TEST(help_names_every_command_and_option),
		WORLD_TEST(help_is_the_same_however_it_is_asked_for),
		WORLD_TEST(the_language_is_that_of_the_first_variable_set),
		WORLD_TEST(standard_output_that_fails_is_status_3),
		WORLD_TEST(fonts_lists_four_faces_of_a_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
