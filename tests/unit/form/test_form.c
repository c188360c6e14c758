/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "form/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PAGE(elements)                                                                             \
    "{\"Pages\":[{\"Width\":2480,\"Height\":\"3508\",\"Elements\":[" elements "]}]}"
#define BUBBLE(value, left, top)                                                                   \
    "{\"Value\":\"" value "\",\"Left\":\"" left "\",\"Top\":\"" top "\",\"IsValid\":true}"
#define CHOICE(name, bubbles)                                                                      \
    "{\"Type\":\"ChoiceBox\",\"Name\":\"" name "\",\"Left\":100,\"Top\":200,\"Width\":300,"        \
    "\"Height\":80,\"BubbleWidth\":60,\"BubbleHeight\":40,\"Multiselect\":false,"                  \
    "\"Bubbles\":[" bubbles "]}"

static struct omr_form *parse(const char *text) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    if (omr_form_parse(&form, text, strlen(text), &err))
        fail_msg("%s\nin %s", err.text, text);
    return form;
}

static void assert_refused(const char *text, enum omr_status status, const char *message) {
    struct omr_form *form = NULL;
    struct omr_error err = {0};
    enum omr_status got = omr_form_parse(&form, text, strlen(text), &err);
    omr_form_free(form);
    assert_string_equal(err.text, message);
    assert_int_equal(got, status);
    assert_null(form);
}

static void a_choice_box_has_one_position(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE(CHOICE("Q1", BUBBLE("A", "100", "200") "," BUBBLE("B", "180.5", "200"))));
    const struct omr_form_page *page = form->pages;
    assert_true(page->width == 2480 && page->height == 3508);
    assert_int_equal(page->element_count, 1);
    assert_int_equal(page->elements[0].kind, OMR_ELEMENT_CHOICE_BOX);
    assert_string_equal(page->elements[0].name, "Q1");
    assert_int_equal(page->elements[0].position_count, 1);
    assert_int_equal(page->elements[0].positions[0].bubble_count, 2);
    assert_int_equal(page->elements[0].threshold, -1);
    assert_false(page->elements[0].is_single_mark);
    omr_form_free(form);
}

static void a_bubble_is_given_by_its_centre(void **state) {
    (void)state;
    struct omr_form *form = parse(PAGE(CHOICE("Q1", BUBBLE("A", "180.5", "200"))));
    const struct omr_bubble *bubble = form->pages[0].bubbles;
    assert_true(bubble->x == 210.5 && bubble->y == 220);
    assert_true(bubble->width == 60 && bubble->height == 40);
    assert_int_equal(bubble->shape, OMR_SHAPE_ELLIPSE);
    assert_string_equal(bubble->value, "A");
    omr_form_free(form);
}

static void a_grid_has_one_position_per_nested_choice_box(void **state) {
    (void)state;
    struct omr_form *form = parse(PAGE("{\"Type\":\"Grid\",\"Name\":\"ID\",\"Elements\":[" CHOICE(
        "", BUBBLE("0", "10", "10") "," BUBBLE(
                "1", "10", "90")) "," CHOICE("", BUBBLE("0", "90", "10")) "]}"));
    const struct omr_element *grid = form->pages[0].elements;
    assert_int_equal(grid->kind, OMR_ELEMENT_GRID);
    assert_int_equal(grid->position_count, 2);
    assert_int_equal(grid->positions[1].first_bubble, 2);
    assert_int_equal(grid->positions[1].bubble_count, 1);
    assert_int_equal(form->pages[0].bubbles[2].position, 1);
    omr_form_free(form);
}

