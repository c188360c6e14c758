/* SPDX-License-Identifier: MIT
 *
 * Which bubbles are drawn, which are the ones to look at, and where labels find room. */
#include "overlay/labels.h"
#include "overlay/marks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { FIELDS = 2, BUBBLES = 3 };

struct page {
    struct omr_bubble_reading bubbles[FIELDS][BUBBLES];
    struct omr_field fields[FIELDS];
    struct omr_result result;
    struct omr_marks marks;
    struct omr_arena arena;
};

/* Two rows of three empty bubbles without a doubt. */
static void page_open(struct page *page) {
    *page = (struct page){0};
    for (int i = 0; i < FIELDS; i++) {
        for (int k = 0; k < BUBBLES; k++)
            page->bubbles[i][k] =
                (struct omr_bubble_reading){.value = "A", .x_px = 10 + 20 * k, .y_px = 10 + 20 * i};
        page->fields[i] = (struct omr_field){
            .name = "Q", .value = "", .bubbles = page->bubbles[i], .bubble_count = BUBBLES};
    }
    page->result = (struct omr_result){.fields = page->fields, .field_count = FIELDS};
}

static void gather(struct page *page) {
    assert_int_equal(omr_marks_gather(&page->marks, &page->result, &page->arena, NULL), OMR_OK);
}

static bool is_doubtful(const struct page *page, int field, int bubble) {
    return omr_marks_is_doubtful(&page->marks, &page->fields[field], bubble);
}

static void every_bubble_is_drawn_once_however_many_fields_read_it(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    page.bubbles[1][0] = page.bubbles[0][0];
    page.bubbles[0][0].is_marked = page.bubbles[1][0].is_marked = true;
    gather(&page);
    assert_int_equal(page.marks.count, 5);
    assert_int_equal(page.marks.marked_count, 1);
    assert_int_equal(page.marks.doubtful_count, 0);
    omr_arena_clear(&page.arena);
}

static void the_bubble_that_gave_a_reason_is_the_one_to_look_at(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    page.bubbles[0][1].reasons = page.fields[0].reasons = OMR_REASON_WEAK_MARK;
    gather(&page);
    assert_false(is_doubtful(&page, 0, 0));
    assert_true(is_doubtful(&page, 0, 1));
    assert_int_equal(page.marks.doubtful_count, 1);
    omr_arena_clear(&page.arena);
}

static void where_no_bubble_gave_the_reason_the_marked_ones_are_to_look_at(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    page.fields[0].reasons = OMR_REASON_SINGLE_MARK;
    page.bubbles[0][1].is_marked = page.bubbles[0][2].is_marked = true;
    gather(&page);
    assert_false(is_doubtful(&page, 0, 0));
    assert_true(is_doubtful(&page, 0, 1));
    assert_true(is_doubtful(&page, 0, 2));
    omr_arena_clear(&page.arena);
}

static void without_a_mark_the_first_bubble_stands_for_the_field(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    page.fields[0].reasons = OMR_REASON_POSITION;
    gather(&page);
    assert_true(is_doubtful(&page, 0, 0));
    assert_int_equal(page.marks.doubtful_count, 1);
    omr_arena_clear(&page.arena);
}

static void what_holds_for_every_field_is_about_the_page(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    page.fields[0].reasons = page.fields[1].reasons = OMR_REASON_POSITION;
    gather(&page);
    assert_int_equal(page.marks.page_reasons, OMR_REASON_POSITION);
    assert_int_equal(page.marks.doubtful_count, 0);
    omr_arena_clear(&page.arena);
}

static void the_bubble_in_doubt_is_shown_also_when_every_field_has_one(void **state) {
    (void)state;
    struct page page;
    page_open(&page);
    for (int i = 0; i < FIELDS; i++)
        page.fields[i].reasons = page.bubbles[i][2].reasons = OMR_REASON_THRESHOLD;
    gather(&page);
    assert_int_equal(page.marks.doubtful_count, 2);
    assert_true(is_doubtful(&page, 1, 2));
    omr_arena_clear(&page.arena);
}

static const enum omr_side sides[] = {OMR_SIDE_RIGHT, OMR_SIDE_LEFT, OMR_SIDE_BELOW,
                                      OMR_SIDE_ABOVE};
static const struct omr_area bounds = {0, 0, 200, 100}, anchor = {90, 45, 110, 55};

static void a_label_stands_on_the_first_side_that_is_free(void **state) {
    (void)state;
    struct omr_labels labels;
    struct omr_arena arena = {0};
    struct omr_area at;
    assert_int_equal(omr_labels_init(&labels, bounds, 10, &arena, NULL), OMR_OK);
    assert_true(omr_labels_place(&labels, anchor, 40, 10, sides, INFINITY, &at));
    assert_true(at.left > anchor.right);
    assert_true(omr_labels_place(&labels, anchor, 40, 10, sides, INFINITY, &at));
    assert_true(at.right < anchor.left);
    omr_arena_clear(&arena);
}

static void a_label_stands_where_least_is_covered(void **state) {
    (void)state;
    struct omr_labels labels;
    struct omr_arena arena = {0};
    struct omr_area at;
    assert_int_equal(omr_labels_init(&labels, bounds, 10, &arena, NULL), OMR_OK);
    omr_labels_avoid(&labels, (struct omr_area){110, 0, 200, 100}, 3);
    omr_labels_avoid(&labels, (struct omr_area){0, 0, 90, 100}, 2);
    omr_labels_avoid(&labels, (struct omr_area){0, 0, 200, 45}, 3);
    omr_labels_avoid(&labels, (struct omr_area){0, 55, 200, 100}, 3);
    assert_true(omr_labels_place(&labels, anchor, 40, 10, sides, INFINITY, &at));
    assert_true(at.right < anchor.left);
    assert_false(omr_labels_place(&labels, anchor, 40, 10, sides, 1, &at));
    omr_arena_clear(&arena);
}

static void a_label_never_leaves_the_picture(void **state) {
    (void)state;
    struct omr_labels labels;
    struct omr_arena arena = {0};
    struct omr_area at, corner = {195, 95, 205, 105};
    assert_int_equal(omr_labels_init(&labels, bounds, 10, &arena, NULL), OMR_OK);
    for (int i = 0; i < 10; i++) {
        assert_true(omr_labels_place(&labels, corner, 150, 10, sides, INFINITY, &at));
        assert_true(at.left >= 0 && at.right <= 200 && at.top >= 0 && at.bottom <= 100);
    }
    omr_arena_clear(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bubble_is_drawn_once_however_many_fields_read_it),
        cmocka_unit_test(the_bubble_that_gave_a_reason_is_the_one_to_look_at),
        cmocka_unit_test(where_no_bubble_gave_the_reason_the_marked_ones_are_to_look_at),
        cmocka_unit_test(without_a_mark_the_first_bubble_stands_for_the_field),
        cmocka_unit_test(what_holds_for_every_field_is_about_the_page),
        cmocka_unit_test(the_bubble_in_doubt_is_shown_also_when_every_field_has_one),
        cmocka_unit_test(a_label_stands_on_the_first_side_that_is_free),
        cmocka_unit_test(a_label_stands_where_least_is_covered),
        cmocka_unit_test(a_label_never_leaves_the_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
