#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/ordinary.h"
#include "base/position.h"
#include "base/status.h"
#include "base/utf8.h"

enum { NAME_LENGTH = 40, DECLARATION_LENGTH = 1024 };

struct decoding {
	const char *bytes;
	size_t size;
	const char *encoding; /* by its mark or declaration */
	char declared[NAME_LENGTH + 1];
	size_t declared_at; /* offset of the declared name; 0: none */
	const char *name;   /* of the file */
	struct diagnostics *diagnostics;
};

static bool begins_with(const struct decoding *decoding, const char *bytes, size_t length)
{
	return decoding->size >= length && memcmp(decoding->bytes, bytes, length) == 0;
}

/* Files of other programs, which users do give by mistake. */
static int refuse_other_files(const struct decoding *decoding)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *what;
	} others[] = {
		{"\x1F\x8B", 2, "gzip"},
		{"PK\x03\x04", 4, "ZIP (docx, xlsx, odt)"},
		{"\xD0\xCF\x11\xE0", 4, "Word 97 (doc)"},
		{"{\\rtf", 5, "RTF"},
		{"%PDF-", 5, "PDF"},
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (!begins_with(decoding, others[i].bytes, others[i].length)) continue;
		struct place place = {decoding->name, 0, 0};
		return diagnostics_add(decoding->diagnostics, XML_NOT_TEXT, place, others[i].what, NULL);
	}
	return OK;
}

/* The name that the XML declaration gives, if there is one: [A-Za-z][A-Za-z0-9._-]* (XML 1.0, production 81). */
static void read_declaration(struct decoding *decoding)
{
	char text[DECLARATION_LENGTH + 1] = "";
	size_t length = decoding->size < DECLARATION_LENGTH ? decoding->size : DECLARATION_LENGTH;
	memcpy(text, decoding->bytes, length);
	char *end = strncmp(text, "<?xml", 5) == 0 ? strstr(text, "?>") : NULL;
	if (!end) return;
	*end = '\0';
	char *at = strstr(text + 5, "encoding");
	if (!at) return;
	at += strlen("encoding");
	at += strspn(at, " \t\r\n=");
	if (*at != '"' && *at != '\'') return;
	char quote = *at++;
	size_t name = 0;
	while (at[name] && at[name] != quote) name++;
	if (!at[name]) return;
	decoding->declared_at = (size_t)(at - text);
	snprintf(decoding->declared, sizeof decoding->declared, "%.*s", (int)name, at);
	decoding->encoding = decoding->declared;
}

/* Byte-order marks (XML 1.0, appendix F), and UTF-16 without one, known by its zero bytes. */
static void find_encoding(struct decoding *decoding)
{
	static const struct {
		const char *bytes;
		size_t length, skip;
		const char *encoding;
	} marks[] = {
		{"\xEF\xBB\xBF", 3, 3, "UTF-8"}, {"\xFF\xFE\0\0", 4, 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"},
		{"\xFF\xFE", 2, 2, "UTF-16LE"},  {"\xFE\xFF", 2, 2, "UTF-16BE"},     {"<\0\0\0", 4, 0, "UTF-32LE"},
		{"\0\0\0<", 4, 0, "UTF-32BE"},
	};
	decoding->encoding = "UTF-8";
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (!begins_with(decoding, marks[i].bytes, marks[i].length)) continue;
		decoding->encoding = marks[i].encoding;
		do {
			decoding->bytes += marks[i].skip;
			decoding->size -= marks[i].skip;
		} while (marks[i].skip && begins_with(decoding, marks[i].bytes, marks[i].length)); /* some editors add one */
		return;
	}
	bool pairs = decoding->size >= 4 && !decoding->bytes[0] != !decoding->bytes[1] &&
				 !decoding->bytes[0] == !decoding->bytes[2] && !decoding->bytes[1] == !decoding->bytes[3];
	if (pairs && (decoding->bytes[0] == '<' || decoding->bytes[1] == '<'))
		decoding->encoding = decoding->bytes[0] ? "UTF-16LE" : "UTF-16BE";
	else
		read_declaration(decoding);
}

static bool is_xml_character(int32_t c)
{
	if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
	return c != 0xFFFE && c != 0xFFFF;
}

/* Do the bytes end before the character that begins at `at` does? */
static bool is_cut(const char *at, const char *end)
{
	size_t length = (size_t)(end - at);
	unsigned char first = length ? (unsigned char)*at : 0;
	if (first < 0xC2 || first > 0xF4 || length >= (first >= 0xF0 ? 4U : first >= 0xE0 ? 3U : 2U)) return false;
	for (size_t i = 1; i < length; i++)
		if (((unsigned char)at[i] & 0xC0) != 0x80) return false;
	return true;
}

static int refuse_bytes(const struct decoding *decoding, struct place place, const char *at, const char *end,
						int32_t character)
{
	char number[16];
	if (character >= 0) {
		snprintf(number, sizeof number, "U+%04X", (unsigned)character);
		return diagnostics_add(decoding->diagnostics, XML_CHARACTER, place, number, NULL);
	}
	if (is_cut(at, end) && strcmp(decoding->encoding, "UTF-8") == 0)
		return diagnostics_add(decoding->diagnostics, XML_CUT_CHARACTER, place, NULL);
	snprintf(number, sizeof number, "0x%02X", at < end ? (unsigned)(unsigned char)*at : 0);
	return diagnostics_add(decoding->diagnostics, XML_ENCODING_INVALID, place, number, decoding->encoding, NULL);
}

