/* Expressions and fields, evaluated for a unit. */
#include <libxml/xpathInternals.h>
#include <string.h>

#include "base/status.h"
#include "derive/internal.h"
#include "plan/running.h"

enum { OPERATIONS = 20000000 }; /* of one evaluation: seconds at most */

static const char blanks[] = " \t\n\r";

/* Functions */

static bool is_word(const char *at, size_t length, const char *word)
{
	return *word && strlen(word) == length && strncmp(at, word, length) == 0;
}

/* has(list): does the list, parted by blanks, hold the unit's code, its kind or *? */
static void has(xmlXPathParserContext *parser, int count)
{
	const struct skeleton *skeleton = parser->context->userData;
	const struct unit *unit = skeleton->unit;
	if (count != 1) {
		xmlXPathErr(parser, XPATH_INVALID_ARITY);
		return;
	}
	xmlChar *list = xmlXPathPopString(parser);
	bool found = false;
	if (list && unit) {
		const char *at = (const char *)list;
		for (at += strspn(at, blanks); *at && !found; at += strspn(at, blanks)) {
			size_t length = strcspn(at, blanks);
			found = is_word(at, length, "*") || is_word(at, length, unit->code) || is_word(at, length, unit->kind);
			at += length;
		}
	}
	xmlFree(list);
	valuePush(parser, xmlXPathNewBoolean(found));
}

static void ignore_error(void *context, xmlError *error)
{
	(void)context;
	(void)error;
}

int evaluate_register(struct skeleton *skeleton)
{
	xmlXPathContext *context = skeleton->expressions.context;
	context->userData = skeleton;
	context->error = ignore_error;
	context->opLimit = OPERATIONS;
	return xmlXPathRegisterFunc(context, BAD_CAST "has", has) == 0 ? OK : ERR_MEMORY;
}

/* Evaluation */

static int set_variable(struct skeleton *skeleton, const char *name, const xmlNode *node)
{
	xmlXPathObject *value = xmlXPathNewNodeSet((xmlNode *)node);
	if (!value) return ERR_MEMORY;
	if (xmlXPathRegisterVariable(skeleton->expressions.context, (const xmlChar *)name, value) == 0) return OK;
	xmlXPathFreeObject(value);
	return ERR_MEMORY;
}

int evaluate_begin(struct skeleton *skeleton, const struct master *master, const struct unit *unit,
				   struct diagnostics *diagnostics)
{
	skeleton->master = master;
	skeleton->unit = unit;
	skeleton->diagnostics = diagnostics;
	arena_reset(skeleton->scratch);
	TRY(set_variable(skeleton, "master", master->plan->root));
	return set_variable(skeleton, "unit", unit ? unit->row : NULL);
}

/* libxml2 looks at a variable's nodes when it frees it; by then the unit may be gone. */
void evaluate_end(struct skeleton *skeleton)
{
	xmlXPathContext *context = skeleton->expressions.context;
	xmlXPathRegisterVariable(context, BAD_CAST "master", NULL);
	xmlXPathRegisterVariable(context, BAD_CAST "unit", NULL);
	context->doc = NULL;
	context->node = NULL;
}

static int failed(struct skeleton *skeleton, const struct expression *expression)
{
	if (skeleton->expressions.context->lastError.code == XML_ERR_NO_MEMORY) return ERR_MEMORY;
	int status = diagnostics_add(skeleton->diagnostics, DERIVE_FAILED, expression->place, expression->text, NULL);
	int noted = evaluate_note_unit(skeleton, expression->place);
	if (noted != OK) return noted;
	return status == OK ? ERR_DOCUMENT : status;
}

int evaluate_note_unit(struct skeleton *skeleton, struct place place)
{
	if (!skeleton->unit) return OK;
	return diagnostics_add(skeleton->diagnostics, DERIVE_UNIT, place, skeleton->unit->code, NULL);
}