static void a_composite_grid_has_one_position_per_inner_array(void **state) {
    (void)state;
    static const char *const types[] = {"CompositeGridOmr:#Some.Name", "CompositeGridOmr",
                                        "CompositeGrid"};
    for (size_t i = 0; i < 3; i++) {
        struct omr_buffer text = {0};
        omr_buffer_format(
            &text,
            PAGE("{\"Type\":\"%s\",\"Name\":\"Year\",\"BubbleWidth\":50,"
                 "\"BubbleHeight\":50,\"Bubbles\":[[" BUBBLE("0", "10", "10") "],[" BUBBLE(
                     "0", "90", "10") "," BUBBLE("1", "90", "90") "]]}"),
            types[i]);
        struct omr_form *form = parse(text.bytes);
        assert_int_equal(form->pages[0].elements[0].kind, OMR_ELEMENT_COMPOSITE_GRID);
        assert_int_equal(form->pages[0].elements[0].position_count, 2);
        assert_int_equal(form->pages[0].elements[0].positions[1].bubble_count, 2);
        omr_form_free(form);
        omr_buffer_clear(&text);
    }
}

static void nested_choice_boxes_take_the_bubble_size_of_the_grid(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE("{\"Type\":\"Grid\",\"BubbleWidth\":\"44\",\"BubbleHeight\":\"40\","
                   "\"Elements\":[{\"Bubbles\":[" BUBBLE("0", "10", "10") "]}]}"));
    assert_true(form->pages[0].bubbles[0].width == 44);
    assert_string_equal(form->pages[0].elements[0].name, "");
    omr_form_free(form);
}

static void a_check_box_is_square_and_has_a_threshold(void **state) {
    (void)state;
    struct omr_form *form = parse(
        PAGE("{\"Type\":\"CheckBox\",\"Name\":\"Agree\",\"Width\":\"0\",\"BubbleWidth\":31,"
             "\"BubbleHeight\":31,\"Threshold\":3,\"Bubbles\":[" BUBBLE("Agree", "10", "10") "]}"));
    assert_int_equal(form->pages[0].bubbles[0].shape, OMR_SHAPE_SQUARE);
    assert_int_equal(form->pages[0].elements[0].threshold, 3);
    omr_form_free(form);
}

static void a_replace_trigger_names_its_target(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE("{\"Type\":\"ReplaceTrigger\",\"Name\":\"t\",\"Target\":\"Q1\",\"Value\":"
                   "\"skipped\",\"BubbleWidth\":40,\"BubbleHeight\":40,\"Bubbles\":[" BUBBLE(
                       "", "10", "10") "]}"));
    const struct omr_element *trigger = form->pages[0].elements;
    assert_string_equal(trigger->target, "Q1");
    assert_string_equal(trigger->value, "skipped");
    assert_int_equal(trigger->positions[0].bubble_count, 1);
    omr_form_free(form);
}

#define SCORED(value, left, score, positive)                                                       \
    "{\"Value\":\"" value "\",\"Left\":" left ",\"Top\":50,\"Score\":" score                       \
    ",\"IsPositive\":" positive "}"

static void a_score_group_has_one_position_per_question(void **state) {
    (void)state;
    struct omr_form *form = parse(PAGE(
        "{\"Type\":\"ScoreGroup\",\"Name\":\"Survey\",\"Questions\":[{\"Name\":\"Sales\","
        "\"ScoreAnswers\":[{\"Name\":\"a\",\"BubbleWidth\":60,\"BubbleHeight\":60,"
        "\"Bubbles\":[" SCORED("x", "10", "18", "true") "," SCORED(
            "y", "90", "\"4.5\"",
            "false") "]},"
                     "{\"Name\":\"b\",\"BubbleWidth\":50,\"BubbleHeight\":50,\"Bubbles\":[" SCORED(
                         "x", "10", "9",
                         "true") "]}]},{\"Name\":\"Staff\",\"ScoreAnswers\":[]}]}"));
    const struct omr_form_page *page = form->pages;
    assert_int_equal(page->elements[0].kind, OMR_ELEMENT_SCORE_GROUP);
    assert_int_equal(page->elements[0].position_count, 2);
    assert_string_equal(page->elements[0].positions[0].name, "Sales");
    assert_int_equal(page->elements[0].positions[0].bubble_count, 3);
    assert_int_equal(page->elements[0].positions[1].bubble_count, 0);
    assert_true(page->bubbles[1].score == 4.5 && !page->bubbles[1].is_positive);
    assert_true(page->bubbles[2].score == 9 && page->bubbles[2].is_positive);
    assert_true(page->bubbles[2].width == 50);
    omr_form_free(form);
}

