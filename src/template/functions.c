/* What expressions in a template can ask beside XPath 1.0. */
#include <libxml/xpathInternals.h>
#include <stddef.h>
#include <string.h>

#include "base/status.h"
#include "template/internal.h"

/* number-of(node): its number as printed; citation-of(node): as it is cited. Of the context node without an argument. */
static void push_info(xmlXPathParserContext *parser, int count, size_t member)
{
	const xmlNode *node = parser->context->node;
	xmlXPathObject *argument = count ? valuePop(parser) : NULL;
	if (argument) {
		const xmlNodeSet *set = argument->type == XPATH_NODESET ? argument->nodesetval : NULL;
		node = set && set->nodeNr ? set->nodeTab[0] : NULL;
	}
	const char *text = NULL;
	if (node && node->type == XML_ELEMENT_NODE) memcpy(&text, (const char *)xml_info(node) + member, sizeof text);
	xmlXPathFreeObject(argument);
	valuePush(parser, xmlXPathNewCString(text ? text : ""));
}

static void number_of(xmlXPathParserContext *parser, int count)
{
	push_info(parser, count, offsetof(struct node_info, number));
}

static void citation_of(xmlXPathParserContext *parser, int count)
{
	push_info(parser, count, offsetof(struct node_info, citation));
}

int template_register_functions(xmlXPathContext *xpath)
{
	if (xmlXPathRegisterFunc(xpath, BAD_CAST "number-of", number_of) != 0) return ERR_MEMORY;
	return xmlXPathRegisterFunc(xpath, BAD_CAST "citation-of", citation_of) == 0 ? OK : ERR_MEMORY;
}
