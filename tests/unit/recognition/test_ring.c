/* SPDX-License-Identifier: MIT
 *
 * Single outlines, drawn at known places between pixels. */
#include "recognition/registration/ring.h"
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

enum { SIDE = 120, RADIUS = 18 };

static const struct omr_bubble_class ROUND = {40, 40, OMR_SHAPE_ELLIPSE, 1};
static const struct omr_bubble_class BOX = {40, 40, OMR_SHAPE_SQUARE, 1};
static const struct omr_frame STRAIGHT = {.xx = 1, .yy = 1};

static struct omr_ring_probe probe_for(const struct omr_bubble_class *class, double factor) {
    struct omr_ring_probe probe;
    omr_ring_probe_init(&probe, class, omr_ring_factor_even(factor), &STRAIGHT, 0);
    return probe;
}

static struct omr_ring_match search(const struct omr_pixmap *picture, double x, double y,
                                    int radius) {
    struct omr_ring_probe probe = probe_for(&ROUND, 0.9);
    return omr_ring_search(picture, &probe, x, y, radius);
}

static void a_ring_is_found_to_a_quarter_pixel(void **state) {
    (void)state;
    for (int k = 0; k < 16; k++) {
        struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
        double x = 60 + 0.25 * (k % 4), y = 61 + 0.25 * (k / 4);
        fake_draw_ring(&picture, x + 0.5, y + 0.5, RADIUS, RADIUS, 3, 0.8);
        struct omr_ring_match match = search(&picture, 57, 63, 7);
        assert_true(match.is_inside);
        assert_close(57 + match.dx, x, 0.25);
        assert_close(63 + match.dy, y, 0.25);
        omr_pixmap_clear(&picture);
    }
}

/* Many places are tried at once; each must count as when it is tried alone. */
static void a_search_finds_what_trying_each_place_finds(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    unsigned noise = 1;
    for (int i = 0; i < SIDE * SIDE; i++) {
        noise = noise * 1664525u + 1013904223u;
        omr_pixmap_row(&picture, i / SIDE)[i % SIDE] = (uint8_t)(noise >> 24);
    }
    struct omr_ring_probe probe = probe_for(&ROUND, 0.9);
    for (int radius = 1; radius <= 24; radius++) {
        double most = -1000;
        for (int dy = -radius; dy <= radius; dy++)
            for (int dx = -radius; dx <= radius; dx++)
                most = fmax(most, omr_ring_response(&picture, &probe, 60 + dx, 60 + dy));
        assert_close(search(&picture, 60, 60, radius).response, most, 1e-9);
    }
    omr_pixmap_clear(&picture);
}

/* The same places, whatever registers the machine has. */
static void rows_of_any_width_find_the_same_place(void **state) {
    (void)state;
    uint8_t pixels[4096];
    unsigned noise = 7;
    struct omr_ring_offsets offsets;
    for (int i = 0; i < 4096; i++)
        pixels[i] = (uint8_t)((noise = noise * 1664525u + 1013904223u) >> 24);
    for (int k = 0; k < OMR_RING_SAMPLES; k++) {
        offsets.ring[k] = (k * 37) % 500 - 250;
        offsets.outer[k] = (k * 91) % 700 - 350;
    }
    for (int count = 1; count < 60; count++)
        for (int room = count; room < count + 20; room += 5) {
            const uint8_t *row = pixels + 1000 + 7 * count;
            int most = -10000, first = -1, narrow = -10000;
            for (int i = 0; i < count; i++)
                if (omr_ring_sum(row + i, &offsets) > most)
                    most = omr_ring_sum(row + i, &offsets), first = i;
            assert_int_equal(omr_ring_row_8(row, count, room, &offsets, &narrow), first);
            assert_int_equal(narrow, most);
#ifdef __x86_64__
            int wide = -10000;
            if (!__builtin_cpu_supports("avx2"))
                continue;
            assert_int_equal(omr_ring_row_16(row, count, room, &offsets, &wide), first);
            assert_int_equal(wide, most);
#endif
        }
}

static void what_is_inside_a_ring_does_not_move_it(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_ring(&picture, 60.5, 60.5, RADIUS, RADIUS, 3, 0.8);
    struct omr_ring_match empty = search(&picture, 58, 62, 5);
    fake_draw_disc(&picture, 63, 58, 9, 9, 1);
    struct omr_ring_match marked = search(&picture, 58, 62, 5);
    assert_close(marked.dx, empty.dx, 0.1);
    assert_close(marked.dy, empty.dy, 0.1);
    assert_close(marked.response, empty.response, 0.1);
    omr_pixmap_clear(&picture);
}

static void a_square_outline_is_found_by_a_square_probe(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_frame(&picture, 43.5, 45.5, 79.5, 81.5, 3, 0.8); /* the middle is at pixel 61, 63 */
    struct omr_ring_probe probe = probe_for(&BOX, 0.9);
    struct omr_ring_match match = omr_ring_search(&picture, &probe, 59, 60, 6);
    assert_close(59 + match.dx, 61, 0.25);
    assert_close(60 + match.dy, 63, 0.25);
    assert_over(match.closed, 0.9);
    omr_pixmap_clear(&picture);
}

static void a_drawn_ring_is_closed(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_ring(&picture, 60.5, 60.5, RADIUS, RADIUS, 3, 0.8);
    assert_close(search(&picture, 60, 60, 3).closed, 1, 0.001);
    omr_pixmap_clear(&picture);
}