static int evaluate(xmlXPathObject **out, struct skeleton *skeleton, const struct expression *expression,
					const xmlNode *row)
{
	xmlXPathContext *context = skeleton->expressions.context;
	xmlResetError(&context->lastError);
	context->opCount = 0;
	context->doc = row ? row->doc : skeleton->nowhere;
	context->node = row ? (xmlNode *)row : xmlDocGetRootElement(skeleton->nowhere);
	context->contextSize = context->proximityPosition = 1;
	*out = xmlXPathCompiledEval(expression->compiled, context);
	return *out ? OK : failed(skeleton, expression);
}

int evaluate_check(struct skeleton *skeleton, const struct expression *expression)
{
	xmlXPathObject *value;
	TRY(evaluate(&value, skeleton, expression, expression->of_row ? skeleton->master->plan->root : NULL));
	xmlXPathFreeObject(value);
	return OK;
}

int evaluate_condition(bool *out, struct skeleton *skeleton, const struct expression *expression, const xmlNode *row)
{
	xmlXPathObject *value;
	TRY(evaluate(&value, skeleton, expression, row));
	*out = xmlXPathCastToBoolean(value) != 0;
	xmlXPathFreeObject(value);
	return OK;
}

int evaluate_nodes(xmlXPathObject **out, struct skeleton *skeleton, const struct expression *expression)
{
	TRY(evaluate(out, skeleton, expression, NULL));
	if ((*out)->type == XPATH_NODESET) {
		if ((*out)->nodesetval) xmlXPathNodeSetSort((*out)->nodesetval);
		return OK;
	}
	xmlXPathFreeObject(*out);
	*out = NULL;
	return diagnostics_add(skeleton->diagnostics, DERIVE_NO_NODES, expression->place, expression->text, NULL);
}

static const char *content_of(const xmlNode *node)
{
	return node && node->content ? (const char *)node->content : "";
}

/* A column of the unit. */
static struct value cell_value(const struct skeleton *skeleton, const xmlNode *cell)
{
	size_t column = 0;
	for (const xmlNode *at = cell->prev; at; at = at->prev) column += at->type == XML_ELEMENT_NODE;
	const struct unit *unit = skeleton->unit;
	struct place place = column < unit->columns ? unit->places[column] : unit->place;
	return (struct value){content_of(cell->children), place};
}

/* A node of the master: its own text, references and breaks as they read. */
static int master_value(struct value *out, struct skeleton *skeleton, const xmlNode *node)
{
	const struct plan *plan = skeleton->master->plan;
	struct buffer text = {0};
	out->place = xml_place(&plan->xml, node);
	if (node->type == XML_ELEMENT_NODE)
		running_text(&text, plan, node);
	else
		buffer_text(&text, content_of(node->type == XML_ATTRIBUTE_NODE ? node->children : node));
	out->text = text.failed ? NULL : arena_copy(skeleton->scratch, text.data ? text.data : "", text.length);
	buffer_drop(&text);
	return out->text ? OK : ERR_MEMORY;
}

static int nodes_value(struct value *out, struct skeleton *skeleton, const xmlXPathObject *value)
{
	xmlNodeSet *set = value->nodesetval;
	if (!set || !set->nodeNr) return OK;
	if (set->nodeNr > 1) xmlXPathNodeSetSort(set);
	const xmlNode *node = set->nodeTab[0];
	if (node->parent == skeleton->unit->row) {
		*out = cell_value(skeleton, node);
		return OK;
	}
	if (node->doc != skeleton->master->plan->xml.doc || node->type == XML_DOCUMENT_NODE) return OK;
	return master_value(out, skeleton, node);
}

int evaluate_text(struct value *out, struct skeleton *skeleton, const struct expression *expression)
{
	*out = (struct value){"", expression->place};
	for (const xmlNode *cell = expression->column ? skeleton->unit->row->children : NULL; cell; cell = cell->next) {
		if (!xml_is(cell, expression->column)) continue;
		*out = cell_value(skeleton, cell);
		return OK;
	}
	xmlXPathObject *value;
	int status = OK;
	TRY(evaluate(&value, skeleton, expression, NULL));
	if (value->type == XPATH_NODESET) {
		status = nodes_value(out, skeleton, value);
	} else {
		xmlChar *text = xmlXPathCastToString(value);
		out->text = text ? arena_string(skeleton->scratch, (const char *)text) : NULL;
		if (!out->text) status = ERR_MEMORY;
		xmlFree(text);
	}
	xmlXPathFreeObject(value);
	return status;
}

