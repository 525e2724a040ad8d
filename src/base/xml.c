/* Hooks in libxml2's SAX handler keep what its tree forgets: columns, and lines past 65,535.
 *
 * The text is one UTF-8 buffer, so the parser's place in it is input->consumed + cur - base. When an element is
 * reported, that is the '>' of its start tag; its '<' is the nearest one before, as no attribute value may hold one.
 * A text node begins where the last tag, comment or instruction ended: `mark`. Comments and instructions are left out
 * of the tree, so that the text around them is one node. */
#include "base/xml.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/encoding.h"
#include "base/nfc.h"
#include "base/position.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/xml_scan.h"

/* What _private points to. */
struct located {
	struct node_info info; /* first: the rest is for this file alone */
	size_t offset;         /* in the source */
};

struct parsing {
	struct xml *xml;
	struct arena *arena;
	struct diagnostics *diagnostics;
	xmlParserCtxt *parser;
	struct position position;
	size_t mark; /* where text that follows begins */
	bool fatal;  /* was told */
	int status;
};

static struct parsing *parsing_of(void *context)
{
	return ((xmlParserCtxt *)context)->_private;
}

static size_t parser_offset(const xmlParserCtxt *parser)
{
	const xmlParserInput *input = parser->input;
	return input ? input->consumed + (size_t)(input->cur - input->base) : 0;
}

static void fail(struct parsing *parsing, int status)
{
	if (parsing->status != ERR_MEMORY) parsing->status = status;
	if (status == ERR_MEMORY) xmlStopParser(parsing->parser);
}

/* Hooks */

static void locate(struct parsing *parsing, xmlNode *node, size_t offset)
{
	struct located *located = arena_alloc(parsing->arena, sizeof *located);
	if (!located) {
		fail(parsing, ERR_MEMORY);
		return;
	}
	position_move(&parsing->position, offset);
	located->info.line = parsing->position.line;
	located->info.column = parsing->position.column;
	located->offset = offset;
	node->_private = located;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
					 const xmlChar **namespace_list, int attributes, int defaulted, const xmlChar **attribute_list)
{
	struct parsing *parsing = parsing_of(context);
	const xmlNode *parent = parsing->parser->node;
	xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, namespace_list, attributes, defaulted,
						  attribute_list);
	xmlNode *node = parsing->parser->node;
	if (!node || node == parent) {
		fail(parsing, ERR_MEMORY);
		return;
	}
	const char *source = parsing->xml->source;
	size_t end = parser_offset(parsing->parser), start = end;
	while (start && source[start] != '<') start--;
	locate(parsing, node, start);
	parsing->mark = end + (source[end] == '/' ? 2 : 1);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlSAX2EndElementNs(context, name, prefix, uri);
	parsing_of(context)->mark = parser_offset(context);
}

/* Where text that stands at `offset` begins, behind what only opens CDATA. */
static size_t skip_cdata_marks(const char *source, size_t offset)
{
	static const char open[] = "<![CDATA[", close[] = "]]>";
	while (strncmp(source + offset, open, strlen(open)) == 0) {
		offset += strlen(open);
		if (strncmp(source + offset, close, strlen(close)) != 0) break;
		offset += strlen(close);
	}
	return offset;
}

static void on_text(void *context, const xmlChar *text, int length)
{
	struct parsing *parsing = parsing_of(context);
	xmlSAX2Characters(context, text, length);
	xmlNode *node = parsing->parser->node ? parsing->parser->node->last : NULL;
	if (!node || node->type != XML_TEXT_NODE || node->_private) return;
	locate(parsing, node, skip_cdata_marks(parsing->xml->source, parsing->mark));
}

static void on_comment(void *context, const xmlChar *text)
{
	(void)text;
	parsing_of(context)->mark = parser_offset(context);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	(void)data;
	parsing_of(context)->mark = parser_offset(context);
}

