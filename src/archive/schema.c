#include "archive/schema.h"

#include <stdbool.h>
#include <string.h>

/* In the decree's order; a structure, then what stands in it. OrganId and OrganName have the same limits wherever they
 * stand. */
static const struct metadata_field fields[] = {
	{"FileCode", "FileCode", NULL, 0, "Mã hồ sơ"},
	{"OrganId", "Text", "FileCode", 13, "Mã định danh của cơ quan, tổ chức"},
	{"FileCatalog", "Integer", "FileCode", 4, "Năm hình thành hồ sơ"},
	{"FileNotation", "Text", "FileCode", 20, "Số và ký hiệu hồ sơ"},
	{"DocOrdinal", "Integer", NULL, 3, "Số thứ tự văn bản trong hồ sơ"},
	{"TypeName", "Text", NULL, 100, "Tên loại văn bản"},
	{"CodeNumber", "Text", NULL, 11, "Số của văn bản"},
	{"CodeNotation", "Text", NULL, 30, "Ký hiệu của văn bản"},
	{"IssuedDate", "Date", NULL, 10, "Ngày, tháng, năm văn bản"},
	{"OrganName", "Text", NULL, 200, "Tên cơ quan, tổ chức ban hành văn bản"},
	{"Subject", "Text", NULL, 500, "Trích yếu nội dung"},
	{"Language", "Text", NULL, 30, "Ngôn ngữ"},
	{"PageAmount", "Integer", NULL, 3, "Số trang của văn bản"},
	{"Description", "Text", NULL, 500, "Ghi chú"},
	{"SignerInfo", "seq SignerInfo", NULL, 0, "Thông tin người ký"},
	{"Position", "Text", "SignerInfo", 100, "Chức vụ"},
	{"FullName", "Text", "SignerInfo", 50, "Họ và tên"},
	{"To", "seq To", NULL, 0, "Nơi nhận"},
	{"OrganId", "Text", "To", 13, "Mã định danh của cơ quan, tổ chức nhận"},
	{"OrganName", "Text", "To", 200, "Tên cơ quan, tổ chức nhận"},
	{"Priority", "Integer", NULL, 1, "Mức độ khẩn"},
	{"IssuedAmount", "Integer", NULL, 3, "Số lượng bản phát hành"},
	{"DueDate", "Date", NULL, 10, "Hạn trả lời văn bản"},
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };
_Static_assert(FIELD_COUNT <= 8 * sizeof(metadata_names), "each has a bit");

const struct metadata_field *metadata_field(const char *name)
{
	size_t i = 0;
	while (i + 1 < FIELD_COUNT && strcmp(fields[i].name, name) != 0) i++;
	return &fields[i];
}

const struct metadata_field *metadata_field_at(size_t index)
{
	return index < FIELD_COUNT ? &fields[index] : NULL;
}

void metadata_name_used(metadata_names *names, const char *name)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (fields[i].name[0] == name[0] && strcmp(fields[i].name, name) == 0) *names |= (metadata_names)1 << i;
	}
}

static bool is_used(metadata_names names, size_t field)
{
	return names >> field & 1;
}

static void put(struct buffer *out, const char *prefix, const char *name, const char *text)
{
	const char *const parts[] = {"<", prefix, ":", name, ">", text, "</", prefix, ":", name, ">"};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) buffer_text(out, parts[i]);
}

static void put_property(struct buffer *out, const char *name, const char *type, const char *description)
{
	buffer_text(out, "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>");
	buffer_text(out, name);
	buffer_text(out, "</pdfaProperty:name><pdfaProperty:valueType>");
	buffer_text(out, type);
	buffer_text(out, "</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
					 "<pdfaProperty:description>");
	buffer_text(out, description);
	buffer_text(out, "</pdfaProperty:description></rdf:li>");
}

/* A structure is a type of its own name. */
static void put_type(struct buffer *out, const struct metadata_field *structure, metadata_names names)
{
	buffer_text(out, "<rdf:li rdf:parseType=\"Resource\">");
	put(out, "pdfaType", "type", structure->name);
	put(out, "pdfaType", "namespaceURI", METADATA_NAMESPACE);
	put(out, "pdfaType", "prefix", "v");
	put(out, "pdfaType", "description", structure->description);
	buffer_text(out, "<pdfaType:field><rdf:Seq>");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (!is_used(names, i) || !fields[i].part_of || strcmp(fields[i].part_of, structure->name) != 0) continue;
		buffer_text(out, "<rdf:li rdf:parseType=\"Resource\">");
		put(out, "pdfaField", "name", fields[i].name);
		put(out, "pdfaField", "valueType", fields[i].type);
		put(out, "pdfaField", "description", fields[i].description);
		buffer_text(out, "</rdf:li>");
	}
	buffer_text(out, "</rdf:Seq></pdfaType:field></rdf:li>");
}

static void begin_schema(struct buffer *out, const char *name, const char *uri, const char *prefix)
{
	buffer_text(out, "<rdf:li rdf:parseType=\"Resource\">");
	put(out, "pdfaSchema", "schema", name);
	put(out, "pdfaSchema", "namespaceURI", uri);
	put(out, "pdfaSchema", "prefix", prefix);
	buffer_text(out, "<pdfaSchema:property><rdf:Seq>");
}

/* The structures among the fields are types of their own. */
static void put_types(struct buffer *out, metadata_names names)
{
	bool any = false;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (fields[i].limit || !is_used(names, i)) continue;
		if (!any) buffer_text(out, "<pdfaSchema:valueType><rdf:Seq>");
		any = true;
		put_type(out, &fields[i], names);
	}
	if (any) buffer_text(out, "</rdf:Seq></pdfaSchema:valueType>");
}

void metadata_schema(struct buffer *out, metadata_names names)
{
	static const char end[] = "</rdf:Seq></pdfaSchema:property>";
	buffer_text(out, "<rdf:Description rdf:about=\"\""
					 " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
					 " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
					 " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\""
					 " xmlns:pdfaType=\"http://www.aiim.org/pdfa/ns/type#\""
					 " xmlns:pdfaField=\"http://www.aiim.org/pdfa/ns/field#\">"
					 "<pdfaExtension:schemas><rdf:Bag>");
	begin_schema(out, "PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid");
	put_property(out, "part", "Integer", "Part of ISO 14289");
	buffer_text(out, end);
	buffer_text(out, "</rdf:li>");
	begin_schema(out, "30/2020/NĐ-CP, Phụ lục VI", METADATA_NAMESPACE, "v");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (is_used(names, i) && !fields[i].part_of)
			put_property(out, fields[i].name, fields[i].type, fields[i].description);
	}
	buffer_text(out, end);
	put_types(out, names);
	buffer_text(out, "</rdf:li>");
	buffer_text(out, "</rdf:Bag></pdfaExtension:schemas></rdf:Description>");
}
