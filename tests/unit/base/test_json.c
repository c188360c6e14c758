/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct omr_json *parse(const char *text) {
    struct omr_json *root = NULL;
    struct omr_error err = {0};
    if (omr_json_parse(&root, text, strlen(text), 20, 1000, &err))
        fail_msg("%s: %s", text, err.text);
    return root;
}

static void assert_refused(const char *text, size_t size, enum omr_status status,
                           const char *message) {
    struct omr_json *root = NULL;
    struct omr_error err = {0};
    assert_int_equal(omr_json_parse(&root, text, size, 20, 1000, &err), status);
    assert_null(root);
    assert_string_equal(err.text, message);
}

static void assert_bad(const char *text, const char *message) {
    assert_refused(text, strlen(text), OMR_ERROR_INPUT, message);
}

static void kinds_are_told_apart(void **state) {
    (void)state;
    static const enum omr_json_kind kinds[] = {OMR_JSON_NULL,   OMR_JSON_BOOL,   OMR_JSON_BOOL,
                                               OMR_JSON_NUMBER, OMR_JSON_STRING, OMR_JSON_ARRAY,
                                               OMR_JSON_OBJECT};
    struct omr_json *root = parse("[null, true, false, -1.5e2, \"x\", [], {}]");
    const struct omr_json *at = omr_json_first(root);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++, at = omr_json_next(at))
        assert_int_equal(omr_json_kind(at), kinds[i]);
    assert_null(at);
    assert_int_equal(omr_json_count(root), 7);
    omr_json_free(root);
}

static void a_member_is_found_whatever_its_case(void **state) {
    (void)state;
    struct omr_json *root = parse("{\"Images\": [1, 2], \"omrFile\": \"eA==\"}");
    assert_int_equal(omr_json_count(omr_json_member(root, "images")), 2);
    assert_string_equal(omr_json_string(omr_json_member(root, "OMRFILE")), "eA==");
    assert_null(omr_json_member(root, "image"));
    assert_null(omr_json_member(NULL, "images"));
    assert_null(omr_json_member(omr_json_member(root, "images"), "images"));
    omr_json_free(root);
}

static void the_exact_spelling_of_a_member_goes_first(void **state) {
    (void)state;
    struct omr_json *root = parse("{\"NAME\": \"a\", \"name\": \"b\", \"Name\": \"c\"}");
    assert_string_equal(omr_json_string(omr_json_member(root, "Name")), "c");
    assert_string_equal(omr_json_string(omr_json_member(root, "nAME")), "a");
    omr_json_free(root);
}

static void members_are_walked_with_their_keys(void **state) {
    (void)state;
    struct omr_json *root = parse("{\"a\": 1, \"b\": [2]}");
    const struct omr_json *at = omr_json_first(root);
    assert_string_equal(omr_json_key(at), "a");
    at = omr_json_next(at);
    assert_string_equal(omr_json_key(at), "b");
    assert_string_equal(omr_json_key(omr_json_first(at)), "");
    omr_json_free(root);
}

static void numbers_may_be_strings(void **state) {
    (void)state;
    struct omr_json *root = parse("[607, \"607\", \" 483.22744750976563 \", \"-1e1\"]");
    const double expected[] = {607, 607, 483.22744750976563, -10};
    const struct omr_json *at = omr_json_first(root);
    for (size_t i = 0; i < 4; i++, at = omr_json_next(at)) {
        double number = 0;
        assert_true(omr_json_number(at, &number));
        assert_true(number == expected[i]);
    }
    omr_json_free(root);
}

static void what_is_no_finite_number_is_none(void **state) {
    (void)state;
    struct omr_json *root = parse("[\"\", \"NaN\", \"inf\", \"0x10\", \"1 2\", \"1,5\", \"1e999\", "
                                  "1e999, true, null, [1], \"12px\", \"+1\", \".5\", \"5.\"]");
    for (const struct omr_json *at = omr_json_first(root); at; at = omr_json_next(at)) {
        double number = 42;
        assert_false(omr_json_number(at, &number));
    }
    assert_false(omr_json_number(NULL, &(double){0}));
    omr_json_free(root);
}

static void only_true_is_true(void **state) {
    (void)state;
    struct omr_json *root = parse("[true, false, 1, \"true\", null]");
    int count = 0;
    for (const struct omr_json *at = omr_json_first(root); at; at = omr_json_next(at))
        count += omr_json_is_true(at);
    assert_int_equal(count, 1);
    assert_true(omr_json_is_true(omr_json_first(root)));
    assert_false(omr_json_is_true(NULL));
    omr_json_free(root);
}

static void escapes_are_undone(void **state) {
    (void)state;
    struct omr_json *root = parse("\"\\u003d\\/\\\"\\\\\\n\\u00e9\\ud83d\\ude00\"");
    assert_string_equal(omr_json_string(root), "=/\"\\\n\xc3\xa9\xf0\x9f\x98\x80");
    omr_json_free(root);
}

