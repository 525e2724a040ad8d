#include "derive/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"
#include "base/utf8.h"
#include "plan/check.h"
#include "plan/running.h"

static struct buffer *xml_of(struct writer *writer)
{
	return &writer->out->xml;
}

/* Line feeds are written by new_line() alone. */
static void count_columns(struct writer *writer)
{
	const struct buffer *xml = xml_of(writer);
	if (!xml->data) return; /* no memory */
	writer->column += (uint32_t)utf8_count(xml->data + writer->counted, xml->length - writer->counted);
	writer->counted = xml->length;
}

static void new_line(struct writer *writer, size_t depth)
{
	buffer_char(xml_of(writer), '\n');
	writer->line++;
	writer->column = 1;
	writer->counted = xml_of(writer)->length;
	for (size_t i = 0; i < depth; i++) buffer_text(xml_of(writer), "  ");
}

/* What is written next comes from `place`. */
static void mark_origin(struct writer *writer, struct place place)
{
	struct derived *out = writer->out;
	if (out->origin_count == out->origin_capacity) {
		size_t capacity = out->origin_capacity ? 2 * out->origin_capacity : 256;
		struct origin *grown = mem_resize(out->origins, capacity, sizeof *grown);
		if (!grown) {
			writer->failed = true;
			return;
		}
		out->origins = grown;
		out->origin_capacity = capacity;
	}
	count_columns(writer);
	out->origins[out->origin_count++] = (struct origin){writer->line, writer->column, place};
}

static void put_escaped(struct buffer *out, char c, bool attribute)
{
	switch (c) {
	case '&':
		buffer_text(out, "&amp;");
		break;
	case '<':
		buffer_text(out, "&lt;");
		break;
	case '>':
		buffer_text(out, "&gt;");
		break;
	case '"':
		buffer_text(out, attribute ? "&quot;" : "\"");
		break;
	default:
		buffer_char(out, c);
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Characters from `at` on that are written as they are: words, each parted from the next by one blank. */
static size_t count_plain(const char *at, const char *end)
{
	const char *from = at;
	for (; at < end; at++) {
		if ((unsigned char)*at > '>') continue; /* beyond all that is asked for here, as most are */
		bool parts = *at == ' ' && at + 1 < end && !is_blank(at[1]);
		if (!parts && (is_blank(*at) || *at == '&' || *at == '<' || *at == '>')) break;
	}
	return (size_t)(at - from);
}

void writer_begin(struct writer *writer, struct derived *out)
{
	*writer = (struct writer){.out = out, .line = 1, .column = 1};
	buffer_clear(&out->xml);
	out->origin_count = 0;
	buffer_text(&out->xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
	new_line(writer, 0);
	buffer_text(&out->xml, PLAN_DERIVED);
}

static void close_tag(struct writer *writer)
{
	if (writer->open) buffer_char(xml_of(writer), '>');
	writer->open = false;
}

/* Before text or an inline element. */
static void begin_running(struct writer *writer)
{
	close_tag(writer);
	if (writer->running && writer->pending) buffer_char(xml_of(writer), ' ');
	if (!writer->running && writer->depth && writer->stack[writer->depth - 1].blocks) new_line(writer, writer->depth);
	writer->running = true;
	writer->pending = false;
}

void writer_start(struct writer *writer, const char *name, struct place place)
{
	if (writer->depth == WRITER_DEPTH) { /* cannot be: both trees keep the limit */
		writer->failed = true;
		return;
	}
	if (running_inline_name(name)) {
		begin_running(writer);
	} else {
		close_tag(writer);
		if (writer->depth) writer->stack[writer->depth - 1].blocks = true;
		new_line(writer, writer->depth);
		writer->running = writer->pending = false;
	}
	writer->stack[writer->depth++] = (struct open_element){.running = writer->running, .pending = writer->pending};
	if (strcmp(name, "footnote") == 0) writer->running = false;
	mark_origin(writer, place);
	buffer_char(xml_of(writer), '<');
	buffer_text(xml_of(writer), name);
	writer->open = true;
}

void writer_attribute(struct writer *writer, const char *prefix, const char *name, const char *value,
					  struct place place)
{
	struct buffer *xml = xml_of(writer);
	buffer_char(xml, ' ');
	mark_origin(writer, place);
	if (prefix) buffer_format(xml, "%s:", prefix);
	buffer_text(xml, name);
	buffer_text(xml, "=\"");
	for (; *value; value++) put_escaped(xml, is_blank(*value) ? ' ' : *value, true);
	buffer_char(xml, '"');
}

void writer_text(struct writer *writer, const char *text, size_t length, struct place place)
{
	bool marked = false;
	for (const char *at = text, *end = text + length; at < end; at++) {
		if (is_blank(*at)) {
			writer->pending = true;
			continue;
		}
		if (writer->pending || !writer->running || writer->open) begin_running(writer);
		if (!marked) mark_origin(writer, place);
		marked = true;
		size_t plain = count_plain(at, end);
		if (plain > 1) {
			buffer_put(xml_of(writer), at, plain);
			at += plain - 1;
		} else {
			put_escaped(xml_of(writer), *at, false);
		}
	}
}

void writer_end(struct writer *writer, const char *name)
{
	if (!writer->depth) return;
	struct open_element element = writer->stack[--writer->depth];
	bool is_inline = running_inline_name(name);
	if (is_inline && writer->running && writer->pending && !writer->open) {
		buffer_char(xml_of(writer), ' ');
		writer->pending = false;
	}
	if (writer->open) {
		buffer_text(xml_of(writer), "/>");
	} else {
		if (element.blocks) new_line(writer, writer->depth);
		buffer_text(xml_of(writer), "</");
		buffer_text(xml_of(writer), name);
		buffer_char(xml_of(writer), '>');
	}
	writer->open = false;
	if (!is_inline) writer->running = writer->pending = false;
	if (strcmp(name, "footnote") == 0) writer->running = true;
}

int writer_finish(struct writer *writer)
{
	buffer_char(xml_of(writer), '\n');
	return writer->failed || xml_of(writer)->failed ? ERR_MEMORY : OK;
}

struct writer_mark writer_mark(const struct writer *writer)
{
	struct writer_mark mark = {.length = writer->out->xml.length, .origin_count = writer->out->origin_count};
	mark.counted = writer->counted, mark.line = writer->line, mark.column = writer->column;
	mark.open = writer->open, mark.running = writer->running, mark.pending = writer->pending;
	mark.depth = writer->depth;
	if (mark.depth) mark.top = writer->stack[mark.depth - 1];
	return mark;
}

void writer_rewind(struct writer *writer, const struct writer_mark *mark)
{
	writer->out->xml.length = mark->length;
	writer->out->origin_count = mark->origin_count;
	writer->counted = mark->counted, writer->line = mark->line, writer->column = mark->column;
	writer->open = mark->open, writer->running = mark->running, writer->pending = mark->pending;
	writer->depth = mark->depth;
	if (mark->depth) writer->stack[mark->depth - 1] = mark->top;
}
