/* SPDX-License-Identifier: MIT
 *
 * Settings by word and by number, from files of both kinds. */
#include "generation/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int make(void **state) {
    return omr_settings_new((struct omr_settings **)state, NULL) != OMR_OK;
}

static int end(void **state) {
    omr_settings_free(*state);
    return 0;
}

static struct omr_layout_settings layout_of(void **state) {
    struct omr_layout_settings layout;
    omr_settings_lay_out(*state, &layout);
    return layout;
}

static void set(void **state, const char *name, const char *value) {
    struct omr_error err;
    if (omr_settings_set(*state, name, value, OMR_NUMBERS_OF_SERVICE, &err))
        fail_msg("%s", err.text);
}

static void assert_refused(void **state, const char *name, const char *value, const char *text) {
    struct omr_error err;
    assert_int_equal(omr_settings_set(*state, name, value, OMR_NUMBERS_OF_SERVICE, &err),
                     OMR_ERROR_USAGE);
    assert_string_equal(err.text, text);
}

static void defaults_are_those_of_the_table(void **state) {
    struct omr_layout_settings layout = layout_of(state);
    assert_int_equal(layout.paper_size, OMR_PAPER_A4);
    assert_int_equal(layout.orientation, OMR_ORIENTATION_VERTICAL);
    assert_true(layout.left_margin_px == 210 && layout.right_margin_px == 210);
    assert_string_equal(layout.font.family, "Segoe UI");
    assert_true(layout.font.size_pt == 12 && layout.font.styles == 0);
    assert_int_equal(layout.bubble_colour, 0);
    assert_int_equal(layout.bubble_size, OMR_BUBBLE_NORMAL);
    assert_int_equal(layout.rotation_marker, OMR_ROTATION_TOP_RIGHT_1);
    assert_false(layout.is_rtl || layout.is_single_mark || layout.has_native_digits);
    assert_string_equal(omr_settings_format(*state), "Png");
}

static void names_are_taken_however_they_are_spelt(void **state) {
    set(state, "paper-size", "letter");
    set(state, "pageMarginLeft", "50");
    set(state, "BUBBLE_COLOR", "darkorange");
    set(state, "FontStyle", "Bold, italic");
    set(state, "referencePoints.offset.top", "30");
    struct omr_layout_settings layout = layout_of(state);
    assert_int_equal(layout.paper_size, OMR_PAPER_LETTER);
    assert_true(layout.left_margin_px == 50 && layout.marker_offset_px == 30);
    assert_int_equal(layout.bubble_colour, 0xff8c00);
    assert_int_equal(layout.font.styles, OMR_STYLE_BOLD | OMR_STYLE_ITALIC);
}

static void numbers_mean_what_their_program_counts(void **state) {
    static const char json[] = "{\"PaperSize\":2,\"Orientation\":2,\"FontStyle\":3,"
                               "\"BubbleSize\":20,\"BubbleColor\":9}";
    assert_int_equal(
        omr_settings_read(*state, json, strlen(json), OMR_NUMBERS_OF_SERVICE, true, NULL), OMR_OK);
    struct omr_layout_settings layout = layout_of(state);
    assert_int_equal(layout.paper_size, OMR_PAPER_A4);
    assert_int_equal(layout.orientation, OMR_ORIENTATION_VERTICAL);
    assert_int_equal(layout.font.styles, OMR_STYLE_ITALIC);
    assert_int_equal(layout.bubble_size, OMR_BUBBLE_SMALL);
    assert_int_equal(layout.bubble_colour, 0xff8c00);
    static const char other[] = "{\"PaperSize\":2,\"Orientation\":2,\"FontStyle\":3}";
    assert_int_equal(
        omr_settings_read(*state, other, strlen(other), OMR_NUMBERS_OF_LIBRARY, true, NULL),
        OMR_OK);
    layout = layout_of(state);
    assert_int_equal(layout.paper_size, OMR_PAPER_LEGAL);
    assert_int_equal(layout.orientation, OMR_ORIENTATION_HORIZONTAL);
    assert_int_equal(layout.font.styles, OMR_STYLE_BOLD | OMR_STYLE_ITALIC);
}

