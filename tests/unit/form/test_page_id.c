/* SPDX-License-Identifier: MIT
 *
 * The text of a page's QR code, and where the code is. */
#include "form/page_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct omr_page_id second = {
    .form = "4f1c09d2-77ab", .page = 2, .page_count = 3, .copy = "pupil-0042"};

static void what_is_written_is_read(void **state) {
    (void)state;
    char text[OMR_PAGE_ID_SIZE];
    struct omr_page_id read;
    assert_int_equal(omr_page_id_write(text, &second, NULL), OMR_OK);
    assert_true(omr_page_id_parse(&read, text));
    assert_string_equal(read.form, "4f1c09d2-77ab");
    assert_string_equal(read.copy, "pupil-0042");
    assert_int_equal(read.page, 2);
    assert_int_equal(read.page_count, 3);
}

/* The sum of "123456789" is 29B1: the check value of CRC-16/CCITT-FALSE. This one was made by
 * another program (python3: binascii.crc_hqx(text, 0xffff)). */
static void the_sum_is_crc_16_ccitt_false(void **state) {
    (void)state;
    char text[OMR_PAGE_ID_SIZE];
    assert_int_equal(omr_page_id_write(text, &second, NULL), OMR_OK);
    assert_string_equal(text, "OMR1|4f1c09d2-77ab|2/3|pupil-0042|3C10");
}

static void the_longest_identifier_fits(void **state) {
    (void)state;
    struct omr_page_id id = {.page = 999, .page_count = 999}, read;
    char text[OMR_PAGE_ID_SIZE];
    memset(id.form, 'f', sizeof id.form - 1);
    memset(id.copy, 'c', sizeof id.copy - 1);
    assert_int_equal(omr_page_id_write(text, &id, NULL), OMR_OK);
    assert_true(omr_page_id_parse(&read, text));
    assert_string_equal(read.copy, id.copy);
}

static void what_would_not_be_read_is_not_written(void **state) {
    (void)state;
    const struct omr_page_id bad[] = {
        {.form = "", .page = 1, .page_count = 2},
        {.form = "a|b", .page = 1, .page_count = 2},
        {.form = "f", .page = 1, .page_count = 2, .copy = "a|b"},
        {.form = "f", .page = 1, .page_count = 2, .copy = "a\nb"},
        {.form = "f", .page = 0, .page_count = 2},
        {.form = "f", .page = 3, .page_count = 2},
        {.form = "f", .page = 1, .page_count = 1000},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[OMR_PAGE_ID_SIZE];
        struct omr_error err;
        assert_int_equal(omr_page_id_write(text, &bad[i], &err), OMR_ERROR_USAGE);
        assert_string_equal(err.code, "form.page_id");
    }
}

static void any_change_of_a_character_is_noticed(void **state) {
    (void)state;
    char text[OMR_PAGE_ID_SIZE];
    struct omr_page_id read;
    assert_int_equal(omr_page_id_write(text, &second, NULL), OMR_OK);
    for (size_t i = 0; i < strlen(text); i++) {
        char kept = text[i];
        text[i] = (char)(kept ^ 1);
        assert_false(omr_page_id_parse(&read, text));
        text[i] = kept;
    }
    assert_true(omr_page_id_parse(&read, text));
}

static void codes_of_others_are_no_identifiers(void **state) {
    (void)state;
    static const char *const others[] = {"",
                                         "aspose.com",
                                         "OMR1|",
                                         "OMR1|f|1/2|",
                                         "OMR1||||",
                                         "OMR1|f|1/2||0000",
                                         "OMR2|4f1c09d2-77ab|2/3|pupil-0042|3C10"};
    struct omr_page_id read;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(omr_page_id_parse(&read, others[i]));
}

static void the_beginning_of_an_id_tells_the_form(void **state) {
    (void)state;
    struct omr_form form = {.id = "4f1c09d2-77ab-5e01-9c3d-2b8f6a5e1d40", .page_count = 3};
    struct omr_page_id id = second;
    assert_true(omr_page_id_is_of(&id, &form));
    strcpy(id.form, "4f1c09d");
    assert_false(omr_page_id_is_of(&id, &form));
    strcpy(id.form, "4f1c09d3-77ab");
    assert_false(omr_page_id_is_of(&id, &form));
    strcpy(id.form, "4f1c09d2-77ab-5e01-9c3d-2b8f6a5e1d40-and-more");
    assert_false(omr_page_id_is_of(&id, &form));
}

static void a_form_of_another_number_of_pages_is_another_form(void **state) {
    (void)state;
    struct omr_form form = {.id = "4f1c09d2-77ab", .page_count = 2};
    assert_false(omr_page_id_is_of(&second, &form));
}

static void a_form_without_an_id_knows_pages_by_number(void **state) {
    (void)state;
    struct omr_form form = {.id = "", .page_count = 3};
    assert_true(omr_page_id_is_of(&second, &form));
}

static void the_code_stands_below_the_right_marker_in_the_middle(void **state) {
    (void)state;
    struct omr_marker markers[] = {{{24, 24, 125, 125}, OMR_MARKER_CORNER},
                                   {{2331, 24, 125, 125}, OMR_MARKER_CORNER},
                                   {{2331, 322, 125, 173}, OMR_MARKER_ROTATION}};
    struct omr_form_page page = {
        .width = 2480, .height = 3508, .markers = markers, .marker_count = 3};
    struct omr_box box = omr_page_id_box(&page);
    assert_true(box.left == 2331 && box.width == 125 && box.height == 125);
    assert_true(box.top == (3508 - 125) / 2.0);
}

static void the_pattern_may_put_the_code_elsewhere(void **state) {
    (void)state;
    struct omr_form_page page = {.width = 2480, .height = 3508, .identifier = {10, 20, 200, 210}};
    struct omr_box box = omr_page_id_box(&page);
    assert_true(box.left == 10 && box.top == 20 && box.width == 200 && box.height == 210);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(the_sum_is_crc_16_ccitt_false),
        cmocka_unit_test(the_longest_identifier_fits),
        cmocka_unit_test(what_would_not_be_read_is_not_written),
        cmocka_unit_test(any_change_of_a_character_is_noticed),
        cmocka_unit_test(codes_of_others_are_no_identifiers),
        cmocka_unit_test(the_beginning_of_an_id_tells_the_form),
        cmocka_unit_test(a_form_of_another_number_of_pages_is_another_form),
        cmocka_unit_test(a_form_without_an_id_knows_pages_by_number),
        cmocka_unit_test(the_code_stands_below_the_right_marker_in_the_middle),
        cmocka_unit_test(the_pattern_may_put_the_code_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
