/* Most texts hold nothing but letters of Vietnamese and the signs beside them: one quick look at the bytes spares them
 * all the slower ones that are after something else. */
#ifndef BASE_ORDINARY_H
#define BASE_ORDINARY_H

#include <stdbool.h>
#include <stddef.h>

/* True: the bytes are UTF-8 in NFC, with no control but tabs and line feeds, no mark that combines, nothing that cannot be
 * seen (but for the blank U+00A0), and only Latin letters, without those that are taken for Đ (Ð, ð, U+0189). False: it
 * need not be so. */
bool text_is_ordinary(const char *text, size_t size);

#endif
