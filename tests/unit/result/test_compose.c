/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#define CHOICE(name)                                                                               \
    "{'Type':'ChoiceBox','Name':'" name "',{size},'Bubbles':[{'Value':'A',{b}},{'Value':'B',{b}}," \
    "{'Value':'C',{b}}]}"
#define COLUMN                                                                                     \
    "{'Bubbles':[{'Value':'0',{b}},{'Value':'1',{b}},{'Value':'2',{b}},{'Value':'3',{b}},"         \
    "{'Value':'4',{b}}]}"
#define GRID(name)                                                                                 \
    "{'Type':'Grid','Name':'" name "',{size},'Elements':[" COLUMN "," COLUMN "," COLUMN "]}"
#define COMPOSITE                                                                                  \
    "{'Type':'CompositeGrid','Name':'Year',{size},'Bubbles':[[{'Value':'0',{b}},{'Value':'1',{b}}" \
    "],[{'Value':'7',{b}},{'Value':'8',{b}}]]}"
#define TRIGGER(target)                                                                            \
    "{'Type':'ReplaceTrigger','Name':'t','Target':'" target "','Value':'question skipped',{size}," \
    "'Bubbles':[{'Value':'',{b}}]}"

static void assert_field(const struct omr_result *result, int index, const char *name,
                         const char *value) {
    assert_true(index < result->field_count);
    assert_string_equal(result->fields[index].name, name);
    assert_string_equal(result->fields[index].value, value);
}

static void assert_only(struct sheet *sheet, const char *name, const char *value) {
    struct omr_result *result = sheet_compose(sheet);
    assert_int_equal(result->field_count, 1);
    assert_field(result, 0, name, value);
    omr_result_free(result);
    sheet_close(sheet);
}

static void an_empty_choice_box_has_an_empty_value(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q1"));
    assert_only(&sheet, "Q1", "");
}

static void marks_are_joined_in_the_order_of_the_pattern(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q1"));
    sheet_mark(&sheet, 0, 0, 2);
    sheet_mark(&sheet, 0, 0, 0);
    assert_only(&sheet, "Q1", "A,C");
}

