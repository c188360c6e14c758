/* SPDX-License-Identifier: MIT
 *
 * Where things stand: what authors write comes one after another, side by side, from right to left.
 */
#include "unit/layout/laid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_picture_with_a_place_pushes_the_rest_of_a_page_down(void **state) {
    (void)state;
    laid_make("?image=p.png\n\ty=1000\n\tx=300\n\theight=200\n?text=Below\n");
    assert_near(laid_item(OMR_ITEM_IMAGE, 0)->box.top, 1000);
    assert_near(laid_item(OMR_ITEM_IMAGE, 0)->box.width, 400);
    assert_near(laid_text("Below")->box.top, 1200);
}

static void a_picture_with_a_place_moves_nothing_in_a_block(void **state) {
    (void)state;
    laid_make("?container=\n?block=\n?image=p.png\n\tx=300\n\ty=1000\n?content=There\n&block\n"
              "&container\n");
    assert_near(laid_text("There")->box.top, 171 + 20);
}

/* The first item of a kind that comes after another kind's in drawing order. */
static bool is_drawn_before(enum omr_item_kind first, enum omr_item_kind second) {
    return laid_item(first, 0) < laid_item(second, 0);
}

static void a_picture_with_a_place_lies_under_what_was_printed_there(void **state) {
    (void)state;
    laid_make("?text=Seen\n?image=p.png\n\tx=0\n\ty=100\n\twidth=2480\n");
    assert_true(is_drawn_before(OMR_ITEM_IMAGE, OMR_ITEM_TEXT));
    assert_true(is_drawn_before(OMR_ITEM_TEXT, OMR_ITEM_MARKER));
}

static void columns_share_the_width_by_their_proportions(void **state) {
    (void)state;
    laid_make("?container=\n\tcolumns_proportions=25%-75%\n\tblock_right_margin=60\n?block=\n"
              "\tborder=square\n?content=A\n&block\n?block=\n\tcolumn=2\n\tborder=square\n"
              "?content=B\n&block\n&container\n");
    const struct omr_box *a = &laid_item(OMR_ITEM_BOX, 0)->box,
                         *b = &laid_item(OMR_ITEM_BOX, 1)->box;
    assert_near(a->width, 500);
    assert_near(b->left, 210 + 500 + 60);
    assert_near(b->width, 1500);
}

static void blocks_are_as_high_as_the_highest_where_asked(void **state) {
    (void)state;
    laid_make("?container=\n\tcolumns_count=2\n\tsync_children_height=true\n?block=\n"
              "\tborder=square\n?content=A\n&block\n?block=\n\tcolumn=2\n\tborder=square\n"
              "?content=B\n?content=C\n&block\n&container\n");
    assert_near(laid_item(OMR_ITEM_BOX, 0)->box.height, 2 * 51 + 40);
    assert_near(laid_item(OMR_ITEM_BOX, 1)->box.height, 2 * 51 + 40);
}

static void a_block_without_content_is_not_drawn(void **state) {
    (void)state;
    laid_make("?container=\n?block=\n\tborder=square\n&block\n&container\n?text=T\n");
    assert_near(laid_text("T")->box.top, 171);
}

static void what_is_cut_off_cannot_be_marked(void **state) {
    (void)state;
    laid_make("?container=\n?block=\n\theight=120\n\toverflow=clip\n?vertical_choicebox=V\n"
              "?answer=a\n?content=a\n&answer\n?answer=b\n?content=b\n&answer\n?answer=c\n"
              "?content=c\n&answer\n&vertical_choicebox\n&block\n&container\n");
    assert_int_equal(laid_page(0)->bubble_count, 2);
    assert_true(laid_is_warned("layout.lost_bubbles", 0));
}

static void a_wrapped_block_goes_on_in_the_next_column(void **state) {
    (void)state;
    laid_make("?container=\n\tcolumns_count=2\n?block=\n\theight=150\n\toverflow=wrap\n?content=1\n"
              "?content=2\n?content=3\n&block\n&container\n");
    assert_true(laid_text("3")->box.left > 1200);
    assert_near(laid_text("3")->box.top, laid_text("1")->box.top);
}

