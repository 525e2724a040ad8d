/* Carries out a template's instructions over a plan. */
#include "template/bind.h"

#include <inttypes.h>
#include <libxml/xpathInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "plan/letters.h"
#include "template/binder.h"
#include "template/internal.h"

/* Where in the plan an expression is evaluated. */
struct context {
	xmlNode *node;
	int position, size;
	unsigned flags; /* of text: what b, i, u and label around it say */
};

static int carry_out(struct binder *binder, const struct instruction *list, struct context context);

int binder_block(struct block **out, struct binder *binder, enum block_kind kind, const struct style *style,
				 const char *role, struct place place)
{
	struct tree *tree = binder->tree;
	struct block *block = arena_alloc(binder->arena, sizeof *block);
	if (!block) return ERR_MEMORY;
	TRY(arena_grow(binder->arena, &tree->blocks, tree->count, sizeof *tree->blocks));
	tree->blocks[tree->count] = block;
	*block = (struct block){.kind = kind, .id = tree->count++, .style = style, .role = role, .place = place};
	block->parent = binder->parent;
	if (binder->parent) {
		if (binder->parent->last)
			binder->parent->last->next = block;
		else
			binder->parent->first = block;
		binder->parent->last = block;
	}
	*out = block;
	return OK;
}

void binder_anchor(const struct binder *binder, struct block *block, const xmlNode *node)
{
	const char *id = node->type == XML_ELEMENT_NODE ? xml_attribute(node, "id") : NULL;
	if (!id || plan_find(binder->plan, id) != node) return; /* organs have ids of another kind */
	for (const struct block *outer = block->parent; outer; outer = outer->parent)
		if (outer->anchor == id) return;
	block->anchor = id;
}

int binder_image(struct block **block, struct binder *binder, const struct style *style, const char *path,
				 struct place place)
{
	const struct image *image;
	TRY(image_load(&image, &binder->images, path, place));
	TRY(binder_block(block, binder, BLOCK_IMAGE, style, style->role, place));
	(*block)->picture.image = image;
	return OK;
}

static xmlXPathContext *enter(struct binder *binder, struct context context)
{
	xmlXPathContext *xpath = binder->template->context;
	xpath->node = context.node;
	xpath->contextSize = context.size;
	xpath->proximityPosition = context.position;
	return xpath;
}

/* The expression's value; to be freed. NULL when out of memory or when it has none. */
static xmlXPathObject *evaluate(struct binder *binder, xmlXPathCompExpr *expression, struct context context)
{
	return xmlXPathCompiledEval(expression, enter(binder, context));
}

static int no_value(struct binder *binder, const struct instruction *self, enum diagnostic_id id)
{
	if (binder->template->context->lastError.code == XML_ERR_NO_MEMORY) return ERR_MEMORY;
	return diagnostics_add(binder->diagnostics, id, self->place, NULL);
}

static int bind_text(struct binder *binder, const struct instruction *self, struct context context)
{
	return paragraph_text(binder, self->text, strlen(self->text), context.flags, self->place, NULL);
}

/* "7" as "07", and "03" as "3", as the template wants it; other text, such as the code 0123, as it is. The string is
 * the arena's. */
static int with_zero(const char **out, struct binder *binder, const struct instruction *self, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	*out = text;
	if (!self->zero_below || !digits || digits > 2 || text[digits]) return OK;
	long number = strtol(text, NULL, 10);
	*out = arena_format(binder->arena, number < self->zero_below ? "0%ld" : "%ld", number);
	return *out ? OK : ERR_MEMORY;
}

/* Where a value comes from in the plan: the attribute or text that it is, else what it was worked out from. */
static struct place value_place(const struct binder *binder, const struct instruction *self,
								const xmlXPathObject *value, struct context context)
{
	const xmlNodeSet *set = value->type == XPATH_NODESET ? value->nodesetval : NULL;
	const xmlNode *node = set && set->nodeNr ? set->nodeTab[0] : context.node;
	bool known = node && node->type != XML_NAMESPACE_DECL && node->doc == binder->plan->xml.doc;
	struct place place = known ? xml_place(&binder->plan->xml, node) : self->place;
	return place.line ? place : self->place;
}

