/* SPDX-License-Identifier: MIT
 *
 * Requests that two programs could understand in two ways, sent raw. Each is followed by an honest
 * request on the same connection: it must not be answered, and the connection must end. */
#include "talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define HONEST "GET /honest HTTP/1.1\r\nHost: a\r\n\r\n"

static struct talk server;

static int open_server(void **state) {
    (void)state;
    talk_open(&server, NULL);
    return 0;
}

static int close_server(void **state) {
    (void)state;
    talk_close(&server);
    return 0;
}

static void expect_refusal_of(const void *bytes, size_t size, int status) {
    struct omr_buffer answer = {0};
    int before = atomic_load(&server.requests);
    talk_exchange(&server, bytes, size, NULL, &answer);
    assert_non_null(answer.bytes);
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    if (strncmp(answer.bytes, line, strlen(line)) != 0)
        fail_msg("expected %d, came: %.200s", status, answer.bytes);
    assert_int_equal(talk_count_answers(&answer), 1);
    assert_non_null(strstr(answer.bytes, "\r\nConnection: close\r\n"));
    assert_non_null(strstr(answer.bytes, "\r\nContent-Type: application/problem+json"));
    assert_int_equal(atomic_load(&server.requests), before);
    omr_buffer_clear(&answer);
}

static void expect_refusal(const char *text, int status) {
    expect_refusal_of(text, strlen(text), status);
}

static void expect_answer(const char *text, const char *body) {
    struct omr_buffer answer = {0};
    talk_exchange(&server, text, strlen(text), body, &answer);
    assert_non_null(answer.bytes);
    if (strncmp(answer.bytes, "HTTP/1.1 200 OK\r\n", 17) != 0 || !strstr(answer.bytes, body))
        fail_msg("came: %.200s", answer.bytes);
    omr_buffer_clear(&answer);
}

#define POST "POST /x HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

/* name of the test, request, status */
#define REFUSALS(X)                                                                                \
    X(two_different_lengths, POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400)      \
    X(two_equal_lengths, POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400)          \
    X(a_list_of_lengths, POST "Content-Length: 5, 5\r\n\r\nhello", 400)                            \
    X(a_negative_length, POST "Content-Length: -1\r\n\r\n", 400)                                   \
    X(a_length_with_a_plus, POST "Content-Length: +5\r\n\r\nhello", 400)                           \
    X(a_length_beyond_64_bits, POST "Content-Length: 99999999999999999999\r\n\r\nhello", 400)      \
    X(length_and_chunks_together,                                                                  \
      POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)                \
    X(chunks_and_length_together,                                                                  \
      POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400)                \
    X(a_compressed_transfer, POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501)        \
    X(a_transfer_coding_nobody_knows, POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501)    \
    X(a_chunk_size_beyond_64_bits, CHUNKED "ffffffffffffffffff\r\nabc\r\n0\r\n\r\n", 400)          \
    X(a_chunk_size_of_no_digits, CHUNKED "xyz\r\nabc\r\n0\r\n\r\n", 400)                           \
    X(a_line_feed_in_a_chunk_extension, CHUNKED "5;a\nb\r\nhello\r\n0\r\n\r\n", 400)               \
    X(a_chunk_line_ended_by_a_line_feed, CHUNKED "5\nhello\r\n0\r\n\r\n", 400)                     \
    X(a_chunk_longer_than_it_says, CHUNKED "2\r\nhello\r\n0\r\n\r\n", 400)                         \
    X(no_host, "GET /x HTTP/1.1\r\n\r\n", 400)                                                     \
    X(two_hosts, "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)                             \
    X(a_host_with_a_path, "GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n", 400)                             \
    X(a_blank_before_the_colon, "GET /x HTTP/1.1\r\nHost : x\r\n\r\n", 400)                        \
    X(a_blank_before_the_colon_of_the_length,                                                      \
      "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello", 400)                       \
    X(a_blank_before_the_first_header, "GET /x HTTP/1.1\r\n Host: x\r\n\r\n", 400)                 \
    X(a_blank_before_the_first_of_several, "GET /x HTTP/1.1\r\n X: x\r\nHost: a\r\n\r\n", 400)     \
    X(a_header_that_goes_on_in_the_next_line, "GET /x HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",  \
      400)                                                                                         \
    X(lines_ended_by_line_feeds_alone, "GET /x HTTP/1.1\nHost: x\n\n", 400)                        \
    X(an_empty_line_that_is_a_line_feed_alone, "GET /x HTTP/1.0\r\n\n", 400)                       \
    X(an_empty_target, "GET  HTTP/1.1\r\nHost: x\r\n\r\n", 400)                                    \
    X(a_target_that_is_no_path, "GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400)                          \
    X(a_carriage_return_in_a_header, "GET /x HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", 400)         \
    X(a_line_without_a_colon, "GET /x HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n", 400)                    \
    X(two_authorizations,                                                                          \
      "GET /x HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", 400)           \
    X(chunks_in_http_1_0,                                                                          \
      "POST /x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)           \
    X(a_version_of_the_future, "GET /x HTTP/2.5\r\nHost: x\r\n\r\n", 505)                          \
    X(an_expectation_nobody_knows, POST "Expect: miracles\r\nContent-Length: 1\r\n\r\nx", 417)     \
    X(a_tunnel, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501)

#define REFUSAL(name, request, status)                                                             \
    static void refuses_##name(void **state) {                                                     \
        (void)state;                                                                               \
        expect_refusal(request HONEST, status);                                                    \
    }
