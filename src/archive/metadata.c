#include "archive/metadata.h"

#include <stdio.h>
#include <string.h>

#include "archive/schema.h"
#include "base/date.h"
#include "base/status.h"

struct writer {
	struct buffer *out;
	const struct plan *plan;
	const struct tree *tree;
	struct diagnostics *diagnostics;
	struct buffer text;  /* the value at hand */
	metadata_names used; /* fields written so far */
	int status;
};

/* Values. */

static void put_escaped(struct buffer *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '&')
			buffer_text(out, "&amp;");
		else if (text[i] == '<')
			buffer_text(out, "&lt;");
		else if (text[i] == '>')
			buffer_text(out, "&gt;");
		else
			buffer_char(out, text[i]);
	}
}

/* White space collapses; none stands at the head. */
static void add_text(struct buffer *text, const char *content)
{
	for (; *content; content++) {
		bool space = *content == ' ' || *content == '\t' || *content == '\r' || *content == '\n';
		if (!space)
			buffer_char(text, *content);
		else if (text->length && text->data[text->length - 1] != ' ')
			buffer_char(text, ' ');
	}
}

/* Running text of an element; a list or paragraph ends it. */
static void add_running(struct buffer *text, const xmlNode *first)
{
	for (const xmlNode *node = first; node; node = node->next) {
		if (xml_is(node, "list") || xml_is(node, "p")) return;
		if (xml_is(node, "br"))
			add_text(text, " ");
		else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			add_text(text, (const char *)node->content);
		else if (node->type == XML_ELEMENT_NODE)
			add_running(text, node->children);
	}
}

static size_t count_characters(const struct buffer *text)
{
	size_t count = 0;
	for (size_t i = 0; i < text->length; i++) count += ((unsigned char)text->data[i] & 0xc0) != 0x80;
	return count;
}

/* Of values that the plan does not hold as such: of all others it was checked there. */
static void check_length(struct writer *self, const char *name, const xmlNode *node)
{
	char number[24], limit[24];
	const struct metadata_field *field = metadata_field(name);
	size_t count = count_characters(&self->text);
	if (count <= field->limit) return;
	snprintf(number, sizeof number, "%zu", count);
	snprintf(limit, sizeof limit, "%u", field->limit);
	struct place place = xml_place(&self->plan->xml, node);
	int status = diagnostics_add(self->diagnostics, ARCHIVE_TOO_LONG, place, name, number, limit, NULL);
	if (status != OK) self->status = status;
}

static void put_tag(struct buffer *out, const char *begin, const char *name)
{
	buffer_text(out, begin);
	buffer_text(out, name);
	buffer_char(out, '>');
}

/* Writes self->text as the field's value, unless it is empty, and empties it. */
static void put_field(struct writer *self, const char *name)
{
	struct buffer *text = &self->text;
	while (text->length && text->data[text->length - 1] == ' ') text->length--;
	if (text->length) {
		metadata_name_used(&self->used, name);
		put_tag(self->out, "<v:", name);
		put_escaped(self->out, text->data, text->length);
		put_tag(self->out, "</v:", name);
	}
	if (text->failed) self->status = ERR_MEMORY;
	buffer_clear(text);
}

static void put_attribute(struct writer *self, const char *name, const xmlNode *node, const char *attribute)
{
	const char *value = node ? xml_attribute(node, attribute) : NULL;
	if (value) add_text(&self->text, value);
	put_field(self, name);
}

static void put_content(struct writer *self, const char *name, const xmlNode *node)
{
	if (node) add_running(&self->text, node->children);
	put_field(self, name);
}

/* Fields of the decree, Appendix VI, part II, section I. */

static const xmlNode *head(const struct writer *self, const char *name)
{
	return xml_child(self->plan->root, name);
}

static void put_file_code(struct writer *self)
{
	const xmlNode *organ = head(self, "organ"), *file = head(self, "file");
	bool known = (organ && xml_attribute(organ, "id")) ||
				 (file && (xml_attribute(file, "catalog") || xml_attribute(file, "notation")));
	if (!known) return;
	metadata_name_used(&self->used, "FileCode");
	buffer_text(self->out, "<v:FileCode rdf:parseType=\"Resource\">");
	put_attribute(self, "OrganId", organ, "id");
	put_attribute(self, "FileCatalog", file, "catalog");
	put_attribute(self, "FileNotation", file, "notation");
	buffer_text(self->out, "</v:FileCode>");
}

