/* Unicode's normalization form C: one way to write each Vietnamese letter. */
#ifndef BASE_NFC_H
#define BASE_NFC_H

#include <stdbool.h>
#include <stddef.h>

/* Known at a glance to be in NFC; most texts are. False: it may be or not. text: valid UTF-8. */
bool nfc_is_settled(const char *text, size_t size);

/* NFC of `text` (valid UTF-8), with a NUL that is not counted; the caller frees. OK or ERR_MEMORY. */
int nfc_compose(char **composed, size_t *size, const char *text, size_t length);

#endif