int evaluate_fields(const char **out, bool *empty, struct skeleton *skeleton, const struct fields *fields)
{
	struct buffer text = {0};
	bool given = false;
	int status = OK;
	for (size_t i = 0; i < fields->count && status == OK; i++) {
		const struct piece *piece = &fields->pieces[i];
		struct value value = {0};
		if (piece->text) {
			buffer_put(&text, piece->text, piece->length);
		} else if ((status = evaluate_text(&value, skeleton, piece->field)) == OK) {
			given = given || value.text[strspn(value.text, blanks)];
			buffer_text(&text, value.text);
		}
	}
	*empty = fields->any && !fields->words && !given;
	if (status == OK) {
		*out = text.failed ? NULL : arena_copy(skeleton->scratch, text.data ? text.data : "", text.length);
		if (!*out) status = ERR_MEMORY;
	}
	buffer_drop(&text);
	return status;
}

/* Fields */

/* Where the field that begins at `open` ends: braces in the literals of its expression do not count. */
static const char *field_end(const char *open)
{
	for (const char *at = open + 1; *at && *at != '{'; at++) {
		if (*at == '}') return at;
		if (*at != '"' && *at != '\'') continue;
		at = strchr(at + 1, *at);
		if (!at) return NULL;
	}
	return NULL;
}

static int add_piece(struct fields *fields, struct skeleton *skeleton, struct piece piece)
{
	TRY(arena_grow(skeleton->arena, &fields->pieces, fields->count, sizeof *fields->pieces));
	fields->pieces[fields->count++] = piece;
	if (piece.field) {
		fields->alone = fields->any ? NULL : piece.field;
		fields->any = true;
	} else if (strspn(piece.text, blanks) < piece.length) {
		fields->words = true;
	}
	return OK;
}

static int add_field(struct fields *fields, struct skeleton *skeleton, const char *open, const char *end,
					 struct place place)
{
	const char *text = arena_copy(skeleton->arena, open + 1, (size_t)(end - open - 1));
	if (!text) return ERR_MEMORY;
	if (!text[strspn(text, blanks)])
		return diagnostics_add(skeleton->expressions.diagnostics, DERIVE_FIELD_EMPTY, place, "{unit/name}", "{{", NULL);
	struct piece piece = {.place = place};
	TRY(expression_compile(&piece.field, &skeleton->expressions, text, place, false));
	return add_piece(fields, skeleton, piece);
}

int fields_compile(struct fields *out, struct skeleton *skeleton, const char *text, const xmlNode *node)
{
	size_t braces = 0;
	int status = OK;
	*out = (struct fields){0};
	for (const char *at = text; *at;) {
		const char *open = at + strcspn(at, "{"), *end = NULL;
		size_t brace = *open && open[1] == '{' ? 1 : 0; /* "{{" is text, and its first brace part of it */
		struct piece words = {.text = at, .length = (size_t)(open - at) + brace};
		words.place = xml_place(&skeleton->xml, node);
		if (words.length) TRY(add_piece(out, skeleton, words));
		at = open + 2 * brace;
		braces += 2 * brace;
		if (!*open || brace) continue;
		struct place place = node->type == XML_TEXT_NODE ? xml_place_nth(&skeleton->xml, node, '{', braces)
														 : xml_place(&skeleton->xml, node);
		end = field_end(open);
		if (!end)
			return diagnostics_add(skeleton->expressions.diagnostics, DERIVE_FIELD_OPEN, place, "{unit/name}", "{{",
								   NULL);
		int added = add_field(out, skeleton, open, end, place);
		if (added == ERR_MEMORY) return added;
		if (added != OK) status = added;
		for (at = open; at <= end; at++) braces += *at == '{';
	}
	if (out->words) out->alone = NULL;
	return status;
}
