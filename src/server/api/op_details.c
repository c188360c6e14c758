/* SPDX-License-Identifier: MIT
 *
 * GET /api/v1/tasks/{id}/details: everything that was read, as `omr recognize --format details`
 * writes it. One page is one JSON object; of several each has its line, and of a form of several
 * pages each respondent. Of a form that was made: what its author should know. */
#include "server/api/call.h"

#include <string.h>

static void answer_state(struct srv_call *call, const struct srv_task_view *view) {
    if (view->state == SRV_TASK_PENDING) {
        srv_http_set_header(call->exchange, "Retry-After", "1");
        srv_http_problem(call->exchange, 409, "the task is not finished yet");
    } else if (view->state == SRV_TASK_FAILED) {
        srv_http_problem(call->exchange, 409, "the task failed: %s",
                         view->message_count ? view->messages[0] : "no reason is known");
    } else {
        srv_http_problem(call->exchange, 404, "Task not found");
    }
}

static void answer_details(struct srv_call *call, bool is_recognition,
                           const struct srv_task_view *view) {
    const char *bytes = view->details->bytes;
    size_t size = view->details->size;
    while (size && bytes[size - 1] == '\n')
        size--;
    bool is_one = !size || !memchr(bytes, '\n', size);
    struct omr_buffer body = {0};
    omr_buffer_append(&body, bytes, size);
    if (!is_one)
        omr_buffer_char(&body, '\n');
    if (is_recognition)
        srv_set_counts(call, view);
    srv_http_reply(
        call->exchange, 200,
        is_one ? "application/json; charset=utf-8" : "application/x-ndjson; charset=utf-8", &body);
}

void srv_op_details(struct srv_call *call) {
    char id[SRV_TASK_ID_SIZE];
    srv_normalise_id(call->path_id, strlen(call->path_id), id);
    struct srv_task_view view = {.state = SRV_TASK_UNKNOWN};
    enum omr_status status = OMR_OK;
    static const char *const kinds[] = {"recognize", "generate"};
    size_t tried = 0;
    while (*id && !status && view.state == SRV_TASK_UNKNOWN && tried < 2) {
        srv_task_view_clear(&view);
        status = srv_tasks_find(call->api->settings.tasks, call->client_id, kinds[tried++], id,
                                &view, NULL);
    }
    if (status) {
        srv_answer_failure(call, status);
        return;
    }
    if (view.state == SRV_TASK_DONE && view.details)
        answer_details(call, tried == 1, &view);
    else
        answer_state(call, &view);
    srv_task_view_clear(&view);
}
