/* SPDX-License-Identifier: MIT
 *
 * From numbers to verdicts. The sheet is one choice box of four bubbles, whose numbers each test
 * sets, and 25 others (twenty of them with a good mark) that give it ordinary levels: clean 0, ink
 * 0.6, cut 0.2. */
#include "recognition/decision/decide.h"
#include "unit/recognition/close.h"

#include <omr/result.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { OWN = 4, FIELDS = 25, OTHERS = OWN * FIELDS, ALL = OWN + OTHERS };

struct sheet {
    struct omr_form_page page;
    struct omr_element elements[2];
    struct omr_position positions[1 + FIELDS];
    struct omr_bubble bubbles[ALL];
    struct omr_measure measures[ALL];
    struct omr_verdict verdicts[ALL];
};

static void set_ink(struct sheet *sheet, int bubble, double excess) {
    sheet->measures[bubble].excess = excess;
    sheet->measures[bubble].core = excess;
    sheet->measures[bubble].fill = excess < 0 ? 0 : excess > 1 ? 1 : excess;
}

static void sheet_init(struct sheet *sheet) {
    memset(sheet, 0, sizeof *sheet);
    for (int p = 0; p <= FIELDS; p++)
        sheet->positions[p] = (struct omr_position){"", p * OWN, OWN};
    for (int e = 0; e < 2; e++)
        sheet->elements[e] = (struct omr_element){.name = "e",
                                                  .positions = &sheet->positions[e],
                                                  .position_count = e ? FIELDS : 1,
                                                  .threshold = -1};
    sheet->page = (struct omr_form_page){.elements = sheet->elements,
                                         .element_count = 2,
                                         .bubbles = sheet->bubbles,
                                         .bubble_count = ALL};
    for (int i = 0; i < ALL; i++) {
        sheet->measures[i] = (struct omr_measure){.outline = 1, .trust = 1, .is_measured = true};
        set_ink(sheet, i, i >= OWN && i < 21 * OWN && i % OWN == 0 ? 0.6 : 0.005 * (i % 3 - 1));
    }
}

static void decide_by(struct sheet *sheet, struct omr_rules rules) {
    struct omr_arena arena = {0};
    assert_int_equal(
        omr_marks_decide(sheet->verdicts, &sheet->page, sheet->measures, &rules, &arena, NULL),
        OMR_OK);
    omr_arena_clear(&arena);
}

static void decide(struct sheet *sheet, int threshold) {
    decide_by(sheet, (struct omr_rules){threshold, OMR_CHANGED_ASK});
}

/* The verdict on the first bubble when it has so much ink and the second so much. */
static struct omr_verdict verdict_on(double first, double second) {
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, first);
    set_ink(&sheet, 1, second);
    decide(&sheet, -1);
    return sheet.verdicts[0];
}

static void a_clear_mark_is_a_mark_without_a_word(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.6, 0);
    assert_true(verdict.is_marked);
    assert_int_equal(verdict.reasons, 0);
    assert_over(verdict.confidence, 0.99);
}

static void an_empty_bubble_is_empty_without_a_word(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0, 0.6);
    assert_false(verdict.is_marked);
    assert_int_equal(verdict.reasons, 0);
    assert_over(verdict.confidence, 0.99);
}

static void ink_about_the_cut_is_doubtful_on_both_sides(void **state) {
    (void)state;
    struct omr_verdict over = verdict_on(0.21, 0), under = verdict_on(0.19, 0);
    assert_true(over.is_marked);
    assert_false(under.is_marked);
    assert_true(over.reasons & OMR_REASON_UNSURE_MARK);
    assert_true(under.reasons & OMR_REASON_UNSURE_MARK);
    assert_under(over.confidence, 0.75);
    assert_under(under.confidence, 0.75);
}

static void faint_ink_beside_a_clear_mark_is_nothing(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.14, 0.6);
    assert_false(verdict.is_marked);
    assert_int_equal(verdict.reasons, 0);
}

