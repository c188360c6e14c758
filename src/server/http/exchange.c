/* SPDX-License-Identifier: MIT */
#include "server/http/exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void srv_exchange_begin(struct srv_http_exchange *exchange, struct srv_http *http) {
    *exchange = (struct srv_http_exchange){.http = http};
}

void srv_exchange_end(struct srv_http_exchange *exchange) {
    srv_http_unwatch(exchange);
    omr_arena_clear(&exchange->arena);
    omr_buffer_clear(&exchange->body);
    omr_buffer_clear(&exchange->answer_body);
}

/* --- the request --- */

const char *srv_http_method(const struct srv_http_exchange *exchange) {
    return exchange->head.method;
}

const char *srv_http_path(const struct srv_http_exchange *exchange) {
    return exchange->head.path;
}

const char *srv_http_query(const struct srv_http_exchange *exchange) {
    return exchange->head.query;
}

const char *srv_http_next_header(const struct srv_http_exchange *exchange, const char *name,
                                 int *at) {
    while (*at < exchange->head.field_count) {
        const struct srv_field *field = &exchange->head.fields[(*at)++];
        if (strcasecmp(field->name, name) == 0)
            return field->value;
    }
    return NULL;
}

const char *srv_http_header(const struct srv_http_exchange *exchange, const char *name) {
    int at = 0;
    return srv_http_next_header(exchange, name, &at);
}

const char *srv_http_body(const struct srv_http_exchange *exchange, size_t *size) {
    *size = exchange->body.size;
    return exchange->body.bytes ? exchange->body.bytes : "";
}

void srv_http_limit_body(struct srv_http_exchange *exchange, size_t max_body) {
    if (max_body < exchange->body_limit)
        exchange->body_limit = max_body;
}

struct omr_arena *srv_http_arena(struct srv_http_exchange *exchange) {
    return &exchange->arena;
}

void srv_http_set_state(struct srv_http_exchange *exchange, void *state) {
    exchange->state = state;
}

void *srv_http_state(const struct srv_http_exchange *exchange) {
    return exchange->state;
}

/* --- the answer --- */

static struct srv_field *find_or_add_field(struct srv_http_exchange *exchange, const char *name) {
    for (int i = 0; i < exchange->answer_field_count; i++)
        if (strcasecmp(exchange->answer_fields[i].name, name) == 0)
            return &exchange->answer_fields[i];
    if (exchange->answer_field_count == SRV_ANSWER_FIELDS_MAX)
        return NULL;
    return &exchange->answer_fields[exchange->answer_field_count];
}

void srv_http_set_header(struct srv_http_exchange *exchange, const char *name, const char *value) {
    struct srv_field *field = find_or_add_field(exchange, name);
    const char *name_copy = omr_arena_copy(&exchange->arena, name, strlen(name));
    /* A line break in a value would begin a header of somebody else's choice. */
    const char *value_copy = omr_arena_copy(&exchange->arena, value, strcspn(value, "\r\n"));
    if (!field || !name_copy || !value_copy)
        return;
    *field = (struct srv_field){name_copy, value_copy};
    if (field == &exchange->answer_fields[exchange->answer_field_count])
        exchange->answer_field_count++;
}

void srv_http_reply(struct srv_http_exchange *exchange, int status, const char *type,
                    struct omr_buffer *body) {
    omr_buffer_clear(&exchange->answer_body);
    exchange->status = status;
    if (body && body->has_failed) {
        omr_buffer_clear(body);
        exchange->status = 503;
        return;
    }
    if (type)
        srv_http_set_header(exchange, "Content-Type", type);
    if (body) {
        exchange->answer_body = *body;
        *body = (struct omr_buffer){0};
    }
}

void srv_http_problem(struct srv_http_exchange *exchange, int status, const char *format, ...) {
    char detail[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    struct omr_buffer body = {0};
    omr_buffer_text(&body, "{\"type\":\"about:blank\",\"title\":");
    const char *title = srv_http_status_text(status);
    omr_buffer_json_string(&body, title, strlen(title));
    omr_buffer_format(&body, ",\"status\":%d,\"detail\":", status);
    omr_buffer_json_string(&body, detail, strlen(detail));
    omr_buffer_char(&body, '}');
    srv_http_reply(exchange, status, "application/problem+json; charset=utf-8", &body);
}

const char *srv_http_status_text(int status) {
    static const struct {
        int status;
        const char *text;
    } table[] = {{200, "OK"},
                 {204, "No Content"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {408, "Request Timeout"},
                 {409, "Conflict"},
                 {413, "Content Too Large"},
                 {414, "URI Too Long"},
                 {415, "Unsupported Media Type"},
                 {417, "Expectation Failed"},
                 {431, "Request Header Fields Too Large"},
                 {500, "Internal Server Error"},
                 {501, "Not Implemented"},
                 {503, "Service Unavailable"},
                 {505, "HTTP Version Not Supported"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].status == status)
            return table[i].text;
    return "Unknown";
}

bool srv_exchange_has_body(const struct srv_http_exchange *exchange) {
    return strcmp(exchange->head.method, "HEAD") != 0 && exchange->status != 204 &&
           exchange->status != 304;
}

static void write_date(struct omr_buffer *head) {
    char text[64];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) && strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc))
        omr_buffer_format(head, "Date: %s\r\n", text);
}

void srv_exchange_write_head(const struct srv_http_exchange *exchange, bool is_keep_alive,
                             struct omr_buffer *head) {
    omr_buffer_format(head, "HTTP/1.1 %d %s\r\n", exchange->status,
                      srv_http_status_text(exchange->status));
    write_date(head);
    for (int i = 0; i < exchange->answer_field_count; i++)
        omr_buffer_format(head, "%s: %s\r\n", exchange->answer_fields[i].name,
                          exchange->answer_fields[i].value);
    if (exchange->status != 204)
        omr_buffer_format(head, "Content-Length: %zu\r\n", exchange->answer_body.size);
    omr_buffer_format(head, "Connection: %s\r\n\r\n", is_keep_alive ? "keep-alive" : "close");
}

/* --- waiting --- */

void srv_http_wait(struct srv_http_exchange *exchange, double seconds) {
    exchange->wants_wait = true;
    exchange->wait_s = seconds;
}

bool srv_http_is_late(const struct srv_http_exchange *exchange) {
    return exchange->is_late;
}

void srv_http_drop_body(struct srv_http_exchange *exchange) {
    omr_buffer_clear(&exchange->body);
}
