/* Whatever allocation fails while a PDF is verified, told of, taken apart, or held against a master: the status says so,
 * nothing crashes and nothing is lost. libqpdf's own allocations do not fail: they are not ours. */
#define _XOPEN_SOURCE 700 /* mkdtemp */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <qpdf/qpdf-c.h>

#include "../base/failing.h"
#include "base/file.h"
#include "base/status.h"
#include "base/xml.h"
#include "reader/reader.h"
#include "vanthu.h"

extern const struct reader vanthu_reader;

static const char plan[] =
	"<plan xmlns='urn:vanthu:plan:1'><organ><name>Sở A</name></organ><code>/KH-SA</code><place>Hà Nội</place>"
	"<date>2022</date><subject>Việc</subject><p>Sở làm:</p><recipients><to>Sở C</to><archive>VT</archive></recipients>"
	"<signature><position>Phó</position><name>Hảo</name></signature></plan>";

static const char unit[] =
	"<units><unit>\n<code>BB</code>\n<name>Huyện</name>\n<kind>huyen</kind>\n<number/>\n<date>2021-01-20</date>\n"
	"<notation>UBND</notation>\n<place>Ba Bể</place>\n<area>huyện</area>\n<communes>xã</communes>\n<here>huyện</here>\n"
	"<leader>Chủ tịch</leader>\n<authority>TM.</authority>\n<position>Chủ tịch</position>\n<signer>A</signer>\n"
	"<focal>B</focal>\n<parts>C</parts>\n<to>D\nE</to>\n<archive>VT</archive>\n</unit></units>";

#define SAMPLE "samples/bac-kan-2021/"

struct files {
	char *made, *anew; /* as vanthu writes it, as libqpdf does */
	size_t made_size, anew_size;
	const char *folder;
};

static char *copy(const void *bytes, size_t size)
{
	char *new = malloc(size);
	assert_non_null(new);
	return memcpy(new, bytes, size);
}

static void write_anew(struct files *files)
{
	qpdf_data qpdf = qpdf_init();
	assert_int_equal(qpdf_read_memory(qpdf, "-", files->made, files->made_size, NULL), QPDF_SUCCESS);
	qpdf_init_write_memory(qpdf);
	qpdf_set_object_stream_mode(qpdf, qpdf_o_disable);
	assert_int_equal(qpdf_write(qpdf), QPDF_SUCCESS);
	files->anew_size = qpdf_get_buffer_length(qpdf);
	files->anew = copy(qpdf_get_buffer(qpdf), files->anew_size);
	qpdf_cleanup(&qpdf);
}

static int make_files(void **state)
{
	static struct files files;
	static char folder[] = "/tmp/vanthu-faults-XXXXXX";
	struct vanthu *vanthu;
	struct vanthu_result *result;
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	char *skeleton;
	size_t size;
	xmlInitParser();
	assert_int_equal(file_read(&skeleton, &size, arena, SAMPLE "skeleton.xml", XML_FILE_LIMIT, diagnostics), OK);
	const struct vanthu_source sources[] = {
		{.role = "skeleton", .file = {"skeleton.xml", skeleton, size}},
		{.role = "unit", .file = {"unit.xml", unit, sizeof unit - 1}},
	};
	const struct vanthu_input input = {
		.bytes = plan, .size = sizeof plan - 1, .name = "-", .sources = sources, .source_count = 2};
	assert_int_equal(vanthu_new(&vanthu, NULL), VANTHU_OK);
	assert_int_equal(vanthu_render(vanthu, &input, &result), VANTHU_OK);
	files.made_size = vanthu_result_size(result);
	files.made = copy(vanthu_result_bytes(result), files.made_size);
	vanthu_result_drop(result);
	vanthu_drop(vanthu);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
	write_anew(&files);
	files.folder = mkdtemp(folder);
	*state = &files;
	return files.folder ? 0 : -1;
}

static int drop_files(void **state)
{
	struct files *files = *state;
	char command[80];
	snprintf(command, sizeof command, "rm -rf %s", files->folder);
	free(files->made);
	free(files->anew);
	return system(command);
}

enum task { VERIFY, HOLD, INFO, EXTRACT };

/* One task from the beginning, with the failing allocation where `left` says. */
static int run(enum task task, const struct reading *reading, const char *folder, struct buffer *out)
{
	struct verifier *verifier = NULL;
	struct arena *arena = arena_new();
	struct diagnostics *diagnostics = diagnostics_new();
	int status = arena && diagnostics ? OK : ERR_MEMORY;
	if (status == OK && task <= HOLD) status = vanthu_reader.verifier_new(&verifier, getenv("VANTHU_DATA"));
	if (status == OK && task == HOLD)
		status = vanthu_reader.verifier_master(verifier, SAMPLE "master.xml", diagnostics);
	if (status == OK && task <= HOLD) status = vanthu_reader.verify(verifier, out, reading, arena, diagnostics);
	if (status == OK && task == INFO) status = vanthu_reader.info(out, reading, arena, diagnostics);
	if (status == OK && task == EXTRACT) status = vanthu_reader.extract(out, folder, reading, arena, diagnostics);
	left = 0;
	vanthu_reader.verifier_drop(verifier);
	diagnostics_drop(diagnostics);
	arena_drop(arena);
	return status;
}

/* Allocation after allocation, later ones in steps. wanted: the status without a failure. */
static void fail_each(enum task task, const struct reading *reading, const char *folder, int wanted, size_t step)
{
	size_t failures = 0;
	for (size_t at = 1;; at += 1 + at / step, failures++) {
		struct buffer out = {0};
		left = at;
		fired = false;
		int status = run(task, reading, folder, &out);
		bool stop = !fired;
		if (stop)
			assert_int_equal(status, wanted);
		else if (status != wanted)
			assert_true(status == ERR_MEMORY || status == ERR_DOCUMENT || status == ERR_SYSTEM);
		buffer_drop(&out);
		if (stop) break;
	}
	assert_true(failures > 5);
}

static void test_verify(void **state)
{
	const struct files *files = *state;
	struct reading reading = {.bytes = files->made, .size = files->made_size, .name = "a.pdf"};
	fail_each(VERIFY, &reading, NULL, OK, 100);
	reading.bytes = files->anew;
	reading.size = files->anew_size;
	fail_each(VERIFY, &reading, NULL, OK, 100);
}

static void test_hold(void **state)
{
	const struct files *files = *state;
	const struct reading reading = {.bytes = files->made, .size = files->made_size, .name = "a.pdf"};
	fail_each(HOLD, &reading, NULL, ERR_DOCUMENT, 60);
}

static void test_info(void **state)
{
	const struct files *files = *state;
	const struct reading reading = {.bytes = files->anew, .size = files->anew_size, .name = "a.pdf"};
	fail_each(INFO, &reading, NULL, OK, 200);
}

static void test_extract(void **state)
{
	const struct files *files = *state;
	const struct reading reading = {.bytes = files->anew, .size = files->anew_size, .name = "a.pdf"};
	char folder[64], command[160];
	snprintf(folder, sizeof folder, "%s/out", files->folder);
	snprintf(command, sizeof command, "rm -rf %s; mkdir %s", folder, folder);
	for (size_t at = 1;; at++) {
		struct buffer out = {0};
		assert_int_equal(system(command), 0);
		left = at;
		fired = false;
		int status = run(EXTRACT, &reading, folder, &out);
		assert_true(fired ? status != OK : status == OK);
		buffer_drop(&out);
		if (!fired) break;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_info),
		cmocka_unit_test(test_extract),
	};
	return cmocka_run_group_tests(tests, make_files, drop_files);
}