static void the_same_faint_ink_alone_is_doubtful(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.14, 0);
    assert_false(verdict.is_marked);
    assert_int_equal(verdict.reasons, OMR_REASON_UNSURE_MARK);
    assert_under(verdict.confidence, 0.91);
}

static void lone_ink_is_doubtful_however_widely_empty_bubbles_seem_to_differ(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = OWN; i < ALL; i++)
        if (i % OWN)
            set_ink(&sheet, i, 0.025 * (i % 5));
    set_ink(&sheet, 0, 0.19);
    decide(&sheet, -1);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
    set_ink(&sheet, 0, 0.1);
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void filled_bubbles_are_doubtful_on_a_sheet_that_is_full_of_them(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < ALL; i++)
        set_ink(&sheet, i, 0.7 + 0.005 * (i % 3 - 1));
    decide(&sheet, -1);
    for (int p = 0; p <= FIELDS; p++) {
        unsigned reasons = 0;
        for (int i = 0; i < OWN; i++)
            reasons |= sheet.verdicts[p * OWN + i].reasons;
        assert_true(reasons & OMR_REASON_UNSURE_MARK);
    }
}

static void a_mark_half_as_strong_as_another_is_weak(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.28, 0.6);
    assert_true(verdict.is_marked);
    assert_int_equal(verdict.reasons, OMR_REASON_WEAK_MARK);
    assert_under(verdict.confidence, 0.91);
}

static void a_mark_a_third_as_strong_looks_erased(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.27, 0.9);
    assert_true(verdict.is_marked);
    assert_int_equal(verdict.reasons, OMR_REASON_ERASED_MARK);
}

static void a_lone_mark_paler_than_the_sheets_others_is_doubtful(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = OWN; i < 21 * OWN; i += OWN)
        set_ink(&sheet, i, 0.9);
    set_ink(&sheet, 0, 0.3); /* well above the cut */
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
}

/* So many more fields have a light mark only: those without any. */
static void set_light(struct sheet *sheet, int fields, double excess) {
    for (int field = 21; field < 21 + fields; field++)
        set_ink(sheet, field * OWN, excess);
}

static void a_light_hand_on_a_sheet_of_strong_marks_counts(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.14);
    set_light(&sheet, 4, 0.15);
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
    assert_false(sheet.verdicts[1].is_marked);
}

static void light_rests_beside_strong_marks_are_no_light_hand(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.14);
    set_light(&sheet, 4, 0.15);
    for (int field = 1; field < 4; field++)
        set_ink(&sheet, field * OWN + 1, 0.15);
    decide(&sheet, -1);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
}

static void a_line_that_passes_is_no_light_mark(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.14);
    set_light(&sheet, 4, 0.15);
    sheet.measures[0].strokes.struck = 0.2;
    decide(&sheet, -1);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
}

static void of_two_marks_the_one_that_is_struck_is_crossed_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    set_ink(&sheet, 1, 0.6);
    sheet.measures[0].strokes.struck = 0.4;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
    assert_int_equal(sheet.verdicts[1].reasons, 0);
}

static void hasty_filling_crosses_nothing_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.struck = 0.4;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void a_lone_mark_struck_far_is_crossed_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.far = sheet.measures[0].strokes.struck = 0.4;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
}

static void a_cross_that_leaves_its_bubble_is_a_mark(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    sheet.measures[0].core = 0.02; /* white between the strokes */
    sheet.measures[0].strokes.far = 0.4;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void who_strikes_most_marks_strikes_none_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    for (int i = 0; i < 21 * OWN; i += 2 * OWN)
        sheet.measures[i].strokes.far = sheet.measures[i].strokes.struck = 0.4;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void strokes_that_empty_bubbles_show_too_are_noise(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = OWN; i < ALL; i++)
        sheet.measures[i].strokes.struck = 0.09;
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.far = 0.1;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void scribbled_over_wider_than_others_is_crossed_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.7);
    sheet.measures[0].strokes.around = 0.5;
    sheet.measures[0].outside = 0.5;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
}

