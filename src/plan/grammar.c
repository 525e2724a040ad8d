#include "plan/grammar.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/path.h"
#include "base/status.h"
#include "base/xml.h"
#include "plan/values.h"

static const char relaxng[] = "http://relaxng.org/ns/structure/1.0";

/* The grammar's tree */

static const xmlNode *skip_foreign(const xmlNode *node)
{
	while (node && (node->type != XML_ELEMENT_NODE || !node->ns || strcmp((const char *)node->ns->href, relaxng) != 0))
		node = node->next;
	return node;
}

const xmlNode *grammar_child(const xmlNode *node)
{
	return node ? skip_foreign(node->children) : NULL;
}

const xmlNode *grammar_next(const xmlNode *node)
{
	return node ? skip_foreign(node->next) : NULL;
}

const xmlNode *grammar_resolve(const xmlNode *node)
{
	while (node && xml_is(node, "ref")) {
		const char *name = xml_attribute(node, "name");
		const xmlNode *define = xml_child(xmlDocGetRootElement(node->doc), "define");
		while (define && strcmp(xml_attribute(define, "name"), name) != 0) define = xml_next(define, "define");
		const xmlNode *only = grammar_child(define);
		if (only && grammar_next(only)) return define; /* several: a group */
		node = only;
	}
	return node;
}

/* Is it a pattern of a value: data, value or a choice of these? */
static bool is_value(const xmlNode *node)
{
	node = grammar_resolve(node);
	if (!node) return false;
	if (xml_is(node, "data") || xml_is(node, "value") || xml_is(node, "list")) return true;
	if (!xml_is(node, "choice")) return false;
	for (const xmlNode *child = grammar_child(node); child; child = grammar_next(child))
		if (!is_value(child)) return false;
	return true;
}

/* Patterns: equal ones are one object */

static const struct pattern *intern(struct grammar *grammar, struct pattern wanted)
{
	uintptr_t hash = (uintptr_t)wanted.kind * 31 + ((uintptr_t)wanted.first >> 4) * 37 +
					 ((uintptr_t)wanted.second >> 4) * 41 + ((uintptr_t)wanted.element >> 4) * 43;
	struct pattern **bucket = &grammar->table[(hash ^ hash >> 11) % PATTERN_BUCKETS];
	for (struct pattern *at = *bucket; at; at = at->chain)
		if (at->kind == wanted.kind && at->first == wanted.first && at->second == wanted.second &&
			at->element == wanted.element)
			return at;
	struct pattern *made = arena_alloc(grammar->arena, sizeof *made);
	if (!made) {
		grammar->failed = true;
		return grammar->not_allowed;
	}
	*made = wanted;
	made->chain = *bucket;
	*bucket = made;
	return made;
}

const struct pattern *pattern_choice(struct grammar *grammar, const struct pattern *a, const struct pattern *b)
{
	if (a == grammar->not_allowed || a == b) return b;
	if (b == grammar->not_allowed) return a;
	return intern(grammar, (struct pattern){.kind = PATTERN_CHOICE, .first = a, .second = b});
}

static const struct pattern *group(struct grammar *grammar, const struct pattern *a, const struct pattern *b)
{
	if (a == grammar->not_allowed || b == grammar->not_allowed) return grammar->not_allowed;
	if (a == grammar->empty) return b;
	if (b == grammar->empty) return a;
	return intern(grammar, (struct pattern){.kind = PATTERN_GROUP, .first = a, .second = b});
}

static const struct pattern *one_or_more(struct grammar *grammar, const struct pattern *a)
{
	if (a == grammar->not_allowed || a == grammar->empty || a == grammar->text) return a;
	return intern(grammar, (struct pattern){.kind = PATTERN_ONE_OR_MORE, .first = a});
}

/* From the grammar's tree */

static struct element_rule *rule_of(const struct grammar *grammar, const xmlNode *element)
{
	for (size_t i = 0; i < grammar->rule_count; i++)
		if (grammar->rules[i].source == element) return &grammar->rules[i];
	return NULL;
}