static void a_byte_order_mark_is_skipped(void **state) {
    (void)state;
    omr_json_free(parse("\xef\xbb\xbf {\"a\": 1} \r\n"));
}

static void what_is_not_json_is_refused_with_its_place(void **state) {
    (void)state;
    assert_bad("", "line 1, column 1: the text ends too early");
    assert_bad("{\"a\": 1,\n \"b\" 2}", "line 2, column 6: a colon is missing");
    assert_bad("[1, 2", "line 1, column 6: the text ends too early");
    assert_bad("[1 2]", "line 1, column 4: a comma or a closing bracket is missing");
    assert_bad("[1, ]", "line 1, column 5: not a value");
    assert_bad("{\"a\": 1,}", "line 1, column 9: a member's name in quotes is missing");
    assert_bad("[1}", "line 1, column 3: a comma or a closing bracket is missing");
    assert_bad("{} {}", "line 1, column 4: something follows the value");
    assert_bad("[NaN]", "line 1, column 2: not a value");
    assert_bad("[tru]", "line 1, column 2: not a value");
    assert_bad("\"abc", "line 1, column 5: the string does not end");
    assert_bad("\"\\x\"", "line 1, column 2: unknown escape in a string");
    assert_bad("\"\\u12g4\"", "line 1, column 2: four hexadecimal digits must follow \\u");
    assert_bad("\"\\ud800\"", "line 1, column 2: half of a surrogate pair");
    assert_bad("\"\\udc00\"", "line 1, column 2: half of a surrogate pair");
    assert_bad("\"\xe9t\xe9\"", "line 1, column 2: not UTF-8");
}

static void zero_bytes_are_refused_in_every_spelling(void **state) {
    (void)state;
    assert_bad("{\"a\\u0000b\": 1}", "line 1, column 4: the character U+0000 is not allowed");
    assert_bad("\"\\u0000\"", "line 1, column 2: the character U+0000 is not allowed");
    assert_refused("\"a\0b\"", 5, OMR_ERROR_INPUT, "line 1, column 3: a zero byte");
    assert_refused("[1]\0", 4, OMR_ERROR_INPUT, "line 1, column 4: something follows the value");
}

static void endless_numbers_are_refused(void **state) {
    (void)state;
    char text[102];
    memset(text, '7', sizeof text - 2);
    text[100] = 0;
    assert_bad(text, "line 1, column 1: a number of too many digits");
}

static void nesting_has_a_limit(void **state) {
    (void)state;
    char deep[100000];
    memset(deep, '[', sizeof deep);
    assert_refused(deep, sizeof deep, OMR_ERROR_LIMIT, "line 1, column 21: nested too deeply");
    omr_json_free(parse("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"));
}

static void the_number_of_values_has_a_limit(void **state) {
    (void)state;
    struct omr_json *root = NULL;
    struct omr_error err;
    assert_int_equal(omr_json_parse(&root, "[1,2,{\"a\":3}]", 13, 9, 5, NULL), OMR_OK);
    omr_json_free(root);
    root = NULL;
    assert_int_equal(omr_json_parse(&root, "[1,2,{\"a\":3}]", 13, 9, 4, &err), OMR_ERROR_LIMIT);
    assert_string_equal(err.text, "line 1, column 11: too many values");
    assert_null(root);
}

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A request body with a picture. The bound is loose, for slow machines and sanitizers; what it
 * catches is a cost per escape that grows with the length. */
static void a_body_of_many_megabytes_is_read_quickly(void **state) {
    (void)state;
    const size_t size = 8u << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'Q', size);
    for (size_t i = 64; i + 8 < size; i += 64)
        memcpy(text + i, i % 128 ? "\\/" : "\\u003d", i % 128 ? 2 : 6);
    memcpy(text, "{\"Images\":[\"", 12);
    memcpy(text + size - 3, "\"]}", 3);
    double best = 1e9;
    for (int round = 0; round < 3; round++) {
        struct omr_json *root = NULL;
        double start = now_ms();
        assert_int_equal(omr_json_parse(&root, text, size, 10, 100, NULL), OMR_OK);
        double took = now_ms() - start;
        best = took < best ? took : best;
        omr_json_free(root);
    }
    free(text);
    print_message("# 8 MB body: %.1f ms\n", best);
    assert_true(best < 500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_told_apart),
        cmocka_unit_test(a_member_is_found_whatever_its_case),
        cmocka_unit_test(the_exact_spelling_of_a_member_goes_first),
        cmocka_unit_test(members_are_walked_with_their_keys),
        cmocka_unit_test(numbers_may_be_strings),
        cmocka_unit_test(what_is_no_finite_number_is_none),
        cmocka_unit_test(only_true_is_true),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
        cmocka_unit_test(zero_bytes_are_refused_in_every_spelling),
        cmocka_unit_test(endless_numbers_are_refused),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(the_number_of_values_has_a_limit),
        cmocka_unit_test(a_body_of_many_megabytes_is_read_quickly),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
