/* "Mục V", "khoản 4 Mục II", "Điều 9" in the text: the words are those of the template's citations, the parts those that
 * were numbered. Most such words in a document speak of another one ("Điều 5 Nghị định số 30/2020/NĐ-CP"), and a false
 * warning costs more than a missed one. So a reference is left alone when the document has no level of that kind; when
 * a document is named before it in its block, or behind it in its sentence, unless it is this one ("Kế hoạch này"); when
 * the block stands under words that name one; and when the document changes others ("sửa đổi, bổ sung"). */
#include "plan/references.h"

#include <libxml/hash.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buffer.h"
#include "base/status.h"
#include "plan/numerals.h"
#include "plan/running.h"

enum { SENTENCE = 300, UNITS = 8, TOLD = 20 }; /* bytes looked at behind; parts in one reference; warnings a block */

/* How a level is called in citations: "Mục " and a number of that form. */
struct level_word {
	const char *capital, *small; /* as in the citation, and with a small first letter */
	size_t length;               /* of both; 0: not to be recognized */
	char form;                   /* '1', 'I', 'a' */
	bool whole;                  /* ends a reference */
	bool nested;                 /* 3.1 */
	bool present;                /* the main text has such levels */
};

struct search {
	const struct plan *plan;
	const struct numbering *numbering;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct level_word *words; /* by level format */
	bool first[256];          /* bytes that a level word begins with: most others are passed over at once */
	xmlHashTable *citations;
	struct buffer text, other, reference;
};

/* One level and its number, found in a text. */
struct unit {
	const struct level_word *word;
	const char *number;
	size_t number_length, length; /* length: of all of it */
};

static bool is_letter_or_digit(const char *text)
{
	unsigned char c = (unsigned char)*text;
	if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return c != 0xC2 && c != 0xE2; /* signs such as U+00A0, quotes and dashes */
}

static size_t number_length(const struct search *search, const struct level_word *word, const char *text)
{
	unsigned number;
	size_t length = 0;
	if (word->form == 'I') length = numerals_read_roman(&number, text);
	if (word->form == '1') length = strspn(text, "0123456789");
	for (size_t i = 0; word->form == 'a' && !length && i < search->numbering->letters; i++) {
		const char *letter = search->numbering->alphabet[i];
		if (strncmp(text, letter, strlen(letter)) == 0) length = strlen(letter);
	}
	while (length && word->form == '1' && text[length] == '.' && strspn(text + length + 1, "0123456789")) {
		if (!word->nested) return 0;
		length += 1 + strspn(text + length + 1, "0123456789");
	}
	return length && !is_letter_or_digit(text + length) && text[length] != '/' ? length : 0;
}

/* A unit at the start of the text. */
static bool read_unit(struct unit *unit, const struct search *search, const char *text)
{
	for (size_t i = 0; i < search->numbering->count; i++) {
		const struct level_word *word = &search->words[i];
		bool same = word->length &&
					(strncmp(text, word->capital, word->length) == 0 || strncmp(text, word->small, word->length) == 0);
		size_t length = same ? number_length(search, word, text + word->length) : 0;
		if (!length) continue;
		*unit = (struct unit){word, text + word->length, length, word->length + length};
		return true;
	}
	return false;
}

