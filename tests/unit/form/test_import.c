/* SPDX-License-Identifier: MIT */
#include "form/form.h"

#include <math.h>
#include <omr/import.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIZES "\"pageDimensions\":[1240,1754],\"bubbleDimensions\":[30,20]"
#define BLOCK(name, rest) "\"" name "\":{\"origin\":[100,200],\"bubblesGap\":50," rest "}"
#define MCQ(labels) "\"fieldType\":\"QTYPE_MCQ4\",\"labelsGap\":40,\"fieldLabels\":[" labels "]"
#define TEMPLATE(blocks) "{" SIZES ",\"fieldBlocks\":{" blocks "}}"

static void assert_near(double a, double b, double tolerance) {
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%g is not about %g", a, b);
}

static struct omr_form *import_with(const char *text, struct omr_remarks *remarks,
                                    const struct omr_image *marker) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    if (omr_form_import_omrchecker(&form, remarks, text, strlen(text), marker, &err))
        fail_msg("%s\nin %s", err.text, text);
    return form;
}

static struct omr_form *import(const char *text) {
    return import_with(text, NULL, NULL);
}

static void assert_refused(const char *text, const char *message) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    enum omr_status status =
        omr_form_import_omrchecker(&form, NULL, text, strlen(text), NULL, &err);
    omr_form_free(form);
    assert_string_equal(err.text, message);
    assert_int_equal(status, err.status);
    assert_null(form);
}

static void assert_bubble(const struct omr_form *form, int index, const char *value, double x,
                          double y) {
    const struct omr_bubble *bubble = &form->pages[0].bubbles[index];
    assert_string_equal(bubble->value, value);
    assert_near(bubble->x, x, 0.6);
    assert_near(bubble->y, y, 0.6);
}

static void a_question_of_letters_is_a_row_of_bubbles(void **state) {
    (void)state;
    struct omr_form *form = import(TEMPLATE(BLOCK("B", MCQ("\"q1\",\"q2\""))));
    const struct omr_form_page *page = form->pages;
    assert_int_equal(page->element_count, 2);
    assert_int_equal(page->elements[1].kind, OMR_ELEMENT_CHOICE_BOX);
    assert_string_equal(page->elements[1].name, "q2");
    assert_int_equal(page->elements[1].position_count, 1);
    assert_int_equal(page->bubble_count, 8);
    assert_bubble(form, 0, "A", 2 * 115, 2 * 210);
    assert_bubble(form, 3, "D", 2 * 265, 2 * 210);
    assert_bubble(form, 4, "A", 2 * 115, 2 * 250);
    assert_near(page->bubbles[0].width, 60, 0.1);
    assert_near(page->bubbles[0].height, 40, 0.1);
    omr_form_free(form);
}

static void a_digit_is_a_column_of_bubbles(void **state) {
    (void)state;
    struct omr_form *form =
        import(TEMPLATE(BLOCK("B", "\"fieldType\":\"QTYPE_INT\",\"labelsGap\":60,"
                                   "\"fieldLabels\":[\"d1\",\"d2\"]")));
    assert_int_equal(form->pages[0].bubble_count, 20);
    assert_bubble(form, 9, "9", 2 * 115, 2 * 660);
    assert_bubble(form, 10, "0", 2 * 175, 2 * 210);
    omr_form_free(form);
}