/* As it is printed: the text of the paragraph that the template gives the title's role. Letters print none. */
static void put_type_name(struct writer *self)
{
	for (uint32_t id = 1; id < self->tree->count; id++) {
		const struct block *block = self->tree->blocks[id];
		if (block->kind != BLOCK_PARAGRAPH || !block->role || strcmp(block->role, "Title") != 0) continue;
		for (size_t i = 0; i < block->run_count; i++) {
			for (size_t j = 0; block->runs[i].text && j < block->runs[i].length; j++) {
				char c = block->runs[i].text[j];
				buffer_char(&self->text, c == '\n' ? ' ' : c);
			}
		}
		check_length(self, "TypeName", self->plan->root);
		put_field(self, "TypeName");
		return;
	}
	if (self->tree->kind) add_text(&self->text, self->tree->kind);
	put_field(self, "TypeName");
}

static void put_code(struct writer *self)
{
	const xmlNode *code = head(self, "code");
	struct buffer whole = {0};
	if (!code) return;
	add_running(&whole, code->children);
	const char *slash = whole.length ? memchr(whole.data, '/', whole.length) : NULL;
	size_t number = slash ? (size_t)(slash - whole.data) : whole.length;
	buffer_put(&self->text, whole.data, number);
	put_field(self, "CodeNumber");
	if (slash) buffer_put(&self->text, slash + 1, whole.length - number - 1);
	put_field(self, "CodeNotation");
	if (whole.failed) self->status = ERR_MEMORY;
	buffer_drop(&whole);
}

static void put_date(struct writer *self)
{
	if (!date_is_whole(self->tree->date)) return;
	add_text(&self->text, self->tree->date);
	put_field(self, "IssuedDate");
}

static void put_organs(struct writer *self)
{
	const xmlNode *first = head(self, "organ");
	for (const xmlNode *organ = first; organ; organ = xml_next(organ, "organ")) {
		const xmlNode *name = xml_child(organ, "name");
		if (organ != first) buffer_text(&self->text, "; ");
		if (name) add_running(&self->text, name->children);
	}
	if (first && xml_next(first, "organ")) check_length(self, "OrganName", first);
	put_field(self, "OrganName");
}

static void put_page_amount(struct writer *self, size_t pages)
{
	buffer_format(&self->text, "%zu", pages);
	check_length(self, "PageAmount", self->plan->root);
	put_field(self, "PageAmount");
}

/* The signer's position is the last one said: "KT. Giám đốc / Phó Giám đốc" is signed by the latter. */
static void put_signers(struct writer *self)
{
	const xmlNode *signature = head(self, "signature");
	if (!signature) return;
	metadata_name_used(&self->used, "SignerInfo");
	buffer_text(self->out, "<v:SignerInfo><rdf:Seq>");
	for (; signature; signature = xml_next(signature, "signature")) {
		const xmlNode *position = NULL, *next = xml_child(signature, "authority");
		for (; next; next = xml_next(next, "authority")) position = next;
		for (next = xml_child(signature, "position"); next; next = xml_next(next, "position")) position = next;
		buffer_text(self->out, "<rdf:li rdf:parseType=\"Resource\">");
		put_content(self, "Position", position);
		put_content(self, "FullName", xml_child(signature, "name"));
		buffer_text(self->out, "</rdf:li>");
	}
	buffer_text(self->out, "</rdf:Seq></v:SignerInfo>");
}

static void put_receivers(struct writer *self, const xmlNode *list, bool known_only)
{
	const xmlNode *to = list ? xml_child(list, "to") : NULL;
	for (; to; to = xml_next(to, "to")) {
		if (known_only && !xml_attribute(to, "id")) continue;
		buffer_text(self->out, "<rdf:li rdf:parseType=\"Resource\">");
		put_attribute(self, "OrganId", to, "id");
		add_running(&self->text, to->children);
		struct buffer *text = &self->text;
		while (text->length && strchr(" ;,./", text->data[text->length - 1])) text->length--;
		put_field(self, "OrganName");
		buffer_text(self->out, "</rdf:li>");
	}
}