static void several_clear_marks_are_not_for_review(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q1"));
    sheet_mark(&sheet, 0, 0, 0);
    sheet_mark(&sheet, 0, 0, 1);
    struct omr_result *result = sheet_compose(&sheet);
    assert_false(result->fields[0].needs_review);
    assert_int_equal(result->fields[0].reasons, 0);
    assert_int_equal(result->review_count, 0);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void several_marks_are_for_review_where_one_is_allowed(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, "{'Type':'ChoiceBox','Name':'Q1','SingleMark':true,{size},'Bubbles':[{"
                       "'Value':'A',{b}},{'Value':'B',{b}}]}");
    sheet_mark(&sheet, 0, 0, 0);
    struct omr_result *result = sheet_compose(&sheet);
    assert_false(result->fields[0].needs_review);
    omr_result_free(result);
    sheet_mark(&sheet, 0, 0, 1);
    result = sheet_compose(&sheet);
    assert_field(result, 0, "Q1", "A,B");
    assert_true(result->fields[0].needs_review);
    assert_int_equal(result->fields[0].reasons, OMR_REASON_SINGLE_MARK);
    assert_int_equal(result->review_count, 1);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void doubt_about_one_bubble_is_doubt_about_its_field_alone(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q1") "," CHOICE("Q2"));
    sheet_verdict(&sheet, 0, 0, 1)->reasons = OMR_REASON_UNSURE_MARK;
    sheet_verdict(&sheet, 0, 0, 1)->confidence = 0.5;
    sheet_verdict(&sheet, 0, 0, 2)->reasons = OMR_REASON_POSITION;
    sheet_verdict(&sheet, 0, 0, 2)->confidence = 0.8;
    struct omr_result *result = sheet_compose(&sheet);
    assert_true(result->fields[0].needs_review && !result->fields[1].needs_review);
    assert_int_equal(result->fields[0].reasons, OMR_REASON_UNSURE_MARK | OMR_REASON_POSITION);
    assert_true(result->fields[0].confidence > 0.399 && result->fields[0].confidence < 0.401);
    assert_true(result->fields[1].confidence == 1);
    assert_int_equal(result->review_count, 1);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void doubt_about_the_page_is_doubt_about_every_field_with_bubbles(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q1") ",{'Type':'Barcode','Name':'Z','BarcodeType':'qr','Left':1,"
                                    "'Top':1,'Width':100,'Height':100}");
    sheet.barcodes[1].text = "ok";
    sheet.readings.page_reasons = OMR_REASON_POSITION;
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->fields[0].reasons, OMR_REASON_POSITION);
    assert_int_equal(result->fields[1].reasons, 0);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void a_grid_joins_its_positions_without_a_separator(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, GRID("ID"));
    sheet_mark(&sheet, 0, 0, 0);
    sheet_mark(&sheet, 0, 0, 3);
    sheet_mark(&sheet, 0, 2, 2);
    assert_only(&sheet, "ID", "0,32");
}

static void grids_of_one_name_are_merged_position_by_position(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, GRID("ID") "," CHOICE("Q1") "," GRID("ID") "," GRID("id"));
    static const int marks[][3] = {{0, 0, 0}, {0, 1, 2}, {0, 2, 4},
                                   {2, 0, 3}, {2, 2, 1}, {2, 2, 4}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        sheet_mark(&sheet, marks[i][0], marks[i][1], marks[i][2]);
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->field_count, 3);
    assert_field(result, 0, "ID", "0,324,1,4");
    assert_field(result, 1, "id", "");
    assert_int_equal(result->fields[0].bubble_count, 30);
    assert_true(result->fields[0].bubbles[0].is_marked);
    assert_true(result->fields[0].bubbles[15 + 3].is_marked);
    assert_string_equal(result->fields[0].bubbles[15 + 3].value, "3");
    omr_result_free(result);
    sheet_close(&sheet);
}

static void other_elements_of_one_name_have_a_row_each(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Gender") "," CHOICE("Gender") "," GRID("Gender"));
    sheet_mark(&sheet, 1, 0, 1);
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->field_count, 3);
    assert_field(result, 0, "Gender", "");
    assert_field(result, 1, "Gender", "B");
    assert_field(result, 2, "Gender", "");
    omr_result_free(result);
    sheet_close(&sheet);
}

static void a_composite_grid_joins_one_symbol_per_position(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, COMPOSITE);
    sheet_mark(&sheet, 0, 0, 1);
    sheet_mark(&sheet, 0, 1, 0);
    assert_only(&sheet, "Year", "17");
    sheet_open(&sheet, COMPOSITE);
    sheet_mark(&sheet, 0, 1, 1);
    assert_only(&sheet, "Year", "8");
}

static void two_symbols_in_a_position_of_a_composite_grid_are_an_error_value(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, COMPOSITE);
    sheet_mark(&sheet, 0, 0, 0);
    sheet_mark(&sheet, 0, 1, 0);
    sheet_mark(&sheet, 0, 1, 1);
    assert_only(&sheet, "Year", "ERROR: Multiple marks per symbol");
}

