/* libFuzzer's target over the whole of render: plan and template from untrusted bytes to the trace and to the PDF.
 *
 * The input is a plan; a layout template, if it names that namespace; or a plan, a form feed (which no XML holds) and
 * a template. So every plan and template file is a seed as it is. What is missing, is taken from below or from the
 * data folder, which VANTHU_DATA names. Built by `make fuzz`; replay.c runs the same over given files. */
#define _GNU_SOURCE /* memmem */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vanthu.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char usual_plan[] =
	"<plan xmlns='urn:vanthu:plan:1'><organ id='000.00.16.H23' cited-as='Sở A'><superior>UBND tỉnh B</superior>"
	"<name>Sở A</name></organ><code>181/KH-SA</code><place>Hải Dương</place><date>2022-02-07</date>"
	"<subject>Tuyên truyền</subject><basis>Căn cứ Kế hoạch số 1</basis><p>Sở xây dựng Kế hoạch:</p>"
	"<section id='s'><title>Mục đích</title><clause><title>Mục đích</title><list><item>Một<footnote>chú "
	"thích</footnote>"
	"</item><item>Hai</item></list></clause><clause><lead>Văn phòng</lead> Làm <ref to='s'/>, <b>đậm</b>."
	"<point>Điểm</point></clause></section><recipients><to>Sở Nội vụ</to><archive>VT</archive></recipients>"
	"<signature><authority>KT. Giám đốc</authority><position>Phó Giám đốc</position><name>Trần Văn Hảo</name>"
	"</signature><appendix><title>Nhiệm vụ</title><table><columns><column width='12%' count='1'/><column/></columns>"
	"<head><row><cell>TT</cell><cell>Việc</cell></row></head><row><cell/><cell>Làm</cell></row></table></appendix></"
	"plan>";

static struct vanthu *workshop;

/* The template's bytes stand in a file under one of two names in turn: the workshop keeps the last template by name. */
static char paths[2][64];
static unsigned turn;

static void remove_files(void)
{
	for (int i = 0; i < 2; i++) unlink(paths[i]);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	for (int i = 0; i < 2; i++)
		snprintf(paths[i], sizeof paths[i], "%s/vanthu-fuzz-%ld-%d.xml", folder, (long)getpid(), i);
	atexit(remove_files);
	return vanthu_new(&workshop, NULL) == VANTHU_OK ? 0 : 1;
}

static const char *write_template(const char *bytes, size_t size)
{
	const char *path = paths[turn++ % 2];
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) abort();
	return path;
}

/* What the header promises of every status holds for any input. */
static void render(const struct vanthu_input *input)
{
	struct vanthu_result *result;
	int status = vanthu_render(workshop, input, &result);
	if (status == VANTHU_MEMORY) abort();
	if ((status == VANTHU_OK) != (vanthu_result_size(result) > 0)) abort();
	size_t errors = 0;
	for (size_t i = 0; i < vanthu_result_count(result); i++) {
		struct vanthu_diagnostic diagnostic;
		if (vanthu_result_at(result, i, i % 2, &diagnostic) != VANTHU_OK || !*diagnostic.text) abort();
		errors += diagnostic.level == VANTHU_ERROR;
	}
	if ((status == VANTHU_OK) != (errors == 0)) abort(); /* every refusal says why */
	for (int language = VANTHU_ENGLISH; language <= VANTHU_VIETNAMESE; language++)
		if (!vanthu_result_text(result, language)) abort();
	vanthu_result_drop(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char template_namespace[] = "urn:vanthu:template:1";
	const char *bytes = (const char *)data, *cut = size ? memchr(bytes, '\f', size) : NULL;
	struct vanthu_input input = {.bytes = bytes, .size = size, .folder = "tests/fuzz"};
	if (cut) {
		input.size = (size_t)(cut - bytes);
		input.template_name = write_template(cut + 1, size - input.size - 1);
	} else if (size && memmem(bytes, size, template_namespace, strlen(template_namespace))) {
		input.template_name = write_template(bytes, size);
		input.bytes = usual_plan;
		input.size = strlen(usual_plan);
	}
	for (int form = VANTHU_ARCHIVE; form <= VANTHU_PLAIN; form++) {
		input.form = form;
		render(&input);
	}
	return 0;
}
