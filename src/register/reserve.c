/* Numbers for many documents in one transaction.
 *
 * What the documents wish stands in a temporary table, which SQLite keeps out of memory, so that order and keys are
 * SQL's work and 10,000 wishes cost no more memory than ten. Documents that have a number are brought up to date first,
 * then the others take theirs, series by series: those whose row gives a number, by number, then the rest by date and
 * row.
 *
 * A given number past the series' end leaves a gap, which is filled with void entries and told: the decree's register
 * has a line for each number. A gap that is wide is refused as a slip of the pen. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "register/internal.h"

enum { GAP_LIMIT = 1000, PASSES = 8, DIGITS = 24 };

struct reservation {
	struct registry *registry;
	const struct reserving *reserving;
	bool refused; /* any wish */
};

/* The end of the series in which numbers are being given. */
struct series {
	char *organ; /* a copy in text */
	int year;
	struct buffer text;
	int64_t first, last; /* first is 0 where none is set; last is 0 before the first number */
};

/* One document without a number. */
struct newcomer {
	int64_t position, given;
	uint32_t line;
	const char *organ, *date, *unit;
	int year;
};

static const char *digits(char text[DIGITS], int64_t number)
{
	snprintf(text, DIGITS, "%lld", (long long)number);
	return text;
}

/* Says why a wish stays without a number, which is ERR_DOCUMENT and ends nothing: OK, unless memory or more fails. */
static int say(struct reservation *reservation, uint32_t line, enum diagnostic_id id, const char *const arguments[4])
{
	struct place place = {.file = reservation->reserving->units, .line = line};
	int status = diagnostics_add(reservation->registry->diagnostics, id, place, arguments[0], arguments[1],
								 arguments[2], arguments[3], NULL);
	if (status == ERR_DOCUMENT) reservation->refused = true;
	return status == ERR_DOCUMENT ? OK : status;
}

static int refuse(struct reservation *reservation, int64_t position, uint32_t line, enum diagnostic_id id,
				  const char *const arguments[4])
{
	TRY(say(reservation, line, id, arguments));
	return registry_run(reservation->registry, SQL_REFUSE, "n", position);
}

int registry_wish(struct registry *registry, const struct entry *entry, size_t order, uint32_t line, bool reissue,
				  struct diagnostics *diagnostics)
{
	const struct entry_key *key = &entry->key;
	registry->diagnostics = diagnostics;
	TRY(registry_make_wishes(registry));
	return registry_run(registry, SQL_WISH, "niinsisssssssssi", (int64_t)order, (int)line, (int)reissue, entry->number,
						key->organ, key->year, key->kind, key->skeleton, key->unit, entry->symbol, entry->date,
						entry->title, entry->signer, entry->recipients, entry->kept_by, entry->copies);
}

static int refuse_undated(struct reservation *reservation)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, SQL_UNDATED));
	for (;;) {
		TRY(registry_step(&row, reservation->registry, found));
		if (!row) return OK;
		const char *const arguments[4] = {registry_text(found, 2)};
		TRY(refuse(reservation, sqlite3_column_int64(found, 0), (uint32_t)sqlite3_column_int(found, 1), NUMBER_NO_DATE,
				   arguments));
	}
}

static int refuse_other_numbers(struct reservation *reservation)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, SQL_OTHER_NUMBER));
	for (;;) {
		TRY(registry_step(&row, reservation->registry, found));
		if (!row) return OK;
		const char *const arguments[4] = {registry_text(found, 2), registry_text(found, 3)};
		TRY(refuse(reservation, sqlite3_column_int64(found, 0), (uint32_t)sqlite3_column_int(found, 1), NUMBER_CHANGED,
				   arguments));
	}
}

/* Documents that have their number. */

/* Those whose new date does not fit; positions: an array of int64_t. all: whatever fits. */
static int find_out_of_order(struct buffer *positions, struct reservation *reservation, bool all)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, SQL_OUT_OF_ORDER));
	TRY(registry_bind(reservation->registry, found, "i", (int)all));
	for (;;) {
		TRY(registry_step(&row, reservation->registry, found));
		if (!row) return positions->failed ? ERR_MEMORY : OK;
		int64_t position = sqlite3_column_int64(found, 0);
		const char *date = registry_text(found, 3), *before = registry_text(found, 4);
		bool earlier = before && date && strcmp(before, date) > 0;
		const char *const arguments[4] = {registry_text(found, 2), date, earlier ? before : registry_text(found, 5)};
		TRY(say(reservation, (uint32_t)sqlite3_column_int(found, 1), earlier ? DATE_TOO_EARLY : DATE_TOO_LATE,
				arguments));
		buffer_put(positions, &position, sizeof position);
	}
}