/* "Mục {I}" gives "Mục " and 'I'. A nested level has the words of the one around it. */
static int read_word(struct level_word *word, struct search *search, const struct level_format *format)
{
	const char *brace = strchr(format->citation, '{');
	size_t length = brace ? (size_t)(brace - format->citation) : 0;
	if (!length || format->citation[length - 1] != ' ' || strchr(format->element, '/')) return OK;
	if (strlen(brace) != 3 || !strchr("1Ia", brace[1]) || brace[2] != '}') return OK;
	char *small = arena_copy(search->arena, format->citation, length);
	word->capital = arena_copy(search->arena, format->citation, length);
	if (!small || !word->capital) return ERR_MEMORY;
	int32_t first;
	utf8proc_uint8_t letter[4];
	utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)small, -1, &first);
	if (size > 0 && utf8proc_encode_char(utf8proc_tolower(first), letter) == size) memcpy(small, letter, (size_t)size);
	word->small = small;
	word->length = length;
	word->form = brace[1];
	word->whole = format->whole;
	search->first[(unsigned char)*word->capital] = search->first[(unsigned char)*word->small] = true;
	for (size_t i = 0; i < search->numbering->count; i++) {
		const struct level_format *other = &search->numbering->levels[i];
		if (strstr(other->citation, "{..}") && strncmp(other->citation, word->capital, length) == 0)
			word->nested = true;
	}
	return OK;
}

static int read_words(struct search *search)
{
	const struct numbering *numbering = search->numbering;
	search->words = arena_array(search->arena, numbering->count, sizeof *search->words);
	if (!search->words) return ERR_MEMORY;
	for (size_t i = 0; i < numbering->count; i++) TRY(read_word(&search->words[i], search, &numbering->levels[i]));
	return OK;
}

/* in_main: neither in an appendix nor in an annex. */
static int collect(struct search *search, const xmlNode *node, bool in_main)
{
	const char *citation = xml_info(node)->citation;
	struct unit unit;
	if (citation && xmlHashUpdateEntry(search->citations, (const xmlChar *)citation, (void *)node, NULL) != 0)
		return ERR_MEMORY;
	for (size_t i = 0; citation && in_main && i < search->numbering->count; i++) {
		struct level_word *word = &search->words[i];
		bool alone = word->length && strlen(citation) == word->length - 1 &&
					 strncmp(citation, word->capital, word->length - 1) == 0; /* the only appendix */
		if (alone || (read_unit(&unit, search, citation) && unit.word == word)) word->present = true;
	}
	bool leaves = xml_is(node, "appendix") || xml_is(node, "annex");
	if (xml_is(node, "table")) return OK;
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		TRY(collect(search, child, in_main && !leaves));
	return OK;
}

/* Other documents */

static const char *const kinds[] = {"Nghị định",    "Nghị quyết", "Luật",     "Bộ luật",   "Hiến pháp", "Pháp lệnh",
									"Thông tư",     "Quyết định", "Kế hoạch", "Chỉ thị",   "Công văn",  "Công điện",
									"Chương trình", "Đề án",      "Dự án",    "Quy chế",   "Quy định",  "Quy trình",
									"Hướng dẫn",    "Thông báo",  "Điều lệ",  "Báo cáo",   "Tờ trình",  "Kết luận",
									"Phương án",    "Hợp đồng",   "Văn bản",  "Hiệp định", "Công ước",  "Nội quy",
									"Tiêu chuẩn",   "Quy chuẩn",  "Biên bản", "Thỏa thuận"};

/* Behind the name of a kind of document that the text begins with, its first letter aside; NULL: with none. */
static const char *after_kind(const char *text, bool small)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t first = (unsigned char)kinds[i][0] < 0x80 ? 1 : 2, length = strlen(kinds[i]);
		bool capital = strncmp(text, kinds[i], first) == 0;
		if (!capital && !(small && first == 1 && text[0] == kinds[i][0] + ('a' - 'A'))) continue;
		if (strncmp(text + first, kinds[i] + first, length - first) != 0) continue;
		if (!is_letter_or_digit(text + length)) return text + length;
	}
	return NULL;
}

/* Is another document named in these bytes? */
static bool names_another(const char *text, const char *end)
{
	static const char this[] = " này";
	for (const char *at = text; at < end; at++) {
		bool may_begin = (*at >= 'A' && *at <= 'Z') || *at == '\xC4';
		const char *behind = may_begin ? after_kind(at, false) : NULL;
		if (behind && strncmp(behind, this, strlen(this)) != 0) return true;
	}
	return false;
}

