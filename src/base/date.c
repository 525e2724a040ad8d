#include "base/date.h"

#include <string.h>

bool date_is_whole(const char *date)
{
	static const char form[] = "dddd-dd-dd";
	if (!date || strlen(date) != sizeof form - 1) return false;
	for (const char *at = form; *at; at++, date++) {
		if (*at == '-' ? *date != '-' : *date < '0' || *date > '9') return false;
	}
	return true;
}
