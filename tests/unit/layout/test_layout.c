/* SPDX-License-Identifier: MIT
 *
 * The layout by what authors write: where things stand, what is recorded, what is warned of. */
#include "base/buffer.h"
#include "form/page_id.h"
#include "generation/layout/layout.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct omr_fonts *fonts;
static struct omr_layout_settings settings;
static struct omr_markup markup;
static struct omr_placed_form placement;

static int open_fonts(void **state) {
    struct omr_error err = {0};
    (void)state;
    return omr_fonts_open(&fonts, &err) ? -1 : 0;
}

static int close_fonts(void **state) {
    (void)state;
    omr_fonts_close(fonts);
    return 0;
}

static int start(void **state) {
    (void)state;
    settings = (struct omr_layout_settings){
        .paper_size = OMR_PAPER_A4,
        .orientation = OMR_ORIENTATION_VERTICAL,
        .left_margin_px = 210,
        .right_margin_px = 210,
        .font = {.family = "Calibri", .size_pt = 9},
        .bubble_size = OMR_BUBBLE_NORMAL,
        .rotation_marker = OMR_ROTATION_TOP_RIGHT_1,
    };
    memset(&markup, 0, sizeof markup);
    memset(&placement, 0, sizeof placement);
    return 0;
}

static int end(void **state) {
    (void)state;
    omr_placed_form_clear(&placement);
    omr_markup_clear(&markup);
    return 0;
}

static enum omr_status try_to_lay_out(const char *source, struct omr_error *err) {
    static const struct omr_layout_image picture = {"p.png", 400, 200};
    if (omr_markup_parse(&markup, source, strlen(source), err))
        fail_msg("%s", err->text);
    return omr_layout_make(&placement, &markup, &settings, &picture, 1, fonts, err);
}

static void lay_out(const char *source) {
    struct omr_error err = {0};
    if (try_to_lay_out(source, &err))
        fail_msg("%s", err.text);
}

static const struct omr_form_page *page(int index) {
    assert_true(index < placement.form.page_count);
    return &placement.form.pages[index];
}

static const struct omr_element *element(int index) {
    assert_true(index < page(0)->element_count);
    return &page(0)->elements[index];
}

static const struct omr_bubble *bubble(int index) {
    assert_true(index < page(0)->bubble_count);
    return &page(0)->bubbles[index];
}

/* The n-th item of a kind on the first page. */
static const struct omr_placed_item *item(enum omr_item_kind kind, int n) {
    const struct omr_placed_page *on = &placement.pages[0];
    for (int i = 0; i < on->item_count; i++)
        if (on->items[i].kind == kind && n-- == 0)
            return &on->items[i];
    fail_msg("there is no such item");
    return NULL;
}

static const struct omr_placed_item *text(const char *content) {
    const struct omr_placed_page *on = &placement.pages[0];
    for (int i = 0; i < on->item_count; i++)
        if (on->items[i].kind == OMR_ITEM_TEXT && strcmp(on->items[i].content, content) == 0)
            return &on->items[i];
    fail_msg("the text `%s` is not on the page", content);
    return NULL;
}

static bool is_warned(const char *code, int line) {
    for (int i = 0; i < markup.warnings.count; i++)
        if (strcmp(markup.warnings.item[i].code, code) == 0 &&
            (line == 0 || markup.warnings.item[i].place.line == line))
            return true;
    return false;
}

static void near(double found, double expected) {
    if (fabs(found - expected) > 0.51)
        fail_msg("%g is not %g", found, expected);
}

/* Paper and markers. */

static void every_paper_has_its_size_in_both_orientations(void **state) {
    static const double sizes[][2] = {{3508, 4961}, {2480, 3508}, {2551, 4205}, {2551, 3295},
                                      {2551, 5702}, {2551, 6302}, {3295, 5102}};
    for (int i = 0; i < 7; i++)
        for (int wide = 0; wide < 2; wide++) {
            settings.paper_size = (enum omr_paper_size)i;
            settings.orientation = wide ? OMR_ORIENTATION_HORIZONTAL : OMR_ORIENTATION_VERTICAL;
            lay_out("#Q\n\t() A\n");
            near(page(0)->width, sizes[i][wide]);
            near(page(0)->height, sizes[i][!wide]);
            near(placement.pages[0].width, sizes[i][wide]);
            end(state);
        }
}

