/* SPDX-License-Identifier: MIT
 *
 * JSON markup: the same trees as text markup, and every warning with its place and path. */
#include "base/json.h"
#include "markup/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *tell(const char *source, bool with_places, char **warnings) {
    struct omr_markup markup = {0};
    struct omr_error err;
    if (omr_markup_parse(&markup, source, strlen(source), &err))
        fail_msg("%s\n%s", err.text, source);
    char *told = tree_tell(markup.root, with_places);
    *warnings = tree_warnings(&markup);
    omr_markup_clear(&markup);
    return told;
}

/* The elements of one page, in JSON and in text, are the same. */
static void assert_same(const char *elements, const char *text) {
    char json[4000], *left_warnings, *right_warnings;
    snprintf(json, sizeof json,
             "{\"element_type\":\"Template\",\"children\":[{\"element_type\":\"Page\","
             "\"children\":[%s]}]}",
             elements);
    char *left = tell(json, false, &left_warnings), *right = tell(text, false, &right_warnings);
    assert_string_equal(left_warnings, "");
    assert_string_equal(right_warnings, "");
    assert_string_equal(left, right);
    free(left);
    free(right);
    free(left_warnings);
    free(right_warnings);
}

static void assert_warns(const char *source, const char *expected) {
    char *warnings, *told = tell(source, false, &warnings);
    assert_string_equal(warnings, expected);
    free(told);
    free(warnings);
}

static void assert_fails(const char *source, const char *message) {
    struct omr_markup markup = {0};
    struct omr_error err;
    assert_int_not_equal(omr_markup_parse(&markup, source, strlen(source), &err), OMR_OK);
    assert_string_equal(err.text, message);
    omr_markup_clear(&markup);
}

static void elements_are_those_of_text_markup(void **state) {
    (void)state;
    assert_same("{\"element_type\":\"Text\",\"name\":\"Line 1\\r\\nLine 2\\r\\n\","
                "\"font_style\":[\"bold\",\"italic\"]}",
                "?text=Line 1\nLine 2\n\tfont_style=bold, italic\n");
    assert_same("{\"height\":40,\"element_type\":\" emptyline \"}", "?empty_line=\n\theight=40\n");
    assert_same("{\"element_type\":\"EmptyLine\",\"name\":null,\"height\":0}", "\n");
    assert_same("{\"element_type\":\"text_input\",\"name\":\"Year\",\"length\":\"4\"}",
                "?text_input=Year\n\tlength=4\n");
}

static void containers_have_their_own_spelling(void **state) {
    (void)state;
    assert_same(
        "{\"element_type\":\"Container\",\"container_type\":\"footer\",\"columns_count\":0,"
        "\"columns_proportions\":[30,\"70\"],\"children\":[{\"element_type\":\"Block\","
        "\"column\":1,\"border\":\"rounded\",\"border_top_style\":{\"size\":8,\"color\":\"Red\","
        "\"disable\":false},\"border_left_style\":{\"size\":8,\"disable\":true},"
        "\"children\":[{\"element_type\":\"Paragraph \",\"paragraph_type\":\"Multiple\","
        "\"children\":[{\"element_type\":\"Content\",\"name\":\"A\"}]}]}]}",
        "?container=\n\ttype=footer\n\tcolumns_proportions=30%-70%\n?block=\n\tcolumn=1\n"
        "\tborder=rounded\n\tborder_top_style=8 red\n\tborder_left_style=none\n?paragraph=\n"
        "\ttype=ImageWrap\n?content=A\n&paragraph\n&block\n&container\n");
}

static void questions_have_their_answers_in_one_string(void **state) {
    (void)state;
    assert_same("{\"element_type\":\"ChoiceBox\",\"name\":null,\"question_text\":\"Pet?\\r\\n\","
                "\"answers_string\":\"\\t() Cat () Dog\\r\\n\\t(x) None\\t\\r\\n\"}",
                "#Pet?\n\t() Cat () Dog\n\t(x) None\t\n");
    assert_same("{\"element_type\":\"ChoiceBox\",\"question_text\":\"Q\",\"children\":["
                "{\"element_type\":\"ChoiceBoxAnswer\",\"name\":\"a\",\"row_index\":1}]}",
                "?choicebox=Q\n?option=a\n\trow_index=1\n&choicebox\n");
    assert_same("{\"element_type\":\"ChoiceBox\",\"name\":\"Pet\",\"question_text\":\"Q\","
                "\"answers_string\":\"()a\"}",
                "#Q\n\tname=Pet\n\t()a\n");
}

