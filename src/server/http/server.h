/* SPDX-License-Identifier: MIT
 *
 * The inside of a listening server and of its connections. The only door to libuv is this folder.
 *
 * Threads: everything in a connection belongs to the loop's thread, except its exchange while a
 * handler has it (state SRV_HANDLING). */
#ifndef OMR_SERVER_HTTP_SERVER_H
#define OMR_SERVER_HTTP_SERVER_H

#include "server/http/exchange.h"
#include "server/http/http.h"
#include "server/http/parser.h"

#include <pthread.h>
#include <uv.h>

struct srv_connection;

struct srv_http {
    struct srv_http_settings settings;
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_timer_t ticker; /* looks at time-outs */
    uv_async_t knock;  /* a key was woken, or the server shall close */
    pthread_t thread;
    int port;

    struct srv_connection *connections; /* doubly linked */
    int connection_count;
    size_t bodies_size; /* bytes of all bodies being received or handled */

    pthread_mutex_t watch_lock;
    struct srv_http_exchange *watching; /* guarded */
    bool shall_close;                   /* guarded */
    double patience_s;                  /* guarded */

    bool is_closing;
    uint64_t close_deadline_ms;
};

enum srv_connection_state {
    SRV_IDLE,      /* between requests */
    SRV_HEAD,      /* a head is coming */
    SRV_BODY,      /* a body is coming */
    SRV_HANDLING,  /* a handler thread has the exchange */
    SRV_WAITING,   /* for a key to be woken */
    SRV_WRITING,   /* the answer is on its way */
    SRV_LINGERING, /* the answer is out, what still comes is thrown away, then the end */
    SRV_CLOSING    /* the socket is being closed */
};

struct srv_connection {
    uv_tcp_t tcp; /* first: a handle is its connection */
    uv_work_t work;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct srv_http *http;
    struct srv_connection *previous, *next;
    enum srv_connection_state state;
    uint64_t deadline_ms;

    struct srv_parser *parser;
    struct srv_http_exchange exchange;
    size_t body_held;     /* counted in http->bodies_size */
    uint64_t thrown_away; /* bytes of a body nobody wants */
    uint64_t body_begin_ms;
    size_t unwritten; /* bytes of the answer, when last looked at */
    bool answer_now;  /* do not wait for the rest of the request */
    bool is_keep_alive;
    struct omr_buffer answer_head;

    char *bytes; /* what was read and not yet parsed */
    size_t at, end;
};

/* Takes a new client from the listener. */
void srv_connection_accept(struct srv_http *http);

/* Ends a connection whose time is over; lets one that waits go on. */
void srv_connection_tick(struct srv_connection *connection, uint64_t now_ms);

/* A watched key was woken: calls the handler again when it waits. */
void srv_connection_wake(struct srv_connection *connection);

/* The server closes: idle ones end, waiting ones are answered. */
void srv_connection_quiesce(struct srv_connection *connection);

/* Cuts it off, unless a handler has it. */
void srv_connection_abort(struct srv_connection *connection);

#endif
