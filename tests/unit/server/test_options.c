/* SPDX-License-Identifier: MIT
 *
 * The line of options that goes with a job. */
#include "server/worker/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct srv_options parse(const char *line) {
    struct srv_options options;
    struct omr_error err;
    if (srv_options_parse(&options, line, &err))
        fail_msg("%s: %s", line, err.text);
    return options;
}

static void what_is_not_named_is_as_usual(void **state) {
    (void)state;
    struct srv_options options = parse("");
    struct omr_write_options write = srv_options_show(&options);
    assert_string_equal(options.type, "Csv");
    assert_int_equal(write.format, OMR_FORMAT_CSV);
    assert_int_equal(write.json_shape, OMR_JSON_ELEMENTS);
    assert_null(write.unsure_value);
    assert_false(write.guards_formulas);
    assert_int_equal(options.recognize.threshold, OMR_THRESHOLD_AUTOMATIC);
    assert_int_equal(options.recognize.order, OMR_ORDER_NAME);
    assert_int_equal(options.page, 1);
}

static void each_option_is_read(void **state) {
    (void)state;
    struct srv_options options =
        parse("format=json threshold=30 shape=both guard=1 order=form unsure=3f203f page=12");
    struct omr_write_options write = srv_options_show(&options);
    assert_string_equal(options.type, "Json");
    assert_int_equal(write.format, OMR_FORMAT_JSON);
    assert_int_equal(write.json_shape, OMR_JSON_BOTH);
    assert_string_equal(write.unsure_value, "? ?");
    assert_true(write.guards_formulas);
    assert_int_equal(options.recognize.threshold, 30);
    assert_int_equal(options.recognize.order, OMR_ORDER_FORM);
    assert_int_equal(options.page, 12);
}

static void an_unsure_value_may_be_empty(void **state) {
    (void)state;
    struct srv_options options = parse("unsure=");
    assert_string_equal(srv_options_show(&options).unsure_value, "");
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
        cmocka_unit_test(what_is_not_named_is_as_usual),
        cmocka_unit_test(each_option_is_read),
        cmocka_unit_test(an_unsure_value_may_be_empty),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(limits_and_converters_are_those_of_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
