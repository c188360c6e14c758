/* SPDX-License-Identifier: MIT
 *
 * Who may ask what: tokens, paths, methods, headers. */
#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void without_a_token_it_is_401(void **state) {
    (void)state;
    ask_raw(GET_TASK, "", "");
    expect_status(401);
    expect_header("WWW-Authenticate: Bearer");
    ask_raw(POST_TASK, "Authorization: \r\nContent-Type: application/json\r\n", ORDER);
    expect_status(401);
    ask_raw(GET_TASK, "Authorization: Bearer x.y.z\r\n", "");
    expect_status(401);
    expect_header("WWW-Authenticate: Bearer error=\"invalid_token\"");
    assert_int_equal(*body_of_answer(), '{');
}

static void the_scheme_may_be_written_in_any_case(void **state) {
    (void)state;
    char header[600];
    snprintf(header, sizeof header, "authorization: bEARER   %s\r\n", at->token);
    ask_raw(GET_TASK, header, "");
    expect_status(200);
}

static void another_clients_task_is_unknown(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    strcpy(at->tasks.owner, "somebody else");
    ask(GET_TASK, "Accept: text/plain\r\n", "");
    expect_status(200);
    assert_non_null(strstr(body_of_answer(), "\"NotFound\""));
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(404);
}

static void health_tells_of_the_work(void **state) {
    (void)state;
    ask_raw("GET /health", "", "");
    expect_status(200);
    expect_body("{\"status\":\"ok\",\"version\":\"0.1.0\",\"waiting\":3,\"running\":2,"
                "\"workers\":1}");
    at->tasks.workers_alive = 0;
    ask_raw("GET /health", "", "");
    expect_status(503);
}

static void unknown_paths_are_404_and_wrong_methods_405(void **state) {
    (void)state;
    static const char *const unknown[] = {"GET /", "GET /v4.0/omr/RecognizeTemplate",
                                          "GET /v5.0/omr", "GET /a/b/c/d/e/f/g/h/i/j",
                                          "GET /connect/token/x"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        ask(unknown[i], "", "");
        expect_status(404);
        assert_int_equal(*body_of_answer(), '{');
    }
    ask("PUT " BASE "/PostRecognizeTemplate", "", "");
    expect_status(405);
    expect_header("Allow: POST");
    ask("POST " BASE "/GetRecognizeTemplate", "", "");
    expect_status(405);
    expect_header("Allow: GET, HEAD");
    assert_int_equal(*body_of_answer(), '{');
}

static void no_header_is_ever_sent_twice(void **state) {
    (void)state;
    static const char *const lines[] = {"GET /health", GET_TASK, "PUT /health", "GET /nowhere"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ask(lines[i], "", "");
        char names[32][64];
        int count = 0;
        const char *line = strstr(at->answer.bytes, "\r\n") + 2;
        for (; strncmp(line, "\r\n", 2) != 0; line = strstr(line, "\r\n") + 2) {
            snprintf(names[count], sizeof names[count], "%.*s", (int)strcspn(line, ":"), line);
            for (int k = 0; k < count; k++)
                assert_string_not_equal(names[k], names[count]);
            count++;
        }
        assert_true(count >= 4);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(without_a_token_it_is_401),
        CASE(the_scheme_may_be_written_in_any_case),
        CASE(another_clients_task_is_unknown),
        CASE(health_tells_of_the_work),
        CASE(unknown_paths_are_404_and_wrong_methods_405),
        CASE(no_header_is_ever_sent_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
