/* Documents for comparing two grammars: mutate FOLDER COUNT PLAN.xml... writes COUNT files, each a plan in which one to
 * three elements or attributes were taken out, doubled, moved, renamed, or given another's name or value. The same
 * arguments give the same files. */
#include <libxml/parser.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 20000 };

static uint64_t state = 30; /* of the decree's number */

/* Below n; xorshift64*. */
static size_t pick(size_t n)
{
	state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
	return (size_t)((state * 0x2545F4914F6CDD1DULL) >> 33) % n;
}

static xmlNode *nodes[NODES];
static size_t count;

static void collect(xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type == XML_ELEMENT_NODE && count < NODES) nodes[count++] = node;
		collect(node->children);
	}
}

static xmlAttr *any_attribute(void)
{
	for (int i = 0; i < 200; i++) {
		xmlNode *node = nodes[pick(count)];
		if (node->properties) return node->properties;
	}
	return NULL;
}

static void change_attribute(xmlNode *node)
{
	xmlAttr *other = any_attribute();
	if (!other) return;
	xmlChar *value = xmlNodeGetContent((xmlNode *)other);
	switch (pick(3)) {
	case 0:
		xmlUnsetProp(other->parent, other->name);
		break;
	case 1:
		xmlSetProp(node, other->name, value);
		break;
	default:
		xmlSetProp(other->parent, other->name, BAD_CAST(pick(2) ? "" : "2022-02"));
	}
	xmlFree(value);
}

static int is_within(const xmlNode *node, const xmlNode *ancestor)
{
	while (node && node != ancestor) node = node->parent;
	return node != NULL;
}

static void change(void)
{
	xmlNode *node = nodes[1 + pick(count - 1)], *other = nodes[1 + pick(count - 1)];
	switch (pick(8)) {
	case 0: /* it stays in nodes[], unseen */
		xmlUnlinkNode(node);
		break;
	case 1:
		xmlAddNextSibling(node, xmlCopyNode(node, 1));
		break;
	case 2:
		xmlAddNextSibling(other, xmlCopyNode(node, 1));
		break;
	case 3:
		if (!is_within(other, node)) xmlAddChild(other, xmlCopyNode(node, 1));
		break;
	case 4:
		xmlNodeSetName(node, other->name);
		break;
	case 5:
		xmlAddNextSibling(node, xmlNewText(BAD_CAST "chữ"));
		break;
	default:
		change_attribute(node);
	}
}

static int write_one(const char *folder, int number, const char *plan)
{
	char path[4096];
	xmlDoc *doc = xmlReadFile(plan, NULL, XML_PARSE_NONET);
	if (!doc) return 1;
	count = 0;
	collect(xmlDocGetRootElement(doc));
	for (size_t i = pick(3); count > 2 && i < 3; i++) change();
	snprintf(path, sizeof path, "%s/%04d.xml", folder, number);
	int failed = xmlSaveFileEnc(path, doc, "UTF-8") < 0;
	xmlFreeDoc(doc); /* what was unlinked is left: a tool of a moment */
	return failed;
}

int main(int argc, char **argv)
{
	if (argc < 4) return 2;
	for (int i = 0; i < atoi(argv[2]); i++)
		if (write_one(argv[1], i, argv[3 + pick((size_t)argc - 3)])) return 1;
	return 0;
}
