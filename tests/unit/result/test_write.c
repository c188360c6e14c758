/* SPDX-License-Identifier: MIT
 *
 * The documents, byte by byte, and the order of rows. */
#include "recognition/result/sort.h"
#include "sheet.h"

static const char sample[] =
    "{'Type':'ChoiceBox','Name':'Question1',{size},'Bubbles':[{'Value':'A',{b}},{'Value':'B',{b}},"
    "{'Value':'C',{b}}]},"
    "{'Type':'ChoiceBox','Name':'Question2',{size},'Bubbles':[{'Value':'A',{b}}]},"
    "{'Type':'Grid','Name':'Pupil',{size},'Elements':[{'Bubbles':[{'Value':'1',{b}}]},{'Bubbles':[{"
    "'Value':'0',{b}}]},{'Bubbles':[{'Value':'4',{b}}]},{'Bubbles':[{'Value':'2',{b}}]}]},"
    "{'Type':'CompositeGrid','Name':'Class code',{size},'Bubbles':[[{'Value':'7',{b}}],[{'Value':"
    "'A',{b}},{'Value':'B',{b}}]]},"
    "{'Type':'CheckBox','Name':'Agree',{size},'Bubbles':[{'Value':'Agree',{b}}]},"
    "{'Type':'Barcode','Name':'Sheet_no','BarcodeType':'Code128','Left':9,'Top':9,'Width':90,"
    "'Height':90}";

static void assert_document(struct sheet *sheet, enum omr_format format, const char *expected) {
    struct omr_result *result = sheet_compose(sheet);
    char *text;
    size_t size;
    assert_int_equal(omr_result_write(result, format, &text, &size, NULL), OMR_OK);
    assert_string_equal(text, expected);
    assert_int_equal(size, strlen(expected));
    free(text);
    omr_result_free(result);
}

static void the_csv_of_the_sample_form_is_exact(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, sample);
    static const int marks[][3] = {{0, 0, 0}, {0, 0, 2}, {2, 0, 0}, {2, 1, 0}, {2, 2, 0},
                                   {2, 3, 0}, {3, 0, 0}, {3, 1, 1}, {4, 0, 0}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        sheet_mark(&sheet, marks[i][0], marks[i][1], marks[i][2]);
    sheet.barcodes[5].text = "000157";
    assert_document(&sheet, OMR_FORMAT_CSV,
                    "Element Name,Value,\n"
                    "Agree,\"Agree\"\n"
                    "Class code,\"7B\"\n"
                    "Pupil,\"1042\"\n"
                    "Question1,\"A,C\"\n"
                    "Question2,\"\"\n"
                    "Sheet_no,\"000157\"\n");
    sheet_close(&sheet);
}

#define TWO_BOXES(first, second)                                                                   \
    "{'Type':'ChoiceBox','Name':'" first "',{size},'Bubbles':[{'Value':'selected',{b}}]},"         \
    "{'Type':'ChoiceBox','Name':'" second "',{size},'Bubbles':[{'Value':'selected',{b}}]}"

static void the_json_of_the_tutorial_is_exact(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, TWO_BOXES("Animals91", "Animals92"));
    sheet_mark(&sheet, 1, 0, 0);
    assert_document(&sheet, OMR_FORMAT_JSON,
                    "{\"Elements\":[{\"Name\":\"Animals91\",\"Value\":\"\"},"
                    "{\"Name\":\"Animals92\",\"Value\":\"selected\"}]}");
    sheet_close(&sheet);
}

static void the_xml_of_the_tutorial_is_exact(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, "{'Type':'ChoiceBox','Name':'Animals91','Bubbles':[]},"
                       "{'Type':'ClipArea','Name':'x'}");
    assert_document(&sheet, OMR_FORMAT_XML,
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<OmrResult xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
                    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
                    "  <Elements>\n"
                    "    <Element>\n"
                    "      <Name>Animals91</Name>\n"
                    "      <Value></Value>\n"
                    "    </Element>\n"
                    "  </Elements>\n"
                    "</OmrResult>\n");
    sheet_close(&sheet);
}

/* A result of one field, for what no form can be made to say. */
static void assert_written(const char *name, const char *value, enum omr_format format,
                           const char *part) {
    struct omr_field field = {.name = name, .value = value, .confidence = 1};
    struct omr_result result = {.fields = &field, .field_count = 1};
    char *text;
    size_t size;
    assert_int_equal(omr_result_write(&result, format, &text, &size, NULL), OMR_OK);
    if (!strstr(text, part))
        fail_msg("%s\nis not in\n%s", part, text);
    free(text);
}

