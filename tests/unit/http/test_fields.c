/* SPDX-License-Identifier: MIT */
#include "server/http/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct srv_form form;
static struct omr_arena arena;

static int clear(void **state) {
    (void)state;
    omr_arena_clear(&arena);
    return 0;
}

static const char *value_of(const char *name) {
    const struct srv_form_field *field = srv_form_find(&form, name, NULL);
    return field ? field->value.bytes : NULL;
}

static bool parse_multipart(const char *type, const char *text) {
    return srv_form_parse_multipart(&form, &arena, type, text, strlen(text));
}

static void a_form_is_read_in_any_order_and_decoded(void **state) {
    (void)state;
    static const char text[] = "client_secret=a%2Bb%3d+c&x&client_id=I&";
    assert_true(srv_form_parse(&form, &arena, text, strlen(text)));
    assert_string_equal(value_of("client_secret"), "a+b= c");
    assert_string_equal(value_of("CLIENT_ID"), "I");
    assert_string_equal(value_of("x"), "");
    assert_int_equal(form.count, 3);
}

static void broken_codes_stay_as_they_are(void **state) {
    (void)state;
    static const char text[] = "%00=%zz&a&=b&c=%4";
    assert_true(srv_form_parse(&form, &arena, text, strlen(text)));
    assert_string_equal(value_of("c"), "%4");
    assert_string_equal(form.fields[0].value.bytes, "%zz");
    assert_null(srv_form_find(&form, "id", NULL));
}

static void a_multipart_form_of_a_python_client_is_read(void **state) {
    (void)state;
    assert_true(parse_multipart(
        "multipart/form-data; boundary=1d1bfd79819f93ce43a3e8fa92731557",
        "--1d1bfd79819f93ce43a3e8fa92731557\r\n"
        "Content-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n"
        "--1d1bfd79819f93ce43a3e8fa92731557\r\n"
        "Content-Disposition: form-data; name=\"client_id\"\r\n\r\nI\r\n"
        "--1d1bfd79819f93ce43a3e8fa92731557--\r\n"));
    assert_string_equal(value_of("grant_type"), "client_credentials");
    assert_string_equal(value_of("client_id"), "I");
}

static void a_part_may_hold_line_breaks_dashes_and_nothing(void **state) {
    (void)state;
    assert_true(parse_multipart("Multipart/Form-Data; charset=x; boundary=\"B\"",
                                "preamble\r\n--B\r\ncontent-disposition: form-data; name=a\r\n"
                                "Content-Type: text/plain\r\n\r\none\r\n--two\r\n\r\n--B\r\n"
                                "Content-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--B--"));
    assert_string_equal(value_of("a"), "one\r\n--two\r\n");
    assert_string_equal(value_of("b"), "");
}

static void malformed_multiparts_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "--B",
        "--B\r\n",
        "--B\r\n--B--",
        "--B\r\n\r\n--B--",
        "--B\r\n\r\n\r\n--B--",
        "--Bx\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nunfinished",
        "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--B--",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (parse_multipart("multipart/form-data; boundary=B", texts[i]))
            fail_msg("was read: %s", texts[i]);
    assert_false(parse_multipart("multipart/form-data", "--\r\n"));
}

static void repeated_fields_are_counted(void **state) {
    (void)state;
    assert_true(srv_form_parse(&form, &arena, "a=1&a=2", 7));
    int count;
    assert_string_equal(srv_form_find(&form, "a", &count)->value.bytes, "1");
    assert_int_equal(count, 2);
}

static void an_accept_header_names_types_but_wildcards_do_not_count(void **state) {
    (void)state;
    assert_true(srv_accept_names("application/json", "application/json"));
    assert_true(srv_accept_names("text/html, Application/JSON ;q=0.5, */*", "application/json"));
    assert_true(srv_accept_names("application/json, text/plain, */*", "*/*"));
    assert_false(srv_accept_names("*/*", "application/json"));
    assert_false(srv_accept_names("text/plain;q=0, a/b", "text/plain"));
    assert_false(srv_accept_names("application/jsonx", "application/json"));
    assert_false(srv_accept_names("", "application/json"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_form_is_read_in_any_order_and_decoded, clear),
        cmocka_unit_test_teardown(broken_codes_stay_as_they_are, clear),
        cmocka_unit_test_teardown(a_multipart_form_of_a_python_client_is_read, clear),
        cmocka_unit_test_teardown(a_part_may_hold_line_breaks_dashes_and_nothing, clear),
        cmocka_unit_test_teardown(malformed_multiparts_are_refused, clear),
        cmocka_unit_test_teardown(repeated_fields_are_counted, clear),
        cmocka_unit_test_teardown(an_accept_header_names_types_but_wildcards_do_not_count, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