/* Where an error belongs: the parser's place, or the start of the tag whose prefix is unknown. */
static struct place error_place(const struct parsing *parsing, const xmlError *error)
{
	const struct xml *xml = parsing->xml;
	size_t offset = parser_offset(parsing->parser);
	if (offset > xml->size) offset = xml->size;
	while (error->domain == XML_FROM_NAMESPACE && offset && xml->source[offset] != '<') offset--;
	struct position position;
	position_begin(&position, xml->source, xml->size);
	position_move(&position, offset);
	return (struct place){xml->name, position.line, position.column};
}

/* What the names of a namespace and xml:id may be: a grammar knows all names and attributes there are. */
static bool is_for_others(int code)
{
	return code == XML_WAR_NS_URI || code == XML_WAR_NS_URI_RELATIVE || code == XML_DTD_XMLID_VALUE;
}

/* Mistakes in names, and in what says where they belong. */
static enum diagnostic_id name_error(const xmlError *error)
{
	if (error->code == XML_ERR_RESERVED_XML_NAME) return XML_INSTRUCTION;
	if (error->domain != XML_FROM_NAMESPACE) return XML_ILL_FORMED;
	switch (error->code) {
	case XML_NS_ERR_UNDEFINED_NAMESPACE:
		return error->str1 ? XML_UNKNOWN_PREFIX : XML_NAMESPACE;
	case XML_NS_ERR_ATTRIBUTE_REDEFINED:
		return error->str1 ? XML_TWICE : XML_NAMESPACE;
	case XML_NS_ERR_QNAME:
		return XML_COLON;
	case XML_NS_ERR_COLON:
		return XML_INSTRUCTION;
	default:
		return XML_NAMESPACE;
	}
}

/* What xml_scan() did not see: namespaces, and the finer points of XML. */
static void on_error(void *context, xmlError *error)
{
	struct parsing *parsing = parsing_of(context);
	if (error->code == XML_ERR_NO_MEMORY || !error->message) { /* no room even for its words */
		fail(parsing, ERR_MEMORY);
		return;
	}
	if (error->level < XML_ERR_ERROR || parsing->fatal || is_for_others(error->code)) return;
	parsing->fatal = error->level == XML_ERR_FATAL; /* what follows would only echo it */
	struct place place = error_place(parsing, error);
	enum diagnostic_id id = name_error(error);
	if (id != XML_ILL_FORMED) {
		parsing->fatal |= id == XML_COLON; /* or the prefix would be unknown, too */
		fail(parsing, diagnostics_add(parsing->diagnostics, id, place, error->str1, NULL));
		return;
	}
	const char *source = parsing->xml->source,
			   *declared = strncmp(source, "<?xml", 5) == 0 ? strstr(source, "?>") : NULL;
	if (declared && parser_offset(parsing->parser) <= (size_t)(declared - source) + 2) {
		fail(parsing, diagnostics_add(parsing->diagnostics, XML_DECLARATION, place, NULL));
		return;
	}
	char message[160];
	snprintf(message, sizeof message, "%s", error->message);
	message[strcspn(message, "\n")] = '\0';
	fail(parsing, diagnostics_add(parsing->diagnostics, XML_ILL_FORMED, place, message, NULL));
}

/* Out of memory outside of the parser proper: libxml2 must not print it. */
static void on_any_error(void *context, xmlError *error)
{
	struct parsing *parsing = context;
	if (error->code == XML_ERR_NO_MEMORY) fail(parsing, ERR_MEMORY);
}

/* Walking */

/* The node after `node` in document order, inside of `root`. */
static xmlNode *next_node(const xmlNode *root, const xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children) return node->children;
	while (node != root && !node->next) node = node->parent;
	return node == root ? NULL : node->next;
}

