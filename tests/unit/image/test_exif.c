/* SPDX-License-Identifier: MIT */
#include "image/exif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ORIENTATION(exif) omr_exif_orientation((const uint8_t *)(exif), sizeof(exif) - 1)

static void both_byte_orders_are_read(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"), 6);
    assert_int_equal(ORIENTATION("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0"), 8);
}

static void the_orientation_may_be_a_long_number(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\0\0\x03"), 3);
}

static void it_is_found_behind_other_entries(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x02"
                                 "\x01\x0f\0\x02\0\0\0\x06\0\0\0\x20"
                                 "\x01\x12\0\x03\0\0\0\x01\0\x05\0\0"),
                     5);
}

static void the_directory_may_stand_anywhere(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION("II*\0\x0c\0\0\0....\x01\0\x12\x01\x03\0\x01\0\0\0\x02\0\0\0"), 2);
}

static void numbers_that_are_no_orientation_mean_upright(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0"), 1);
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0"), 1);
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x05\0\0\0\x01\0\x06\0\0"), 1);
}

static void data_that_says_nothing_means_upright(void **state) {
    (void)state;
    assert_int_equal(ORIENTATION(""), 1);
    assert_int_equal(ORIENTATION("MI\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"), 1);
    assert_int_equal(ORIENTATION("MM\0+\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"), 1);
    assert_int_equal(ORIENTATION("MM\0*\0\0\0\x08\0\0"), 1);
    assert_int_equal(ORIENTATION("MM\0*\xff\xff\xff\xf8\xff\xff"), 1);
}

/* Read from memory of exactly that size, so that a sanitizer sees any byte beyond. */
static void data_cut_off_anywhere_means_upright(void **state) {
    (void)state;
    static const char exif[] = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
    for (size_t size = 1; size < 20; size++) {
        uint8_t *part = malloc(size);
        assert_non_null(part);
        memcpy(part, exif, size);
        assert_int_equal(omr_exif_orientation(part, size), 1);
        free(part);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(the_orientation_may_be_a_long_number),
        cmocka_unit_test(it_is_found_behind_other_entries),
        cmocka_unit_test(the_directory_may_stand_anywhere),
        cmocka_unit_test(numbers_that_are_no_orientation_mean_upright),
        cmocka_unit_test(data_that_says_nothing_means_upright),
        cmocka_unit_test(data_cut_off_anywhere_means_upright),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
