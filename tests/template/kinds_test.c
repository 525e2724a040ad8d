/* Documents of all kinds bound by the templates that serve them. */
#include "bound.h"

static const char who[] = "<signature><name>Lê A</name></signature>";

static void a_letter_has_its_subject_under_the_number(void **state)
{
	struct fixture *fixture = *state;
	bind_kind(fixture, "CV",
			  "<organ><name>Sở</name></organ><code>/S-VP</code><urgency>hỏa tốc</urgency><secrecy>mật</secrecy>"
			  "<subject>Đề thi<br/>năm 2022</subject><addressees><to>Sở A</to><to>Sở B</to></addressees><p>X</p>"
			  "<recipients><to>C</to><archive>VT</archive></recipients><signature><name>Lê A</name></signature>");
	assert_dumped(fixture, "number",
				  "number: Số: [28346]/S-VP\ndate: [56693], ngày [22677] tháng [22677] năm [42520]\n"
				  "subject-line: V/v đề thi\nnăm 2022\n[56693] secrecy: Mật\n[85039] urgency: Hỏa tốc\n");
	assert_dumped(fixture, "addressees-label",
				  "addressees-label: Kính gửi:\naddressee: - Sở A;\naddressee: - Sở B.\n<space>\ntext: X./.\n");
	assert_dumped(fixture, "recipient:", "recipient: - Như trên;\nrecipient: - C;\nrecipient: - Lưu: VT.\n");
	assert_null(strstr(fixture->dump.data, "kind:"));
}

static void what_stands_on_one_line_and_what_is_said_already(void **state)
{
	struct fixture *fixture = *state;
	bind_kind(
		fixture, "CV",
		"<organ><name>Sở</name></organ><subject cited-as='Huế'>UBND tỉnh</subject>"
		"<addressees><to>Sở A;</to></addressees><p>X</p>"
		"<recipients><to>Như trên</to><archive>VT</archive></recipients><signature><name>Lê A</name></signature>");
	assert_dumped(fixture, "subject-line", "subject-line: V/v Huế\n");
	assert_dumped(fixture, "addressee-alone", "addressee-alone: Kính gửi: Sở A\ntext: X./.\n");
	assert_dumped(fixture, "recipient:", "recipient: - Như trên;\nrecipient: - Lưu: VT.\n");
}

static void a_decision_decides_and_issues(void **state)
{
	struct fixture *fixture = *state;
	bind_kind(fixture, "QĐ",
			  "<organ><name>Sở</name></organ><code>5/QĐ-S</code><date>2022-03-07</date><subject>S</subject>"
			  "<issuer>Giám đốc Sở</issuer><basis>Căn cứ A</basis><article>X</article>"
			  "<recipients><to>C</to><archive>VT</archive></recipients><signature><name>Lê A</name></signature>"
			  "<annex kind='Quy chế' issued-by='Giám đốc Sở'><title>T</title><article>Y</article></annex>");
	assert_dumped(fixture,
				  "issuer:", "issuer: Giám đốc Sở\nbasis: Căn cứ A.\nenacting: Quyết định:\ntext: *Điều 1. *X./.\n");
	assert_dumped(fixture, "<page>",
				  "<page>\n<row>\norgan: Sở\n<rule>\nquoc-hieu: Cộng hòa xã hội chủ nghĩa Việt Nam\n"
				  "tieu-ngu: Độc lập - Tự do - Hạnh phúc\n<rule>\nkind: Quy chế\nsubject: T\n"
				  "reference: (Kèm theo Quyết định số 05/QĐ-S ngày 07 tháng 3 năm 2022 của Giám đốc Sở)\n<rule>\n"
				  "text: *Điều 1. *Y./.\n");
}

