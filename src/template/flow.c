/* The flow of a template: its parts, compiled into instructions.
 *
 * A part of an extending template takes the place of the one of that name; <original/> in it stands for what it
 * replaced. Parts are compiled where they are used, so a style or an expression is looked up once. */
#include "template/flow.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/words.h"
#include "template/internal.h"

enum { DEEPEST_USE = 32, WHOLE = 100000 /* 1/1000 of a per cent */ };

struct compiler {
	struct template *template;
	const xmlNode *part; /* being compiled */
	size_t file;         /* its file's index */
	int depth;           /* of parts used in parts */
	bool inside_block;   /* text and values may stand here, blocks may not */
	struct row *row;     /* whose cells may stand here; NULL: none may */
};

struct row {
	const struct instruction *self;
	size_t next; /* column of the next cell that names none */
};

static int compile_children(struct compiler *compiler, const xmlNode *node, struct instruction *parent);
static int compile_node(struct compiler *compiler, const xmlNode *node, struct instruction *parent);

static int problem(struct compiler *compiler, const xmlNode *node, enum diagnostic_id id, const char *what)
{
	return diagnostics_add(compiler->template->diagnostics, id, template_place(compiler->template, node),
						   what ? what : (const char *)node->name, (const char *)node->name, NULL);
}

static int add_instruction(struct instruction **out, struct compiler *compiler, const xmlNode *node, enum verb verb,
						   struct instruction *parent)
{
	struct instruction *instruction = arena_alloc(compiler->template->arena, sizeof *instruction);
	if (!instruction) return ERR_MEMORY;
	instruction->verb = verb;
	instruction->place = template_place(compiler->template, node);
	if (parent->last)
		parent->last->next = instruction;
	else
		parent->first = instruction;
	parent->last = instruction;
	*out = instruction;
	return OK;
}

static int compile_expression(xmlXPathCompExpr **out, struct compiler *compiler, const xmlNode *node,
							  const char *attribute)
{
	struct template *template = compiler->template;
	const char *text = xml_attribute(node, attribute);
	*out = NULL;
	TRY(arena_grow(template->arena, &template->expressions, template->expression_count, sizeof *out));
	*out = xmlXPathCtxtCompile(template->context, (const xmlChar *)text);
	if (!*out)
		return template->context->lastError.code == XML_ERR_NO_MEMORY
				   ? ERR_MEMORY
				   : diagnostics_add(template->diagnostics, TEMPLATE_XPATH,
									 template_attribute_place(template, node, attribute), text, attribute, NULL);
	template->expressions[template->expression_count++] = *out;
	return OK;
}

/* Style by the attribute `style`, then changed by the style attributes beside it. */
static int compile_style(const struct style **style, struct compiler *compiler, const xmlNode *node,
						 const char *otherwise)
{
	const struct style *named;
	TRY(template_named_style(&named, compiler->template, node, "style"));
	if (!named) named = template_style(compiler->template, otherwise);
	if (!named) return problem(compiler, node, TEMPLATE_NO_STYLE, otherwise);
	return template_styled(style, compiler->template, node, named);
}

static int compile_text(struct compiler *compiler, const xmlNode *node, struct instruction *parent)
{
	struct instruction *instruction;
	if (!compiler->inside_block) return xmlIsBlankNode(node) ? OK : problem(compiler, node, TEMPLATE_STRAY_TEXT, NULL);
	TRY(add_instruction(&instruction, compiler, node, VERB_TEXT, parent));
	instruction->text = (const char *)node->content;
	return OK;
}

static int compile_value(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct template *template = compiler->template;
	TRY(compile_expression(&self->select, compiler, node, "select"));
	TRY(template_length(&self->blank, template, node, "blank", UNIT_LENGTH));
	const char *below = xml_attribute(node, "zero-below");
	const char *first = xml_attribute(node, "small-first");
	self->otherwise = xml_attribute(node, "otherwise");
	self->small_first = first && strcmp(first, "yes") == 0;
	if (below) self->zero_below = (int32_t)strtol(below, NULL, 10);
	return OK;
}

static int compile_block(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct compiler inner = *compiler;
	inner.inside_block = true;
	TRY(compile_style(&self->style, compiler, node, "text"));
	self->role = self->style->role;
	self->text = xml_attribute(node, "end");
	return compile_children(&inner, node, self);
}