static int refuse_positions(struct reservation *reservation, const struct buffer *positions)
{
	for (size_t at = 0; at < positions->length; at += sizeof(int64_t)) {
		int64_t position;
		memcpy(&position, positions->data + at, sizeof position);
		TRY(registry_run(reservation->registry, SQL_REFUSE, "n", position));
	}
	return OK;
}

/* Their columns as wished. Changed dates are looked at when all are changed, as they may well have moved together; if
 * some do not fit, all is taken back and tried without them. */
static int try_update(struct reservation *reservation, struct buffer *positions, bool last)
{
	struct registry *registry = reservation->registry;
	buffer_clear(positions);
	TRY(registry_run(registry, SQL_UNMOVE, ""));
	TRY(registry_run(registry, SQL_MOVE, ""));
	bool any_moved = sqlite3_changes(registry->base) > 0;
	TRY(registry_run(registry, SQL_SAVE, ""));
	TRY(registry_run(registry, SQL_UPDATE, ""));
	if (any_moved) TRY(find_out_of_order(positions, reservation, last));
	if (positions->length) TRY(registry_run(registry, SQL_TAKE_BACK, ""));
	TRY(registry_run(registry, SQL_KEEP, ""));
	return refuse_positions(reservation, positions);
}

static int update_known(struct reservation *reservation)
{
	struct buffer positions = {0};
	int status = OK, pass = 0;
	do status = try_update(reservation, &positions, ++pass >= PASSES);
	while (status == OK && positions.length);
	buffer_drop(&positions);
	return status;
}

/* Documents that have none. */

static int enter_series(struct series *series, struct registry *registry, const struct newcomer *newcomer)
{
	if (series->organ && series->year == newcomer->year && strcmp(series->organ, newcomer->organ) == 0) return OK;
	buffer_clear(&series->text);
	buffer_put(&series->text, newcomer->organ, strlen(newcomer->organ) + 1);
	if (series->text.failed) return ERR_MEMORY;
	series->organ = series->text.data;
	series->year = newcomer->year;
	TRY(registry_number(&series->first, registry, SQL_FIRST, series->organ, series->year));
	return registry_number(&series->last, registry, SQL_LAST, series->organ, series->year);
}

/* The neighbour on one side that is not void must not stand on the wrong side of the date. */
static int check_neighbour(bool *fits, struct reservation *reservation, const struct newcomer *newcomer, int64_t number,
						   enum statement side)
{
	bool row;
	char text[DIGITS];
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, side));
	TRY(registry_bind(reservation->registry, found, "sin", newcomer->organ, newcomer->year, number));
	TRY(registry_step(&row, reservation->registry, found));
	if (!row) return OK;
	const char *date = registry_text(found, 1);
	int order = date ? strcmp(date, newcomer->date) : 0;
	if (side == SQL_BEFORE ? order > 0 : order < 0) {
		const char *const arguments[4] = {digits(text, number), newcomer->date, date};
		TRY(say(reservation, newcomer->line, side == SQL_BEFORE ? DATE_TOO_EARLY : DATE_TOO_LATE, arguments));
		*fits = false;
	}
	sqlite3_reset(found);
	return OK;
}

/* May it have a number at which an entry stands? Only one that fills a gap gives way. */
static int check_standing(bool *fits, struct reservation *reservation, const struct newcomer *newcomer)
{
	bool row;
	char text[DIGITS];
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, SQL_STATE));
	TRY(registry_bind(reservation->registry, found, "sin", newcomer->organ, newcomer->year, newcomer->given));
	TRY(registry_step(&row, reservation->registry, found));
	if (!row) return OK;
	const char *state = registry_text(found, 0), *unit = registry_text(found, 1);
	if (unit) {
		bool is_void = strcmp(state, entry_state_name(ENTRY_VOID)) == 0;
		bool is_own = strcmp(state, entry_state_name(ENTRY_ISSUED)) == 0 && strcmp(unit, newcomer->unit) == 0;
		enum diagnostic_id id = is_void ? NUMBER_IS_VOID : is_own ? NUMBER_IS_OWN : NUMBER_TAKEN;
		const char *const arguments[4] = {digits(text, newcomer->given), newcomer->organ, unit};
		TRY(say(reservation, newcomer->line, id, arguments));
		*fits = false;
	}
	sqlite3_reset(found);
	return OK;
}

static int check_given(bool *fits, struct reservation *reservation, const struct series *series,
					   const struct newcomer *newcomer)
{
	char given[DIGITS], end[DIGITS];
	int64_t number = newcomer->given;
	const char *const before[4] = {digits(given, number), newcomer->organ, digits(end, series->first)};
	if (number < series->first) {
		*fits = false;
		return say(reservation, newcomer->line, NUMBER_BEFORE_FIRST, before);
	}
	int64_t end_of_series = series->last ? series->last : series->first - 1;
	const char *const far[4] = {digits(given, number), newcomer->organ, digits(end, end_of_series)};
	if (series->first && number > end_of_series + GAP_LIMIT) {
		*fits = false;
		return say(reservation, newcomer->line, NUMBER_FAR, far);
	}
	return check_standing(fits, reservation, newcomer);
}