static int add_string(struct binder *binder, const struct instruction *self, xmlXPathObject *value,
					  struct context context)
{
	bool number = value->type == XPATH_NUMBER;
	xmlChar *string = number && xmlXPathIsNaN(value->floatval) ? xmlStrdup(BAD_CAST "") : xmlXPathCastToString(value);
	const char *text;
	if (!string) return ERR_MEMORY;
	int status = OK;
	if (!*string && self->blank) {
		status = paragraph_blank(binder, self->blank, self->place);
	} else if (!*string && self->otherwise) {
		status = paragraph_text(binder, self->otherwise, strlen(self->otherwise), context.flags, self->place, NULL);
	} else if ((status = with_zero(&text, binder, self, (const char *)string)) == OK) {
		struct place place = value_place(binder, self, value, context);
		status = paragraph_text(binder, text, strlen(text), context.flags, place, NULL);
	}
	xmlFree(string);
	return status;
}

/* An element's running text: what stands in it beside that (the list of a recipient) is for the template to ask for. */
static int bind_element(struct binder *binder, const struct instruction *self, const xmlNode *node,
						struct context context)
{
	struct buffer *text = &binder->paragraph.text;
	size_t before = text->length;
	TRY(paragraph_content(binder, node->children, body_after_running(node->children), context.flags, NULL));
	if (self->small_first) small_first(text->data + before, text->length - before);
	return OK;
}

static int bind_value(struct binder *binder, const struct instruction *self, struct context context)
{
	xmlXPathObject *value = evaluate(binder, self->select, context);
	if (!value) return no_value(binder, self, TEMPLATE_EXPRESSION);
	const xmlNodeSet *set = value->type == XPATH_NODESET ? value->nodesetval : NULL;
	int status;
	if (set && set->nodeNr && set->nodeTab[0]->type == XML_ELEMENT_NODE)
		status = bind_element(binder, self, set->nodeTab[0], context);
	else
		status = add_string(binder, self, value, context);
	xmlXPathFreeObject(value);
	return status;
}

static int bind_break(struct binder *binder, const struct instruction *self, struct context context)
{
	(void)context;
	return paragraph_break(binder, self->place);
}

static int bind_format(struct binder *binder, const struct instruction *self, struct context context)
{
	context.flags |= self->flags;
	return carry_out(binder, self->first, context);
}

/* Paragraphs and frames. */
static int bind_block(struct binder *binder, const struct instruction *self, struct context context)
{
	struct block *block;
	enum block_kind kind = self->verb == VERB_FRAME ? BLOCK_FRAME : BLOCK_PARAGRAPH;
	TRY(binder_block(&block, binder, kind, self->style, self->role, xml_place(&binder->plan->xml, context.node)));
	block->width = self->width;
	block->height = self->height;
	block->thickness = self->thickness;
	TRY(carry_out(binder, self->first, context));
	TRY(paragraph_finish(binder, block));
	return paragraph_end_mark(binder, block, self->text);
}

/* Groups, rows and cells: a block with children. */
static int bind_group(struct binder *binder, const struct instruction *self, struct context context)
{
	struct block *block;
	enum block_kind kind = self->verb == VERB_ROW ? BLOCK_ROW : BLOCK_GROUP;
	TRY(binder_block(&block, binder, kind, self->style, self->role, xml_place(&binder->plan->xml, context.node)));
	block->keep_lines_before = self->keep_lines_before;
	block->level = self->level;
	block->split = self->split;
	block->master = self->master;
	block->page_before = self->page_before;
	block->edge = self->edge;
	block->column_left = self->column_left;
	block->column_width = self->column_width;
	binder_anchor(binder, block, context.node);
	struct block *outer = binder->parent;
	binder->parent = block;
	int status = carry_out(binder, self->first, context);
	binder->parent = outer;
	return status;
}

/* A picture, where the plan names one. */
static int bind_image(struct binder *binder, const struct instruction *self, struct context context)
{
	xmlXPathObject *value = evaluate(binder, self->select, context);
	if (!value) return no_value(binder, self, TEMPLATE_EXPRESSION);
	xmlChar *path = xmlXPathCastToString(value);
	xmlXPathFreeObject(value);
	if (!path) return ERR_MEMORY;
	struct block *block = NULL;
	int status = OK;
	if (*path)
		status =
			binder_image(&block, binder, self->style, (const char *)path, xml_place(&binder->plan->xml, context.node));
	xmlFree(path);
	if (!block) return status;
	block->picture.unit = self->width_unit;
	block->picture.width = self->width;
	block->picture.most_height = self->height;
	block->picture.cover = self->cover;
	block->picture.alt = self->text;
	return status;
}

static struct block *find_edge(const struct block *sequence, enum edge edge)
{
	struct block *child = sequence->first;
	while (child && child->edge != edge) child = child->next;
	return child;
}