static void add_attribute(struct grammar *grammar, struct element_rule *rule, const xmlNode *node, bool required)
{
	if (arena_grow(grammar->arena, &rule->attributes, rule->attribute_count, sizeof *rule->attributes) != OK) {
		grammar->failed = true;
		return;
	}
	struct attribute_rule *attribute = &rule->attributes[rule->attribute_count++];
	attribute->name = xml_attribute(node, "name");
	const xmlNode *value = grammar_child(node);
	attribute->value = value && is_value(value) ? grammar_resolve(value) : NULL;
	attribute->required = required;
}

static const struct pattern *compile(struct grammar *grammar, struct element_rule *rule, const xmlNode *node,
									 bool required);

static const struct pattern *compile_children(struct grammar *grammar, struct element_rule *rule, const xmlNode *node,
											  bool required, bool alternatives)
{
	const struct pattern *sum = alternatives ? grammar->not_allowed : grammar->empty;
	for (const xmlNode *child = grammar_child(node); child; child = grammar_next(child)) {
		const struct pattern *part = compile(grammar, rule, child, required && !alternatives);
		sum = alternatives ? pattern_choice(grammar, sum, part) : group(grammar, sum, part);
	}
	return sum;
}

/* rule: takes the attributes; NULL: there are none (the start). */
static const struct pattern *compile(struct grammar *grammar, struct element_rule *rule, const xmlNode *node,
									 bool required)
{
	if (rule && is_value(node)) {
		rule->value = grammar_resolve(node);
		return grammar->text;
	}
	node = grammar_resolve(node);
	if (!node || xml_is(node, "notAllowed")) return grammar->not_allowed;
	if (xml_is(node, "text")) return grammar->text;
	if (xml_is(node, "empty")) return grammar->empty;
	if (xml_is(node, "attribute")) {
		add_attribute(grammar, rule, node, required);
		return grammar->empty;
	}
	if (xml_is(node, "element"))
		return intern(grammar, (struct pattern){.kind = PATTERN_ELEMENT, .element = rule_of(grammar, node)});
	if (xml_is(node, "choice")) return compile_children(grammar, rule, node, required, true);
	bool many = xml_is(node, "zeroOrMore") || xml_is(node, "oneOrMore");
	bool optional = xml_is(node, "zeroOrMore") || xml_is(node, "optional");
	const struct pattern *inner = compile_children(grammar, rule, node, required && !optional, false);
	if (many) inner = one_or_more(grammar, inner);
	return optional && inner != grammar->empty ? pattern_choice(grammar, grammar->empty, inner) : inner;
}

static bool is_namesake(const struct element_rule *other, const struct element_rule *rule)
{
	for (size_t i = 0; i < rule->name_count; i++)
		if (rule_is(other, rule->names[i])) return true;
	return false;
}

static void add_namesakes(struct grammar *grammar, struct element_rule *rule)
{
	for (size_t i = 0; i < grammar->rule_count; i++) {
		struct element_rule *other = &grammar->rules[i];
		if (other == rule || !is_namesake(other, rule)) continue;
		if (arena_grow(grammar->arena, &rule->namesakes, rule->namesake_count, sizeof(struct element_rule *)) != OK) {
			grammar->failed = true;
			return;
		}
		rule->namesakes[rule->namesake_count++] = other;
	}
}

void grammar_prepare(struct grammar *grammar, struct element_rule *rule)
{
	if (rule->ready) return;
	rule->ready = true;
	rule->content = grammar->empty;
	add_namesakes(grammar, rule);
	for (const xmlNode *child = grammar_child(rule->source); child; child = grammar_next(child)) {
		if (xml_is(child, "choice") && xml_is(grammar_child(child), "name")) continue; /* its names */
		rule->content = group(grammar, rule->content, compile(grammar, rule, child, true));
	}
}

static int add_rule(struct grammar *grammar, const xmlNode *element)
{
	TRY(arena_grow(grammar->arena, &grammar->rules, grammar->rule_count, sizeof *grammar->rules));
	struct element_rule rule = {.source = element};
	const char *name = xml_attribute(element, "name");
	const xmlNode *list = name ? NULL : grammar_child(grammar_child(element));
	const char **names = arena_array(grammar->arena, 8, sizeof *names);
	if (!names) return ERR_MEMORY;
	if (name) names[rule.name_count++] = name;
	for (; list && rule.name_count < 8; list = grammar_next(list))
		names[rule.name_count++] = list->children ? (const char *)list->children->content : "";
	rule.names = names;
	grammar->rules[grammar->rule_count++] = rule;
	return OK;
}