static bool goes_on_to_another(const char *text)
{
	static const char *const joints[] = {" của", " tại", " trong", ","};
	const char *at = text, *end = text;
	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
		if (strncmp(at, joints[i], strlen(joints[i])) == 0) at += strlen(joints[i]);
	at += strspn(at, " ");
	const char *behind = after_kind(at, true);
	if (behind && strncmp(behind, " này", strlen(" này")) != 0) return true;
	while (*end && end - text < SENTENCE && *end != ';' && strncmp(end, ". ", 2) != 0) end++;
	return names_another(text, end);
}

static bool block_names_another(struct search *search, const xmlNode *node)
{
	if (!node || xml_is(node, "table")) return false;
	buffer_clear(&search->other);
	running_text(&search->other, search->plan, node);
	buffer_char(&search->other, '\0');
	if (search->other.failed) return true;
	const char *text = search->other.data;
	return names_another(text, text + search->other.length - 1);
}

static const xmlNode *element_before(const xmlNode *node)
{
	for (node = node->prev; node && node->type != XML_ELEMENT_NODE;) node = node->prev;
	return node;
}

/* Do the words over a block, or those that lead to it, speak of another document? */
static bool stands_under_another(struct search *search, const xmlNode *block)
{
	for (const xmlNode *node = block; node && node != search->plan->root; node = node->parent) {
		const xmlNode *title = xml_child(node, "title");
		if (node != block && (block_names_another(search, node) || block_names_another(search, title))) return true;
		if (block_names_another(search, element_before(node))) return true;
	}
	return false;
}

/* References */

static bool begins_word(const char *text, const char *at)
{
	static const char *const compounds[] = {"ạng ", "anh ", "iểu ", "ề ",
											"uyên "}; /* hạng mục, danh mục, tiểu mục ... */
	if (at == text) return true;
	bool small = (*at >= 'a' && *at <= 'z') || *at == '\xC4';
	for (size_t i = 0; small && i < sizeof compounds / sizeof *compounds; i++) {
		size_t length = strlen(compounds[i]);
		if ((size_t)(at - text) > length && strncmp(at - length, compounds[i], length) == 0) return false;
	}
	unsigned char before = (unsigned char)at[-1];
	return before < 0x80 ? !is_letter_or_digit(at - 1) : (size_t)(at - text) > 2 && (unsigned char)at[-3] == 0xE2;
}

static bool is_known(struct search *search)
{
	return xmlHashLookup(search->citations, (const xmlChar *)search->reference.data) != NULL;
}

/* As the part would be cited, in search->reference. */
static void write_reference(struct search *search, const struct unit *units, size_t first, size_t count)
{
	struct buffer *out = &search->reference;
	buffer_clear(out);
	for (size_t i = first; i < count; i++) {
		if (i > first) buffer_char(out, ' ');
		buffer_text(out, units[i].word->capital);
		buffer_put(out, units[i].number, units[i].number_length);
	}
	buffer_char(out, '\0');
}

/* "Phụ lục I" where there is but one, which has no number. */
static bool is_the_only_one(struct search *search, const struct unit *unit)
{
	struct buffer *out = &search->reference;
	if (unit->number_length != 1 || (*unit->number != 'I' && *unit->number != '1')) return false;
	buffer_clear(out);
	buffer_put(out, unit->word->capital, unit->word->length - 1);
	buffer_char(out, '\0');
	return out->failed || is_known(search);
}

/* Is there what the units name? If not, search->reference says what. */
static bool is_there(struct search *search, const struct unit *units, size_t count)
{
	size_t whole = 0;
	for (size_t i = 0; i < count; i++) {
		if (!units[i].word->present) return true;
		whole += units[i].word->whole;
	}
	if (!count || !units[count - 1].word->whole) return true; /* "khoản 2" of what? */
	write_reference(search, units, 0, count);
	if (search->reference.failed || is_known(search)) return true;
	if (is_the_only_one(search, &units[count - 1])) return true;
	write_reference(search, units, whole > 1 ? count - 1 : 0, count); /* "Mục II Phần I" */
	return search->reference.failed || is_known(search);
}

