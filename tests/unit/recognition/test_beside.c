/* SPDX-License-Identifier: MIT
 *
 * Answers that were circled, underlined or struck over into the next row, drawn on the page whose
 * places are known, and what is decided about them. Rows of five bubbles; the first six rows are
 * answered in their bubbles, as most sheets have some. */
#include "recognition/decision/decide.h"
#include "recognition/mark/measure.h"
#include "support/draw.h"
#include "unit/recognition/close.h"
#include "unit/recognition/drawn.h"

#include <omr/result.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ANSWERED = 6, ROW = 12 }; /* rows filled, and that of the tests */

struct bench {
    struct drawn drawn;
    struct look look;
    struct omr_registration registration;
    struct omr_measure measures[DRAWN_BUBBLES];
    struct omr_verdict verdicts[DRAWN_BUBBLES];
};

static void bench_open(struct bench *bench) {
    drawn_init(&bench->drawn);
    for (int row = 0; row < ANSWERED; row++)
        drawn_mark(&bench->drawn, row * DRAWN_OPTIONS + row % DRAWN_OPTIONS, 0.7);
}

static void bench_decide(struct bench *bench) {
    struct omr_rules rules = {-1, OMR_CHANGED_ASK};
    struct omr_arena *arena = &bench->look.arena;
    look_init(&bench->look, &bench->drawn.paper, &bench->drawn.page);
    plain_registration(&bench->registration, &bench->look);
    assert_int_equal(omr_marks_measure(bench->measures, &bench->look.sheet, &bench->registration,
                                       NULL, arena, NULL),
                     OMR_OK);
    assert_int_equal(
        omr_marks_decide(bench->verdicts, &bench->drawn.page, bench->measures, &rules, arena, NULL),
        OMR_OK);
}

static void bench_close(struct bench *bench) {
    look_clear(&bench->look);
    drawn_clear(&bench->drawn);
}

static const struct omr_bubble *bubble_of(const struct bench *bench, int row, int option) {
    return &bench->drawn.bubbles[row * DRAWN_OPTIONS + option];
}

static void circle(struct bench *bench, int row, int option, double darkness) {
    const struct omr_bubble *b = bubble_of(bench, row, option);
    fake_draw_ring(&bench->drawn.paper, b->x + 1, b->y - 1, 26, 25, 4, darkness);
}

static void underline(struct bench *bench, int row, int option) {
    const struct omr_bubble *b = bubble_of(bench, row, option);
    fake_draw_stroke(&bench->drawn.paper, b->x - 22, b->y + 26, b->x + 22, b->y + 25, 4, 0.7);
}

static unsigned reasons_of(const struct bench *bench, int row) {
    unsigned reasons = 0;
    for (int option = 0; option < DRAWN_OPTIONS; option++)
        reasons |= bench->verdicts[row * DRAWN_OPTIONS + option].reasons;
    return reasons;
}

static int count_flags(const struct bench *bench) {
    int flags = 0;
    for (int row = 0; row < DRAWN_ROWS; row++)
        flags += reasons_of(bench, row) != 0;
    return flags;
}

static void a_circled_answer_is_asked_about(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    circle(&bench, ROW, 2, 0.5);
    bench_decide(&bench);
    assert_int_equal(bench.verdicts[ROW * DRAWN_OPTIONS + 2].reasons, OMR_REASON_UNSURE_MARK);
    assert_false(bench.verdicts[ROW * DRAWN_OPTIONS + 2].is_marked);
    assert_int_equal(count_flags(&bench), 1);
    bench_close(&bench);
}

static void a_circle_in_light_pencil_is_asked_about(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    circle(&bench, ROW, 2, 0.2);
    bench_decide(&bench);
    assert_int_equal(reasons_of(&bench, ROW), OMR_REASON_UNSURE_MARK);
    bench_close(&bench);
}

static void an_underlined_answer_is_asked_about(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    underline(&bench, ROW, 3);
    bench_decide(&bench);
    assert_int_equal(reasons_of(&bench, ROW), OMR_REASON_UNSURE_MARK);
    bench_close(&bench);
}

static void who_underlines_all_answers_is_asked_about_each(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = ANSWERED; row < DRAWN_ROWS; row++)
        if (row != ROW)
            underline(&bench, row, row % DRAWN_OPTIONS);
    bench_decide(&bench);
    assert_int_equal(count_flags(&bench), DRAWN_ROWS - ANSWERED); /* the empty one, too */
    bench_close(&bench);
}

static void what_is_printed_beside_the_same_bubble_of_many_fields_is_no_answer(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int row = 0; row < DRAWN_ROWS; row += 2) {
        const struct omr_bubble *b = bubble_of(&bench, row, 0);
        fake_draw_stroke(&bench.drawn.paper, b->x - 26, b->y - 16, b->x - 26, b->y + 16, 5, 0.35);
    }
    bench_decide(&bench);
    assert_int_equal(count_flags(&bench), 0);
    bench_close(&bench);
}

static void a_line_under_all_bubbles_of_a_field_is_no_answer(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    for (int option = 0; option < DRAWN_OPTIONS; option++)
        underline(&bench, ROW, option);
    bench_decide(&bench);
    assert_int_equal(count_flags(&bench), 0);
    bench_close(&bench);
}

static void a_circle_around_a_mark_is_none_of_an_empty_field(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    drawn_mark(&bench.drawn, ROW * DRAWN_OPTIONS + 2, 0.7);
    circle(&bench, ROW, 2, 0.5);
    bench_decide(&bench);
    assert_int_equal(reasons_of(&bench, ROW - 1), 0);
    assert_int_equal(reasons_of(&bench, ROW + 1), 0);
    bench_close(&bench);
}

static void what_a_neighbouring_mark_spills_is_no_answer(void **state) {
    (void)state;
    struct bench bench;
    bench_open(&bench);
    const struct omr_bubble *b = bubble_of(&bench, ROW, 2);
    fake_draw_disc(&bench.drawn.paper, b->x, b->y + 12, 22, 34, 0.7);
    bench_decide(&bench);
    assert_int_equal(reasons_of(&bench, ROW + 1), 0);
    bench_close(&bench);
}

static void an_empty_page_asks_nothing(void **state) {
    (void)state;
    struct bench bench;
    drawn_init(&bench.drawn);
    bench_decide(&bench);
    assert_int_equal(count_flags(&bench), 0);
    bench_close(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_circled_answer_is_asked_about),
        cmocka_unit_test(a_circle_in_light_pencil_is_asked_about),
        cmocka_unit_test(an_underlined_answer_is_asked_about),
        cmocka_unit_test(who_underlines_all_answers_is_asked_about_each),
        cmocka_unit_test(what_is_printed_beside_the_same_bubble_of_many_fields_is_no_answer),
        cmocka_unit_test(a_line_under_all_bubbles_of_a_field_is_no_answer),
        cmocka_unit_test(a_circle_around_a_mark_is_none_of_an_empty_field),
        cmocka_unit_test(what_a_neighbouring_mark_spills_is_no_answer),
        cmocka_unit_test(an_empty_page_asks_nothing),
    };
    return cmocka_run_group_tests_name("beside", tests, NULL, NULL);
}
