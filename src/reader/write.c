/* Facts as JSON (RFC 8259) and as text. */
#include <string.h>

#include "archive/schema.h"
#include "base/utf8.h"
#include "reader/fact.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Calls `put` for each character; what is no UTF-8 is U+FFFD, byte by byte. */
static void each_character(const char *text, size_t length, struct buffer *out,
						   void (*put)(struct buffer *out, int32_t code_point, const char *bytes, size_t size))
{
	for (const char *at = text, *end = text + length; at < end;) {
		int32_t code_point = 0;
		size_t size = utf8_decode(&code_point, at, end);
		if (size)
			put(out, code_point, at, size);
		else
			put(out, 0xFFFD, REPLACEMENT, sizeof REPLACEMENT - 1);
		at += size ? size : 1;
	}
}

/* JSON. */

static void put_json_character(struct buffer *out, int32_t code_point, const char *bytes, size_t size)
{
	bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
	if (code_point == '"' || code_point == '\\')
		buffer_format(out, "\\%c", (char)code_point);
	else if (control)
		buffer_format(out, "\\u%04x", (unsigned)code_point);
	else
		buffer_put(out, bytes, size);
}

/* The lists and groups are nested by our own code, a few deep. */
static void put_json(const struct fact *fact, struct buffer *out)
{
	bool list = fact->kind == FACT_LIST;
	switch (fact->kind) {
	case FACT_NONE:
		buffer_text(out, "null");
		break;
	case FACT_TEXT:
		buffer_char(out, '"');
		each_character(fact->text, fact->length, out, put_json_character);
		buffer_char(out, '"');
		break;
	case FACT_NUMBER:
		buffer_integer(out, fact->number);
		break;
	case FACT_FLAG:
		buffer_text(out, fact->number ? "true" : "false");
		break;
	case FACT_LIST:
	case FACT_GROUP:
		buffer_char(out, list ? '[' : '{');
		for (const struct fact *member = fact->first; member; member = member->next) {
			if (member != fact->first) buffer_text(out, ", ");
			if (!list) buffer_format(out, "\"%s\": ", member->key);
			put_json(member, out);
		}
		buffer_char(out, list ? ']' : '}');
		break;
	}
}

void facts_write_json(const struct fact *root, struct buffer *out)
{
	put_json(root, out);
	buffer_char(out, '\n');
}

/* Text. */

static const struct {
	const char *key, *label[2];
} labels[] = {
	{"file", {"file", "tệp"}},
	{"pdf_version", {"PDF version", "phiên bản PDF"}},
	{"pages", {"pages", "số trang"}},
	{"page_labels", {"page labels", "nhãn trang"}},
	{"first_page", {"from page", "từ trang"}},
	{"last_page", {"to page", "đến trang"}},
	{"first_label", {"labelled from", "nhãn từ"}},
	{"last_label", {"to", "đến"}},
	{"conformance", {"says it conforms to", "tự nhận đúng chuẩn"}},
	{"producer", {"made by", "phần mềm tạo tệp"}},
	{"title", {"title", "tiêu đề"}},
	{"author", {"author", "tác giả"}},
	{"created", {"created", "ngày tạo"}},
	{"language", {"language", "ngôn ngữ"}},
	{"tagged", {"tagged", "có gắn thẻ cấu trúc"}},
	{"encrypted", {"encrypted", "được mã hóa"}},
	{"fonts", {"fonts", "phông chữ"}},
	{"name", {"name", "tên"}},
	{"embedded", {"embedded", "đã nhúng"}},
	{"subset", {"only what is used of it", "chỉ phần được dùng"}},
	{"attachments", {"attachments", "tệp đính kèm"}},
	{"size", {"bytes", "số byte"}},
	{"type", {"type", "loại"}},
	{"relationship", {"relationship", "quan hệ"}},
	{"signatures", {"signature fields", "trường chữ ký số"}},
	{"field", {"field", "trường"}},
	{"signed", {"signed", "đã ký"}},
	{"signer", {"signer", "người ký"}},
	{"date", {"date", "ngày"}},
	{"format", {"format", "định dạng"}},
	{"metadata", {"metadata (Decree 30/2020, Appendix VI)", "dữ liệu đặc tả (Phụ lục VI Nghị định 30/2020)"}},
};

