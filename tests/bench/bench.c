/* The warm loop: bench PLAN.xml [COUNT [plain]] renders one plan COUNT times in one process and prints milliseconds of CPU and
 * documents per second. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "vanthu.h"

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static char *read_file(const char *path, size_t *size)
{
	enum { LIMIT = 16 * 1024 * 1024 };
	FILE *file = fopen(path, "rb");
	char *bytes = file ? malloc(LIMIT) : NULL;
	*size = bytes ? fread(bytes, 1, LIMIT, file) : 0;
	if (file) fclose(file);
	return bytes;
}

/* The size of the result, or 0. */
static size_t render(struct vanthu *vanthu, const struct vanthu_input *input)
{
	struct vanthu_result *result;
	int status = vanthu_render(vanthu, input, &result);
	size_t size = status == VANTHU_OK ? vanthu_result_size(result) : 0;
	if (status != VANTHU_OK && result) fputs(vanthu_result_text(result, VANTHU_ENGLISH), stderr);
	vanthu_result_drop(result);
	return size;
}

int main(int argc, char **argv)
{
	struct vanthu *vanthu;
	if (argc < 2) return fprintf(stderr, "usage: bench PLAN.xml [COUNT [plain]]\n"), 2;
	int count = argc > 2 ? atoi(argv[2]) : 500;
	struct vanthu_input input = {.name = argv[1], .form = argc > 3 ? VANTHU_PLAIN : VANTHU_ARCHIVE};
	char *bytes = read_file(argv[1], &input.size);
	if (!bytes) return perror(argv[1]), 3;
	input.bytes = bytes;
	if (vanthu_new(&vanthu, NULL) != VANTHU_OK) return 3;

	double start = seconds();
	size_t size = render(vanthu, &input);
	double first = seconds();
	for (int i = 0; size && i < count; i++) {
		if (render(vanthu, &input) != size) size = 0; /* the same input gives the same bytes */
	}
	double last = seconds();
	vanthu_drop(vanthu);
	free(bytes);
	if (!size || count < 1) return 1;
	printf("first %.2f ms, then %.3f ms (%.0f a second), %zu bytes\n", 1e3 * (first - start),
		   1e3 * (last - first) / count, count / (last - first), size);
	return 0;
}