static void a_range_names_fields_in_order(void **state) {
    (void)state;
    struct omr_form *form = import(TEMPLATE(BLOCK("B", MCQ("\"q9..11\",\"q 1.5\",\"r1...2\""))));
    const struct omr_element *elements = form->pages[0].elements;
    static const char *const names[] = {"q9", "q10", "q11", "q 1.5", "r1", "r2"};
    assert_int_equal(form->pages[0].element_count, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(elements[i].name, names[i]);
    omr_form_free(form);
}

static void joined_fields_are_one_grid(void **state) {
    (void)state;
    struct omr_form *form =
        import("{" SIZES ",\"customLabels\":{\"Roll\":[\"m\",\"d1..2\"]},\"fieldBlocks\":{" BLOCK(
            "D", "\"fieldType\":\"QTYPE_INT\",\"labelsGap\":60,\"fieldLabels\":[\"d1."
                 ".2\"]") "," BLOCK("M", "\"bubbleValues\":[\"E\",\"H\"],"
                                         "\"direction\":\"vertical\",\"labelsGap\":0,"
                                         "\"fieldLabels\":[\"m\"]") "}}");
    const struct omr_element *grid = form->pages[0].elements;
    assert_int_equal(form->pages[0].element_count, 1);
    assert_int_equal(grid->kind, OMR_ELEMENT_GRID);
    assert_string_equal(grid->name, "Roll");
    assert_int_equal(grid->position_count, 3);
    assert_int_equal(grid->positions[0].bubble_count, 2);
    assert_bubble(form, 1, "H", 2 * 115, 2 * 260);
    assert_int_equal(form->pages[0].bubbles[21].position, 2);
    omr_form_free(form);
}

static void letters_from_right_to_left_are_understood(void **state) {
    (void)state;
    struct omr_form *form = import(TEMPLATE(
        BLOCK("B", "\"fieldType\":\"QTYPE_MCQ5_RTL\",\"labelsGap\":40,\"fieldLabels\":[\"q\"]")));
    assert_bubble(form, 0, "E", 230, 420);
    assert_bubble(form, 4, "A", 630, 420);
    omr_form_free(form);
}

static void gaps_between_fields_may_differ(void **state) {
    (void)state;
    struct omr_form *form =
        import(TEMPLATE(BLOCK("B", "\"fieldType\":\"QTYPE_MCQ4\",\"labelsGap\":[40,70],"
                                   "\"bubbleDimensions\":[20,20],\"fieldLabels\":[\"q1..3\"]")));
    assert_bubble(form, 4, "A", 220, 500);
    assert_bubble(form, 8, "A", 220, 640);
    omr_form_free(form);
}

static void known_ratios_are_known_papers(void **state) {
    (void)state;
    static const struct {
        const char *size;
        double width, height;
    } papers[] = {{"[1189,1682]", 2480, 3508},
                  {"[1682,1189]", 3508, 2480},
                  {"[850,1100]", 2551, 3295},
                  {"[850,1400]", 2551, 4205},
                  {"[1800,2400]", 2631, 3508}};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        char text[400];
        struct omr_remarks remarks = {0};
        snprintf(text, sizeof text,
                 "{\"pageDimensions\":%s,\"bubbleDimensions\":[20,20],"
                 "\"fieldBlocks\":{" BLOCK("B", MCQ("\"q\"")) "}}",
                 papers[i].size);
        struct omr_form *form = import_with(text, &remarks, NULL);
        assert_near(form->pages[0].width, papers[i].width, 0.1);
        assert_near(form->pages[0].height, papers[i].height, 0.1);
        assert_int_equal(remarks.count, i == 4);
        omr_form_free(form);
    }
}

#define MARKED                                                                                     \
    "{\"pageDimensions\":[1700,1700],\"bubbleDimensions\":[20,20],\"preProcessors\":[{\"name\":"   \
    "\"CropPage\",\"options\":{}},{\"name\":\"CropOnMarkers\",\"options\":{\"relativePath\":"      \
    "\"m.jpg\",\"sheetToMarkerWidthRatio\":17}}],\"fieldBlocks\":{" BLOCK("B", MCQ("\"q\"")) "}}"

/* A marker of 40 px with a margin, filled or with a hole. */
static struct omr_image *draw_marker(int has_hole) {
    enum { SIDE = 60, RIM = 10 };
    uint8_t pixels[SIDE * SIDE];
    struct omr_image *image = NULL;
    memset(pixels, 255, sizeof pixels);
    for (int y = RIM; y < SIDE - RIM; y++)
        for (int x = RIM; x < SIDE - RIM; x++)
            pixels[y * SIDE + x] = has_hole && x > 20 && x < 40 && y > 20 && y < 40 ? 255 : 0;
    assert_int_equal(omr_image_from_grey(&image, pixels, SIDE, SIDE, SIDE, NULL), OMR_OK);
    return image;
}

static void a_page_cut_at_square_markers_has_them_in_its_corners(void **state) {
    (void)state;
    struct omr_image *marker = draw_marker(0);
    struct omr_remarks remarks = {0};
    struct omr_form *form = import_with(MARKED, &remarks, marker);
    const struct omr_form_page *page = form->pages;
    const double scale = 3508.0 / 1900;
    assert_near(page->width, 3508, 0.1);
    assert_int_equal(page->marker_count, 4);
    assert_near(page->markers[0].box.left, 50 * scale, 0.1);
    assert_near(page->markers[3].box.left, 1750 * scale, 0.1);
    assert_near(page->markers[3].box.top, 1750 * scale, 0.1);
    assert_near(page->markers[3].box.width, 100 * scale, 0.1);
    assert_bubble(form, 0, "A", 210 * scale, 310 * scale);
    omr_form_free(form);
    omr_image_free(marker);
}

static void markers_that_are_no_squares_are_left_out_and_told(void **state) {
    (void)state;
    struct omr_image *marker = draw_marker(1);
    static const char *const codes[] = {"template.marker_shape", "template.marker_unknown"};
    for (int i = 0; i < 2; i++) {
        struct omr_remarks remarks = {0};
        struct omr_form *form = import_with(MARKED, &remarks, i ? NULL : marker);
        assert_int_equal(form->pages[0].marker_count, 0);
        assert_int_equal(remarks.count, 1);
        assert_string_equal(remarks.item[0].code, codes[i]);
        omr_form_free(form);
    }
    omr_image_free(marker);
}