static bool overlap(const struct omr_box *a, const struct omr_box *b) {
    return a->left < b->left + b->width && b->left < a->left + a->width &&
           a->top < b->top + b->height && b->top < a->top + a->height;
}

static void the_rotation_marker_stands_by_the_corner_that_is_named(void **state) {
    for (int i = 0; i < 8; i++) {
        settings.rotation_marker = (enum omr_rotation_marker)i;
        lay_out("#Q\n\t() A\n");
        assert_int_equal(page(0)->marker_count, 5);
        const struct omr_box *bar = &page(0)->markers[4].box;
        assert_int_equal(page(0)->markers[4].kind, OMR_MARKER_ROTATION);
        assert_int_equal(bar->left > page(0)->width / 2, i / 2 % 2);
        assert_int_equal(bar->top > page(0)->height / 2, i / 4);
        assert_int_equal(bar->width > bar->height, i % 2);
        for (int j = 0; j < 4; j++)
            assert_false(overlap(bar, &page(0)->markers[j].box));
        assert_true(bar->left > 0 && bar->left + bar->width < page(0)->width);
        assert_true(bar->top > 0 && bar->top + bar->height < page(0)->height);
        end(state);
    }
}

static void the_usual_rotation_marker_is_where_others_print_it(void **state) {
    (void)state;
    lay_out("#Q\n\t() A\n");
    const struct omr_box *bar = &page(0)->markers[4].box;
    near(bar->left, 2331);
    near(bar->top, 322);
    near(bar->width, 125);
    near(bar->height, 173);
}

static void four_markers_where_four_are_asked_for(void **state) {
    (void)state;
    settings.rotation_marker = OMR_ROTATION_NONE;
    lay_out("#Q\n\t() A\n");
    assert_int_equal(page(0)->marker_count, 4);
    near(page(0)->markers[3].box.left, 2331);
    near(page(0)->markers[3].box.top, 3359);
}

static void a_page_may_have_paper_margins_and_marker_of_its_own(void **state) {
    (void)state;
    lay_out("?page=\n\tpaper_size=Letter\n\torientation=Horizontal\n\tleft_margin=400\n"
            "\trotation_point_position=BottomLeft1\n#Q\n\t() A\n&page\n");
    near(page(0)->width, 3295);
    near(bubble(0)->x, 400 + 100 + 30);
    assert_true(page(0)->markers[4].box.top > page(0)->height / 2);
}

/* Pages and their identifiers. */

static void one_page_has_no_identifier(void **state) {
    (void)state;
    lay_out("#Q\n\t() A\n");
    assert_true(page(0)->identifier.width == 0);
}

static void pages_of_a_form_say_which_they_are(void **state) {
    struct omr_page_id id;
    (void)state;
    lay_out("?page=\n#Q\n\t() A\n&page\n?page=\n#R\n\t() B\n&page\n");
    assert_true(omr_page_id_parse(&id, item(OMR_ITEM_BARCODE, 0)->content));
    assert_int_equal(id.page, 1);
    assert_int_equal(id.page_count, 2);
    assert_true(omr_page_id_is_of(&id, &placement.form));
    assert_true(page(1)->identifier.left > page(1)->width - 210);
}

static void a_copy_carries_the_id_of_its_record(void **state) {
    struct omr_page_id id;
    (void)state;
    settings.copy = "pupil-7";
    lay_out("#Q\n\t() A\n");
    assert_true(omr_page_id_parse(&id, item(OMR_ITEM_BARCODE, 0)->content));
    assert_string_equal(id.copy, "pupil-7");
}

