#include "batch/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/status.h"
#include "batch/names.h"
#include "register/register.h"

enum { YEAR_LIMIT = 9999 };

struct numbers {
	struct units *file;
	const char *path; /* borrowed */
	uint32_t *lines;  /* in the file, by row; NULL: all, as they stand */
	size_t count;
};

struct coded {
	const char *code;
	uint32_t line;
};

static int compare_codes(const void *left, const void *right)
{
	const struct coded *a = left, *b = right;
	return strcmp(a->code, b->code);
}

static int refuse(const struct numbers *numbers, const char *column, const char *code, struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, NUMBERS_WRONG, (struct place){.file = numbers->path}, column, code, NULL);
}

static int find_lines(struct numbers *numbers, const struct coded *coded, size_t lines, const struct units *units,
					  size_t first, struct diagnostics *diagnostics)
{
	int worst = OK;
	for (size_t i = 0; i < numbers->count; i++) {
		const struct coded wish = {.code = units_code(units, first + i)};
		const struct coded *found = bsearch(&wish, coded, lines, sizeof *coded, compare_codes);
		if (found) {
			numbers->lines[i] = found->line;
			continue;
		}
		int status =
			diagnostics_add(diagnostics, NUMBERS_WITHOUT_UNIT, (struct place){.file = numbers->path}, wish.code, NULL);
		if (status > worst) worst = status;
	}
	return worst;
}

static int choose_lines(struct numbers *numbers, const struct units *units, size_t first, size_t count,
						struct diagnostics *diagnostics)
{
	size_t lines = units_count(numbers->file);
	struct coded *coded = mem_zeroed(lines + 1, sizeof *coded);
	numbers->count = count;
	numbers->lines = mem_zeroed(count + 1, sizeof *numbers->lines);
	int status = coded && numbers->lines ? OK : ERR_MEMORY;
	if (status == OK) {
		for (size_t i = 0; i < lines; i++) coded[i] = (struct coded){units_code(numbers->file, i), (uint32_t)i};
		qsort(coded, lines, sizeof *coded, compare_codes);
		status = find_lines(numbers, coded, lines, units, first, diagnostics);
	}
	free(coded);
	return status;
}

/* NULL: there is no such column. */
static const char *cell(const struct unit *unit, const char *column)
{
	const xmlNode *at = unit->row->children;
	while (at && strcmp((const char *)at->name, column) != 0) at = at->next;
	if (!at) return NULL;
	return at->children ? (const char *)at->children->content : "";
}

/* -1: it is none. */
static int64_t read_integer(const char *text, int64_t limit)
{
	int64_t number = 0;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || number > limit) return -1;
		number = number * 10 + *text - '0';
	}
	return number <= limit ? number : -1;
}

/* Either the register's four cells are filled or none is. */
static int check_line(const struct numbers *numbers, const struct unit *unit, struct diagnostics *diagnostics)
{
	static const char *const columns[] = {"number", "organ", "year", "kind"};
	const char *number = cell(unit, "number"), *year = cell(unit, "year"), *issued = cell(unit, "issued");
	const char *wrong = NULL;
	for (size_t i = 0; !wrong && i < sizeof columns / sizeof *columns; i++) {
		const char *text = cell(unit, columns[i]);
		if (!text || !*text != !*number) wrong = columns[i];
	}
	if (!wrong && read_integer(number, REGISTER_NUMBER_LIMIT) < 0) wrong = "number";
	if (!wrong && read_integer(year, YEAR_LIMIT) < 0) wrong = "year";
	if (!wrong && (!issued || (*issued && strlen(issued) != REGISTER_HASH))) wrong = "issued";
	if (!wrong && !name_is_safe(cell(unit, "name"))) wrong = "name";
	return wrong ? refuse(numbers, wrong, unit->code, diagnostics) : OK;
}

static int check_lines(const struct numbers *numbers, struct diagnostics *diagnostics)
{
	struct unit unit;
	struct arena *arena = arena_new();
	int status = arena ? OK : ERR_MEMORY;
	for (size_t i = 0; status == OK && i < numbers->count; i++) {
		arena_reset(arena);
		status = units_row(&unit, numbers->file, numbers->lines ? numbers->lines[i] : i, arena);
		if (status == OK) status = check_line(numbers, &unit, diagnostics);
	}
	arena_drop(arena);
	return status;
}

int numbers_load(struct numbers **out, const char *path, const struct units *units, size_t first, size_t count,
				 struct diagnostics *diagnostics)
{
	struct numbers *numbers = *out = mem_zeroed(1, sizeof *numbers);
	if (!numbers) return ERR_MEMORY;
	numbers->path = path;
	int status = units_load(&numbers->file, path, NULL, diagnostics);
	if (status == OK && units)
		status = choose_lines(numbers, units, first, count, diagnostics);
	else if (status == OK)
		numbers->count = units_count(numbers->file);
	if (status == OK) status = check_lines(numbers, diagnostics);
	if (status == OK) return OK;
	numbers_drop(numbers);
	*out = NULL;
	return status;
}

void numbers_drop(struct numbers *numbers)
{
	if (!numbers) return;
	units_drop(numbers->file);
	free(numbers->lines);
	free(numbers);
}

size_t numbers_count(const struct numbers *numbers)
{
	return numbers->count;
}

int numbers_line(struct number_line *line, const struct numbers *numbers, size_t index, struct arena *arena)
{
	struct unit unit;
	TRY(units_row(&unit, numbers->file, numbers->lines ? numbers->lines[index] : index, arena));
	*line = (struct number_line){
		.code = unit.code,
		.organ = cell(&unit, "organ"),
		.kind = cell(&unit, "kind"),
		.issued = cell(&unit, "issued"),
		.name = cell(&unit, "name"),
		.year = (int)read_integer(cell(&unit, "year"), YEAR_LIMIT),
		.number = read_integer(cell(&unit, "number"), REGISTER_NUMBER_LIMIT),
	};
	return OK;
}

void numbers_begin(struct buffer *out)
{
	buffer_text(out, "code,number,organ,year,kind,issued,name\n");
}

void numbers_write(struct buffer *out, const struct number_line *line)
{
	csv_cell(out, line->code);
	buffer_char(out, ',');
	if (line->number) buffer_integer(out, line->number);
	buffer_char(out, ',');
	csv_cell(out, line->number ? line->organ : "");
	buffer_char(out, ',');
	if (line->number) buffer_integer(out, line->year);
	buffer_char(out, ',');
	csv_cell(out, line->number ? line->kind : "");
	buffer_char(out, ',');
	csv_cell(out, line->issued);
	buffer_char(out, ',');
	csv_cell(out, line->name);
	buffer_char(out, '\n');
}
