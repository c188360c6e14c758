/* SPDX-License-Identifier: MIT
 *
 * Patterns whose boxes are not what is printed: circles beside boxes of other shapes. */
#include "recognition/mark/kinds.h"
#include "recognition/registration/fit.h"
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

/* The circles that are printed, and the boxes of the pattern: every second row has others. */
#define CIRCLE 36.0
static const double BOXES[2][2] = {{52, 40}, {46, 44}};

struct bench {
    struct drawn drawn;
    struct look look;
    struct omr_point middle[DRAWN_BUBBLES]; /* of the circles */
    struct omr_fit fit;
};

static int boxes_of(int bubble) {
    return bubble / DRAWN_OPTIONS % 2;
}

/* How far circle `i` lies beside its box: up to 4 px, as by hand. */
static struct omr_point beside(int i) {
    return (struct omr_point){(i * 7) % 9 - 4, (i * 5) % 7 - 3};
}

static void bench_open(struct bench *bench) {
    struct drawn *drawn = &bench->drawn;
    drawn_init(drawn);
    memset(drawn->paper.pixels, 255, drawn->paper.stride * DRAWN_HEIGHT);
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        struct omr_bubble *b = &drawn->bubbles[i];
        struct omr_point off = beside(i);
        bench->middle[i] = (struct omr_point){b->x + off.x, b->y + off.y};
        fake_draw_ring(&drawn->paper, bench->middle[i].x, bench->middle[i].y, CIRCLE / 2,
                       CIRCLE / 2, 3, 0.8);
        b->width = BOXES[boxes_of(i)][0];
        b->height = BOXES[boxes_of(i)][1];
    }
    look_init(&bench->look, &drawn->paper, &drawn->page);
}

static void bench_close(struct bench *bench) {
    look_clear(&bench->look);
    drawn_clear(&bench->drawn);
}

static void follow(struct bench *bench) {
    struct omr_hypothesis hypothesis = {.map = plain_map(), .square = {-1, -1, -1, -1}};
    for (int c = 0; c < OMR_BUBBLE_CLASSES_MOST; c++)
        hypothesis.ring_factor[c] = omr_ring_factor_even(0.8);
    assert_int_equal(omr_fit_init(&bench->fit, &bench->look.sheet, &bench->look.arena, NULL),
                     OMR_OK);
    assert_int_equal(omr_fit_follow(&bench->fit, &hypothesis, NULL), OMR_OK);
}

static void circles_in_oblong_boxes_are_learnt_as_circles(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    follow(&bench);
    assert_int_equal(bench.look.classes.count, 2);
    for (int c = 0; c < 2; c++) {
        struct omr_ring_factor factor = bench.fit.result.ring_factor[c];
        assert_close(factor.across * bench.look.classes.item[c].width, CIRCLE, 1.5);
        assert_close(factor.down * bench.look.classes.item[c].height, CIRCLE, 1.5);
    }
    bench_close(&bench);
}

static void bubbles_are_placed_on_circles_beside_their_boxes(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    follow(&bench);
    assert_true(omr_fit_is_good(&bench.fit));
    for (int i = 0; i < DRAWN_BUBBLES; i++) {
        struct omr_point at = bench.fit.result.placements[i].frame.at;
        assert_close(at.x, bench.middle[i].x - 0.5, 1);
        assert_close(at.y, bench.middle[i].y - 0.5, 1);
        assert_over(bench.fit.result.placements[i].trust, 0.5);
    }
    bench_close(&bench);
}

static void equal_circles_in_unequal_boxes_are_one_kind(void **state) {
    (void)state;
    struct bench bench;
    struct omr_bubble_classes kinds;
    bench_open(&bench);
    follow(&bench);
    assert_int_equal(omr_kinds_init(&kinds, &bench.look.classes, DRAWN_BUBBLES, &bench.fit.result,
                                    &bench.look.arena, NULL),
                     OMR_OK);
    assert_int_equal(kinds.count, 1);
    assert_int_equal(kinds.item[0].bubble_count, DRAWN_BUBBLES);
    for (int i = 0; i < DRAWN_BUBBLES; i++)
        assert_int_equal(kinds.of_bubble[i], 0);
    bench_close(&bench);
}

static void outlines_in_the_proportions_of_their_boxes_stay_in_their_classes(void **state) {
    (void)state;
    int of_bubble[2] = {0, 1};
    struct omr_bubble_classes kinds, classes = {.count = 2, .of_bubble = of_bubble};
    struct omr_registration registration = {.ring_factor = {{0.9, 0.9}, {1, 1}}};
    struct omr_arena arena = {0};
    classes.item[0] = (struct omr_bubble_class){40, 40, OMR_SHAPE_ELLIPSE, 1};
    classes.item[1] = (struct omr_bubble_class){36, 36, OMR_SHAPE_ELLIPSE, 1};
    assert_int_equal(omr_kinds_init(&kinds, &classes, 2, &registration, &arena, NULL), OMR_OK);
    assert_int_equal(kinds.count, 2);
    assert_int_equal(kinds.of_bubble[1], 1);
    omr_arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(circles_in_oblong_boxes_are_learnt_as_circles),
        cmocka_unit_test(bubbles_are_placed_on_circles_beside_their_boxes),
        cmocka_unit_test(equal_circles_in_unequal_boxes_are_one_kind),
        cmocka_unit_test(outlines_in_the_proportions_of_their_boxes_stay_in_their_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
