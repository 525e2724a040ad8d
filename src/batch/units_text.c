/* The bytes of a CSV file, whatever a spreadsheet made of them, as clean text. What is wrong is told in the words of
 * someone who saved a spreadsheet; base/encoding.h has those for XML. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/encoding.h"
#include "base/nfc.h"
#include "base/ordinary.h"
#include "base/position.h"
#include "base/status.h"
#include "base/utf8.h"
#include "batch/units.h"
#include "batch/units_table.h"

struct raw {
	const char *bytes;
	size_t size;
	const char *name;
	struct diagnostics *diagnostics;
};

static int refuse(const struct raw *raw, enum diagnostic_id id, struct position *position, size_t offset,
				  const char *argument)
{
	position_move(position, offset);
	struct place place = {raw->name, position->line, position->column};
	return diagnostics_add(raw->diagnostics, id, place, argument, NULL);
}

/* Files of other programs. Only a spreadsheet is told how it becomes what is wanted. */
static int refuse_other_files(const struct raw *raw)
{
	static const struct {
		const char *bytes;
		size_t length;
		enum diagnostic_id id;
		const char *what;
	} others[] = {
		{"PK\x03\x04", 4, UNITS_WORKBOOK, NULL},       /* xlsx, ods */
		{"\xD0\xCF\x11\xE0", 4, UNITS_WORKBOOK, NULL}, /* xls */
		{"\x1F\x8B", 2, UNITS_OTHER_FILE, "gzip"},     {"{\\rtf", 5, UNITS_OTHER_FILE, "RTF"},
		{"%PDF-", 5, UNITS_OTHER_FILE, "PDF"},
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (raw->size < others[i].length || memcmp(raw->bytes, others[i].bytes, others[i].length) != 0) continue;
		struct place place = {raw->name, 0, 0};
		return diagnostics_add(raw->diagnostics, others[i].id, place, others[i].what, NULL);
	}
	return OK;
}

/* UTF-16 without its mark: of the first characters, most have a zero byte. */
static bool is_utf16(const struct raw *raw)
{
	size_t zeros = 0, looked = raw->size < 256 ? raw->size : 256;
	for (size_t i = 0; i < looked; i++) zeros += raw->bytes[i] == 0;
	return zeros * 4 > looked;
}

/* Every control is told; the first byte that is no UTF-8 ends it, as the rest would hardly be. */
static int check_bytes(const struct raw *raw)
{
	struct position position;
	position_begin(&position, raw->bytes, raw->size);
	if (is_utf16(raw)) return refuse(raw, UNITS_UTF16, &position, 0, NULL);
	const char *end = raw->bytes + raw->size;
	int status = OK;
	for (const char *at = raw->bytes; at < end;) {
		int32_t c = 0;
		size_t bytes = utf8_decode(&c, at, end);
		char number[16];
		if (!bytes) {
			snprintf(number, sizeof number, "0x%02X", (unsigned)(unsigned char)*at);
			return refuse(raw, UNITS_NOT_UTF8, &position, (size_t)(at - raw->bytes), number);
		}
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
			snprintf(number, sizeof number, "U+%04X", (unsigned)c);
			status = refuse(raw, UNITS_CONTROL, &position, (size_t)(at - raw->bytes), number);
			if (status == ERR_MEMORY) return status;
		}
		at += bytes;
	}
	return status;
}

/* Line by line, so that a long file needs no four bytes for each of its characters. */
static int normalize(char **text, size_t *size, struct arena *arena)
{
	if (nfc_is_settled(*text, *size)) return OK;
	struct buffer out = {0};
	const char *end = *text + *size;
	for (const char *at = *text; at < end;) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((feed ? feed + 1 : end) - at);
		char *composed;
		size_t composed_size;
		if (nfc_is_settled(at, length)) {
			buffer_put(&out, at, length);
		} else if (nfc_compose(&composed, &composed_size, at, length) == OK) {
			buffer_put(&out, composed, composed_size);
			free(composed);
		} else {
			out.failed = true;
		}
		at += length;
	}
	*size = out.length;
	*text = out.failed ? NULL : arena_copy(arena, out.data, out.length);
	buffer_drop(&out);
	return *text ? OK : ERR_MEMORY;
}

int units_text(char **text, size_t *size, struct arena *arena, const char *bytes, size_t length, const char *name,
			   struct diagnostics *diagnostics)
{
	struct raw raw = {bytes, length, name, diagnostics};
	TRY(refuse_other_files(&raw));
	bool wide = length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
	if (!wide && !text_is_ordinary(bytes, length)) TRY(check_bytes(&raw));
	bool ordinary;
	TRY(encoding_decode(text, size, &ordinary, arena, bytes, length, UNITS_FILE_LIMIT, name, diagnostics));
	return ordinary ? OK : normalize(text, size, arena);
}
