/* SPDX-License-Identifier: MIT
 *
 * Strokes on a collar drawn by hand: directions clockwise from the right, circles outwards. */
#include "recognition/mark/crop.h"
#include "recognition/mark/strokes.h"
#include "unit/recognition/close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { DIRECTIONS = OMR_COLLAR_DIRECTIONS };

struct bench {
    uint8_t collar[OMR_COLLAR_SAMPLES], empty[OMR_COLLAR_SAMPLES];
};

static void bench_init(struct bench *bench) {
    memset(bench->collar, OMR_CROP_PAPER, sizeof bench->collar);
    memset(bench->empty, OMR_CROP_PAPER, sizeof bench->empty);
}

static void ink(struct bench *bench, int circle, int direction, double darkness) {
    int at = (direction + DIRECTIONS) % DIRECTIONS;
    bench->collar[circle * DIRECTIONS + at] = (uint8_t)(OMR_CROP_PAPER * (1 - darkness));
}

/* A stroke outwards over the first `circles`. */
static void draw_stroke(struct bench *bench, int direction, int circles, double darkness) {
    for (int circle = 0; circle < circles; circle++)
        ink(bench, circle, direction, darkness);
}

static struct omr_strokes strokes_of(const struct bench *bench) {
    struct omr_strokes strokes;
    omr_strokes_measure(&strokes, bench->collar, bench->empty);
    return strokes;
}

static void plain_paper_has_no_strokes(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    assert_close(strokes_of(&bench).struck, 0, 0);
    assert_close(strokes_of(&bench).around, 0, 0);
}

static void a_stroke_that_goes_through_strikes(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 3, 3, 0.6);
    draw_stroke(&bench, 3 + DIRECTIONS / 2 + 2, 3, 0.4); /* nobody draws straight */
    assert_close(strokes_of(&bench).struck, 0.4, 0.01);
}

static void only_strokes_that_reach_the_last_circle_are_far(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 3, OMR_COLLAR_CIRCLES, 0.6);
    draw_stroke(&bench, 3 + DIRECTIONS / 2, OMR_COLLAR_CIRCLES - 1, 0.6);
    assert_close(strokes_of(&bench).struck, 0.6, 0.01);
    assert_close(strokes_of(&bench).far, 0, 0);
    draw_stroke(&bench, 3 + DIRECTIONS / 2, OMR_COLLAR_CIRCLES, 0.5);
    assert_close(strokes_of(&bench).far, 0.5, 0.01);
}

static void a_stroke_may_leave_aslant(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int circle = 0; circle < OMR_COLLAR_CIRCLES; circle++) {
        ink(&bench, circle, 10 + circle, 0.5);
        ink(&bench, circle, 10 + DIRECTIONS / 2 - circle, 0.5);
    }
    assert_close(strokes_of(&bench).struck, 0.5, 0.01);
}

static void the_tail_of_a_tick_strikes_nothing(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 40, 3, 0.7);
    draw_stroke(&bench, 28, 3, 0.7);
    assert_close(strokes_of(&bench).struck, 0, 0);
}

static void three_strokes_strike_by_the_weakest(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 0, 3, 0.7);
    draw_stroke(&bench, 14, 3, 0.5);
    draw_stroke(&bench, 34, 3, 0.3);
    assert_close(strokes_of(&bench).struck, 0.3, 0.01);
}

static void ends_of_scribbles_do_not_reach_far(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int direction = 0; direction < DIRECTIONS; direction += 8)
        draw_stroke(&bench, direction, 2, 0.6);
    assert_close(strokes_of(&bench).struck, 0, 0);
}

static void a_frame_around_is_no_stroke(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int direction = -5; direction <= 5; direction++) {
        ink(&bench, direction < -2 || direction > 2 ? 1 : 0, direction, 0.8);
        ink(&bench, 1, direction + DIRECTIONS / 2, 0.8);
    }
    assert_close(strokes_of(&bench).struck, 0, 0);
}

static void what_empty_bubbles_show_is_print(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 5, 3, 0.6);
    draw_stroke(&bench, 5 + DIRECTIONS / 2, 3, 0.6);
    memcpy(bench.empty, bench.collar, sizeof bench.empty);
    assert_close(strokes_of(&bench).struck, 0, 0);
}

static void broken_strokes_pass_by_what_is_left_of_them(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    ink(&bench, 1, 3, 0.9);
    ink(&bench, 3, 3, 0.9);
    ink(&bench, 2, 3 + DIRECTIONS / 2, 0.6);
    assert_close(strokes_of(&bench).struck, 0, 0);
    assert_close(strokes_of(&bench).passing, 0.2, 0.01);
}

static void strokes_of_a_broad_mark_pass_by_what_is_beyond_it(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int direction = 0; direction < DIRECTIONS; direction++)
        ink(&bench, 1, direction, 0.6);
    draw_stroke(&bench, 3, OMR_COLLAR_CIRCLES, 0.6);
    draw_stroke(&bench, 3 + DIRECTIONS / 2, OMR_COLLAR_CIRCLES, 0.6);
    assert_close(strokes_of(&bench).struck, 0, 0);
    assert_close(strokes_of(&bench).passing, 0.4, 0.01);
}

static void one_stroke_that_leaves_does_not_pass(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    draw_stroke(&bench, 3, OMR_COLLAR_CIRCLES, 0.9);
    assert_close(strokes_of(&bench).passing, 0, 0);
}

static void ink_all_around_does_not_pass(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int direction = 0; direction < DIRECTIONS; direction++)
        draw_stroke(&bench, direction, OMR_COLLAR_CIRCLES, 0.6);
    assert_close(strokes_of(&bench).passing, 0, 0);
}

static void a_mark_larger_than_the_collar_is_ink_all_around(void **state) {
    (void)state;
    struct bench bench;
    bench_init(&bench);
    for (int direction = 0; direction < DIRECTIONS; direction++)
        draw_stroke(&bench, direction, 3, direction % 4 ? 0.6 : 0.4);
    assert_close(strokes_of(&bench).struck, 0, 0);
    assert_close(strokes_of(&bench).around, 0.6, 0.01);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_paper_has_no_strokes),
        cmocka_unit_test(a_stroke_that_goes_through_strikes),
        cmocka_unit_test(only_strokes_that_reach_the_last_circle_are_far),
        cmocka_unit_test(a_stroke_may_leave_aslant),
        cmocka_unit_test(the_tail_of_a_tick_strikes_nothing),
        cmocka_unit_test(three_strokes_strike_by_the_weakest),
        cmocka_unit_test(ends_of_scribbles_do_not_reach_far),
        cmocka_unit_test(a_frame_around_is_no_stroke),
        cmocka_unit_test(what_empty_bubbles_show_is_print),
        cmocka_unit_test(broken_strokes_pass_by_what_is_left_of_them),
        cmocka_unit_test(strokes_of_a_broad_mark_pass_by_what_is_beyond_it),
        cmocka_unit_test(one_stroke_that_leaves_does_not_pass),
        cmocka_unit_test(ink_all_around_does_not_pass),
        cmocka_unit_test(a_mark_larger_than_the_collar_is_ink_all_around),
    };
    return cmocka_run_group_tests_name("strokes", tests, NULL, NULL);
}
