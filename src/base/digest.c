#include "base/digest.h"

#include <nettle/sha2.h>

_Static_assert((int)DIGEST_SIZE == SHA256_DIGEST_SIZE, "a digest is one of SHA-256");

void digest_make(struct digest *digest, const void *bytes, size_t size)
{
	struct sha256_ctx context;
	sha256_init(&context);
	sha256_update(&context, size, bytes);
	sha256_digest(&context, sizeof digest->bytes, digest->bytes);
}

void digest_write(char text[DIGEST_TEXT_SIZE], const struct digest *digest)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		text[2 * i] = digits[digest->bytes[i] >> 4];
		text[2 * i + 1] = digits[digest->bytes[i] & 15];
	}
	text[DIGEST_TEXT_SIZE - 1] = '\0';
}

void digest_text(char text[DIGEST_TEXT_SIZE], const void *bytes, size_t size)
{
	struct digest digest;
	digest_make(&digest, bytes, size);
	digest_write(text, &digest);
}
