/* SPDX-License-Identifier: MIT
 *
 * Lengths that the fonts of scripts/setup give. */
#include "generation/text/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct omr_text_frame no_frame;

/* One for all: pango keeps a configuration of fontconfig for each map of fonts that was used. */
static struct omr_fonts *fonts_of_all;

static int open_fonts(void **state) {
    (void)state;
    return omr_fonts_open(&fonts_of_all, NULL) ? -1 : 0;
}

static int close_fonts(void **state) {
    (void)state;
    omr_fonts_close(fonts_of_all);
    return 0;
}

static int begin_form(void **state) {
    omr_fonts_forget(fonts_of_all);
    *state = fonts_of_all;
    return 0;
}

static struct omr_text_size measure(struct omr_fonts *fonts, const char *family, double size_pt,
                                    const struct omr_text_frame *frame, const char *utf8) {
    struct omr_text_style style = {.family = family, .size_pt = size_pt};
    struct omr_text *text;
    assert_int_equal(omr_text_shape(&text, fonts, &style, frame, utf8, NULL), OMR_OK);
    struct omr_text_size size = omr_text_measure(text);
    omr_text_free(text);
    return size;
}

static void assert_near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.3f is not within %.3f of %.3f", value, tolerance, expected);
}

static void carlito_stands_in_for_calibri(void **state) {
    bool is_known;
    assert_string_equal(omr_fonts_stand_in(*state, "calibri", &is_known), "Carlito");
    assert_true(is_known);
}

static void an_installed_family_needs_no_stand_in(void **state) {
    bool is_known;
    assert_null(omr_fonts_stand_in(*state, "liberation serif", &is_known));
    assert_false(is_known);
}

static void a_name_nobody_knows_gets_the_usual_font(void **state) {
    bool is_known;
    assert_string_equal(omr_fonts_stand_in(*state, "No Such Font", &is_known), "Open Sans");
    assert_false(is_known);
}

static void every_family_of_the_language_has_a_stand_in(void **state) {
    static const char *const names[] = {"Arial",     "Segoe UI", "Segoe UI Emoji", "SimSun",
                                        "Wingdings", "Marlett",  "Yu Gothic",      "Impact"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool is_known;
        assert_non_null(omr_fonts_stand_in(*state, names[i], &is_known));
        assert_true(is_known);
    }
}

static void twelve_points_make_an_em_of_fifty_pixels(void **state) {
    assert_near(measure(*state, "Arial", 12, &no_frame, "\u2014").width, 50, 0.01);
}

static void widths_grow_with_the_size_alone(void **state) {
    const char *text = "Which of these, if any, is wrong?";
    double small = measure(*state, "Calibri", 7, &no_frame, text).width;
    assert_near(measure(*state, "Calibri", 21, &no_frame, text).width, 3 * small, 0.1);
}

static void lines_are_as_far_apart_as_in_the_original_fonts(void **state) {
    struct omr_text_style calibri = {.family = "Calibri", .size_pt = 9};
    struct omr_text_style segoe = {.family = "Segoe UI", .size_pt = 12};
    assert_near(omr_fonts_line_height(*state, &calibri) + 37.5 / 4, 55.15, 0.01);
    assert_near(omr_fonts_line_height(*state, &segoe) + 50.0 / 4, 79, 0.01);
}

static void a_text_is_as_high_as_its_lines(void **state) {
    struct omr_text_size one = measure(*state, "Arial", 10, &no_frame, "one");
    struct omr_text_size three = measure(*state, "Arial", 10, &no_frame, "one\ntwo\n");
    assert_int_equal(three.line_count, 3);
    assert_near(three.height, 3 * one.height, 0.001);
    assert_near(three.baseline, one.baseline, 0.001);
}

static void a_frame_may_say_how_far_apart_lines_are(void **state) {
    struct omr_text_frame frame = {.line_height = 100};
    struct omr_text_size size = measure(*state, "Arial", 10, &frame, "one\ntwo");
    assert_near(size.height, 200, 0.001);
    assert_true(size.ink_bottom > 100 && size.ink_bottom < 150);
}

static void blanks_at_the_end_count(void **state) {
    double bare = measure(*state, "Arial", 10, &no_frame, "H").width;
    double blank = measure(*state, "Arial", 10, &no_frame, " ").width;
    struct omr_text_size size = measure(*state, "Arial", 10, &no_frame, "H   ");
    assert_near(size.width, bare + 3 * blank, 0.1);
    assert_true(size.ink_right < bare + 1);
}

