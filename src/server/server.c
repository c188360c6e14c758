/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include "base/buffer.h"
#include "base/error.h"
#include "server/api/api.h"
#include "server/auth/auth.h"
#include "server/http/http.h"
#include "server/store/store_clients.h"
#include "server/tasks/tasks.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_TIMEOUT_S = 15, IDLE_TIMEOUT_S = 60, STALL_TIMEOUT_S = 30, BODIES_AT_ONCE = 8 };

struct srv {
    struct srv_settings settings;
    struct srv_clients *clients;
    struct srv_auth *auth;
    struct srv_tasks *tasks;
    struct srv_api *api;
    pthread_mutex_t lock; /* guards `http` against a task that ends while we open or close */
    struct srv_http *http;
};

void srv_settings_init(struct srv_settings *settings) {
    *settings = (struct srv_settings){.host = "127.0.0.1",
                                      .port = 8080,
                                      .retention_s = 24 * 3600,
                                      .long_poll_s = 2,
                                      .job_timeout_s = 60,
                                      .token_lifetime_s = 3600,
                                      .patience_s = 30,
                                      .max_body = (size_t)64 << 20,
                                      .max_images = 100,
                                      .max_connections = 1000,
                                      .max_waiting = 10000,
                                      .json_shape = "elements",
                                      .order = "name",
                                      .changed = "ask",
                                      .keeps_pictures = true,
                                      .convert_timeout_s = 300};
    conv_settings_init(&settings->converters);
}

/* --- what the parts say to each other --- */

static bool find_client(void *context, const char *client_id, uint8_t hash[SRV_AUTH_HASH_SIZE]) {
    struct srv *server = context;
    struct srv_client client;
    bool is_found = false;
    if (srv_clients_find(server->clients, client_id, &client, &is_found, NULL) || !is_found)
        return false;
    memcpy(hash, client.secret_hash, SRV_AUTH_HASH_SIZE);
    return true;
}

static void wake_waiting(void *context, const char *id) {
    struct srv *server = context;
    pthread_mutex_lock(&server->lock);
    if (server->http)
        srv_http_wake(server->http, id);
    pthread_mutex_unlock(&server->lock);
}

static void log_line(void *context, const char *line) {
    struct srv *server = context;
    if (server->settings.log)
        server->settings.log(server->settings.log_context, line);
}

/* --- opening, from the bottom up --- */

static enum omr_status open_auth(struct srv *server, struct omr_error *err) {
    struct srv_auth_settings settings = {.data_folder = server->settings.data_folder,
                                         .token_lifetime_s = server->settings.token_lifetime_s,
                                         .find = find_client,
                                         .context = server};
    return srv_auth_open(&server->auth, &settings, err);
}

static enum omr_status open_tasks(struct srv *server, struct omr_error *err) {
    struct srv_tasks_settings settings = {.data_folder = server->settings.data_folder,
                                          .worker_command = server->settings.worker_command,
                                          .worker_count = server->settings.worker_count,
                                          .retention_s = server->settings.retention_s,
                                          .job_timeout_s = server->settings.job_timeout_s,
                                          .max_attempts = 3,
                                          .max_waiting = (uint64_t)server->settings.max_waiting,
                                          .keeps_requests = server->settings.keeps_pictures,
                                          .converters = server->settings.converters,
                                          .convert_timeout_s = server->settings.convert_timeout_s,
                                          .log = log_line};
    return srv_tasks_open(&server->tasks, &settings, wake_waiting, server, err);
}

/* Which converters there are is looked up once: a worker tells what to install for the others. */
static void list_converters(const struct conv_settings *converters, struct omr_buffer *text) {
    char path[PATH_MAX];
    const struct conv_program *program;
    const char *separator = " convert=";
    omr_buffer_text(text, converters->is_off ? "" : separator);
    for (int i = 0; !converters->is_off && (program = conv_at(i)); i++)
        if (conv_locate(program, converters->folders, path)) {
            omr_buffer_format(text, "%s%s", *separator == ',' ? "," : "", program->id);
            separator = ",";
        }
}

