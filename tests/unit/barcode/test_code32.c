/* SPDX-License-Identifier: MIT */
#include "barcode/code32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_digits(const char *code39, const char *expected) {
    char digits[OMR_CODE32_DIGITS + 1];
    assert_true(omr_code32_decode(digits, code39, strlen(code39)));
    assert_string_equal(digits, expected);
}

static void assert_refused(const char *code39) {
    char digits[OMR_CODE32_DIGITS + 1];
    assert_false(omr_code32_decode(digits, code39, strlen(code39)));
}

static void six_characters_are_nine_digits(void **state) {
    (void)state;
    assert_digits("4MMTWB", "154789770");
    assert_digits("4MMTWQ", "154789782");
}

static void small_numbers_keep_their_zeroes(void **state) {
    (void)state;
    assert_digits("000000", "000000000");
    assert_digits("00000D", "000000012");
}

static void the_letter_a_before_them_is_dropped(void **state) {
    (void)state;
    assert_digits("A4MMTWB", "154789770");
}

static void a_wrong_check_digit_is_refused(void **state) {
    (void)state;
    assert_refused("4MMTWC");
}

static void vowels_are_no_digits(void **state) {
    (void)state;
    assert_refused("4MMTWA");
    assert_refused("4mmtwb");
}

static void other_lengths_are_refused(void **state) {
    (void)state;
    assert_refused("");
    assert_refused("4MMTW");
    assert_refused("4MMTWB0");
}

static void numbers_of_ten_digits_are_refused(void **state) {
    (void)state;
    assert_refused("ZZZZZZ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_characters_are_nine_digits),
        cmocka_unit_test(small_numbers_keep_their_zeroes),
        cmocka_unit_test(the_letter_a_before_them_is_dropped),
        cmocka_unit_test(a_wrong_check_digit_is_refused),
        cmocka_unit_test(vowels_are_no_digits),
        cmocka_unit_test(other_lengths_are_refused),
        cmocka_unit_test(numbers_of_ten_digits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
