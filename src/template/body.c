/* The plan's own blocks and levels: what every document of this kind holds, set in the template's styles. */
#include <string.h>

#include "base/status.h"
#include "template/binder.h"

struct body_element {
	const char *element;
	int (*bind)(struct binder *, const xmlNode *, int depth); /* depth: of lists around it */
};

/* In a cell there are other styles than in running text: "table-item" for "item", the row's own for paragraphs. */
static const char *name_in_cell(const struct cell_setting *cell, const char *name)
{
	if (strcmp(name, "text") == 0) return cell->text;
	if (strncmp(name, "item", 4) == 0) return "table-item";
	return strcmp(name, "note") == 0 || strcmp(name, "quote") == 0 ? "table-note" : name;
}

/* The style, aligned as the cell wants it. */
static int aligned_style(const struct style **style, struct binder *binder, enum alignment align)
{
	const struct style *base = *style;
	for (size_t i = 0; i < binder->variant_count; i++) {
		const struct style_variant *variant = &binder->variants[i];
		if (variant->base != base || variant->style->align != align) continue;
		*style = variant->style;
		return OK;
	}
	struct style *own = arena_alloc(binder->arena, sizeof *own);
	if (!own) return ERR_MEMORY;
	*own = *base;
	own->align = align;
	TRY(arena_grow(binder->arena, &binder->variants, binder->variant_count, sizeof *binder->variants));
	binder->variants[binder->variant_count++] = (struct style_variant){base, own};
	*style = own;
	return OK;
}

/* A style by name; a template without it is refused. */
int body_style(const struct style **style, struct binder *binder, const xmlNode *node, const char *name)
{
	const struct cell_setting *cell = binder->cell;
	if (cell) name = name_in_cell(cell, name);
	*style = template_style(binder->template, name);
	if (*style && cell && cell->aligned && (*style)->align != cell->align)
		return aligned_style(style, binder, cell->align);
	if (*style) return OK;
	return diagnostics_add(binder->diagnostics, TEMPLATE_NO_STYLE, xml_place(&binder->plan->xml, node), name, NULL);
}

int body_open_group(struct block **outer, struct binder *binder, const xmlNode *node, const char *role)
{
	struct block *group;
	const struct style *style;
	TRY(body_style(&style, binder, node, "row"));
	TRY(binder_block(&group, binder, BLOCK_GROUP, style, role, xml_place(&binder->plan->xml, node)));
	*outer = binder->parent;
	binder->parent = group;
	return OK;
}

/* Opens a paragraph; text is added, then close_paragraph() is called. */
static int open_paragraph(struct block **block, struct binder *binder, const xmlNode *node, const struct style *style)
{
	return binder_block(block, binder, BLOCK_PARAGRAPH, style, style->role, xml_place(&binder->plan->xml, node));
}

static int close_paragraph(struct binder *binder, struct block *block)
{
	binder->last_text = block;
	return paragraph_finish(binder, block);
}

/* What follows the running text at the head of an element: its blocks and levels. */
const xmlNode *body_after_running(const xmlNode *first)
{
	while (first && (paragraph_is_running(first) || first->type != XML_ELEMENT_NODE)) first = first->next;
	return first;
}

static bool has_text(const xmlNode *first, const xmlNode *end)
{
	for (; first != end; first = first->next) {
		if (first->type == XML_ELEMENT_NODE || (first->type == XML_TEXT_NODE && !xmlIsBlankNode(first))) return true;
	}
	return false;
}

/* A paragraph of running text, if there is any. */
int body_running(struct binder *binder, const xmlNode *node, const xmlNode *first, const xmlNode *end,
				 const struct style *style)
{
	struct block *block;
	if (!has_text(first, end)) return OK;
	TRY(open_paragraph(&block, binder, node, style));
	TRY(paragraph_content(binder, first, end, 0, NULL));
	return close_paragraph(binder, block);
}

int body_paragraph(struct binder *binder, const xmlNode *node, const char *text, const struct style *style)
{
	struct block *block;
	TRY(open_paragraph(&block, binder, node, style));
	TRY(paragraph_text(binder, text, strlen(text), 0, block->place, NULL));
	return close_paragraph(binder, block);
}

static bool is_introduced(const xmlNode *node);

/* A paragraph added since `before` was the last one: it introduces the list, level, table or figure that follows. */
static void mark_introduction(struct binder *binder, const struct block *before, const xmlNode *next)
{
	while (next && next->type != XML_ELEMENT_NODE) next = next->next;
	if (next && binder->last_text != before) binder->last_text->introduces = is_introduced(next);
}