static void lines_break_between_words(void **state) {
    struct omr_text_frame frame = {.width = 300};
    struct omr_text_size size =
        measure(*state, "Arial", 12, &frame, "several words that need some lines");
    assert_true(size.line_count >= 3);
    assert_true(size.width <= 300);
}

static void long_words_stick_out_unless_they_may_break(void **state) {
    struct omr_text_frame frame = {.width = 100};
    struct omr_text_size out = measure(*state, "Arial", 12, &frame, "Donaudampfschiff");
    frame.breaks_words = true;
    struct omr_text_size broken = measure(*state, "Arial", 12, &frame, "Donaudampfschiff");
    assert_int_equal(out.line_count, 1);
    assert_true(out.width > 300);
    assert_true(broken.line_count > 3);
    assert_true(broken.width <= 100);
}

static void chinese_breaks_without_blanks(void **state) {
    struct omr_text_frame frame = {.width = 210};
    struct omr_text_size size =
        measure(*state, "Calibri", 12, &frame, "\u4e2d\u6587\u8868\u683c\u8bf7\u9009\u62e9");
    assert_int_equal(size.line_count, 2);
    assert_near(size.width, 200, 0.1);
}

static void lines_stand_where_the_frame_wants_them(void **state) {
    struct omr_text_frame frame = {.width = 1000};
    struct omr_text_size left = measure(*state, "Arial", 12, &frame, "HHH");
    frame.align = OMR_TEXT_CENTER;
    struct omr_text_size centre = measure(*state, "Arial", 12, &frame, "HHH");
    frame.align = OMR_TEXT_RIGHT;
    struct omr_text_size right = measure(*state, "Arial", 12, &frame, "HHH");
    assert_near(centre.ink_left - left.ink_left, (1000 - left.width) / 2, 0.01);
    assert_near(right.ink_left - left.ink_left, 1000 - left.width, 0.01);
    assert_near(right.width, left.width, 0.001);
}

static void from_right_to_left_left_is_right(void **state) {
    struct omr_text_frame frame = {.width = 1000, .is_rtl = true};
    struct omr_text_size size = measure(*state, "Arial", 12, &frame, "\u05e9\u05dc\u05d5\u05dd");
    assert_true(size.ink_left > 800 && size.ink_right <= 1001);
}

/* The full stop of a Hebrew sentence stands at its left. */
static void a_line_takes_the_direction_of_its_letters(void **state) {
    struct omr_text_size bare = measure(*state, "Arial", 12, &no_frame, "\u05e9\u05dc\u05d5\u05dd");
    struct omr_text_size dashed =
        measure(*state, "Arial", 12, &no_frame, "\u05e9\u05dc\u05d5\u05dd    ");
    assert_true(dashed.ink_left > bare.ink_left + 20);
}

