#include "derive/expression.h"

#include <libxml/xpathInternals.h>
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "plan/tokens.h"

struct reading {
	struct expressions *expressions;
	struct expression *expression;
	struct token *tokens;
	size_t count;
	bool of_row;
	int status;
};

static void keep(struct reading *reading, int status)
{
	if (status != OK && reading->status != ERR_MEMORY) reading->status = status;
}

static void complain(struct reading *reading, enum diagnostic_id id, const char *first, const char *second)
{
	if (reading->status != OK) return; /* one mistake an expression: what follows may be its echo */
	keep(reading, diagnostics_add(reading->expressions->diagnostics, id, reading->expression->place, first,
								  second ? second : "", reading->expression->text, NULL));
}

static const struct token *token_at(const struct reading *reading, size_t index)
{
	return index < reading->count ? &reading->tokens[index] : NULL;
}

static void add_name(struct reading *reading, struct names_list *list, const char *text, size_t length)
{
	struct arena *arena = reading->expressions->arena;
	const char *copy = arena_copy(arena, text, length);
	if (!copy || arena_grow(arena, &list->items, list->count, sizeof *list->items) != OK)
		keep(reading, ERR_MEMORY);
	else
		list->items[list->count++] = copy;
}

static const char *copy_token(struct reading *reading, const struct token *token)
{
	const char *copy = arena_copy(reading->expressions->arena, token->at, token->length);
	if (!copy) keep(reading, ERR_MEMORY);
	return copy ? copy : "";
}

/* unit or master at the head of a path. */
static bool is_root(const struct reading *reading, size_t index)
{
	const struct token *token = token_at(reading, index), *next = token_at(reading, index + 1);
	if (!token->operand || token->kind != TOKEN_NAME || token_is(next, "(") || token_is(next, "::") ||
		token_is(next, ":"))
		return false;
	return token_is(token, "unit") || token_is(token, "master");
}

/* A path from the unit: its first step is a column. */
static void note_column(struct reading *reading, size_t index)
{
	const struct token *slash = token_at(reading, index + 1), *name = token_at(reading, index + 2);
	if ((!token_is(slash, "/") && !token_is(slash, "//")) || !name) return;
	if (token_is(name, "@") && token_at(reading, index + 3)) { /* columns are elements, which is easily forgotten */
		add_name(reading, &reading->expression->columns, name->at, 1 + token_at(reading, index + 3)->length);
		return;
	}
	const struct token *next = token_at(reading, index + 3);
	if (name->kind != TOKEN_NAME || token_is(next, "(") || token_is(next, "::")) return;
	add_name(reading, &reading->expression->columns, name->at, name->length);
	if (index == 0 && reading->count == 3 && token_is(slash, "/") && reading->expression->columns.count)
		reading->expression->column = reading->expression->columns.items[0];
}

static bool is_node_type(const struct token *token)
{
	static const char *const types[] = {"text", "node", "comment", "processing-instruction"};
	return token_is_one_of(token, types, sizeof types / sizeof *types);
}

/* A path from the master, without its predicates. */
static void note_path(struct reading *reading, size_t index)
{
	struct buffer path = {0};
	int depth = reading->tokens[index].depth;
	buffer_text(&path, "$master");
	for (size_t i = index + 1; i < reading->count; i++) {
		const struct token *token = &reading->tokens[i], *before = token - 1;
		if (token->depth > depth || (token->depth == depth && (token_is(token, "[") || token_is(token, "]")))) continue;
		bool step = token_wants_step(before) && !token->is_operator;
		bool slash = token_is(token, "/") || token_is(token, "//") || token_is(token, "::");
		bool node_type = token_is(token, "(") && is_node_type(before) && token_is(token_at(reading, i + 1), ")");
		bool closes = token_is(token, ")") && token_is(before, "(") && is_node_type(before - 1);
		if (token->depth < depth || (!step && !slash && !node_type && !closes)) break;
		buffer_put(&path, token->at, token->length);
	}
	if (path.failed)
		keep(reading, ERR_MEMORY);
	else if (path.length > strlen("$master"))
		add_name(reading, &reading->expression->paths, path.data, path.length);
	buffer_drop(&path);
}

/* @id = 'x', 'x' = @id */
static void note_id(struct reading *reading, size_t index)
{
	const struct token *literal = &reading->tokens[index];
	if (literal->kind != TOKEN_LITERAL || literal->length < 2) return;
	bool after = index > 2 && token_is(literal - 1, "=") && token_is(literal - 2, "id") && token_is(literal - 3, "@");
	bool before = token_is(token_at(reading, index + 1), "=") && token_is(token_at(reading, index + 2), "@") &&
				  token_is(token_at(reading, index + 3), "id");
	if (after || before) add_name(reading, &reading->expression->ids, literal->at + 1, literal->length - 2);
}

static void check_function(struct reading *reading, const struct token *token)
{
	if (token->kind != TOKEN_NAME || is_node_type(token)) return;
	const char *name = copy_token(reading, token);
	if (!xmlXPathFunctionLookup(reading->expressions->context, (const xmlChar *)name))
		complain(reading, DERIVE_FUNCTION, name, NULL);
}

/* Where a path begins although nothing stands there that it could begin at. */
static bool starts_nowhere(const struct reading *reading, const struct token *token, const struct token *next)
{
	if (reading->of_row || token->depth || !token->operand) return false;
	if (token->kind == TOKEN_NAME) return !token_is(next, "(") || is_node_type(token);
	return token_is(token, "/") || token_is(token, "//") || token_is(token, "@") || token_is(token, ".") ||
		   token_is(token, "..") || token_is(token, "*");
}

