/* The text mentions its appendices (ND30-III.1a). What counts as a mention is generous, as a false warning costs more
 * than a missed one: <ref>, "Phụ lục II", "Phụ lục I đến III"; and for all appendices at once a bare "phụ lục", "Biểu số"
 * or "kèm theo" anywhere in the text. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "plan/checks.h"
#include "plan/numerals.h"
#include "plan/running.h"

enum { NEAR = 150, LARGEST = 9999 }; /* NEAR: bytes between "phụ lục" and "kèm theo" */

struct mentions {
	struct check *check;
	struct buffer text;
	const xmlNode **appendices;
	bool *mentioned;
	size_t count;
	bool all;        /* something mentions them all */
	bool none_there; /* the document has neither appendix nor annex */
};

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || strncmp(text, "\u00A0", 2) == 0) text += *text == ' ' ? 1 : 2;
	return text;
}

/* Behind the first of the words (ended by NULL) that the text begins with; NULL: with none. */
static const char *after_any(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strncmp(text, *words, strlen(*words)) == 0) return text + strlen(*words);
	return NULL;
}

static const char *const appendix_words[] = {"phụ lục", "Phụ lục", "Phụ Lục", "PHỤ LỤC", NULL};
static const char *const attached_words[] = {"kèm theo", "Kèm theo", "KÈM THEO", "đính kèm", "Đính kèm", NULL};

/* The next of the words, `at` or behind it; NULL: none. *end: behind it. firsts: the bytes that they begin with. */
static const char *find_any(const char **end, const char *at, const char *const *words, const char *firsts)
{
	for (; (at = strpbrk(at, firsts)); at++)
		if ((*end = after_any(at, words))) return at;
	return NULL;
}

static const char *find_appendix(const char **end, const char *at)
{
	return find_any(end, at, appendix_words, "pP");
}

static const char *find_attached(const char **end, const char *at)
{
	return find_any(end, at, attached_words, "kK\xC4"); /* with the first byte of đ and Đ */
}

/* A number, Roman or Arabic, at *text, which is moved behind it; 0: none. */
static unsigned read_number(const char **text)
{
	unsigned number = 0;
	size_t length = numerals_read_roman(&number, *text);
	if (!length && **text >= '0' && **text <= '9') {
		char *end;
		unsigned long value = strtoul(*text, &end, 10);
		number = value > LARGEST ? LARGEST : (unsigned)value;
		length = (size_t)(end - *text);
	}
	*text += length;
	return number;
}

static void mention(struct mentions *mentions, unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last && i <= mentions->count; i++) mentions->mentioned[i - 1] = true;
}

/* What follows "phụ lục": "I, II và III", "số 1 đến Phụ lục số 4", or no number at all. Returns what is behind it. */
static const char *read_mention(struct mentions *mentions, const char *text)
{
	static const char *const to[] = {"đến", "tới", "-", "–", NULL}, *const and[] = {",", "và", NULL};
	static const char *const number_word[] = {"số", NULL};
	unsigned last = 0;
	for (bool range = false;;) {
		const char *at = skip_blanks(text), *word = after_any(at, appendix_words);
		if (word) at = skip_blanks(word);
		if ((word = after_any(at, number_word))) at = skip_blanks(word);
		unsigned number = read_number(&at);
		if (!number) break;
		mention(mentions, range ? last : number, number);
		last = number;
		text = at;
		at = skip_blanks(at);
		range = (word = after_any(at, to)) != NULL;
		if (!word && !(word = after_any(at, and))) break;
		text = word;
	}
	if (!last && mentions->count) mentions->all = true;
	return text;
}

/* At what may end a remark in brackets or a sentence. */
static bool is_end(const char *text)
{
	return !*text || strchr(").,;:", *text) != NULL;
}

