/* SPDX-License-Identifier: MIT
 *
 * DELETE .../RecognizeTemplate[/CancelRecognizeTemplate]?id=, and the same of GenerateTemplate:
 * forget a task. As often as you like: what is not there is forgotten already. */
#include "server/api/call.h"

static void cancel(struct srv_call *call, const char *kind) {
    struct srv_sent_id sent = srv_read_id(call);
    enum omr_status status = OMR_OK;
    if (*sent.id)
        status = srv_tasks_cancel(call->api->settings.tasks, call->client_id, kind, sent.id, NULL);
    if (status)
        srv_answer_failure(call, status);
    else
        srv_http_reply(call->exchange, 200, NULL, NULL);
}

void srv_op_cancel_recognition(struct srv_call *call) {
    cancel(call, "recognize");
}

void srv_op_cancel_generation(struct srv_call *call) {
    cancel(call, "generate");
}
