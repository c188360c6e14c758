/* SPDX-License-Identifier: MIT */
#include "talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void send_text(int client, const char *text) {
    talk_send(client, text, strlen(text));
}

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void answers_two_requests_in_one_packet_in_order(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    struct omr_buffer answer = {0};
    static const char request[] = "POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                                  "GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    talk_exchange(&talk, request, sizeof request - 1, NULL, &answer);
    const char *one = strstr(answer.bytes, "POST /one 3\n");
    const char *two = strstr(answer.bytes, "GET /two 0\n");
    assert_true(one && two && one < two);
    omr_buffer_clear(&answer);
    talk_close(&talk);
}

static void says_100_before_a_body_that_waits_for_it(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    struct omr_buffer answer = {0};
    send_text(client, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                      "Expect: 100-continue\r\n\r\n");
    talk_read(client, "\r\n\r\n", &answer);
    assert_string_equal(answer.bytes, "HTTP/1.1 100 Continue\r\n\r\n");
    send_text(client, "abc");
    talk_read(client, "POST /x 3\n", &answer);
    assert_non_null(strstr(answer.bytes, "POST /x 3\n"));
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void refuses_before_a_body_that_waits(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    struct omr_buffer answer = {0};
    static const char request[] = "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n"
                                  "Expect: 100-continue\r\n\r\n";
    int client = talk_connect(&talk);
    send_text(client, request);
    talk_read(client, "not you", &answer);
    assert_int_equal(strncmp(answer.bytes, "HTTP/1.1 401 ", 13), 0);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void throws_the_body_of_a_refused_request_away_and_goes_on(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    char *body = calloc(1, 300000);
    send_text(client, "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
    talk_send(client, body, 300000);
    send_text(client, "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    struct omr_buffer answer = {0};
    talk_read(client, "GET /next 0\n", &answer);
    assert_int_equal(strncmp(answer.bytes, "HTTP/1.1 401 ", 13), 0);
    assert_non_null(strstr(answer.bytes, "GET /next 0\n"));
    free(body);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void expect_too_large(const char *head, size_t size) {
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    send_text(client, head);
    char *body = malloc(size);
    memset(body, 'x', size);
    talk_send(client, body, size);
    struct omr_buffer answer = {0};
    talk_read(client, "}", &answer);
    assert_int_equal(strncmp(answer.bytes, "HTTP/1.1 413 ", 13), 0);
    assert_int_equal(atomic_load(&talk.requests), 0);
    free(body);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void refuses_a_body_that_says_it_is_too_large(void **state) {
    (void)state;
    expect_too_large("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n", 2000000);
}

static void refuses_a_body_that_turns_out_too_large(void **state) {
    (void)state;
    expect_too_large("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n",
                     2000000);
}

static void refuses_a_body_beyond_what_the_path_takes(void **state) {
    (void)state;
    expect_too_large("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 11);
}

static void a_waiting_request_is_answered_when_its_key_is_woken(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    double begin = now_s();
    send_text(client, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    usleep(200000);
    srv_http_wake(talk.http, "another");
    srv_http_wake(talk.http, "bell");
    struct omr_buffer answer = {0};
    talk_read(client, "bell", &answer);
    assert_non_null(strstr(answer.bytes, "bell"));
    assert_true(now_s() - begin < 1);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void a_waiting_request_is_answered_when_its_time_is_over(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    double begin = now_s();
    send_text(client, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    struct omr_buffer answer = {0};
    talk_read(client, "late", &answer);
    assert_non_null(strstr(answer.bytes, "late"));
    assert_true(now_s() - begin > 1.8 && now_s() - begin < 3);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

/* Far more than there are handler threads: waiting must cost none. */
static void forty_waiting_requests_do_not_hinder_another(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int waiting[40];
    for (int i = 0; i < 40; i++) {
        waiting[i] = talk_connect(&talk);
        send_text(waiting[i], "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    double begin = now_s();
    struct omr_buffer answer = {0};
    static const char request[] = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    talk_exchange(&talk, request, sizeof request - 1, "GET /x 0\n", &answer);
    assert_true(now_s() - begin < 0.5);
    omr_buffer_clear(&answer);
    for (int i = 0; i < 40; i++)
        close(waiting[i]);
    talk_close(&talk);
}

static void closing_answers_who_waits_at_once(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    int client = talk_connect(&talk);
    send_text(client, "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    usleep(200000);
    double begin = now_s();
    talk_close(&talk);
    assert_true(now_s() - begin < 1.5);
    struct omr_buffer answer = {0};
    assert_true(talk_read(client, NULL, &answer));
    assert_non_null(strstr(answer.bytes, "late"));
    assert_non_null(strstr(answer.bytes, "Connection: close"));
    omr_buffer_clear(&answer);
    close(client);
}

static void a_head_that_never_ends_is_cut_off(void **state) {
    (void)state;
    struct srv_http_settings settings = {.max_body = 1000,
                                         .max_bodies = 10000,
                                         .max_connections = 10,
                                         .head_timeout_s = 0.3,
                                         .idle_timeout_s = 5,
                                         .stall_timeout_s = 5};
    struct talk talk;
    talk_open(&talk, &settings);
    int client = talk_connect(&talk);
    send_text(client, "GET /x HTTP/1.1\r\nHost: a\r\nX");
    struct omr_buffer answer = {0};
    talk_read(client, "}", &answer);
    assert_int_equal(strncmp(answer.bytes, "HTTP/1.1 408 ", 13), 0);
    omr_buffer_clear(&answer);
    close(client);
    talk_close(&talk);
}

static void more_connections_than_allowed_are_closed(void **state) {
    (void)state;
    struct srv_http_settings settings = {.max_body = 1000,
                                         .max_bodies = 10000,
                                         .max_connections = 2,
                                         .head_timeout_s = 5,
                                         .idle_timeout_s = 5,
                                         .stall_timeout_s = 5};
    struct talk talk;
    talk_open(&talk, &settings);
    int clients[3] = {talk_connect(&talk), talk_connect(&talk), talk_connect(&talk)};
    struct omr_buffer answer = {0};
    assert_true(talk_read(clients[2], NULL, &answer));
    send_text(clients[0], "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    talk_read(clients[0], "GET /x 0\n", &answer);
    assert_non_null(strstr(answer.bytes, "GET /x 0\n"));
    omr_buffer_clear(&answer);
    for (int i = 0; i < 3; i++)
        close(clients[i]);
    talk_close(&talk);
}

static void head_is_answered_without_a_body(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    struct omr_buffer answer = {0};
    static const char request[] = "HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    talk_exchange(&talk, request, sizeof request - 1, NULL, &answer);
    assert_non_null(strstr(answer.bytes, "Content-Length: 10\r\n"));
    assert_string_equal(answer.bytes + answer.size - 4, "\r\n\r\n");
    omr_buffer_clear(&answer);
    talk_close(&talk);
}

static void a_taken_port_is_an_error_that_names_it(void **state) {
    (void)state;
    struct talk talk;
    talk_open(&talk, NULL);
    struct srv_http_settings settings = {.host = "127.0.0.1", .port = srv_http_port(talk.http)};
    struct srv_http *second;
    struct omr_error err;
    assert_int_equal(srv_http_open(&second, &settings, &err), OMR_ERROR_IO);
    assert_non_null(strstr(err.text, "127.0.0.1"));
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_two_requests_in_one_packet_in_order),
        cmocka_unit_test(says_100_before_a_body_that_waits_for_it),
        cmocka_unit_test(refuses_before_a_body_that_waits),
        cmocka_unit_test(throws_the_body_of_a_refused_request_away_and_goes_on),
        cmocka_unit_test(refuses_a_body_that_says_it_is_too_large),
        cmocka_unit_test(refuses_a_body_that_turns_out_too_large),
        cmocka_unit_test(refuses_a_body_beyond_what_the_path_takes),
        cmocka_unit_test(a_waiting_request_is_answered_when_its_key_is_woken),
        cmocka_unit_test(a_waiting_request_is_answered_when_its_time_is_over),
        cmocka_unit_test(forty_waiting_requests_do_not_hinder_another),
        cmocka_unit_test(closing_answers_who_waits_at_once),
        cmocka_unit_test(a_head_that_never_ends_is_cut_off),
        cmocka_unit_test(more_connections_than_allowed_are_closed),
        cmocka_unit_test(head_is_answered_without_a_body),
        cmocka_unit_test(a_taken_port_is_an_error_that_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