static void barcodes_are_read_under_both_names(void **state) {
    (void)state;
#define BARCODE(type, version)                                                                     \
    "{\"Type\":\"" type "\",\"Name\":\"b\",\"Left\":\"1900\",\"Top\":250,\"Width\":360,"           \
    "\"Height\":360,\"BarcodeType\":\"QR\",\"QrVersion\":" version "}"
    struct omr_form *form =
        parse(PAGE(BARCODE("Barcode", "\"2\"") "," BARCODE("BarcodeDownloadable", "null")));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(form->pages[0].elements[i].kind, OMR_ELEMENT_BARCODE);
        assert_string_equal(form->pages[0].elements[i].barcode, "QR");
        assert_true(form->pages[0].elements[i].box.left == 1900);
    }
    assert_int_equal(form->pages[0].elements[0].qr_version, 2);
    assert_int_equal(form->pages[0].elements[1].qr_version, 0);
    omr_form_free(form);
}

static void markers_are_read_under_both_names(void **state) {
    (void)state;
#define MARKER(type, more)                                                                         \
    "{\"Type\":\"" type "\",\"Left\":\"24\",\"Top\":\"24\",\"Width\":\"125\",\"Height\":125" more  \
    "}"
    struct omr_form *form = parse(PAGE(MARKER("ReferencePointElement", "") "," MARKER(
        "ReferencePoint",
        ",\"ReferenceType\":"
        "\"Corner\"") "," MARKER("ReferencePoint",
                                 ",\"ReferenceType\":\"Rotation\"") "," CHOICE("Q", BUBBLE("A", "1",
                                                                                           "1"))));
    const struct omr_form_page *page = form->pages;
    assert_int_equal(page->marker_count, 3);
    assert_int_equal(page->element_count, 1);
    assert_int_equal(page->markers[0].kind, OMR_MARKER_CORNER);
    assert_int_equal(page->markers[1].kind, OMR_MARKER_CORNER);
    assert_int_equal(page->markers[2].kind, OMR_MARKER_ROTATION);
    assert_true(page->markers[2].box.width == 125 && page->markers[2].box.left == 24);
    omr_form_free(form);
}

static void single_mark_is_read_from_the_element_and_from_our_own_key(void **state) {
    (void)state;
#define SINGLE_MARK_FORM(schema)                                                                   \
    "{\"Omr\":{\"schema\":" schema ",\"Pages\":[{\"Elements\":[null,{\"SingleMark\":true}]}]},"    \
    "\"Pages\":[{\"Width\":500,\"Height\":500,\"Elements\":["                                      \
    "{\"Type\":\"ChoiceBox\",\"SingleMark\":true,\"Bubbles\":[]}," CHOICE(                         \
        "Q", BUBBLE("A", "1", "1")) "," CHOICE("R", BUBBLE("A", "1", "1")) "]}]}"
    struct omr_form *form = parse(SINGLE_MARK_FORM("1"));
    assert_true(form->pages[0].elements[0].is_single_mark);
    assert_true(form->pages[0].elements[1].is_single_mark);
    assert_false(form->pages[0].elements[2].is_single_mark);
    omr_form_free(form);
    form = parse(SINGLE_MARK_FORM("2"));
    assert_false(form->pages[0].elements[1].is_single_mark);
    omr_form_free(form);
}

static void keys_are_read_whatever_their_case_and_strange_ones_ignored(void **state) {
    (void)state;
    struct omr_form *form = parse(
        "\xef\xbb\xbf{\"version\":1.0,\"name\":\"N\",\"pages\":[{\"width\":\"500\",\"HEIGHT\""
        ":500,\"ImageData\":\"AAAA\",\"elements\":[{\"type\":\"choicebox\",\"New\":[{}],"
        "\"bubblewidth\":50,\"bubbleheight\":50,\"bubbles\":[" BUBBLE("A", "1", "1") "]}]}]}");
    assert_string_equal(omr_form_name(form), "N");
    assert_int_equal(omr_form_bubble_count(form, 0), 1);
    omr_form_free(form);
}