static void copies_are_of_one_form(void **state) {
    char id[64];
    settings.copy = "1";
    lay_out("#Q\n\t() A\n");
    snprintf(id, sizeof id, "%s", placement.form.id);
    end(state);
    settings.copy = "2";
    lay_out("#Q\n\t() A\n");
    assert_string_equal(id, placement.form.id);
    end(state);
    lay_out("?empty_line=\n#Q\n\t() A\n");
    assert_string_not_equal(id, placement.form.id);
}

static void questions_are_numbered_over_all_pages(void **state) {
    (void)state;
    lay_out("?page=\n#Q\n\t() A\n?answer_sheet=S\n\telements_count=3\n&page\n?page=\n#R\n\t() B\n"
            "&page\n");
    assert_string_equal(element(0)->name, "Question1");
    assert_string_equal(element(1)->name, "S2");
    assert_string_equal(page(1)->elements[0].name, "Question5");
}

/* The flow. */

static void a_picture_with_a_place_pushes_the_rest_of_a_page_down(void **state) {
    (void)state;
    lay_out("?image=p.png\n\ty=1000\n\tx=300\n\theight=200\n?text=Below\n");
    near(item(OMR_ITEM_IMAGE, 0)->box.top, 1000);
    near(item(OMR_ITEM_IMAGE, 0)->box.width, 400);
    near(text("Below")->box.top, 1200);
}

static void a_picture_with_a_place_moves_nothing_in_a_block(void **state) {
    (void)state;
    lay_out("?container=\n?block=\n?image=p.png\n\tx=300\n\ty=1000\n?content=There\n&block\n"
            "&container\n");
    near(text("There")->box.top, 171 + 20);
}

/* The first item of a kind that comes after another kind's in drawing order. */
static bool is_drawn_before(enum omr_item_kind first, enum omr_item_kind second) {
    return item(first, 0) < item(second, 0);
}

static void a_picture_with_a_place_lies_under_what_was_printed_there(void **state) {
    (void)state;
    lay_out("?text=Seen\n?image=p.png\n\tx=0\n\ty=100\n\twidth=2480\n");
    assert_true(is_drawn_before(OMR_ITEM_IMAGE, OMR_ITEM_TEXT));
    assert_true(is_drawn_before(OMR_ITEM_TEXT, OMR_ITEM_MARKER));
}

static void columns_share_the_width_by_their_proportions(void **state) {
    (void)state;
    lay_out("?container=\n\tcolumns_proportions=25%-75%\n\tblock_right_margin=60\n?block=\n"
            "\tborder=square\n?content=A\n&block\n?block=\n\tcolumn=2\n\tborder=square\n"
            "?content=B\n&block\n&container\n");
    const struct omr_box *a = &item(OMR_ITEM_BOX, 0)->box, *b = &item(OMR_ITEM_BOX, 1)->box;
    near(a->width, 500);
    near(b->left, 210 + 500 + 60);
    near(b->width, 1500);
}

static void blocks_are_as_high_as_the_highest_where_asked(void **state) {
    (void)state;
    lay_out("?container=\n\tcolumns_count=2\n\tsync_children_height=true\n?block=\n"
            "\tborder=square\n?content=A\n&block\n?block=\n\tcolumn=2\n\tborder=square\n"
            "?content=B\n?content=C\n&block\n&container\n");
    near(item(OMR_ITEM_BOX, 0)->box.height, 2 * 51 + 40);
    near(item(OMR_ITEM_BOX, 1)->box.height, 2 * 51 + 40);
}

static void a_block_without_content_is_not_drawn(void **state) {
    (void)state;
    lay_out("?container=\n?block=\n\tborder=square\n&block\n&container\n?text=T\n");
    near(text("T")->box.top, 171);
}

