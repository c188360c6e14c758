/* SPDX-License-Identifier: MIT
 *
 * Empty looks, learnt from crops that are written by hand: white boxes with an outline, and what is
 * printed or drawn in them. */
#include "recognition/mark/look.h"
#include "unit/recognition/close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SIDE = OMR_CROP_SIDE, MOST = 8 };

struct boxes {
    struct omr_crop crop[MOST];
    const struct omr_crop *sorted[MOST];
    struct omr_crop_mask mask;
    int count;
};

static void ink(struct omr_crop *crop, int x, int y, int width, int height, int level) {
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            crop->sample[row * SIDE + column] = (uint8_t)level;
}

/* An outline of which the inner half shows within the mask. */
static void outline(struct omr_crop *crop, int at, int level) {
    int length = SIDE - 2 * at;
    ink(crop, at, at, length, 2, level);
    ink(crop, at, at, 2, length, level);
    ink(crop, at, SIDE - at - 2, length, 2, level);
    ink(crop, SIDE - at - 2, at, 2, length, level);
}

static void boxes_init(struct boxes *boxes, int count) {
    omr_crop_mask_init(&boxes->mask, OMR_SHAPE_SQUARE);
    boxes->count = count;
    for (int i = 0; i < count; i++) {
        memset(&boxes->crop[i], 0, sizeof boxes->crop[i]);
        memset(boxes->crop[i].sample, OMR_CROP_PAPER, OMR_CROP_SAMPLES);
        outline(&boxes->crop[i], 0, 60);
    }
}

static int compare(const void *a, const void *b) {
    const struct omr_crop *x = *(const struct omr_crop *const *)a;
    const struct omr_crop *y = *(const struct omr_crop *const *)b;
    return (x->darkness > y->darkness) - (x->darkness < y->darkness);
}

static void boxes_sort(struct boxes *boxes) {
    for (int i = 0; i < boxes->count; i++) {
        boxes->crop[i].is_measured = true;
        boxes->crop[i].darkness = omr_crop_darkness(boxes->crop[i].sample, &boxes->mask);
        boxes->sorted[i] = &boxes->crop[i];
    }
    qsort(boxes->sorted, (size_t)boxes->count, sizeof *boxes->sorted, compare);
}

static struct omr_look look_of_few(struct boxes *boxes) {
    struct omr_look look;
    boxes_sort(boxes);
    struct omr_few few = {.crops = boxes->sorted,
                          .count = boxes->count,
                          .mask = &boxes->mask,
                          .mirrors = 8,
                          .noise = 0.01};
    omr_look_of_few(&look, &few);
    return look;
}

static double excess(const struct omr_look *look, const struct boxes *boxes, int i) {
    return omr_look_excess(look, &boxes->crop[i], &boxes->mask) - look->bias;
}

/* A slanted stroke, as a tick has. */
static void tick(struct omr_crop *crop) {
    for (int i = 0; i < 12; i++)
        ink(crop, 5 + i, 18 - i, 3, 1, 50);
}

static void scribble(struct omr_crop *crop, int i) {
    ink(crop, 4 + 3 * i, 5, 6, 13, 150);
    ink(crop, 9, 5 + 3 * i, 8, 4, 140);
}

/* A letter. */
static void print(struct omr_crop *crop) {
    ink(crop, 8, 5, 2, 13, 40);
    ink(crop, 8, 16, 8, 2, 40);
    ink(crop, 14, 9, 2, 9, 40);
}

static void a_box_without_its_like_is_empty_when_nothing_is_in_it(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 1);
    struct omr_look look = look_of_few(&boxes);
    assert_true(look.is_seen);
    assert_close(excess(&look, &boxes, 0), 0, 0.005);
}

static void a_box_without_its_like_is_not_its_own_empty_look(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 1);
    tick(&boxes.crop[0]);
    struct omr_look look = look_of_few(&boxes);
    assert_false(look.is_seen);
    assert_over(excess(&look, &boxes, 0), 0.06);
}

static void boxes_that_are_all_marked_lightly_are_all_marked(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 4);
    for (int i = 0; i < 4; i++)
        scribble(&boxes.crop[i], i);
    struct omr_look look = look_of_few(&boxes);
    assert_false(look.is_seen);
    for (int i = 0; i < 4; i++)
        assert_over(excess(&look, &boxes, i), 0.05);
}

static void boxes_that_are_all_filled_evenly_are_all_marked(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 4);
    for (int i = 0; i < 4; i++)
        ink(&boxes.crop[i], 2, 2, SIDE - 4, SIDE - 4, 100);
    struct omr_look look = look_of_few(&boxes);
    assert_false(look.is_seen);
    for (int i = 0; i < 4; i++)
        assert_close(excess(&look, &boxes, i), 0.5, 0.03);
}

static void one_empty_box_among_marked_ones_is_the_look_of_all(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 5);
    for (int i = 1; i < 5; i++)
        scribble(&boxes.crop[i], i - 1);
    struct omr_look look = look_of_few(&boxes);
    assert_true(look.is_seen);
    assert_close(excess(&look, &boxes, 0), 0, 0.005);
    for (int i = 1; i < 5; i++)
        assert_over(excess(&look, &boxes, i), 0.06);
}