static void what_cannot_be_taken_over_is_told(void **state) {
    (void)state;
    struct omr_remarks remarks = {0};
    struct omr_form *form = import_with(
        "{" SIZES ",\"emptyValue\":\"-\",\"preProcessors\":[{\"name\":\"GaussianBlur\"},{\"name\":"
        "\"FeatureBasedAlignment\"},{\"name\":\"Spin\"}],\"fieldBlocks\":{" BLOCK(
            "B", MCQ("\"q\"")) "}}",
        &remarks, NULL);
    assert_int_equal(remarks.count, 3);
    assert_string_equal(remarks.item[0].code, "template.alignment");
    assert_string_equal(remarks.item[1].code, "template.processor");
    assert_string_equal(remarks.item[2].text,
                        "fields without a mark are empty in our results, not `-`");
    omr_form_free(form);
}

static void places_that_make_no_sense_are_named(void **state) {
    (void)state;
    assert_refused("{}", "this is no template of OMRChecker: it has no `fieldBlocks`");
    assert_refused("{\"qBlocks\":{}}",
                   "this template is of an old kind: it has `qBlocks`, not `fieldBlocks`");
    assert_refused("{\"pageDimensions\":[1240],\"fieldBlocks\":{}}",
                   "pageDimensions: must be two numbers");
    assert_refused("{" SIZES ",\"fieldBlocks\":{}}", "fieldBlocks: no fields");
    assert_refused(TEMPLATE(BLOCK("B", "\"fieldType\":\"QTYPE_MCQ9\"")),
                   "fieldBlocks.B.fieldType: no known type; known are QTYPE_INT, QTYPE_INT_FROM_1, "
                   "QTYPE_MCQ4, QTYPE_MCQ5, QTYPE_MCQ4_RTL and QTYPE_MCQ5_RTL");
    assert_refused(TEMPLATE(BLOCK("B\\u001b", "\"labelsGap\":1")),
                   "fieldBlocks.B?: neither fieldType nor bubbleValues");
    assert_refused(TEMPLATE("\"B\":{\"origin\":[1,\"x\"],\"bubblesGap\":1," MCQ("\"q\"") "}"),
                   "fieldBlocks.B.origin[1]: not a number");
    assert_refused(TEMPLATE(BLOCK("B", MCQ("\"q1\",\"q3..2\""))),
                   "fieldBlocks.B.fieldLabels[1]: the range runs backwards");
    assert_refused(TEMPLATE(BLOCK("B", MCQ("\"q1..1000000000\""))),
                   "fieldBlocks.B.fieldLabels[0]: the numbers of the range are too large");
    assert_refused(TEMPLATE(BLOCK("B", MCQ("\"q1..999999\""))),
                   "fieldBlocks.B.fieldLabels[0]: more than 10000 fields");
    assert_refused(TEMPLATE(BLOCK("B", MCQ("\"q1\",\"q1\""))),
                   "fieldBlocks.q1: two fields are called so");
    assert_refused(TEMPLATE(BLOCK("B", MCQ("\"q1..50\""))),
                   "fieldBlocks.q40: this field has a bubble outside the page");
}

static void joins_that_make_no_sense_are_named(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"{\"R\":[\"x\"]}", "customLabels.R[0]: no field of fieldBlocks is called so"},
        {"{\"R\":[\"q1\"],\"S\":[\"q2\",\"q1\"]}",
         "customLabels.S[1]: the field is already part of another label"},
        {"{\"R\":[]}", "customLabels.R: joins no fields"},
        {"[]", "customLabels: not an object"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[600];
        snprintf(text, sizeof text, "{" SIZES ",\"customLabels\":%s,\"fieldBlocks\":{%s}}",
                 cases[i][0], BLOCK("B", MCQ("\"q1..2\"")));
        assert_refused(text, cases[i][1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_of_letters_is_a_row_of_bubbles),
        cmocka_unit_test(a_digit_is_a_column_of_bubbles),
        cmocka_unit_test(a_range_names_fields_in_order),
        cmocka_unit_test(joined_fields_are_one_grid),
        cmocka_unit_test(letters_from_right_to_left_are_understood),
        cmocka_unit_test(gaps_between_fields_may_differ),
        cmocka_unit_test(known_ratios_are_known_papers),
        cmocka_unit_test(a_page_cut_at_square_markers_has_them_in_its_corners),
        cmocka_unit_test(markers_that_are_no_squares_are_left_out_and_told),
        cmocka_unit_test(what_cannot_be_taken_over_is_told),
        cmocka_unit_test(places_that_make_no_sense_are_named),
        cmocka_unit_test(joins_that_make_no_sense_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