static int bind_paragraph(struct binder *binder, const xmlNode *node, int depth)
{
	const struct style *style;
	const struct block *before = binder->last_text;
	(void)depth;
	TRY(body_style(&style, binder, node, xml_is(node, "p") ? "text" : (const char *)node->name));
	TRY(body_running(binder, node, node->children, NULL, style));
	mark_introduction(binder, before, node->next);
	return OK;
}

static int add_mark(struct binder *binder, const xmlNode *node, const char *mark, unsigned flags)
{
	struct place place = xml_place(&binder->plan->xml, node);
	if (!mark) return OK;
	TRY(paragraph_text(binder, mark, strlen(mark), flags, place, NULL));
	return paragraph_text(binder, " ", 1, flags, place, NULL);
}

static int bind_item(struct binder *binder, const xmlNode *node, const char *mark, int depth)
{
	static const char *const styles[] = {"item", "item-2", "item-3", "item-4"};
	const struct style *style;
	struct block *outer, *block;
	TRY(body_style(&style, binder, node, styles[depth < 4 ? depth : 3]));
	TRY(body_open_group(&outer, binder, node, "LI"));
	const xmlNode *blocks = body_after_running(node->children);
	TRY(open_paragraph(&block, binder, node, style));
	TRY(add_mark(binder, node, mark, RUN_LABEL));
	TRY(paragraph_content(binder, node->children, blocks, 0, NULL));
	TRY(close_paragraph(binder, block));
	mark_introduction(binder, NULL, blocks);
	TRY(body_blocks(binder, blocks, depth + 1));
	binder->parent = outer;
	return OK;
}

static int bind_list(struct binder *binder, const xmlNode *node, int depth)
{
	const struct body_format *format = &binder->template->body;
	struct block *outer;
	const char *mark = NULL;
	if (!xml_attribute(node, "mark") && (size_t)depth < format->list_depth) mark = format->list_marks[depth];
	TRY(body_open_group(&outer, binder, node, "L"));
	for (const xmlNode *item = xml_child(node, "item"); item; item = xml_next(item, "item"))
		TRY(bind_item(binder, item, mark, depth));
	binder->parent = outer;
	return OK;
}

static const struct level_style *level_style_of(const struct binder *binder, const xmlNode *node)
{
	const struct template *template = binder->template;
	bool inner = xml_is(node, "clause") && xml_is(node->parent, "clause");
	const char *name = inner ? "clause/clause" : (const char *)node->name;
	for (size_t i = 0; i < template->numbering.count; i++) {
		if (strcmp(template->level_styles[i].element, name) == 0) return &template->level_styles[i];
	}
	return NULL;
}

/* "I. TITLE" on one line, or the number over the title. */
static int bind_level_title(struct binder *binder, const xmlNode *node, const xmlNode *title,
							const struct level_style *style)
{
	const struct node_info *info = xml_info(node);
	struct block *block;
	if (style->number && info->number) TRY(body_paragraph(binder, node, info->number, style->number));
	TRY(open_paragraph(&block, binder, title, style->title));
	if (!style->number) TRY(add_mark(binder, node, info->number, 0));
	TRY(paragraph_content(binder, title->children, NULL, 0, NULL));
	return close_paragraph(binder, block);
}

static const char lead_marks[] = ":.;,?!)";

/* Does the text behind a lead begin with the mark that ends the lead, as in "<lead>Mục tiêu</lead>: Toàn bộ ..."? */
static bool goes_on_with_mark(const xmlNode *lead)
{
	const xmlNode *next = lead->next;
	if (!next || next->type != XML_TEXT_NODE) return false;
	const char *text = (const char *)next->content;
	text += strspn(text, " \t\r\n");
	return *text && strchr(lead_marks, *text);
}

/* A lead runs into the text in bold; ":" is added where no mark ends it. */
static int add_lead(struct binder *binder, const xmlNode *lead)
{
	struct paragraph *paragraph = &binder->paragraph;
	TRY(paragraph_content(binder, lead->children, NULL, RUN_BOLD, NULL));
	size_t length = paragraph->text.length;
	while (length && paragraph->text.data[length - 1] == ' ') length--;
	char last = length ? paragraph->text.data[length - 1] : ' ';
	const char *colon = binder->template->body.lead;
	if (goes_on_with_mark(lead)) return OK;
	if (colon && !strchr(lead_marks, last)) {
		if (paragraph->text.length > length) {
			paragraph->runs[paragraph->count - 1].length -= paragraph->text.length - length;
			paragraph->text.length = length;
		}
		TRY(paragraph_text(binder, colon, strlen(colon), RUN_BOLD, xml_place(&binder->plan->xml, lead), NULL));
	}
	return paragraph_text(binder, " ", 1, RUN_BOLD, xml_place(&binder->plan->xml, lead), NULL);
}

