/* SPDX-License-Identifier: MIT
 *
 * One request and its answer, as the inside of this folder sees them. */
#ifndef OMR_SERVER_HTTP_EXCHANGE_H
#define OMR_SERVER_HTTP_EXCHANGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "server/http/http.h"
#include "server/http/parser.h"

#include <stdbool.h>

enum { SRV_ANSWER_FIELDS_MAX = 16, SRV_KEY_SIZE = 64 };

struct srv_http_exchange {
    struct srv_http *http;
    struct omr_arena arena;
    struct srv_head head;
    struct omr_buffer body;
    size_t body_limit;
    void *state;

    int status; /* of the answer, 0 while there is none */
    struct srv_field answer_fields[SRV_ANSWER_FIELDS_MAX];
    int answer_field_count;
    struct omr_buffer answer_body;

    /* Waiting. The marked ones are guarded by the server's watch lock. */
    char key[SRV_KEY_SIZE];
    bool is_watching;               /* guarded */
    bool is_woken;                  /* guarded */
    struct srv_http_exchange *next; /* guarded: of those that watch */
    bool wants_wait, has_waited, is_late;
    double wait_s;
};

/* Ready for a request, and everything given back after it. */
void srv_exchange_begin(struct srv_http_exchange *exchange, struct srv_http *http);
void srv_exchange_end(struct srv_http_exchange *exchange);

/* The head of the answer as it goes over the wire. */
void srv_exchange_write_head(const struct srv_http_exchange *exchange, bool is_keep_alive,
                             struct omr_buffer *head);

/* Whether the answer's body is sent (not for HEAD, 204, 304). */
bool srv_exchange_has_body(const struct srv_http_exchange *exchange);

/* The server's side of watching: stop, and ask whether the key was woken meanwhile. */
void srv_http_unwatch(struct srv_http_exchange *exchange);
bool srv_http_take_woken(struct srv_http_exchange *exchange);

#endif