static void what_is_cut_off_cannot_be_marked(void **state) {
    (void)state;
    lay_out("?container=\n?block=\n\theight=120\n\toverflow=clip\n?vertical_choicebox=V\n"
            "?answer=a\n?content=a\n&answer\n?answer=b\n?content=b\n&answer\n?answer=c\n"
            "?content=c\n&answer\n&vertical_choicebox\n&block\n&container\n");
    assert_int_equal(page(0)->bubble_count, 2);
    assert_true(is_warned("layout.lost_bubbles", 0));
}

static void a_wrapped_block_goes_on_in_the_next_column(void **state) {
    (void)state;
    lay_out("?container=\n\tcolumns_count=2\n?block=\n\theight=150\n\toverflow=wrap\n?content=1\n"
            "?content=2\n?content=3\n&block\n&container\n");
    assert_true(text("3")->box.left > 1200);
    near(text("3")->box.top, text("1")->box.top);
}

static void a_footer_ends_at_the_end_of_the_page(void **state) {
    (void)state;
    lay_out("?container=\n\ttype=footer\n\tblock_bottom_margin=0\n?block=\n?content=F\n&block\n"
            "&container\n?text=T\n");
    near(text("F")->box.top + 51 + 20, 3508 - 24);
    near(text("T")->box.top, 171);
}

static void a_positioned_block_takes_no_room(void **state) {
    (void)state;
    lay_out("?positioned_block=\n\tx=1000\n\ty=2000\n?content=P\n&positioned_block\n?text=T\n");
    near(text("P")->box.top, 2000);
    near(text("T")->box.top, 171);
}

static void check_boxes_that_do_not_fit_go_on_in_another_line(void **state) {
    (void)state;
    lay_out("?checkbox=Pick\n?content=The first of several long answers to this\n"
            "?content=The second of several long answers to this\n"
            "?content=The third of several long answers to this\n&checkbox\n?text=Below\n");
    assert_true(bubble(2)->y > bubble(1)->y);
    near(bubble(2)->x, bubble(0)->x);
    assert_true(text("Below")->box.top > bubble(2)->y + 29);
    assert_int_equal(markup.warnings.count, 0);
}

static void answers_that_do_not_fit_go_on_in_another_line(void **state) {
    (void)state;
    lay_out(
        "#Q\n\t() The first of several long answers to this () The second of several long answers"
        " () The third of several long answers to this\n");
    assert_true(bubble(2)->y > bubble(1)->y);
    near(bubble(2)->x, bubble(0)->x);
}

/* What is recorded. */

static void boxes_of_bubbles_are_those_of_each_element(void **state) {
    (void)state;
    lay_out("#Q\n\t() A\n?answer_sheet=S\n\telements_count=1\n?grid=G\n\tsections_count=1\n"
            "?composite_grid=C\n\tvalues=(1)\n?checkbox=K\n\tbubble_size=extrasmall\n?content=x\n"
            "&checkbox\n?container=\n?block=\n?vertical_choicebox=V\n?answer=a\n?content=a\n"
            "&answer\n&vertical_choicebox\n&block\n&container\n");
    static const double sizes[][4] = {{70, 70, 60, 60}, {70, 70, 60, 60}, {70, 70, 60, 60},
                                      {60, 60, 60, 60}, {31, 31, 40, 40}, {75, 45, 75, 45}};
    for (int i = 0; i < 6; i++) {
        const struct omr_bubble *first = bubble(element(i)->positions[0].first_bubble);
        near(first->width, sizes[i][0]);
        near(first->height, sizes[i][1]);
        near(element(i)->outline_width, sizes[i][2]);
        near(element(i)->outline_height, sizes[i][3]);
    }
}

static void a_bubble_is_printed_about_the_centre_that_is_recorded(void **state) {
    (void)state;
    lay_out("#Q\n\t() A () B\n?grid=G\n\tsections_count=2\n?checkbox=K\n?content=x\n&checkbox\n");
    for (int i = 0; i < page(0)->bubble_count; i++) {
        const struct omr_box *box = &item(OMR_ITEM_BUBBLE, i)->box;
        assert_true(box->left + box->width / 2 == bubble(i)->x);
        assert_true(box->top + box->height / 2 == bubble(i)->y);
    }
}