static int add_rules(struct grammar *grammar, const xmlNode *node)
{
	for (const xmlNode *child = grammar_child(node); child; child = grammar_next(child)) {
		if (xml_is(child, "element")) TRY(add_rule(grammar, child));
		TRY(add_rules(grammar, child));
	}
	return OK;
}

static void on_error(void *context, xmlError *error)
{
	bool *memory = context;
	if (error->code == XML_ERR_NO_MEMORY || !error->message) *memory = true;
}

/* libxml2 has compiled the file already: what can go wrong is memory, or the file's having gone. */
static int read_file(xmlDoc **doc, const char *path, struct diagnostics *diagnostics)
{
	bool memory = false;
	xmlStructuredErrorFunc old_handler = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(&memory, on_error); /* of this thread */
	*doc = xmlReadFile(path, NULL, XML_PARSE_NONET);
	xmlSetStructuredErrorFunc(old_context, old_handler);
	if (*doc && xmlDocGetRootElement(*doc) && !memory) return OK;
	xmlFreeDoc(*doc);
	*doc = NULL;
	if (memory) return ERR_MEMORY;
	return diagnostics_add(diagnostics, FILE_UNREADABLE, (struct place){path, 0, 0}, "XML", NULL);
}

/* Grammars that build on another one: the definitions of the included file are put before the own ones, but for those
 * that the <include> overrides; then definitions of one name with `combine` are made one. */

static xmlNode *find_definition(const xmlNode *first, const xmlNode *end, const xmlNode *like)
{
	const char *name = xml_attribute(like, "name");
	for (const xmlNode *at = skip_foreign(first); at && at != end; at = grammar_next(at))
		if (xmlStrEqual(at->name, like->name) && xmlStrEqual(BAD_CAST xml_attribute(at, "name"), BAD_CAST name))
			return (xmlNode *)at;
	return NULL;
}

/* Copies a definition to before `place`. */
static int copy_before(xmlNode *place, xmlNode *definition)
{
	xmlNode *copy = xmlDocCopyNode(definition, place->doc, 1);
	if (!copy) return ERR_MEMORY;
	xmlAddPrevSibling(place, copy);
	return OK;
}

/* Moves the children of a definition, but for `except`, to the end of `target`; several as a group. */
static int move_children(xmlNode *target, xmlNode *definition, const xmlNode *except)
{
	const xmlNode *first = grammar_child(definition), *second = grammar_next(first);
	if (second && second != except) {
		target = xmlNewChild(target, target->ns, BAD_CAST "group", NULL);
		if (!target) return ERR_MEMORY;
	}
	for (xmlNode *child = definition->children, *next; child; child = next) {
		next = child->next;
		if (child == except) continue;
		xmlUnlinkNode(child);
		xmlAddChild(target, child);
	}
	return OK;
}

/* What is interleaved here is attributes, which have no order in a group either. */
static int combine(xmlNode *first, xmlNode *second)
{
	const char *how = xml_attribute(second, "combine");
	xmlNode *into = first;
	if (how && strcmp(how, "choice") == 0) {
		into = xmlNewChild(first, first->ns, BAD_CAST "choice", NULL);
		if (!into) return ERR_MEMORY;
		TRY(move_children(into, first, into));
		TRY(move_children(into, second, NULL));
	} else {
		for (xmlNode *child = second->children, *next; child; child = next) {
			next = child->next;
			xmlUnlinkNode(child);
			xmlAddChild(into, child);
		}
	}
	xmlUnlinkNode(second);
	xmlFreeNode(second);
	return OK;
}

static int merge_definitions(xmlNode *include, const xmlNode *from)
{
	for (const xmlNode *at = grammar_child(from); at; at = grammar_next(at))
		if (!find_definition(include->children, NULL, at)) TRY(copy_before(include, (xmlNode *)at));
	for (const xmlNode *at = grammar_child(include); at; at = grammar_next(at))
		TRY(copy_before(include, (xmlNode *)at));
	xmlNode *next;
	for (xmlNode *at = include->next; at; at = next) {
		next = at->next;
		if (skip_foreign(at) != at) continue;
		xmlNode *first = find_definition(at->parent->children, at, at);
		if (first) TRY(combine(first, at));
	}
	xmlUnlinkNode(include);
	xmlFreeNode(include);
	return OK;
}