REFUSALS(REFUSAL)

static void refuses_four_zero_bytes_for_a_request_line(void **state) {
    (void)state;
    static const char request[] = "\0\0\0\0\r\nHost: x\r\n\r\n" HONEST;
    expect_refusal_of(request, sizeof request - 1, 400);
}

static void refuses_four_zero_bytes_and_nothing_else_before_a_request(void **state) {
    (void)state;
    static const char request[] = "\0\0\0\0\r\n\r\n" HONEST;
    expect_refusal_of(request, sizeof request - 1, 400);
}

static void refuses_a_zero_byte_in_a_header(void **state) {
    (void)state;
    static const char request[] = "GET /x HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n" HONEST;
    expect_refusal_of(request, sizeof request - 1, 400);
}

static void refuses_200_kb_of_headers(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    omr_buffer_text(&request, "GET /x HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 50; i++)
        omr_buffer_format(&request, "X-%d: %04000d\r\n", i, i);
    omr_buffer_text(&request, "\r\n" HONEST);
    assert_true(request.size > 200000);
    expect_refusal_of(request.bytes, request.size, 431);
    omr_buffer_clear(&request);
}

static void refuses_one_header_of_200_kb(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    omr_buffer_format(&request, "GET /x HTTP/1.1\r\nHost: x\r\nX: %0200000d\r\n\r\n" HONEST, 1);
    expect_refusal_of(request.bytes, request.size, 431);
    omr_buffer_clear(&request);
}

static void refuses_a_thousand_headers(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    omr_buffer_text(&request, "GET /x HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 1000; i++)
        omr_buffer_format(&request, "X-%d: 1\r\n", i);
    omr_buffer_text(&request, "\r\n" HONEST);
    expect_refusal_of(request.bytes, request.size, 431);
    omr_buffer_clear(&request);
}

static void refuses_empty_lines_without_end(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    for (int i = 0; i < 100000; i++)
        omr_buffer_text(&request, "\r\n");
    expect_refusal_of(request.bytes, request.size, 431);
    omr_buffer_clear(&request);
}

static void refuses_a_target_of_20_kb(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    omr_buffer_format(&request, "GET /%020000d HTTP/1.1\r\nHost: x\r\n\r\n" HONEST, 1);
    expect_refusal_of(request.bytes, request.size, 414);
    omr_buffer_clear(&request);
}

static void refuses_chunks_that_are_all_extension(void **state) {
    (void)state;
    struct omr_buffer request = {0};
    omr_buffer_text(&request, CHUNKED);
    for (int i = 0; i < 100; i++)
        omr_buffer_format(&request, "1;%04000d\r\nx\r\n", i);
    expect_refusal_of(request.bytes, request.size, 400);
    omr_buffer_clear(&request);
}

/* --- odd, but clear --- */

static void answers_an_odd_query(void **state) {
    (void)state;
    expect_answer("GET /x?%00=%zz&a&=b HTTP/1.1\r\nHost: x\r\n\r\n", "GET /x 0\n");
}

static void answers_a_broken_cookie(void **state) {
    (void)state;
    expect_answer("GET /x HTTP/1.1\r\nHost: x\r\nCookie: =;;a=\"b;=,;\r\n\r\n", "GET /x 0\n");
}

static void answers_chunks_with_extensions_and_trailers(void **state) {
    (void)state;
    expect_answer(CHUNKED "5;a=b\r\nhello\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n", "POST /x 6\n");
}

static void answers_a_whole_address_as_target(void **state) {
    (void)state;
    expect_answer("GET http://a.example:80/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /x 0\n");
}

static void answers_when_another_protocol_is_offered(void **state) {
    (void)state;
    expect_answer("GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                  "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
                  "GET /x 0\n");
}

static void answers_without_a_host_in_http_1_0_and_closes(void **state) {
    (void)state;
    struct omr_buffer answer = {0};
    static const char request[] = "GET /x HTTP/1.0\r\n\r\n";
    talk_exchange(&server, request, sizeof request - 1, NULL, &answer);
    assert_non_null(strstr(answer.bytes, "GET /x 0\n"));
    assert_non_null(strstr(answer.bytes, "Connection: close"));
    omr_buffer_clear(&answer);
}

/* Every split of a request into two pieces must be understood alike. */
static void refuses_no_matter_how_the_bytes_are_cut(void **state) {
    (void)state;
    static const char request[] = CHUNKED "5;a\nb\r\nhello\r\n0\r\n\r\n" HONEST;
    for (size_t cut = 1; cut < sizeof CHUNKED + 4; cut += 7) {
        int client = talk_connect(&server);
        talk_send(client, request, cut);
        struct timespec pause = {.tv_nsec = 3000000};
        nanosleep(&pause, NULL);
        talk_send(client, request + cut, sizeof request - 1 - cut);
        struct omr_buffer answer = {0};
        assert_true(talk_read(client, NULL, &answer));
        assert_int_equal(strncmp(answer.bytes, "HTTP/1.1 400 ", 13), 0);
        assert_int_equal(talk_count_answers(&answer), 1);
        omr_buffer_clear(&answer);
        close(client);
    }
}

int main(void) {
#define TEST(name, request, status) cmocka_unit_test(refuses_##name),
    const struct CMUnitTest tests[] = {
        REFUSALS(TEST) cmocka_unit_test(refuses_four_zero_bytes_for_a_request_line),
        cmocka_unit_test(refuses_four_zero_bytes_and_nothing_else_before_a_request),
        cmocka_unit_test(refuses_a_zero_byte_in_a_header),
        cmocka_unit_test(refuses_200_kb_of_headers),
        cmocka_unit_test(refuses_one_header_of_200_kb),
        cmocka_unit_test(refuses_a_thousand_headers),
        cmocka_unit_test(refuses_empty_lines_without_end),
        cmocka_unit_test(refuses_a_target_of_20_kb),
        cmocka_unit_test(refuses_chunks_that_are_all_extension),
        cmocka_unit_test(refuses_no_matter_how_the_bytes_are_cut),
        cmocka_unit_test(answers_an_odd_query),
        cmocka_unit_test(answers_a_broken_cookie),
        cmocka_unit_test(answers_chunks_with_extensions_and_trailers),
        cmocka_unit_test(answers_a_whole_address_as_target),
        cmocka_unit_test(answers_when_another_protocol_is_offered),
        cmocka_unit_test(answers_without_a_host_in_http_1_0_and_closes),
    };
    return cmocka_run_group_tests(tests, open_server, close_server);
}
