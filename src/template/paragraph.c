/* Running text into runs: white space collapses over the whole paragraph, inline elements become flags. */
#include <string.h>

#include "base/status.h"
#include "template/address.h"
#include "template/binder.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool same_place(struct place a, struct place b)
{
	return a.file == b.file && a.line == b.line && a.column == b.column;
}

/* The run that text in this format goes to: the last one if it is alike, else a new one. */
static int run_for(struct run_draft **out, struct binder *binder, unsigned flags, struct place place, const char *link)
{
	struct paragraph *paragraph = &binder->paragraph;
	struct run_draft *last = paragraph->count ? &paragraph->runs[paragraph->count - 1] : NULL;
	if (!last || last->run.blank || last->run.flags != flags || last->run.link != link ||
		!same_place(last->run.place, place)) {
		TRY(arena_grow(binder->arena, &paragraph->runs, paragraph->count, sizeof *last));
		last = &paragraph->runs[paragraph->count++];
		*last =
			(struct run_draft){.offset = paragraph->text.length, .run = {.flags = flags, .place = place, .link = link}};
	}
	*out = last;
	return OK;
}

/* Does a space at this point say nothing: at the head, after a space or a forced break? */
static bool space_is_void(const struct paragraph *paragraph)
{
	if (!paragraph->count) return true;
	if (paragraph->runs[paragraph->count - 1].run.blank) return false;
	char last = paragraph->text.data[paragraph->text.length - 1];
	return last == ' ' || last == '\n';
}

static int add_word(struct binder *binder, const char *word, size_t length, unsigned flags, struct place place,
					const char *link)
{
	struct buffer *text = &binder->paragraph.text;
	struct run_draft *draft;
	if (!length) return OK;
	TRY(run_for(&draft, binder, flags, place, link));
	buffer_put(text, word, length);
	draft->length = text->length - draft->offset;
	return text->failed ? ERR_MEMORY : OK;
}

/* A word that holds an address of the web or of mail is a link there. */
static int add_linked(struct binder *binder, const char *word, size_t length, unsigned flags, struct place place)
{
	struct address address;
	if (!address_find(&address, word, length)) return add_word(binder, word, length, flags, place, NULL);
	const char *link = arena_format(binder->arena, "%s%.*s", address.mail ? "mailto:" : "",
									(int)(address.end - address.start), word + address.start);
	if (!link) return ERR_MEMORY;
	TRY(add_word(binder, word, address.start, flags, place, NULL));
	TRY(add_word(binder, word + address.start, address.end - address.start, flags, place, link));
	return add_word(binder, word + address.end, length - address.end, flags, place, NULL);
}

/* Where the words that begin at `start` end that are parted by one blank each and hold no address. */
static size_t plain_words(const char *text, size_t start, size_t length)
{
	size_t end = start;
	for (size_t i = start; i < length; i++) {
		if (text[i] > '@' || text[i] < 0) continue; /* nearly all are letters */
		if (text[i] == ':' || text[i] == '@') return end;
		if (!is_space(text[i])) continue;
		end = i;
		if (i == start || text[i] != ' ' || i + 1 == length || is_space(text[i + 1])) return end;
	}
	return length;
}

int paragraph_text(struct binder *binder, const char *text, size_t length, unsigned flags, struct place place,
				   const char *link)
{
	for (size_t i = 0; i < length;) {
		size_t end = link ? i : plain_words(text, i, length);
		if (end > i) {
			TRY(add_word(binder, text + i, end - i, flags, place, NULL));
			i = end;
			continue;
		}
		while (end < length && !is_space(text[end])) end++;
		bool space = end == i;
		if (space)
			while (end < length && is_space(text[end])) end++;
		if (space && !space_is_void(&binder->paragraph)) TRY(add_word(binder, " ", 1, flags, place, link));
		if (!space && link) TRY(add_word(binder, text + i, end - i, flags, place, link));
		if (!space && !link) TRY(add_linked(binder, text + i, end - i, flags, place));
		i = end;
	}
	return OK;
}

int paragraph_blank(struct binder *binder, mpt width, struct place place)
{
	struct paragraph *paragraph = &binder->paragraph;
	TRY(arena_grow(binder->arena, &paragraph->runs, paragraph->count, sizeof *paragraph->runs));
	paragraph->runs[paragraph->count++] =
		(struct run_draft){.offset = paragraph->text.length, .run = {.blank = width, .place = place}};
	return OK;
}

