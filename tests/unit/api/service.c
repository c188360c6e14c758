/* SPDX-License-Identifier: MIT */
#include "service.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct service *at;

static bool find(void *context, const char *id, uint8_t hash[SRV_AUTH_HASH_SIZE]) {
    const struct service *service = context;
    if (strcmp(id, service->client.id) != 0)
        return false;
    memcpy(hash, service->client.hash, SRV_AUTH_HASH_SIZE);
    return true;
}

static void open_http(enum srv_vocabulary vocabulary, double long_poll_s) {
    struct srv_api_settings api = {.auth = at->auth,
                                   .tasks = &at->tasks,
                                   .long_poll_s = long_poll_s,
                                   .vocabulary = vocabulary,
                                   .max_images = 4};
    assert_int_equal(srv_api_open(&at->api, &api, NULL), OMR_OK);
    struct srv_http_settings http = {.host = "127.0.0.1",
                                     .max_body = 1 << 20,
                                     .max_bodies = 1 << 24,
                                     .max_connections = 50,
                                     .head_timeout_s = 5,
                                     .idle_timeout_s = 5,
                                     .stall_timeout_s = 5,
                                     .begin = srv_api_begin,
                                     .answer = srv_api_answer,
                                     .context = at->api};
    assert_int_equal(srv_http_open(&at->http, &http, NULL), OMR_OK);
}

static void close_http(void) {
    srv_http_close(at->http, 1);
    srv_api_close(at->api);
}

void service_reopen(enum srv_vocabulary vocabulary, double long_poll_s) {
    close_http();
    open_http(vocabulary, long_poll_s);
}

int service_set_up(void **state) {
    (void)state;
    at = calloc(1, sizeof *at);
    strcpy(at->folder, "/tmp/omr-api-XXXXXX");
    assert_non_null(mkdtemp(at->folder));
    struct srv_auth_settings auth = {at->folder, 3600, find, at};
    assert_int_equal(srv_auth_open(&at->auth, &auth, NULL), OMR_OK);
    assert_int_equal(srv_auth_create(at->auth, &at->client, NULL), OMR_OK);
    struct omr_buffer token = {0};
    assert_int_equal(srv_auth_login(at->auth, at->client.id, at->client.secret, &token, NULL), 0);
    snprintf(at->token, sizeof at->token, "%s", token.bytes);
    omr_buffer_clear(&token);
    at->tasks = (struct srv_tasks){.result = "Element Name,Value,\nA,\"B\"\n",
                                   .result_count = 1,
                                   .details = "{\"schema\":\"omr.details/1\"}\n",
                                   .review_count = 2,
                                   .message = "Could not find positioning markers on the image",
                                   .workers_alive = 1,
                                   .kind = "recognize"};
    snprintf(at->tasks.owner, sizeof at->tasks.owner, "%s", at->client.id);
    open_http(SRV_WORDS_BY_ACCEPT, 0);
    return 0;
}

int service_tear_down(void **state) {
    (void)state;
    close_http();
    srv_auth_close(at->auth);
    omr_buffer_clear(&at->answer);
    char path[96];
    snprintf(path, sizeof path, "%s/server.key", at->folder);
    unlink(path);
    rmdir(at->folder);
    free(at);
    return 0;
}

/* --- talking --- */

int service_connect(void) {
    int client = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval patience = {.tv_sec = 8};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)srv_http_port(at->http)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

/* Sends a request line with headers (each ended by \r\n) and a body; at->answer holds what came. */
void ask_raw(const char *line, const char *headers, const char *body) {
    struct omr_buffer request = {0};
    omr_buffer_format(&request,
                      "%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%sContent-Length: "
                      "%zu\r\n\r\n%s",
                      line, headers, strlen(body), body);
    int client = service_connect();
    assert_int_equal(send(client, request.bytes, request.size, MSG_NOSIGNAL), request.size);
    omr_buffer_clear(&request);
    omr_buffer_clear(&at->answer);
    char bytes[4096];
    for (ssize_t step; (step = recv(client, bytes, sizeof bytes, 0)) > 0;)
        omr_buffer_append(&at->answer, bytes, (size_t)step);
    close(client);
    assert_non_null(at->answer.bytes);
}

/* The same with our token. */
void ask(const char *line, const char *headers, const char *body) {
    char all[1024];
    snprintf(all, sizeof all, "Authorization: Bearer %s\r\n%s", at->token, headers);
    ask_raw(line, all, body);
}

void expect_status(int status) {
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    if (strncmp(at->answer.bytes, line, strlen(line)) != 0)
        fail_msg("expected %d, came:\n%s", status, at->answer.bytes);
}

void expect_header(const char *line) {
    char text[256];
    snprintf(text, sizeof text, "\r\n%s\r\n", line);
    if (!strstr(at->answer.bytes, text))
        fail_msg("no \"%s\" in:\n%s", line, at->answer.bytes);
}

const char *body_of_answer(void) {
    return strstr(at->answer.bytes, "\r\n\r\n") + 4;
}

void expect_body(const char *body) {
    assert_string_equal(body_of_answer(), body);
}