static void elements_without_bubbles_come_last(void **state) {
    (void)state;
    lay_out("?barcode=B\n\tvalue=1\n?container=\n?block=\n?write_in=W\n&block\n&container\n"
            "#Q\n\t() A\n?barcode=C\n\tvalue=2\n");
    assert_string_equal(element(0)->name, "Question1");
    assert_string_equal(element(1)->name, "B");
    assert_string_equal(element(2)->name, "C");
    assert_string_equal(element(3)->name, "W");
    assert_int_equal(bubble(0)->element, 0);
}

static void scores_are_those_of_header_and_answer_together(void **state) {
    (void)state;
    lay_out("?score_group=G\n?score_question=Q\n\trow_proportions=50%-25%-25%\n?score_header=Good\n"
            "\tscore=3\n?score_header=Bad\n\theader_type=negative\n?score_answer=Speed\n\tscore=4\n"
            "&score_question\n&score_group\n");
    assert_int_equal(page(0)->bubble_count, 3);
    near(bubble(0)->score, 12);
    assert_true(bubble(0)->is_positive);
    near(bubble(1)->score, 0);
    assert_false(bubble(1)->is_positive);
    assert_string_equal(element(1)->name, "Q");
    assert_string_equal(bubble(2)->value, "Speed");
    near(bubble(2)->x, bubble(0)->x);
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
        lay_out(source);
        assert_int_equal(element(1)->kind, OMR_ELEMENT_REPLACE_TRIGGER);
        assert_string_equal(element(1)->target, element(0)->name);
        assert_string_equal(element(1)->target, "S_1");
        end(state);
    }
}

static void a_field_of_a_single_mark_is_recorded_as_such(void **state) {
    (void)state;
    lay_out("?choicebox=Q\n\tmultiselect=false\n?option=A\n&choicebox\n#R\n\t() A\n");
    assert_true(element(0)->is_single_mark);
    assert_false(element(1)->is_single_mark);
}

static void image_fields_are_recorded_where_people_write(void **state) {
    (void)state;
    lay_out("?text_input=Year\n\tlength=4\n?free_text_input=Name\n\tline_height=150\n");
    assert_int_equal(element(0)->kind, OMR_ELEMENT_CLIP_AREA);
    near(element(0)->box.width, 4 * 80);
    assert_string_equal(element(1)->name, "Name");
    near(element(1)->box.height, 150);
}

static void what_is_laid_out_can_be_written_and_read(void **state) {
    char *pattern;
    size_t size;
    struct omr_form *form;
    struct omr_error err = {0};
    (void)state;
    lay_out("#Q\n\t() A\n?grid=G\n?answer_sheet=S\n\telements_count=2\n\tbubble_type=square\n");
    assert_int_equal(omr_form_write(&placement.form, &pattern, &size, NULL), OMR_OK);
    if (omr_form_parse(&form, pattern, size, &err))
        fail_msg("%s", err.text);
    assert_string_equal(form->id, placement.form.id);
    assert_int_equal(form->pages[0].bubble_count, page(0)->bubble_count);
    assert_int_equal(form->pages[0].bubbles[page(0)->bubble_count - 1].shape, OMR_SHAPE_SQUARE);
    omr_form_free(form);
    free(pattern);
}

/* Writing systems. */

static void from_right_to_left_the_first_answer_is_the_rightmost(void **state) {
    (void)state;
    settings.is_rtl = true;
    lay_out("#Q\n\t() A () B\n");
    assert_string_equal(bubble(0)->value, "A");
    assert_true(bubble(0)->x > bubble(1)->x);
    near(bubble(0)->x, 2480 - (210 + 100 + 30));
}

static void digits_of_a_grid_are_read_from_left_to_right_everywhere(void **state) {
    (void)state;
    settings.is_rtl = true;
    lay_out("?grid=G\n\tsections_count=3\n\toptions_count=2\n");
    assert_true(bubble(0)->x < bubble(2)->x);
    assert_true(bubble(0)->x > 1240);
}