int xml_each_text(xmlNode *element, xml_visit *visit, void *context)
{
	for (xmlNode *node = element; node; node = next_node(element, node)) {
		if (node->type == XML_TEXT_NODE) TRY(visit(context, node, node));
		if (node->type != XML_ELEMENT_NODE) continue;
		for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
			for (xmlNode *text = attribute->children; text; text = text->next)
				if (text->type == XML_TEXT_NODE) TRY(visit(context, text, (const xmlNode *)attribute));
	}
	return OK;
}

/* NFC */

static int normalize_text(void *context, xmlNode *text, const xmlNode *place)
{
	(void)context, (void)place;
	const char *content = (const char *)text->content;
	if (!content || nfc_is_settled(content, strlen(content))) return OK;
	char *composed;
	size_t size;
	TRY(nfc_compose(&composed, &size, content, strlen(content)));
	int status = OK;
	if (strcmp(composed, content) != 0) {
		xmlNodeSetContentLen(text, (const xmlChar *)composed, (int)size);
		if (!text->content) status = ERR_MEMORY;
	}
	free(composed);
	return status;
}

/* Parsing */

static xmlParserCtxt *new_parser(struct parsing *parsing)
{
	xmlParserCtxt *parser = xmlNewParserCtxt();
	if (!parser) return NULL;
	parser->_private = parsing;
	parsing->parser = parser;
	xmlSAXHandler *sax = parser->sax;
	sax->startElementNs = on_start;
	sax->endElementNs = on_end;
	sax->characters = sax->ignorableWhitespace = on_text; /* the same, so that no white space is dropped */
	sax->comment = on_comment;
	sax->processingInstruction = on_instruction;
	sax->serror = on_error;
	return parser;
}

static int parse_tree(struct parsing *parsing)
{
	/* HUGE lifts limits of libxml2 that lie below ours; xml_scan() has seen to ours. */
	const int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE;
	struct xml *xml = parsing->xml;
	xmlStructuredErrorFunc old_handler = xmlStructuredError;
	void *old_context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(parsing, on_any_error); /* of this thread */
	int status = ERR_MEMORY;
	xmlParserCtxt *parser = new_parser(parsing);
	if (!parser) goto done;
	xml->doc = xmlCtxtReadMemory(parser, xml->source, (int)xml->size, NULL, NULL, options);
	status = parsing->status;
	if (status == OK && !xml->doc) status = ERR_MEMORY; /* any other failure was told */
	if (status == OK && !xml->ordinary) status = xml_each_text(xmlDocGetRootElement(xml->doc), normalize_text, NULL);
	xmlFreeParserCtxt(parser);
done:
	xmlSetStructuredErrorFunc(old_context, old_handler);
	return status;
}

int xml_parse(struct xml *xml, struct arena *arena, const char *bytes, size_t size, const char *name,
			  struct diagnostics *diagnostics)
{
	*xml = (struct xml){.name = arena_string(arena, name)};
	if (!xml->name) return ERR_MEMORY;
	char *source;
	bool ordinary;
	TRY(encoding_decode(&source, &xml->size, &ordinary, arena, bytes, size, XML_FILE_LIMIT, name, diagnostics));
	xml->source = source;
	xml->ordinary = ordinary && !strstr(source, "&#"); /* which can bring in any character */
	TRY(xml_scan(xml->source, xml->size, name, diagnostics));
	struct parsing parsing = {.xml = xml, .arena = arena, .diagnostics = diagnostics};
	position_begin(&parsing.position, xml->source, xml->size);
	int status = parse_tree(&parsing);
	if (status != OK) xml_drop(xml);
	return status;
}

void xml_drop(struct xml *xml)
{
	if (xml->doc) xmlFreeDoc(xml->doc);
	xml->doc = NULL;
}

void xml_strip_namespace(struct xml *xml)
{
	xmlNode *root = xmlDocGetRootElement(xml->doc);
	const xmlNs *own = root ? root->ns : NULL;
	for (xmlNode *node = root; own && node; node = next_node(root, node))
		if (node->type == XML_ELEMENT_NODE && node->ns && xmlStrEqual(node->ns->href, own->href)) node->ns = NULL;
}

