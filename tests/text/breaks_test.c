/* Line breaks, as a table: '|' is where a line may end, '~' where it had better not, "¶" where it must. */
#include <glob.h>
#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/status.h"
#include "text/text.h"

static const char *const cases[] = {
	/* ordinary text */
	"Sở |Công |Thương",
	"Ủy |ban |nhân |dân |tỉnh",
	"một, |hai; |ba: |bốn. |Năm",
	"(trong |ngoặc) |và |“trích |dẫn” |xong",
	"a",
	"",

	/* numbers and symbols */
	"Kế |hoạch |số ~181/KH-SCT |của |Sở",
	"181/KH-SCT-VP",
	"Quyết |định |số ~1007/KH-UBND, |ngày ~27/01/2022 |của",
	"61/2018/NĐ-CP; |76/NQ-CP",
	"Nghị |quyết |18-NQ/TW |và |19-NQ/TW",
	"LĐ-TB&XH |tỉnh",
	"Số: /KH-UBND",
	"số ~4707/KH-UBND",
	"giai |đoạn |2021-2025 |và",
	"giai |đoạn |2021 - 2030, |tầm |nhìn",
	"giai |đoạn |2021 – 2030",
	"từ |2021- 2030",
	"đạt |10% - 15% |trở |lên",
	"phần I - III",
	"đạt |95 % |số |hồ |sơ",
	"tăng |5 ‰",
	"1.000.000 |đồng",

	/* words with their numbers */
	"theo |Mục II |và |Mục |đích",
	"khoản 2 |Điều 5 |Nghị |định",
	"điểm a |khoản 1 |Mục II",
	"điểm đ, |điểm |đầu",
	"(Điều 5)",
	"ĐIỀU 5 |VÀ |PHỤ |LỤC I",
	"ngày 07 |tháng 02 |năm 2022",
	"ngày \xEF\xBF\xBC |tháng \xEF\xBF\xBC |năm 2022",
	"năm |học |2022",
	"quý ~IV/2022, |Quý |khách",
	"Chương VI |Phần A",
	"số |Điều",
	"khóa XV, |lần |thứ XIII",
	"các |năm, |2022",

	/* dashes and marks */
	"Độc |lập - |Tự |do - |Hạnh |phúc",
	"- Đẩy |mạnh |công |tác",
	"+ Phòng |một",
	"xong.¶- Đẩy |mạnh",
	"trên |Zalo, |facebook... - |Cổng",
	"năm 2021 -2030",
	"Cổng/trang |thông |tin",
	"A—|B |và |A – |B",

	/* what may not open a line */
	"chờ … |rồi",
	"xong ./.",
	"câu |hỏi ? |đáp ! |hết ; |và : |dấu",
	"mở |( đóng ) |xong",
	"\"mở\" |và \" |đóng \"",
	"ngày .... |tháng .... |năm ....",
	"30 °C",

	/* addresses, and tokens longer than a line */
	"xem |www.haiduong.gov.vn |nhé",
	"thư |vanthu@soct.gov.vn",
	"https://|dichvucong.|haiduong.|gov.|vn/|trang-|chu?|id=12",
	"mot.dia.chi.rat.la.dai.dong@", /* 28 characters: not long */
	"mot.|dia.|chi.|thu.|dien.|tu.|rat.|dai@|example.|gov.vn",
	"012345678901234567890123456789012345678901234567890123456789|0123456789",
	"(tổng.|số.|là.|1.000.000.000.000.000đ)",

	/* control by the writer */
	"Mục\xC2\xA0II |và\xC2\xA0thế",
	"một\xE2\x80\x8B|hai",
	"tháng \xE2\x80\x8B|02",
	"một¶hai¶¶ba",
	"một ¶hai",
	"một  |hai",
	"中|文|字",
};

/* Takes the marks out of a case. */
static void strip(struct buffer *plain, const char *marked)
{
	for (; *marked; marked++) {
		if (*marked == '|' || *marked == '~') continue;
		if (!strncmp(marked, "¶", 2)) {
			buffer_char(plain, '\n');
			marked++;
		} else {
			buffer_char(plain, *marked);
		}
	}
	assert_false(plain->failed);
}

static void mark(struct buffer *marked, const enum line_break *flags, const struct buffer *plain)
{
	for (size_t i = 0; i < plain->length; i++) {
		bool feed = plain->data[i] == '\n';
		if (feed)
			buffer_text(marked, flags[i] == BREAK_FORCED ? "¶" : "<lost>");
		else
			buffer_char(marked, plain->data[i]);
		if (i + 1 == plain->length) assert_int_equal(flags[i], BREAK_ALLOWED);
		if (i + 1 < plain->length && flags[i] == BREAK_ALLOWED) buffer_char(marked, '|');
		if (flags[i] == BREAK_AVOIDED && plain->data[i + 1] != ' ') buffer_char(marked, '~');
		if (!feed) assert_int_not_equal(flags[i], BREAK_FORCED);
	}
	buffer_char(marked, '\0');
}