static int compile_group(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_style(&self->style, compiler, node, "row"));
	const char *before = xml_attribute(node, "page-before");
	self->role = xml_attribute(node, "role");
	self->page_before = before && strcmp(before, "yes") == 0;
	return compile_children(compiler, node, self);
}

static int compile_sequence(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	const char *name = xml_attribute(node, "page");
	self->master = template_master(compiler->template, name);
	if (!self->master)
		return diagnostics_add(compiler->template->diagnostics, TEMPLATE_NO_PAGE,
							   template_attribute_place(compiler->template, node, "page"), name, NULL);
	return compile_group(compiler, node, self);
}

static int too_wide(struct compiler *compiler, const xmlNode *node, int64_t sum)
{
	struct template *template = compiler->template;
	const char *text = arena_format(template->arena, "%d%%", (int)((sum + 999) / 1000));
	if (!text) return ERR_MEMORY;
	return diagnostics_add(template->diagnostics, TEMPLATE_COLUMNS, template_attribute_place(template, node, "columns"),
						   text, NULL);
}

static int compile_columns(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct arena *arena = compiler->template->arena;
	const char *widths = xml_attribute(node, "columns");
	mpt *columns = NULL;
	int64_t sum = 0;
	for (const char *at = widths + strspn(widths, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		char *word = arena_copy(arena, at, length);
		if (!word) return ERR_MEMORY;
		TRY(arena_grow(arena, &columns, self->column_count, sizeof *columns));
		if (length_parse(word, &columns[self->column_count++]) != UNIT_PERCENT)
			return template_bad_value(compiler->template, node, "columns", widths);
		sum += columns[self->column_count - 1];
		at += length;
	}
	self->columns = columns;
	return sum > WHOLE ? too_wide(compiler, node, sum) : OK;
}

/* Cells stand in order of reading; `column` says where on the page, else they go on to the right. One may go on below
 * an earlier one. */
static int compile_cell(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct row *row = compiler->row;
	struct compiler inner = *compiler;
	inner.row = NULL;
	if (!row) return problem(compiler, node, TEMPLATE_CELL_WITHOUT_ROW, NULL);
	const char *column = xml_attribute(node, "column");
	if (column) row->next = (size_t)strtoul(column, NULL, 10) - 1;
	if (row->next >= row->self->column_count) {
		const char *number = arena_format(compiler->template->arena, "%zu", row->next + 1);
		return number ? problem(compiler, node, TEMPLATE_COLUMN, number) : ERR_MEMORY;
	}
	for (size_t i = 0; i < row->next; i++) self->column_left += row->self->columns[i];
	self->column_width = row->self->columns[row->next++];
	return compile_group(&inner, node, self);
}

static int compile_row(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_style(&self->style, compiler, node, "row"));
	TRY(compile_columns(compiler, node, self));
	const char *keep = xml_attribute(node, "keep-lines-before");
	const char *level = xml_attribute(node, "level");
	const char *split = xml_attribute(node, "split");
	self->level = level && strcmp(level, "yes") == 0;
	self->split = split && strcmp(split, "yes") == 0;
	if (keep) self->keep_lines_before = (int32_t)strtol(keep, NULL, 10);
	struct row row = {.self = self};
	struct compiler inner = *compiler;
	inner.row = &row;
	return compile_children(&inner, node, self);
}

static int compile_rule(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct template *template = compiler->template;
	const char *length = xml_attribute(node, "length"), *of = xml_attribute(node, "of");
	TRY(compile_style(&self->style, compiler, node, "rule"));
	enum length_unit unit = length_parse(length, &self->length);
	if (unit == UNIT_NONE) return template_bad_value(template, node, "length", length);
	self->fixed = unit == UNIT_LENGTH;
	self->of_line = of && strcmp(of, "line") == 0;
	return template_length(&self->thickness, template, node, "thickness", UNIT_LENGTH);
}

static int compile_room(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_style(&self->style, compiler, node, "row"));
	self->text = xml_attribute(node, "name");
	return template_length(&self->height, compiler->template, node, "height", UNIT_LENGTH);
}

static int compile_place(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_room(compiler, node, self));
	return compile_children(compiler, node, self);
}