static void numbers_are_printed_in_native_digits_where_asked(void **state) {
    static const char *const digits[] = {"٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"};
    (void)state;
    settings.has_native_digits = true;
    settings.digits = digits;
    lay_out("?answer_sheet=S\n\telements_count=1\n\tstart_id=12\n");
    text("١٢.");
    assert_string_equal(element(0)->name, "S12");
}

/* Warnings and errors. */

static const struct {
    const char *code, *source;
    int line;
} warnings[] = {
    {"layout.amount",
     "?score_group=\n?score_question=Q\n\trow_proportions=50%-50%\n?score_header=A\n"
     "\theader_type=amount\n?score_answer=a\n\tscore=1\n&score_question\n&score_group\n",
     2},
    {"layout.answer_values",
     "?container=\n?block=\n?table=T\n\tanswers_count=2\n?table_header=\n?content=A\n"
     "?answer_value=Y\n&table_header\n?question=Q\n&table\n&block\n&container\n",
     3},
    {"layout.answers_list",
     "?answer_sheet=S\n\telements_count=1\n\tanswers_count=3\n\tanswers_list=(A)(B)\n", 1},
    {"layout.barcode", "?barcode=B\n\tbarcode_type=EAN13\n\tvalue=letters\n", 1},
    {"layout.column", "?container=\n?block=\n\tcolumn=2\n?content=A\n&block\n&container\n", 2},
    {"layout.extra_row", "?composite_grid=C\n\tcolumns_count=3\n\tvalues=(1)\n\textra_row=(a)\n",
     1},
    {"layout.input_group", "?input_group=G\n?content=A\n&input_group\n", 1},
    {"layout.lost_bubbles", "?empty_line=\n\theight=3400\n#Q\n\t() A\n", 4},
    {"layout.margins", "?page=\n\tleft_margin=2000\n\tright_margin=2000\n#Q\n\t() A\n&page\n", 1},
    {"layout.margins", "?page=\n\tleft_margin=20\n#Q\n\t() A\n&page\n", 1},
    {"layout.no_answers", "#Q\n", 1},
    {"layout.no_answers", "?composite_grid=C\n", 1},
    {"layout.no_rows", "?answer_sheet=S\n", 1},
    {"layout.no_rows", "?custom_answer_sheet=S\n\tamount=3\n&custom_answer_sheet\n", 1},
    {"layout.nothing_to_read", "?text=Only words\n", 0},
    {"layout.overflow", "?empty_line=\n\theight=3330\n?text=Too low\n", 3},
    {"layout.overflow", "?image=p.png\n\tx=2300\n\ty=200\n", 1},
    {"layout.proportions",
     "?container=\n\tcolumns_proportions=60%-60%\n?block=\n?content=A\n&block\n&container\n", 1},
    {"layout.recognition_values",
     "?custom_answer_sheet=S\n\tamount=1\n\trow_proportions=100%\n?custom_row=\n?bubble_array=b\n"
     "\tanswers_list=(A)(B)\n\trecognition_values=(1)\n&custom_row\n&custom_answer_sheet\n",
     5},
    {"layout.row_proportions",
     "?custom_answer_sheet=S\n\tamount=1\n\trow_proportions=50%-50%\n?custom_row=\n"
     "?bubble_array=b\n\tanswers_list=(A)(B)\n&custom_row\n&custom_answer_sheet\n",
     1},
    {"layout.score",
     "?score_group=\n?score_question=Q\n\trow_proportions=50%-50%\n"
     "\tscore_display=DisplayInsideCell\n?score_header=A\n\tscore=5\n?score_answer=a\n\tscore=5\n"
     "&score_question\n&score_group\n",
     7},
};

