/* Addresses in words: what becomes a link, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "template/address.h"

static void assert_found(const char *word, const char *expected, bool mail)
{
	struct address address;
	char *copy = test_malloc(strlen(word)); /* exactly as large, so that sanitizers see a step too far */
	memcpy(copy, word, strlen(word));
	bool found = address_find(&address, copy, strlen(word));
	assert_int_equal(found, expected != NULL);
	if (expected) {
		assert_int_equal(address.end - address.start, strlen(expected));
		assert_memory_equal(copy + address.start, expected, strlen(expected));
		assert_int_equal(address.mail, mail);
	}
	test_free(copy);
}

static void addresses_of_the_web(void **state)
{
	(void)state;
	assert_found("https://dichvucong.gov.vn", "https://dichvucong.gov.vn", false);
	assert_found("(http://soct.haiduong.gov.vn/tin?id=5).", "http://soct.haiduong.gov.vn/tin?id=5", false);
	assert_found("https://a.vn/;", "https://a.vn/", false);
	assert_found("https://a.vn/b./.", "https://a.vn/b", false);
	assert_found("xem:https://a.vn", "https://a.vn", false);
	assert_found("https://", NULL, false);
	assert_found("http:/a.vn", NULL, false);
	assert_found("www.haiduong.gov.vn", NULL, false);
}

static void addresses_of_mail(void **state)
{
	(void)state;
	assert_found("bcxb.stttt@khanhhoa.gov.vn)", "bcxb.stttt@khanhhoa.gov.vn", true);
	assert_found("(a_b-c+d@e.vn,", "a_b-c+d@e.vn", true);
	assert_found("@khanhhoa.gov.vn", NULL, true);
	assert_found("a@b", NULL, true);
	assert_found("a@.", NULL, true);
}

static void other_words(void **state)
{
	(void)state;
	assert_found("", NULL, false);
	assert_found("181/KH-SCT", NULL, false);
	assert_found("công", NULL, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_the_web),
		cmocka_unit_test(addresses_of_mail),
		cmocka_unit_test(other_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
