/* SPDX-License-Identifier: MIT
 *
 * The plane map, the small linear systems behind it, and the page map built on it. */
#include "recognition/registration/homography.h"
#include "recognition/registration/page_map.h"

#include "unit/recognition/close.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct omr_point SQUARE[4] = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};

static void assert_near(struct omr_point p, double x, double y, double tolerance) {
    assert_close(p.x, x, tolerance);
    assert_close(p.y, y, tolerance);
}

static void four_points_determine_the_map(void **state) {
    (void)state;
    const struct omr_point to[4] = {{10, 20}, {210, 30}, {190, 240}, {5, 200}};
    struct omr_homography map;
    assert_true(omr_homography_fit(&map, SQUARE, to, 4));
    for (int k = 0; k < 4; k++)
        assert_near(omr_homography_apply(&map, SQUARE[k]), to[k].x, to[k].y, 1e-6);
}

static void diagonals_meet_where_the_middle_goes(void **state) {
    (void)state;
    /* A symmetric trapezium: its diagonals cross at (50, 100 * 2 / 3). */
    const struct omr_point to[4] = {{0, 0}, {100, 0}, {75, 100}, {25, 100}};
    struct omr_homography map;
    assert_true(omr_homography_fit(&map, SQUARE, to, 4));
    assert_near(omr_homography_apply(&map, (struct omr_point){50, 50}), 50, 200 / 3.0, 1e-6);
}

static void more_points_average_out_their_noise(void **state) {
    (void)state;
    struct omr_point from[64], to[64];
    for (int i = 0; i < 64; i++) {
        from[i] = (struct omr_point){300.0 * (i % 8), 400.0 * (i / 8)};
        double noise = (i % 2 ? 1 : -1) * ((i / 8) % 2 ? 1 : -1); /* a checkerboard of +-1 px */
        to[i] = (struct omr_point){2 * from[i].x + 5 + noise, 2 * from[i].y - 7 - noise};
    }
    struct omr_homography map;
    assert_true(omr_homography_fit(&map, from, to, 64));
    assert_near(omr_homography_apply(&map, (struct omr_point){1000, 1400}), 2005, 2793, 0.25);
}

static void far_away_points_keep_their_precision(void **state) {
    (void)state;
    struct omr_point from[4], to[4];
    for (int k = 0; k < 4; k++) {
        from[k] = (struct omr_point){SQUARE[k].x + 1e5, SQUARE[k].y + 2e5};
        to[k] = (struct omr_point){SQUARE[k].y - 3e5, SQUARE[k].x + 4e5};
    }
    struct omr_homography map;
    assert_true(omr_homography_fit(&map, from, to, 4));
    assert_near(omr_homography_apply(&map, (struct omr_point){1e5 + 30, 2e5 + 60}), -3e5 + 60,
                4e5 + 30, 1e-4);
}

static void three_points_are_too_few(void **state) {
    (void)state;
    struct omr_homography map;
    assert_false(omr_homography_fit(&map, SQUARE, SQUARE, 3));
}

static void points_in_one_place_are_refused(void **state) {
    (void)state;
    const struct omr_point same[4] = {{7, 7}, {7, 7}, {7, 7}, {7, 7}};
    struct omr_homography map;
    assert_false(omr_homography_fit(&map, same, SQUARE, 4));
    assert_false(omr_homography_fit(&map, SQUARE, same, 4));
}

static void points_on_one_line_are_refused(void **state) {
    (void)state;
    const struct omr_point line[4] = {{0, 0}, {10, 20}, {30, 60}, {45, 90}};
    struct omr_homography map;
    assert_false(omr_homography_fit(&map, line, SQUARE, 4));
    assert_false(omr_homography_fit(&map, line, line, 4));
}

static void three_of_four_points_on_a_line_are_refused(void **state) {
    (void)state;
    const struct omr_point flat[4] = {{0, 0}, {50, 0}, {100, 0}, {0, 100}};
    struct omr_homography map;
    assert_false(omr_homography_fit(&map, flat, SQUARE, 4));
}

static void what_is_no_number_is_refused(void **state) {
    (void)state;
    const struct omr_point odd[4] = {{0, 0}, {(double)NAN, 0}, {100, 100}, {0, 100}};
    struct omr_homography map;
    assert_false(omr_homography_fit(&map, odd, SQUARE, 4));
    assert_false(omr_homography_fit(&map, SQUARE, odd, 4));
}

static void a_refused_fit_leaves_the_map_alone(void **state) {
    (void)state;
    const struct omr_point same[4] = {{7, 7}, {7, 7}, {7, 7}, {7, 7}};
    struct omr_homography map = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
    assert_false(omr_homography_fit(&map, same, SQUARE, 4));
    for (int k = 0; k < 9; k++)
        assert_close(map.h[k], k + 1, 0);
}