static void a_value_may_be_a_number_or_missing(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE(CHOICE("Q", "{\"Value\":7,\"Left\":1,\"Top\":1},{\"Left\":1,\"Top\":1}")));
    assert_string_equal(form->pages[0].bubbles[0].value, "7");
    assert_string_equal(form->pages[0].bubbles[1].value, "");
    omr_form_free(form);
}

static void the_automatic_threshold_may_be_spelled_out(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE("{\"Type\":\"ChoiceBox\",\"Threshold\":-100,\"Bubbles\":[]}," CHOICE(
            "Q", BUBBLE("A", "1", "1"))));
    assert_int_equal(form->pages[0].elements[0].threshold, -1);
    omr_form_free(form);
}

static void several_pages_are_read(void **state) {
    (void)state;
    struct omr_form *form =
        parse("{\"Pages\":[{\"Width\":500,\"Height\":500,\"Elements\":[]},{\"Width\":600,"
              "\"Height\":500,\"Elements\":[" CHOICE("Q", BUBBLE("A", "1", "1")) "]}]}");
    assert_int_equal(omr_form_page_count(form), 2);
    assert_int_equal(omr_form_bubble_count(form, 0), 0);
    assert_int_equal(omr_form_bubble_count(form, 1), 1);
    assert_int_equal(omr_form_bubble_count(form, 2), 0);
    assert_true(form->pages[1].width == 600);
    omr_form_free(form);
}

