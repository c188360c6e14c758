/* SPDX-License-Identifier: MIT */
#include <omr/result.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct omr_field fields[] = {{.name = "A", .value = "=1+1"},
                                          {.name = "B", .value = "x", .needs_review = true},
                                          {.name = "C", .value = ""}};
static const struct omr_result result = {.fields = fields, .field_count = 3, .review_count = 1};

static void expect(struct omr_write_options options, const char *document) {
    char *text;
    size_t size;
    assert_int_equal(omr_result_write_as(&result, &options, &text, &size, NULL), OMR_OK);
    assert_string_equal(text, document);
    assert_int_equal(size, strlen(document));
    free(text);
}

#define WITH(...) ((struct omr_write_options){__VA_ARGS__})

static void json_has_the_shape_that_was_chosen(void **state) {
    (void)state;
#define ELEMENTS                                                                                   \
    "\"Elements\":[{\"Name\":\"A\",\"Value\":\"=1+1\"},{\"Name\":\"B\",\"Value\":\"x\"},"          \
    "{\"Name\":\"C\",\"Value\":\"\"}]"
#define RESULTS                                                                                    \
    "\"RecognitionResults\":[{\"ElementName\":\"A\",\"Value\":\"=1+1\"},{\"ElementName\":\"B\","   \
    "\"Value\":\"x\"},{\"ElementName\":\"C\",\"Value\":\"\"}]"
    expect(WITH(.format = OMR_FORMAT_JSON), "{" ELEMENTS "}");
    expect(WITH(.format = OMR_FORMAT_JSON, .json_shape = OMR_JSON_ELEMENTS), "{" ELEMENTS "}");
    expect(WITH(.format = OMR_FORMAT_JSON, .json_shape = OMR_JSON_RESULTS), "{" RESULTS "}");
    expect(WITH(.format = OMR_FORMAT_JSON, .json_shape = OMR_JSON_BOTH),
           "{" ELEMENTS "," RESULTS "}");
}

static void a_shape_changes_nothing_but_json(void **state) {
    (void)state;
    expect(WITH(.json_shape = OMR_JSON_BOTH), "Element Name,Value,\nA,\"=1+1\"\nB,\"x\"\nC,\"\"\n");
}

static void doubtful_fields_show_what_was_chosen(void **state) {
    (void)state;
    expect(WITH(.unsure_value = "? ?"), "Element Name,Value,\nA,\"=1+1\"\nB,\"? ?\"\nC,\"\"\n");
    expect(WITH(.unsure_value = ""), "Element Name,Value,\nA,\"=1+1\"\nB,\"\"\nC,\"\"\n");
    assert_string_equal(fields[1].value, "x");
}

static void formulas_are_guarded_in_csv_only(void **state) {
    (void)state;
    expect(WITH(.guards_formulas = true), "Element Name,Value,\nA,\"'=1+1\"\nB,\"x\"\nC,\"\"\n");
    expect(WITH(.guards_formulas = true, .unsure_value = "-"),
           "Element Name,Value,\nA,\"'=1+1\"\nB,\"'-\"\nC,\"\"\n");
    expect(WITH(.guards_formulas = true, .format = OMR_FORMAT_JSON), "{" ELEMENTS "}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_shape_that_was_chosen),
        cmocka_unit_test(a_shape_changes_nothing_but_json),
        cmocka_unit_test(doubtful_fields_show_what_was_chosen),
        cmocka_unit_test(formulas_are_guarded_in_csv_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