/* Those addressed, if any; then "as above" among the recipients names nobody, so only those with an identifier do. */
static void put_to(struct writer *self)
{
	const xmlNode *addressees = head(self, "addressees"), *recipients = head(self, "recipients");
	size_t before = self->out->length;
	buffer_text(self->out, "<v:To><rdf:Seq>");
	size_t none = self->out->length;
	put_receivers(self, addressees, false);
	put_receivers(self, recipients, addressees != NULL);
	if (self->out->length == none) {
		self->out->length = before;
		return;
	}
	buffer_text(self->out, "</rdf:Seq></v:To>");
	metadata_name_used(&self->used, "To");
}

/* A number: how urgent, from 1 to 3. */
static void put_priority(struct writer *self)
{
	static const char *const degrees[] = {"khẩn", "thượng khẩn", "hỏa tốc"};
	const xmlNode *urgency = head(self, "urgency");
	struct buffer typed = {0};
	if (!urgency) return;
	add_running(&typed, urgency->children);
	buffer_char(&typed, '\0');
	for (size_t i = 0; i < sizeof degrees / sizeof *degrees && !typed.failed; i++) {
		if (strcmp(typed.data, degrees[i]) == 0) buffer_format(&self->text, "%zu", i + 1);
	}
	if (typed.failed) self->status = ERR_MEMORY;
	buffer_drop(&typed);
	put_field(self, "Priority");
}

static void put_document(struct writer *self, size_t pages)
{
	const xmlNode *file = head(self, "file");
	put_file_code(self);
	put_attribute(self, "DocOrdinal", file, "ordinal");
	put_type_name(self);
	put_code(self);
	put_date(self);
	put_organs(self);
	put_content(self, "Subject", head(self, "subject"));
	if (self->tree->language) add_text(&self->text, self->tree->language);
	put_field(self, "Language");
	put_page_amount(self, pages);
	put_attribute(self, "Description", file, "description");
	put_signers(self);
	put_to(self);
	put_priority(self);
	put_attribute(self, "IssuedAmount", head(self, "drafter"), "copies");
	put_attribute(self, "DueDate", file, "due");
}

/* What every PDF says. */

static void put_property(struct writer *self, const char *begin, const char *text, const char *end)
{
	if (!text || !*text) return;
	buffer_text(self->out, begin);
	put_escaped(self->out, text, strlen(text));
	buffer_text(self->out, end);
}

static void put_general(struct writer *self)
{
	const struct tree *tree = self->tree;
	put_property(self, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", tree->title,
				 "</rdf:li></rdf:Alt></dc:title>");
	put_property(self, "<dc:creator><rdf:Seq><rdf:li>", tree->author, "</rdf:li></rdf:Seq></dc:creator>");
	put_property(self, "<dc:language><rdf:Bag><rdf:li>", tree->language, "</rdf:li></rdf:Bag></dc:language>");
	put_property(self, "<pdf:Producer>", "vanthu " VANTHU_VERSION, "</pdf:Producer>");
	const char *date = date_is_whole(tree->date) ? tree->date : NULL;
	put_property(self, "<xmp:CreateDate>", date, "T00:00:00+07:00</xmp:CreateDate>");
	put_property(self, "<xmp:ModifyDate>", date, "T00:00:00+07:00</xmp:ModifyDate>");
}

/* What packets with the same fields have in common. */
static void put_head(struct buffer *out, metadata_names used)
{
	buffer_text(out, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
					 "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
					 "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">");
	metadata_schema(out, used);
	buffer_text(out, "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
					 " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
					 " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
					 " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" xmlns:v=\"" METADATA_NAMESPACE "\">"
					 "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
					 "<pdfuaid:part>1</pdfuaid:part>");
}

int archive_metadata(struct buffer *out, size_t *head, const struct plan *plan, const struct tree *tree,
					 size_t page_count, struct diagnostics *diagnostics)
{
	struct buffer values = {0};
	struct writer self = {.out = &values, .plan = plan, .tree = tree, .diagnostics = diagnostics};
	put_general(&self);
	put_document(&self, page_count);
	buffer_clear(out);
	put_head(out, self.used);
	*head = out->length;
	buffer_put(out, values.data, values.length);
	buffer_text(out, "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>");
	bool failed = values.failed || out->failed;
	buffer_drop(&self.text);
	buffer_drop(&values);
	return failed ? ERR_MEMORY : self.status;
}
