/* What is told, and in which words parts of the document are. */
#include <string.h>

#include "base/buffer.h"
#include "base/status.h"
#include "plan/explaining.h"

enum { REPORTS = 100, QUOTED = 40, LISTED = 24 };

bool explain_is_over(const struct explanation *explanation)
{
	return explanation->status == ERR_MEMORY || explanation->reports >= REPORTS || explanation->grammar->failed;
}

void explain_fail(struct explanation *explanation)
{
	explanation->status = ERR_MEMORY;
}

void explain_report_at(struct explanation *explanation, enum diagnostic_id id, struct place place, const char *first,
					   const char *second, const char *third, const char *fourth)
{
	if (explain_is_over(explanation)) return;
	int status = diagnostics_add(explanation->diagnostics, id, place, first, second, third, fourth, NULL);
	explanation->reports++;
	explanation->status = status;
}

void explain_report(struct explanation *explanation, enum diagnostic_id id, const xmlNode *node, const char *first,
					const char *second, const char *third, const char *fourth)
{
	explain_report_at(explanation, id, xml_place(explanation->xml, node), first, second, third, fourth);
}

const char *explain_line(struct explanation *explanation, const xmlNode *node)
{
	const char *line = arena_format(explanation->arena, "%u", xml_place(explanation->xml, node).line);
	if (!line) explain_fail(explanation);
	return line ? line : "";
}

const char *explain_list(struct explanation *explanation, const struct names *names)
{
	struct buffer out = {0};
	for (size_t i = 0; i < names->count; i++) {
		if (i) buffer_text(&out, ", ");
		if (i == LISTED) {
			buffer_text(&out, "…");
			break;
		}
		buffer_format(&out, "<%s>", names->items[i]);
	}
	const char *list = out.failed ? NULL : arena_copy(explanation->arena, out.data, out.length);
	buffer_drop(&out);
	if (!list) explain_fail(explanation);
	return list ? list : "";
}

const char *explain_quote(struct explanation *explanation, const char *text)
{
	text += strspn(text, " \t\n\r");
	size_t length = 0, characters = 0;
	for (; text[length] && text[length] != '\n' && characters <= QUOTED; length++)
		characters += ((unsigned char)text[length] & 0xC0) != 0x80;
	if (characters > QUOTED) length--; /* the last one's first byte */
	while (length && strchr(" \t\r", text[length - 1])) length--;
	const char *rest = text + length + strspn(text + length, " \t\n\r");
	const char *quoted = arena_format(explanation->arena, "%.*s%s", (int)length, text, *rest ? "…" : "");
	if (!quoted) explain_fail(explanation);
	return quoted ? quoted : "";
}

static bool is_blank(const xmlNode *text)
{
	const char *content = text->content ? (const char *)text->content : "";
	return content[strspn(content, " \t\n\r")] == '\0';
}

const xmlNode *explain_skip_blank(const xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE && !(node->type == XML_TEXT_NODE && !is_blank(node)))
		node = node->next;
	return node;
}

const xmlNode *explain_following(const xmlNode *node)
{
	return explain_skip_blank(node->next);
}