static void all_great_writing_systems_have_letters(void **state) {
    static const char *const words[] = {
        "Stra\u00dfe \u010ce\u0161tina \u0141\u00f3d\u017a", /* accents */
        "\u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac",
        "\u0420\u0443\u0441\u0441\u043a\u0438\u0439",
        "\u0645\u0631\u062d\u0628\u0627 \u0661\u0662\u0663", /* Arabic */
        "\u05e9\u05dc\u05d5\u05dd",                          /* Hebrew */
        "\u4e2d\u6587 \u65e5\u672c\u306e\u30ab\u30ca \ud55c\uad6d\uc5b4",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \u09ac\u09be\u0982\u09b2\u09be", /* Hindi, Bengali */
        "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd \u0c24\u0c46\u0c32\u0c41\u0c17\u0c41", /* Tamil, Telugu */
        "\u0e44\u0e17\u0e22 \u10e5\u10d0\u10e0\u10d7\u10e3\u10da\u10d8",       /* Thai, Georgian */
        "\u2610 \u2611 \u2713 \u2605 \u2192 \u2211 \u20ac",                    /* signs */
        "\U0001f600 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea",                /* emoji */
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        measure(*state, "Calibri", 12, &no_frame, words[i]);
    const struct omr_missing_writing *missing = omr_fonts_missing(*state, 0);
    if (missing)
        fail_msg("no letters for %s", missing->name);
}

static void letters_that_no_font_has_are_remembered_once(void **state) {
    measure(*state, "Calibri", 12, &no_frame, "a\U000f1234b\U000f1235");
    const struct omr_missing_writing *missing = omr_fonts_missing(*state, 0);
    assert_non_null(missing);
    assert_int_equal(missing->character, 0xf1234);
    assert_null(omr_fonts_missing(*state, 1));
}

static void another_form_is_told_again_what_is_missing(void **state) {
    measure(*state, "No Such Font", 12, &no_frame, "\U000f1234");
    assert_string_equal(omr_fonts_unknown(*state, 0), "No Such Font");
    omr_fonts_forget(*state);
    assert_null(omr_fonts_missing(*state, 0));
    assert_null(omr_fonts_unknown(*state, 0));
    measure(*state, "No Such Font", 12, &no_frame, "\U000f1234");
    assert_non_null(omr_fonts_missing(*state, 0));
    assert_string_equal(omr_fonts_unknown(*state, 0), "No Such Font");
    assert_null(omr_fonts_unknown(*state, 1));
}

static void emoji_are_as_large_as_letters_and_coloured(void **state) {
    struct omr_text_size size = measure(*state, "Calibri", 12, &no_frame, "\U0001f600");
    assert_true(size.has_colour);
    assert_true(size.width > 40 && size.width < 80);
    assert_false(measure(*state, "Calibri", 12, &no_frame, "A").has_colour);
}

static void the_same_text_is_shaped_once(void **state) {
    struct omr_text_style style = {.family = "Calibri", .size_pt = 8};
    struct omr_text *first, *second, *other;
    assert_int_equal(omr_text_shape(&first, *state, &style, &no_frame, "A", NULL), OMR_OK);
    assert_int_equal(omr_text_shape(&second, *state, &style, &no_frame, "A", NULL), OMR_OK);
    style.styles = OMR_TEXT_BOLD;
    assert_int_equal(omr_text_shape(&other, *state, &style, &no_frame, "A", NULL), OMR_OK);
    assert_ptr_equal(first, second);
    assert_ptr_not_equal(first, other);
    omr_text_free(first);
    assert_int_equal(omr_text_measure(second).line_count, 1);
    omr_text_free(second);
    omr_text_free(other);
}

static void senseless_sizes_and_endless_texts_are_refused(void **state) {
    struct omr_text_style style = {.family = "Calibri", .size_pt = 0};
    struct omr_text *text = NULL;
    struct omr_error err;
    assert_int_equal(omr_text_shape(&text, *state, &style, &no_frame, "A", &err), OMR_ERROR_USAGE);
    assert_string_equal(err.code, "text.size");
    char *endless = malloc(100002);
    memset(endless, 'x', 100001);
    endless[100001] = '\0';
    style.size_pt = 12;
    assert_int_equal(omr_text_shape(&text, *state, &style, &no_frame, endless, &err),
                     OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "text.limit");
    free(endless);
    assert_null(text);
}

#define TEST(name) cmocka_unit_test_setup(name, begin_form)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(carlito_stands_in_for_calibri),
        TEST(an_installed_family_needs_no_stand_in),
        TEST(a_name_nobody_knows_gets_the_usual_font),
        TEST(every_family_of_the_language_has_a_stand_in),
        TEST(twelve_points_make_an_em_of_fifty_pixels),
        TEST(widths_grow_with_the_size_alone),
        TEST(lines_are_as_far_apart_as_in_the_original_fonts),
        TEST(a_text_is_as_high_as_its_lines),
        TEST(a_frame_may_say_how_far_apart_lines_are),
        TEST(blanks_at_the_end_count),
        TEST(lines_break_between_words),
        TEST(long_words_stick_out_unless_they_may_break),
        TEST(chinese_breaks_without_blanks),
        TEST(lines_stand_where_the_frame_wants_them),
        TEST(from_right_to_left_left_is_right),
        TEST(a_line_takes_the_direction_of_its_letters),
        TEST(all_great_writing_systems_have_letters),
        TEST(letters_that_no_font_has_are_remembered_once),
        TEST(another_form_is_told_again_what_is_missing),
        TEST(emoji_are_as_large_as_letters_and_coloured),
        TEST(the_same_text_is_shaped_once),
        TEST(senseless_sizes_and_endless_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