/* The units that follow each other at `at`; *end: behind them. */
static size_t read_units(struct unit units[UNITS], const char **end, const struct search *search, const char *at)
{
	size_t count = 0;
	*end = at;
	while (count < UNITS && read_unit(&units[count], search, at)) {
		at += units[count++].length;
		*end = at;
		at += strspn(at, " ");
	}
	return count;
}

static int check_text(struct search *search, const xmlNode *node, const char *text)
{
	const char *read = text; /* up to here no other document was named */
	size_t told = 0;
	for (const char *at = text, *end; *at && told < TOLD; at++) {
		struct unit units[UNITS];
		if (!search->first[(unsigned char)*at] || !begins_word(text, at)) continue;
		size_t count = read_units(units, &end, search, at);
		if (!count) continue;
		bool there = is_there(search, units, count);
		if (search->reference.failed) return ERR_MEMORY;
		if (!there) {
			if (names_another(read, at)) return OK;
			read = at;
			if (!goes_on_to_another(end)) {
				if (!told && stands_under_another(search, node)) return search->other.failed ? ERR_MEMORY : OK;
				TRY(diagnostics_add(search->diagnostics, PLAN_DEAD_REFERENCE, xml_place(&search->plan->xml, node),
									search->reference.data, NULL));
				told++;
			}
		}
		at = end - 1;
	}
	return OK;
}

static int check_node(struct search *search, const xmlNode *node)
{
	static const char *const others[] = {"appendix", "annex", "basis", "organ", "subject", "signature"};
	for (size_t i = 0; node->parent == search->plan->root && i < sizeof others / sizeof *others; i++)
		if (xml_is(node, others[i])) return OK;
	if (!running_is_inline(node) || xml_is(node, "footnote")) {
		buffer_clear(&search->text);
		running_text(&search->text, search->plan, node);
		bool any = search->text.length > 0;
		buffer_char(&search->text, '\0');
		if (search->text.failed) return ERR_MEMORY;
		if (any) TRY(check_text(search, node, search->text.data));
	}
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL))
		TRY(check_node(search, child));
	return OK;
}

/* "Sửa đổi, bổ sung một số điều của ...": its parts speak of those of another document. */
static bool changes_another(struct search *search)
{
	const xmlNode *subject = xml_child(search->plan->root, "subject");
	buffer_clear(&search->text);
	running_text(&search->text, search->plan, subject);
	buffer_char(&search->text, '\0');
	const char *text = search->text.data;
	return search->text.failed || strstr(text, "ửa đổi") || strstr(text, "ổ sung") || strstr(text, "ãi bỏ");
}

/* A plan without numbered parts can only speak of another's. */
static bool has_parts(const struct search *search)
{
	for (size_t i = 0; i < search->numbering->count; i++) {
		if (search->words[i].present) return true;
	}
	return false;
}

int plan_check_references(const struct plan *plan, const struct numbering *numbering, struct arena *arena,
						  struct diagnostics *diagnostics)
{
	struct search search = {.plan = plan, .numbering = numbering, .arena = arena, .diagnostics = diagnostics};
	search.citations = xmlHashCreate(16);
	int status = search.citations ? read_words(&search) : ERR_MEMORY;
	if (status == OK) status = collect(&search, plan->root, true);
	bool of_its_own = status == OK && has_parts(&search) && !changes_another(&search);
	if (status == OK && search.text.failed) status = ERR_MEMORY;
	if (status == OK && of_its_own) status = check_node(&search, plan->root);
	xmlHashFree(search.citations, NULL);
	buffer_drop(&search.text);
	buffer_drop(&search.other);
	buffer_drop(&search.reference);
	return status;
}