static void a_small_system_is_solved_exactly(void **state) {
    (void)state;
    double a[9] = {4, 2, 0, 2, 5, 3, 0, 3, 6}, b[3] = {8, 21, 24}; /* x = 1, 2, 3 */
    assert_true(omr_solve_spd(a, b, 3));
    for (int i = 0; i < 3; i++)
        assert_close(b[i], i + 1, 1e-12);
}

static void only_the_lower_half_of_a_system_counts(void **state) {
    (void)state;
    double a[4] = {4, 1e9, 2, 5}, b[2] = {8, 12}; /* x = 1, 2 */
    assert_true(omr_solve_spd(a, b, 2));
    assert_close(b[0], 1, 1e-12);
    assert_close(b[1], 2, 1e-12);
}

static void a_singular_system_is_refused(void **state) {
    (void)state;
    double a[4] = {1, 2, 2, 4}, b[2] = {1, 2};
    assert_false(omr_solve_spd(a, b, 2));
}

static void an_indefinite_system_is_refused(void **state) {
    (void)state;
    double a[4] = {1, 3, 3, 1}, b[2] = {1, 1};
    assert_false(omr_solve_spd(a, b, 2));
}

static struct omr_page_map turned_map(void) {
    /* A quarter turn clockwise and twice as large. */
    const struct omr_homography flat = {{0, -2, 500, 2, 0, 100, 0, 0, 1}};
    struct omr_page_map map;
    omr_page_map_init(&map, &flat, 200, 400);
    return map;
}

static void a_frame_knows_the_pages_directions(void **state) {
    (void)state;
    struct omr_page_map map = turned_map();
    struct omr_frame frame = omr_page_map_frame(&map, 10, 20);
    assert_near(frame.at, 460, 120, 1e-9);
    assert_near((struct omr_point){frame.xx, frame.yx}, 0, 2, 1e-9);
    assert_near((struct omr_point){frame.xy, frame.yy}, -2, 0, 1e-9);
    assert_close(omr_frame_scale(&frame), 2, 1e-9);
}

static void a_frame_takes_displacements_back_to_the_page(void **state) {
    (void)state;
    struct omr_page_map map = turned_map();
    struct omr_frame frame = omr_page_map_frame(&map, 10, 20);
    assert_near(omr_frame_to_page(&frame, 0, 6), 3, 0, 1e-9);
    assert_near(omr_frame_to_page(&frame, -6, 0), 0, 3, 1e-9);
}

static void a_frame_without_area_displaces_nothing(void **state) {
    (void)state;
    const struct omr_frame flat = {.xx = 1, .xy = 1, .yx = 2, .yy = 2};
    assert_near(omr_frame_to_page(&flat, 5, 5), 0, 0, 0);
}

static void a_bend_is_a_displacement_on_the_page(void **state) {
    (void)state;
    struct omr_page_map map = turned_map();
    map.bend_x[0] = 3;  /* everywhere 3 to the right */
    map.bend_y[3] = 10; /* by u squared down */
    double terms[OMR_BEND_TERMS];
    omr_page_map_terms(&map, 200, 200, terms); /* the right edge's middle: u = 0.5, v = 0 */
    assert_close(terms[1], 0.5, 1e-12);
    assert_close(terms[2], 0, 1e-12);
    assert_near(omr_page_map_apply(&map, 200, 200), 500 - 2 * 202.5, 100 + 2 * 203.0, 1e-9);
}

static void a_level_coordinate_is_that_of_the_mean_of_its_pixels(void **state) {
    (void)state;
    assert_close(omr_level_coordinate(0.5, 1), 0, 0);
    assert_close(omr_level_coordinate(5.5, 2), 1, 0);
    assert_close(omr_level_coordinate(7, 0), 7, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_points_determine_the_map),
        cmocka_unit_test(diagonals_meet_where_the_middle_goes),
        cmocka_unit_test(more_points_average_out_their_noise),
        cmocka_unit_test(far_away_points_keep_their_precision),
        cmocka_unit_test(three_points_are_too_few),
        cmocka_unit_test(points_in_one_place_are_refused),
        cmocka_unit_test(points_on_one_line_are_refused),
        cmocka_unit_test(three_of_four_points_on_a_line_are_refused),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_refused_fit_leaves_the_map_alone),
        cmocka_unit_test(a_small_system_is_solved_exactly),
        cmocka_unit_test(only_the_lower_half_of_a_system_counts),
        cmocka_unit_test(a_singular_system_is_refused),
        cmocka_unit_test(an_indefinite_system_is_refused),
        cmocka_unit_test(a_frame_knows_the_pages_directions),
        cmocka_unit_test(a_frame_takes_displacements_back_to_the_page),
        cmocka_unit_test(a_frame_without_area_displaces_nothing),
        cmocka_unit_test(a_bend_is_a_displacement_on_the_page),
        cmocka_unit_test(a_level_coordinate_is_that_of_the_mean_of_its_pixels),
    };
    return cmocka_run_group_tests_name("homography", tests, NULL, NULL);
}