static int merge_included(struct grammar *grammar, const char *path, struct diagnostics *diagnostics)
{
	xmlNode *include = (xmlNode *)grammar_child(xmlDocGetRootElement(grammar->doc));
	if (!xml_is(include, "include")) return OK;
	const char *beside = path_beside(grammar->arena, path, xml_attribute(include, "href"));
	if (!beside) return ERR_MEMORY;
	xmlDoc *from;
	TRY(read_file(&from, beside, diagnostics));
	int status = merge_definitions(include, xmlDocGetRootElement(from));
	xmlFreeDoc(from);
	return status;
}

int grammar_load(struct grammar *grammar, struct arena *arena, const char *path, struct diagnostics *diagnostics)
{
	*grammar = (struct grammar){.arena = arena};
	TRY(read_file(&grammar->doc, path, diagnostics));
	const xmlNode *root = xmlDocGetRootElement(grammar->doc);
	grammar->not_allowed = intern(grammar, (struct pattern){.kind = PATTERN_NOT_ALLOWED});
	grammar->empty = intern(grammar, (struct pattern){.kind = PATTERN_EMPTY});
	grammar->text = intern(grammar, (struct pattern){.kind = PATTERN_TEXT});
	int status = grammar->failed ? ERR_MEMORY : merge_included(grammar, path, diagnostics);
	if (status == OK) status = add_rules(grammar, root);
	const xmlNode *start = grammar_child(root);
	while (start && !xml_is(start, "start")) start = grammar_next(start);
	if (status == OK) grammar->start = compile(grammar, NULL, grammar_child(start), true);
	if (status == OK && grammar->failed) status = ERR_MEMORY;
	if (status != OK) grammar_drop(grammar);
	return status;
}

void grammar_drop(struct grammar *grammar)
{
	values_drop(grammar->doc);
	if (grammar->doc) xmlFreeDoc(grammar->doc);
	grammar->doc = NULL;
}

bool rule_is(const struct element_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->name_count; i++)
		if (*rule->names[i] == *name && strcmp(rule->names[i], name) == 0) return true;
	return false;
}

const struct attribute_rule *rule_attribute(const struct element_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->attribute_count; i++)
		if (strcmp(rule->attributes[i].name, name) == 0) return &rule->attributes[i];
	return NULL;
}

struct element_rule *grammar_find(const struct grammar *grammar, const char *name, bool *known)
{
	struct element_rule *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < grammar->rule_count; i++) {
		if (!rule_is(&grammar->rules[i], name)) continue;
		found = &grammar->rules[i];
		count++;
	}
	*known = count > 0;
	return count == 1 ? found : NULL;
}

/* Walking */

bool pattern_nullable(const struct pattern *pattern)
{
	if (!pattern) return false; /* what a leaf would have below it */
	switch (pattern->kind) {
	case PATTERN_EMPTY:
	case PATTERN_TEXT:
		return true;
	case PATTERN_CHOICE:
		return pattern_nullable(pattern->first) || pattern_nullable(pattern->second);
	case PATTERN_GROUP:
		return pattern_nullable(pattern->first) && pattern_nullable(pattern->second);
	case PATTERN_ONE_OR_MORE:
		return pattern_nullable(pattern->first);
	default:
		return false;
	}
}

