/* The tokens of an XPath 1.0 expression: enough to see what it asks for before it is evaluated. */
#ifndef PLAN_TOKENS_H
#define PLAN_TOKENS_H

#include <stdbool.h>

#include "base/arena.h"

enum token_kind { TOKEN_NAME, TOKEN_LITERAL, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	enum token_kind kind;
	const char *at; /* in the text, not terminated */
	size_t length;
	int depth;        /* of predicates around it */
	bool operand;     /* stands where an operand begins */
	bool is_operator; /* XPath 1.0, 3.7: a name or * that follows an operand */
};

/* All tokens of the text, in the arena. Any text has some: whether it is an expression is for libxml2 to say. */
int tokens_read(struct token **tokens, size_t *count, struct arena *arena, const char *text);

bool token_is(const struct token *token, const char *text); /* NULL is no text */
bool token_is_one_of(const struct token *token, const char *const *texts, size_t count);
bool token_wants_step(const struct token *token); /* of a path: "/", "@", ... */

/* Is it the name of an element, or of an attribute, that the expression asks for? */
bool token_is_asked(bool *attribute, const struct token *tokens, size_t count, size_t index);

#endif