static int fill_gap(struct reservation *reservation, const struct series *series, const struct newcomer *newcomer,
					int64_t number)
{
	char from[DIGITS], to[DIGITS];
	int64_t start = series->last ? series->last + 1 : series->first;
	if (!series->first || start >= number) return OK;
	for (int64_t gap = start; gap < number; gap++)
		TRY(registry_run(reservation->registry, SQL_FILL, "sin", newcomer->organ, newcomer->year, gap));
	const char *const arguments[4] = {digits(from, start), digits(to, number - 1), newcomer->organ};
	return say(reservation, newcomer->line, NUMBERS_SKIPPED, arguments);
}

static int place_newcomer(struct reservation *reservation, struct series *series, const struct newcomer *newcomer)
{
	struct registry *registry = reservation->registry;
	bool fits = true;
	int64_t number = newcomer->given;
	TRY(enter_series(series, registry, newcomer));
	if (!number) number = series->last ? series->last + 1 : series->first ? series->first : 1;
	if (newcomer->given) TRY(check_given(&fits, reservation, series, newcomer));
	if (fits) TRY(check_neighbour(&fits, reservation, newcomer, number, SQL_BEFORE));
	if (fits && number < series->last) TRY(check_neighbour(&fits, reservation, newcomer, number, SQL_AFTER));
	if (!fits) return registry_run(registry, SQL_REFUSE, "n", newcomer->position);
	TRY(fill_gap(reservation, series, newcomer, number));
	TRY(registry_run(registry, SQL_INSERT, "nn", newcomer->position, number));
	if (!series->first) {
		TRY(registry_run(registry, SQL_SERIES, "sin", newcomer->organ, newcomer->year, number));
		series->first = number;
	}
	if (number > series->last) series->last = number;
	return OK;
}

static int place_all(struct reservation *reservation, struct series *series)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, reservation->registry, SQL_NEW));
	for (;;) {
		TRY(registry_step(&row, reservation->registry, found));
		if (!row) return OK;
		const struct newcomer newcomer = {
			.position = sqlite3_column_int64(found, 0),
			.line = (uint32_t)sqlite3_column_int64(found, 1),
			.organ = registry_text(found, 2),
			.year = sqlite3_column_int(found, 3),
			.given = sqlite3_column_int64(found, 4),
			.date = registry_text(found, 5),
			.unit = registry_text(found, 6),
		};
		if (!newcomer.organ || !newcomer.date || !newcomer.unit) return ERR_MEMORY;
		TRY(place_newcomer(reservation, series, &newcomer));
	}
}

static int reserve(struct reservation *reservation)
{
	struct series series = {0};
	TRY(refuse_undated(reservation));
	TRY(refuse_other_numbers(reservation));
	TRY(registry_run(reservation->registry, SQL_REISSUE, ""));
	TRY(update_known(reservation));
	int status = place_all(reservation, &series);
	buffer_drop(&series.text);
	return status;
}

static int grant_all(struct registry *registry, const struct reserving *reserving)
{
	bool row;
	sqlite3_stmt *found;
	TRY(registry_prepare(&found, registry, SQL_GRANTS));
	for (;;) {
		TRY(registry_step(&row, registry, found));
		if (!row) return OK;
		const char *state = registry_text(found, 2);
		const struct grant grant = {
			.order = (size_t)sqlite3_column_int64(found, 0),
			.number = sqlite3_column_int64(found, 1),
			.state = strcmp(state, entry_state_name(ENTRY_ISSUED)) == 0 ? ENTRY_ISSUED : ENTRY_RESERVED,
			.sha256 = registry_text(found, 3),
		};
		if (reserving->granted) reserving->granted(reserving->context, &grant);
	}
}

int registry_reserve(struct registry *registry, const struct reserving *reserving, struct diagnostics *diagnostics)
{
	struct reservation reservation = {.registry = registry, .reserving = reserving};
	registry->diagnostics = diagnostics;
	TRY(registry_make_wishes(registry));
	TRY(registry_begin(registry));
	int status = reserve(&reservation);
	if (status == OK && reservation.refused && !reserving->keep_going) status = ERR_DOCUMENT;
	TRY(registry_end(registry, status));
	TRY(grant_all(registry, reserving));
	TRY(registry_run(registry, SQL_FORGET, ""));
	return reservation.refused ? ERR_DOCUMENT : OK;
}
