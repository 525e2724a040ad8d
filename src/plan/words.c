#include "plan/words.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

enum { LONGEST = 40 };

/* In small letters without marks, as people write Vietnamese names in code: "điều" as "dieu". False: it is no such name. */
static bool fold(char folded[LONGEST + 1], const char *word)
{
	const char *end = word + strlen(word);
	size_t count = 0;
	while (word < end) {
		int32_t c = 0, parts[4];
		size_t bytes = utf8_decode(&c, word, end);
		if (!bytes || count == LONGEST) return false;
		if (utf8proc_decompose_char(utf8proc_tolower(c), parts, 4, UTF8PROC_DECOMPOSE, NULL) < 1) return false;
		int32_t letter = parts[0] == 0x0111 ? 'd' : parts[0];
		if (letter <= 0 || letter > 0x7F) return false;
		folded[count++] = (char)letter;
		word += bytes;
	}
	folded[count] = '\0';
	return true;
}

/* What an element is called, and its name here: by those who know HTML, Vietnamese documents, data of offices. */
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

const char *words_translate(const char *element)
{
	char folded[LONGEST + 1];
	if (!fold(folded, element)) return NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], folded) == 0) return names[i][1];
	return NULL;
}
