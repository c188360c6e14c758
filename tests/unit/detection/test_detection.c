/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "form/form.h"

#include <math.h>
#include <omr/detect.h>
#include <omr/import.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A page of A4 at 150 dpi: a pixel is two of the form. */
enum { WIDE = 1240, HIGH = 1754, ZOOM = 2 };
static uint8_t paper[WIDE * HIGH];
static double turn; /* of everything drawn, about the middle of the page */

static void clean(void) {
    memset(paper, 250, sizeof paper);
    turn = 0;
}

static void dot(double x, double y) {
    double dx = x - WIDE / 2.0, dy = y - HIGH / 2.0;
    int px = (int)lround(WIDE / 2.0 + cos(turn) * dx - sin(turn) * dy);
    int py = (int)lround(HIGH / 2.0 + sin(turn) * dx + cos(turn) * dy);
    if (px >= 0 && py >= 0 && px < WIDE && py < HIGH)
        paper[py * WIDE + px] = 20;
}

static void draw_ring(double x, double y, double radius) {
    for (int i = 0; i < 720; i++)
        for (double r = radius - 2; r <= radius; r += 0.5)
            dot(x + r * cos(i * 3.14159265 / 360), y + r * sin(i * 3.14159265 / 360));
}

static void draw_bar(double left, double top, double width, double height) {
    for (double y = top; y < top + height; y += 0.5)
        for (double x = left; x < left + width; x += 0.5)
            dot(x, y);
}

static void draw_square(double x, double y, double side) {
    double left = x - side / 2, top = y - side / 2;
    draw_bar(left, top, side, 2);
    draw_bar(left, top + side - 2, side, 2);
    draw_bar(left, top, 2, side);
    draw_bar(left + side - 2, top, 2, side);
}

static struct omr_form *detect(struct omr_remarks *remarks) {
    struct omr_image *image = NULL;
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_image_from_grey(&image, paper, WIDE, HIGH, WIDE, &err), OMR_OK);
    if (omr_form_detect(&form, remarks, image, &err))
        fail_msg("%s", err.text);
    omr_image_free(image);
    return form;
}

static bool has_remark(const struct omr_remarks *remarks, const char *code) {
    for (int i = 0; i < remarks->count; i++)
        if (strcmp(remarks->item[i].code, code) == 0)
            return true;
    return false;
}

static const struct omr_bubble *bubble_of(const struct omr_form *form, int element, int position,
                                          int index) {
    const struct omr_form_page *page = &form->pages[0];
    return &page->bubbles[page->elements[element].positions[position].first_bubble + index];
}

static void assert_at(const struct omr_bubble *bubble, double x, double y) {
    if (hypot(bubble->x - ZOOM * x, bubble->y - ZOOM * y) > 3)
        fail_msg("%g,%g is not at %g,%g", bubble->x, bubble->y, ZOOM * x, ZOOM * y);
}

static void draw_block(int columns, int rows, double left, double top) {
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            draw_ring(left + 40 * column, top + 45 * row, 14);
}

static void a_block_of_empty_rings_is_read_by_rows_and_doubted(void **state) {
    (void)state;
    struct omr_remarks remarks = {0};
    clean();
    draw_block(4, 6, 200, 300);
    struct omr_form *form = detect(&remarks);
    assert_true(form->pages[0].width == 2480 && form->pages[0].height == 3508);
    assert_int_equal(form->pages[0].element_count, 6);
    assert_int_equal(form->pages[0].bubble_count, 24);
    assert_string_equal(form->pages[0].elements[5].name, "Question6");
    assert_int_equal(form->pages[0].elements[5].kind, OMR_ELEMENT_CHOICE_BOX);
    assert_at(bubble_of(form, 5, 0, 3), 320, 525);
    assert_string_equal(bubble_of(form, 5, 0, 3)->value, "D");
    assert_true(fabs(bubble_of(form, 0, 0, 0)->width - ZOOM * 28) < 4);
    assert_true(has_remark(&remarks, "detect.unsure_ways"));
    assert_true(has_remark(&remarks, "detect.unsure_values"));
    omr_form_free(form);
}

