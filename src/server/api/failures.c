/* SPDX-License-Identifier: MIT */
#include "server/api/call.h"

void srv_answer_failure(struct srv_call *call, enum omr_status status) {
    if (status == OMR_ERROR_LIMIT || status == OMR_ERROR_MEMORY) {
        srv_http_set_header(call->exchange, "Retry-After", "5");
        srv_http_problem(call->exchange, 503, "the service is busy; try again in a moment");
    } else {
        srv_http_problem(call->exchange, 500, "the service could not do this");
    }
}