/* Is what "phụ lục" at `from` (to `end`) names said to be attached to this very document? */
static bool is_attached(const char *whole, const char *from, const char *end)
{
	const char *behind, *attached = find_attached(&behind, end);
	if (attached && attached - end < NEAR && (size_t)(attached - end) <= strcspn(end, ".;:")) {
		behind = skip_blanks(behind);
		size_t clause = strcspn(behind, ").,;:");
		const char *this = strstr(behind, "này");
		return is_end(behind) || (this && (size_t)(this - behind) < clause);
	}
	static const char before[] = "kèm theo ";
	size_t length = strlen(before);
	bool follows = (size_t)(from - whole) >= length && strncmp(from - length, before, length) == 0;
	return follows && is_end(skip_blanks(end));
}

static void read_text(struct mentions *mentions, const xmlNode *node, const char *text)
{
	static const char *const forms[] = {"Biểu số", "biểu số", "Mẫu số", "mẫu số", NULL};
	const char *end, *from = text;
	if (mentions->count && (find_attached(&end, text) || find_any(&end, text, forms, "BbMm"))) mentions->all = true;
	for (const char *at = text; !mentions->all && (from = find_appendix(&end, at)); at = end) {
		if (mentions->none_there && is_attached(text, from, end)) {
			check_report(mentions->check, PLAN_APPENDIX_MISSING, node, NULL, NULL, NULL);
			return;
		}
		end = read_mention(mentions, end);
	}
}

static void read_reference(struct mentions *mentions, const xmlNode *node)
{
	const xmlNode *target = plan_find(mentions->check->plan, xml_attribute(node, "to"));
	for (; target; target = target->parent)
		for (size_t i = 0; i < mentions->count; i++)
			if (mentions->appendices[i] == target) mentions->mentioned[i] = true;
}

/* A text in one piece that has no word to begin "phụ lục" with: nearly every one. */
static bool is_silent(const xmlNode *node)
{
	static const char *const words[] = {"phụ", "Phụ", "PHỤ", NULL};
	const char *end;
	const xmlNode *text = node->children;
	return text && !text->next && text->type == XML_TEXT_NODE && text->content &&
		   !find_any(&end, (const char *)text->content, words, "pP");
}

/* The texts of the document itself. Its bases speak of other documents, what is cited of those stands in links. */
static void read_node(struct mentions *mentions, const xmlNode *node)
{
	bool top = node->parent == mentions->check->plan->root;
	if (mentions->all || (top && (xml_is(node, "appendix") || xml_is(node, "basis")))) return;
	if (xml_is(node, "ref")) read_reference(mentions, node);
	bool silent = !mentions->count && is_silent(node);
	if (!silent && (!running_is_inline(node) || xml_is(node, "footnote"))) {
		buffer_clear(&mentions->text);
		running_text(&mentions->text, mentions->check->plan, node);
		bool any = mentions->text.length > 0;
		buffer_char(&mentions->text, '\0');
		if (mentions->text.failed)
			check_keep(mentions->check, ERR_MEMORY);
		else if (any)
			read_text(mentions, node, mentions->text.data);
	}
	for (const xmlNode *child = xml_child(node, NULL); child; child = xml_next(child, NULL)) read_node(mentions, child);
}

static int list_appendices(struct mentions *mentions)
{
	struct arena *arena = mentions->check->arena;
	const xmlNode *root = mentions->check->plan->root, *node = xml_child(root, "appendix");
	for (; node; node = xml_next(node, "appendix")) {
		TRY(arena_grow(arena, &mentions->appendices, mentions->count, sizeof *mentions->appendices));
		mentions->appendices[mentions->count++] = node;
	}
	mentions->none_there = !mentions->count && !xml_child(root, "annex");
	if (!mentions->count) return OK;
	mentions->mentioned = arena_array(arena, mentions->count, sizeof *mentions->mentioned);
	return mentions->mentioned ? OK : ERR_MEMORY;
}

void check_appendices(struct check *check)
{
	struct mentions mentions = {.check = check};
	int status = list_appendices(&mentions);
	check_keep(check, status);
	if (status == OK && (mentions.count || mentions.none_there)) read_node(&mentions, check->plan->root);
	for (size_t i = 0; status == OK && i < mentions.count && !mentions.all && !mentions.text.failed; i++)
		if (!mentions.mentioned[i])
			check_report(check, PLAN_APPENDIX_UNMENTIONED, mentions.appendices[i], NULL, NULL, NULL);
	buffer_drop(&mentions.text);
}
