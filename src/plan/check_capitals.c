/* What was typed in capitals stays so: a warning where it is also cited, in the middle of a sentence. */
#include <utf8proc.h>

#include "base/buffer.h"
#include "base/status.h"
#include "base/utf8.h"
#include "plan/checks.h"
#include "plan/running.h"

enum { FEWEST = 6 }; /* letters; "UBND" alone is an abbreviation */

/* Two words or more, all of them in capitals. */
static bool in_capitals(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	size_t letters = 0;
	bool words = false;
	while (at < end) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		utf8proc_category_t category = utf8proc_category(c);
		if (category == UTF8PROC_CATEGORY_LL) return false;
		letters += category == UTF8PROC_CATEGORY_LU;
		words = words || c == ' ';
		at += bytes ? bytes : 1;
	}
	return words && letters >= FEWEST;
}

static void check_value(struct check *check, const xmlNode *node, const char *name)
{
	const char *value = xml_attribute(node, name);
	const char *text = value ? check_trimmed(check, value) : "";
	size_t length = 0;
	while (text[length]) length++;
	if (in_capitals(text, length)) check_report(check, PLAN_CAPITALS, running_attribute(node, name), name, NULL, NULL);
}

static void check_words(struct check *check, const xmlNode *node)
{
	struct buffer text = {0};
	running_text(&text, check->plan, node);
	if (text.failed) check_keep(check, ERR_MEMORY);
	if (!text.failed && text.length > 0 && in_capitals(text.data, text.length)) {
		const char *label = arena_format(check->arena, "<%s>", (const char *)node->name);
		if (!label) check_keep(check, ERR_MEMORY);
		check_report(check, PLAN_CAPITALS, node, label, NULL, NULL);
	}
	buffer_drop(&text);
}

/* Is there a reference line that names the organ? */
static bool is_cited(const xmlNode *root)
{
	for (const xmlNode *node = xml_child(root, NULL); node; node = xml_next(node, NULL)) {
		bool attached = xml_is(node, "appendix") || xml_is(node, "annex");
		if (attached && !xml_attribute(node, "issued-by")) return true;
	}
	return false;
}

void check_capitals(struct check *check, const xmlNode *node)
{
	bool has_citation = xml_attribute(node, "cited-as") != NULL;
	if (has_citation) check_value(check, node, "cited-as");
	if (xml_attribute(node, "issued-by")) check_value(check, node, "issued-by");
	if (has_citation) return;
	if (xml_is(node, "subject")) check_words(check, node); /* others cite it, too */
	if (xml_is(node, "organ") && xml_child(node, "name") && is_cited(node->parent))
		check_words(check, xml_child(node, "name"));
}

void check_cited_title(struct check *check, const xmlNode *node)
{
	check_words(check, xml_child(node, "title"));
}