/* Places */

struct node_info *xml_info(const xmlNode *node)
{
	return node->_private;
}

/* Where an attribute's name stands in the start tag at `offset`. */
static size_t find_attribute(const struct xml *xml, size_t offset, const xmlAttr *attribute)
{
	const char *wanted = (const char *)attribute->name, *at = xml->source + offset;
	size_t length = strlen(wanted);
	at += strcspn(at, " \t\n>");
	while (*at && *at != '>') {
		at += strspn(at, " \t\n");
		const char *name = at;
		at += strcspn(at, " \t\n=>/");
		const char *local = memchr(name, ':', (size_t)(at - name));
		local = local && attribute->ns ? local + 1 : name;
		if ((size_t)(at - local) == length && memcmp(local, wanted, length) == 0) return (size_t)(name - xml->source);
		at += strcspn(at, "\"'>");
		if (!*at || *at == '>') break;
		const char *end = strchr(at + 1, *at);
		if (!end) break;
		at = end + 1;
	}
	return offset;
}

struct place xml_place(const struct xml *xml, const xmlNode *node)
{
	const xmlNode *owner = node->type == XML_ATTRIBUTE_NODE ? node->parent : node;
	const struct located *located = owner ? owner->_private : NULL;
	if (!located) return (struct place){xml->name, 0, 0};
	if (owner == node) return (struct place){xml->name, located->info.line, located->info.column};
	struct position position = {xml->source, xml->size, located->offset, located->info.line, located->info.column};
	position_move(&position, find_attribute(xml, located->offset, (const xmlAttr *)node));
	return (struct place){xml->name, position.line, position.column};
}

/* One character of the source as the parser reads it; *code_point is -1 for markup. Returns its bytes. */
static size_t read_source(int32_t *code_point, const char *at, const char *end)
{
	static const struct {
		const char *name;
		int32_t value;
	} names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	if (*at != '&') return utf8_decode(code_point, at, end);
	if (at[1] == '#') {
		char *stop;
		bool hexadecimal = at[2] == 'x';
		*code_point = (int32_t)strtol(at + (hexadecimal ? 3 : 2), &stop, hexadecimal ? 16 : 10);
		return (size_t)(stop - at) + 1;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		*code_point = names[i].value;
		if (strncmp(at, names[i].name, strlen(names[i].name)) == 0) return strlen(names[i].name);
	}
	*code_point = '&';
	return 1;
}

/* Is `code_point` the NFC of these code points, or part of it? */
static bool composes(const int32_t *points, size_t count, int32_t code_point)
{
	char text[64];
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += (size_t)utf8proc_encode_char(points[i], (utf8proc_uint8_t *)text + length);
	char *composed;
	size_t size;
	if (nfc_compose(&composed, &size, text, length) != OK) return false;
	bool found = false;
	for (size_t at = 0; at < size && !found;) {
		int32_t c = 0;
		at += utf8_decode(&c, composed + at, composed + size);
		found = c == code_point;
	}
	free(composed);
	return found;
}

/* Comments and instructions inside of a text node, and the marks of CDATA. */
static size_t skip_markup(const char *at, bool *cdata)
{
	static const struct {
		const char *start, *end;
	} kinds[] = {{"<!--", "-->"}, {"<?", "?>"}};
	if (*cdata) {
		*cdata = strncmp(at, "]]>", 3) != 0;
		return *cdata ? 0 : 3;
	}
	if (strncmp(at, "<![CDATA[", 9) == 0) {
		*cdata = true;
		return 9;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strncmp(at, kinds[i].start, strlen(kinds[i].start)) != 0) continue;
		const char *end = strstr(at + strlen(kinds[i].start), kinds[i].end);
		return end ? (size_t)(end - at) + strlen(kinds[i].end) : 0;
	}
	return 0;
}

