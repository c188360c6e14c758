/* SPDX-License-Identifier: MIT
 *
 * Pictures in smaller sizes, and how bright the paper is on them. */
#include "image/paper.h"
#include "image/pyramid.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct omr_pixmap plain(int width, int height, int level) {
    struct omr_pixmap pixmap = {0};
    assert_int_equal(omr_pixmap_init(&pixmap, width, height, NULL), OMR_OK);
    memset(pixmap.pixels, level, pixmap.stride * (size_t)height);
    return pixmap;
}

static int paper_level(const struct omr_paper *paper, double x, double y) {
    return (int)lround(omr_paper_at(paper, x, y));
}

static void a_level_holds_the_means_of_four(void **state) {
    (void)state;
    struct omr_pixmap base = plain(8, 8, 100);
    struct omr_pyramid pyramid;
    omr_pixmap_row(&base, 2)[4] = 200;
    omr_pixmap_row(&base, 3)[5] = 101;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, NULL, 4, NULL), OMR_OK);
    assert_int_equal(pyramid.level_count, 2);
    assert_int_equal(omr_pixmap_row(&pyramid.level[1], 1)[2], 125); /* 501 / 4, rounded */
    assert_int_equal(omr_pixmap_row(&pyramid.level[1], 1)[1], 100);
    omr_pyramid_clear(&pyramid);
    omr_pixmap_clear(&base);
}

static void levels_end_at_the_side_asked_for(void **state) {
    (void)state;
    struct omr_pixmap base = plain(1000, 300, 9);
    struct omr_pyramid pyramid;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, NULL, 300, NULL), OMR_OK);
    assert_int_equal(pyramid.level_count, 3);
    assert_int_equal(pyramid.level[2].width, 250);
    assert_int_equal(pyramid.level[2].height, 75);
    omr_pyramid_clear(&pyramid);
    omr_pixmap_clear(&base);
}

static void a_last_odd_row_and_column_are_left_out(void **state) {
    (void)state;
    struct omr_pixmap base = plain(13, 11, 50);
    struct omr_pyramid pyramid;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, NULL, 10, NULL), OMR_OK);
    assert_int_equal(pyramid.level[1].width, 6);
    assert_int_equal(pyramid.level[1].height, 5);
    omr_pyramid_clear(&pyramid);
    omr_pixmap_clear(&base);
}

static void thin_pictures_are_not_halved_to_nothing(void **state) {
    (void)state;
    struct omr_pixmap base = plain(5000, 3, 50);
    struct omr_pyramid pyramid;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, NULL, 100, NULL), OMR_OK);
    assert_int_equal(pyramid.level_count, 1);
    omr_pyramid_clear(&pyramid);
    omr_pixmap_clear(&base);
}

static void the_first_level_is_the_picture_itself(void **state) {
    (void)state;
    struct omr_pixmap base = plain(64, 64, 50);
    struct omr_pyramid pyramid;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, NULL, 20, NULL), OMR_OK);
    assert_ptr_equal(pyramid.level[0].pixels, base.pixels);
    omr_pyramid_clear(&pyramid);
    assert_int_equal(base.pixels[5], 50); /* it was borrowed, not taken */
    omr_pixmap_clear(&base);
}

static void a_half_that_was_made_already_is_taken_and_left(void **state) {
    (void)state;
    struct omr_pixmap base = plain(64, 48, 50), half = plain(32, 24, 70);
    struct omr_pyramid pyramid;
    assert_int_equal(omr_pyramid_init(&pyramid, &base, &half, 20, NULL), OMR_OK);
    assert_int_equal(pyramid.level_count, 3);
    assert_ptr_equal(pyramid.level[1].pixels, half.pixels);
    assert_int_equal(omr_pixmap_row(&pyramid.level[2], 3)[3], 70);
    omr_pyramid_clear(&pyramid);
    assert_int_equal(omr_pyramid_init(&pyramid, &base, &half, 64, NULL), OMR_OK);
    assert_int_equal(pyramid.level_count, 1); /* small enough as it is */
    omr_pyramid_clear(&pyramid);
    assert_int_equal(half.pixels[5], 70);
    omr_pixmap_clear(&base);
    omr_pixmap_clear(&half);
}

static void plain_paper_is_as_bright_everywhere(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(100, 70, 180);
    struct omr_paper paper;
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    for (int y = -50; y < 150; y += 25)
        for (int x = -50; x < 200; x += 25)
            assert_int_equal(paper_level(&paper, x, y), 180);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

static void print_does_not_darken_paper(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(200, 200, 220);
    struct omr_paper paper;
    for (int y = 0; y < 200; y++) /* four fifths of all is ink */
        for (int x = 0; x < 200; x++)
            if (x % 5)
                omr_pixmap_row(&picture, y)[x] = 20;
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    assert_int_equal(paper_level(&paper, 100, 100), 220);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

static void a_cell_wholly_in_ink_takes_its_neighbours_paper(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(320, 320, 220);
    struct omr_paper paper;
    for (int y = 128; y < 192; y++)
        memset(omr_pixmap_row(&picture, y) + 128, 10, 64); /* four whole cells */
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    assert_int_equal(paper_level(&paper, 150, 150), 220);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

static void light_that_falls_off_is_followed(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(640, 320, 0);
    struct omr_paper paper;
    for (int y = 0; y < 320; y++)
        for (int x = 0; x < 640; x++)
            omr_pixmap_row(&picture, y)[x] = (uint8_t)(240 - x / 5);
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    for (int x = 64; x < 576; x += 64)
        assert_in_range(paper_level(&paper, x, 160), 240 - x / 5, 240 - x / 5 + 14);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

static void one_pixel_has_its_paper(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(1, 1, 77);
    struct omr_paper paper;
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    assert_int_equal(paper_level(&paper, 0, 0), 77);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

/* A map that a wild bend has broken asks for such places. */
static void a_place_that_is_no_number_has_the_paper_of_the_first(void **state) {
    (void)state;
    struct omr_pixmap picture = plain(64, 64, 77);
    struct omr_paper paper;
    assert_int_equal(omr_paper_init(&paper, &picture, 32, NULL), OMR_OK);
    assert_int_equal(paper_level(&paper, NAN, 5), 77);
    assert_int_equal(paper_level(&paper, -NAN, INFINITY), 77);
    omr_paper_clear(&paper);
    omr_pixmap_clear(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_holds_the_means_of_four),
        cmocka_unit_test(levels_end_at_the_side_asked_for),
        cmocka_unit_test(a_last_odd_row_and_column_are_left_out),
        cmocka_unit_test(thin_pictures_are_not_halved_to_nothing),
        cmocka_unit_test(the_first_level_is_the_picture_itself),
        cmocka_unit_test(a_half_that_was_made_already_is_taken_and_left),
        cmocka_unit_test(plain_paper_is_as_bright_everywhere),
        cmocka_unit_test(print_does_not_darken_paper),
        cmocka_unit_test(a_cell_wholly_in_ink_takes_its_neighbours_paper),
        cmocka_unit_test(light_that_falls_off_is_followed),
        cmocka_unit_test(one_pixel_has_its_paper),
        cmocka_unit_test(a_place_that_is_no_number_has_the_paper_of_the_first),
    };
    return cmocka_run_group_tests_name("pyramid", tests, NULL, NULL);
}
