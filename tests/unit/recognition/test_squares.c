/* SPDX-License-Identifier: MIT
 *
 * Dark squares, drawn at known places and spoilt in the ways that sheets and scanners spoil them.
 */
#include "recognition/registration/squares.h"
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = 400 };
static const struct omr_squares_look PLAIN = {0, 0.5}, OPENED = {14, 0.5};

static void find(struct omr_squares *squares, const struct omr_pixmap *picture,
                 const struct omr_squares_look *look) {
    struct omr_paper paper;
    memset(squares, 0, sizeof *squares);
    assert_int_equal(omr_paper_init(&paper, picture, 32, NULL), OMR_OK);
    assert_int_equal(omr_squares_find(squares, picture, &paper, look, NULL), OMR_OK);
    omr_paper_clear(&paper);
}

/* A square of `side` about (x, y) from pixel edges, turned clockwise. */
static void draw_turned(struct omr_pixmap *picture, double x, double y, double side,
                        double turn_deg) {
    double angle = turn_deg * (3.14159265358979 / 180), c = cos(angle), s = sin(angle);
    for (int row = 0; row < picture->height; row++)
        for (int column = 0; column < picture->width; column++) {
            int inside = 0;
            for (int k = 0; k < 16; k++) {
                double dx = column + (k % 4 + 0.5) / 4 - x, dy = row + (k / 4 + 0.5) / 4 - y;
                inside += fmax(fabs(c * dx + s * dy), fabs(c * dy - s * dx)) < side / 2;
            }
            uint8_t *pixel = &omr_pixmap_row(picture, row)[column];
            *pixel = (uint8_t)(*pixel * (16 - inside) / 16);
        }
}

/* How far the farthest true corner is from the nearest found one. */
static double worst_corner(const struct omr_square *square, double x, double y, double side,
                           double turn_deg) {
    double worst = 0;
    for (int k = 0; k < 4; k++) {
        double angle = (turn_deg + 45 + 90 * k) * (3.14159265358979 / 180), nearest = 1e9;
        double cx = x - 0.5 + side * sqrt(0.5) * cos(angle);
        double cy = y - 0.5 + side * sqrt(0.5) * sin(angle);
        for (int i = 0; i < 4; i++)
            nearest = fmin(nearest, hypot(square->corner[i].x - cx, square->corner[i].y - cy));
        worst = fmax(worst, nearest);
    }
    return worst;
}

static void a_square_is_found_at_its_place(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, 100, 150, 140, 190, 1);
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 1);
    assert_close(squares.square[0].centre.x, 119.5, 0.01);
    assert_close(squares.square[0].centre.y, 169.5, 0.01);
    assert_close(squares.square[0].side_px, 40, 0.01);
    assert_close(squares.square[0].fill_ratio, 1, 0.01);
    omr_pixmap_clear(&picture);
}

static void corners_run_clockwise(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    draw_turned(&picture, 200, 200, 50, 20);
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 1);
    for (int k = 0; k < 4; k++) {
        struct omr_point a = squares.square[0].corner[k];
        struct omr_point b = squares.square[0].corner[(k + 1) % 4];
        struct omr_point c = squares.square[0].corner[(k + 2) % 4];
        assert_true((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0);
    }
    omr_pixmap_clear(&picture);
}

static void turned_squares_are_found_to_a_pixel_and_a_half(void **state) {
    (void)state;
    for (int turn = 0; turn < 90; turn += 9) {
        struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
        struct omr_squares squares;
        draw_turned(&picture, 180.3, 210.7, 44, turn);
        find(&squares, &picture, &PLAIN);
        assert_int_equal(squares.count, 1);
        assert_under(worst_corner(&squares.square[0], 180.3, 210.7, 44, turn), 1.5);
        omr_pixmap_clear(&picture);
    }
}

static void refined_corners_are_right_to_a_fifth_of_a_pixel(void **state) {
    (void)state;
    for (int turn = 0; turn < 90; turn += 7) {
        struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
        struct omr_squares squares;
        draw_turned(&picture, 180.3, 210.7, 44, turn);
        find(&squares, &picture, &PLAIN);
        omr_square_refine(&squares.square[0], &picture, 1);
        assert_under(worst_corner(&squares.square[0], 180.3, 210.7, 44, turn), 0.2);
        omr_pixmap_clear(&picture);
    }
}

static void squares_of_a_coarse_level_are_refined_on_the_fine_one(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(2 * SIDE, 2 * SIDE);
    struct omr_pyramid pyramid;
    struct omr_squares squares;
    draw_turned(&picture, 380.4, 401.1, 90, 12);
    assert_int_equal(omr_pyramid_init(&pyramid, &picture, NULL, SIDE, NULL), OMR_OK);
    find(&squares, &pyramid.level[1], &PLAIN);
    assert_int_equal(squares.count, 1);
    omr_square_refine(&squares.square[0], &picture, 2);
    assert_under(worst_corner(&squares.square[0], 380.4, 401.1, 90, 12), 0.2);
    assert_close(squares.square[0].side_px, 90, 1.5);
    omr_pyramid_clear(&pyramid);
    omr_pixmap_clear(&picture);
}

