/* SPDX-License-Identifier: MIT
 *
 * POST .../PostRecognizeTemplate: orders, and what is wrong with them. */
#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_id(const char *accept, const char *type, const char *body) {
    char headers[256], line[128];
    snprintf(headers, sizeof headers, "Content-Type: application/json\r\n%s", accept);
    ask(POST_TASK, headers, ORDER);
    expect_status(200);
    snprintf(line, sizeof line, "Content-Type: %s; charset=utf-8", type);
    expect_header(line);
    expect_body(body);
}

static void the_id_is_bare_or_quoted_as_the_client_can_read_it(void **state) {
    (void)state;
    expect_id("", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: text/plain\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: */*\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: text/html, image/gif, image/jpeg, */*; q=0.2\r\n", "text/plain",
              FAKE_TASK_ID);
    expect_id("Accept: application/json, text/plain, */*\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: application/json\r\n", "application/json", "\"" FAKE_TASK_ID "\"");
}

static void expect_order(const char *body, const char *options, const char *parts) {
    ask(POST_TASK, "Content-Type: application/json; charset=utf-8\r\n", body);
    expect_status(200);
    assert_string_equal(at->tasks.options, options);
    assert_string_equal(at->tasks.parts, parts);
}

static void what_was_asked_for_reaches_the_task(void **state) {
    (void)state;
    expect_order(ORDER, "format=Csv", "pattern:2 image:3 ");
    expect_order("{\"OMRFILE\":\"e30\\u003d\",\"Images\":[\"Zm9v\",\"\\/9j\\/\"],"
                 "\"outputformat\":\"XML\",\"RecognitionThreshold\":30,\"other\":{}}",
                 "format=Xml threshold=30", "pattern:2 image:3 image:3 ");
    expect_order("{\"omrFile\":\"e3\\r\\n0=\",\"images\":[\"Z m9v\\n\"],\"outputFormat\":null,"
                 "\"recognitionThreshold\":null}",
                 "format=Csv", "pattern:2 image:3 ");
    expect_order("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"outputFormat\":4,"
                 "\"recognitionThreshold\":0}",
                 "format=Json threshold=0", "pattern:2 image:3 ");
}

static void expect_complaint(const char *body, const char *member) {
    char text[64];
    ask(POST_TASK, "Content-Type: application/json\r\n", body);
    expect_status(400);
    expect_header("Content-Type: application/problem+json; charset=utf-8");
    snprintf(text, sizeof text, "\"%s\":[\"", member);
    const char *errors = strstr(body_of_answer(), "\"errors\":{");
    if (!errors || !strstr(errors, text))
        fail_msg("%s is not named for %s: %s", member, body, body_of_answer());
}

static void a_malformed_request_is_400_and_names_what_is_wrong(void **state) {
    (void)state;
    expect_complaint("", "$");
    expect_complaint("{", "$");
    expect_complaint("[]", "$");
    expect_complaint("{}", "omrFile");
    expect_complaint("{}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[]}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":{}}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"!\"]}", "images[0]");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\",7]}", "images[1]");
    expect_complaint("{\"omrFile\":\"\",\"images\":[\"Zm9v\"]}", "omrFile");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"outputFormat\":\"Png\"}",
                     "outputFormat");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"recognitionThreshold\":101}",
                     "recognitionThreshold");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"recognitionThreshold\":\"x\"}",
                     "recognitionThreshold");
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
}

static void expect_advice(const char *body, const char *advice) {
    ask(POST_TASK, "Content-Type: application/json\r\n", body);
    expect_status(400);
    if (!strstr(body_of_answer(), advice))
        fail_msg("%s is not said of %s: %s", advice, body, body_of_answer());
}

static void what_is_wrong_with_a_member_says_what_would_be_right(void **state) {
    (void)state;
    expect_advice("{\"omrFile\":", "\"$\":[\"is no usable JSON: line 1, column 12: ");
    expect_advice("[]", "\"$\":[\"must be a JSON object\"]");
    expect_advice("{\"omrFile\":\"e30=\",\"images\":[\"data:image/png;base64,Zm9v\"]}",
                  "\"images[0]\":[\"must be Base64 alone, without a `data:` prefix\"]");
}

static void a_full_queue_is_503_and_says_when_to_come_again(void **state) {
    (void)state;
    at->tasks.is_full = true;
    ask(POST_TASK, "Content-Type: application/json\r\n", ORDER);
    expect_status(503);
    expect_header("Retry-After: 5");
}

static void a_body_of_another_kind_is_415(void **state) {
    (void)state;
    ask(POST_TASK, "Content-Type: text/csv\r\n", "a");
    expect_status(415);
    ask(POST_TASK, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "a");
    expect_status(415);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(the_id_is_bare_or_quoted_as_the_client_can_read_it),
        CASE(what_was_asked_for_reaches_the_task),
        CASE(a_malformed_request_is_400_and_names_what_is_wrong),
        CASE(what_is_wrong_with_a_member_says_what_would_be_right),
        CASE(a_full_queue_is_503_and_says_when_to_come_again),
        CASE(a_body_of_another_kind_is_415),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