/* Takes white space from the end of the text. */
static void trim(struct paragraph *paragraph)
{
	while (paragraph->count) {
		struct run_draft *last = &paragraph->runs[paragraph->count - 1];
		if (last->run.blank) return;
		while (last->length && is_space(paragraph->text.data[paragraph->text.length - 1])) {
			last->length--;
			paragraph->text.length--;
		}
		if (last->length) return;
		paragraph->count--;
	}
}

int paragraph_break(struct binder *binder, struct place place)
{
	struct paragraph *paragraph = &binder->paragraph;
	trim(paragraph);
	if (!paragraph->count) return OK;
	struct run_draft *draft;
	TRY(run_for(&draft, binder, 0, place, NULL));
	buffer_char(&paragraph->text, '\n');
	draft->length++;
	return paragraph->text.failed ? ERR_MEMORY : OK;
}

static const struct {
	const char *element;
	unsigned flag;
} inline_elements[] = {
	{"b", RUN_BOLD}, {"i", RUN_ITALIC}, {"u", RUN_UNDERLINE}, {"sub", RUN_SUBSCRIPT}, {"sup", RUN_SUPERSCRIPT},
	{"br", 0},       {"link", 0},       {"ref", 0},           {"footnote", 0},
};

enum { INLINE_ELEMENTS = sizeof inline_elements / sizeof *inline_elements };

bool paragraph_is_running(const xmlNode *node)
{
	if (node->type == XML_TEXT_NODE) return true;
	for (size_t i = 0; i < INLINE_ELEMENTS; i++) {
		if (xml_is(node, inline_elements[i].element)) return true;
	}
	return false;
}

/* The number of the last footnote, raised: in the text it is the mark of a note and leads there, in the note its label. */
static int add_note_mark(struct binder *binder, struct place place, const struct block *note, const char *link)
{
	unsigned flags = note ? RUN_SUPERSCRIPT : RUN_SUPERSCRIPT | RUN_LABEL;
	struct buffer *text = &binder->paragraph.text;
	struct run_draft *draft;
	TRY(run_for(&draft, binder, flags, place, link));
	draft->run.note = note;
	buffer_integer(text, binder->note_number);
	draft->length = text->length - draft->offset;
	return text->failed ? ERR_MEMORY : OK;
}

/* The note's own text, while the paragraph that holds its mark waits. */
static int bind_note(struct binder *binder, const xmlNode *node, struct block *block)
{
	struct paragraph waiting = binder->paragraph;
	binder->paragraph = (struct paragraph){0};
	int status = add_note_mark(binder, block->place, NULL, NULL);
	if (status == OK) status = paragraph_text(binder, " ", 1, 0, block->place, NULL);
	if (status == OK) status = paragraph_content(binder, node->children, NULL, 0, NULL);
	if (status == OK) status = paragraph_finish(binder, block);
	buffer_drop(&binder->paragraph.text);
	binder->paragraph = waiting;
	return status;
}

/* A footnote's mark; the note is a block of its own. */
static int add_note(struct binder *binder, const xmlNode *node)
{
	struct place place = xml_place(&binder->plan->xml, node);
	const struct style *style = template_style(binder->template, "footnote");
	struct block *block;
	if (!style) return diagnostics_add(binder->diagnostics, TEMPLATE_NO_STYLE, place, "footnote", NULL);
	TRY(binder_block(&block, binder, BLOCK_NOTE, style, style->role, place));
	const char *link = arena_format(binder->arena, "#*%u", ++binder->notes); /* no element has such an id */
	if (!link) return ERR_MEMORY;
	binder->note_number++;
	block->anchor = link + 1;
	TRY(bind_note(binder, node, block));
	trim(&binder->paragraph); /* the mark follows the word before it */
	return add_note_mark(binder, place, block, link);
}

static int add_reference(struct binder *binder, const xmlNode *node, unsigned flags)
{
	struct place place = xml_place(&binder->plan->xml, node);
	const char *id = xml_attribute(node, "to"), *form = xml_attribute(node, "form");
	const xmlNode *target = id ? plan_find(binder->plan, id) : NULL;
	const struct node_info *info = target ? xml_info(target) : NULL;
	const char *text = !info ? NULL : form ? info->number : info->citation;
	const char *link = arena_format(binder->arena, "#%s", id ? id : "");
	if (!link) return ERR_MEMORY;
	if (!text) return diagnostics_add(binder->diagnostics, BIND_REFERENCE, place, id ? id : "", NULL);
	size_t length = strlen(text);
	while (form && length && strchr(".):", text[length - 1])) length--; /* the number alone: "I" of "I." */
	return paragraph_text(binder, text, length, flags, place, link);
}