static void ten_rows_of_empty_rings_are_digits(void **state) {
    (void)state;
    clean();
    draw_block(4, 10, 200, 300);
    struct omr_form *form = detect(NULL);
    assert_int_equal(form->pages[0].element_count, 1);
    assert_int_equal(form->pages[0].elements[0].kind, OMR_ELEMENT_GRID);
    assert_int_equal(form->pages[0].elements[0].position_count, 4);
    assert_string_equal(bubble_of(form, 0, 2, 9)->value, "9");
    assert_at(bubble_of(form, 0, 2, 9), 280, 705);
    omr_form_free(form);
}

static void a_row_that_begins_with_a_zero_is_digits(void **state) {
    (void)state;
    for (int has_dot = 0; has_dot < 2; has_dot++) {
        clean();
        for (int i = 0; i < 6; i++)
            draw_ring(200 + 60 * i, 300, 18);
        for (int i = 0; i < 360; i++)
            for (double r = 0.75; r <= 1; r += 0.05)
                dot(200 + 5 * r * cos(i * 3.14159265 / 180),
                    300 + 7 * r * sin(i * 3.14159265 / 180));
        for (int i = 1; i < 6; i++)
            draw_bar(197 + 60 * i, 293 + i, 6, 2 * i);
        if (has_dot)
            draw_bar(199.5, 299, 1, 2);
        struct omr_form *form = detect(NULL);
        assert_int_equal(form->pages[0].element_count, 1);
        assert_string_equal(bubble_of(form, 0, 0, 0)->value, "0");
        assert_string_equal(bubble_of(form, 0, 0, 5)->value, "5");
        omr_form_free(form);
    }
}

static void blocks_beside_each_other_are_numbered_one_after_the_other(void **state) {
    (void)state;
    clean();
    draw_block(3, 2, 700, 300);
    draw_block(3, 2, 200, 300);
    draw_block(3, 1, 200, 900);
    struct omr_form *form = detect(NULL);
    assert_int_equal(form->pages[0].element_count, 5);
    assert_at(bubble_of(form, 1, 0, 0), 200, 345);
    assert_at(bubble_of(form, 2, 0, 0), 700, 300);
    assert_at(bubble_of(form, 4, 0, 0), 200, 900);
    omr_form_free(form);
}

static void a_column_of_squares_is_a_check_box(void **state) {
    (void)state;
    clean();
    for (int i = 0; i < 4; i++)
        draw_square(300, 300 + 45 * i, 26);
    struct omr_form *form = detect(NULL);
    assert_int_equal(form->pages[0].element_count, 1);
    assert_int_equal(form->pages[0].elements[0].kind, OMR_ELEMENT_CHECK_BOX);
    assert_string_equal(form->pages[0].elements[0].name, "CheckBox1");
    assert_int_equal(bubble_of(form, 0, 0, 3)->shape, OMR_SHAPE_SQUARE);
    assert_at(bubble_of(form, 0, 0, 3), 300, 435);
    omr_form_free(form);
}

static void boxes_to_write_into_are_no_check_boxes(void **state) {
    (void)state;
    clean();
    draw_block(4, 3, 200, 300);
    for (int i = 0; i < 4; i++) {
        draw_square(200 + 40 * i, 262, 30); /* above the columns */
        draw_square(600 + 28 * i, 600, 30); /* sharing their lines */
    }
    struct omr_form *form = detect(NULL);
    assert_int_equal(form->pages[0].bubble_count, 12);
    omr_form_free(form);
}

static void squares_in_the_corners_are_markers(void **state) {
    (void)state;
    struct omr_remarks remarks = {0};
    clean();
    draw_block(4, 3, 200, 300);
    for (int i = 0; i < 4; i++)
        draw_bar(i % 2 ? 1165 : 12, i / 2 ? 1679 : 12, 63, 63);
    draw_bar(1165, 161, 63, 87);
    struct omr_form *form = detect(&remarks);
    const struct omr_form_page *page = &form->pages[0];
    assert_int_equal(page->marker_count, 5);
    assert_true(fabs(page->markers[3].box.left - 2330) < 3);
    assert_true(fabs(page->markers[3].box.width - 126) < 3);
    assert_int_equal(page->markers[4].kind, OMR_MARKER_ROTATION);
    assert_false(has_remark(&remarks, "detect.no_markers"));
    omr_form_free(form);
}