static void a_square_cut_by_the_edge_is_completed(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, -16, 100, 24, 140, 1); /* 40 wide, of which 24 show */
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 1);
    assert_close(squares.square[0].centre.x, 3.5, 0.6);
    assert_close(squares.square[0].side_px, 40, 0.6);
    omr_pixmap_clear(&picture);
}

static void every_edge_completes_its_squares(void **state) {
    (void)state;
    static const double left[4] = {150, SIDE - 25, 150, -15}, top[4] = {-15, 150, SIDE - 25, 150};
    for (int edge = 0; edge < 4; edge++) {
        struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
        struct omr_squares squares;
        fake_draw_box(&picture, left[edge], top[edge], left[edge] + 40, top[edge] + 40, 1);
        find(&squares, &picture, &PLAIN);
        assert_int_equal(squares.count, 1);
        assert_close(squares.square[0].centre.x, left[edge] + 19.5, 0.6);
        assert_close(squares.square[0].centre.y, top[edge] + 19.5, 0.6);
        omr_pixmap_clear(&picture);
    }
}

static void a_line_that_touches_a_square_is_taken_off(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, 100, 150, 140, 190, 1);
    fake_draw_stroke(&picture, 0, 160, SIDE, 160, 4, 1);
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 0);
    find(&squares, &picture, &OPENED);
    assert_int_equal(squares.count, 1);
    assert_under(worst_corner(&squares.square[0], 120, 170, 40, 0), 2);
    omr_pixmap_clear(&picture);
}

static void two_squares_joined_by_print_are_two(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, 100, 100, 140, 140, 1);
    fake_draw_box(&picture, 150, 110, 190, 150, 1);
    fake_draw_box(&picture, 140, 120, 150, 126, 1);
    find(&squares, &picture, &OPENED);
    assert_int_equal(squares.count, 2);
    omr_pixmap_clear(&picture);
}

static void rings_bars_and_discs_are_no_squares(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_ring(&picture, 80, 80, 30, 30, 6, 1);
    fake_draw_box(&picture, 150, 60, 350, 90, 1);
    fake_draw_frame(&picture, 50, 200, 150, 300, 5, 1);
    fake_draw_stroke(&picture, 200, 200, 380, 380, 5, 1);
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 0);
    omr_pixmap_clear(&picture);
}

static void small_and_huge_squares_are_passed_over(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, 20, 20, 23, 23, 1);
    fake_draw_box(&picture, 150, 150, 280, 280, 1);
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 0);
    omr_pixmap_clear(&picture);
}

static void of_many_squares_the_most_solid_are_kept(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    for (int i = 0; i < 36; i++) {
        double x = 20 + 62 * (i % 6), y = 20 + 62 * (i / 6);
        fake_draw_box(&picture, x, y, x + 30, y + 30, 1);
        if (i % 3 == 0) /* with a hole of a tenth of the area */
            fake_draw_box(&picture, x + 40, y, x + 41, y + 1, 1);
    }
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, OMR_SQUARES_MOST);
    omr_pixmap_clear(&picture);
}

static void squares_are_found_in_shadow(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_squares squares;
    fake_draw_box(&picture, 50, 50, 90, 90, 1);
    fake_draw_box(&picture, 300, 300, 340, 340, 1);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            uint8_t *pixel = &omr_pixmap_row(&picture, y)[x];
            *pixel = (uint8_t)(*pixel * (1 - 0.75 * x / SIDE));
        }
    find(&squares, &picture, &PLAIN);
    assert_int_equal(squares.count, 2);
    omr_pixmap_clear(&picture);
}

static void white_black_and_tiny_pictures_have_no_squares(void **state) {
    (void)state;
    static const int sizes[][2] = {{1, 1}, {3, 200}, {200, 3}, {64, 64}};
    for (int k = 0; k < 8; k++) {
        struct omr_pixmap picture = drawn_blank(sizes[k / 2][0], sizes[k / 2][1]);
        struct omr_squares squares;
        if (k % 2)
            for (int y = 0; y < picture.height; y++)
                memset(omr_pixmap_row(&picture, y), 0, (size_t)picture.width);
        find(&squares, &picture, &PLAIN);
        assert_int_equal(squares.count, 0);
        find(&squares, &picture, &OPENED);
        assert_int_equal(squares.count, 0);
        omr_pixmap_clear(&picture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_is_found_at_its_place),
        cmocka_unit_test(corners_run_clockwise),
        cmocka_unit_test(turned_squares_are_found_to_a_pixel_and_a_half),
        cmocka_unit_test(refined_corners_are_right_to_a_fifth_of_a_pixel),
        cmocka_unit_test(squares_of_a_coarse_level_are_refined_on_the_fine_one),
        cmocka_unit_test(a_square_cut_by_the_edge_is_completed),
        cmocka_unit_test(every_edge_completes_its_squares),
        cmocka_unit_test(a_line_that_touches_a_square_is_taken_off),
        cmocka_unit_test(two_squares_joined_by_print_are_two),
        cmocka_unit_test(rings_bars_and_discs_are_no_squares),
        cmocka_unit_test(small_and_huge_squares_are_passed_over),
        cmocka_unit_test(of_many_squares_the_most_solid_are_kept),
        cmocka_unit_test(squares_are_found_in_shadow),
        cmocka_unit_test(white_black_and_tiny_pictures_have_no_squares),
    };
    return cmocka_run_group_tests_name("squares", tests, NULL, NULL);
}
