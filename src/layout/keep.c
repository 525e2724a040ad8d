/* What pages keep together, and what it costs to tear it apart.
 *
 * Where rules conflict the cheapest way through the document decides. A cost below WHOLE_PAGE is weighed against the
 * room that a page would lose by ending early, of which a fifth costs 72, a half 300: a row is parted rather than a
 * fifth of a page left empty. Above it a page ends early as far as it must; only where all that is tied together is
 * higher than a page does one rule yield, the cheapest. */
#include "layout/list.h"

const struct keep_rule keep_rules[KEEPS] = {
	[KEEP_NONE] = {0, LAYOUT_EARLY_FOR_LATER, LAYOUT_EARLY_FOR_LATER},
	[KEEP_ROWS] = {15, LAYOUT_EARLY_ROWS, LAYOUT_TORN_ROWS},
	[KEEP_ROW] = {72, LAYOUT_EARLY_ROW, LAYOUT_TORN_ROW},
	[KEEP_ROW_LINES] = {95, LAYOUT_EARLY_ROW, LAYOUT_TORN_ROW},
	[KEEP_INTRODUCTION] = {200, LAYOUT_EARLY_INTRODUCTION, LAYOUT_TORN_INTRODUCTION},
	[KEEP_COLUMNS] = {830, LAYOUT_EARLY_COLUMNS, LAYOUT_TORN_COLUMNS},
	[KEEP_FIRST_LINES] = {10000, LAYOUT_EARLY_FIRST_LINES, LAYOUT_TORN_FIRST_LINES},
	[KEEP_LAST_LINES] = {12000, LAYOUT_EARLY_LAST_LINES, LAYOUT_TORN_LAST_LINES},
	[KEEP_LINES] = {30000, LAYOUT_EARLY_LINES, LAYOUT_TORN_LINES},
	[KEEP_NEXT] = {70000, LAYOUT_EARLY_NEXT, LAYOUT_TORN_NEXT},
	[KEEP_END] = {150000, LAYOUT_EARLY_END, LAYOUT_TORN_END},
	[KEEP_ALWAYS] = {1000000, LAYOUT_EARLY_TIED, LAYOUT_TORN_TIED},
	[KEEP_APART] = {0, LAYOUT_EARLY_FOR_LATER, LAYOUT_EARLY_FOR_LATER},
};
