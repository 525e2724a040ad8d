/* What shapes the bytes of a PDF beside its source: libraries, in the versions that run. */
#ifndef ARCHIVE_VERSIONS_H
#define ARCHIVE_VERSIONS_H

#include "base/buffer.h"

/* Appends elements <library name= version=/>, always in the same order. */
void archive_write_versions(struct buffer *out);

#endif
