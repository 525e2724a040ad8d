#include "template/address.h"

#include <string.h>

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* A slash ends an address, but not after a full stop: that is an end mark. */
static bool ends_address(const char *word, size_t start, size_t at)
{
	return is_alphanumeric(word[at]) || (word[at] == '/' && (at == start || word[at - 1] != '.'));
}

/* A sentence's punctuation at the end of a word is not the address's. */
static size_t without_punctuation(const char *word, size_t start, size_t end)
{
	while (end > start && !ends_address(word, start, end - 1)) end--;
	return end;
}

static bool find_web(struct address *address, const char *word, size_t length)
{
	static const char *const schemes[] = {"https://", "http://"};
	for (size_t i = 0; i + 7 < length; i++) {
		for (size_t j = 0; j < 2; j++) {
			size_t size = strlen(schemes[j]);
			if (length - i <= size || memcmp(word + i, schemes[j], size) != 0) continue;
			*address = (struct address){.start = i, .end = i + size};
			while (address->end < length && word[address->end] > ' ' && word[address->end] < 127 &&
				   !is_one_of(word[address->end], "\"<>"))
				address->end++;
			address->end = without_punctuation(word, i + size, address->end);
			return address->end > i + size;
		}
	}
	return false;
}

/* Letters, digits and . _ - + before the @; a name with a dot in it after. */
static bool find_mail(struct address *address, const char *word, size_t length)
{
	const char *at = memchr(word, '@', length);
	if (!at) return false;
	size_t middle = (size_t)(at - word), start = middle, end = middle + 1;
	while (start > 0 && (is_alphanumeric(word[start - 1]) || is_one_of(word[start - 1], "._-+"))) start--;
	while (end < length && (is_alphanumeric(word[end]) || is_one_of(word[end], ".-"))) end++;
	end = without_punctuation(word, middle + 1, end);
	*address = (struct address){.start = start, .end = end, .mail = true};
	return start < middle && end > middle + 1 && memchr(word + middle, '.', end - middle);
}

bool address_find(struct address *address, const char *word, size_t length)
{
	if (memchr(word, ':', length) && find_web(address, word, length)) return true;
	return find_mail(address, word, length);
}