static int compile_image(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct template *template = compiler->template;
	const char *width = xml_attribute(node, "width");
	TRY(compile_style(&self->style, compiler, node, "figure"));
	TRY(compile_expression(&self->select, compiler, node, "select"));
	self->text = xml_attribute(node, "alt");
	if (width) self->width_unit = length_parse(width, &self->width);
	if (width && (self->width_unit == UNIT_NONE || self->width <= 0))
		return template_bad_value(template, node, "width", width);
	TRY(template_length(&self->height, template, node, "height", UNIT_LENGTH));
	return template_length(&self->cover, template, node, "cover", UNIT_PERCENT);
}

/* A paragraph in a box. Without a width it is as wide as its text wants. */
static int compile_frame(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct template *template = compiler->template;
	TRY(compile_block(compiler, node, self));
	TRY(template_length(&self->width, template, node, "width", UNIT_LENGTH));
	TRY(template_length(&self->height, template, node, "height", UNIT_LENGTH));
	return template_length(&self->thickness, template, node, "thickness", UNIT_LENGTH);
}

static int compile_edge(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	self->edge = xml_is(node, "top") ? EDGE_TOP : EDGE_FOOT;
	return compile_group(compiler, node, self);
}

static int compile_for_each(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_expression(&self->select, compiler, node, "select"));
	return compile_children(compiler, node, self);
}

static int compile_if(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	TRY(compile_expression(&self->select, compiler, node, "test"));
	return compile_children(compiler, node, self);
}

/* Branches alone: white space between them is no text of the block's. In a row each begins in the same column. */
static int compile_choose(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	struct row none = {0}, *row = compiler->row ? compiler->row : &none;
	size_t start = row->next, end = 0;
	for (const xmlNode *child = node->children; child; child = child->next) {
		row->next = start;
		if (!xmlIsBlankNode(child)) TRY(compile_node(compiler, child, self));
		if (row->next > end) end = row->next;
	}
	row->next = end ? end : start;
	return OK;
}

static int compile_body(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	(void)compiler;
	self->text = xml_attribute(node, "end");
	return OK;
}

static int compile_format(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	static const unsigned flags[] = {['b'] = RUN_BOLD, ['i'] = RUN_ITALIC, ['u'] = RUN_UNDERLINE, ['l'] = RUN_LABEL};
	self->flags = flags[node->name[0]];
	return compile_children(compiler, node, self);
}

static int compile_nothing(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	(void)compiler, (void)node, (void)self;
	return OK;
}

const xmlNode *template_part(const struct template *template, const char *name, size_t end, size_t *file)
{
	while (end-- > 0) {
		const xmlNode *root = xmlDocGetRootElement(template->files[end].doc);
		for (const xmlNode *part = xml_child(root, "part"); part; part = xml_next(part, "part")) {
			const char *own = xml_attribute(part, "name");
			if (!own || strcmp(own, name) != 0) continue;
			*file = end;
			return part;
		}
	}
	return NULL;
}

static int no_part(struct compiler *compiler, const xmlNode *user, const char *name)
{
	struct template *template = compiler->template;
	const char **names = NULL;
	size_t count = 0;
	for (size_t i = 0; i < template->file_count; i++) {
		const xmlNode *part = xml_child(xmlDocGetRootElement(template->files[i].doc), "part");
		for (; part; part = xml_next(part, "part")) {
			TRY(arena_grow(template->arena, &names, count, sizeof *names));
			names[count++] = xml_attribute(part, "name");
		}
	}
	const char *meant = words_nearest(name, names, count);
	return diagnostics_add(template->diagnostics, meant ? TEMPLATE_NO_PART_MEANT : TEMPLATE_NO_PART,
						   template_attribute_place(template, user, "part"), name, meant, NULL);
}

static int compile_part(struct compiler *compiler, const xmlNode *user, const char *name, size_t end,
						struct instruction *self)
{
	struct compiler inner = {.template = compiler->template,
							 .depth = compiler->depth + 1,
							 .inside_block = compiler->inside_block,
							 .row = compiler->row};
	inner.part = template_part(compiler->template, name, end, &inner.file);
	if (!inner.part) return no_part(compiler, user, name);
	if (inner.depth > DEEPEST_USE) return problem(compiler, user, TEMPLATE_PART_CIRCLE, name);
	return compile_children(&inner, inner.part, self);
}

static int compile_use(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	return compile_part(compiler, node, xml_attribute(node, "part"), compiler->template->file_count, self);
}

static int compile_original(struct compiler *compiler, const xmlNode *node, struct instruction *self)
{
	const char *name = xml_attribute(compiler->part, "name");
	size_t file;
	if (!template_part(compiler->template, name, compiler->file, &file))
		return problem(compiler, node, TEMPLATE_NO_ORIGINAL, name);
	return compile_part(compiler, node, name, compiler->file, self);
}

