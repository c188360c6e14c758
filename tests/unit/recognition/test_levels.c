/* SPDX-License-Identifier: MIT
 *
 * Where ink begins on a sheet, from numbers alone. */
#include "recognition/decision/levels.h"
#include "unit/recognition/close.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct omr_levels_bounds BOUNDS = {0.10, 0.20};

/* `clean` excesses around 0 (within +-0.01), then `marks` around `ink` (within +-0.02). */
static struct omr_levels levels_of(int clean, int marks, double ink) {
    double excess[2000];
    int count = 0;
    for (int i = 0; i < clean; i++)
        excess[count++] = 0.01 * (i % 5 - 2) / 2;
    for (int i = 0; i < marks; i++)
        excess[count++] = ink + 0.02 * (i % 5 - 2) / 2;
    struct omr_levels levels;
    omr_levels_find(&levels, excess, count, BOUNDS);
    return levels;
}

static void a_usual_sheet_has_its_levels(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 100, 0.6);
    assert_close(levels.clean, 0, 0.005);
    assert_close(levels.ink, 0.6, 0.01);
    assert_close(levels.cut, 0.2, 0.005);
    assert_int_equal(levels.mark_count, 100);
}

static void a_faint_pencil_lowers_the_cut(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 100, 0.25);
    assert_close(levels.cut, 0.1, 0.005);
    assert_close(levels.ink, 0.256, 0.01);
    assert_int_equal(levels.mark_count, 100);
}

static void a_sheet_that_is_mostly_marked_has_its_levels(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(40, 400, 0.5);
    assert_close(levels.clean, 0, 0.005);
    assert_int_equal(levels.mark_count, 400);
}

static void a_sheet_without_marks_has_none(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 0, 0);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, 0.1);
    assert_close(levels.ink, 0.55, 0.001);
}

static void one_mark_among_many_is_a_mark(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(500, 1, 0.5);
    assert_int_equal(levels.mark_count, 1);
    assert_under(levels.cut, 0.25);
}

static void a_sheet_of_marks_alone_is_read_as_marked(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(0, 50, 0.6);
    assert_int_equal(levels.mark_count, 50);
    assert_close(levels.clean, 0, 0);
}

static void no_bubbles_at_all_give_levels_too(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(0, 0, 0);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, levels.clean);
}

static void noise_lifts_the_cut_above_itself(void **state) {
    (void)state;
    double excess[300];
    for (int i = 0; i < 300; i++)
        excess[i] = 0.05 * (i % 21 - 10) / 10; /* evenly from -0.05 to 0.05 */
    struct omr_levels levels;
    omr_levels_find(&levels, excess, 300, (struct omr_levels_bounds){0.02, 0.05});
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, 0.15);
}

static void the_cut_keeps_within_its_bounds(void **state) {
    (void)state;
    for (int ink = 15; ink <= 100; ink++) {
        struct omr_levels levels = levels_of(400, 100, ink / 100.0);
        assert_over(levels.cut - levels.clean, 0.0999);
        assert_under(levels.cut - levels.clean, 0.2001);
    }
}

static void equal_numbers_are_no_marks(void **state) {
    (void)state;
    double excess[64] = {0};
    struct omr_levels levels;
    omr_levels_find(&levels, excess, 64, BOUNDS);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.spread, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usual_sheet_has_its_levels),
        cmocka_unit_test(a_faint_pencil_lowers_the_cut),
        cmocka_unit_test(a_sheet_that_is_mostly_marked_has_its_levels),
        cmocka_unit_test(a_sheet_without_marks_has_none),
        cmocka_unit_test(one_mark_among_many_is_a_mark),
        cmocka_unit_test(a_sheet_of_marks_alone_is_read_as_marked),
        cmocka_unit_test(no_bubbles_at_all_give_levels_too),
        cmocka_unit_test(noise_lifts_the_cut_above_itself),
        cmocka_unit_test(the_cut_keeps_within_its_bounds),
        cmocka_unit_test(equal_numbers_are_no_marks),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