static void scribbled_over_with_gaps_is_crossed_out(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].outside = 0.4;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
}

static void a_thick_pen_leaves_every_bubble_and_crosses_out_none(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = OWN; i < ALL; i++)
        sheet.measures[i].outside = 0.4;
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.around = 0.5;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

/* Two marks of which the first has white between its strokes. */
static void set_gaps(struct sheet *sheet) {
    sheet_init(sheet);
    set_ink(sheet, 0, 0.5);
    set_ink(sheet, 1, 0.6);
    sheet->measures[0].core = 0.1;
}

static void of_two_marks_broken_strokes_cross_one_out(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    sheet.measures[0].strokes.passing = 0.3;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
    assert_int_equal(sheet.verdicts[1].reasons, 0);
}

static void broken_strokes_that_other_marks_show_cross_nothing_out(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    sheet.measures[0].strokes.passing = 0.3;
    for (int field = 1; field < 6; field++)
        sheet.measures[field * OWN].strokes.passing = 0.2;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void broken_strokes_from_a_lone_mark_are_haste(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    set_ink(&sheet, 1, 0);
    sheet.measures[0].strokes.passing = 0.3;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void of_two_marks_the_one_wider_than_any_other_is_crossed_out(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    sheet.measures[0].outside = 0.25;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
    for (int field = 1; field < 6; field++)
        sheet.measures[field * OWN].outside = 0.1;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void two_marks_that_leave_their_bubbles_alike_are_two_marks(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    sheet.measures[0].strokes.passing = 0.3;
    sheet.measures[1].strokes.passing = 0.3;
    sheet.measures[0].outside = 0.2;
    sheet.measures[1].outside = 0.1;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void few_crossed_boxes_cross_nothing_out(void **state) {
    (void)state;
    struct sheet sheet;
    set_gaps(&sheet);
    for (int i = 0; i < OWN; i++)
        sheet.bubbles[i].shape = OMR_SHAPE_SQUARE;
    sheet.measures[0].strokes.passing = sheet.measures[1].strokes.passing = 0.3;
    sheet.measures[0].outside = 0.15;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

/* One pen: so dark are the strokes of all marks. */
static void set_pen(struct sheet *sheet, double peak) {
    for (int i = 0; i < ALL; i++)
        sheet->measures[i].peak = sheet->measures[i].excess > 0.2 ? peak : 0;
}

static void paler_strokes_than_the_sheets_pen_makes_are_weak(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    set_ink(&sheet, 1, 0.6);
    set_pen(&sheet, 0.8);
    sheet.measures[0].peak = 0.45;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_WEAK_MARK);
    assert_int_equal(sheet.verdicts[1].reasons, 0);
}

static void paler_strokes_are_weak_though_they_have_more_ink(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    set_ink(&sheet, 1, 0.3); /* with gaps between its strokes */
    set_pen(&sheet, 0.8);
    sheet.measures[0].peak = 0.45;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_WEAK_MARK);
    assert_int_equal(sheet.verdicts[1].reasons, 0);
}

static void a_lone_mark_of_paler_strokes_is_doubtful(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    set_pen(&sheet, 0.8);
    sheet.measures[0].peak = 0.45;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
}

static void a_small_mark_of_the_same_pen_is_a_mark(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.3);
    set_pen(&sheet, 0.8);
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void where_pens_change_no_stroke_is_too_pale(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    set_pen(&sheet, 0.8);
    for (int field = 0; field < 4; field++)
        sheet.measures[field * OWN].peak = 0.45;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

/* A clear mark, a darker one that is crossed out, and an erased one. */
static void change(struct sheet *sheet, struct omr_rules rules) {
    sheet_init(sheet);
    set_ink(sheet, 0, 0.8);
    set_ink(sheet, 1, 0.9);
    set_ink(sheet, 2, 0.27);
    sheet->measures[1].strokes.far = sheet->measures[1].strokes.struck = 0.4;
    decide_by(sheet, rules);
}

static void changed_answers_are_asked_about(void **state) {
    (void)state;
    struct sheet sheet;
    change(&sheet, (struct omr_rules){-1, OMR_CHANGED_ASK});
    for (int i = 0; i < 3; i++) {
        assert_true(sheet.verdicts[i].is_marked);
        assert_false(sheet.verdicts[i].is_dropped);
    }
    assert_int_equal(sheet.verdicts[1].reasons, OMR_REASON_CROSSED_OUT);
    assert_int_equal(sheet.verdicts[2].reasons, OMR_REASON_ERASED_MARK);
}

static void the_darkest_that_is_not_crossed_out_may_decide(void **state) {
    (void)state;
    struct sheet sheet;
    change(&sheet, (struct omr_rules){-1, OMR_CHANGED_DARKEST});
    assert_true(sheet.verdicts[0].is_marked);
    for (int i = 1; i < 3; i++) {
        assert_false(sheet.verdicts[i].is_marked);
        assert_true(sheet.verdicts[i].is_dropped);
    }
    assert_int_equal(sheet.verdicts[1].reasons, OMR_REASON_CROSSED_OUT); /* still told */
}

static void the_darkest_leaves_clear_marks_alone(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    set_ink(&sheet, 1, 0.58);
    decide_by(&sheet, (struct omr_rules){-1, OMR_CHANGED_DARKEST});
    assert_true(sheet.verdicts[0].is_marked && sheet.verdicts[1].is_marked);
}

static void of_strokes_the_darker_ones_are_the_darkest_mark(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.4);
    set_ink(&sheet, 1, 0.3);
    set_pen(&sheet, 0.8);
    sheet.measures[0].peak = 0.45;
    decide_by(&sheet, (struct omr_rules){-1, OMR_CHANGED_DARKEST});
    assert_true(sheet.verdicts[0].is_dropped);
    assert_true(sheet.verdicts[1].is_marked);
}

static void a_lone_crossed_out_mark_is_the_darkest(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.far = sheet.measures[0].strokes.struck = 0.4;
    decide_by(&sheet, (struct omr_rules){-1, OMR_CHANGED_DARKEST});
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CROSSED_OUT);
}

static void a_crossed_out_mark_may_be_cancelled(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].strokes.far = sheet.measures[0].strokes.struck = 0.4;
    decide_by(&sheet, (struct omr_rules){-1, OMR_CHANGED_CANCEL});
    assert_false(sheet.verdicts[0].is_marked);
    assert_true(sheet.verdicts[0].is_dropped);
}

static void a_weak_mark_is_not_cancelled(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    set_ink(&sheet, 1, 0.28);
    decide_by(&sheet, (struct omr_rules){-1, OMR_CHANGED_CANCEL});
    assert_true(sheet.verdicts[1].is_marked);
    assert_int_equal(sheet.verdicts[1].reasons, OMR_REASON_WEAK_MARK);
}

static void two_equal_marks_are_two_marks(void **state) {
    (void)state;
    struct omr_verdict verdict = verdict_on(0.6, 0.58);
    assert_true(verdict.is_marked);
    assert_int_equal(verdict.reasons, 0);
}

static void a_threshold_is_obeyed_and_the_sheets_doubt_told(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    decide(&sheet, 70);
    assert_false(sheet.verdicts[0].is_marked);
    assert_true(sheet.verdicts[0].reasons & OMR_REASON_THRESHOLD);
    assert_under(sheet.verdicts[0].confidence, 0.61);
    assert_int_equal(sheet.verdicts[1].reasons, 0);
}

static void a_threshold_that_agrees_adds_nothing(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    decide(&sheet, 40);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void exactly_the_threshold_is_not_above_it(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.5);
    decide(&sheet, 50);
    assert_false(sheet.verdicts[0].is_marked);
}

static void an_elements_own_threshold_goes_first(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    sheet.elements[0].threshold = 90;
    set_ink(&sheet, 0, 0.6);
    decide(&sheet, 10);
    assert_false(sheet.verdicts[0].is_marked);
    assert_true(sheet.verdicts[OWN].is_marked); /* the other element follows the call's */
}

static void a_threshold_of_none_counts_the_least_ink(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.02);
    set_ink(&sheet, 1, -0.02);
    decide(&sheet, 0);
    assert_true(sheet.verdicts[0].is_marked);
    assert_true(sheet.verdicts[0].reasons & OMR_REASON_THRESHOLD);
    assert_false(sheet.verdicts[1].is_marked);
}

