/* Digests: SHA-256 (FIPS 180-4), by nettle. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

enum { DIGEST_SIZE = 32, DIGEST_TEXT_SIZE = 2 * DIGEST_SIZE + 1 };

struct digest {
	unsigned char bytes[DIGEST_SIZE];
};

void digest_make(struct digest *digest, const void *bytes, size_t size);

/* In small hexadecimal digits, with a NUL: as sha256sum writes it. */
void digest_write(char text[DIGEST_TEXT_SIZE], const struct digest *digest);

/* Both at once. */
void digest_text(char text[DIGEST_TEXT_SIZE], const void *bytes, size_t size);

#endif