static void a_footer_ends_at_the_end_of_the_page(void **state) {
    (void)state;
    laid_make("?container=\n\ttype=footer\n\tblock_bottom_margin=0\n?block=\n?content=F\n&block\n"
              "&container\n?text=T\n");
    assert_near(laid_text("F")->box.top + 51 + 20, 3508 - 24);
    assert_near(laid_text("T")->box.top, 171);
}

static void a_positioned_block_takes_no_room(void **state) {
    (void)state;
    laid_make("?positioned_block=\n\tx=1000\n\ty=2000\n?content=P\n&positioned_block\n?text=T\n");
    assert_near(laid_text("P")->box.top, 2000);
    assert_near(laid_text("T")->box.top, 171);
}

static void check_boxes_that_do_not_fit_go_on_in_another_line(void **state) {
    (void)state;
    laid_make("?checkbox=Pick\n?content=The first of several long answers to this\n"
              "?content=The second of several long answers to this\n"
              "?content=The third of several long answers to this\n&checkbox\n?text=Below\n");
    assert_true(laid_bubble(2)->y > laid_bubble(1)->y);
    assert_near(laid_bubble(2)->x, laid_bubble(0)->x);
    assert_true(laid_text("Below")->box.top > laid_bubble(2)->y + 29);
    assert_int_equal(laid.markup.warnings.count, 0);
}

static void answers_that_do_not_fit_go_on_in_another_line(void **state) {
    (void)state;
    laid_make(
        "#Q\n\t() The first of several long answers to this () The second of several long answers"
        " () The third of several long answers to this\n");
    assert_true(laid_bubble(2)->y > laid_bubble(1)->y);
    assert_near(laid_bubble(2)->x, laid_bubble(0)->x);
}

static void from_right_to_left_the_first_answer_is_the_rightmost(void **state) {
    (void)state;
    laid.settings.is_rtl = true;
    laid_make("#Q\n\t() A () B\n");
    assert_string_equal(laid_bubble(0)->value, "A");
    assert_true(laid_bubble(0)->x > laid_bubble(1)->x);
    assert_near(laid_bubble(0)->x, 2480 - (210 + 100 + 30));
}

static void digits_of_a_grid_are_read_from_left_to_right_everywhere(void **state) {
    (void)state;
    laid.settings.is_rtl = true;
    laid_make("?grid=G\n\tsections_count=3\n\toptions_count=2\n");
    assert_true(laid_bubble(0)->x < laid_bubble(2)->x);
    assert_true(laid_bubble(0)->x > 1240);
}

static void numbers_are_printed_in_native_digits_where_asked(void **state) {
    static const char *const digits[] = {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"};
    (void)state;
    laid.settings.has_native_digits = true;
    laid.settings.digits = digits;
    laid_make("?answer_sheet=S\n\telements_count=1\n\tstart_id=12\n");
    laid_text("١٢.");
    assert_string_equal(laid_element(0)->name, "S12");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        LAID_TEST(a_picture_with_a_place_pushes_the_rest_of_a_page_down),
        LAID_TEST(a_picture_with_a_place_moves_nothing_in_a_block),
        LAID_TEST(a_picture_with_a_place_lies_under_what_was_printed_there),
        LAID_TEST(columns_share_the_width_by_their_proportions),
        LAID_TEST(blocks_are_as_high_as_the_highest_where_asked),
        LAID_TEST(a_block_without_content_is_not_drawn),
        LAID_TEST(what_is_cut_off_cannot_be_marked),
        LAID_TEST(a_wrapped_block_goes_on_in_the_next_column),
        LAID_TEST(a_footer_ends_at_the_end_of_the_page),
        LAID_TEST(a_positioned_block_takes_no_room),
        LAID_TEST(check_boxes_that_do_not_fit_go_on_in_another_line),
        LAID_TEST(answers_that_do_not_fit_go_on_in_another_line),
        LAID_TEST(from_right_to_left_the_first_answer_is_the_rightmost),
        LAID_TEST(digits_of_a_grid_are_read_from_left_to_right_everywhere),
        LAID_TEST(numbers_are_printed_in_native_digits_where_asked),
    };
    return cmocka_run_group_tests_name("layout flow", tests, laid_open, laid_close);
}