static void check_case(const char *wanted)
{
	struct buffer plain = {0}, marked = {0};
	strip(&plain, wanted);
	/* exactly as large as the text, so that sanitizers see a step too far */
	enum line_break *flags = malloc(plain.length ? plain.length * sizeof *flags : 1);
	char *text = malloc(plain.length ? plain.length : 1);
	assert_non_null(flags);
	assert_non_null(text);
	if (plain.length) memcpy(text, plain.data, plain.length);
	assert_int_equal(text_line_breaks(flags, text, plain.length), OK);
	mark(&marked, flags, &plain);
	assert_string_equal(marked.data, wanted);
	free(flags);
	free(text);
	buffer_drop(&plain);
	buffer_drop(&marked);
}

static void breaks_follow_practice(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_case(cases[i]);
}

/* Bytes that are no UTF-8 must not make it read beyond the end. */
static void broken_bytes_stay_inside(void **state)
{
	(void)state;
	uint32_t random = 1;
	for (size_t length = 1; length < 200; length++) {
		enum line_break *flags = malloc(length * sizeof *flags);
		char *text = malloc(length);
		assert_non_null(flags);
		assert_non_null(text);
		for (size_t i = 0; i < length; i++) {
			random = random * 1664525 + 1013904223;
			text[i] = (char)(random >> 24);
		}
		assert_int_equal(text_line_breaks(flags, text, length), OK);
		for (size_t i = 0; i < length; i++) assert_in_range(flags[i], BREAK_NEVER, BREAK_FORCED);
		free(flags);
		free(text);
	}
}

/* The same breaks as if the library had been asked, which a quotation at the end asks for. */
static void assert_library(const char *text, size_t length)
{
	static const char tail[] = " “x”";
	static struct buffer longer;
	static enum line_break flags[4096], wanted[4096];
	buffer_clear(&longer);
	buffer_put(&longer, text, length);
	buffer_text(&longer, tail);
	assert_in_range(longer.length, 1, 4096);
	text_line_breaks(flags, text, length);
	text_line_breaks(wanted, longer.data, longer.length);
	wanted[length - 1] = BREAK_ALLOWED;
	if (memcmp(flags, wanted, length * sizeof *flags) != 0) fail_msg("“%.*s”", (int)length, text);
}

/* All texts of up to five characters of plain text, and some that is not. */
static void plain_breaks_are_those_of_the_library(void **state)
{
	(void)state;
	static const char *const characters[] = {"ệ", "7", "I", " ", ",", "(", ")", "/", "%", "-", "…", "–"};
	enum { COUNT = sizeof characters / sizeof *characters, LONGEST = 5 };
	size_t all = 1;
	for (size_t i = 0; i < LONGEST; i++) all *= COUNT + 1;
	for (size_t number = 1; number < all; number++) {
		struct buffer text = {0};
		for (size_t rest = number; rest; rest /= COUNT + 1) {
			if (rest % (COUNT + 1)) buffer_text(&text, characters[rest % (COUNT + 1) - 1]);
		}
		assert_library(text.data, text.length);
		buffer_drop(&text);
	}
}

static void compare_texts(const xmlNode *node)
{
	for (; node; node = node->next) {
		struct buffer text = {0};
		const char *at = node->type == XML_TEXT_NODE ? (const char *)node->content : "";
		while (*(at += strspn(at, " \t\r\n"))) {
			size_t word = strcspn(at, " \t\r\n");
			if (text.length) buffer_char(&text, ' ');
			buffer_put(&text, at, word);
			at += word;
		}
		if (text.length) assert_library(text.data, text.length);
		buffer_drop(&text);
		compare_texts(node->children);
	}
}

static void breaks_of_the_samples_are_those_of_the_library(void **state)
{
	(void)state;
	glob_t found;
	assert_int_equal(glob("samples/*.xml", 0, NULL, &found), 0);
	assert_true(found.gl_pathc > 5);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		xmlDoc *doc = xmlReadFile(found.gl_pathv[i], NULL, XML_PARSE_NONET);
		assert_non_null(doc);
		compare_texts(doc->children);
		xmlFreeDoc(doc);
	}
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(breaks_follow_practice),
		cmocka_unit_test(broken_bytes_stay_inside),
		cmocka_unit_test(plain_breaks_are_those_of_the_library),
		cmocka_unit_test(breaks_of_the_samples_are_those_of_the_library),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