static void what_lies_outside_the_picture_is_cut_off(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    sheet.measures[0] = (struct omr_measure){.outline = 1, .trust = 1};
    decide(&sheet, -1);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CUT_OFF);
    assert_close(sheet.verdicts[0].confidence, 0.5, 0);
}

static void a_threshold_does_not_mark_what_lies_outside(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    sheet.measures[0] = (struct omr_measure){.outline = 1, .trust = 1, .fill = 0.9};
    decide(&sheet, 10);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_CUT_OFF);
}

static void an_empty_bubble_without_its_outline_may_lie_elsewhere(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    sheet.measures[0].outline = 0.1;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_POSITION);
}

static void ink_may_hide_an_outline(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].outline = 0.1;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void where_outlines_are_aside_the_position_is_doubtful(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    set_ink(&sheet, 0, 0.6);
    sheet.measures[0].trust = 0.4;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_POSITION);
}

static void boxes_and_bubbles_have_levels_of_their_own(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < OWN; i++)
        sheet.bubbles[i].shape = OMR_SHAPE_SQUARE;
    set_ink(&sheet, 0, 0.17); /* a thin tick: no mark in a bubble, one in a box */
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
}

static void little_ink_in_a_box_that_no_empty_one_is_known_of_is_unsure(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < OWN; i++)
        sheet.bubbles[i].shape = OMR_SHAPE_SQUARE;
    set_ink(&sheet, 0, 0.19);
    sheet.measures[0].is_assumed = true;
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
    set_ink(&sheet, 0, 0);
    decide(&sheet, -1);
    assert_false(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
    set_ink(&sheet, 0, 0.5);
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
}