/* Number, lead and text in one paragraph. */
static int bind_level_text(struct binder *binder, const xmlNode *node, const xmlNode *lead, const xmlNode *text,
						   const xmlNode *end, const struct level_style *style)
{
	struct block *block;
	TRY(open_paragraph(&block, binder, node, style->text));
	TRY(add_mark(binder, node, xml_info(node)->number, style->bold_number ? RUN_BOLD : 0));
	if (lead) TRY(add_lead(binder, lead));
	TRY(paragraph_content(binder, text, end, 0, NULL));
	return close_paragraph(binder, block);
}

static int bind_level(struct binder *binder, const xmlNode *node, int depth)
{
	const struct level_style *style = level_style_of(binder, node);
	const xmlNode *title = xml_child(node, "title"), *lead = xml_child(node, "lead");
	const xmlNode *text = title ? title->next : lead ? lead->next : node->children;
	const xmlNode *blocks = body_after_running(text);
	struct block *outer;
	(void)depth;
	if (!style || !style->title || !style->text) {
		struct place place = xml_place(&binder->plan->xml, node);
		return diagnostics_add(binder->diagnostics, BIND_NO_LEVEL, place, (const char *)node->name, NULL);
	}
	TRY(body_open_group(&outer, binder, node, "Sect"));
	if (title) {
		const struct style *plain;
		TRY(body_style(&plain, binder, node, "text"));
		TRY(bind_level_title(binder, node, title, style));
		const struct block *heading = binder->last_text;
		TRY(body_running(binder, node, text, blocks, plain));
		mark_introduction(binder, heading, blocks);
	} else {
		TRY(bind_level_text(binder, node, lead, text, blocks, style));
		mark_introduction(binder, NULL, blocks);
	}
	TRY(body_blocks(binder, blocks, 0));
	binder->parent = outer;
	return OK;
}

/* A picture, its title under it. */
static int bind_figure(struct binder *binder, const xmlNode *node, int depth)
{
	const char *width = xml_attribute(node, "width");
	const xmlNode *title = xml_child(node, "title");
	struct block *outer, *block, *last_text = binder->last_text;
	const struct style *style;
	(void)depth;
	TRY(body_open_group(&outer, binder, node, NULL));
	TRY(body_style(&style, binder, node, "figure"));
	TRY(binder_image(&block, binder, style, xml_attribute(node, "src"), xml_place(&binder->plan->xml, node)));
	block->picture.alt = xml_attribute(node, "alt");
	if (width) block->picture.unit = length_parse(width, &block->picture.width);
	if (title) {
		TRY(body_style(&style, binder, node, "figure-title"));
		TRY(body_running(binder, title, title->children, NULL, style));
		block->picture.titled = block->next != NULL;
	}
	binder->last_text = last_text; /* "./." stands in text, not in a title */
	binder->parent = outer;
	return OK;
}

static const struct body_element elements[] = {
	{"p", bind_paragraph},   {"note", bind_paragraph}, {"quote", bind_paragraph}, {"list", bind_list},
	{"part", bind_level},    {"chapter", bind_level},  {"division", bind_level},  {"subdivision", bind_level},
	{"article", bind_level}, {"section", bind_level},  {"clause", bind_level},    {"point", bind_level},
	{"table", bind_table},   {"figure", bind_figure},
};

/* The first block that an element makes is where links to it lead: a table's title, say. */
static int bind_node(struct binder *binder, const struct body_element *element, const xmlNode *node, int depth)
{
	const struct tree *tree = binder->tree;
	uint32_t first = tree->count;
	TRY(element->bind(binder, node, depth));
	if (tree->count > first) binder_anchor(binder, tree->blocks[first], node);
	return OK;
}

static bool is_introduced(const xmlNode *node)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		if (xml_is(node, elements[i].element)) return elements[i].bind != bind_paragraph;
	}
	return false;
}

int body_blocks(struct binder *binder, const xmlNode *first, int depth)
{
	for (const xmlNode *node = first; node; node = node->next) {
		for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
			if (xml_is(node, elements[i].element)) TRY(bind_node(binder, &elements[i], node, depth));
		}
	}
	return OK;
}

int bind_body(struct binder *binder, const xmlNode *root, const char *end_mark)
{
	binder->last_text = NULL;
	if (root->parent && root->parent->type == XML_ELEMENT_NODE)
		binder->note_number = 0;
	else
		binder->has_body = true;
	TRY(body_blocks(binder, root->children, 0));
	return binder->last_text ? paragraph_end_mark(binder, binder->last_text, end_mark) : OK;
}