static void csv_names_stand_bare_unless_they_hold_a_quote_or_a_line_break(void **state) {
    (void)state;
    assert_written("one, two; =3", "x", OMR_FORMAT_CSV, "\none, two; =3,\"x\"\n");
    assert_written("a \"b\"", "x", OMR_FORMAT_CSV, "\n\"a \"\"b\"\"\",\"x\"\n");
    assert_written("a\nb", "x", OMR_FORMAT_CSV, "\n\"a\nb\",\"x\"\n");
    assert_written("a\rb", "x", OMR_FORMAT_CSV, "\n\"a\rb\",\"x\"\n");
}

static void quotes_in_csv_values_are_doubled(void **state) {
    (void)state;
    assert_written("n", "5\" \"x\"", OMR_FORMAT_CSV, "\nn,\"5\"\" \"\"x\"\"\"\n");
}

static void json_strings_are_escaped(void **state) {
    (void)state;
    assert_written("a\"\\\n\x01", "\xc3\xa9\xff", OMR_FORMAT_JSON,
                   "{\"Name\":\"a\\\"\\\\\\n\\u0001\",\"Value\":\"\xc3\xa9\xef\xbf\xbd\"}");
}

static void xml_texts_are_escaped_and_hold_only_what_xml_allows(void **state) {
    (void)state;
    assert_written("a & <b> ]]>", "1\r\n\t2", OMR_FORMAT_XML,
                   "<Name>a &amp; &lt;b&gt; ]]&gt;</Name>\n      <Value>1&#13;\n\t2</Value>");
    assert_written("a\x01\x1f\x7f", "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd\xf0\x9f\x98\x80\xff",
                   OMR_FORMAT_XML,
                   "<Name>a\x7f</Name>\n      <Value>\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd<");
}

static void an_unknown_format_is_refused(void **state) {
    (void)state;
    struct omr_result result = {.field_count = 0};
    char *text = NULL;
    assert_int_equal(omr_result_write(&result, (enum omr_format)99, &text, NULL, NULL),
                     OMR_ERROR_USAGE);
    assert_null(text);
}

static void assert_details(const struct omr_result *result, const char *error,
                           const char *expected) {
    char *text;
    size_t size;
    assert_int_equal(omr_details_write(result, "scans/a \"1\".jpg", 3, error, &text, &size, NULL),
                     OMR_OK);
    assert_string_equal(text, expected);
    assert_int_equal(size, strlen(expected));
    free(text);
}

static void details_hold_everything_on_one_line(void **state) {
    (void)state;
    struct omr_bubble_reading bubbles[] = {
        {.value = "A", .fill = 0.93756, .is_marked = true, .x_px = 1204.5, .y_px = 88.126},
        {.value = "B", .fill = -0.00004, .y_px = -3}};
    struct omr_field field = {.name = "Q1",
                              .value = "A",
                              .confidence = 0.875,
                              .needs_review = true,
                              .reasons = OMR_REASON_WEAK_MARK | OMR_REASON_CUT_OFF,
                              .bubbles = bubbles,
                              .bubble_count = 2};
    struct omr_finding finding = {"mirrored", "the page is mirrored"};
    struct omr_result result = {
        .fields = &field,
        .field_count = 1,
        .findings = &finding,
        .finding_count = 1,
        .registration = {.corners = {{1, 2}, {100.25, 2}, {100, 200}, {1, 200.004}},
                         .residual_px = 0.3333,
                         .rotation_deg = -1.5,
                         .method = "markers"},
        .timings = {.decode_ms = 16, .total_ms = 1.0 / 0.0},
    };
    assert_details(
        &result, NULL,
        "{\"schema\":\"omr.details/1\",\"image\":\"scans/a \\\"1\\\".jpg\",\"page\":3,"
        "\"error\":null,\"findings\":[{\"code\":\"mirrored\",\"text\":\"the page is mirrored\"}],"
        "\"registration\":{\"corners\":[[1,2],[100.25,2],[100,200],[1,200]],\"residual_px\":0.333,"
        "\"rotation\":-1.5,\"method\":\"markers\"},"
        "\"fields\":[{\"name\":\"Q1\",\"value\":\"A\",\"confidence\":0.875,\"review\":true,"
        "\"reasons\":[\"weak_mark\",\"cut_off\"],"
        "\"bubbles\":[{\"value\":\"A\",\"fill\":0.9376,\"marked\":true,\"x\":1204.5,\"y\":88.13},"
        "{\"value\":\"B\",\"fill\":0,\"marked\":false,\"x\":0,\"y\":-3}]}],"
        "\"timings_ms\":{\"decode\":16,\"registration\":0,\"mark\":0,\"decision\":0,\"barcode\":0,"
        "\"total\":null}}");
}