static void a_page_that_is_askew_is_straightened(void **state) {
    (void)state;
    static const double turns[] = {-5, 1.5, 3};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        struct omr_remarks remarks = {0};
        clean();
        turn = turns[i] * 3.14159265 / 180;
        draw_block(5, 12, 300, 500);
        struct omr_form *form = detect(&remarks);
        assert_int_equal(form->pages[0].element_count, 12);
        double slope = atan2(bubble_of(form, 11, 0, 4)->y - bubble_of(form, 11, 0, 0)->y, 320);
        assert_true(fabs(slope) < 0.01);
        assert_true(has_remark(&remarks, "detect.turned"));
        omr_form_free(form);
    }
}

static void a_page_without_bubbles_is_refused(void **state) {
    (void)state;
    struct omr_image *image = NULL;
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    clean();
    draw_bar(200, 200, 300, 10);
    assert_int_equal(omr_image_from_grey(&image, paper, WIDE, HIGH, WIDE, &err), OMR_OK);
    assert_int_equal(omr_form_detect(&form, NULL, image, &err), OMR_ERROR_INPUT);
    assert_string_equal(err.code, "detect.nothing");
    omr_image_free(image);
}

static void load(const char *name, char **bytes, size_t *size) {
    char path[1000];
    struct omr_error err = {0};
    snprintf(path, sizeof path, "%s/examples/exam/%s", getenv("OMR_TOP"), name);
    if (omr_file_load(path, 1 << 26, bytes, size, &err))
        fail_msg("%s", err.text);
}

/* The element of a form that has a bubble at this place; `*index` is the bubble. */
static const struct omr_element *find_at(const struct omr_form *form, const struct omr_bubble *at,
                                         int *index) {
    const struct omr_form_page *page = &form->pages[0];
    for (int i = 0; i < page->bubble_count; i++)
        if (hypot(page->bubbles[i].x - at->x, page->bubbles[i].y - at->y) < 3) {
            *index = i;
            return &page->elements[page->bubbles[i].element];
        }
    return NULL;
}

static void the_example_is_found_again(void **state) {
    (void)state;
    char *text, *picture;
    size_t text_size, picture_size;
    struct omr_form *form = NULL, *found = NULL;
    struct omr_image *image = NULL;
    load("pattern.omr", &text, &text_size);
    load("blank.png", &picture, &picture_size);
    assert_int_equal(omr_form_parse(&form, text, text_size, NULL), OMR_OK);
    assert_int_equal(omr_image_decode(&image, picture, picture_size, NULL, NULL), OMR_OK);
    assert_int_equal(omr_form_detect(&found, NULL, image, NULL), OMR_OK);
    const struct omr_form_page *page = &form->pages[0];
    assert_int_equal(found->pages[0].marker_count, page->marker_count);
    for (int i = 0; i < page->bubble_count; i++) {
        int at = 0;
        const struct omr_bubble *bubble = &page->bubbles[i];
        const struct omr_element *printed = &page->elements[bubble->element];
        const struct omr_element *element = find_at(found, bubble, &at);
        if (!element)
            fail_msg("%s has lost a bubble", printed->name);
        assert_true(fabs(found->pages[0].bubbles[at].width - bubble->width) < 4);
        if (printed->kind == OMR_ELEMENT_CHOICE_BOX)
            assert_string_equal(found->pages[0].bubbles[at].value, bubble->value);
        if (strcmp(printed->name, "StudentNumber") == 0) {
            assert_int_equal(element->position_count, printed->position_count);
            assert_int_equal(found->pages[0].bubbles[at].position, bubble->position);
            assert_string_equal(found->pages[0].bubbles[at].value, bubble->value);
        }
    }
    omr_form_free(form);
    omr_form_free(found);
    omr_image_free(image);
    free(text);
    free(picture);
}