static void lists_are_lists(void **state) {
    (void)state;
    assert_same("{\"element_type\":\"CompositeGrid\",\"name\":\"Sum\",\"columns_count\":3,"
                "\"values\":[\"1\",2],\"extra_row\":[[\"\",\"+\"],[\"-\",\"\"]]}",
                "?composite_grid=Sum\n\tcolumns_count=3\n\tvalues=(1)(2)\n\textra_row=()(+)\n"
                "\textra_row=(-)()\n");
    assert_same("{\"element_type\":\"AnswerSheet\",\"answers_list\":null,\"start_id\":-1,"
                "\"elements_count\":10,\"column\":0}",
                "?answer_sheet=\n\telements_count=10\n");
}

static void score_groups_keep_their_capitals(void **state) {
    (void)state;
    assert_same(
        "{\"element_type\":\"ScoreGroup\",\"score_group_type\":\"Table\",\"name\":\"g\","
        "\"children\":[{\"element_type\":\"ScoreQuestion\",\"row_proportions\":[60,40],"
        "\"name\":\"q\",\"children\":[{\"element_type\":\"ScoreHeader\",\"name\":\"Good\","
        "\"Score\":2,\"header_type\":\"Positive\"},{\"element_type\":\"ScoreHeader\","
        "\"name\":\"Bad\",\"Score\":0,\"header_type\":\"Negative\"}]}]}",
        "?score_group=g\n\tscore_type_table=table\n?score_question=q\n\trow_proportions=60-40\n"
        "?score_header=Good\n\tscore=2\n\theader_type=positive\n?score_header=Bad\n"
        "\theader_type=negative\n&score_question\n&score_group\n");
}

static void a_custom_sheet_may_call_its_header_otherwise(void **state) {
    (void)state;
    assert_same("{\"element_type\":\"CustomAnswerSheet\",\"amount\":4,\"children\":["
                "{\"element_type\":\"TableHeader\",\"children\":[{\"element_type\":\"Content\","
                "\"name\":\"No\"}]}]}",
                "?custom_answer_sheet=\n\tamount=4\n?header=\n?column=No\n&header\n"
                "&custom_answer_sheet\n");
}

static void comments_and_trailing_commas_are_allowed(void **state) {
    (void)state;
    assert_same("/*** a , } comment **/ {\"element_type\":\"Text\", // the rest\n"
                "\"name\":\"/* kept */ // , ]\", /* x */ },",
                "?text=/* kept */ // , ]\n");
}

static void places_are_those_of_the_source(void **state) {
    (void)state;
    char *warnings, *told = tell("{/*\xc3\xa4*/\"element_type\":\"Template\",\n"
                                 " \"children\": [\n  {\"element_type\":\"Page\",\"children\":[\n"
                                 "    {\"element_type\":\"Text\",\"name\":\"a\"},\n"
                                 "    /* \xc3\xa4 */ {\"name\":\"b\\\"\",\"element_type\":"
                                 "\"Text\"}]}]}",
                                 true, &warnings);
    assert_string_equal(told, "template @1:1 \n  page @3:3 children[0]\n"
                              "    text 'a' @4:5 children[0].children[0]\n"
                              "    text 'b\"' @5:13 children[0].children[1]\n");
    free(told);
    free(warnings);
}

static void warnings_name_the_path(void **state) {
    (void)state;
    assert_warns("{\"element_type\":\"Template\",\"children\":[{\"element_type\":\"Page\","
                 "\"children\":[\n{\"element_type\":\"Text\",\"name\":\"a\",\"align\":\"middle\",\n"
                 "\"font-size\":3,\"font_style\":[\"fat\"],\"color\":{}},\n{\"name\":\"x\"},"
                 "{\"element_type\":\"Texd\"}, 7,\n{\"element_type\":\"Block\",\"children\":3,"
                 "\"border_top_style\":{\"size\":\"x\"}},\n"
                 "{\"element_type\":\"Content\",\"children\":[{\"element_type\":\"Text\"}]},\n"
                 "{\"element_type\":\"Container\",\"columns_proportions\":[101]}"
                 "]}]}",
                 "2:43 children[0].children[0].align markup.value: 'align' cannot be 'middle' and "
                 "is left out; it may be left, center or right\n"
                 "3:13 children[0].children[0].font-size markup.unknown_attribute: 'text' has no "
                 "attribute 'font-size'; did you mean 'font_size'?\n"
                 "3:28 children[0].children[0].font_style markup.value: 'font_style' cannot be "
                 "'fat' and is left out; it may be regular, bold, italic, underline, strikeout, "
                 "parted by commas\n"
                 "3:44 children[0].children[0].color markup.value: 'color' cannot be '{...}' and "
                 "is left out; it may be the name of a colour or #RRGGBB\n"
                 "4:1 children[0].children[1] markup.no_type: an element without 'element_type' is "
                 "left out\n"
                 "4:14 children[0].children[2] markup.unknown_element: there is no element 'Texd'; "
                 "did you mean 'text'?: left out\n"
                 "4:39 children[0].children[3] markup.no_type: an element without 'element_type' "
                 "is left out\n"
                 "5:57 children[0].children[4].border_top_style markup.value: 'border_top_style' "
                 "cannot be 'x ' and is left out; it may be a width and a colour, as in 8 red, or "
                 "none\n"
                 "5:36 children[0].children[4] markup.children: 'children' must be a list: left "
                 "out\n"
                 "6:39 children[0].children[5].children[0] markup.misplaced: 'text' cannot stand "
                 "in 'content': left out\n"
                 "7:51 children[0].children[6].columns_proportions markup.value: "
                 "'columns_proportions' cannot be '101' and is left out; it may be percentages, as "
                 "in 20%-80%\n");
}