/* What stands at an edge is the sequence's, wherever in the flow it is asked for; a second one stands below the first. */
static int bind_edge(struct binder *binder, const struct instruction *self, struct context context)
{
	struct block *outer = binder->parent;
	struct instruction below = *self;
	while (!binder->parent->master) binder->parent = binder->parent->parent;
	struct block *first = find_edge(binder->parent, self->edge);
	if (first) {
		binder->parent = first;
		below.edge = EDGE_NONE;
	}
	int status = bind_group(binder, &below, context);
	binder->parent = outer;
	return status;
}

/* Rules, places, room. */
static int bind_drawn(struct binder *binder, const struct instruction *self, struct context context)
{
	static const enum block_kind kinds[] = {
		[VERB_RULE] = BLOCK_RULE, [VERB_PLACE] = BLOCK_PLACE, [VERB_SPACE] = BLOCK_SPACE};
	struct block *block;
	TRY(binder_block(&block, binder, kinds[self->verb], self->style, "Artifact",
					 xml_place(&binder->plan->xml, context.node)));
	block->of_line = self->of_line;
	block->fixed = self->fixed;
	block->length = self->length;
	block->thickness = self->thickness;
	block->height = self->height;
	block->name = self->text;
	struct block *outer = binder->parent;
	binder->parent = block;
	int status = carry_out(binder, self->first, context);
	binder->parent = outer;
	if (block->first) block->role = NULL; /* what it holds is read */
	return status;
}

static int bind_for_each(struct binder *binder, const struct instruction *self, struct context context)
{
	xmlXPathObject *value = evaluate(binder, self->select, context);
	if (!value || value->type != XPATH_NODESET) {
		xmlXPathFreeObject(value);
		return no_value(binder, self, TEMPLATE_NO_NODES);
	}
	int status = OK, size = value->nodesetval ? value->nodesetval->nodeNr : 0;
	for (int i = 0; i < size && status == OK; i++) {
		context.node = value->nodesetval->nodeTab[i];
		context.position = i + 1;
		context.size = size;
		status = carry_out(binder, self->first, context);
	}
	xmlXPathFreeObject(value);
	return status;
}

static int holds(bool *out, struct binder *binder, const struct instruction *self, struct context context)
{
	*out = true;
	if (!self->select) return OK;
	int value = xmlXPathCompiledEvalToBoolean(self->select, enter(binder, context));
	if (value < 0) return no_value(binder, self, TEMPLATE_EXPRESSION);
	*out = value;
	return OK;
}

static int bind_if(struct binder *binder, const struct instruction *self, struct context context)
{
	bool true_here;
	TRY(holds(&true_here, binder, self, context));
	return true_here ? carry_out(binder, self->first, context) : OK;
}

static int bind_choose(struct binder *binder, const struct instruction *self, struct context context)
{
	for (const struct instruction *branch = self->first; branch; branch = branch->next) {
		bool true_here;
		TRY(holds(&true_here, binder, branch, context));
		if (true_here) return carry_out(binder, branch->first, context);
	}
	return OK;
}

static int bind_use(struct binder *binder, const struct instruction *self, struct context context)
{
	return carry_out(binder, self->first, context);
}

static int bind_the_body(struct binder *binder, const struct instruction *self, struct context context)
{
	return bind_body(binder, context.node, self->text);
}

static int carry_out(struct binder *binder, const struct instruction *list, struct context context)
{
	static int (*const verbs[])(struct binder *, const struct instruction *, struct context) = {
		[VERB_TEXT] = bind_text,         [VERB_VALUE] = bind_value,   [VERB_BREAK] = bind_break,
		[VERB_FORMAT] = bind_format,     [VERB_BLOCK] = bind_block,   [VERB_GROUP] = bind_group,
		[VERB_SEQUENCE] = bind_group,    [VERB_ROW] = bind_group,     [VERB_CELL] = bind_group,
		[VERB_RULE] = bind_drawn,        [VERB_PLACE] = bind_drawn,   [VERB_SPACE] = bind_drawn,
		[VERB_FOR_EACH] = bind_for_each, [VERB_IF] = bind_if,         [VERB_CHOOSE] = bind_choose,
		[VERB_USE] = bind_use,           [VERB_BODY] = bind_the_body, [VERB_IMAGE] = bind_image,
		[VERB_FRAME] = bind_block,       [VERB_EDGE] = bind_edge,
	};
	for (const struct instruction *self = list; self; self = self->next) TRY(verbs[self->verb](binder, self, context));
	return OK;
}

