/* SPDX-License-Identifier: MIT
 *
 * Pictures of two levels, with grey made of dots and without. */
#include "image/bilevel.h"

#include "support/optics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 400, HEIGHT = 300, BAR = 12 };

/* Light paper with dark bars, a few grey levels lighter to the right. */
static struct omr_pixmap bars(void) {
    struct omr_pixmap pixmap = {0};
    assert_int_equal(omr_pixmap_init(&pixmap, WIDTH, HEIGHT, NULL), OMR_OK);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            omr_pixmap_row(&pixmap, y)[x] =
                (uint8_t)((x / BAR % 4 == 0 && y / BAR % 5 ? 70 : 225) + x / 40);
    return pixmap;
}

static struct omr_pixmap dithered_bars(void) {
    struct omr_pixmap pixmap = bars();
    struct omr_error error;
    assert_int_equal(fake_dither(&pixmap, &error), OMR_OK);
    return pixmap;
}

static void a_picture_of_dots_is_told_by_them(void **state) {
    (void)state;
    struct omr_pixmap pixmap = dithered_bars();
    assert_true(omr_pixmap_is_dithered(&pixmap));
    omr_pixmap_clear(&pixmap);
}

static void a_plain_black_and_white_picture_is_none_of_dots(void **state) {
    (void)state;
    struct omr_pixmap pixmap = bars();
    fake_threshold(&pixmap, 150);
    assert_false(omr_pixmap_is_dithered(&pixmap));
    omr_pixmap_clear(&pixmap);
}

static void a_grey_picture_with_speckle_is_none_of_dots(void **state) {
    (void)state;
    struct omr_pixmap pixmap = bars();
    for (int y = 0; y < HEIGHT; y++)
        for (int x = y % 7; x < WIDTH; x += 7)
            omr_pixmap_row(&pixmap, y)[x] = 0;
    assert_false(omr_pixmap_is_dithered(&pixmap));
    omr_pixmap_clear(&pixmap);
}

static void a_picture_of_one_level_is_none_of_dots(void **state) {
    (void)state;
    struct omr_pixmap pixmap = {0};
    assert_int_equal(omr_pixmap_init(&pixmap, 1, 1, NULL), OMR_OK);
    pixmap.pixels[0] = 0;
    assert_false(omr_pixmap_is_dithered(&pixmap));
    omr_pixmap_clear(&pixmap);
}

static void smoothing_turns_dots_back_into_grey(void **state) {
    (void)state;
    struct omr_pixmap grey = bars(), dots = dithered_bars(), smooth;
    double off = 0;
    int count = 0;
    assert_int_equal(omr_pixmap_smooth(&smooth, &dots, NULL), OMR_OK);
    for (int y = BAR / 2; y < HEIGHT; y += BAR)
        for (int x = BAR / 2; x < WIDTH; x += BAR, count++) {
            int difference = abs(omr_pixmap_row(&smooth, y)[x] - omr_pixmap_row(&grey, y)[x]);
            off += difference;
            assert_true(difference < 64);
        }
    assert_true(off / count < 20);
    omr_pixmap_clear(&grey);
    omr_pixmap_clear(&dots);
    omr_pixmap_clear(&smooth);
}

static void smoothing_leaves_what_is_even_up_to_the_edge(void **state) {
    (void)state;
    static const int sides[][2] = {{1, 1}, {2, 1}, {1, 3}, {4, 5}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        struct omr_pixmap even = {0}, smooth;
        assert_int_equal(omr_pixmap_init(&even, sides[i][0], sides[i][1], NULL), OMR_OK);
        memset(even.pixels, 255, even.stride * (size_t)even.height);
        assert_int_equal(omr_pixmap_smooth(&smooth, &even, NULL), OMR_OK);
        for (int y = 0; y < even.height; y++)
            for (int x = 0; x < even.width; x++)
                assert_int_equal(omr_pixmap_row(&smooth, y)[x], 255);
        omr_pixmap_clear(&even);
        omr_pixmap_clear(&smooth);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_of_dots_is_told_by_them),
        cmocka_unit_test(a_plain_black_and_white_picture_is_none_of_dots),
        cmocka_unit_test(a_grey_picture_with_speckle_is_none_of_dots),
        cmocka_unit_test(a_picture_of_one_level_is_none_of_dots),
        cmocka_unit_test(smoothing_turns_dots_back_into_grey),
        cmocka_unit_test(smoothing_leaves_what_is_even_up_to_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
