/* Paragraphs into lines: edges, spaces, formats. */
#include "scene.h"

static const char pangram[] =
	"Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội khóa XIII";

static struct lines set(struct scene *scene, const struct block *block, mpt width)
{
	struct lines lines;
	assert_int_equal(set_paragraph(&lines, &scene->setter, block, width), OK);
	return lines;
}

/* Where the last letter of a line ends. */
static mpt right_edge(const struct line *line)
{
	const struct mark *mark = &line->marks[line->mark_count - 1];
	return mark->x + mark->text.width;
}

static void justified_lines_end_at_the_edge_but_the_last(void **state)
{
	struct lines lines = set(*state, scene_text(*state, NULL, pangram), PT(150));
	assert_true(lines.count >= 3);
	for (size_t i = 0; i + 1 < lines.count; i++) assert_int_equal(right_edge(&lines.items[i]), PT(150));
	assert_true(right_edge(&lines.items[lines.count - 1]) < PT(150));
}

static void spaces_of_a_line_differ_by_a_thousandth_at_most(void **state)
{
	struct lines lines = set(*state, scene_text(*state, NULL, pangram), PT(150));
	const struct mark *mark = &lines.items[0].marks[0];
	mpt least = PT(100), most = 0;
	for (size_t i = 0; i + 1 < mark->text.count; i++) {
		const struct page_word *word = &mark->text.words[i];
		mpt width = length_scale(word->word->advance, PT(10), word->word->face->units_per_em);
		mpt space = word[1].x - word->x - width;
		least = space < least ? space : least;
		most = space > most ? space : most;
	}
	assert_true(most - least <= 1);
}

static void a_space_follows_every_word_but_the_paragraphs_last(void **state)
{
	struct lines lines = set(*state, scene_text(*state, NULL, pangram), PT(150));
	for (size_t i = 0; i < lines.count; i++) {
		const struct mark *mark = &lines.items[i].marks[0];
		bool last = i + 1 == lines.count;
		assert_int_equal(mark->text.words[mark->text.count - 1].space, !last);
	}
}

static void indent_and_edges_of_the_style(void **state)
{
	struct scene *scene = *state;
	scene->style.indent = PT(20);
	scene->style.left = PT(5);
	scene->style.right = PT(15);
	struct lines lines = set(scene, scene_text(scene, NULL, pangram), PT(170));
	assert_int_equal(lines.items[0].marks[0].x, PT(25));
	assert_int_equal(lines.items[1].marks[0].x, PT(5));
	assert_int_equal(right_edge(&lines.items[1]), PT(155));
}

static void centred_and_right_aligned(void **state)
{
	struct scene *scene = *state;
	const struct block *block = scene_text(scene, NULL, "Điều 1");
	scene->style.align = ALIGN_CENTRE;
	struct lines lines = set(scene, block, PT(100));
	mpt left = lines.items[0].marks[0].x, right = PT(100) - right_edge(&lines.items[0]);
	assert_in_range(right - left, 0, 1);
	scene->style.align = ALIGN_RIGHT;
	lines = set(scene, block, PT(100));
	assert_int_equal(right_edge(&lines.items[0]), PT(100));
}

/* The lines of centred text, "|" between them. */
static void assert_centred(struct scene *scene, mpt width, const char *text, const char *expected)
{
	char found[200] = "";
	scene->style.align = ALIGN_CENTRE;
	struct lines lines = set(scene, scene_text(scene, NULL, text), width);
	for (size_t i = 0; i < lines.count; i++) {
		const struct mark *mark = &lines.items[i].marks[0];
		if (i) strcat(found, "| ");
		for (size_t j = 0; j < mark->text.count; j++) {
			strcat(found, mark->text.words[j].word->text);
			if (mark->text.words[j].space) strcat(found, " ");
		}
	}
	assert_string_equal(found, expected);
}

