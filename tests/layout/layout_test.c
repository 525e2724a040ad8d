/* Whole trees in pages: the text, footnotes, rows of columns and appendices all go through the one breaker. A page of 100 pt
 * holds eight lines. */
#include "scene.h"

#include "layout/layout.h"

enum { MOST_BLOCKS = 32 };

static const struct page_master master = {
	.width = PT(200), .height = PT(120), .left = PT(10), .right = PT(10), .top = PT(10), .bottom = PT(10)};

struct document {
	struct scene *scene;
	struct block *blocks[MOST_BLOCKS];
	char said[400]; /* the lines of its pages, as they are read, a bar between pages */
};

static struct document begin(void **state)
{
	struct document document = {.scene = *state};
	struct scene *scene = document.scene;
	scene->style.widows = scene->style.orphans = 2;
	scene->tree.notes = (struct note_format){.before = PT(2), .thickness = PT(1), .after = PT(2)};
	scene->tree.root = scene_block(scene, NULL, BLOCK_GROUP);
	scene->tree.root->master = &master;
	return document;
}

static void number_blocks(struct document *document, struct block *block)
{
	struct tree *tree = &document->scene->tree;
	assert_true(tree->count < MOST_BLOCKS);
	block->id = tree->count;
	document->blocks[tree->count++] = block;
	for (size_t i = 0; i < block->run_count; i++) {
		if (block->runs[i].note) number_blocks(document, (struct block *)block->runs[i].note);
	}
	for (struct block *child = block->first; child; child = child->next) number_blocks(document, child);
}

static void assert_pages(struct document *document, const char *expected)
{
	struct scene *scene = document->scene;
	struct pages pages;
	scene->tree.blocks = document->blocks;
	scene->tree.count = 1;
	number_blocks(document, scene->tree.root);
	assert_int_equal(layout_tree(&pages, &scene->tree, scene->setter.fonts, scene->setter.shaper, scene->setter.arena,
								 scene->setter.diagnostics, false),
					 OK);
	for (size_t i = 0; i < pages.count; i++) {
		if (i) strcat(document->said, "| ");
		for (size_t j = 0; j < pages.items[i].count; j++) {
			const struct mark *mark = &pages.items[i].marks[j];
			if (mark->kind != MARK_TEXT) continue;
			assert_true(strlen(document->said) + 20 < sizeof document->said);
			strcat(strcat(document->said, mark->text.words[0].word->text), " ");
		}
	}
	assert_string_equal(document->said, expected);
}

/* The same text, in the document itself and in an appendix: no line of a paragraph of three stands alone. */
static void appendices_are_broken_like_the_text(void **state)
{
	struct document document = begin(state);
	struct scene *scene = document.scene;
	struct block *root = scene->tree.root, *appendix = scene_block(scene, root, BLOCK_GROUP);
	appendix->master = &master;
	scene_text(scene, root, "1\n2\n3\n4\n5\n6\n7");
	scene_text(scene, root, "a\nb\nc");
	scene_text(scene, appendix, "1\n2\n3\n4\n5\n6");
	scene_text(scene, appendix, "a\nb\nc\nd\ne");
	scene_text(scene, appendix, "x\ny\nz\nw");
	assert_pages(&document, "1 2 3 4 5 6 7 | a b c | 1 2 3 4 5 6 a b | c d e x y z w ");
}

/* The two last lines go with the row, and its columns stay together. */
static void rows_side_by_side_stay_with_the_text(void **state)
{
	struct document document = begin(state);
	struct scene *scene = document.scene;
	struct block *root = scene->tree.root;
	scene_text(scene, root, "1\n2\n3\n4\n5\n6");
	struct block *row = scene_block(scene, root, BLOCK_ROW);
	row->keep_lines_before = 2;
	for (int i = 0; i < 2; i++) {
		struct block *column = scene_block(scene, row, BLOCK_GROUP);
		column->column_left = i * 50000;
		column->column_width = 50000;
		scene_text(scene, column, i ? "x\ny" : "a\nb\nc");
	}
	assert_pages(&document, "1 2 3 4 | 5 6 a b c x y ");
}

/* The eighth line would fit, but not the note whose mark it holds; and it does not go alone. */
static void footnotes_go_with_their_lines(void **state)
{
	struct document document = begin(state);
	struct scene *scene = document.scene;
	struct block *root = scene->tree.root, *note = scene_text(scene, NULL, "n\nm");
	note->kind = BLOCK_NOTE;
	scene_text(scene, root, "1\n2\n3\n4");
	struct block *text = scene_text(scene, root, "a\nb\nc\n");
	struct run *runs = arena_array(scene->setter.arena, 2, sizeof *runs);
	runs[0] = text->runs[0];
	runs[1] = (struct run){.text = "d", .length = 1, .note = note};
	text->runs = runs;
	text->run_count = 2;
	assert_pages(&document, "1 2 3 4 a b | c d n m ");
}

static void notes_take_room_from_the_text(void **state)
{
	struct document document = begin(state);
	struct scene *scene = document.scene;
	struct block *root = scene->tree.root, *note = scene_text(scene, NULL, "n\nm");
	note->kind = BLOCK_NOTE;
	scene_text(scene, root, "1")->runs[0].note = note;
	scene_text(scene, root, "2\n3\n4\n5\n6\n7\n8");
	assert_pages(&document, "1 n m 2 3 4 5 6 | 7 8 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(appendices_are_broken_like_the_text),
		SCENE_TEST(rows_side_by_side_stay_with_the_text),
		SCENE_TEST(footnotes_go_with_their_lines),
		SCENE_TEST(notes_take_room_from_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