enum where { IN_BLOCK = 1, OUTSIDE = 2, ANYWHERE = 3 };

static const struct {
	const char *element;
	enum verb verb;
	enum where where; /* the element may stand */
	int (*compile)(struct compiler *, const xmlNode *, struct instruction *);
} verbs[] = {
	{"value", VERB_VALUE, IN_BLOCK, compile_value},
	{"b", VERB_FORMAT, IN_BLOCK, compile_format},
	{"i", VERB_FORMAT, IN_BLOCK, compile_format},
	{"u", VERB_FORMAT, IN_BLOCK, compile_format},
	{"label", VERB_FORMAT, IN_BLOCK, compile_format},
	{"br", VERB_BREAK, IN_BLOCK, compile_nothing},
	{"block", VERB_BLOCK, OUTSIDE, compile_block},
	{"group", VERB_GROUP, OUTSIDE, compile_group},
	{"sequence", VERB_SEQUENCE, OUTSIDE, compile_sequence},
	{"row", VERB_ROW, OUTSIDE, compile_row},
	{"cell", VERB_CELL, OUTSIDE, compile_cell},
	{"rule", VERB_RULE, OUTSIDE, compile_rule},
	{"place", VERB_PLACE, OUTSIDE, compile_place},
	{"image", VERB_IMAGE, OUTSIDE, compile_image}, /* in a place, too */
	{"space", VERB_SPACE, OUTSIDE, compile_room},
	{"frame", VERB_FRAME, OUTSIDE, compile_frame},
	{"top", VERB_EDGE, OUTSIDE, compile_edge},
	{"foot", VERB_EDGE, OUTSIDE, compile_edge},
	{"body", VERB_BODY, OUTSIDE, compile_body},
	{"for-each", VERB_FOR_EACH, ANYWHERE, compile_for_each},
	{"if", VERB_IF, ANYWHERE, compile_if},
	{"choose", VERB_CHOOSE, ANYWHERE, compile_choose},
	{"when", VERB_IF, ANYWHERE, compile_if},
	{"otherwise", VERB_IF, ANYWHERE, compile_children},
	{"use", VERB_USE, ANYWHERE, compile_use},
	{"original", VERB_USE, ANYWHERE, compile_original},
};

static int compile_node(struct compiler *compiler, const xmlNode *node, struct instruction *parent)
{
	if (node->type == XML_TEXT_NODE) return compile_text(compiler, node, parent);
	if (node->type != XML_ELEMENT_NODE) return OK;
	enum where here = compiler->inside_block ? IN_BLOCK : OUTSIDE;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (!xml_is(node, verbs[i].element) || !(verbs[i].where & here)) continue;
		if (compiler->row && verbs[i].where == OUTSIDE && verbs[i].verb != VERB_CELL)
			return problem(compiler, node, TEMPLATE_NOT_IN_ROW, NULL);
		struct instruction *self;
		TRY(add_instruction(&self, compiler, node, verbs[i].verb, parent));
		return verbs[i].compile(compiler, node, self);
	}
	return problem(compiler, node, here == IN_BLOCK ? TEMPLATE_NOT_IN_BLOCK : TEMPLATE_NOT_OUTSIDE, NULL);
}

static int compile_children(struct compiler *compiler, const xmlNode *node, struct instruction *parent)
{
	int status = OK;
	for (const xmlNode *child = node->children; child; child = child->next) {
		int result = compile_node(compiler, child, parent);
		if (result == ERR_MEMORY) return result;
		if (result != OK) status = result;
	}
	return status;
}

static int compile_named(struct instruction **out, struct template *template, const char *name, bool inside_block)
{
	struct compiler compiler = {.template = template, .inside_block = inside_block};
	*out = arena_alloc(template->arena, sizeof **out);
	if (!*out) return ERR_MEMORY;
	(*out)->verb = VERB_USE;
	const struct xml *file = &template->files[template->file_count - 1];
	return compile_part(&compiler, xmlDocGetRootElement(file->doc), name, template->file_count, *out);
}

int template_compile_flow(struct template *template)
{
	TRY(compile_named(&template->document, template, "document", false));
	TRY(compile_named(&template->title, template, "info-title", true));
	return compile_named(&template->author, template, "info-author", true);
}
