#include "batch/batch.h"

extern const struct batch_module vanthu_batch;
__attribute__((visibility("default"))) const struct batch_module vanthu_batch = {
	.version = VANTHU_VERSION,
	.clerk = clerk_do,
	.run = batch_run,
};