static void a_pale_ring_is_closed_too(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_ring(&picture, 60.5, 60.5, RADIUS, RADIUS, 3, 0.15);
    assert_close(search(&picture, 60, 60, 3).closed, 1, 0.001);
    omr_pixmap_clear(&picture);
}

static void a_line_is_not_closed(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_stroke(&picture, 0, 70, SIDE, 74, 4, 1);
    assert_under(search(&picture, 60, 60, 7).closed, 0.6);
    omr_pixmap_clear(&picture);
}

static void plain_paper_answers_nothing(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    struct omr_ring_match match = search(&picture, 60, 60, 5);
    assert_true(match.is_inside);
    assert_close(match.response, 0, 0);
    omr_pixmap_clear(&picture);
}

static void the_right_size_answers_most(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    fake_draw_ring(&picture, 60.5, 60.5, RADIUS, RADIUS, 3, 0.8);
    double best = 0, most = -1000;
    for (int k = 0; k < 9; k++) {
        struct omr_ring_probe probe = probe_for(&ROUND, 0.7 + 0.05 * k);
        double response = omr_ring_response(&picture, &probe, 60, 60);
        if (response > most)
            most = response, best = 0.7 + 0.05 * k;
    }
    assert_close(best, 0.9, 0.051);
    omr_pixmap_clear(&picture);
}

static void a_search_that_would_leave_the_picture_measures_nothing(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    assert_false(search(&picture, 20, 60, 5).is_inside);
    assert_false(search(&picture, 60, SIDE - 20, 5).is_inside);
    assert_false(search(&picture, -1e9, 60, 5).is_inside);
    assert_false(search(&picture, (double)NAN, 60, 5).is_inside);
    assert_false(search(&picture, (double)INFINITY, 60, 5).is_inside);
    struct omr_ring_probe probe = probe_for(&ROUND, 0.9);
    assert_close(omr_ring_response(&picture, &probe, 5, 60), 0, 0);
    omr_pixmap_clear(&picture);
}

/* Grey that rises with the third power across the picture: the response of a ring on it rises
 * evenly, and the best place in any search is at its border. */
static struct omr_pixmap cubic_slope(double divisor) {
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            omr_pixmap_row(&picture, y)[x] = (uint8_t)lround(pow(x, 3) / divisor);
    return picture;
}

static void a_match_never_lies_outside_its_search(void **state) {
    (void)state;
    for (int k = 0; k < 400; k++) {
        struct omr_pixmap picture = cubic_slope(7000 + 100 * k);
        struct omr_ring_match match = search(&picture, 40 + k % 40, 60, 4);
        assert_true(match.is_inside);
        assert_under(fabs(match.dx), 4.51);
        assert_under(fabs(match.dy), 4.51);
        omr_pixmap_clear(&picture);
    }
}

static void a_probe_of_no_size_stays_where_it_is(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    const struct omr_bubble_class nothing = {0, 0, OMR_SHAPE_ELLIPSE, 1};
    struct omr_ring_probe probe = probe_for(&nothing, 0.9);
    assert_true(probe.reach_x < 10 && probe.reach_y < 10);
    assert_close(omr_ring_search(&picture, &probe, 60, 60, 3).response, 0, 0);
    omr_pixmap_clear(&picture);
}

static void a_frame_without_area_makes_no_match(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    const struct omr_frame flat = {.xx = 1, .xy = 1, .yx = 1, .yy = 1};
    struct omr_ring_probe probe;
    omr_ring_probe_init(&probe, &ROUND, omr_ring_factor_even(0.9), &flat, 0);
    struct omr_ring_match match = omr_ring_search(&picture, &probe, 60, 60, 3);
    assert_false(match.is_inside);
    omr_pixmap_clear(&picture);
}

static void a_frame_larger_than_all_pictures_makes_no_match(void **state) {
    (void)state;
    struct omr_pixmap picture = drawn_blank(SIDE, SIDE);
    for (double scale = 1e4; scale < 1e15; scale *= 3) {
        const struct omr_frame huge = {.xx = scale, .xy = -scale, .yx = scale, .yy = scale};
        struct omr_ring_probe probe;
        omr_ring_probe_init(&probe, &ROUND, omr_ring_factor_even(0.9), &huge, 0);
        assert_false(omr_ring_search(&picture, &probe, 60, 60, 3).is_inside);
        assert_close(omr_ring_response(&picture, &probe, 60, 60), 0, 0);
    }
    omr_pixmap_clear(&picture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_is_found_to_a_quarter_pixel),
        cmocka_unit_test(a_search_finds_what_trying_each_place_finds),
        cmocka_unit_test(rows_of_any_width_find_the_same_place),
        cmocka_unit_test(what_is_inside_a_ring_does_not_move_it),
        cmocka_unit_test(a_square_outline_is_found_by_a_square_probe),
        cmocka_unit_test(a_drawn_ring_is_closed),
        cmocka_unit_test(a_pale_ring_is_closed_too),
        cmocka_unit_test(a_line_is_not_closed),
        cmocka_unit_test(plain_paper_answers_nothing),
        cmocka_unit_test(the_right_size_answers_most),
        cmocka_unit_test(a_search_that_would_leave_the_picture_measures_nothing),
        cmocka_unit_test(a_match_never_lies_outside_its_search),
        cmocka_unit_test(a_probe_of_no_size_stays_where_it_is),
        cmocka_unit_test(a_frame_without_area_makes_no_match),
        cmocka_unit_test(a_frame_larger_than_all_pictures_makes_no_match),
    };
    return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
