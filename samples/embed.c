/* How a program of one's own renders plans: embed PLAN.xml OUT.pdf
 *
 *     cc embed.c $(pkg-config --cflags --libs vanthu) */
#include <stdio.h>
#include <stdlib.h>

#include "vanthu.h"

static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	if (!file) return NULL;
	char *bytes = malloc(1 << 20); /* plans of up to 1 MiB will do for an example */
	*size = bytes ? fread(bytes, 1, 1 << 20, file) : 0;
	fclose(file);
	return bytes;
}

static int write_file(const char *path, const char *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");
	if (!file) return 0;
	int good = fwrite(bytes, 1, size, file) == size;
	return (fclose(file) == 0) && good;
}

int main(int argc, char **argv)
{
	struct vanthu *vanthu = NULL;
	struct vanthu_result *result = NULL;
	size_t size;
	if (argc != 3) return fprintf(stderr, "usage: embed PLAN.xml OUT.pdf\n"), 2;

	char *bytes = read_file(argv[1], &size);
	if (!bytes) return perror(argv[1]), 3;

	/* One workshop serves any number of documents, one after the other. */
	int status = vanthu_new(&vanthu, NULL);
	if (status == VANTHU_OK) {
		struct vanthu_input input = {.bytes = bytes, .size = size, .name = argv[1]};
		status = vanthu_render(vanthu, &input, &result);
	}

	/* Messages one by one; vanthu_result_text() gives them all as text. */
	for (size_t i = 0; result && i < vanthu_result_count(result); i++) {
		struct vanthu_diagnostic message;
		if (vanthu_result_at(result, i, VANTHU_ENGLISH, &message) == VANTHU_OK)
			fprintf(stderr, "line %u: %s (%s)\n", message.line, message.text, message.id);
	}
	if (status == VANTHU_OK && !write_file(argv[2], vanthu_result_bytes(result), vanthu_result_size(result))) {
		perror(argv[2]);
		status = VANTHU_SYSTEM;
	}
	vanthu_result_drop(result);
	vanthu_drop(vanthu);
	free(bytes);
	return status > VANTHU_SYSTEM ? VANTHU_SYSTEM : status;
}