static void nonsense_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "the pattern is empty"},
        {"\xef\xbb\xbf \r\n", "the pattern is empty"},
        {"{\"Pages\":",
         "the pattern is no usable JSON: line 1, column 10: the text ends too early"},
        {"\x89PNG", "this is no recognition pattern: an .omr file begins with `{`"},
        {"[]", "this is no recognition pattern: an .omr file begins with `{`"},
        {"{\"Name\":\"x\"}", "this is no recognition pattern but other JSON: it has no `Pages`"},
        {"{\"Name\":[],\"Pages\":[]}", "Name: not a text"},
        {"{\"Pages\":{}}", "Pages: not an array"},
        {"{\"Pages\":[]}", "Pages: a form needs at least one page"},
        {"{\"Pages\":[1]}", "Pages[0]: not an object"},
        {"{\"Pages\":[{}]}", "Pages[0].Width: missing"},
        {"{\"Pages\":[{\"Width\":500,\"Height\":1e9}]}",
         "Pages[0].Height: must be from 100 to 20000"},
        {"{\"Pages\":[{\"Width\":500,\"Height\":500}]}", "Pages[0].Elements: missing"},
        {PAGE(""), "Pages: no bubbles, barcodes or write-in areas on any page"},
        {PAGE("null"), "Pages[0].Elements[0]: not an object"},
        {PAGE("{}"), "Pages[0].Elements[0].Type: missing"},
        {PAGE("{\"Type\":7}"), "Pages[0].Elements[0].Type: not a text"},
        {PAGE("{\"Type\":\"Riddle\",\"Bubbles\":[]}"),
         "Pages[0].Elements[0].Type: no known type of element, though it has bubbles"},
        {PAGE("{\"Type\":\"ChoiceBox\"}"), "Pages[0].Elements[0].Bubbles: missing"},
        {PAGE("{\"Type\":\"ChoiceBox\",\"Left\":\"here\",\"Bubbles\":[]}"),
         "Pages[0].Elements[0].Left: not a number"},
        {PAGE(CHOICE("Q", "7")), "Pages[0].Elements[0].Bubbles[0]: not an object"},
        {PAGE(CHOICE("Q", BUBBLE("A", "1", "1") "," BUBBLE("A", "1", "NaN"))),
         "Pages[0].Elements[0].Bubbles[1].Top: not a number"},
        {PAGE(CHOICE("Q", BUBBLE("A", "1e9", "1"))),
         "Pages[0].Elements[0].Bubbles[0].Left: must be from -30 to 2450"},
        {PAGE(CHOICE("Q", BUBBLE("A", "1", "-1e308"))),
         "Pages[0].Elements[0].Bubbles[0].Top: must be from -20 to 3488"},
        {PAGE("{\"Type\":\"ChoiceBox\",\"Bubbles\":[{}]}"),
         "Pages[0].Elements[0].Bubbles[0]: neither BubbleWidth nor BubbleHeight may be missing"},
        {PAGE("{\"Type\":\"ChoiceBox\",\"BubbleWidth\":0,\"Bubbles\":[]}"),
         "Pages[0].Elements[0].BubbleWidth: must be from 4 to 1240"},
        {PAGE("{\"Type\":\"CheckBox\",\"Threshold\":101,\"Bubbles\":[]}"),
         "Pages[0].Elements[0].Threshold: must be from 0 to 100"},
        {PAGE("{\"Type\":\"Grid\",\"Elements\":[{\"Bubbles\":[]},{\"Bubbles\":7}]}"),
         "Pages[0].Elements[0].Elements[1].Bubbles: not an array"},
        {PAGE("{\"Type\":\"CompositeGrid\",\"Bubbles\":[[],7]}"),
         "Pages[0].Elements[0].Bubbles[1]: not an array"},
        {PAGE("{\"Type\":\"ReplaceTrigger\",\"Bubbles\":[]}"),
         "Pages[0].Elements[0].Target: missing"},
        {PAGE("{\"Type\":\"Barcode\",\"Width\":9,\"Height\":9}"),
         "Pages[0].Elements[0].BarcodeType: missing"},
        {PAGE("{\"Type\":\"Barcode\",\"BarcodeType\":\"qr\"}"),
         "Pages[0].Elements[0]: its box lies outside the page"},
        {PAGE("{\"Type\":\"ScoreGroup\",\"Questions\":[{\"ScoreAnswers\":[{\"BubbleWidth\":9,"
              "\"BubbleHeight\":9,\"Bubbles\":[{\"Left\":1,\"Top\":1,\"Score\":\"x\"}]}]}]}"),
         "Pages[0].Elements[0].Questions[0].ScoreAnswers[0].Bubbles[0].Score: not a number"},
        {PAGE("{\"Type\":\"ReferencePoint\",\"Left\":9000,\"Width\":125,\"Height\":125}"),
         "Pages[0].Elements[0]: this positioning marker lies outside the page"},
        {PAGE("{\"Type\":\"ReferencePoint\"}"),
         "Pages[0].Elements[0]: this positioning marker lies outside the page"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, OMR_ERROR_INPUT, cases[i].message);
}

/* PAGE() with `item` repeated `count` times. */
static char *repeated(const char *head, const char *item, int count, const char *tail) {
    struct omr_buffer text = {0};
    omr_buffer_text(&text, head);
    for (int i = 0; i < count; i++) {
        if (i)
            omr_buffer_char(&text, ',');
        omr_buffer_text(&text, item);
    }
    omr_buffer_text(&text, tail);
    char *bytes = omr_buffer_detach(&text, NULL);
    assert_non_null(bytes);
    return bytes;
}

