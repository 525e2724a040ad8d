/* Page labels (ISO 32000-1, 12.4.2): ranges of pages, each with a prefix and a way of counting. */
#include <string.h>

#include "base/status.h"
#include "reader/document.h"

enum { LARGEST_ROMAN = 3999, LARGEST_LETTERS = 26 * 8 }; /* beyond that nobody counts so: digits */

struct range {
	long long page; /* from 0 */
	qpdf_oh label;
};

struct ranges {
	struct range *items;
	size_t count;
	struct visits nodes;
};

static void collect(struct document *document, struct ranges *ranges, qpdf_oh node, int depth)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh numbers = document_key(document, node, "/Nums"), kids = document_key(document, node, "/Kids");
	if (depth > TREE_DEPTH_LIMIT || !document_first_visit(document, &ranges->nodes, node)) return;
	int count = document_count(document, numbers);
	for (int i = 0; i + 1 < count && !document->facts.failed; i += 2) {
		qpdf_oh page = qpdf_oh_get_array_item(qpdf, numbers, i), label = qpdf_oh_get_array_item(qpdf, numbers, i + 1);
		if (!qpdf_oh_is_integer(qpdf, page)) continue;
		struct range range = {qpdf_oh_get_int_value(qpdf, page), label};
		long long least = ranges->count ? ranges->items[ranges->count - 1].page + 1 : 0;
		if (range.page < least || range.page >= (long long)document->pages) continue;
		if (arena_grow(document->facts.arena, &ranges->items, ranges->count, sizeof *ranges->items) != OK)
			document->facts.failed = true;
		else
			ranges->items[ranges->count++] = range;
	}
	count = document_count(document, kids);
	for (int i = 0; i < count && !document->facts.failed; i++)
		collect(document, ranges, qpdf_oh_get_array_item(qpdf, kids, i), depth + 1);
}

static void put_roman(struct buffer *out, long long number, bool capital)
{
	static const struct {
		int value;
		const char *small, *large;
	} signs[] = {
		{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
		{90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
		{5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"},
	};
	for (size_t i = 0; number > 0; i++) {
		for (; number >= signs[i].value; number -= signs[i].value)
			buffer_text(out, capital ? signs[i].large : signs[i].small);
	}
}

/* 1 to 26: a to z; then aa to zz, and so on. */
static void put_letters(struct buffer *out, long long number, char first)
{
	for (long long i = (number - 1) / 26; i >= 0; i--) buffer_char(out, (char)(first + (number - 1) % 26));
}

static void put_number(struct buffer *out, long long number, char style)
{
	bool roman = (style == 'r' || style == 'R') && number >= 1 && number <= LARGEST_ROMAN;
	bool letters = (style == 'a' || style == 'A') && number >= 1 && number <= LARGEST_LETTERS;
	if (roman)
		put_roman(out, number, style == 'R');
	else if (letters)
		put_letters(out, number, style);
	else if (style)
		buffer_integer(out, number);
}

/* The label of the page that stands `offset` pages behind the range's first. */
static void tell_label(struct document *document, struct fact *parent, const char *key, const struct range *range,
					   long long offset)
{
	qpdf_data qpdf = document->qpdf;
	struct buffer text = {0};
	size_t length = 0;
	qpdf_oh prefix = document_key(document, range->label, "/P"), start = document_key(document, range->label, "/St");
	qpdf_oh style = document_key(document, range->label, "/S");
	long long first = qpdf_oh_is_integer(qpdf, start) ? qpdf_oh_get_int_value_as_int(qpdf, start) : 1;
	if (qpdf_oh_is_string(qpdf, prefix)) {
		const char *bytes = qpdf_oh_get_binary_utf8_value(qpdf, prefix, &length);
		buffer_put(&text, bytes, length);
	}
	if (qpdf_oh_is_name(qpdf, style)) put_number(&text, first + offset, qpdf_oh_get_name(qpdf, style)[1]);
	if (text.failed) document->facts.failed = true;
	fact_text(&document->facts, parent, key, text.data ? text.data : "", text.length);
	buffer_drop(&text);
}

void tell_page_labels(struct document *document)
{
	struct facts *facts = &document->facts;
	struct ranges ranges = {0};
	struct fact *list = fact_add(facts, document->root, FACT_LIST, "page_labels");
	collect(document, &ranges, document_catalog(document, "/PageLabels"), 0);
	for (size_t i = 0; i < ranges.count && !facts->failed; i++) {
		const struct range *range = &ranges.items[i];
		long long end = i + 1 < ranges.count ? range[1].page : (long long)document->pages;
		struct fact *fact = fact_add(facts, list, FACT_GROUP, NULL);
		fact_number(facts, fact, "first_page", range->page + 1);
		fact_number(facts, fact, "last_page", end);
		tell_label(document, fact, "first_label", range, 0);
		tell_label(document, fact, "last_label", range, end - 1 - range->page);
	}
}