static void a_page_is_put_round_stray_elements(void **state) {
    (void)state;
    assert_warns("{\"element_type\":\"Template\",\"children\":[{\"element_type\":\"Text\"}]}",
                 "1:1 markup.no_page: the template has no Page: one was put round its elements\n");
    assert_warns("{\"element_type\":\"Text\",\"name\":\"alone\"}",
                 "1:1 markup.no_page: the template has no Page: one was put round its elements\n");
}

static void what_is_no_form_is_refused(void **state) {
    (void)state;
    assert_fails("{\"Pages\":[]}", "this is no form source but other JSON: it has no element_type");
    assert_fails("{\"element_type\":\"Template\",\n\"children\":[}",
                 "line 2, column 13: a comma or a closing bracket is missing");
    assert_fails("{\"element_type\":\"Template\"}",
                 "the source has no element: a line like ?text=Hello makes one");
}

static void nesting_has_a_limit(void **state) {
    (void)state;
    char source[8000] = "{\"element_type\":\"Template\",\"children\":[";
    for (int i = 0; i < 40; i++)
        strcat(source, "{\"element_type\":\"PositionedBlock\",\"children\":[");
    struct omr_markup markup = {0};
    struct omr_error err;
    assert_int_equal(omr_markup_parse(&markup, source, strlen(source), &err), OMR_ERROR_LIMIT);
    assert_string_equal(err.code, "json.limit");
    omr_markup_clear(&markup);
}

static void located_values_know_their_byte(void **state) {
    (void)state;
    static const char text[] = " [ 1.5 ,\n{ \"a\\\"\" : [ ] , \"b\" :\"]\"}, true,null , -3e1]";
    struct omr_json *root = NULL;
    assert_int_equal(omr_json_parse(&root, text, strlen(text), 9, 99, NULL), OMR_OK);
    omr_json_locate(root, text, strlen(text));
    const struct omr_json *at = omr_json_first(root);
    assert_int_equal(omr_json_offset(root), 1);
    assert_int_equal(text[omr_json_offset(at)], '1');
    at = omr_json_next(at);
    assert_int_equal(text[omr_json_offset(at)], '{');
    assert_int_equal(text[omr_json_offset(omr_json_member(at, "a\""))], '[');
    assert_int_equal(text[omr_json_offset(omr_json_member(at, "b"))], '"');
    at = omr_json_next(at);
    assert_true(omr_json_is_true(at));
    assert_int_equal(text[omr_json_offset(at)], 't');
    at = omr_json_next(omr_json_next(at));
    assert_int_equal(text[omr_json_offset(at)], '-');
    omr_json_free(root);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_those_of_text_markup),
        cmocka_unit_test(containers_have_their_own_spelling),
        cmocka_unit_test(questions_have_their_answers_in_one_string),
        cmocka_unit_test(lists_are_lists),
        cmocka_unit_test(score_groups_keep_their_capitals),
        cmocka_unit_test(a_custom_sheet_may_call_its_header_otherwise),
        cmocka_unit_test(comments_and_trailing_commas_are_allowed),
        cmocka_unit_test(places_are_those_of_the_source),
        cmocka_unit_test(warnings_name_the_path),
        cmocka_unit_test(a_page_is_put_round_stray_elements),
        cmocka_unit_test(what_is_no_form_is_refused),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(located_values_know_their_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