static void every_warning_names_its_line(void **state) {
    for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++) {
        lay_out(warnings[i].source);
        if (!is_warned(warnings[i].code, warnings[i].line))
            fail_msg("no `%s` at line %d of\n%s", warnings[i].code, warnings[i].line,
                     warnings[i].source);
        end(state);
    }
}

static void nothing_is_warned_of_in_a_form_as_it_should_be(void **state) {
    (void)state;
    lay_out("#Q\n\t() A () B\n?grid=G\n?barcode=B\n\tvalue=1\n");
    assert_int_equal(markup.warnings.count, 0);
}

static void fails_with(const char *source, const char *code, const char *part) {
    struct omr_error err = {0};
    assert_int_not_equal(try_to_lay_out(source, &err), OMR_OK);
    assert_string_equal(err.code, code);
    if (!strstr(err.text, part))
        fail_msg("`%s` does not say `%s`", err.text, part);
}

static void a_picture_that_was_not_given_is_named_with_its_line(void **state) {
    (void)state;
    fails_with("?text=T\n?image=other.png\n", "layout.no_image", "line 2, column 1: Image 'other");
}

static void a_word_that_is_too_long_fails_where_asked(void **state) {
    (void)state;
    settings.long_words = OMR_LONG_WORDS_FAIL;
    fails_with("?container=\n\tcolumns_count=20\n?block=\n?content=Donaudampfschifffahrt\n&block\n"
               "&container\n",
               "layout.long_word", "Donaudampfschifffahrt");
}

static void an_id_of_a_copy_that_is_too_long_is_refused(void **state) {
    static char long_id[200];
    (void)state;
    memset(long_id, 'x', sizeof long_id - 1);
    settings.copy = long_id;
    fails_with("#Q\n\t() A\n", "layout.copy", "longer than 64 bytes");
}

/* Sources that are made to keep programs busy. */

static void a_million_rows_are_refused(void **state) {
    (void)state;
    fails_with(
        "?answer_sheet=S\n\telements_count=10000\n\tcolumns_count=100\n\tanswers_count=100\n",
        "layout.limit", "bubbles");
}

/* `count` times `part` between a beginning and an end; the caller frees it. */
static char *repeat(const char *begin, const char *part, int count, const char *end_part) {
    struct omr_buffer source = {0};
    omr_buffer_text(&source, begin);
    for (int i = 0; i < count; i++)
        omr_buffer_text(&source, part);
    omr_buffer_text(&source, end_part);
    return omr_buffer_detach(&source, NULL);
}

static void a_long_text_in_thousands_of_rows_is_refused(void **state) {
    (void)state;
    char *source = repeat("?custom_answer_sheet=S\n\tamount=10000\n\trow_proportions=50%-50%\n"
                          "?custom_row=\n?content=%index%",
                          " and on and on", 5000,
                          "\n?bubble_array=b\n\tanswers_list=(A)\n&custom_row\n"
                          "&custom_answer_sheet\n");
    fails_with(source, "layout.limit", "MB of text");
    free(source);
}

static void a_long_name_of_thousands_of_rows_is_refused(void **state) {
    (void)state;
    char *source = repeat("?answer_sheet=", "long and longer ", 20000, "\n\telements_count=9999\n");
    fails_with(source, "layout.limit", "");
    free(source);
}

static void cells_of_a_large_table_are_found_at_once(void **state) {
    (void)state;
    char *source = repeat("?score_group=G\n?score_question=Q\n\trow_proportions=50%-50%\n"
                          "?score_header=A\n",
                          "?table_content=T\n\tcolumn=2\n\trow=9\n?score_answer=a\n\tscore=1\n",
                          20000, "&score_question\n&score_group\n");
    lay_out(source);
    assert_true(page(0)->bubble_count > 10);
    free(source);
}

