/* Comma-separated values (RFC 4180), written. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buffer.h"

/* One cell, quoted only where some program would part or strip it. text: NULL is an empty cell. */
void csv_cell(struct buffer *out, const char *text);

#endif