static void details_of_a_page_that_could_not_be_read_say_why(void **state) {
    (void)state;
    assert_details(NULL, "Could not find positioning markers on the image",
                   "{\"schema\":\"omr.details/1\",\"image\":\"scans/a \\\"1\\\".jpg\",\"page\":3,"
                   "\"error\":\"Could not find positioning markers on the image\",\"findings\":[],"
                   "\"registration\":null,\"fields\":[],\"timings_ms\":{}}");
}

static void every_reason_has_a_code_and_a_text(void **state) {
    (void)state;
    assert_string_equal(omr_reason_code(OMR_REASON_UNSURE_MARK), "unsure_mark");
    assert_string_equal(omr_reason_code(OMR_REASON_BARCODE_KIND), "barcode_kind");
    assert_string_equal(omr_reason_text(OMR_REASON_SINGLE_MARK),
                        "several marks where only one is allowed");
    assert_string_equal(omr_reason_code(OMR_REASON_NONE), "unknown");
    assert_string_equal(omr_reason_code((enum omr_reason)3), "unknown");
}

static int sign(int number) {
    return (number > 0) - (number < 0);
}

static void assert_order(const char *a, const char *b, int order) {
    if (sign(omr_name_compare(a, b)) != order || sign(omr_name_compare(b, a)) != -order)
        fail_msg("\"%s\" and \"%s\"", a, b);
}

static void names_are_sorted_as_people_count(void **state) {
    (void)state;
    static const char *const sorted[] = {
        "",         "_total", "_x",  "Gender", "GPA",   "PartI_9", "PartI_10", "PartI_60",
        "PartII_1", "Q",      "Q_1", "Qa",     "SEC29", "SEC210",  "test_id",  "Type of Major"};
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
        for (size_t j = i + 1; j < sizeof sorted / sizeof *sorted; j++)
            assert_order(sorted[i], sorted[j], -1);
}

static void case_and_leading_zeros_do_not_count(void **state) {
    (void)state;
    assert_order("gender", "GENDER", 0);
    assert_order("Q007", "q7", 0);
    assert_order("\xc3\x89t\xc3\xa9", "\xc3\xa9T\xc3\x89", 0); /* Été */
    assert_order("\xd0\x90\xd0\x81", "\xd0\xb0\xd1\x91", 0);   /* АЁ */
    assert_order("1000000000000000000000000000000", "999999999999999999999999999999", 1);
    assert_order("a\xff", "a\xfe", 1);
}

static void rows_of_equal_names_keep_the_order_of_the_form(void **state) {
    (void)state;
    struct sheet sheet;
    sheet_open(&sheet, TWO_BOXES("q1", "Q1") "," TWO_BOXES("B", "q01"));
    sheet_mark(&sheet, 1, 0, 0);
    assert_document(&sheet, OMR_FORMAT_CSV,
                    "Element Name,Value,\nB,\"\"\nq1,\"\"\nQ1,\"selected\"\nq01,\"\"\n");
    sheet_close(&sheet);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_csv_of_the_sample_form_is_exact),
        cmocka_unit_test(the_json_of_the_tutorial_is_exact),
        cmocka_unit_test(the_xml_of_the_tutorial_is_exact),
        cmocka_unit_test(csv_names_stand_bare_unless_they_hold_a_quote_or_a_line_break),
        cmocka_unit_test(quotes_in_csv_values_are_doubled),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(xml_texts_are_escaped_and_hold_only_what_xml_allows),
        cmocka_unit_test(an_unknown_format_is_refused),
        cmocka_unit_test(details_hold_everything_on_one_line),
        cmocka_unit_test(details_of_a_page_that_could_not_be_read_say_why),
        cmocka_unit_test(every_reason_has_a_code_and_a_text),
        cmocka_unit_test(names_are_sorted_as_people_count),
        cmocka_unit_test(case_and_leading_zeros_do_not_count),
        cmocka_unit_test(rows_of_equal_names_keep_the_order_of_the_form),
    };
    return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