static void measuring_in_measuring_does_not_multiply(void **state) {
    static char source[100000];
    char *at = source;
    (void)state;
    for (int i = 0; i < 25; i++)
        at += sprintf(at, "?container=\n\tsync_children_height=true\n?block=\n");
    at += sprintf(at, "?vertical_choicebox=V\n?answer=a\n?paragraph=\n\ttype=inline\n?content=a\n"
                      "&paragraph\n&answer\n&vertical_choicebox\n");
    for (int i = 0; i < 25; i++)
        at += sprintf(at, "&block\n&container\n");
    lay_out(source);
    assert_int_equal(page(0)->bubble_count, 1);
}

static void the_largest_numbers_of_the_language_do_no_harm(void **state) {
    (void)state;
    lay_out("?container=\n\tcolumns_count=100\n\tblock_right_margin=20000\n?block=\n"
            "\thorizontal_padding=20000\n\tvertical_padding=20000\n\theight=20000\n"
            "\tborder=square\n?content=A\n\tfont_size=500\n?image=p.png\n\twidth=20000\n&block\n"
            "&container\n?grid=G\n\tx=-20000\n\ty=20000\n#Q\n\t() A\n");
    assert_int_equal(page(0)->bubble_count, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_paper_has_its_size_in_both_orientations),
        TEST(the_rotation_marker_stands_by_the_corner_that_is_named),
        TEST(the_usual_rotation_marker_is_where_others_print_it),
        TEST(four_markers_where_four_are_asked_for),
        TEST(a_page_may_have_paper_margins_and_marker_of_its_own),
        TEST(one_page_has_no_identifier),
        TEST(pages_of_a_form_say_which_they_are),
        TEST(a_copy_carries_the_id_of_its_record),
        TEST(copies_are_of_one_form),
        TEST(questions_are_numbered_over_all_pages),
        TEST(a_picture_with_a_place_pushes_the_rest_of_a_page_down),
        TEST(a_picture_with_a_place_moves_nothing_in_a_block),
        TEST(a_picture_with_a_place_lies_under_what_was_printed_there),
        TEST(columns_share_the_width_by_their_proportions),
        TEST(blocks_are_as_high_as_the_highest_where_asked),
        TEST(a_block_without_content_is_not_drawn),
        TEST(what_is_cut_off_cannot_be_marked),
        TEST(a_wrapped_block_goes_on_in_the_next_column),
        TEST(a_footer_ends_at_the_end_of_the_page),
        TEST(a_positioned_block_takes_no_room),
        TEST(check_boxes_that_do_not_fit_go_on_in_another_line),
        TEST(answers_that_do_not_fit_go_on_in_another_line),
        TEST(boxes_of_bubbles_are_those_of_each_element),
        TEST(a_bubble_is_printed_about_the_centre_that_is_recorded),
        TEST(elements_without_bubbles_come_last),
        TEST(scores_are_those_of_header_and_answer_together),
        TEST(a_trigger_may_name_the_row_or_its_bubbles),
        TEST(a_field_of_a_single_mark_is_recorded_as_such),
        TEST(image_fields_are_recorded_where_people_write),
        TEST(what_is_laid_out_can_be_written_and_read),
        TEST(from_right_to_left_the_first_answer_is_the_rightmost),
        TEST(digits_of_a_grid_are_read_from_left_to_right_everywhere),
        TEST(numbers_are_printed_in_native_digits_where_asked),
        TEST(every_warning_names_its_line),
        TEST(nothing_is_warned_of_in_a_form_as_it_should_be),
        TEST(a_picture_that_was_not_given_is_named_with_its_line),
        TEST(a_word_that_is_too_long_fails_where_asked),
        TEST(an_id_of_a_copy_that_is_too_long_is_refused),
        TEST(a_million_rows_are_refused),
        TEST(a_long_text_in_thousands_of_rows_is_refused),
        TEST(a_long_name_of_thousands_of_rows_is_refused),
        TEST(cells_of_a_large_table_are_found_at_once),
        TEST(measuring_in_measuring_does_not_multiply),
        TEST(the_largest_numbers_of_the_language_do_no_harm),
    };
    return cmocka_run_group_tests_name("layout", tests, open_fonts, close_fonts);
}