/* A joint document's notation may be longer than two fifths of the line. */
static void a_long_notation_has_a_wider_column(void **state)
{
	(void)state;
	static const char *const codes[] = {"5/KHLT-SNV-SGDĐT", "15/KHLT-SVHTTDL-SGDĐT"};
	static const mpt widths[] = {40000, 46000};
	for (size_t i = 0; i < 2; i++) {
		void *own;
		char text[1024];
		enter(&own);
		struct fixture *fixture = own;
		snprintf(text, sizeof text,
				 "<organ><name>Sở</name></organ><code>%s</code><subject>S</subject><p>X</p>"
				 "<recipients><to>C</to><archive>VT</archive></recipients>%s",
				 codes[i], who);
		bind_kind(fixture, "TB", text);
		const struct block *block = fixture->tree.blocks[1];
		while (block->kind != BLOCK_ROW) block = fixture->tree.blocks[block->id + 1];
		assert_int_equal(block->first->column_width, widths[i]);
		leave(&own);
	}
}

static void the_edges_of_page_one_and_the_end(void **state)
{
	struct fixture *fixture = *state;
	bind_kind(fixture, "TB",
			  "<organ><name>Sở</name></organ><circulation>Lưu hành nội bộ</circulation><subject>S</subject><p>X</p>"
			  "<recipients><note>Bản giấy:</note><to>B<list><item>C</item><item>D.</item></list></to>"
			  "<archive>VT</archive></recipients>"
			  "<signature><position>Trưởng ban</position><title>Chủ tịch</title><name>Lê A</name></signature>"
			  "<drafter symbol='pl' copies='300'/><contact phone='024' address='Huế'/>");
	assert_dumped(fixture, "subject:", "subject: S\n<rule>\n<top>\n[0] circulation: Lưu hành nội bộ\ntext: X./.\n");
	assert_dumped(fixture, "authority:", "authority: Trưởng ban\n<place>\nsigner: Chủ tịch\nsigner: Lê A\n");
	assert_dumped(fixture, "recipient:",
				  "recipient: Bản giấy:\nrecipient: - B:\nrecipient-2: + C;\nrecipient-2: + D;\n"
				  "recipient: - Lưu: VT.\ndrafter: pl.(300)\n"
				  "<foot>\n<rule>\ncontact: Điện thoại: 024; Địa chỉ: Huế\n");
}

static void a_joint_document_is_signed_side_by_side(void **state)
{
	struct fixture *fixture = *state;
	bind_kind(fixture, "TB",
			  "<organ><superior>U</superior><name>A</name></organ><organ><superior>U</superior><name>B</name></organ>"
			  "<subject>S</subject><p>X</p><recipients><to>C</to><archive>VT</archive></recipients>"
			  "<signature><organ-name>A</organ-name><name>Lê A</name></signature>"
			  "<signature><organ-name>B</organ-name><name>Lê B</name><note>Đã ký</note></signature>");
	assert_dumped(fixture, "superior:", "superior: U\norgan: A\norgan: B\n<rule>\n");
	assert_dumped(fixture, "text:",
				  "text: X./.\n<row>\nauthority: A\n<place>\nsigner: Lê A\nauthority: B\n<space>\n"
				  "signature-note: (Đã ký)\n<space>\nsigner: Lê B\n<row>\nrecipients-label: Nơi nhận:\n");
}

/* Three stand on one line; of more, the last of an odd number stands alone. */
static void however_many_sign(void **state)
{
	static const char *const wanted[] = {
		"<row>\n<place>\nsigner: A\n<place>\nsigner: B\n<place>\nsigner: C\n<row>\nrecipients-label",
		"<row>\n<place>\nsigner: A\n<place>\nsigner: B\n<row>\n<place>\nsigner: C\n<place>\nsigner: D\n"
		"<row>\n<place>\nsigner: E\n<row>\nrecipients-label",
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < 2; i++) {
		char text[2048] = "<organ><name>A</name></organ><subject>S</subject><p>X</p>"
						  "<recipients><to>C</to><archive>VT</archive></recipients>";
		for (char name = 'A'; name < (i ? 'F' : 'D'); name++) {
			size_t length = strlen(text);
			snprintf(text + length, sizeof text - length, "<signature><name>%c</name></signature>", name);
		}
		plan_drop(&fixture->plan);
		buffer_clear(&fixture->dump);
		bind_kind(fixture, "TB", text);
		assert_dumped(fixture, "<row>\n<place>", wanted[i]);
	}
}

