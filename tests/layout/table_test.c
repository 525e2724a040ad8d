/* Tables by hand: what is refused before it overflows. */
#include "scene.h"

struct fixture {
	struct table table;
	struct table_format format;
	struct block *block;
};

/* A table of empty cells, whose first column is `span` rows high; each cell has a place of its own. */
static struct fixture *make_table(struct scene *scene, uint32_t rows, uint32_t columns, uint32_t span)
{
	struct arena *arena = scene->setter.arena;
	struct fixture *fixture = arena_alloc(arena, sizeof *fixture);
	struct table *table = &fixture->table;
	table->rows = arena_array(arena, rows, sizeof *table->rows);
	table->columns = arena_array(arena, columns, sizeof *table->columns);
	table->cells = arena_array(arena, (size_t)rows * columns, sizeof *table->cells);
	for (uint32_t row = 0; row < rows; row++) {
		table->rows[row].first = table->cell_count;
		for (uint32_t column = 0; column < columns; column++) {
			if (column == 0 && row % span) continue;
			struct block *block = scene_block(scene, NULL, BLOCK_GROUP);
			block->place = (struct place){.file = "plan.xml", .line = row + 1, .column = column + 1};
			struct table_cell cell = {.block = block, .row = row, .column = column, .rowspan = 1, .colspan = 1};
			if (column == 0) cell.rowspan = span;
			table->cells[table->cell_count++] = cell;
			table->rows[row].count++;
		}
	}
	table->row_count = rows;
	table->column_count = columns;
	table->format = &fixture->format;
	fixture->block = scene_block(scene, NULL, BLOCK_TABLE);
	fixture->block->table = table;
	fixture->block->place = (struct place){.file = "plan.xml", .line = 1};
	return fixture;
}

/* What stands in a cell, to be filled. */
static struct block *cell_block(struct fixture *fixture, size_t cell)
{
	return (struct block *)fixture->table.cells[cell].block;
}

static int set(struct list *list, struct scene *scene, const struct fixture *fixture)
{
	return set_column(list, &scene->setter, fixture->block, PT(400));
}

static const char too_high[] =
	"plan.xml:1:1: error: what stands here comes out higher than 1,000,000 points (some 350 m) and cannot be set; "
	"divide it [VT0603]\n";

static void a_cell_too_high_is_refused(void **state)
{
	struct scene *scene = *state;
	struct fixture *fixture = make_table(scene, 1, 1, 1);
	struct list list;
	for (int i = 0; i < 4; i++) scene_block(scene, cell_block(fixture, 0), BLOCK_SPACE)->height = PT(250000);
	assert_int_equal(set(&list, scene, fixture), OK);
	for (int i = 0; i < 12; i++) scene_block(scene, cell_block(fixture, 0), BLOCK_SPACE)->height = PT(250000);
	assert_int_equal(set(&list, scene, fixture), ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics, too_high);
}

static void tied_rows_too_high_are_refused(void **state)
{
	struct scene *scene = *state;
	struct fixture *fixture = make_table(scene, 3, 2, 3);
	struct list list;
	for (size_t i = 1; i < 4; i++) scene_block(scene, cell_block(fixture, i), BLOCK_SPACE)->height = PT(900000);
	assert_int_equal(set(&list, scene, fixture), ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics, too_high);
}

static void a_row_of_columns_too_high_is_refused(void **state)
{
	struct scene *scene = *state;
	struct block *row = scene_block(scene, NULL, BLOCK_ROW), *column = scene_block(scene, row, BLOCK_GROUP);
	struct list list;
	row->place = (struct place){.file = "plan.xml", .line = 1, .column = 1};
	for (int i = 0; i < 5; i++) scene_block(scene, column, BLOCK_SPACE)->height = PT(900000);
	row->level = true;
	assert_int_equal(set_column(&list, &scene->setter, row, PT(400)), ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics, too_high);
}

