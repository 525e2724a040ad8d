/* Dates of a plan: ISO 8601, whole or partial ("2022-02-07", "2022-02", "2022"). */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>

/* Year, month and day? NULL is no date. */
bool date_is_whole(const char *date);

#endif
