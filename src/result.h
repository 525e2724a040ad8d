/* What comes of a document, as it is filled. */
#ifndef RESULT_H
#define RESULT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "vanthu.h"

struct vanthu_result {
	struct buffer bytes, text;
	struct diagnostics *diagnostics;
	struct arena *arena; /* texts of single diagnostics */
	size_t pages;
};

struct vanthu_result *result_new(void); /* NULL when out of memory */

/* The worst diagnostic decides; a result with errors holds no bytes. */
int result_finish(struct vanthu_result *result, int status);

#endif
