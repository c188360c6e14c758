/* SPDX-License-Identifier: MIT
 *
 * HTTP/1.1 for a service: bytes in, requests out, answers in, bytes out. Knows nothing of forms,
 * tasks or users. One thread moves bytes; handlers run on a few others and may take their time.
 *
 * A request comes to its owner in two calls:
 *   begin   the head has arrived, the body has not. Runs on the thread that moves bytes, so it must
 *           be quick. May answer already (unknown path, no token): the body is then thrown away as
 *           it comes. May set how large a body is welcome.
 *   answer  the whole request is there. Runs on a handler thread. Ends with srv_http_reply(), or
 *           with srv_http_wait() to be called again later: a client that waits costs no thread.
 *
 * What is malformed (RFC 9112) never reaches its owner: it is answered with 400, 413, 414, 431, 501
 * or 505 and a JSON object, and the connection is closed. */
#ifndef OMR_SERVER_HTTP_HTTP_H
#define OMR_SERVER_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buffer.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct srv_http;
struct srv_http_exchange; /* one request and its answer */

typedef void srv_http_handler(void *context, struct srv_http_exchange *exchange);

struct srv_http_settings {
    const char *host;        /* a numeric address: "127.0.0.1", "::" */
    int port;                /* 0: any free one, see srv_http_port() */
    size_t max_body;         /* bytes of one request's body, unless `begin` says less */
    size_t max_bodies;       /* bytes of all bodies held at once; beyond it 503 */
    int max_connections;     /* further ones are closed at once */
    double head_timeout_s;   /* from a request's first byte to the end of its head */
    double idle_timeout_s;   /* a kept-alive connection without a request */
    double stall_timeout_s;  /* a body or an answer that does not move */
    srv_http_handler *begin; /* see above */
    srv_http_handler *answer;
    void *context;
};

/* Listens and starts the threads. The settings are copied. Errors: OMR_ERROR_IO (the address is
 * taken or is none), OMR_ERROR_MEMORY. */
enum omr_status srv_http_open(struct srv_http **http, const struct srv_http_settings *settings,
                              struct omr_error *err);

/* The port it listens on. */
int srv_http_port(const struct srv_http *http);

/* Stops accepting, answers what was asked (waiting requests at once), closes. Clients that are
 * still sending after `patience_s` are cut off. NULL is allowed. */
void srv_http_close(struct srv_http *http, double patience_s);

/* Calls again every exchange that watches `key`. From any thread; returns at once. */
void srv_http_wake(struct srv_http *http, const char *key);

/* --- the request; texts live as long as the exchange --- */

const char *srv_http_method(const struct srv_http_exchange *exchange);
const char *srv_http_path(const struct srv_http_exchange *exchange);  /* as sent, before the "?" */
const char *srv_http_query(const struct srv_http_exchange *exchange); /* as sent, after it, or "" */

/* A header's value by its name (case does not matter), blanks around it removed; NULL when it was
 * not sent. Of several with one name the first: see srv_http_next_header(). */
const char *srv_http_header(const struct srv_http_exchange *exchange, const char *name);

/* Walks all values of one name; start with *at = 0. */
const char *srv_http_next_header(const struct srv_http_exchange *exchange, const char *name,
                                 int *at);

/* The body; "" where there is none. Only in `answer`. A closing zero follows. */
const char *srv_http_body(const struct srv_http_exchange *exchange, size_t *size);

/* How large a body is welcome for this request; only in `begin`. */
void srv_http_limit_body(struct srv_http_exchange *exchange, size_t max_body);

/* Gives the body's memory back early, once it was read. */
void srv_http_drop_body(struct srv_http_exchange *exchange);

/* Memory that lives as long as the exchange, and a place to remember something between calls. */
struct omr_arena *srv_http_arena(struct srv_http_exchange *exchange);
void srv_http_set_state(struct srv_http_exchange *exchange, void *state);
void *srv_http_state(const struct srv_http_exchange *exchange);

/* --- the answer --- */

/* Adds a header or replaces the one of that name: no name is ever sent twice. Name and value are
 * copied. Content-Length, Date and Connection are not the caller's. */
void srv_http_set_header(struct srv_http_exchange *exchange, const char *name, const char *value);

/* The answer: `type` (may be NULL: no body) is its Content-Type; the bytes of `body` (may be NULL)
 * are taken over, the buffer is empty afterwards. A later call replaces an earlier answer. */
void srv_http_reply(struct srv_http_exchange *exchange, int status, const char *type,
                    struct omr_buffer *body);

/* An answer that says what is wrong: application/problem+json with type, title, status, detail. */
void srv_http_problem(struct srv_http_exchange *exchange, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The usual phrase of a status: "Not Found". */
const char *srv_http_status_text(int status);

/* --- waiting without a thread --- */

/* Watches `key` (at most 63 bytes) from now on, so that nothing is missed between looking and
 * waiting: watch, look, and when it is not there yet, wait. */
void srv_http_watch(struct srv_http_exchange *exchange, const char *key);

/* Instead of an answer: call `answer` again when the key is woken, and at the latest `seconds`
 * after the first wait of this exchange. */
void srv_http_wait(struct srv_http_exchange *exchange, double seconds);

/* No more waiting: the time is over or the server closes. */
bool srv_http_is_late(const struct srv_http_exchange *exchange);

#endif