static void what_exceeds_the_limits_is_refused_within_a_second(void **state) {
    (void)state;
    static const char head[] = "{\"Pages\":[{\"Width\":2480,\"Height\":3508,\"Elements\":[";
    static const char choice[] = "{\"Pages\":[{\"Width\":2480,\"Height\":3508,\"Elements\":[{"
                                 "\"Type\":\"ChoiceBox\",\"BubbleWidth\":60,\"BubbleHeight\":60,"
                                 "\"Bubbles\":[";
    static const struct {
        const char *head, *item, *tail, *message;
        int count;
    } cases[] = {
        {choice, "{\"Left\":1,\"Top\":1}", "]}]}]}",
         "Pages[0].Elements[0].Bubbles[40000]: more than 40000 bubbles in a form", 40001},
        {choice, "{\"Left\":1,\"Top\":1}", "]}]}]}", NULL, 1000000},
        {head, "{\"Type\":\"ChoiceBox\",\"Bubbles\":[]}", "]}]}",
         "Pages[0].Elements[10000]: more than 10000 elements on a page", 10001},
        {head,
         "{\"Type\":\"Grid\",\"Elements\":[{\"Bubbles\":[]},{\"Bubbles\":[]},{\"Bubbles\":[]}]}",
         "]}]}", "Pages[0].Elements[6666].Elements[2].Bubbles: more than 20000 positions on a page",
         9999},
        {head, MARKER("ReferencePoint", ""), "]}]}",
         "Pages[0].Elements[100]: more than 100 positioning markers on a page", 101},
        {"{\"Pages\":[", "{\"Width\":500,\"Height\":500,\"Elements\":[]}", "]}",
         "Pages: more than 100 pages", 101},
        {"{\"Pages\":[", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "",
         "the pattern is no usable JSON: line 1, column 33: nested too deeply", 1000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = repeated(cases[i].head, cases[i].item, cases[i].count, cases[i].tail);
        struct omr_form *form = NULL;
        struct omr_error err = {0};
        clock_t start = clock();
        assert_int_equal(omr_form_parse(&form, text, strlen(text), &err), OMR_ERROR_LIMIT);
        assert_true(clock() - start < CLOCKS_PER_SEC);
        if (cases[i].message)
            assert_string_equal(err.text, cases[i].message);
        assert_null(form);
        free(text);
    }
}

static void a_pattern_of_more_than_20_mb_is_refused(void **state) {
    (void)state;
    size_t size = (20u << 20) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, ' ', size);
    struct omr_form *form = NULL;
    assert_int_equal(omr_form_parse(&form, text, size, NULL), OMR_ERROR_LIMIT);
    assert_null(form);
    free(text);
}

static void an_unknown_element_without_bubbles_is_skipped(void **state) {
    (void)state;
    struct omr_form *form =
        parse(PAGE("{\"Type\":\"Picture\",\"Left\":\"x\"}," CHOICE("Q", BUBBLE("A", "1", "1"))));
    assert_int_equal(form->pages[0].element_count, 1);
    omr_form_free(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_choice_box_has_one_position),
        cmocka_unit_test(a_bubble_is_given_by_its_centre),
        cmocka_unit_test(a_grid_has_one_position_per_nested_choice_box),
        cmocka_unit_test(a_composite_grid_has_one_position_per_inner_array),
        cmocka_unit_test(nested_choice_boxes_take_the_bubble_size_of_the_grid),
        cmocka_unit_test(a_check_box_is_square_and_has_a_threshold),
        cmocka_unit_test(a_replace_trigger_names_its_target),
        cmocka_unit_test(a_score_group_has_one_position_per_question),
        cmocka_unit_test(barcodes_are_read_under_both_names),
        cmocka_unit_test(markers_are_read_under_both_names),
        cmocka_unit_test(single_mark_is_read_from_the_element_and_from_our_own_key),
        cmocka_unit_test(keys_are_read_whatever_their_case_and_strange_ones_ignored),
        cmocka_unit_test(a_value_may_be_a_number_or_missing),
        cmocka_unit_test(the_automatic_threshold_may_be_spelled_out),
        cmocka_unit_test(several_pages_are_read),
        cmocka_unit_test(nonsense_is_refused_with_its_place),
        cmocka_unit_test(what_exceeds_the_limits_is_refused_within_a_second),
        cmocka_unit_test(a_pattern_of_more_than_20_mb_is_refused),
        cmocka_unit_test(an_unknown_element_without_bubbles_is_skipped),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
