/* Lengths on the page: integers, so that every compiler and machine computes the same page. */
#ifndef BASE_LENGTH_H
#define BASE_LENGTH_H

#include <stdbool.h>
#include <stdint.h>

typedef int32_t mpt; /* 1/1000 of a point (1/72 inch); +-2,147,483 points */

#define PT(points) ((mpt)((points)*1000))

/* What sums of lengths are held to: 1,000,000 points, so that two of them still add up. */
enum { LENGTH_LIMIT = 1000000000 };

static inline mpt length_clamp(int64_t value)
{
	if (value > LENGTH_LIMIT) return LENGTH_LIMIT;
	return value < -LENGTH_LIMIT ? -LENGTH_LIMIT : (mpt)value;
}

/* value * numerator / denominator, rounded to the nearest, halves away from zero; denominator > 0. */
static inline mpt length_scale(int64_t value, int64_t numerator, int64_t denominator)
{
	int64_t product = value * numerator;
	int64_t half = denominator / 2;
	return (mpt)((product + (product < 0 ? -half : half)) / denominator);
}

/* A share, in 1/1000 of a per cent, of a length. */
static inline mpt length_share(mpt value, mpt share)
{
	return length_scale(value, share, 100000);
}

enum length_unit { UNIT_NONE, UNIT_LENGTH, UNIT_PERCENT };

/* Reads "12.7mm", "14pt", "1cm" (into mpt) or "40%" (into 1/1000 of a per cent).
 * UNIT_NONE if the text is no such thing or too large. Negative lengths are allowed. */
enum length_unit length_parse(const char *text, mpt *value);

#endif
