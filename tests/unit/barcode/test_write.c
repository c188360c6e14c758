/* SPDX-License-Identifier: MIT
 *
 * What a barcode is made of. That it can be read again is shown where it is drawn. */
#include "barcode/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct omr_arena arena;
    struct omr_symbol symbol;
    struct omr_error err;
};

static int set_up(void **state) {
    *state = calloc(1, sizeof(struct fixture));
    return *state ? 0 : -1;
}

static int tear_down(void **state) {
    omr_arena_clear(&((struct fixture *)*state)->arena);
    free(*state);
    return 0;
}

static enum omr_status write_code(struct fixture *fixture, const char *type, const char *content) {
    return omr_barcode_write(&fixture->symbol, &fixture->arena, type, content, 0, &fixture->err);
}

static const struct omr_symbol *make(struct fixture *fixture, const char *type,
                                     const char *content) {
    if (write_code(fixture, type, content))
        fail_msg("%s: %s", type, fixture->err.text);
    return &fixture->symbol;
}

static void assert_caption(void **state, const char *type, const char *content,
                           const char *caption) {
    assert_string_equal(make(*state, type, content)->caption, caption);
}

static void bars_stand_on_whole_modules(void **state) {
    const struct omr_symbol *symbol = make(*state, "Code128", "578");
    assert_true(symbol->is_linear);
    assert_true(symbol->width == 68); /* start, three characters, check, stop */
    assert_int_equal(symbol->bar_count, 19);
    for (int i = 0; i < symbol->bar_count; i++) {
        const struct omr_symbol_bar *bar = &symbol->bars[i];
        assert_true(bar->x == (int)bar->x && bar->width == (int)bar->width);
        assert_true(bar->y == 0 && bar->height == symbol->height);
    }
}

static void a_qr_code_begins_with_its_finder(void **state) {
    const struct omr_symbol *symbol = make(*state, "qr", "aspose.com");
    assert_false(symbol->is_linear);
    assert_true(symbol->width == 21 && symbol->height == 21);
    assert_true(symbol->bars[0].x == 0 && symbol->bars[0].y == 0 && symbol->bars[0].width == 7);
    assert_true(symbol->quiet == 4);
}

static void a_qr_code_may_be_asked_for_in_a_size(void **state) {
    struct fixture *fixture = *state;
    for (int version = -4; version <= 40; version++) {
        assert_int_equal(
            omr_barcode_write(&fixture->symbol, &fixture->arena, "QR", "7", version, &fixture->err),
            OMR_OK);
        double size = version < 0 ? 9 - 2 * version : version > 0 ? 17 + 4 * version : 21;
        assert_true(fixture->symbol.width == size);
    }
}

static void a_check_digit_is_added(void **state) {
    assert_caption(state, "Code32", "15478977", "A154789770");
    assert_caption(state, "EAN13", "590123412345", "5901234123457");
    assert_caption(state, "ITF14", "1540014128876", "15400141288763");
    assert_caption(state, "SSCC18", "00012345600000000", "(00)000123456000000005");
}

static void a_check_digit_that_is_there_is_checked(void **state) {
    assert_caption(state, "Code32", "154789770", "A154789770");
    assert_caption(state, "ITF14", "15400141288763", "15400141288763");
    assert_int_equal(write_code(*state, "Code32", "154789771"), OMR_ERROR_INPUT);
    assert_int_equal(write_code(*state, "ITF14", "15400141288764"), OMR_ERROR_INPUT);
    assert_int_equal(write_code(*state, "EAN13", "5901234123458"), OMR_ERROR_INPUT);
}

static void numbers_of_print_become_those_of_bars(void **state) {
    assert_caption(state, "ISSN", "0317-8471", "9770317847001");
    assert_caption(state, "ISMN", "M-2306-7118-7", "9790230671187");
    assert_caption(state, "Codabar", "1234567", "A1234567A");
    assert_caption(state, "Codabar", "B1234567C", "B1234567C");
}

static void round_codes_are_made_of_dots(void **state) {
    const struct omr_symbol *symbol = make(*state, "DotCode", "Room 7");
    assert_int_equal(symbol->bar_count, 0);
    assert_true(symbol->dot_count > 50);
    symbol = make(*state, "MaxiCode", "Room 7");
    assert_true(symbol->dots[0].diameter > 5); /* the bull's eye */
    assert_true(symbol->dots[symbol->dot_count - 1].is_hexagon);
}

static void any_writing_fits_in_a_qr_code(void **state) {
    make(*state, "QR", "\u4e2d\u6587 \u05e9\u05dc\u05d5\u05dd \U0001f600");
}

static void what_a_kind_cannot_hold_is_named(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(write_code(fixture, "EAN13", "twelve"), OMR_ERROR_INPUT);
    assert_string_equal(fixture->err.code, "barcode.content");
    assert_non_null(
        strstr(fixture->err.text, "a barcode of the kind EAN13 cannot hold \"twelve\""));
    assert_int_equal(write_code(fixture, "QR", ""), OMR_ERROR_INPUT);
    static char endless[9001];
    memset(endless, 'x', sizeof endless - 1);
    assert_int_equal(write_code(fixture, "QR", endless), OMR_ERROR_INPUT);
}

static void unknown_kinds_are_refused(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(write_code(fixture, "aruco", "7"), OMR_ERROR_UNSUPPORTED);
    assert_string_equal(fixture->err.text, "barcodes of the kind aruco cannot be made");
    assert_false(omr_barcode_is_writable("aruco"));
    assert_false(omr_barcode_is_writable(NULL));
    assert_true(omr_barcode_is_writable("code39StanDard"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(bars_stand_on_whole_modules),
        TEST(a_qr_code_begins_with_its_finder),
        TEST(a_qr_code_may_be_asked_for_in_a_size),
        TEST(a_check_digit_is_added),
        TEST(a_check_digit_that_is_there_is_checked),
        TEST(numbers_of_print_become_those_of_bars),
        TEST(round_codes_are_made_of_dots),
        TEST(any_writing_fits_in_a_qr_code),
        TEST(what_a_kind_cannot_hold_is_named),
        TEST(unknown_kinds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
