#define _XOPEN_SOURCE 700 /* mkdtemp, nftw */

#include "world.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/status.h"
#include "text/font.h"
#include "vanthu.h"

/* The false library. */

struct vanthu {
	const char *data;
};

struct vanthu_result {
	char bytes[512];
	const char *text;
};

int vanthu_new(struct vanthu **vanthu, const char *data_folder)
{
	*vanthu = malloc(sizeof **vanthu);
	(*vanthu)->data = data_folder;
	return VANTHU_OK;
}

int vanthu_new_beside(struct vanthu **vanthu, struct vanthu *other)
{
	return vanthu_new(vanthu, other->data);
}

void vanthu_drop(struct vanthu *vanthu)
{
	free(vanthu);
}

int vanthu_render(struct vanthu *vanthu, const struct vanthu_input *input, struct vanthu_result **result)
{
	static const struct {
		const char *word, *text;
		int status;
	} cases[] = {
		{"error", "p.xml:3:5: error: false [VT0300]\n", VANTHU_DOCUMENT},
		{"warning", "p.xml:2:1: warning: false [VT0301]\n", VANTHU_OK},
		{"system", "p.xml: error: no font [VT0500]\n", VANTHU_SYSTEM},
	};
	*result = NULL;
	if (strncmp(input->bytes, "memory", 6) == 0) return VANTHU_MEMORY;
	*result = calloc(1, sizeof **result);
	(*result)->text = "";
	snprintf((*result)->bytes, sizeof(*result)->bytes, "%s|%s|%s|%d|%s%s", input->name,
			 input->folder ? input->folder : "-", input->template_name ? input->template_name : "-", (int)input->form,
			 vanthu->data, input->explain ? "|explain" : "");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (strncmp(input->bytes, cases[i].word, strlen(cases[i].word)) != 0) continue;
		(*result)->text = cases[i].text;
		return cases[i].status;
	}
	return VANTHU_OK;
}

int vanthu_begin(struct vanthu *vanthu, const char *kind, struct vanthu_result **result)
{
	(void)vanthu;
	*result = NULL;
	if (strcmp(kind, "memory") == 0) return VANTHU_MEMORY;
	*result = calloc(1, sizeof **result);
	bool unknown = strcmp(kind, "XX") == 0;
	(*result)->text = unknown ? "vanthu: error: false [VT0422]\n" : "";
	snprintf((*result)->bytes, sizeof(*result)->bytes, "<%s/>", kind);
	return unknown ? VANTHU_USAGE : VANTHU_OK;
}

void vanthu_result_drop(struct vanthu_result *result)
{
	free(result);
}

const char *vanthu_result_bytes(const struct vanthu_result *result)
{
	return result->bytes;
}

size_t vanthu_result_size(const struct vanthu_result *result)
{
	return strlen(result->bytes);
}

const char *vanthu_result_text(struct vanthu_result *result, enum vanthu_language language)
{
	(void)language;
	return result->text;
}

int fonts_open(struct fonts **fonts, const char *data_folder, struct diagnostics *diagnostics)
{
	static char room;
	*fonts = (struct fonts *)&room;
	if (strcmp(data_folder, "/absent") != 0) return OK;
	*fonts = NULL;
	return diagnostics_add(diagnostics, FILE_MISSING, (struct place){.file = "/absent/fonts/fonts.conf"}, NULL);
}

void fonts_drop(struct fonts *fonts)
{
	(void)fonts;
}

int fonts_face(const struct face **face, struct fonts *fonts, const char *family, bool bold, bool italic,
			   struct place place, struct diagnostics *diagnostics)
{
	static const struct face found = {.found = "Liberation Serif", .file = "/fonts/serif.ttf"};
	(void)fonts;
	if (bold && italic && strcmp(family, "Half") == 0)
		return diagnostics_add(diagnostics, FILE_UNREADABLE, place, "half", NULL);
	*face = &found;
	return OK;
}

/* The world. */

static int out(void *context, const char *data, size_t size, struct diagnostics *diagnostics)
{
	struct world *world = context;
	if (world->out_status != OK) return diagnostics_add(diagnostics, DISK_FULL, (struct place){.file = "-"}, NULL);
	buffer_put(&world->out, data, size);
	return OK;
}

static void err(void *context, const char *data, size_t size)
{
	buffer_put(&((struct world *)context)->err, data, size);
}

static const char *environment(void *context, const char *name)
{
	struct world *world = context;
	for (size_t i = 0; world->environment[i][0]; i++) {
		if (strcmp(world->environment[i][0], name) == 0) return world->environment[i][1];
	}
	return NULL;
}

int world_enter(void **state)
{
	struct world *world = test_calloc(1, sizeof *world);
	world->app = (struct app){.out = out, .err = err, .environment = environment, .context = world};
	world_set(world, "VANTHU_DATA", "/data");
	strcpy(world->folder, "/tmp/vanthu-cli-test-XXXXXX");
	*state = world;
	if (!getcwd(world->before, sizeof world->before) || !mkdtemp(world->folder)) return -1;
	return chdir(world->folder);
}

static int remove_entry(const char *path, const struct stat *found, int kind, struct FTW *where)
{
	(void)found, (void)kind, (void)where;
	return remove(path);
}

int world_leave(void **state)
{
	struct world *world = *state;
	int left = chdir(world->before);
	if (nftw(world->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS) != 0) left = -1;
	buffer_drop(&world->out);
	buffer_drop(&world->err);
	test_free(world);
	return left;
}

int world_run(struct world *world, ...)
{
	char *argv[32] = {(char *)"vanthu"};
	int argc = 1;
	va_list words;
	va_start(words, world);
	for (char *word; argc < 31 && (word = va_arg(words, char *));) argv[argc++] = word;
	va_end(words);
	buffer_clear(&world->out);
	buffer_clear(&world->err);
	int status = app_main(&world->app, argc, argv);
	buffer_char(&world->out, '\0');
	buffer_char(&world->err, '\0');
	return status;
}

void world_set(struct world *world, const char *name, const char *value)
{
	size_t i = 0;
	while (world->environment[i][0] && strcmp(world->environment[i][0], name) != 0) i++;
	assert_true(i + 1 < sizeof world->environment / sizeof *world->environment);
	world->environment[i][0] = name;
	world->environment[i][1] = value;
}

void world_make(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

void world_assert_file(const char *path, const char *text)
{
	char found[512];
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t length = fread(found, 1, sizeof found - 1, file);
	fclose(file);
	found[length] = '\0';
	assert_string_equal(found, text);
}

int world_entries(const char *folder)
{
	int count = 0;
	DIR *open = opendir(folder);
	assert_non_null(open);
	while (readdir(open)) count++;
	closedir(open);
	return count - 2;
}