static int add_element(struct binder *binder, const xmlNode *node, unsigned flags, const char *link)
{
	struct place place = xml_place(&binder->plan->xml, node);
	if (xml_is(node, "br")) return paragraph_break(binder, place);
	if (xml_is(node, "ref")) return add_reference(binder, node, flags);
	if (xml_is(node, "footnote")) return add_note(binder, node);
	if (xml_is(node, "link")) link = xml_attribute(node, "to");
	for (size_t i = 0; i < INLINE_ELEMENTS; i++) {
		if (!xml_is(node, inline_elements[i].element)) continue;
		return paragraph_content(binder, node->children, NULL, flags | inline_elements[i].flag, link);
	}
	return diagnostics_add(binder->diagnostics, BIND_NOT_YET, place, (const char *)node->name, NULL);
}

int paragraph_content(struct binder *binder, const xmlNode *first, const xmlNode *end, unsigned flags, const char *link)
{
	for (const xmlNode *node = first; node != end; node = node->next) {
		if (node->type == XML_TEXT_NODE) {
			const char *text = (const char *)node->content;
			TRY(paragraph_text(binder, text, strlen(text), flags, xml_place(&binder->plan->xml, node), link));
		} else if (node->type == XML_ELEMENT_NODE) {
			TRY(add_element(binder, node, flags, link));
		}
	}
	return OK;
}

int paragraph_finish(struct binder *binder, struct block *block)
{
	struct paragraph *paragraph = &binder->paragraph;
	trim(paragraph);
	const char *text = arena_copy(binder->arena, paragraph->text.data, paragraph->text.length);
	block->runs = arena_array(binder->arena, paragraph->count, sizeof *block->runs);
	if (!text || !block->runs) return ERR_MEMORY;
	for (size_t i = 0; i < paragraph->count; i++) {
		const struct run_draft *draft = &paragraph->runs[i];
		block->runs[i] = draft->run;
		if (draft->run.blank) continue;
		block->runs[i].text = text + draft->offset;
		block->runs[i].length = draft->length;
	}
	block->run_count = paragraph->count;
	buffer_clear(&paragraph->text);
	paragraph->runs = NULL;
	paragraph->count = 0;
	return OK;
}

/* The length of the mark that the text ends with; 0: none. Three full stops are no end mark. */
static size_t mark_length(const struct template *template, const char *text, size_t length)
{
	if (length > 3 && memcmp(text + length - 3, "...", 3) == 0) return 0;
	for (size_t i = 0; i < template->typed_mark_count; i++) {
		size_t size = strlen(template->typed_marks[i]);
		if (length >= size && memcmp(text + length - size, template->typed_marks[i], size) == 0) return size;
	}
	return 0;
}

/* The length of the text without the marks that were typed at its end, as in "xong. /." */
static size_t without_marks(const struct template *template, const char *text, size_t length)
{
	for (size_t mark = 1; mark;) {
		mark = mark_length(template, text, length);
		length -= mark;
		while (length && is_space(text[length - 1])) length--;
	}
	return length;
}

/* Takes the typed marks from the end of the runs, whatever elements they stand in and before the marks of notes, too. */
static void strip_marks(const struct template *template, struct block *block)
{
	for (size_t i = block->run_count; i--;) {
		struct run *run = &block->runs[i];
		if (run->note) continue;
		if (run->text) run->length = without_marks(template, run->text, run->length);
		if (!run->text || run->length) return;
	}
}

/* At the very end, behind the marks of notes: the text ends with it. Neither raised, nor in a link, nor in the format of
 * the last word: joined to that only if it is plain, else a run of its own. */
int paragraph_end_mark(struct binder *binder, struct block *block, const char *mark)
{
	if (!mark || !block->run_count) return OK;
	strip_marks(binder->template, block);
	struct run *runs = arena_array(binder->arena, block->run_count + 1, sizeof *runs);
	if (!runs) return ERR_MEMORY;
	struct run *last = NULL;
	size_t end = 0;
	for (size_t i = 0; i < block->run_count; i++) {
		if (block->runs[i].text && !block->runs[i].length) continue; /* it was all marks */
		runs[end++] = block->runs[i];
	}
	if (end) last = &runs[end - 1];
	bool joined = last && last->text && !last->flags && !last->link; /* for the sake of kerning */
	if (!joined) {
		last = &runs[end++];
		*last = (struct run){.text = "", .place = block->runs[block->run_count - 1].place};
	}
	size_t added = strlen(mark);
	char *text = arena_alloc(binder->arena, last->length + added + 1);
	if (!text) return ERR_MEMORY;
	memcpy(text, last->text, last->length);
	memcpy(text + last->length, mark, added + 1);
	last->text = text;
	last->length += added;
	block->runs = runs;
	block->run_count = end;
	return OK;
}