/* A name that no element or attribute of a plan has can match nothing. */
static void check_name(struct reading *reading, size_t index)
{
	const struct token *token = &reading->tokens[index];
	bool attribute;
	if (!token_is_asked(&attribute, reading->tokens, reading->count, index)) return;
	const char *name = copy_token(reading, token), *nearest;
	bool known = true;
	keep(reading, plan_schema_knows(&known, &nearest, reading->expressions->schema, name, attribute));
	if (!known) complain(reading, nearest ? DERIVE_NAME_MEANT : DERIVE_NAME, name, nearest);
}

/* A path's tokens behind unit/ name columns, of which a plan knows nothing. */
static bool follows_unit(const struct reading *reading, size_t index)
{
	while (index-- > 0) {
		const struct token *token = &reading->tokens[index];
		if (is_root(reading, index)) return token_is(token, "unit");
		if (token->kind != TOKEN_NAME && !token_wants_step(token) && !token_is(token, "*")) return false;
		if (token->is_operator) return false;
	}
	return false;
}

static void look_at(struct reading *reading, size_t index)
{
	const struct token *token = &reading->tokens[index], *next = token_at(reading, index + 1);
	note_id(reading, index);
	bool asks_unit =
		(token_is(token, "has") && token_is(next, "(")) || (is_root(reading, index) && token_is(token, "unit"));
	if (asks_unit) reading->expression->of_unit = true;
	if (is_root(reading, index)) {
		if (token_is(token, "unit"))
			note_column(reading, index);
		else
			note_path(reading, index);
	} else if (starts_nowhere(reading, token, next)) {
		complain(reading, DERIVE_NO_START, copy_token(reading, token), NULL);
	} else if (token_is(next, "(") && !token->is_operator) {
		check_function(reading, token);
	} else if (!follows_unit(reading, index)) {
		check_name(reading, index);
	}
}

static bool is_word_operator(const struct token *token)
{
	static const char *const operators[] = {"and", "or", "div", "mod"};
	return token_is_one_of(token, operators, sizeof operators / sizeof *operators);
}

/* Names behind each other, with blanks between: a column as the units' file writes it, where an expression has "-".
 * NULL: there are none, or out of memory. */
static const char *name_with_blanks(struct reading *reading)
{
	const char *name = NULL;
	for (size_t i = 1; i < reading->count && !name; i++) {
		const struct token *token = &reading->tokens[i];
		bool second = token->kind == TOKEN_NAME && token->is_operator && token[-1].kind == TOKEN_NAME;
		if (!second || is_word_operator(token)) continue;
		name = copy_token(reading, token - 1);
		for (; name && i < reading->count && token->kind == TOKEN_NAME && !is_word_operator(token); i++, token++)
			name = arena_format(reading->expressions->arena, "%s-%.*s", name, (int)token->length, token->at);
		if (!name) keep(reading, ERR_MEMORY);
	}
	return name;
}

static int refuse(struct reading *reading)
{
	const struct expression *expression = reading->expression;
	const char *name = name_with_blanks(reading);
	if (reading->status == ERR_MEMORY) return ERR_MEMORY;
	return diagnostics_add(reading->expressions->diagnostics, name ? DERIVE_BLANK : DERIVE_EXPRESSION,
						   expression->place, expression->text, name, NULL);
}

static int compile(struct reading *reading)
{
	struct expression *expression = reading->expression;
	struct buffer text = {0};
	for (size_t i = 0; i < reading->count; i++) {
		const struct token *token = &reading->tokens[i], *next = token_at(reading, i + 1);
		if (is_root(reading, i)) buffer_char(&text, '$');
		buffer_put(&text, token->at, next ? (size_t)(next->at - token->at) : token->length);
	}
	buffer_char(&text, '\0');
	xmlXPathContext *context = reading->expressions->context;
	if (!text.failed) expression->compiled = xmlXPathCtxtCompile(context, (const xmlChar *)text.data);
	int code = context->lastError.code;
	bool failed = text.failed || (!expression->compiled && code == XML_ERR_NO_MEMORY);
	buffer_drop(&text);
	if (failed) return ERR_MEMORY;
	if (expression->compiled) return OK;
	return refuse(reading);
}

int expression_compile(struct expression **out, struct expressions *expressions, const char *text, struct place place,
					   bool of_row)
{
	struct expression *expression = arena_alloc(expressions->arena, sizeof *expression);
	*out = expression;
	if (!expression) return ERR_MEMORY;
	expression->text = text;
	expression->place = place;
	expression->next = expressions->all;
	expressions->all = expression;
	struct reading reading = {.expressions = expressions, .expression = expression, .of_row = of_row};
	expression->of_row = of_row;
	TRY(tokens_read(&reading.tokens, &reading.count, expressions->arena, text));
	for (size_t i = 0; i < reading.count; i++)
		if (token_is(&reading.tokens[i], "$")) complain(&reading, DERIVE_VARIABLE, "$", NULL);
	TRY(reading.status);
	TRY(compile(&reading));
	for (size_t i = 0; i < reading.count; i++) look_at(&reading, i);
	return reading.status;
}

void expressions_drop(struct expressions *expressions)
{
	for (struct expression *at = expressions->all; at; at = at->next) xmlXPathFreeCompExpr(at->compiled);
	expressions->all = NULL;
}