static void an_outline_within_the_outline_is_print_however_dark(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 5);
    for (int i = 0; i < 5; i++) {
        outline(&boxes.crop[i], 3, 0);
        outline(&boxes.crop[i], 5, 0);
    }
    ink(&boxes.crop[4], 8, 8, 8, 8, 60);
    struct omr_look look = look_of_few(&boxes);
    assert_over(look.darkness, 0.34);
    for (int i = 0; i < 4; i++)
        assert_close(excess(&look, &boxes, i), 0, 0.005);
    assert_over(excess(&look, &boxes, 4), 0.03);
}

static void what_stands_in_three_boxes_alike_is_printed(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 3);
    for (int i = 0; i < 3; i++)
        print(&boxes.crop[i]);
    struct omr_look look = look_of_few(&boxes);
    assert_false(look.is_seen); /* nobody knows for sure */
    for (int i = 0; i < 3; i++)
        assert_close(excess(&look, &boxes, i), 0, 0.005);
}

static void half_filled_boxes_are_marked_however_alike(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 4);
    for (int i = 0; i < 4; i++)
        ink(&boxes.crop[i], 4, 4, 8, 16, 0);
    struct omr_look look = look_of_few(&boxes);
    for (int i = 0; i < 4; i++)
        assert_over(excess(&look, &boxes, i), 0.2);
}

static void a_letter_is_known_though_most_of_its_bubbles_are_marked(void **state) {
    struct boxes boxes, bare;
    struct omr_look look, plain;
    (void)state;
    boxes_init(&bare, 6);
    boxes_sort(&bare);
    omr_look_of_many(&plain, bare.sorted, 6, &bare.mask, 0.06);
    boxes_init(&boxes, 6);
    for (int i = 0; i < 6; i++)
        print(&boxes.crop[i]);
    for (int i = 2; i < 6; i++)
        ink(&boxes.crop[i], 5 + i, 6, 8, 10, 60);
    boxes_sort(&boxes);
    omr_look_of_many(&look, boxes.sorted, 6, &boxes.mask, 0.06);
    assert_under(omr_look_mismatch(&look, &plain, boxes.sorted, 6, &boxes.mask, 0.01), 0.1);
}

/* Dots of which each sample shows paper in most boxes. */
static void dots_that_no_median_shows_are_no_ones_ink(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 6);
    for (int i = 0; i < 6; i++)
        for (int p = i; p < OMR_CROP_PIXELS; p += 11)
            boxes.crop[i].sample[p] = 0;
    boxes_sort(&boxes);
    struct omr_look look;
    omr_look_of_many(&look, boxes.sorted, 6, &boxes.mask, 0.06);
    assert_over(look.bias, 0.08);
    for (int i = 0; i < 6; i++)
        assert_close(excess(&look, &boxes, i), 0, 0.01);
}

static bool is_print(struct boxes *boxes) {
    struct boxes bare;
    struct omr_look plain, look;
    boxes_init(&bare, 6);
    boxes_sort(&bare);
    boxes_sort(boxes);
    omr_look_of_many(&plain, bare.sorted, 6, &bare.mask, 0.06);
    omr_look_of_many(&look, boxes->sorted, boxes->count, &boxes->mask, 0.2);
    return omr_look_mismatch(&look, &plain, boxes->sorted, boxes->count, &boxes->mask, 0.01) < 0.4;
}

static void a_letter_is_print(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 6);
    for (int i = 0; i < 6; i++)
        print(&boxes.crop[i]);
    assert_true(is_print(&boxes));
}

static void ticks_that_differ_are_no_print(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 6);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 12; k++)
            ink(&boxes.crop[i], 4 + i % 3 + k, 17 - k + i / 2, 3, 2, 40);
    assert_false(is_print(&boxes));
}

static void even_fillings_are_no_print(void **state) {
    struct boxes boxes;
    (void)state;
    boxes_init(&boxes, 6);
    for (int i = 0; i < 6; i++)
        ink(&boxes.crop[i], 3, 3, 18, 18, 170);
    assert_false(is_print(&boxes));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_without_its_like_is_empty_when_nothing_is_in_it),
        cmocka_unit_test(a_box_without_its_like_is_not_its_own_empty_look),
        cmocka_unit_test(boxes_that_are_all_marked_lightly_are_all_marked),
        cmocka_unit_test(boxes_that_are_all_filled_evenly_are_all_marked),
        cmocka_unit_test(one_empty_box_among_marked_ones_is_the_look_of_all),
        cmocka_unit_test(an_outline_within_the_outline_is_print_however_dark),
        cmocka_unit_test(half_filled_boxes_are_marked_however_alike),
        cmocka_unit_test(a_letter_is_known_though_most_of_its_bubbles_are_marked),
        cmocka_unit_test(what_stands_in_three_boxes_alike_is_printed),
        cmocka_unit_test(dots_that_no_median_shows_are_no_ones_ink),
        cmocka_unit_test(a_letter_is_print),
        cmocka_unit_test(ticks_that_differ_are_no_print),
        cmocka_unit_test(even_fillings_are_no_print),
    };
    return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