static void list_limits(const struct omr_image_limits *limits, struct omr_buffer *text) {
    const struct {
        const char *name;
        uint64_t value;
    } all[] = {{"bytes", limits->max_bytes}, {"pixels", limits->max_pixels},
               {"side", limits->max_side},   {"scans", limits->max_scans},
               {"pages", limits->max_pages}, {"memory", limits->max_memory}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value)
            omr_buffer_format(text, " %s=%" PRIu64, all[i].name, all[i].value);
}

/* How pictures are read and documents look, in the words of the worker's options. */
static enum omr_status write_job_options(const struct srv_settings *settings,
                                         struct omr_buffer *text, struct omr_error *err) {
    omr_buffer_format(text, "shape=%s order=%s changed=%s guard=%d", settings->json_shape,
                      settings->order, settings->changed, settings->guards_formulas);
    if (settings->unsure_value)
        omr_buffer_text(text, " unsure=");
    for (const char *c = settings->unsure_value; c && *c; c++)
        omr_buffer_format(text, "%02x", (unsigned)(unsigned char)*c);
    list_limits(&settings->limits, text);
    list_converters(&settings->converters, text);
    return text->has_failed ? omr_fail_memory(err) : OMR_OK;
}

static enum omr_status open_api(struct srv *server, struct omr_error *err) {
    static const enum srv_vocabulary vocabularies[] = {[SRV_WORDS_OF_ACCEPT] = SRV_WORDS_BY_ACCEPT,
                                                       [SRV_WORDS_OF_TUTORIAL] = SRV_WORDS_TUTORIAL,
                                                       [SRV_WORDS_OF_LIBRARIES] =
                                                           SRV_WORDS_LIBRARY};
    struct omr_buffer job_options = {0};
    enum omr_status status = write_job_options(&server->settings, &job_options, err);
    struct srv_api_settings settings = {.auth = server->auth,
                                        .tasks = server->tasks,
                                        .long_poll_s = server->settings.long_poll_s,
                                        .vocabulary = vocabularies[server->settings.words],
                                        .job_options = job_options.bytes,
                                        .max_images = server->settings.max_images};
    if (!status)
        status = srv_api_open(&server->api, &settings, err);
    omr_buffer_clear(&job_options);
    return status;
}

static enum omr_status open_http(struct srv *server, struct omr_error *err) {
    struct srv_http_settings settings = {.host = server->settings.host,
                                         .port = server->settings.port,
                                         .max_body = server->settings.max_body,
                                         .max_bodies = server->settings.max_body * BODIES_AT_ONCE,
                                         .max_connections = server->settings.max_connections,
                                         .head_timeout_s = HEAD_TIMEOUT_S,
                                         .idle_timeout_s = IDLE_TIMEOUT_S,
                                         .stall_timeout_s = STALL_TIMEOUT_S,
                                         .begin = srv_api_begin,
                                         .answer = srv_api_answer,
                                         .context = server->api};
    struct srv_http *http;
    enum omr_status status = srv_http_open(&http, &settings, err);
    if (status)
        return status;
    pthread_mutex_lock(&server->lock);
    server->http = http;
    pthread_mutex_unlock(&server->lock);
    return OMR_OK;
}

enum omr_status srv_open(struct srv **server, const struct srv_settings *settings,
                         struct omr_error *err) {
    struct srv *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    made->settings = *settings;
    pthread_mutex_init(&made->lock, NULL);
    enum omr_status status;
    if ((status = srv_clients_open(&made->clients, settings->data_folder, err)) ||
        (status = open_auth(made, err)) || (status = open_tasks(made, err)) ||
        (status = open_api(made, err)) || (status = open_http(made, err))) {
        srv_close(made);
        return status;
    }
    *server = made;
    return OMR_OK;
}

int srv_port(const struct srv *server) {
    return srv_http_port(server->http);
}

void srv_close(struct srv *server) {
    if (!server)
        return;
    /* Who waits is answered first; then nobody can be woken any more. */
    pthread_mutex_lock(&server->lock);
    struct srv_http *http = server->http;
    server->http = NULL;
    pthread_mutex_unlock(&server->lock);
    srv_http_close(http, server->settings.patience_s);
    if (server->tasks)
        srv_tasks_close(server->tasks, server->settings.patience_s);
    srv_api_close(server->api);
    srv_auth_close(server->auth);
    srv_clients_close(server->clients);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
