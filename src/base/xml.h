/* Untrusted XML into a libxml2 tree whose nodes know line and column.
 *
 * No network, no external entities, no DOCTYPE at all, no XInclude; bounded in size, depth, attributes and elements
 * (the limits of the plan vocabulary). Text and attribute values come out in NFC. */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <libxml/tree.h>
#include <string.h>

#include "base/arena.h"
#include "base/diagnostic.h"

enum {
	XML_FILE_LIMIT = 64 * 1024 * 1024, /* bytes */
	XML_TEXT_LIMIT = 1024 * 1024,      /* bytes of one block's text */
	XML_DEPTH_LIMIT = 64,
	XML_ATTRIBUTE_LIMIT = 64, /* of one element */
	XML_ELEMENT_LIMIT = 1000000,
};

/* What every element and text node carries in _private. Stages after parsing add what they find out. */
struct node_info {
	uint32_t line, column; /* from 1; columns in characters */
	const char *number;    /* as printed before the text ("I.", "a)"); NULL: not numbered */
	const char *citation;  /* as a reference prints it ("khoản 2 Mục II"); NULL: not numbered */
};

struct xml {
	xmlDoc *doc;
	const char *name;   /* of the file, for messages */
	const char *source; /* the document's text in UTF-8 */
	size_t size;
	bool ordinary; /* all of its text and values are (base/ordinary.h) */
};

/* Parses bytes in whatever encoding they declare. `name` is for messages. All mistakes found go to the diagnostics.
 * The tree is xml->doc, to be given back by xml_drop(); everything else is the arena's. */
int xml_parse(struct xml *xml, struct arena *arena, const char *bytes, size_t size, const char *name,
			  struct diagnostics *diagnostics);
void xml_drop(struct xml *xml);

/* Takes the namespace away from all elements, so that XPath needs no prefix. xml:lang and the like stay. */
void xml_strip_namespace(struct xml *xml);

struct node_info *xml_info(const xmlNode *node); /* never NULL for elements and text */
struct place xml_place(const struct xml *xml, const xmlNode *node);
/* The place of the first character of a text node that is `code_point`; of the node itself if there is none. */
struct place xml_place_of(const struct xml *xml, const xmlNode *node, int32_t code_point);

/* The same of a later one: `skip` of them are passed over. */
struct place xml_place_nth(const struct xml *xml, const xmlNode *node, int32_t code_point, size_t skip);

/* The same without the node: of the first in the text that begins at `start`, or behind the start of an element; `start` itself if it is no place of this
 * file or there is none. Slow: for messages. */
struct place xml_place_after(const struct xml *xml, struct place start, int32_t code_point);

const char *xml_attribute(const xmlNode *node, const char *name); /* borrowed; NULL if absent */
xmlNode *xml_child(const xmlNode *node, const char *name);        /* first child element; NULL name: any */
xmlNode *xml_next(const xmlNode *node, const char *name);         /* next sibling element */

/* Calls `visit` with every text of an element and below it, attributes' included, in document order. place: the attribute
 * or the text itself. Ends with the first status that is not OK. */
typedef int xml_visit(void *context, xmlNode *text, const xmlNode *place);
int xml_each_text(xmlNode *element, xml_visit *visit, void *context);

/* An element of that name. Inline, as trees are walked by names, most of which differ in their first letter. */
static inline bool xml_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE && (char)*node->name == *name &&
		   strcmp((const char *)node->name, name) == 0;
}

#endif