/* Text of an inline part as one string. */
static int bind_string(const char **out, struct binder *binder, const struct instruction *part, struct context context)
{
	struct block block = {0};
	struct buffer text = {0};
	TRY(carry_out(binder, part->first, context));
	TRY(paragraph_finish(binder, &block));
	for (size_t i = 0; i < block.run_count; i++) buffer_put(&text, block.runs[i].text, block.runs[i].length);
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '\n') text.data[i] = ' ';
	}
	*out = text.failed ? NULL : arena_copy(binder->arena, text.data, text.length);
	buffer_drop(&text);
	return *out ? OK : ERR_MEMORY;
}

static int bind_information(struct binder *binder, struct context context)
{
	struct tree *tree = binder->tree;
	const xmlNode *date = xml_child(binder->plan->root, "date");
	const char *language = xml_attribute(binder->plan->root, "lang");
	TRY(bind_string(&tree->title, binder, binder->template->title, context));
	TRY(bind_string(&tree->author, binder, binder->template->author, context));
	tree->source = &binder->plan->xml;
	tree->language = language ? language : "vi-VN";
	tree->date = date && date->children ? (const char *)date->children->content : NULL;
	return OK;
}

static int register_variable(struct binder *binder, const char *name, const char *text)
{
	xmlXPathObject *value = xmlXPathNewString((const xmlChar *)text);
	if (!value) return ERR_MEMORY;
	return xmlXPathRegisterVariable(binder->template->context, BAD_CAST name, value) == 0 ? OK : ERR_MEMORY;
}

/* $kind: the abbreviation; $kind-name: how it is called. */
static int register_kind(struct binder *binder, struct context context)
{
	const char *kind = binder->plan->kind, *name = template_kind_name(binder->template, kind);
	struct place place = xml_place(&binder->plan->xml, context.node);
	if (!name) return diagnostics_add(binder->diagnostics, TEMPLATE_NO_KIND, place, kind, NULL);
	binder->tree->kind = name;
	TRY(register_variable(binder, "kind", kind));
	return register_variable(binder, "kind-name", name);
}

/* Nothing that was written may be lost in silence. */
static int no_body(struct binder *binder)
{
	const struct template *template = binder->template;
	size_t file;
	const xmlNode *part = template_part(template, "document", template->file_count, &file);
	return diagnostics_add(binder->diagnostics, TEMPLATE_NO_BODY, template_place(template, part), NULL);
}

static int bind_all(struct binder *binder)
{
	struct template *template = binder->template;
	struct context context = {.node = binder->plan->root, .position = 1, .size = 1};
	TRY(register_kind(binder, context));
	template->context->doc = binder->plan->xml.doc;
	TRY(arena_grow(binder->arena, &binder->tree->blocks, 0, sizeof *binder->tree->blocks));
	binder->tree->count = 1; /* ids begin at 1 */
	const struct style *style = template_style(template, "row");
	TRY(binder_block(&binder->tree->root, binder, BLOCK_GROUP, style, "Document",
					 xml_place(&binder->plan->xml, context.node)));
	const char *page = xml_attribute(context.node, "orientation");
	binder->tree->root->master = template_master(template, page);
	if (!binder->tree->root->master) binder->tree->root->master = template_master(template, NULL);
	binder->parent = binder->tree->root;
	TRY(carry_out(binder, template->document->first, context));
	if (!binder->has_body) return no_body(binder);
	return bind_information(binder, context);
}

/* Of an unknown function libxml2 speaks to standard error, whatever its context's handler is. */
static void say_nothing(void *context, const char *message, ...)
{
	(void)context, (void)message;
}

int bind_document(struct tree *tree, const struct plan *plan, struct template *template, struct arena *arena,
				  struct diagnostics *diagnostics)
{
	struct binder binder = {
		.arena = arena, .diagnostics = diagnostics, .plan = plan, .template = template, .tree = tree};
	*tree = (struct tree){.scripts = template->scripts, .notes = template->notes};
	binder.images =
		(struct image_store){.arena = arena, .folder = plan->folder, .files = plan->files, .diagnostics = diagnostics};
	xmlGenericErrorFunc old_handler = xmlGenericError;
	void *old_context = xmlGenericErrorContext;
	xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread */
	int status = bind_all(&binder);
	xmlSetGenericErrorFunc(old_context, old_handler);
	tree->images = binder.images.images;
	xmlXPathRegisteredVariablesCleanup(template->context);
	template->context->doc = NULL;
	template->context->node = NULL;
	buffer_drop(&binder.paragraph.text);
	return status;
}
