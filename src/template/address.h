/* Addresses in running text, which become links by themselves. */
#ifndef TEMPLATE_ADDRESS_H
#define TEMPLATE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct address {
	size_t start, end; /* in the word: without brackets before and punctuation after it */
	bool mail;         /* "a@b.vn": its link begins with mailto: */
};

/* Is there an address (http, https, mail) in a word without white space? */
bool address_find(struct address *address, const char *word, size_t length);

#endif