static void a_marked_trigger_replaces_the_value_of_its_target(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, TRIGGER("Q2") "," CHOICE("Q1") "," CHOICE("Q2") "," TRIGGER("Q1"));
    sheet_mark(&sheet, 0, 0, 0);
    sheet_mark(&sheet, 1, 0, 0);
    sheet_mark(&sheet, 2, 0, 0);
    sheet_verdict(&sheet, 3, 0, 0)->reasons = OMR_REASON_WEAK_MARK;
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->field_count, 2);
    assert_field(result, 0, "Q1", "A");
    assert_field(result, 1, "Q2", "question skipped");
    /* The trigger is shown with its target, and doubt about it is doubt about the target. */
    assert_int_equal(result->fields[1].bubble_count, 4);
    assert_string_equal(result->fields[1].bubbles[3].value, "question skipped");
    assert_int_equal(result->fields[0].reasons, OMR_REASON_WEAK_MARK);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void a_trigger_means_the_nearest_element_of_its_targets_name(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, CHOICE("Q") "," TRIGGER("Q") "," TRIGGER("Z") "," CHOICE("R") "," CHOICE(
                           "Q") "," TRIGGER("Q"));
    sheet_mark(&sheet, 2, 0, 0);
    sheet_mark(&sheet, 5, 0, 0);
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->field_count, 3);
    assert_field(result, 0, "Q", "");
    assert_field(result, 1, "Q", "question skipped");
    assert_field(result, 2, "R", "");
    omr_result_free(result);
    sheet_close(&sheet);
}

#define ANSWER(score)                                                                              \
    "{{size},'Bubbles':[{'Value':'x',{b},'Score':" score "},{'Value':'y',{b},'Score':2}]}"

static void a_score_group_is_summed_by_question_and_as_a_whole(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, "{'Type':'ScoreGroup','Name':'Alpha','Questions':[{'Name':'Staff',"
                       "'ScoreAnswers':[" ANSWER("18") "," ANSWER(
                           "'7.5'") "]},{'Name':'Price',"
                                    "'ScoreAnswers':[" ANSWER("-1") "]}]}," CHOICE("Staff"));
    sheet_mark(&sheet, 0, 0, 0);
    sheet_mark(&sheet, 0, 0, 2);
    sheet_mark(&sheet, 0, 1, 1);
    sheet_verdict(&sheet, 0, 1, 1)->reasons = OMR_REASON_ERASED_MARK;
    struct omr_result *result = sheet_compose(&sheet);
    assert_int_equal(result->field_count, 4);
    assert_field(result, 0, "Price_total", "2");
    assert_field(result, 1, "Staff", "");
    assert_field(result, 2, "Staff_total", "25.5");
    assert_field(result, 3, "Alpha_total", "27.5");
    assert_int_equal(result->fields[2].bubble_count, 4);
    assert_int_equal(result->fields[3].bubble_count, 6);
    assert_int_equal(result->fields[2].reasons, 0);
    assert_int_equal(result->fields[3].reasons, OMR_REASON_ERASED_MARK);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void a_barcode_is_a_row_and_for_review_when_unread(void **state) {
    (void)state;
#define BARCODE(name)                                                                              \
    "{'Type':'Barcode','Name':'" name "','BarcodeType':'qr','Left':1,'Top':1,'Width':99,'Height':" \
    "99}"
    struct sheet sheet;
    sheet_open(&sheet, BARCODE("b") "," BARCODE("a"));
    sheet.barcodes[0].text = "aspose.com";
    sheet.barcodes[1].reasons = OMR_REASON_BARCODE;
    struct omr_result *result = sheet_compose(&sheet);
    assert_field(result, 0, "a", "");
    assert_field(result, 1, "b", "aspose.com");
    assert_true(result->fields[0].needs_review && result->fields[0].confidence == 0);
    assert_false(result->fields[1].needs_review);
    assert_true(result->fields[1].confidence == 1);
    omr_result_free(result);
    sheet_close(&sheet);
}

static void write_in_areas_have_no_row(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, "{'Type':'ClipArea','Name':'Signature'}," CHOICE("Q1"));
    assert_only(&sheet, "Q1", "");
}

