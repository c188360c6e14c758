/* SPDX-License-Identifier: MIT
 *
 * The layout of pages: paper, margins, markers, and what says which page it is. */
#include "form/page_id.h"
#include "unit/layout/laid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void every_paper_has_its_size_in_both_orientations(void **state) {
    static const double sizes[][2] = {{3508, 4961}, {2480, 3508}, {2551, 4205}, {2551, 3295},
                                      {2551, 5702}, {2551, 6302}, {3295, 5102}};
    for (int i = 0; i < 7; i++)
        for (int wide = 0; wide < 2; wide++) {
            laid.settings.paper_size = (enum omr_paper_size)i;
            laid.settings.orientation =
                wide ? OMR_ORIENTATION_HORIZONTAL : OMR_ORIENTATION_VERTICAL;
            laid_make("#Q\n\t() A\n");
            assert_near(laid_page(0)->width, sizes[i][wide]);
            assert_near(laid_page(0)->height, sizes[i][!wide]);
            assert_near(laid.placement.pages[0].width, sizes[i][wide]);
            laid_end(state);
        }
}

static bool overlap(const struct omr_box *a, const struct omr_box *b) {
    return a->left < b->left + b->width && b->left < a->left + a->width &&
           a->top < b->top + b->height && b->top < a->top + a->height;
}

static void the_rotation_marker_stands_by_the_corner_that_is_named(void **state) {
    for (int i = 0; i < 8; i++) {
        laid.settings.rotation_marker = (enum omr_rotation_marker)i;
        laid_make("#Q\n\t() A\n");
        assert_int_equal(laid_page(0)->marker_count, 5);
        const struct omr_box *bar = &laid_page(0)->markers[4].box;
        assert_int_equal(laid_page(0)->markers[4].kind, OMR_MARKER_ROTATION);
        assert_int_equal(bar->left > laid_page(0)->width / 2, i / 2 % 2);
        assert_int_equal(bar->top > laid_page(0)->height / 2, i / 4);
        assert_int_equal(bar->width > bar->height, i % 2);
        for (int j = 0; j < 4; j++)
            assert_false(overlap(bar, &laid_page(0)->markers[j].box));
        assert_true(bar->left > 0 && bar->left + bar->width < laid_page(0)->width);
        assert_true(bar->top > 0 && bar->top + bar->height < laid_page(0)->height);
        laid_end(state);
    }
}

static void the_usual_rotation_marker_is_where_others_print_it(void **state) {
    (void)state;
    laid_make("#Q\n\t() A\n");
    const struct omr_box *bar = &laid_page(0)->markers[4].box;
    assert_near(bar->left, 2331);
    assert_near(bar->top, 322);
    assert_near(bar->width, 125);
    assert_near(bar->height, 173);
}

static void four_markers_where_four_are_asked_for(void **state) {
    (void)state;
    laid.settings.rotation_marker = OMR_ROTATION_NONE;
    laid_make("#Q\n\t() A\n");
    assert_int_equal(laid_page(0)->marker_count, 4);
    assert_near(laid_page(0)->markers[3].box.left, 2331);
    assert_near(laid_page(0)->markers[3].box.top, 3359);
}

static void a_page_may_have_paper_margins_and_marker_of_its_own(void **state) {
    (void)state;
    laid_make("?page=\n\tpaper_size=Letter\n\torientation=Horizontal\n\tleft_margin=400\n"
              "\trotation_point_position=BottomLeft1\n#Q\n\t() A\n&page\n");
    assert_near(laid_page(0)->width, 3295);
    assert_near(laid_bubble(0)->x, 400 + 100 + 30);
    assert_true(laid_page(0)->markers[4].box.top > laid_page(0)->height / 2);
}

static void one_page_has_no_identifier(void **state) {
    (void)state;
    laid_make("#Q\n\t() A\n");
    assert_true(laid_page(0)->identifier.width == 0);
}

static void pages_of_a_form_say_which_they_are(void **state) {
    struct omr_page_id id;
    (void)state;
    laid_make("?page=\n#Q\n\t() A\n&page\n?page=\n#R\n\t() B\n&page\n");
    assert_true(omr_page_id_parse(&id, laid_item(OMR_ITEM_BARCODE, 0)->content));
    assert_int_equal(id.page, 1);
    assert_int_equal(id.page_count, 2);
    assert_true(omr_page_id_is_of(&id, &laid.placement.form));
    assert_true(laid_page(1)->identifier.left > laid_page(1)->width - 210);
}

static void a_copy_carries_the_id_of_its_record(void **state) {
    struct omr_page_id id;
    (void)state;
    laid.settings.copy = "pupil-7";
    laid_make("#Q\n\t() A\n");
    assert_true(omr_page_id_parse(&id, laid_item(OMR_ITEM_BARCODE, 0)->content));
    assert_string_equal(id.copy, "pupil-7");
}

static void copies_are_of_one_form(void **state) {
    char id[64];
    laid.settings.copy = "1";
    laid_make("#Q\n\t() A\n");
    snprintf(id, sizeof id, "%s", laid.placement.form.id);
    laid_end(state);
    laid.settings.copy = "2";
    laid_make("#Q\n\t() A\n");
    assert_string_equal(id, laid.placement.form.id);
    laid_end(state);
    laid_make("?empty_line=\n#Q\n\t() A\n");
    assert_string_not_equal(id, laid.placement.form.id);
}

static void questions_are_numbered_over_all_pages(void **state) {
    (void)state;
    laid_make("?page=\n#Q\n\t() A\n?answer_sheet=S\n\telements_count=3\n&page\n?page=\n#R\n\t() B\n"
              "&page\n");
    assert_string_equal(laid_element(0)->name, "Question1");
    assert_string_equal(laid_element(1)->name, "S2");
    assert_string_equal(laid_page(1)->elements[0].name, "Question5");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LAID_TEST(every_paper_has_its_size_in_both_orientations),
        LAID_TEST(the_rotation_marker_stands_by_the_corner_that_is_named),
        LAID_TEST(the_usual_rotation_marker_is_where_others_print_it),
        LAID_TEST(four_markers_where_four_are_asked_for),
        LAID_TEST(a_page_may_have_paper_margins_and_marker_of_its_own),
        LAID_TEST(one_page_has_no_identifier),
        LAID_TEST(pages_of_a_form_say_which_they_are),
        LAID_TEST(a_copy_carries_the_id_of_its_record),
        LAID_TEST(copies_are_of_one_form),
        LAID_TEST(questions_are_numbered_over_all_pages),
    };
    return cmocka_run_group_tests_name("layout pages", tests, laid_open, laid_close);
}
