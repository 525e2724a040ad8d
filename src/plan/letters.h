/* Letters as Vietnamese writes them inside a sentence. */
#ifndef PLAN_LETTERS_H
#define PLAN_LETTERS_H

#include <stddef.h>

/* Makes the first letter of a text in NFC small, in place, as a subject reads after "về" or "V/v": "Kiểm tra" becomes
 * "kiểm tra". A text that begins with an abbreviation ("UBND tỉnh") stays. */
void small_first(char *text, size_t length);

#endif