static void ink_that_could_be_a_letter_is_unsure(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < ALL; i++) {
        sheet.bubbles[i].shape = OMR_SHAPE_SQUARE;
        if (sheet.measures[i].excess > 0.5)
            set_ink(&sheet, i, 0.2);
    }
    set_ink(&sheet, 0, 0.13);
    decide(&sheet, -1);
    assert_true(sheet.verdicts[0].is_marked);
    assert_int_equal(sheet.verdicts[0].reasons, 0);
    sheet.measures[0].may_have_letter = true;
    sheet.measures[1].may_have_letter = true;
    decide(&sheet, -1);
    assert_int_equal(sheet.verdicts[0].reasons, OMR_REASON_UNSURE_MARK);
    assert_int_equal(sheet.verdicts[1].reasons, 0); /* nor is an empty one doubted */
}

static void a_page_without_elements_is_decided(void **state) {
    (void)state;
    struct omr_form_page page = {0};
    struct omr_arena arena = {0};
    assert_int_equal(
        omr_marks_decide(NULL, &page, NULL, &(struct omr_rules){.threshold = -1}, &arena, NULL),
        OMR_OK);
    omr_arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clear_mark_is_a_mark_without_a_word),
        cmocka_unit_test(an_empty_bubble_is_empty_without_a_word),
        cmocka_unit_test(ink_about_the_cut_is_doubtful_on_both_sides),
        cmocka_unit_test(faint_ink_beside_a_clear_mark_is_nothing),
        cmocka_unit_test(the_same_faint_ink_alone_is_doubtful),
        cmocka_unit_test(lone_ink_is_doubtful_however_widely_empty_bubbles_seem_to_differ),
        cmocka_unit_test(filled_bubbles_are_doubtful_on_a_sheet_that_is_full_of_them),
        cmocka_unit_test(a_mark_half_as_strong_as_another_is_weak),
        cmocka_unit_test(a_mark_a_third_as_strong_looks_erased),
        cmocka_unit_test(a_lone_mark_paler_than_the_sheets_others_is_doubtful),
        cmocka_unit_test(a_light_hand_on_a_sheet_of_strong_marks_counts),
        cmocka_unit_test(light_rests_beside_strong_marks_are_no_light_hand),
        cmocka_unit_test(a_line_that_passes_is_no_light_mark),
        cmocka_unit_test(of_two_marks_the_one_that_is_struck_is_crossed_out),
        cmocka_unit_test(hasty_filling_crosses_nothing_out),
        cmocka_unit_test(a_lone_mark_struck_far_is_crossed_out),
        cmocka_unit_test(a_cross_that_leaves_its_bubble_is_a_mark),
        cmocka_unit_test(who_strikes_most_marks_strikes_none_out),
        cmocka_unit_test(strokes_that_empty_bubbles_show_too_are_noise),
        cmocka_unit_test(scribbled_over_wider_than_others_is_crossed_out),
        cmocka_unit_test(scribbled_over_with_gaps_is_crossed_out),
        cmocka_unit_test(a_thick_pen_leaves_every_bubble_and_crosses_out_none),
        cmocka_unit_test(of_two_marks_broken_strokes_cross_one_out),
        cmocka_unit_test(broken_strokes_that_other_marks_show_cross_nothing_out),
        cmocka_unit_test(broken_strokes_from_a_lone_mark_are_haste),
        cmocka_unit_test(of_two_marks_the_one_wider_than_any_other_is_crossed_out),
        cmocka_unit_test(two_marks_that_leave_their_bubbles_alike_are_two_marks),
        cmocka_unit_test(few_crossed_boxes_cross_nothing_out),
        cmocka_unit_test(paler_strokes_than_the_sheets_pen_makes_are_weak),
        cmocka_unit_test(paler_strokes_are_weak_though_they_have_more_ink),
        cmocka_unit_test(a_lone_mark_of_paler_strokes_is_doubtful),
        cmocka_unit_test(a_small_mark_of_the_same_pen_is_a_mark),
        cmocka_unit_test(where_pens_change_no_stroke_is_too_pale),
        cmocka_unit_test(changed_answers_are_asked_about),
        cmocka_unit_test(the_darkest_that_is_not_crossed_out_may_decide),
        cmocka_unit_test(the_darkest_leaves_clear_marks_alone),
        cmocka_unit_test(of_strokes_the_darker_ones_are_the_darkest_mark),
        cmocka_unit_test(a_lone_crossed_out_mark_is_the_darkest),
        cmocka_unit_test(a_crossed_out_mark_may_be_cancelled),
        cmocka_unit_test(a_weak_mark_is_not_cancelled),
        cmocka_unit_test(two_equal_marks_are_two_marks),
        cmocka_unit_test(a_threshold_is_obeyed_and_the_sheets_doubt_told),
        cmocka_unit_test(a_threshold_that_agrees_adds_nothing),
        cmocka_unit_test(exactly_the_threshold_is_not_above_it),
        cmocka_unit_test(an_elements_own_threshold_goes_first),
        cmocka_unit_test(a_threshold_of_none_counts_the_least_ink),
        cmocka_unit_test(what_lies_outside_the_picture_is_cut_off),
        cmocka_unit_test(a_threshold_does_not_mark_what_lies_outside),
        cmocka_unit_test(an_empty_bubble_without_its_outline_may_lie_elsewhere),
        cmocka_unit_test(ink_may_hide_an_outline),
        cmocka_unit_test(where_outlines_are_aside_the_position_is_doubtful),
        cmocka_unit_test(boxes_and_bubbles_have_levels_of_their_own),
        cmocka_unit_test(little_ink_in_a_box_that_no_empty_one_is_known_of_is_unsure),
        cmocka_unit_test(ink_that_could_be_a_letter_is_unsure),
        cmocka_unit_test(a_page_without_elements_is_decided),
    };
    return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
