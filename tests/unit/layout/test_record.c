/* SPDX-License-Identifier: MIT
 *
 * What of a layout is recorded in the form, to be read again. */
#include "unit/layout/laid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void boxes_of_bubbles_are_those_of_each_element(void **state) {
    (void)state;
    laid_make("#Q\n\t() A\n?answer_sheet=S\n\telements_count=1\n?grid=G\n\tsections_count=1\n"
              "?composite_grid=C\n\tvalues=(1)\n?checkbox=K\n\tbubble_size=extrasmall\n?content=x\n"
              "&checkbox\n?container=\n?block=\n?vertical_choicebox=V\n?answer=a\n?content=a\n"
              "&answer\n&vertical_choicebox\n&block\n&container\n");
    static const double sizes[][4] = {{70, 70, 60, 60}, {70, 70, 60, 60}, {70, 70, 60, 60},
                                      {60, 60, 60, 60}, {31, 31, 40, 40}, {75, 45, 75, 45}};
    for (int i = 0; i < 6; i++) {
        const struct omr_bubble *first = laid_bubble(laid_element(i)->positions[0].first_bubble);
        assert_near(first->width, sizes[i][0]);
        assert_near(first->height, sizes[i][1]);
        assert_near(laid_element(i)->outline_width, sizes[i][2]);
        assert_near(laid_element(i)->outline_height, sizes[i][3]);
    }
}

static void a_bubble_is_printed_about_the_centre_that_is_recorded(void **state) {
    (void)state;
    laid_make("#Q\n\t() A () B\n?grid=G\n\tsections_count=2\n?checkbox=K\n?content=x\n&checkbox\n");
    for (int i = 0; i < laid_page(0)->bubble_count; i++) {
        const struct omr_box *box = &laid_item(OMR_ITEM_BUBBLE, i)->box;
        assert_true(box->left + box->width / 2 == laid_bubble(i)->x);
        assert_true(box->top + box->height / 2 == laid_bubble(i)->y);
    }
}

static void elements_without_bubbles_come_last(void **state) {
    (void)state;
    laid_make("?barcode=B\n\tvalue=1\n?container=\n?block=\n?write_in=W\n&block\n&container\n"
              "#Q\n\t() A\n?barcode=C\n\tvalue=2\n");
    assert_string_equal(laid_element(0)->name, "Question1");
    assert_string_equal(laid_element(1)->name, "B");
    assert_string_equal(laid_element(2)->name, "C");
    assert_string_equal(laid_element(3)->name, "W");
    assert_int_equal(laid_bubble(0)->element, 0);
}

static void scores_are_those_of_header_and_answer_together(void **state) {
    (void)state;
    laid_make(
        "?score_group=G\n?score_question=Q\n\trow_proportions=50%-25%-25%\n?score_header=Good\n"
        "\tscore=3\n?score_header=Bad\n\theader_type=negative\n?score_answer=Speed\n\tscore=4\n"
        "&score_question\n&score_group\n");
    assert_int_equal(laid_page(0)->bubble_count, 3);
    assert_near(laid_bubble(0)->score, 12);
    assert_true(laid_bubble(0)->is_positive);
    assert_near(laid_bubble(1)->score, 0);
    assert_false(laid_bubble(1)->is_positive);
    assert_string_equal(laid_element(1)->name, "Q");
    assert_string_equal(laid_bubble(2)->value, "Speed");
    assert_near(laid_bubble(2)->x, laid_bubble(0)->x);
}

static const char triggers[] =
    "?custom_answer_sheet=S\n\tamount=1\n\tcolumns_count=1\n\trow_proportions=50%%-50%%\n"
    "?custom_row=\n?bubble_array=b_%%index%%\n\tanswers_list=(A)(B)\n?custom_trigger=t\n"
    "\tvalue=skipped\n\ttarget=%s\n&custom_row\n&custom_answer_sheet\n";

static void a_trigger_may_name_the_row_or_its_bubbles(void **state) {
    static const char *const targets[] = {"S_%index%", "b_%index%"};
    for (int i = 0; i < 2; i++) {
        char source[500];
        snprintf(source, sizeof source, triggers, targets[i]);
        laid_make(source);
        assert_int_equal(laid_element(1)->kind, OMR_ELEMENT_REPLACE_TRIGGER);
        assert_string_equal(laid_element(1)->target, laid_element(0)->name);
        assert_string_equal(laid_element(1)->target, "S_1");
        laid_end(state);
    }
}

static void a_field_of_a_single_mark_is_recorded_as_such(void **state) {
    (void)state;
    laid_make("?choicebox=Q\n\tmultiselect=false\n?option=A\n&choicebox\n#R\n\t() A\n");
    assert_true(laid_element(0)->is_single_mark);
    assert_false(laid_element(1)->is_single_mark);
}

static void image_fields_are_recorded_where_people_write(void **state) {
    (void)state;
    laid_make("?text_input=Year\n\tlength=4\n?free_text_input=Name\n\tline_height=150\n");
    assert_int_equal(laid_element(0)->kind, OMR_ELEMENT_CLIP_AREA);
    assert_near(laid_element(0)->box.width, 4 * 80);
    assert_string_equal(laid_element(1)->name, "Name");
    assert_near(laid_element(1)->box.height, 150);
}

static void what_is_laid_out_can_be_written_and_read(void **state) {
    char *pattern;
    size_t size;
    struct omr_form *form;
    struct omr_error err = {0};
    (void)state;
    laid_make("#Q\n\t() A\n?grid=G\n?answer_sheet=S\n\telements_count=2\n\tbubble_type=square\n");
    assert_int_equal(omr_form_write(&laid.placement.form, &pattern, &size, NULL), OMR_OK);
    if (omr_form_parse(&form, pattern, size, &err))
        fail_msg("%s", err.text);
    assert_string_equal(form->id, laid.placement.form.id);
    assert_int_equal(form->pages[0].bubble_count, laid_page(0)->bubble_count);
    assert_int_equal(form->pages[0].bubbles[laid_page(0)->bubble_count - 1].shape,
                     OMR_SHAPE_SQUARE);
    omr_form_free(form);
    free(pattern);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LAID_TEST(boxes_of_bubbles_are_those_of_each_element),
        LAID_TEST(a_bubble_is_printed_about_the_centre_that_is_recorded),
        LAID_TEST(elements_without_bubbles_come_last),
        LAID_TEST(scores_are_those_of_header_and_answer_together),
        LAID_TEST(a_trigger_may_name_the_row_or_its_bubbles),
        LAID_TEST(a_field_of_a_single_mark_is_recorded_as_such),
        LAID_TEST(image_fields_are_recorded_where_people_write),
        LAID_TEST(what_is_laid_out_can_be_written_and_read),
    };
    return cmocka_run_group_tests_name("layout record", tests, laid_open, laid_close);
}
