/* TM., TL., TUQ., KT., Q.: their order, and the position under them (ND30-II.7b). */
#include <string.h>

#include "plan/checks.h"

/* By rank: what stands further down comes later, and each rank once. */
static const struct authority {
	const char *word;
	int rank;
} authorities[] = {{"TM.", 0}, {"TL.", 1}, {"TUQ.", 1}, {"KT.", 2}, {"Q.", 3}};

enum { ACTING = 3 };

static const struct authority *find_authority(const char *text)
{
	for (size_t i = 0; i < sizeof authorities / sizeof *authorities; i++)
		if (strncmp(text, authorities[i].word, strlen(authorities[i].word)) == 0) return &authorities[i];
	return NULL;
}

static const char *text_of(struct check *check, const xmlNode *node)
{
	return check_trimmed(check, node->children && node->children->content ? (const char *)node->children->content : "");
}

void check_signature(struct check *check, const xmlNode *signature)
{
	const struct authority *last = NULL;
	const xmlNode *position = xml_child(signature, "position"), *last_node = NULL;
	for (const xmlNode *node = xml_child(signature, "authority"); node; node = xml_next(node, "authority")) {
		const char *text = text_of(check, node);
		const struct authority *found = find_authority(text);
		if (!found) continue;
		const char *whose = text + strlen(found->word);
		if (!whose[strspn(whose, " \t\n")])
			check_report(check, PLAN_AUTHORITY_OF_NOBODY, node, found->word, NULL, NULL);
		if (last && last->rank >= found->rank)
			check_report(check, PLAN_AUTHORITY_ORDER, node, found->word, last->word, NULL);
		last = found;
		last_node = node;
	}
	if (!last) return;
	if (last->rank == ACTING && position)
		check_report(check, PLAN_ACTING_AND_POSITION, position, text_of(check, last_node), NULL, NULL);
	if (last->rank != ACTING && !position)
		check_report(check, PLAN_AUTHORITY_ALONE, last_node, text_of(check, last_node), NULL, NULL);
}