/* Two blocks, said to be a little off and with areas to look into that are too small. */
static const char about_right[] =
    "{\"pageDimensions\":[1240,1754],\"bubbleDimensions\":[24,24],\"fieldBlocks\":{"
    "\"A\":{\"fieldType\":\"QTYPE_MCQ4\",\"origin\":[192,289],\"bubblesGap\":40,\"labelsGap\":45,"
    "\"fieldLabels\":[\"q1..12\"]},"
    "\"B\":{\"fieldType\":\"QTYPE_MCQ5\",\"origin\":[692,384],\"bubblesGap\":40.5,\"labelsGap\":44."
    "5,"
    "\"fieldLabels\":[\"r1..7\"]}}}";

static struct omr_form *import_about_right(void) {
    struct omr_form *form = NULL;
    assert_int_equal(
        omr_form_import_omrchecker(&form, NULL, about_right, sizeof about_right - 1, NULL, NULL),
        OMR_OK);
    return form;
}

static enum omr_status fit(struct omr_form *form, struct omr_error *err) {
    struct omr_image *image = NULL;
    assert_int_equal(omr_image_from_grey(&image, paper, WIDE, HIGH, WIDE, err), OMR_OK);
    enum omr_status status = omr_form_fit(form, NULL, image, err);
    omr_image_free(image);
    return status;
}

static void a_form_that_is_about_right_is_measured_on_a_page(void **state) {
    (void)state;
    struct omr_form *form = import_about_right();
    struct omr_error err = {0};
    clean();
    draw_block(4, 12, 200, 300);
    draw_block(5, 7, 700, 400);
    draw_bar(190, 335, 20, 20); /* a filled one */
    if (fit(form, &err))
        fail_msg("%s", err.text);
    /* The page may be seen somewhat shifted or stretched, but its bubbles stand as they were drawn.
     */
    const struct omr_bubble *first = bubble_of(form, 0, 0, 0), *last = bubble_of(form, 18, 0, 4);
    double zoom = (last->x - first->x) / (860 - 200);
    assert_true(fabs(zoom - ZOOM) < 0.05);
    assert_true(fabs((last->y - first->y) / (670 - 300) - ZOOM) < 0.05);
    assert_true(fabs(first->width - zoom * 28) < 4);
    const struct omr_bubble *filled = bubble_of(form, 1, 0, 0), *beside = bubble_of(form, 1, 0, 1);
    assert_true(fabs(beside->x - filled->x - zoom * 40) < 3);
    assert_true(fabs(beside->y - filled->y) < 3);
    omr_form_free(form);
}

static void a_form_that_is_not_on_the_page_stays_as_it_was(void **state) {
    (void)state;
    struct omr_form *form = import_about_right();
    struct omr_error err = {0};
    const struct omr_form_page *page = form->pages;
    clean();
    draw_block(3, 3, 300, 700);
    assert_int_equal(fit(form, &err), OMR_ERROR_UNREGISTERED);
    assert_string_equal(err.code, "fit.not_found");
    assert_ptr_equal(form->pages, page);
    omr_form_free(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_of_empty_rings_is_read_by_rows_and_doubted),
        cmocka_unit_test(ten_rows_of_empty_rings_are_digits),
        cmocka_unit_test(a_row_that_begins_with_a_zero_is_digits),
        cmocka_unit_test(blocks_beside_each_other_are_numbered_one_after_the_other),
        cmocka_unit_test(a_column_of_squares_is_a_check_box),
        cmocka_unit_test(boxes_to_write_into_are_no_check_boxes),
        cmocka_unit_test(squares_in_the_corners_are_markers),
        cmocka_unit_test(a_page_that_is_askew_is_straightened),
        cmocka_unit_test(a_page_without_bubbles_is_refused),
        cmocka_unit_test(the_example_is_found_again),
        cmocka_unit_test(a_form_that_is_about_right_is_measured_on_a_page),
        cmocka_unit_test(a_form_that_is_not_on_the_page_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
