#include "base/words.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

enum { LONGEST = 40 };

/* In small letters; the number of characters, SIZE_MAX if there are too many. */
static size_t read_word(int32_t characters[LONGEST], const char *word)
{
	size_t count = 0;
	for (const char *end = word + strlen(word); word < end; count++) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, word, end);
		if (!bytes || count == LONGEST) return SIZE_MAX;
		characters[count] = utf8proc_tolower(c);
		word += bytes;
	}
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance. */
static size_t distance(const int32_t *a, size_t m, const int32_t *b, size_t n)
{
	size_t rows[3][LONGEST + 1];
	for (size_t j = 0; j <= n; j++) rows[0][j] = j;
	for (size_t i = 1; i <= m; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], second[j - 2] + 1);
		}
	}
	return rows[m % 3][n];
}

const char *words_nearest(const char *typed, const char *const *words, size_t count)
{
	int32_t a[LONGEST], b[LONGEST];
	size_t m = read_word(a, typed);
	if (m == SIZE_MAX) return NULL;
	const char *nearest = NULL;
	size_t best = m < 3 ? 0 : m < 5 ? 1 : m < 9 ? 2 : 3;
	for (size_t i = 0; i < count; i++) {
		size_t n = read_word(b, words[i]);
		if (n == SIZE_MAX || (n > m ? n - m : m - n) > best) continue;
		size_t d = distance(a, m, b, n);
		if (d > best || (nearest && d == best)) continue;
		best = d;
		nearest = words[i];
	}
	return nearest;
}

int words_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}
