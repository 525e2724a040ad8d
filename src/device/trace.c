/* The trace: what is drawn, a line each, fields parted by tabs.
 *
 *   page   NUMBER WIDTH HEIGHT
 *   anchor Y NAME BLOCK LINE                      links to #NAME lead there, to a line of this page
 *   begin  BLOCK ROLE STYLE                       the marks of a block follow; block 0, Artifact: none of the plan's
 *   text   X Y WIDTH SIZE FACE TEXT BLOCK LINE    X Y: where the baseline begins
 *   link   TARGET BLOCK LINE                      the text before leads there: a URI or #NAME
 *   rule   X Y X2 Y2 THICKNESS BLOCK LINE
 *   image  X Y WIDTH HEIGHT NAME BLOCK LINE       X Y: top left corner; NAME: the path in the plan
 *   box    X Y WIDTH HEIGHT NAME BLOCK LINE       X Y: top left corner
 *   end    BLOCK
 *
 * Lengths are points with three decimals, y grows downwards. FACE is the PostScript name; a colour other than black
 * follows it, or a rule's thickness, as #rrggbb. TEXT has a space where page_word has one, so a broken line ends with
 * it. LINE is the plan's, 0 if there is none. What is missing is "-". Backslash, tab and line feed in a text are
 * written \\ \t \n. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/status.h"
#include "device/device.h"

struct trace {
	struct device device;
	struct buffer text;
	const struct pages *pages;
	size_t page, anchor;  /* the next ones */
	uint32_t block, line; /* of the marks that follow */
};

static void put_points(struct trace *trace, mpt value)
{
	int64_t whole = value < 0 ? -(int64_t)value : value;
	buffer_format(&trace->text, "\t%s%lld.%03d", value < 0 ? "-" : "", (long long)(whole / 1000), (int)(whole % 1000));
}

static void put_escaped(struct trace *trace, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '\\':
			buffer_text(&trace->text, "\\\\");
			break;
		case '\t':
			buffer_text(&trace->text, "\\t");
			break;
		case '\n':
			buffer_text(&trace->text, "\\n");
			break;
		default:
			buffer_char(&trace->text, *text);
		}
	}
}

static void put_field(struct trace *trace, const char *text)
{
	buffer_char(&trace->text, '\t');
	put_escaped(trace, text ? text : "-");
}

static void put_colour(struct trace *trace, uint32_t colour)
{
	if (colour) buffer_format(&trace->text, "#%06x", (unsigned)colour);
}

static int end_drawn(struct trace *trace)
{
	buffer_format(&trace->text, "\t%u\t%u\n", (unsigned)trace->block, (unsigned)trace->line);
	return trace->text.failed ? ERR_MEMORY : OK;
}

static int end_line(struct trace *trace)
{
	buffer_char(&trace->text, '\n');
	return trace->text.failed ? ERR_MEMORY : OK;
}

static void take_block(struct trace *trace, const struct block *block)
{
	trace->block = block ? block->id : 0;
	trace->line = block ? block->place.line : 0;
}

static int begin_page(struct device *device, const struct page *page)
{
	struct trace *trace = (struct trace *)device;
	const struct pages *pages = trace->pages;
	buffer_format(&trace->text, "page\t%u", page->number);
	put_points(trace, page->width);
	put_points(trace, page->height);
	TRY(end_line(trace));
	for (; trace->anchor < pages->anchor_count; trace->anchor++) {
		const struct anchor *anchor = &pages->anchors[trace->anchor];
		if (anchor->page != trace->page) break;
		take_block(trace, anchor->block);
		buffer_text(&trace->text, "anchor");
		put_points(trace, anchor->y);
		put_field(trace, anchor->name);
		TRY(end_drawn(trace));
	}
	trace->page++;
	return OK;
}

static int begin(struct device *device, const struct block *block)
{
	struct trace *trace = (struct trace *)device;
	take_block(trace, block);
	buffer_format(&trace->text, "begin\t%u", (unsigned)trace->block);
	put_field(trace, block ? block->role : "Artifact");
	put_field(trace, block && block->style ? block->style->name : NULL);
	return end_line(trace);
}

static int text(struct device *device, const struct mark *mark)
{
	struct trace *trace = (struct trace *)device;
	buffer_text(&trace->text, "text");
	put_points(trace, mark->x);
	put_points(trace, mark->y);
	put_points(trace, mark->text.width);
	put_points(trace, mark->text.size);
	put_field(trace, mark->text.face->postscript_name);
	put_colour(trace, mark->colour);
	buffer_char(&trace->text, '\t');
	for (size_t i = 0; i < mark->text.count; i++) {
		put_escaped(trace, mark->text.words[i].word->text);
		if (mark->text.words[i].space) buffer_char(&trace->text, ' ');
	}
	TRY(end_drawn(trace));
	if (!mark->text.link) return OK;
	buffer_text(&trace->text, "link");
	put_field(trace, mark->text.link);
	return end_drawn(trace);
}

static int rule(struct device *device, const struct mark *mark)
{
	struct trace *trace = (struct trace *)device;
	buffer_text(&trace->text, "rule");
	put_points(trace, mark->x);
	put_points(trace, mark->y);
	put_points(trace, mark->x + mark->rule.dx);
	put_points(trace, mark->y + mark->rule.dy);
	put_points(trace, mark->rule.thickness);
	put_colour(trace, mark->colour);
	return end_drawn(trace);
}

static int image(struct device *device, const struct mark *mark)
{
	struct trace *trace = (struct trace *)device;
	buffer_text(&trace->text, "image");
	put_points(trace, mark->x);
	put_points(trace, mark->y);
	put_points(trace, mark->image.width);
	put_points(trace, mark->image.height);
	put_field(trace, mark->image.image->name);
	return end_drawn(trace);
}

static int box(struct device *device, const struct mark *mark)
{
	struct trace *trace = (struct trace *)device;
	buffer_text(&trace->text, "box");
	put_points(trace, mark->x);
	put_points(trace, mark->y);
	put_points(trace, mark->box.width);
	put_points(trace, mark->box.height);
	put_field(trace, mark->box.name);
	return end_drawn(trace);
}

static int end(struct device *device)
{
	struct trace *trace = (struct trace *)device;
	buffer_format(&trace->text, "end\t%u", (unsigned)trace->block);
	return end_line(trace);
}

static int end_page(struct device *device)
{
	(void)device;
	return OK;
}

static int close_trace(struct device *device, struct buffer *out)
{
	struct trace *trace = (struct trace *)device;
	buffer_put(out, trace->text.data, trace->text.length);
	return trace->text.failed || out->failed ? ERR_MEMORY : OK;
}

static void drop(struct device *device)
{
	struct trace *trace = (struct trace *)device;
	buffer_drop(&trace->text);
	free(trace);
}

int trace_device_new(struct device **device, const struct pages *pages)
{
	static const struct device_verbs verbs = {begin_page, begin, text,     rule,        image,
											  box,        end,   end_page, close_trace, drop};
	struct trace *trace = mem_zeroed(1, sizeof *trace);
	if (!trace) return ERR_MEMORY;
	trace->device.verbs = &verbs;
	trace->pages = pages;
	*device = &trace->device;
	return OK;
}