static void an_appendix_has_box_14_forms_and_a_signature(void **state)
{
	struct fixture *fixture = *state;
	char text[2048];
	snprintf(text, sizeof text,
			 "<organ><name>Sở</name></organ><code>5/TB-S</code><subject>S</subject><p>X</p>"
			 "<recipients><to>C</to><archive>VT</archive></recipients>%s"
			 "<appendix signed-at='2022-03-07T10:15:30+07:00'><title>T</title><p>Y</p>"
			 "<form><title>F</title><p>Z</p></form>%s</appendix>",
			 who, who);
	bind_kind(fixture, "TB", text);
	assert_dumped(fixture, "<top>", "<top>\nsigning: Số: 05/TB-S; 07/03/2022; 10:15:30+07:00\ntext: Y\n");
	assert_dumped(fixture, "text: Y", "text: Y\n<page>\nform-heading: ");
	assert_dumped(fixture, "form-title", "form-title: F\ntext: Z./.\n<row>\n<place>\nsigner: Lê A\n");
}

/* Whatever zone the moment was noted in: Vietnam is seven hours before UTC. */
static void box_14_is_in_vietnamese_time(void **state)
{
	(void)state;
	static const struct {
		const char *moment, *said;
	} cases[] = {
		{"2022-03-07T03:15:30Z", "07/03/2022; 10:15:30+07:00"},
		{"2022-03-07T10:15:30.125+07:00", "07/03/2022; 10:15:30+07:00"},
		{"2023-12-31T20:00:00Z", "01/01/2024; 03:00:00+07:00"},
		{"2024-03-01T01:30:00+09:00", "29/02/2024; 23:30:00+07:00"},
		{"2023-02-28T12:00:00-08:00", "01/03/2023; 03:00:00+07:00"},
		{"2023-01-01T00:10:00+14:00", "31/12/2022; 17:10:00+07:00"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		char text[2048], said[128];
		enter(&own);
		snprintf(text, sizeof text,
				 "<organ><name>Sở</name></organ><code>5/TB-S</code><subject>S</subject><p>X</p>"
				 "<recipients><to>C</to><archive>VT</archive></recipients>%s"
				 "<appendix signed-at='%s'><title>T</title><p>Y</p></appendix>",
				 who, cases[i].moment);
		snprintf(said, sizeof said, "<top>\nsigning: Số: 05/TB-S; %s\n", cases[i].said);
		bind_kind(own, "TB", text);
		assert_dumped(own, "<top>", said);
		leave(&own);
	}
}

static void a_template_without_a_name_for_the_kind_is_refused(void **state)
{
	struct fixture *fixture = *state;
	static const char text[] = "<plan xmlns='urn:vanthu:plan:1'><organ><name>A</name></organ><subject>S</subject>"
							   "<p>A</p><recipients><to>C</to><archive>VT</archive></recipients>"
							   "<signature><name>B</name></signature></plan>";
	assert_int_equal(
		plan_load(&fixture->plan, fixture->arena, fixture->schema, text, strlen(text), "p.xml", fixture->diagnostics),
		OK);
	fixture->plan.kind = "XX";
	assert_int_equal(
		bind_document(&fixture->tree, &fixture->plan, fixture->template, fixture->arena, fixture->diagnostics),
		ERR_DOCUMENT);
	assert_said(fixture->diagnostics,
				"p.xml:1:1: error: the template has no name for documents of the kind XX; add <kinds><kind "
				"code=\"XX\" name=\"...\"/></kinds> to it [VT0421]\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
	const struct CMUnitTest tests[] = {
		TEST(a_letter_has_its_subject_under_the_number),
		TEST(what_stands_on_one_line_and_what_is_said_already),
		TEST(a_decision_decides_and_issues),
		TEST(a_long_notation_has_a_wider_column),
		TEST(the_edges_of_page_one_and_the_end),
		TEST(a_joint_document_is_signed_side_by_side),
		TEST(however_many_sign),
		TEST(an_appendix_has_box_14_forms_and_a_signature),
		TEST(box_14_is_in_vietnamese_time),
		TEST(a_template_without_a_name_for_the_kind_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
