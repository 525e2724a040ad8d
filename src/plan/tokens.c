#include "plan/tokens.h"

#include <string.h>

#include "base/status.h"

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct token read_token(const char *at)
{
	static const char *const marks[] = {"//", "::", "..", "!=", "<=", ">="};
	struct token token = {TOKEN_MARK, at, 1, 0, false, false};
	if (is_name_start(*at)) {
		token.kind = TOKEN_NAME;
		while (is_name_start(at[token.length]) || is_digit(at[token.length]) || at[token.length] == '-' ||
			   at[token.length] == '.')
			token.length++;
	} else if (*at == '"' || *at == '\'') {
		const char *end = strchr(at + 1, *at);
		token.kind = TOKEN_LITERAL;
		token.length = end ? (size_t)(end + 1 - at) : strlen(at);
	} else if (is_digit(*at) || (*at == '.' && is_digit(at[1]))) {
		token.kind = TOKEN_NUMBER;
		token.length = strspn(at, "0123456789.");
	} else {
		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (strncmp(at, marks[i], 2) == 0) token.length = 2;
	}
	return token;
}

bool token_is(const struct token *token, const char *text)
{
	return token && strlen(text) == token->length && strncmp(token->at, text, token->length) == 0;
}

bool token_is_one_of(const struct token *token, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (token_is(token, texts[i])) return true;
	return false;
}

/* Does an operand, or a step of a path, come after it? */
static bool wants_operand(const struct token *token)
{
	static const char *const marks[] = {"(", "[", ",", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="};
	return !token || token->is_operator || token_is_one_of(token, marks, sizeof marks / sizeof *marks);
}

bool token_wants_step(const struct token *token)
{
	static const char *const marks[] = {"/", "//", "::", "@", "$", ":"};
	return token && token_is_one_of(token, marks, sizeof marks / sizeof *marks);
}

int tokens_read(struct token **tokens, size_t *count, struct arena *arena, const char *text)
{
	int depth = 0;
	*tokens = NULL;
	*count = 0;
	for (const char *at = text;; at += (*tokens)[*count - 1].length) {
		at += strspn(at, " \t\n\r");
		if (!*at) return OK;
		const struct token *before = *count ? &(*tokens)[*count - 1] : NULL;
		struct token token = read_token(at);
		if (token_is(&token, "]")) depth--;
		token.depth = depth;
		if (token_is(&token, "[")) depth++;
		bool operand = wants_operand(before);
		token.operand = operand;
		token.is_operator =
			(token.kind == TOKEN_NAME || token_is(&token, "*")) && !operand && !token_wants_step(before);
		TRY(arena_grow(arena, tokens, *count, sizeof **tokens));
		(*tokens)[(*count)++] = token;
	}
}

bool token_is_asked(bool *attribute, const struct token *tokens, size_t count, size_t index)
{
	const struct token *token = &tokens[index], *before = index ? token - 1 : NULL;
	const struct token *next = index + 1 < count ? token + 1 : NULL;
	*attribute = token_is(before, "@") || (index > 1 && token_is(before, "::") && token_is(before - 1, "attribute"));
	if (token->kind != TOKEN_NAME || token->is_operator) return false;
	if (token_is(next, "(") || token_is(next, "::") || token_is(next, ":")) return false; /* function, axis, prefix */
	return !token_is(before, ":") && !token_is(before, "$");
}
