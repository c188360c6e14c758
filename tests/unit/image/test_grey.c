/* SPDX-License-Identifier: MIT */
#include "image/grey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint8_t grey_of(const char *samples, int channels) {
    uint8_t grey;
    omr_grey_from_samples(&grey, (const uint8_t *)samples, 1, channels);
    return grey;
}

static void equal_parts_of_the_colours_are_that_grey(void **state) {
    (void)state;
    for (int level = 0; level < 256; level++) {
        char rgb[3] = {(char)level, (char)level, (char)level};
        assert_int_equal(grey_of(rgb, 3), level);
        assert_int_equal(grey_of(rgb, 1), level);
    }
}

static void green_is_brighter_than_red_and_red_than_blue(void **state) {
    (void)state;
    assert_int_equal(grey_of("\xff\0\0", 3), 76);
    assert_int_equal(grey_of("\0\xff\0", 3), 150);
    assert_int_equal(grey_of("\0\0\xff", 3), 29);
}

static void what_is_transparent_is_paper(void **state) {
    (void)state;
    assert_int_equal(grey_of("\0\0", 2), 255);
    assert_int_equal(grey_of("\0\xff", 2), 0);
    assert_int_equal(grey_of("\0\x80", 2), 127);
    assert_int_equal(grey_of("\xff\0\0\0", 4), 255);
    assert_int_equal(grey_of("\xff\0\0\xff", 4), 76);
}

static void a_dark_pixel_on_white_paper_keeps_its_place(void **state) {
    (void)state;
    enum { WIDTH = 21 };
    for (int channels = 1; channels <= 4; channels++)
        for (int dark = 0; dark < WIDTH; dark++) {
            uint8_t samples[WIDTH * 4], grey[WIDTH];
            memset(samples, 255, sizeof samples);
            bool has_alpha = channels == 2 || channels == 4;
            memset(samples + (ptrdiff_t)dark * channels, 10, (size_t)(channels - has_alpha));
            omr_grey_from_samples(grey, samples, WIDTH, channels);
            for (int x = 0; x < WIDTH; x++)
                assert_int_equal(grey[x], x == dark ? 10 : 255);
        }
}

static void inks_are_told_either_way_round(void **state) {
    (void)state;
    static const uint8_t none[] = {0, 0, 0, 0}, black[] = {0, 0, 0, 255},
                         all[] = {255, 255, 255, 255}, cyan[] = {255, 0, 0, 0},
                         cyan_left[] = {0, 255, 255, 255};
    uint8_t grey[2];
    omr_grey_from_inks(grey, none, 1, 255);
    assert_int_equal(grey[0], 255);
    omr_grey_from_inks(grey, black, 1, 255);
    assert_int_equal(grey[0], 0);
    omr_grey_from_inks(grey, all, 1, 0);
    assert_int_equal(grey[0], 255);
    omr_grey_from_inks(grey, cyan, 1, 255);
    omr_grey_from_inks(grey + 1, cyan_left, 1, 0);
    assert_int_equal(grey[0], 255 - 76);
    assert_int_equal(grey[1], 255 - 76);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_parts_of_the_colours_are_that_grey),
        cmocka_unit_test(green_is_brighter_than_red_and_red_than_blue),
        cmocka_unit_test(what_is_transparent_is_paper),
        cmocka_unit_test(a_dark_pixel_on_white_paper_keeps_its_place),
        cmocka_unit_test(inks_are_told_either_way_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
