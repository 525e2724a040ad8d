/* What a fallible function returns. The values are the program's exit statuses. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	OK = 0,           /* done; warnings at most */
	ERR_DOCUMENT = 1, /* plan or template has errors: see the diagnostics */
	ERR_USAGE = 2,    /* the caller asked for something that does not exist */
	ERR_SYSTEM = 3,   /* file or font failed: see the diagnostics */
	ERR_MEMORY = 4,   /* out of memory: nothing could be said; exit status 3 */
};

/* Passes a failure on. For functions that have nothing to clean up (most work in an arena). */
#define TRY(call)                                                                                                      \
	do {                                                                                                               \
		int status_ = (call);                                                                                          \
		if (status_ != OK) return status_;                                                                             \
	} while (0)

#endif
