/* SPDX-License-Identifier: MIT
 *
 * The listening server: one loop, its connections, and what may be said to it from other threads
 * (wake a key, close) through one knock on the loop. */
#include "server/http/server.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TICK_MS = 100, BACKLOG = 511 };

/* --- watching --- */

void srv_http_watch(struct srv_http_exchange *exchange, const char *key) {
    struct srv_http *http = exchange->http;
    pthread_mutex_lock(&http->watch_lock);
    if (!exchange->is_watching) {
        snprintf(exchange->key, sizeof exchange->key, "%s", key);
        exchange->is_watching = true;
        exchange->next = http->watching;
        http->watching = exchange;
    }
    exchange->is_woken = false;
    pthread_mutex_unlock(&http->watch_lock);
}

void srv_http_unwatch(struct srv_http_exchange *exchange) {
    struct srv_http *http = exchange->http;
    if (!http)
        return;
    pthread_mutex_lock(&http->watch_lock);
    if (exchange->is_watching) {
        struct srv_http_exchange **link = &http->watching;
        while (*link != exchange)
            link = &(*link)->next;
        *link = exchange->next;
        exchange->is_watching = false;
    }
    pthread_mutex_unlock(&http->watch_lock);
}

bool srv_http_take_woken(struct srv_http_exchange *exchange) {
    pthread_mutex_lock(&exchange->http->watch_lock);
    bool is_woken = exchange->is_woken;
    exchange->is_woken = false;
    pthread_mutex_unlock(&exchange->http->watch_lock);
    return is_woken;
}

void srv_http_wake(struct srv_http *http, const char *key) {
    bool is_watched = false;
    pthread_mutex_lock(&http->watch_lock);
    for (struct srv_http_exchange *exchange = http->watching; exchange; exchange = exchange->next)
        if (strcmp(exchange->key, key) == 0)
            exchange->is_woken = is_watched = true;
    pthread_mutex_unlock(&http->watch_lock);
    if (is_watched)
        uv_async_send(&http->knock);
}

/* --- closing --- */

static void close_loop(struct srv_http *http) {
    uv_close((uv_handle_t *)&http->ticker, NULL);
    uv_close((uv_handle_t *)&http->knock, NULL);
}

static void begin_closing(struct srv_http *http, double patience_s) {
    http->is_closing = true;
    http->close_deadline_ms = uv_now(&http->loop) + (uint64_t)(patience_s * 1000);
    uv_close((uv_handle_t *)&http->listener, NULL);
    for (struct srv_connection *connection = http->connections; connection;
         connection = connection->next)
        srv_connection_quiesce(connection);
}

static void on_knock(uv_async_t *knock) {
    struct srv_http *http = knock->data;
    pthread_mutex_lock(&http->watch_lock);
    bool shall_close = http->shall_close;
    double patience_s = http->patience_s;
    pthread_mutex_unlock(&http->watch_lock);
    if (shall_close && !http->is_closing)
        begin_closing(http, patience_s);
    for (struct srv_connection *connection = http->connections; connection;
         connection = connection->next)
        srv_connection_wake(connection);
}

static void on_tick(uv_timer_t *timer) {
    struct srv_http *http = timer->data;
    uint64_t now = uv_now(&http->loop);
    bool is_impatient = http->is_closing && now >= http->close_deadline_ms;
    for (struct srv_connection *connection = http->connections; connection;
         connection = connection->next) {
        srv_connection_tick(connection, now);
        if (is_impatient)
            srv_connection_abort(connection);
    }
    if (http->is_closing && !http->connections && !uv_is_closing((uv_handle_t *)timer))
        close_loop(http);
}

/* --- opening --- */

static void on_client(uv_stream_t *listener, int status) {
    struct srv_http *http = listener->data;
    if (status == 0 && !http->is_closing)
        srv_connection_accept(http);
}

static enum omr_status fail_uv(int code, const struct srv_http *http, struct omr_error *err) {
    return omr_fail(err, OMR_ERROR_IO, "http.listen", "cannot listen on %s port %d: %s",
                    http->settings.host, http->settings.port, uv_strerror(code));
}

static int find_address(const struct srv_http *http, struct sockaddr_storage *address) {
    const char *host = http->settings.host;
    int code = uv_ip4_addr(host, http->settings.port, (struct sockaddr_in *)address);
    return code ? uv_ip6_addr(host, http->settings.port, (struct sockaddr_in6 *)address) : 0;
}

static int note_port(struct srv_http *http) {
    struct sockaddr_storage address = {0};
    int size = sizeof address;
    int code = uv_tcp_getsockname(&http->listener, (struct sockaddr *)&address, &size);
    if (code)
        return code;
    /* The port lies at the same place in both kinds of address. */
    http->port = ntohs(((struct sockaddr_in *)&address)->sin_port);
    return 0;
}

static int listen_on(struct srv_http *http) {
    struct sockaddr_storage address = {0};
    int code;
    if ((code = find_address(http, &address)) ||
        (code = uv_tcp_bind(&http->listener, (const struct sockaddr *)&address, 0)) ||
        (code = uv_listen((uv_stream_t *)&http->listener, BACKLOG, on_client)))
        return code;
    return note_port(http);
}

static void *run(void *context) {
    struct srv_http *http = context;
    uv_run(&http->loop, UV_RUN_DEFAULT);
    return NULL;
}

static void begin_handles(struct srv_http *http) {
    uv_tcp_init(&http->loop, &http->listener);
    uv_timer_init(&http->loop, &http->ticker);
    uv_async_init(&http->loop, &http->knock, on_knock);
    http->listener.data = http->ticker.data = http->knock.data = http;
    uv_timer_start(&http->ticker, on_tick, TICK_MS, TICK_MS);
}

static void free_http(struct srv_http *http) {
    uv_loop_close(&http->loop);
    pthread_mutex_destroy(&http->watch_lock);
    free((char *)http->settings.host);
    free(http);
}

enum omr_status srv_http_open(struct srv_http **http, const struct srv_http_settings *settings,
                              struct omr_error *err) {
    struct srv_http *server = calloc(1, sizeof *server);
    if (!server)
        return omr_fail_memory(err);
    server->settings = *settings;
    pthread_mutex_init(&server->watch_lock, NULL);
    server->settings.host = strdup(settings->host);
    if (!server->settings.host || uv_loop_init(&server->loop)) {
        pthread_mutex_destroy(&server->watch_lock);
        free((char *)server->settings.host);
        free(server);
        return omr_fail_memory(err);
    }
    begin_handles(server);
    int code = listen_on(server);
    if (code == 0 && pthread_create(&server->thread, NULL, run, server) == 0) {
        *http = server;
        return OMR_OK;
    }
    enum omr_status status = fail_uv(code ? code : UV_EAGAIN, server, err);
    uv_close((uv_handle_t *)&server->listener, NULL);
    close_loop(server);
    run(server); /* lets the handles close */
    free_http(server);
    return status;
}

int srv_http_port(const struct srv_http *http) {
    return http->port;
}

void srv_http_close(struct srv_http *http, double patience_s) {
    if (!http)
        return;
    pthread_mutex_lock(&http->watch_lock);
    http->shall_close = true;
    http->patience_s = patience_s;
    pthread_mutex_unlock(&http->watch_lock);
    uv_async_send(&http->knock);
    pthread_join(http->thread, NULL);
    free_http(http);
}
