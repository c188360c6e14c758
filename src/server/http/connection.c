/* SPDX-License-Identifier: MIT
 *
 * A connection: read, parse, hand over, write, again. While a request is handled nothing is read,
 * so a client can never have more than one request and one buffer in memory. */
#include "server/http/server.h"

#include <stdlib.h>
#include <string.h>

enum {
    READ_SIZE = 65536,
    SLOW_GRACE_MS = 60000, /* a body that takes longer must come at 1 KB/s on average */
    SLOW_BYTES_PER_MS = 1,
    LINGER_MS = 5000,
    LINGER_MAX = 128 * 1024 * 1024 /* bytes thrown away so that a client gets to the answer */
};

static void read_on(struct srv_connection *connection);
static void parse(struct srv_connection *connection);

static uint64_t after(const struct srv_connection *connection, double seconds) {
    return uv_now(&connection->http->loop) + (uint64_t)(seconds * 1000);
}

/* --- the end --- */

static void give_body_back(struct srv_connection *connection) {
    connection->http->bodies_size -= connection->body_held;
    connection->body_held = 0;
}

static void on_closed(uv_handle_t *handle) {
    struct srv_connection *connection = (struct srv_connection *)handle;
    struct srv_http *http = connection->http;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        http->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    http->connection_count--;
    give_body_back(connection);
    srv_exchange_end(&connection->exchange);
    omr_buffer_clear(&connection->answer_head);
    srv_parser_free(connection->parser);
    free(connection->bytes);
    free(connection);
}

static void close_connection(struct srv_connection *connection) {
    if (connection->state == SRV_CLOSING)
        return;
    connection->state = SRV_CLOSING;
    uv_close((uv_handle_t *)&connection->tcp, on_closed);
}

void srv_connection_abort(struct srv_connection *connection) {
    if (connection->state != SRV_HANDLING)
        close_connection(connection);
}

/* --- answering --- */

static void begin_request(struct srv_connection *connection) {
    give_body_back(connection);
    srv_exchange_end(&connection->exchange);
    srv_exchange_begin(&connection->exchange, connection->http);
    connection->exchange.body_limit = connection->http->settings.max_body;
    connection->answer_now = false;
    connection->thrown_away = 0;
    srv_parser_begin(connection->parser, &connection->exchange.head, &connection->exchange.arena);
}

static void on_shut_down(uv_shutdown_t *request, int status) {
    struct srv_connection *connection = request->data;
    if (status < 0)
        close_connection(connection);
}

/* Closing at once while bytes still come would reset the connection, and the client might never see
 * the answer: say that nothing more is sent, and throw away what comes for a while. */
static void linger(struct srv_connection *connection) {
    connection->state = SRV_LINGERING;
    connection->deadline_ms = after(connection, LINGER_MS / 1000.0);
    connection->shutdown.data = connection;
    if (uv_shutdown(&connection->shutdown, (uv_stream_t *)&connection->tcp, on_shut_down))
        close_connection(connection);
    else
        read_on(connection);
}

static void on_written(uv_write_t *request, int status) {
    struct srv_connection *connection = request->data;
    omr_buffer_clear(&connection->answer_head);
    if (connection->state == SRV_CLOSING)
        return;
    if (status < 0) {
        close_connection(connection);
        return;
    }
    if (!connection->is_keep_alive) {
        linger(connection);
        return;
    }
    begin_request(connection);
    connection->state = SRV_IDLE;
    connection->deadline_ms = after(connection, connection->http->settings.idle_timeout_s);
    parse(connection);
}

static void write_answer(struct srv_connection *connection) {
    struct srv_http_exchange *exchange = &connection->exchange;
    if (!exchange->status)
        srv_http_problem(exchange, 500, "the request was not answered");
    connection->is_keep_alive =
        exchange->head.is_keep_alive && !connection->answer_now && !connection->http->is_closing;
    srv_exchange_write_head(exchange, connection->is_keep_alive, &connection->answer_head);
    if (connection->answer_head.has_failed) {
        close_connection(connection);
        return;
    }
    uv_buf_t parts[2] = {
        uv_buf_init(connection->answer_head.bytes, (unsigned)connection->answer_head.size),
        uv_buf_init(exchange->answer_body.bytes, (unsigned)exchange->answer_body.size)};
    unsigned count = exchange->answer_body.size && srv_exchange_has_body(exchange) ? 2 : 1;
    connection->state = SRV_WRITING;
    connection->deadline_ms = after(connection, connection->http->settings.stall_timeout_s);
    connection->write.data = connection;
    if (uv_write(&connection->write, (uv_stream_t *)&connection->tcp, parts, count, on_written))
        close_connection(connection);
}

/* --- handing over --- */

