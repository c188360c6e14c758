/* SPDX-License-Identifier: MIT
 *
 * GET .../GetRecognizeTemplate: states in every vocabulary, ids in every spelling, waiting. */
#include "service.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void expect_state(enum srv_task_state state, const char *accept, const char *rest) {
    char body[512];
    at->tasks.state = state;
    ask(GET_TASK, accept, "");
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    snprintf(body, sizeof body, "{\"id\":\"" FAKE_TASK_ID "\",%s}", rest);
    expect_body(body);
}

#define NOTHING_FOUND                                                                              \
    "\"results\":null,\"error\":{\"messages\":[\"Task not found\"],\"warnings\":[]}"
#define RESULT                                                                                     \
    "\"responseStatusCode\":\"Ok\",\"results\":[{\"type\":\"Csv\",\"data\":"                       \
    "\"RWxlbWVudCBOYW1lLFZhbHVlLApBLCJCIgo=\"}],\"error\":null"
#define FAILURE                                                                                    \
    "\"responseStatusCode\":\"Error\",\"results\":null,\"error\":{\"messages\":["                  \
    "\"Could not find positioning markers on the image\"],\"warnings\":[]}"

static void each_state_has_its_body_in_the_tutorials_words(void **state) {
    (void)state;
    expect_state(SRV_TASK_PENDING, "Accept: text/plain\r\n",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    expect_state(SRV_TASK_DONE, "", RESULT);
    expect_state(SRV_TASK_FAILED, "Accept: */*\r\n", FAILURE);
    expect_state(SRV_TASK_UNKNOWN, "Accept: text/plain\r\n",
                 "\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND);
}

static void each_state_has_its_body_in_the_client_libraries_words(void **state) {
    (void)state;
    static const char accept[] = "Accept: application/json\r\n";
    expect_state(SRV_TASK_PENDING, accept,
                 "\"responseStatusCode\":\"NotReady\",\"results\":null,\"error\":null");
    expect_state(SRV_TASK_DONE, accept, RESULT);
    expect_state(SRV_TASK_FAILED, accept, FAILURE);
    expect_state(SRV_TASK_UNKNOWN, accept,
                 "\"responseStatusCode\":\"TaskNotFound\"," NOTHING_FOUND);
}

static void a_setting_pins_the_words(void **state) {
    (void)state;
    service_reopen(SRV_WORDS_TUTORIAL, 0);
    expect_state(SRV_TASK_PENDING, "Accept: application/json\r\n",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    service_reopen(SRV_WORDS_LIBRARY, 0);
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"NotReady\",\"results\":null,\"error\":null");
}

static void a_finished_task_says_how_many_fields_need_a_person(void **state) {
    (void)state;
    expect_state(SRV_TASK_DONE, "", RESULT);
    expect_header("Omr-Review: 2");
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    assert_null(strstr(at->answer.bytes, "Omr-Review"));
}

static void several_results_come_in_order(void **state) {
    (void)state;
    at->tasks.result_count = 2;
    at->tasks.state = SRV_TASK_DONE;
    ask(GET_TASK, "", "");
    assert_non_null(strstr(body_of_answer(), "\"},{\"type\":\"Csv\",\"data\":\""));
}

static void expect_spelling(const char *target, const char *echo) {
    char line[512], text[256];
    at->tasks.state = SRV_TASK_DONE;
    snprintf(line, sizeof line, "GET %s", target);
    ask(line, "", "");
    expect_status(200);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"responseStatusCode\":\"Ok\"", echo);
    if (strncmp(body_of_answer(), text, strlen(text)) != 0)
        fail_msg("%s: %s", target, body_of_answer());
}

static void an_id_is_found_however_a_client_spells_it(void **state) {
    (void)state;
#define GET BASE "/GetRecognizeTemplate?id="
    expect_spelling(GET FAKE_TASK_ID "&", FAKE_TASK_ID);
    expect_spelling(GET "%22" FAKE_TASK_ID "%22", "\\\"" FAKE_TASK_ID "\\\"");
    expect_spelling(GET "b%27" FAKE_TASK_ID "%27", "b'" FAKE_TASK_ID "'");
    expect_spelling(GET "+" FAKE_TASK_ID "%0a", " " FAKE_TASK_ID "\\n");
    expect_spelling(GET "0B5D2F6E-6C1A-4E9B-8F37-5A0D3C2B1A09",
                    "0B5D2F6E-6C1A-4E9B-8F37-5A0D3C2B1A09");
    expect_spelling("//v5.1//omr/recognizetemplate/getrecognizetemplate/?x=1&ID=" FAKE_TASK_ID,
                    FAKE_TASK_ID);
    expect_spelling("/V5/Omr/Recognize%54emplate/GetRecognizeTemplate?id=" FAKE_TASK_ID,
                    FAKE_TASK_ID);
}

static void an_odd_query_is_an_unknown_id(void **state) {
    (void)state;
    ask("GET " BASE "/GetRecognizeTemplate?%00=%zz&a&=b", "", "");
    expect_body("{\"id\":\"\",\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND "}");
    ask("GET " BASE "/GetRecognizeTemplate?id=%00%ff", "", "");
    expect_body("{\"id\":\"\\u0000\xef\xbf\xbd\",\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND
                "}");
    ask("GET " BASE "/GetRecognizeTemplate?", "", "");
    expect_status(200);
}

static void *finish_soon(void *context) {
    struct service *service = context;
    usleep(300000);
    service->tasks.state = SRV_TASK_DONE;
    srv_http_wake(service->http, FAKE_TASK_ID);
    return NULL;
}

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_fetch_waits_until_the_task_has_ended(void **state) {
    (void)state;
    service_reopen(SRV_WORDS_BY_ACCEPT, 5);
    at->tasks.state = SRV_TASK_PENDING;
    pthread_t thread;
    double begin = now_s();
    assert_int_equal(pthread_create(&thread, NULL, finish_soon, at), 0);
    ask(GET_TASK, "", "");
    pthread_join(thread, NULL);
    assert_non_null(strstr(body_of_answer(), "\"Ok\""));
    assert_true(now_s() - begin > 0.25 && now_s() - begin < 2);
}

static void a_fetch_waits_no_longer_than_it_may(void **state) {
    (void)state;
    service_reopen(SRV_WORDS_BY_ACCEPT, 0.5);
    double begin = now_s();
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    assert_true(now_s() - begin > 0.4 && now_s() - begin < 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(each_state_has_its_body_in_the_tutorials_words),
        CASE(each_state_has_its_body_in_the_client_libraries_words),
        CASE(a_setting_pins_the_words),
        CASE(a_finished_task_says_how_many_fields_need_a_person),
        CASE(several_results_come_in_order),
        CASE(an_id_is_found_however_a_client_spells_it),
        CASE(an_odd_query_is_an_unknown_id),
        CASE(a_fetch_waits_until_the_task_has_ended),
        CASE(a_fetch_waits_no_longer_than_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