static void centred_names_part_where_their_sense_does(void **state)
{
	assert_centred(*state, PT(145), "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "SỞ LAO ĐỘNG - | THƯƠNG BINH VÀ XÃ HỘI");
	assert_centred(*state, PT(125), "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "SỞ THÔNG TIN | VÀ TRUYỀN THÔNG");
	assert_centred(*state, PT(100), "Nhiệm vụ của các cơ quan", "Nhiệm vụ | của các cơ quan");
}

static void forced_break_leaves_the_line_as_it_is(void **state)
{
	struct lines lines = set(*state, scene_text(*state, NULL, "Ủy ban nhân dân\ntỉnh Lâm Đồng"), PT(400));
	assert_int_equal(lines.count, 2);
	assert_true(right_edge(&lines.items[0]) < PT(200));
}

static void lines_are_measured_by_the_face(void **state)
{
	struct scene *scene = *state;
	struct lines lines = set(scene, scene_text(scene, NULL, "x"), PT(100));
	assert_int_equal(lines.ascent, 8911);
	assert_int_equal(lines.descent, 2163);
	assert_int_equal(lines.ascent + lines.descent + lines.leading, 11499);
	scene->style.line = 1500;
	lines = set(scene, scene_text(scene, NULL, "x"), PT(100));
	assert_int_equal(lines.ascent + lines.descent + lines.leading, 17249);
}

static void formats_part_a_line_into_marks(void **state)
{
	struct scene *scene = *state;
	struct block *block = scene_block(scene, NULL, BLOCK_PARAGRAPH);
	struct run runs[] = {
		{.text = "một ", .length = strlen("một ")},
		{.text = "hai", .length = 3, .flags = RUN_BOLD},
		{.text = "2", .length = 1, .flags = RUN_SUPERSCRIPT},
	};
	block->runs = runs;
	block->run_count = 3;
	struct lines lines = set(scene, block, PT(100));
	const struct mark *marks = lines.items[0].marks;
	assert_int_equal(lines.items[0].mark_count, 3);
	assert_string_equal(marks[1].text.face->postscript_name, "LiberationSerif-Bold");
	assert_int_equal(marks[1].x, marks[0].x + marks[0].text.width + PT(2.5));
	assert_int_equal(marks[2].text.size, PT(6));
	assert_int_equal(marks[2].y, -PT(4));
	assert_int_equal(marks[2].x, marks[1].x + marks[1].text.width);
}

static void room_for_the_pen(void **state)
{
	struct scene *scene = *state;
	struct block *block = scene_block(scene, NULL, BLOCK_PARAGRAPH);
	struct run runs[] = {{.text = "Số: ", .length = strlen("Số: ")}, {.blank = PT(30)}, {.text = "/KH", .length = 3}};
	block->runs = runs;
	block->run_count = 3;
	struct lines lines = set(scene, block, PT(100));
	const struct mark *marks = lines.items[0].marks;
	assert_int_equal(lines.items[0].mark_count, 2);
	assert_int_equal(marks[1].x, marks[0].x + marks[0].text.width + PT(2.5) + PT(30));
}

static void word_wider_than_its_line_is_told(void **state)
{
	struct scene *scene = *state;
	set(scene, scene_text(scene, NULL, "nghiêng"), PT(20));
	assert_said(scene->setter.diagnostics,
				"vanthu: warning: \"nghiêng\" is wider than its line and nowhere to be broken; "
				"it stands over the edge [VT0601]\n");
}

/* Not what stands first in the line: room for the pen, say. */
static void of_what_cannot_be_parted_the_widest_word_is_told(void **state)
{
	struct scene *scene = *state;
	set(scene,
		scene_text(scene, NULL,
				   "a\xC2\xA0nghiêng\xC2\xA0"
				   "b"),
		PT(20));
	assert_said(scene->setter.diagnostics,
				"vanthu: warning: \"nghiêng\" is wider than its line and nowhere to be broken; "
				"it stands over the edge [VT0601]\n");
}

/* 300,000 syllables that nothing may part: some 5,000,000 points, more than a length holds. */
static void an_endless_line_is_told_and_stays_in_order(void **state)
{
	enum { SYLLABLES = 300000, SIZE = 5 };
	struct scene *scene = *state;
	char *text = arena_alloc(scene->setter.arena, SYLLABLES * SIZE + 1);
	for (size_t i = 0; i < SYLLABLES; i++) memcpy(text + i * SIZE, "mau\xC2\xA0", SIZE);
	struct block *block = scene_text(scene, NULL, text);
	mpt least, most;
	assert_int_equal(measure_paragraph(&least, &most, &scene->setter, block), OK);
	assert_int_equal(least, LENGTH_LIMIT);
	assert_int_equal(most, LENGTH_LIMIT);
	struct lines lines = set(scene, block, PT(400));
	assert_int_equal(lines.count, 1);
	assert_int_equal(lines.items[0].marks[0].x, 0);
	assert_int_equal(lines.items[0].width, LENGTH_LIMIT);
	assert_said(scene->setter.diagnostics, "vanthu: warning: \"mau\" is wider than its line and nowhere to be broken; "
										   "it stands over the edge [VT0601]\n");
}

static void character_without_a_glyph_is_an_error_but_not_the_end(void **state)
{
	struct scene *scene = *state;
	struct lines lines = set(scene, scene_text(scene, NULL, "chữ 漢"), PT(100));
	assert_int_equal(lines.count, 1);
	assert_int_equal(scene->setter.status, ERR_DOCUMENT);
	assert_int_equal(diagnostics_count(scene->setter.diagnostics), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(justified_lines_end_at_the_edge_but_the_last),
		SCENE_TEST(spaces_of_a_line_differ_by_a_thousandth_at_most),
		SCENE_TEST(a_space_follows_every_word_but_the_paragraphs_last),
		SCENE_TEST(indent_and_edges_of_the_style),
		SCENE_TEST(centred_and_right_aligned),
		SCENE_TEST(centred_names_part_where_their_sense_does),
		SCENE_TEST(forced_break_leaves_the_line_as_it_is),
		SCENE_TEST(lines_are_measured_by_the_face),
		SCENE_TEST(formats_part_a_line_into_marks),
		SCENE_TEST(room_for_the_pen),
		SCENE_TEST(word_wider_than_its_line_is_told),
		SCENE_TEST(of_what_cannot_be_parted_the_widest_word_is_told),
		SCENE_TEST(an_endless_line_is_told_and_stays_in_order),
		SCENE_TEST(character_without_a_glyph_is_an_error_but_not_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