/* The offset of the character, `skip` of its like passed over; characters that combine count with the one before them.
 * SIZE_MAX: not there. */
static size_t find_character(const struct xml *xml, size_t offset, int32_t code_point, size_t skip)
{
	enum { CLUSTER = 8 };
	const char *at = xml->source + offset, *end = xml->source + xml->size;
	const char *cluster = at;
	int32_t points[CLUSTER];
	size_t count = 0;
	bool cdata = offset >= 9 && strncmp(at - 9, "<![CDATA[", 9) == 0;
	while (at < end) {
		size_t skipped = skip_markup(at, &cdata);
		if (skipped) {
			at += skipped;
			continue;
		}
		if (*at == '<' && !cdata) break;
		int32_t c = 0;
		size_t bytes = cdata ? utf8_decode(&c, at, end) : read_source(&c, at, end);
		if (c == code_point && skip-- == 0) return (size_t)(at - xml->source);
		const utf8proc_property_t *property = utf8proc_get_property(c);
		if (!property->combining_class) {
			count = 0;
			cluster = at;
		}
		if (count < CLUSTER) points[count++] = c;
		if (count > 1 && composes(points, count, code_point)) return (size_t)(cluster - xml->source);
		at += bytes;
	}
	return SIZE_MAX;
}

struct place xml_place_nth(const struct xml *xml, const xmlNode *node, int32_t code_point, size_t skip)
{
	const struct located *located = node->_private;
	if (!located || node->type != XML_TEXT_NODE) return xml_place(xml, node);
	size_t offset = find_character(xml, located->offset, code_point, skip);
	if (offset == SIZE_MAX) return xml_place(xml, node);
	struct position position = {xml->source, xml->size, located->offset, located->info.line, located->info.column};
	position_move(&position, offset);
	return (struct place){xml->name, position.line, position.column};
}

struct place xml_place_of(const struct xml *xml, const xmlNode *node, int32_t code_point)
{
	return xml_place_nth(xml, node, code_point, 0);
}

/* The same, markup or not. */
static size_t find_anywhere(const struct xml *xml, size_t offset, int32_t code_point)
{
	char character[5] = "";
	utf8proc_encode_char(code_point, (utf8proc_uint8_t *)character);
	const char *found = strstr(xml->source + offset, character);
	return found ? (size_t)(found - xml->source) : SIZE_MAX;
}

struct place xml_place_after(const struct xml *xml, struct place start, int32_t code_point)
{
	if (start.file != xml->name || !start.line) return start;
	struct position position = {xml->source, xml->size, 0, 1, 1};
	position_seek(&position, start.line, start.column);
	bool element = position.offset < xml->size && xml->source[position.offset] == '<';
	size_t offset =
		element ? find_anywhere(xml, position.offset, code_point) : find_character(xml, position.offset, code_point, 0);
	if (offset == SIZE_MAX) return start;
	position_move(&position, offset);
	return (struct place){xml->name, position.line, position.column};
}

/* Reading the tree */

const char *xml_attribute(const xmlNode *node, const char *name)
{
	if (node->type != XML_ELEMENT_NODE) return NULL;
	for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
		if (attribute->ns || (char)*attribute->name != *name || strcmp((const char *)attribute->name, name) != 0)
			continue;
		const xmlNode *text = attribute->children;
		return text && text->content ? (const char *)text->content : "";
	}
	return NULL;
}

static xmlNode *first_element(xmlNode *node, const char *name)
{
	while (node && (name ? !xml_is(node, name) : node->type != XML_ELEMENT_NODE)) node = node->next;
	return node;
}

xmlNode *xml_child(const xmlNode *node, const char *name)
{
	return node ? first_element(node->children, name) : NULL;
}

xmlNode *xml_next(const xmlNode *node, const char *name)
{
	return node ? first_element(node->next, name) : NULL;
}