static const struct pattern *derive(struct grammar *grammar, const struct pattern *pattern, const char *name,
									struct element_rule **rule)
{
	const struct pattern *first;
	switch (pattern->kind) {
	case PATTERN_TEXT:
		return name ? grammar->not_allowed : pattern;
	case PATTERN_ELEMENT:
		if (!name || !rule_is(pattern->element, name)) return grammar->not_allowed;
		*rule = pattern->element;
		return grammar->empty;
	case PATTERN_CHOICE:
		first = derive(grammar, pattern->first, name, rule);
		return pattern_choice(grammar, first, derive(grammar, pattern->second, name, rule));
	case PATTERN_GROUP:
		first = group(grammar, derive(grammar, pattern->first, name, rule), pattern->second);
		if (!pattern_nullable(pattern->first)) return first;
		return pattern_choice(grammar, first, derive(grammar, pattern->second, name, rule));
	case PATTERN_ONE_OR_MORE:
		first = derive(grammar, pattern->first, name, rule);
		return group(grammar, first, pattern_choice(grammar, grammar->empty, pattern));
	default:
		return grammar->not_allowed;
	}
}

static bool is_answer(const struct derivative *known, const char *name)
{
	if (!name || !known->name) return !name && !known->name;
	return *name == *known->name && strcmp(name, known->name) == 0;
}

/* Documents mostly ask the same again. Only names of the grammar's own are remembered, not those that a document makes
 * up. */
static void remember(struct grammar *grammar, const struct pattern *pattern, const char *name,
					 const struct pattern *rest, struct element_rule *rule)
{
	if (rest == grammar->not_allowed || grammar->failed || (name && !rule)) return;
	struct derivative *new = arena_alloc(grammar->arena, sizeof *new);
	if (!new) {
		grammar->failed = true;
		return;
	}
	for (size_t i = 0; name && i < rule->name_count; i++)
		if (strcmp(rule->names[i], name) == 0) new->name = rule->names[i];
	new->rest = rest;
	new->rule = rule;
	struct pattern *asked = (struct pattern *)pattern; /* intern() made it */
	new->next = asked->derivatives;
	asked->derivatives = new;
}

const struct pattern *pattern_derive(struct grammar *grammar, const struct pattern *pattern, const char *name,
									 struct element_rule **rule)
{
	const struct derivative *known = pattern->derivatives;
	while (known && !is_answer(known, name)) known = known->next;
	struct element_rule *matched = known ? known->rule : NULL;
	const struct pattern *rest = known ? known->rest : derive(grammar, pattern, name, &matched);
	if (!known) remember(grammar, pattern, name, rest, matched);
	if (rule && matched) *rule = matched;
	return rest;
}

bool pattern_allows(struct grammar *grammar, const struct pattern *pattern, const char *name)
{
	return pattern_derive(grammar, pattern, name, NULL)->kind != PATTERN_NOT_ALLOWED;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

int pattern_distance(const struct pattern *pattern, const char *name)
{
	int first, second;
	switch (pattern->kind) {
	case PATTERN_EMPTY:
	case PATTERN_TEXT:
		return name ? PATTERN_FAR : 0;
	case PATTERN_ELEMENT:
		return !name ? 1 : rule_is(pattern->element, name) ? 0 : PATTERN_FAR;
	case PATTERN_CHOICE:
		return least(pattern_distance(pattern->first, name), pattern_distance(pattern->second, name));
	case PATTERN_GROUP:
		first = pattern_distance(pattern->first, name);
		second = pattern_distance(pattern->first, NULL) + pattern_distance(pattern->second, name);
		return least(PATTERN_FAR, name ? least(first, second) : second);
	case PATTERN_ONE_OR_MORE:
		return pattern_distance(pattern->first, name);
	default:
		return PATTERN_FAR;
	}
}

bool pattern_mentions(const struct pattern *pattern, const char *name)
{
	if (pattern->kind == PATTERN_ELEMENT) return rule_is(pattern->element, name);
	return (pattern->first && pattern_mentions(pattern->first, name)) ||
		   (pattern->second && pattern_mentions(pattern->second, name));
}

void names_add(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0) return;
	if (names->count < NAMES_LIMIT) names->items[names->count++] = name;
}

void pattern_next(const struct pattern *pattern, struct names *names)
{
	if (pattern->kind == PATTERN_TEXT) names->text = true;
	for (size_t i = 0; pattern->kind == PATTERN_ELEMENT && i < pattern->element->name_count; i++)
		names_add(names, pattern->element->names[i]);
	if (pattern->first) pattern_next(pattern->first, names);
	if (pattern->second && (pattern->kind == PATTERN_CHOICE || pattern_nullable(pattern->first)))
		pattern_next(pattern->second, names);
}