static void a_column_without_room_for_its_text_is_refused(void **state)
{
	struct scene *scene = *state;
	struct fixture *fixture = make_table(scene, 1, 2, 1);
	struct list list;
	scene->style.align = ALIGN_CENTRE;
	fixture->format.left = fixture->format.right = PT(5);
	fixture->table.columns[1] = (struct table_column){UNIT_LENGTH, PT(10)};
	fixture->table.columns[0] = (struct table_column){UNIT_LENGTH, PT(10)};
	assert_int_equal(set(&list, scene, fixture), OK); /* empty cells want no room */
	scene_text(scene, cell_block(fixture, 1), "một hai");
	assert_int_equal(set(&list, scene, fixture), ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics,
				"plan.xml:1: error: column 2 is too narrow for its text: make it wider [VT0604]\n");
}

static void too_many_tied_rows_are_refused(void **state)
{
	struct scene *scene = *state;
	struct fixture *fixture = make_table(scene, 40001, 1, 40001);
	struct list list;
	fixture->table.column_count = 100; /* nothing looks at the places before they are counted */
	fixture->table.columns = arena_array(scene->setter.arena, 100, sizeof *fixture->table.columns);
	assert_int_equal(set(&list, scene, fixture), ERR_DOCUMENT);
	assert_said(scene->setter.diagnostics, "plan.xml:1:1: error: cells over several rows tie 40001 rows together here, "
										   "too many to be set as one; let fewer cells reach so far [VT0606]\n");
}

/* Nine lines beside two, which stand in the middle of the row and stay together. */
static struct list set_nine(struct scene *scene, mpt page)
{
	struct fixture *fixture = make_table(scene, 1, 2, 1);
	struct style *whole = arena_alloc(scene->setter.arena, sizeof *whole);
	struct list list;
	scene->setter.page_height = page;
	*whole = scene->style;
	whole->keep_lines = true;
	fixture->table.cells[1].valign = VALIGN_MIDDLE;
	scene_text(scene, cell_block(fixture, 0), "1\n2\n3\n4\n5\n6\n7\n8\n9");
	scene_text(scene, cell_block(fixture, 1), "a\nb")->style = whole;
	assert_int_equal(set(&list, scene, fixture), OK);
	return list;
}

static size_t count_breaks(const struct list *list, enum keep *worst)
{
	size_t count = 0;
	*worst = KEEP_NONE;
	for (size_t i = 0; i < list->count; i++) {
		count += list->items[i].kind == ITEM_BREAK;
		if (list->items[i].kind == ITEM_BREAK && list->items[i].keep > *worst) *worst = list->items[i].keep;
	}
	return count;
}

/* After four lines, and before four: but where the row is higher than a page. */
static void a_row_is_parted_with_four_lines_on_each_side(void **state)
{
	enum keep worst;
	struct list list = set_nine(*state, PT(700));
	assert_int_equal(count_breaks(&list, &worst), 2);
	assert_int_equal(worst, KEEP_ROW);
	list = set_nine(*state, PT(30));
	assert_int_equal(count_breaks(&list, &worst), 8);
	assert_int_equal(worst, KEEP_LINES);
}

static mpt baseline_of(const struct mark *marks, const struct item *slice, const char *word)
{
	for (size_t i = 0; i < slice->mark_count; i++) {
		if (marks[i].kind == MARK_TEXT && !strcmp(marks[i].text.words[0].word->text, word)) return marks[i].y;
	}
	fail();
	return 0;
}

static void a_parted_row_stands_at_its_top(void **state)
{
	struct list list = set_nine(*state, PT(700));
	const struct item *slice = list.items; /* the border above it is the page's */
	while (slice->kind != ITEM_BOX || !slice->mark_count || !slice->band) slice++;
	assert_non_null(slice->parted);
	assert_int_equal(baseline_of(slice->parted, slice, "a"), baseline_of(slice->parted, slice, "1"));
	mpt line = baseline_of(slice->marks, slice, "2") - baseline_of(slice->marks, slice, "1");
	assert_int_equal(baseline_of(slice->marks, slice, "a"), baseline_of(slice->marks, slice, "1") + line * 7 / 2);
}