static void a_file_of_settings_may_be_untidy(void **state) {
    static const char json[] = "{ // mine\n\"PaperSize\" : \"Legal\",\n\"FontSize\":\"9\",\n"
                               "\"FontStyle\":[\"Bold\",\"Underline\"],\"Orientation\":null,\n"
                               "\"ReferencePoints\":{\"RotationMarkerPosition\":\"TopLeft2\"},\n"
                               "\"ImagesPaths\":[\"a\"],\n}";
    struct omr_error err;
    if (omr_settings_read(*state, json, strlen(json), OMR_NUMBERS_OF_LIBRARY, true, &err))
        fail_msg("%s", err.text);
    struct omr_layout_settings layout = layout_of(state);
    assert_int_equal(layout.paper_size, OMR_PAPER_LEGAL);
    assert_true(layout.font.size_pt == 9);
    assert_int_equal(layout.font.styles, OMR_STYLE_BOLD | OMR_STYLE_UNDERLINE);
    assert_int_equal(layout.rotation_marker, OMR_ROTATION_TOP_LEFT_2);
}

static void writing_systems_have_their_direction_and_digits(void **state) {
    set(state, "WritingSystem", "Arabic");
    assert_true(layout_of(state).is_rtl);
    assert_false(layout_of(state).has_native_digits);
    set(state, "useNativeNumber", "true");
    assert_string_equal(layout_of(state).digits[1], "\xd9\xa1");
    set(state, "WritingSystem", "Urdu");
    assert_string_equal(layout_of(state).digits[1], "\xdb\xb1");
    set(state, "WritingSystem", "Bengali");
    assert_false(layout_of(state).is_rtl);
    assert_string_equal(layout_of(state).digits[9], "\xe0\xa7\xaf");
    set(state, "WritingSystem", "Hebrew");
    assert_true(layout_of(state).is_rtl);
    assert_false(layout_of(state).has_native_digits);
}

static void what_makes_no_sense_is_told_with_what_would(void **state) {
    assert_refused(state, "mood", "good", "there is no setting 'mood'");
    assert_refused(state, "paperSize", "A5",
                   "PaperSize cannot be 'A5'; it may be: A4, Letter, Legal, Tabloid, A3, p8519, "
                   "p8521");
    assert_refused(state, "FontSize", "0", "FontSize cannot be '0'; it may be: 1 to 500");
    assert_refused(state, "BubbleColor", "loud",
                   "BubbleColor cannot be 'loud'; it may be: the name of a colour, #RRGGBB");
    assert_refused(state, "Multiselect", "some",
                   "Multiselect cannot be 'some'; it may be: true, false");
    assert_refused(state, "FontFamily", "",
                   "FontFamily cannot be ''; it may be: the name of a font");
}

static void a_file_says_in_which_line(void **state) {
    struct omr_error err;
    static const char json[] = "{\n\"FontSize\": 9,\n\"Mood\": 1}";
    assert_int_equal(
        omr_settings_read(*state, json, strlen(json), OMR_NUMBERS_OF_LIBRARY, true, &err),
        OMR_ERROR_USAGE);
    assert_string_equal(err.text, "line 3: there is no setting 'Mood'");
    assert_int_equal(
        omr_settings_read(*state, json, strlen(json), OMR_NUMBERS_OF_LIBRARY, false, &err), OMR_OK);
    assert_int_equal(omr_settings_read(*state, "[1]", 3, OMR_NUMBERS_OF_LIBRARY, true, &err),
                     OMR_ERROR_INPUT);
    assert_string_equal(err.text, "settings are an object: {\"PaperSize\": \"A4\"}");
    assert_int_equal(
        omr_settings_read(*state, "{}", (1 << 20) + 1, OMR_NUMBERS_OF_LIBRARY, true, &err),
        OMR_ERROR_LIMIT);
    assert_string_equal(err.text, "settings have 1048576 bytes at most");
}

int main(void) {
#define WITH_SETTINGS(test) cmocka_unit_test_setup_teardown(test, make, end)
    const struct CMUnitTest tests[] = {
        WITH_SETTINGS(defaults_are_those_of_the_table),
        WITH_SETTINGS(names_are_taken_however_they_are_spelt),
        WITH_SETTINGS(numbers_mean_what_their_program_counts),
        WITH_SETTINGS(a_file_of_settings_may_be_untidy),
        WITH_SETTINGS(writing_systems_have_their_direction_and_digits),
        WITH_SETTINGS(what_makes_no_sense_is_told_with_what_would),
        WITH_SETTINGS(a_file_says_in_which_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
