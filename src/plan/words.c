#include "plan/words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum { LONGEST = 40 };

/* In small letters; the number of characters, SIZE_MAX if there are too many. */
static size_t read_word(int32_t characters[LONGEST], const char *word)
{
	size_t count = 0;
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)word;
	while (*at) {
		utf8proc_int32_t c;
		utf8proc_ssize_t bytes = utf8proc_iterate(at, -1, &c);
		if (bytes <= 0 || count == LONGEST) return SIZE_MAX;
		characters[count++] = utf8proc_tolower(c);
		at += bytes;
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

/* In small letters without marks, as people write Vietnamese names in code: "điều" as "dieu". */
static bool fold(char folded[LONGEST + 1], const char *word)
{
	int32_t characters[LONGEST], parts[4];
	size_t count = read_word(characters, word);
	for (size_t i = 0; i < count && count != SIZE_MAX; i++) {
		if (utf8proc_decompose_char(characters[i], parts, 4, UTF8PROC_DECOMPOSE, NULL) < 1) return false;
		int32_t letter = parts[0] == 0x0111 ? 'd' : parts[0];
		if (letter <= 0 || letter > 0x7F) return false;
		folded[i] = (char)letter;
	}
	if (count == SIZE_MAX) return false;
	folded[count] = '\0';
	return true;
}

const char *words_translate(const char *element)
{
	static const char *const names[][2] = {
		{"ul", "list"},
		{"ol", "list"},
		{"li", "item"},
		{"tr", "row"},
		{"td", "cell"},
		{"th", "cell"},
		{"thead", "head"},
		{"col", "column"},
		{"strong", "b"},
		{"em", "i"},
		{"a", "link"},
		{"img", "figure"},
		{"image", "figure"},
		{"h1", "title"},
		{"h2", "title"},
		{"h3", "title"},
		{"heading", "title"},
		{"para", "p"},
		{"paragraph", "p"},
		{"div", "p"},
		{"blockquote", "quote"},
		{"phan", "part"},
		{"chuong", "chapter"},
		{"dieu", "article"},
		{"muc", "section"},
		{"khoan", "clause"},
		{"diem", "point"},
		{"doan", "p"},
		{"bang", "table"},
		{"dong", "row"},
		{"cot", "column"},
		{"o", "cell"},
		{"hinh", "figure"},
		{"danh-sach", "list"},
		{"tieu-de", "title"},
		{"trich-yeu", "subject"},
		{"can-cu", "basis"},
		{"co-quan", "organ"},
		{"ngay", "date"},
		{"dia-danh", "place"},
		{"so", "code"},
		{"so-ky-hieu", "code"},
		{"noi-nhan", "recipients"},
		{"kinh-gui", "addressees"},
		{"chu-ky", "signature"},
		{"chuc-vu", "position"},
		{"phu-luc", "appendix"},
		{"bieu", "form"},
		{"luu", "archive"},
		{"ghi-chu", "note"},
		{"ho-ten", "name"},
		{"ten", "name"},
		{"number", "code"},
		{"agency", "organ"},
		{"attachment", "appendix"},
		{"signer", "signature"},
	};
	char folded[LONGEST + 1];
	if (!fold(folded, element)) return NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], folded) == 0) return names[i][1];
	return NULL;
}