/* The decree names its own fields: in English by their name, in Vietnamese by what it says of them. within: the key of
 * what the fact stands in, as a structure's fields have names of their own. */
static const char *label_of(const char *key, const char *within, enum language language)
{
	const struct metadata_field *field;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (strcmp(labels[i].key, key) == 0) return labels[i].label[language];
	}
	for (size_t i = 0; within && language == VIETNAMESE && (field = metadata_field_at(i)); i++) {
		const char *part_of = field->part_of ? field->part_of : "metadata";
		if (strcmp(field->name, key) == 0 && strcmp(part_of, within) == 0) return field->description;
	}
	return key;
}

/* Nothing in a file may steer the terminal, nor turn round the text that follows. */
static void put_safe_character(struct buffer *out, int32_t code_point, const char *bytes, size_t size)
{
	bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
	bool turning = (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069) ||
				   code_point == 0x200E || code_point == 0x200F || code_point == 0x2028 || code_point == 0x2029;
	if (control || turning)
		buffer_char(out, ' ');
	else
		buffer_put(out, bytes, size);
}

void facts_put_safe(struct buffer *out, const char *text, size_t length)
{
	each_character(text, length, out, put_safe_character);
}

static void put_scalar(const struct fact *fact, enum language language, struct buffer *out)
{
	static const char *const answers[][2] = {{"no", "không"}, {"yes", "có"}};
	if (fact->kind == FACT_TEXT)
		facts_put_safe(out, fact->text, fact->length);
	else if (fact->kind == FACT_NUMBER)
		buffer_integer(out, fact->number);
	else if (fact->kind == FACT_FLAG)
		buffer_text(out, answers[fact->number != 0][language]);
}

static bool is_said(const struct fact *fact)
{
	bool holds = fact->kind == FACT_LIST || fact->kind == FACT_GROUP;
	return fact->kind != FACT_NONE && (!holds || fact->first);
}

static void put_label(const char *key, const char *within, enum language language, struct buffer *out)
{
	buffer_format(out, "%s:", label_of(key, within, language));
}

/* All on one line: a group in a list, a list of texts. */
static void put_line(const struct fact *fact, const char *within, enum language language, struct buffer *out)
{
	if (fact->kind != FACT_LIST && fact->kind != FACT_GROUP) {
		put_scalar(fact, language, out);
		return;
	}
	bool begun = false;
	for (const struct fact *member = fact->first; member; member = member->next) {
		if (!is_said(member)) continue;
		if (begun) buffer_text(out, "; ");
		begun = true;
		if (member->key) {
			put_label(member->key, within, language, out);
			buffer_char(out, ' ');
		}
		put_line(member, member->key, language, out);
	}
}

static void put_members(const struct fact *holder, enum language language, size_t indent, struct buffer *out)
{
	for (const struct fact *fact = holder->first; fact; fact = fact->next) {
		if (!is_said(fact)) continue;
		for (size_t i = 0; i < indent; i++) buffer_text(out, "  ");
		bool many = fact->kind == FACT_GROUP || (fact->kind == FACT_LIST && fact->first->kind == FACT_GROUP);
		if (fact->key) put_label(fact->key, holder->key, language, out);
		if (many && fact->key) {
			buffer_char(out, '\n');
			put_members(fact, language, indent + 1, out);
		} else {
			if (fact->key) buffer_char(out, ' ');
			put_line(fact, holder->key, language, out);
			buffer_char(out, '\n');
		}
	}
}

void facts_write_text(const struct fact *root, enum language language, struct buffer *out)
{
	put_members(root, language, 0, out);
}
