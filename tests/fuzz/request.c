/* SPDX-License-Identifier: MIT
 *
 * Any bytes as the body of an order or of a login, JSON or a form of either kind: an answer each
 * time, and what is submitted holds a pattern and a picture. The first line of the input is the
 * Content-Type; where it names a form, the request is a login. Tasks and clients are made up here,
 * in place of the server's own. */
#include "base/error.h"
#include "server/api/api.h"
#include "server/http/exchange.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* --- what the operations ask of others --- */

enum omr_status srv_tasks_submit(struct srv_tasks *tasks, const char *owner,
                                 const struct srv_job *job, char id[SRV_TASK_ID_SIZE],
                                 struct omr_error *err) {
    (void)tasks, (void)err;
    if (strcmp(owner, "somebody") != 0 || job->part_count < 2 || strlen(job->options) > 64 ||
        strcmp(job->parts[0].name, "pattern") != 0 || strcmp(job->parts[1].name, "image") != 0)
        abort();
    for (int i = 0; i < job->part_count; i++)
        if (!job->parts[i].size)
            abort();
    strcpy(id, "00000000-0000-4000-8000-000000000000");
    return OMR_OK;
}

enum omr_status srv_tasks_derive(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, const struct srv_derivation *derivation,
                                 char derived[SRV_TASK_ID_SIZE], struct omr_error *err) {
    (void)tasks, (void)owner, (void)kind, (void)id, (void)derivation, (void)derived;
    return omr_fail(err, OMR_ERROR_USAGE, "tasks.unknown", "Task not found");
}

enum omr_status srv_tasks_find(struct srv_tasks *tasks, const char *owner, const char *kind,
                               const char *id, struct srv_task_view *view, struct omr_error *err) {
    (void)tasks, (void)owner, (void)kind, (void)id, (void)view, (void)err;
    abort();
}

void srv_task_view_clear(struct srv_task_view *view) {
    (void)view;
}

enum omr_status srv_tasks_cancel(struct srv_tasks *tasks, const char *owner, const char *kind,
                                 const char *id, struct omr_error *err) {
    (void)tasks, (void)owner, (void)kind, (void)id, (void)err;
    abort();
}

void srv_tasks_count(struct srv_tasks *tasks, struct srv_tasks_counts *counts) {
    (void)tasks, (void)counts;
    abort();
}

bool srv_auth_check(const struct srv_auth *auth, const char *token, char id[SRV_AUTH_ID_SIZE]) {
    (void)auth, (void)token;
    strcpy(id, "somebody");
    return true;
}

enum omr_status srv_auth_login(const struct srv_auth *auth, const char *id, const char *secret,
                               struct omr_buffer *token, struct omr_error *err) {
    (void)auth, (void)err;
    if (strlen(id) == 0 || strlen(secret) % 2)
        return OMR_ERROR_USAGE;
    omr_buffer_text(token, "token");
    return OMR_OK;
}

long srv_auth_lifetime_s(const struct srv_auth *auth) {
    (void)auth;
    return 3600;
}

/* --- a request --- */

static void ask(struct srv_api *api, const char *type, const uint8_t *body, size_t size) {
    bool is_login = strcasestr(type, "form");
    struct srv_http_exchange exchange = {.body_limit = SIZE_MAX};
    exchange.head = (struct srv_head){
        .method = "POST",
        .path = is_login ? "/connect/token" : "/v5.0/omr/RecognizeTemplate/PostRecognizeTemplate",
        .query = "",
        .fields = {{"Content-Type", type}, {"Authorization", "Bearer t"}},
        .field_count = is_login ? 1 : 2};
    srv_api_begin(api, &exchange);
    if (!exchange.status && size <= exchange.body_limit) {
        omr_buffer_append(&exchange.body, body, size);
        srv_api_answer(api, &exchange);
        if (exchange.status < 200 || exchange.status > 599)
            abort();
    }
    omr_arena_clear(&exchange.arena);
    omr_buffer_clear(&exchange.body);
    omr_buffer_clear(&exchange.answer_body);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const struct srv_api_settings settings = {.max_images = 4};
    char type[128] = {0};
    const uint8_t *line_end = size ? memchr(bytes, '\n', size) : NULL;
    size_t length = line_end ? (size_t)(line_end - bytes) : 0;
    struct srv_api *api;
    if (!line_end || length >= sizeof type || memchr(bytes, 0, length) ||
        srv_api_open(&api, &settings, NULL))
        return 0;
    memcpy(type, bytes, length);
    ask(api, type, line_end + 1, size - length - 1);
    srv_api_close(api);
    return 0;
}
