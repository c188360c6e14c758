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

enum { MOST = 1000 };

/* `clean` bubbles beside others around 0 (within +-0.01); of each field the darkest: `marks` around
 * `ink` (within +-0.02), `blank` like the clean ones. */
static struct omr_levels levels_of(int clean, int blank, int marks, double ink) {
    double others[MOST], tops[MOST];
    int top_count = 0;
    for (int i = 0; i < clean; i++)
        others[i] = 0.01 * (i % 5 - 2) / 2;
    for (int i = 0; i < blank; i++)
        tops[top_count++] = 0.01 * (i % 5 - 2) / 2;
    for (int i = 0; i < marks; i++)
        tops[top_count++] = ink + 0.02 * (i % 5 - 2) / 2;
    struct omr_levels levels;
    omr_levels_find(&levels, others, clean, tops, top_count, BOUNDS);
    return levels;
}

static void a_usual_sheet_has_its_levels(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 0, 100, 0.6);
    assert_close(levels.clean, 0, 0.001);
    assert_close(levels.ink, 0.6, 0.01);
    assert_close(levels.cut, 0.2, 0.005);
    assert_int_equal(levels.mark_count, 100);
}

static void a_faint_pencil_lowers_the_cut(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 0, 100, 0.25);
    assert_close(levels.cut, 0.1, 0.005);
    assert_close(levels.ink, 0.256, 0.01);
    assert_int_equal(levels.mark_count, 100);
}

static void blank_fields_are_no_marks(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 60, 40, 0.5);
    assert_int_equal(levels.mark_count, 40);
    assert_close(levels.ink, 0.5, 0.01);
}

static void marks_beside_marks_do_not_blur_clean(void **state) {
    (void)state;
    double others[400], tops[100];
    for (int i = 0; i < 400; i++) /* every tenth is the second mark of its field */
        others[i] = i % 10 ? 0.01 * (i % 5 - 2) / 2 : 0.6;
    for (int i = 0; i < 100; i++)
        tops[i] = 0.6;
    struct omr_levels levels;
    omr_levels_find(&levels, others, 400, tops, 100, BOUNDS);
    assert_close(levels.clean, 0, 0.006);
    assert_under(levels.spread, 0.03);
    assert_int_equal(levels.mark_count, 100);
}

static void a_sheet_without_marks_has_none(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 100, 0, 0);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, 0.09);
    assert_close(levels.ink, 0.55, 0.001);
}

static void one_mark_among_many_fields_is_a_mark(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(400, 99, 1, 0.5);
    assert_int_equal(levels.mark_count, 1);
    assert_under(levels.cut, 0.25);
}

static void fields_of_one_bubble_have_levels_too(void **state) {
    (void)state;
    struct omr_levels levels =
        levels_of(0, 20, 20, 0.6); /* check boxes: none stands beside another */
    assert_close(levels.clean, 0, 0);
    assert_int_equal(levels.mark_count, 20);
}

static void no_bubbles_at_all_give_levels_too(void **state) {
    (void)state;
    struct omr_levels levels = levels_of(0, 0, 0, 0);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, levels.clean);
    assert_over(levels.spread, 0);
}

static void noise_lifts_the_cut_above_itself(void **state) {
    (void)state;
    double others[300], tops[100];
    for (int i = 0; i < 300; i++)
        others[i] = 0.05 * (i % 21 - 10) / 10; /* evenly from -0.05 to 0.05 */
    for (int i = 0; i < 100; i++)
        tops[i] = 0.05;
    struct omr_levels levels;
    omr_levels_find(&levels, others, 300, tops, 100, (struct omr_levels_bounds){0.02, 0.05});
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.cut, 0.1);
}

static void two_kinds_of_clean_are_no_noise(void **state) {
    (void)state;
    double others[300], tops[100];
    for (int i = 0; i < 300; i++) /* a third of the sheet lies in a shadow */
        others[i] = i % 3 ? 0.002 * (i % 5 - 2) : 0.06;
    for (int i = 0; i < 100; i++)
        tops[i] = 0.17;
    struct omr_levels levels;
    omr_levels_find(&levels, others, 300, tops, 100, BOUNDS);
    assert_int_equal(levels.mark_count, 100);
    assert_under(levels.cut, 0.14);
}

static void however_noisy_a_sheet_full_marks_pass(void **state) {
    (void)state;
    double others[300], tops[100];
    for (int i = 0; i < 300; i++)
        others[i] = 0.4 * (i % 21 - 10) / 10;
    for (int i = 0; i < 100; i++)
        tops[i] = 0.8;
    struct omr_levels levels;
    omr_levels_find(&levels, others, 300, tops, 100, BOUNDS);
    assert_int_equal(levels.mark_count, 100);
}

static void the_cut_keeps_within_its_bounds(void **state) {
    (void)state;
    for (int ink = 15; ink <= 100; ink++) {
        struct omr_levels levels = levels_of(400, 20, 100, ink / 100.0);
        assert_over(levels.cut - levels.clean, 0.0999);
        assert_under(levels.cut - levels.clean, 0.2001);
    }
}

static void more_ink_never_lowers_the_cut(void **state) {
    (void)state;
    double before = 0;
    for (int ink = 15; ink <= 100; ink++) {
        double cut = levels_of(400, 20, 100, ink / 100.0).cut;
        assert_over(cut, before - 1e-9);
        before = cut;
    }
}

static void equal_numbers_are_no_marks(void **state) {
    (void)state;
    double others[64] = {0}, tops[16] = {0};
    struct omr_levels levels;
    omr_levels_find(&levels, others, 64, tops, 16, BOUNDS);
    assert_int_equal(levels.mark_count, 0);
    assert_over(levels.spread, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usual_sheet_has_its_levels),
        cmocka_unit_test(a_faint_pencil_lowers_the_cut),
        cmocka_unit_test(blank_fields_are_no_marks),
        cmocka_unit_test(marks_beside_marks_do_not_blur_clean),
        cmocka_unit_test(a_sheet_without_marks_has_none),
        cmocka_unit_test(one_mark_among_many_fields_is_a_mark),
        cmocka_unit_test(fields_of_one_bubble_have_levels_too),
        cmocka_unit_test(no_bubbles_at_all_give_levels_too),
        cmocka_unit_test(noise_lifts_the_cut_above_itself),
        cmocka_unit_test(two_kinds_of_clean_are_no_noise),
        cmocka_unit_test(however_noisy_a_sheet_full_marks_pass),
        cmocka_unit_test(the_cut_keeps_within_its_bounds),
        cmocka_unit_test(more_ink_never_lowers_the_cut),
        cmocka_unit_test(equal_numbers_are_no_marks),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