static void call_handler(uv_work_t *work) {
    struct srv_connection *connection = work->data;
    struct srv_http *http = connection->http;
    http->settings.answer(http->settings.context, &connection->exchange);
}

static void hand_over(struct srv_connection *connection);

/* The handler wants to wait: until the key is woken, the time is over, or we close. */
static void begin_wait(struct srv_connection *connection) {
    struct srv_http_exchange *exchange = &connection->exchange;
    if (!exchange->has_waited)
        connection->deadline_ms = after(connection, exchange->wait_s);
    exchange->has_waited = true;
    exchange->is_late =
        connection->http->is_closing || uv_now(&connection->http->loop) >= connection->deadline_ms;
    connection->state = SRV_WAITING;
    if (exchange->is_late || srv_http_take_woken(exchange))
        hand_over(connection);
}

static void on_handled(uv_work_t *work, int status) {
    (void)status;
    struct srv_connection *connection = work->data;
    if (connection->exchange.wants_wait && !connection->exchange.is_late) {
        connection->exchange.wants_wait = false;
        begin_wait(connection);
        return;
    }
    give_body_back(connection);
    srv_http_unwatch(&connection->exchange);
    write_answer(connection);
}

static void hand_over(struct srv_connection *connection) {
    connection->state = SRV_HANDLING;
    connection->work.data = connection;
    if (uv_queue_work(&connection->http->loop, &connection->work, call_handler, on_handled))
        close_connection(connection);
}

void srv_connection_wake(struct srv_connection *connection) {
    if (connection->state == SRV_WAITING && srv_http_take_woken(&connection->exchange))
        hand_over(connection);
}

/* --- the request comes in --- */

static void refuse_now(struct srv_connection *connection, int status, const char *why) {
    give_body_back(connection); /* nobody reads it any more */
    omr_buffer_clear(&connection->exchange.body);
    srv_http_problem(&connection->exchange, status, "%s", why);
    connection->answer_now = true;
}

static void send_continue(struct srv_connection *connection) {
    static char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    uv_buf_t part = uv_buf_init(text, sizeof text - 1);
    /* Nothing else is being written now, so a few bytes always fit; if not, the client goes on by
     * itself after a while. */
    (void)uv_try_write((uv_stream_t *)&connection->tcp, &part, 1);
}

static bool on_head(void *context) {
    struct srv_connection *connection = context;
    struct srv_http_exchange *exchange = &connection->exchange;
    const struct srv_http *http = connection->http;
    connection->state = SRV_BODY;
    connection->body_begin_ms = uv_now(&connection->http->loop);
    connection->deadline_ms = after(connection, http->settings.stall_timeout_s);
    http->settings.begin(http->settings.context, exchange);
    if (!exchange->status && exchange->head.content_length > exchange->body_limit)
        refuse_now(connection, 413, "the body of the request is too large");
    if (!exchange->head.expects_continue)
        return !connection->answer_now;
    if (exchange->status)
        connection->answer_now = true; /* the client waits for this before it sends the body */
    else
        send_continue(connection);
    return !connection->answer_now;
}

/* A body may come slowly, but not so slowly that a few clients hold all connections for ever. */
static bool is_too_slow(const struct srv_connection *connection) {
    uint64_t elapsed_ms = uv_now(&connection->http->loop) - connection->body_begin_ms;
    uint64_t size = connection->exchange.body.size + connection->thrown_away;
    return elapsed_ms > SLOW_GRACE_MS && size < elapsed_ms * SLOW_BYTES_PER_MS;
}

static bool throw_away(struct srv_connection *connection, size_t size) {
    connection->thrown_away += size;
    if (connection->thrown_away > connection->http->settings.max_body)
        connection->answer_now = true;
    return !connection->answer_now;
}

static bool on_body(void *context, const char *bytes, size_t size) {
    struct srv_connection *connection = context;
    struct srv_http_exchange *exchange = &connection->exchange;
    struct srv_http *http = connection->http;
    connection->deadline_ms = after(connection, http->settings.stall_timeout_s);
    if (is_too_slow(connection)) {
        refuse_now(connection, 408, "the body of the request comes too slowly");
        return false;
    }
    if (exchange->status)
        return throw_away(connection, size);
    if (exchange->body.size + size > exchange->body_limit)
        refuse_now(connection, 413, "the body of the request is too large");
    else if (http->bodies_size + size > http->settings.max_bodies)
        refuse_now(connection, 503, "too many large requests at once; try again in a moment");
    else
        omr_buffer_append(&exchange->body, bytes, size);
    if (exchange->body.has_failed)
        refuse_now(connection, 503, "out of memory");
    if (connection->answer_now)
        return false;
    http->bodies_size += size;
    connection->body_held += size;
    return true;
}

