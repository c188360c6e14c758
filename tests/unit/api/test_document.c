/* SPDX-License-Identifier: MIT */
#include "server/worker/document.h"

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

static void expect(const char *line, const char *document) {
    struct srv_options options;
    assert_int_equal(srv_options_parse(&options, line, NULL), OMR_OK);
    char *text;
    size_t size;
    assert_int_equal(srv_document_write(&result, &options, &text, &size, NULL), OMR_OK);
    assert_string_equal(text, document);
    assert_int_equal(size, strlen(document));
    free(text);
}

static void json_has_the_shape_that_was_chosen(void **state) {
    (void)state;
#define ELEMENTS                                                                                   \
    "\"Elements\":[{\"Name\":\"A\",\"Value\":\"=1+1\"},{\"Name\":\"B\",\"Value\":\"x\"},"          \
    "{\"Name\":\"C\",\"Value\":\"\"}]"
#define RESULTS                                                                                    \
    "\"RecognitionResults\":[{\"ElementName\":\"A\",\"Value\":\"=1+1\"},{\"ElementName\":\"B\","   \
    "\"Value\":\"x\"},{\"ElementName\":\"C\",\"Value\":\"\"}]"
    expect("format=Json", "{" ELEMENTS "}");
    expect("format=Json shape=elements", "{" ELEMENTS "}");
    expect("format=Json shape=results", "{" RESULTS "}");
    expect("format=Json shape=both", "{" ELEMENTS "," RESULTS "}");
}

static void a_shape_changes_nothing_but_json(void **state) {
    (void)state;
    expect("shape=both", "Element Name,Value,\nA,\"=1+1\"\nB,\"x\"\nC,\"\"\n");
}

static void doubtful_fields_show_what_was_chosen(void **state) {
    (void)state;
    expect("unsure=3f203f", "Element Name,Value,\nA,\"=1+1\"\nB,\"? ?\"\nC,\"\"\n");
    expect("unsure=", "Element Name,Value,\nA,\"=1+1\"\nB,\"\"\nC,\"\"\n");
    assert_string_equal(fields[1].value, "x");
}

static void formulas_are_guarded_in_csv_only(void **state) {
    (void)state;
    expect("guard=1", "Element Name,Value,\nA,\"'=1+1\"\nB,\"x\"\nC,\"\"\n");
    expect("guard=1 unsure=2d", "Element Name,Value,\nA,\"'=1+1\"\nB,\"'-\"\nC,\"\"\n");
    expect("guard=1 format=Json", "{" ELEMENTS "}");
}

static void options_that_make_no_sense_are_refused(void **state) {
    (void)state;
    static const char *const lines[] = {
        "shape=round", "guard=2",   "unsure=3",        "unsure=3F",     "unsure=00",
        "unsure=zz",   "pixels=0",  "side=4294967296", "pages=",        "scans=1x",
        "memory=-1",   "bytes=1e9", "convert=sh",      "convert=pdf;sh"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct srv_options options;
        if (srv_options_parse(&options, lines[i], NULL) != OMR_ERROR_USAGE)
            fail_msg("was accepted: %s", lines[i]);
    }
}

static void limits_and_converters_are_those_of_the_line(void **state) {
    (void)state;
    struct srv_options options;
    assert_int_equal(
        srv_options_parse(&options, "bytes=1 pixels=2 side=3 scans=4 pages=5 memory=6", NULL),
        OMR_OK);
    assert_true(options.limits.max_bytes == 1 && options.limits.max_pixels == 2 &&
                options.limits.max_side == 3 && options.limits.max_scans == 4 &&
                options.limits.max_pages == 5 && options.limits.max_memory == 6);
    assert_false(options.knows_converters);
    assert_int_equal(srv_options_parse(&options, "convert=heic,pdf", NULL), OMR_OK);
    assert_true(srv_options_have(&options, conv_of("pdf")));
    assert_false(srv_options_have(&options, conv_of("jp2")));
    assert_int_equal(srv_options_parse(&options, "convert=", NULL), OMR_OK);
    assert_true(options.knows_converters);
    assert_false(srv_options_have(&options, conv_of("pdf")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_shape_that_was_chosen),
        cmocka_unit_test(a_shape_changes_nothing_but_json),
        cmocka_unit_test(doubtful_fields_show_what_was_chosen),
        cmocka_unit_test(formulas_are_guarded_in_csv_only),
        cmocka_unit_test(limits_and_converters_are_those_of_the_line),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
