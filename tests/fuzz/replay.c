/* Runs the fuzzer's target over files, each once: replay FILE... Ends with the number of files. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "vanthu.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 1 << 20 };

static int replay(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = file ? malloc(LARGEST) : NULL; /* anew each time: a sanitizer sees what is read behind the end */
	size_t size = bytes ? fread(bytes, 1, LARGEST, file) : 0;
	uint8_t *exact = bytes ? realloc(bytes, size ? size : 1) : NULL;
	if (file) fclose(file);
	if (!exact) return 1;
	fprintf(stderr, "%s\n", path); /* the last one, should it crash */
	int status = LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return status;
}

int main(int argc, char **argv)
{
	int failed = LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc && !failed; i++) failed = replay(argv[i]);
	printf("%d passed, %d failed\n", failed ? 0 : argc - 1, failed);
	return failed;
}