/* Copies UTF-8, looking at every character; CR LF and CR become LF. *length is what was copied, on failure too. */
static int copy_clean(char *text, size_t *length, const struct decoding *decoding, const char *at, size_t size)
{
	const char *end = at + size;
	char *out = text;
	int32_t refused = -1;
	while (at < end) {
		unsigned char c = (unsigned char)*at;
		if (c >= 0x20 && c < 0x80) {
			*out++ = *at++;
			continue;
		}
		int32_t character = 0;
		size_t bytes = utf8_decode(&character, at, end);
		if (!bytes || !is_xml_character(character)) {
			refused = bytes ? character : -1;
			break;
		}
		if (c == '\r') {
			*out++ = '\n';
			at += at + 1 < end && at[1] == '\n' ? 2 : 1;
			continue;
		}
		while (bytes--) *out++ = *at++; /* two or three: a call of memcpy() would take longer */
	}
	*length = (size_t)(out - text);
	if (at == end) return OK;
	struct position position;
	position_begin(&position, text, *length);
	position_move(&position, *length);
	struct place place = {decoding->name, position.line, position.column};
	return refuse_bytes(decoding, place, at, end, refused);
}

static int transcode(struct buffer *out, const struct decoding *decoding, iconv_t converter, const char **stopped)
{
	char *in = (char *)decoding->bytes; /* iconv() writes only the pointer */
	size_t left = decoding->size;
	while (left) {
		char *room = buffer_room(out, left < 4096 ? 4096 : left);
		if (!room) return ERR_MEMORY;
		size_t space = out->capacity - out->length, before = space;
		size_t result = iconv(converter, &in, &left, &room, &space);
		out->length += before - space;
		if (result == (size_t)-1 && errno != E2BIG) break;
	}
	*stopped = left ? in : NULL;
	return OK;
}

static int refuse_declared(const struct decoding *decoding, enum diagnostic_id id)
{
	struct position position;
	position_begin(&position, decoding->bytes, decoding->size);
	position_move(&position, decoding->declared_at);
	struct place place = {decoding->name, position.line, position.column};
	return diagnostics_add(decoding->diagnostics, id, place, decoding->declared, NULL);
}

static int open_converter(iconv_t *converter, const struct decoding *decoding)
{
	/* Only what a declaration may hold: iconv_open() would heed a suffix such as //IGNORE. */
	size_t plain = strspn(decoding->encoding, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
	*converter = decoding->encoding[plain] || !plain ? (iconv_t)-1 : iconv_open("UTF-8", decoding->encoding);
	if (*converter != (iconv_t)-1) return OK;
	if (errno == ENOMEM && !decoding->encoding[plain] && plain) return ERR_MEMORY;
	return refuse_declared(decoding, XML_ENCODING_UNKNOWN);
}

/* Bytes beyond ASCII, all of them UTF-8: by chance, hardly any other code gives such a text. */
static bool is_utf8(const struct decoding *decoding)
{
	const char *at = decoding->bytes, *end = at + decoding->size;
	bool beyond = false;
	for (int32_t c; at < end;) {
		size_t bytes = utf8_decode(&c, at, end);
		if (!bytes) return false;
		beyond |= bytes > 1;
		at += bytes;
	}
	return beyond;
}

/* Through iconv. Where it stops, what it gave so far tells the place. */
static int decode_foreign(char **text, size_t *length, struct arena *arena, const struct decoding *decoding)
{
	iconv_t converter;
	TRY(open_converter(&converter, decoding));
	if (decoding->declared_at && is_utf8(decoding)) {
		iconv_close(converter);
		return refuse_declared(decoding, XML_ENCODING_FALSE);
	}
	struct buffer converted = {0};
	const char *stopped = NULL;
	int status = transcode(&converted, decoding, converter, &stopped);
	iconv_close(converter);
	if (status != OK) goto done;
	if (decoding->declared_at && (converted.length < 5 || memcmp(converted.data, "<?xml", 5) != 0)) {
		status = refuse_declared(decoding, XML_ENCODING_FALSE); /* "UTF-16" in a file of single bytes */
		goto done;
	}
	*text = arena_alloc(arena, converted.length + 1);
	const char *from = converted.data ? converted.data : ""; /* a mark and nothing behind it */
	status = *text ? copy_clean(*text, length, decoding, from, converted.length) : ERR_MEMORY;
	if (status != OK || !stopped) goto done;
	struct position position;
	position_begin(&position, *text, *length);
	position_move(&position, *length);
	struct place place = {decoding->name, position.line, position.column};
	status = refuse_bytes(decoding, place, stopped, decoding->bytes + decoding->size, -1);
done:
	buffer_drop(&converted);
	return status;
}

int encoding_decode(char **text, size_t *length, bool *ordinary, struct arena *arena, const char *bytes, size_t size,
					size_t limit, const char *name, struct diagnostics *diagnostics)
{
	struct decoding decoding = {.bytes = bytes, .size = size, .name = name, .diagnostics = diagnostics};
	if (size > limit) {
		char mebibytes[24];
		snprintf(mebibytes, sizeof mebibytes, "%zu", limit >> 20);
		return diagnostics_add(diagnostics, FILE_TOO_LARGE, (struct place){name, 0, 0}, mebibytes, NULL);
	}
	TRY(refuse_other_files(&decoding));
	find_encoding(&decoding);
	*length = 0;
	*ordinary = false;
	if (strcasecmp(decoding.encoding, "UTF-8") != 0 && strcasecmp(decoding.encoding, "UTF8") != 0)
		return decode_foreign(text, length, arena, &decoding);
	*text = arena_alloc(arena, decoding.size + 1);
	if (!*text) return ERR_MEMORY;
	*ordinary = text_is_ordinary(decoding.bytes, decoding.size);
	if (!*ordinary) return copy_clean(*text, length, &decoding, decoding.bytes, decoding.size);
	memcpy(*text, decoding.bytes, decoding.size);
	*length = decoding.size;
	return OK;
}