/* Ten points lower, the cell's lines would stand astride those of the higher one. */
static void lines_of_a_parted_row_are_level(void **state)
{
	struct scene *scene = *state;
	struct fixture *fixture = make_table(scene, 1, 2, 1);
	struct list list;
	enum keep worst;
	scene->setter.page_height = PT(700);
	for (int i = 0; i < 10; i++) scene_text(scene, cell_block(fixture, 0), "một");
	scene_block(scene, cell_block(fixture, 1), BLOCK_SPACE)->height = PT(10);
	for (int i = 0; i < 8; i++) scene_text(scene, cell_block(fixture, 1), "hai");
	assert_int_equal(set(&list, scene, fixture), OK);
	assert_int_equal(count_breaks(&list, &worst), 3);
	assert_int_equal(worst, KEEP_ROW);
}

/* Four rows: neither the first nor the last one is left alone. */
static void a_single_row_is_kept_with_the_others(void **state)
{
	struct scene *scene = *state;
	static const enum keep wanted[] = {KEEP_ROWS, KEEP_NONE, KEEP_ROWS};
	struct fixture *fixture = make_table(scene, 4, 1, 1);
	struct list list;
	size_t seen = 0;
	for (size_t i = 0; i < 4; i++) scene_text(scene, cell_block(fixture, i), "một");
	scene->setter.page_height = PT(700);
	assert_int_equal(set(&list, scene, fixture), OK);
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i].kind == ITEM_BREAK) assert_int_equal(list.items[i].keep, wanted[seen++]);
	}
	assert_int_equal(seen, 3);
}

/* Two lines, five rows and a line above a signature, on pages of that height: which of the eight breaks are tied. */
static void assert_tied_to_the_signature(struct scene *scene, mpt page, const char *wanted)
{
	struct fixture *fixture = make_table(scene, 5, 1, 1);
	struct block *group = scene_block(scene, NULL, BLOCK_GROUP), *row;
	struct list list;
	char found[16];
	size_t breaks = 0;
	scene->setter.page_height = page;
	for (size_t i = 0; i < 5; i++) scene_text(scene, cell_block(fixture, i), "việc");
	scene_text(scene, group, "một");
	scene_text(scene, group, "hai");
	group->last = group->last->next = fixture->block;
	scene_text(scene, group, "hết");
	row = scene_block(scene, group, BLOCK_ROW);
	row->keep_lines_before = 2;
	scene_text(scene, scene_block(scene, row, BLOCK_GROUP), "ký");
	assert_int_equal(set_column(&list, &scene->setter, group, PT(400)), OK);
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i].kind == ITEM_BREAK) found[breaks++] = list.items[i].keep == KEEP_END ? '!' : '|';
	}
	found[breaks] = '\0';
	assert_string_equal(found, wanted);
}

static void a_small_table_goes_with_the_signature_below(void **state)
{
	assert_tied_to_the_signature(*state, PT(250), "|!!!!!!!");
}

static void rows_of_a_larger_table_are_lines_to_the_signature_below(void **state)
{
	assert_tied_to_the_signature(*state, PT(200), "||||||!!");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(a_cell_too_high_is_refused),
		SCENE_TEST(tied_rows_too_high_are_refused),
		SCENE_TEST(a_row_of_columns_too_high_is_refused),
		SCENE_TEST(a_column_without_room_for_its_text_is_refused),
		SCENE_TEST(too_many_tied_rows_are_refused),
		SCENE_TEST(a_row_is_parted_with_four_lines_on_each_side),
		SCENE_TEST(a_parted_row_stands_at_its_top),
		SCENE_TEST(lines_of_a_parted_row_are_level),
		SCENE_TEST(a_single_row_is_kept_with_the_others),
		SCENE_TEST(a_small_table_goes_with_the_signature_below),
		SCENE_TEST(rows_of_a_larger_table_are_lines_to_the_signature_below),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