/* The whole request is there, or as much of it as is wanted. */
static void finish_request(struct srv_connection *connection) {
    uv_read_stop((uv_stream_t *)&connection->tcp);
    if (connection->exchange.status)
        write_answer(connection);
    else
        hand_over(connection);
}

static void parse(struct srv_connection *connection) {
    if (connection->at < connection->end && connection->state == SRV_IDLE) {
        connection->state = SRV_HEAD;
        connection->deadline_ms = after(connection, connection->http->settings.head_timeout_s);
    }
    if (connection->at == connection->end) {
        read_on(connection);
        return;
    }
    size_t taken;
    enum srv_parse step = srv_parser_feed(connection->parser, connection->bytes + connection->at,
                                          connection->end - connection->at, &taken);
    connection->at += taken;
    const char *why;
    switch (step) {
    case SRV_PARSE_MORE:
        read_on(connection);
        return;
    case SRV_PARSE_REFUSED: {
        int status = srv_parser_refusal(connection->parser, &why);
        refuse_now(connection, status, why);
        break;
    }
    case SRV_PARSE_STOPPED:
    case SRV_PARSE_COMPLETE:
        break;
    }
    finish_request(connection);
}

/* --- reading --- */

static void on_space(uv_handle_t *handle, size_t suggested, uv_buf_t *space) {
    (void)suggested;
    struct srv_connection *connection = (struct srv_connection *)handle;
    *space = uv_buf_init(connection->bytes, READ_SIZE);
}

static void on_lingering_bytes(struct srv_connection *connection, size_t size) {
    connection->thrown_away += size;
    if (connection->thrown_away > LINGER_MAX)
        close_connection(connection);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *space) {
    (void)space;
    struct srv_connection *connection = (struct srv_connection *)stream;
    if (size < 0) {
        close_connection(connection);
    } else if (connection->state == SRV_LINGERING) {
        on_lingering_bytes(connection, (size_t)size);
    } else if (size > 0) {
        connection->at = 0;
        connection->end = (size_t)size;
        uv_read_stop(stream);
        parse(connection);
    }
}

static void read_on(struct srv_connection *connection) {
    if (connection->state != SRV_CLOSING &&
        uv_read_start((uv_stream_t *)&connection->tcp, on_space, on_read))
        close_connection(connection);
}

/* --- time --- */

static void end_of_time(struct srv_connection *connection) {
    if (connection->state == SRV_WAITING) {
        connection->exchange.is_late = true;
        hand_over(connection);
    } else if (connection->state == SRV_HEAD || connection->state == SRV_BODY) {
        refuse_now(connection, 408, "the request did not arrive in time");
        finish_request(connection);
    } else {
        close_connection(connection);
    }
}

void srv_connection_tick(struct srv_connection *connection, uint64_t now_ms) {
    if (connection->state == SRV_HANDLING || connection->state == SRV_CLOSING)
        return;
    if (connection->state == SRV_WRITING) { /* as long as it moves, it may take its time */
        size_t left = uv_stream_get_write_queue_size((uv_stream_t *)&connection->tcp);
        if (left != connection->unwritten) {
            connection->unwritten = left;
            connection->deadline_ms = after(connection, connection->http->settings.stall_timeout_s);
        }
    }
    if (now_ms >= connection->deadline_ms)
        end_of_time(connection);
}

void srv_connection_quiesce(struct srv_connection *connection) {
    if (connection->state == SRV_IDLE)
        close_connection(connection);
    else if (connection->state == SRV_WAITING)
        end_of_time(connection);
}

/* --- the beginning --- */

static void add_to_list(struct srv_http *http, struct srv_connection *connection) {
    connection->next = http->connections;
    if (http->connections)
        http->connections->previous = connection;
    http->connections = connection;
    http->connection_count++;
}

static struct srv_connection *new_connection(struct srv_http *http) {
    struct srv_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return NULL;
    connection->http = http;
    connection->bytes = malloc(READ_SIZE);
    connection->parser = srv_parser_new(&(struct srv_parser_events){on_head, on_body, connection});
    if (!connection->bytes || !connection->parser || uv_tcp_init(&http->loop, &connection->tcp)) {
        free(connection->bytes);
        srv_parser_free(connection->parser);
        free(connection);
        return NULL;
    }
    return connection;
}

void srv_connection_accept(struct srv_http *http) {
    struct srv_connection *connection = new_connection(http);
    if (!connection)
        return;
    add_to_list(http, connection);
    begin_request(connection);
    if (uv_accept((uv_stream_t *)&http->listener, (uv_stream_t *)&connection->tcp) ||
        http->connection_count > http->settings.max_connections || http->is_closing) {
        close_connection(connection);
        return;
    }
    uv_tcp_nodelay(&connection->tcp, 1);
    connection->state = SRV_IDLE;
    connection->deadline_ms = after(connection, http->settings.idle_timeout_s);
    read_on(connection);
}