static void a_result_outlives_the_form(void **state) {
    (void)state;
    struct sheet sheet;
    struct omr_finding finding = {"blank", "nothing is marked"};
    sheet_open(&sheet, GRID("ID") "," GRID("ID") "," TRIGGER("ID"));
    sheet_mark(&sheet, 0, 1, 1);
    sheet.readings.findings = &finding;
    sheet.readings.finding_count = 1;
    sheet.places[0] = (struct omr_bubble_place){{12, 34}, {5, 1}, {-1, 5}};
    struct omr_result *result = sheet_compose(&sheet);
    sheet_close(&sheet);
    finding = (struct omr_finding){NULL, NULL};
    assert_field(result, 0, "ID", "1");
    assert_string_equal(result->fields[0].bubbles[30].value, "question skipped");
    assert_true(result->fields[0].bubbles[0].x_px == 12 && result->fields[0].bubbles[0].y_px == 34);
    assert_string_equal(result->findings[0].text, "nothing is marked");
    assert_string_equal(result->registration.method, "markers");
    assert_int_equal(result->page, 1);
    omr_result_free(result);
}

static void a_result_keeps_where_things_are_on_the_picture(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet,
               "{'Type':'CheckBox','Name':'C',{size},'Bubbles':[{'Value':'A',{b}}]},"
               "{'Type':'Barcode','Name':'Code','BarcodeType':'qr','Width':9,'Height':9,{b}}");
    struct omr_quad areas[] = {{{{0, 0}}}, {{{1, 2}, {3, 2}, {3, 4}, {1, 4}}}};
    struct omr_quad marker = {{{5, 5}, {6, 5}, {6, 6}, {5, 6}}};
    sheet_verdict(&sheet, 0, 0, 0)->reasons = OMR_REASON_WEAK_MARK;
    sheet.places[0] = (struct omr_bubble_place){{12, 34}, {5, 1}, {-1, 5}};
    sheet.readings.areas = areas;
    sheet.readings.registration.markers = &marker;
    sheet.readings.registration.marker_count = 1;
    struct omr_result *result = sheet_compose(&sheet);
    sheet_close(&sheet);
    const struct omr_bubble_reading *bubble = result->fields[0].bubbles;
    assert_true(bubble->right.x == 5 && bubble->right.y == 1);
    assert_true(bubble->down.x == -1 && bubble->down.y == 5);
    assert_true(bubble->is_square);
    assert_int_equal(bubble->reasons, OMR_REASON_WEAK_MARK);
    assert_null(result->fields[0].area);
    assert_true(result->fields[1].area->corners[2].x == 3);
    assert_int_equal(result->registration.marker_count, 1);
    assert_true(result->registration.markers[0].corners[1].x == 6);
    assert_ptr_not_equal(result->registration.markers, &marker);
    omr_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_choice_box_has_an_empty_value),
        cmocka_unit_test(marks_are_joined_in_the_order_of_the_pattern),
        cmocka_unit_test(several_clear_marks_are_not_for_review),
        cmocka_unit_test(several_marks_are_for_review_where_one_is_allowed),
        cmocka_unit_test(doubt_about_one_bubble_is_doubt_about_its_field_alone),
        cmocka_unit_test(doubt_about_the_page_is_doubt_about_every_field_with_bubbles),
        cmocka_unit_test(a_grid_joins_its_positions_without_a_separator),
        cmocka_unit_test(grids_of_one_name_are_merged_position_by_position),
        cmocka_unit_test(other_elements_of_one_name_have_a_row_each),
        cmocka_unit_test(a_composite_grid_joins_one_symbol_per_position),
        cmocka_unit_test(two_symbols_in_a_position_of_a_composite_grid_are_an_error_value),
        cmocka_unit_test(a_marked_trigger_replaces_the_value_of_its_target),
        cmocka_unit_test(a_trigger_means_the_nearest_element_of_its_targets_name),
        cmocka_unit_test(a_score_group_is_summed_by_question_and_as_a_whole),
        cmocka_unit_test(a_barcode_is_a_row_and_for_review_when_unread),
        cmocka_unit_test(write_in_areas_have_no_row),
        cmocka_unit_test(a_result_outlives_the_form),
        cmocka_unit_test(a_result_keeps_where_things_are_on_the_picture),
    };
    return cmocka_run_group_tests_name("compose", tests, NULL, NULL);
}
