/* SPDX-License-Identifier: MIT
 *
 * GET /api/v1/tasks/{id}/overlay?image=N&page=N: a picture of the task with what was read drawn on
 * it. Drawing means reading foreign bytes, so it is a task of its own for a worker, which this call
 * waits for and then forgets. */
#include "server/api/call.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_S = 60, LIFETIME_S = 600, NUMBER_MAX = 1000000 };

/* A number of the query, 1 where it is not there; 0 where it makes no sense. */
static int read_number(const struct srv_form *form, const char *name) {
    const struct srv_form_field *field = srv_form_find(form, name, NULL);
    if (!field)
        return 1;
    char *end;
    long number = strtol(field->value.bytes, &end, 10);
    return end == field->value.bytes || *end || number < 1 || number > NUMBER_MAX ? 0 : (int)number;
}

static void answer_refusal(struct srv_call *call, enum omr_status status,
                           const struct omr_error *why) {
    if (status != OMR_ERROR_USAGE) {
        srv_answer_failure(call, status);
        return;
    }
    bool is_pending = strcmp(why->code, "tasks.pending") == 0;
    if (is_pending)
        srv_http_set_header(call->exchange, "Retry-After", "1");
    srv_http_problem(call->exchange, is_pending ? 409 : 404, "%s", why->text);
}

/* Orders the picture; false when an answer was given instead. */
static bool order_picture(struct srv_call *call) {
    char id[SRV_TASK_ID_SIZE], options[32];
    const char *query = srv_http_query(call->exchange);
    struct srv_form form;
    struct omr_error why = {0};
    bool is_form = srv_form_parse(&form, call->arena, query, strlen(query));
    int image = is_form ? read_number(&form, "image") : 0;
    int page = is_form ? read_number(&form, "page") : 0;
    if (!image || !page) {
        srv_http_problem(call->exchange, 400, "image and page are numbers from 1");
        return false;
    }
    srv_normalise_id(call->path_id, strlen(call->path_id), id);
    snprintf(options, sizeof options, "page=%d", page);
    struct srv_derivation derivation = {.kind = "overlay",
                                        .options = options,
                                        .part = "image",
                                        .number = image,
                                        .lifetime_s = LIFETIME_S};
    enum omr_status status = srv_tasks_derive(call->api->settings.tasks, call->client_id,
                                              "recognize", id, &derivation, call->derived, &why);
    if (!status)
        return true;
    *call->derived = 0;
    answer_refusal(call, status, &why);
    return false;
}

static void answer_view(struct srv_call *call, const struct srv_task_view *view) {
    struct omr_buffer png = {0};
    if (view->state == SRV_TASK_DONE && view->result_count == 1) {
        omr_buffer_append(&png, view->results[0].bytes, view->results[0].size);
        srv_http_reply(call->exchange, 200, "image/png", &png);
    } else if (view->state == SRV_TASK_FAILED) {
        srv_http_problem(call->exchange, 404, "there is nothing to show: %s", view->messages[0]);
    } else {
        srv_answer_failure(call, OMR_ERROR_LIMIT);
    }
}

void srv_op_overlay(struct srv_call *call) {
    struct srv_tasks *tasks = call->api->settings.tasks;
    struct srv_task_view view = {.state = SRV_TASK_UNKNOWN};
    if (!*call->derived && !order_picture(call))
        return;
    srv_http_watch(call->exchange, call->derived);
    enum omr_status status =
        srv_tasks_find(tasks, call->client_id, "overlay", call->derived, &view, NULL);
    if (!status && view.state == SRV_TASK_PENDING && !srv_http_is_late(call->exchange)) {
        srv_http_wait(call->exchange, PATIENCE_S);
    } else {
        if (status)
            srv_answer_failure(call, status);
        else
            answer_view(call, &view);
        srv_tasks_cancel(tasks, call->client_id, "overlay", call->derived, NULL);
    }
    srv_task_view_clear(&view);
}
