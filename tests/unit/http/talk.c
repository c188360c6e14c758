/* SPDX-License-Identifier: MIT */
#include "talk.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

static bool begins(const struct srv_http_exchange *exchange, const char *path) {
    return strncmp(srv_http_path(exchange), path, strlen(path)) == 0;
}

static void on_begin(void *context, struct srv_http_exchange *exchange) {
    struct talk *talk = context;
    atomic_fetch_add(&talk->heads, 1);
    if (begins(exchange, "/refuse"))
        srv_http_problem(exchange, 401, "not you");
    if (begins(exchange, "/small"))
        srv_http_limit_body(exchange, 10);
}

static void reply_text(struct srv_http_exchange *exchange, const char *text) {
    struct omr_buffer body = {0};
    omr_buffer_text(&body, text);
    srv_http_reply(exchange, 200, "text/plain; charset=utf-8", &body);
}

static void on_answer(void *context, struct srv_http_exchange *exchange) {
    struct talk *talk = context;
    if (begins(exchange, "/wait")) {
        bool is_again = srv_http_state(exchange) != NULL;
        srv_http_set_state(exchange, talk);
        srv_http_watch(exchange, "bell");
        if (srv_http_is_late(exchange))
            reply_text(exchange, "late");
        else if (is_again)
            reply_text(exchange, "bell");
        else
            srv_http_wait(exchange, 2);
        return;
    }
    atomic_fetch_add(&talk->requests, 1);
    struct omr_buffer body = {0};
    size_t size;
    srv_http_body(exchange, &size);
    omr_buffer_format(&body, "%s %s %zu\n", srv_http_method(exchange), srv_http_path(exchange),
                      size);
    srv_http_reply(exchange, 200, "text/plain; charset=utf-8", &body);
}

void talk_open(struct talk *talk, const struct srv_http_settings *settings) {
    struct srv_http_settings chosen = {.max_body = 1 << 20,
                                       .max_bodies = 1 << 24,
                                       .max_connections = 100,
                                       .head_timeout_s = 10,
                                       .idle_timeout_s = 10,
                                       .stall_timeout_s = 10};
    if (settings)
        chosen = *settings;
    chosen.host = "127.0.0.1";
    chosen.port = 0;
    chosen.begin = on_begin;
    chosen.answer = on_answer;
    chosen.context = talk;
    atomic_init(&talk->heads, 0);
    atomic_init(&talk->requests, 0);
    struct omr_error err;
    assert_int_equal(srv_http_open(&talk->http, &chosen, &err), OMR_OK);
}

void talk_close(struct talk *talk) {
    srv_http_close(talk->http, 1);
}

int talk_connect(const struct talk *talk) {
    int client = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(client >= 0);
    struct timeval patience = {.tv_sec = 5};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)srv_http_port(talk->http)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

void talk_send(int client, const void *bytes, size_t size) {
    for (size_t sent = 0; sent < size;) {
        ssize_t step = send(client, (const char *)bytes + sent, size - sent, MSG_NOSIGNAL);
        if (step <= 0)
            return; /* the server may have had enough: the answer tells */
        sent += (size_t)step;
    }
}

bool talk_read(int client, const char *until, struct omr_buffer *answer) {
    char bytes[65536];
    while (!until || !answer->bytes || !strstr(answer->bytes, until)) {
        ssize_t step = recv(client, bytes, sizeof bytes, 0);
        if (step <= 0)
            return step == 0;
        omr_buffer_append(answer, bytes, (size_t)step);
    }
    return false;
}

void talk_exchange(const struct talk *talk, const void *request, size_t size, const char *until,
                   struct omr_buffer *answer) {
    int client = talk_connect(talk);
    talk_send(client, request, size);
    bool has_ended = talk_read(client, until, answer);
    if (!until)
        assert_true(has_ended);
    close(client);
}

int talk_count_answers(const struct omr_buffer *answer) {
    int count = 0;
    for (const char *at = answer->bytes; at && (at = strstr(at, "HTTP/1.1 ")); at++)
        count++;
    return count;
}
