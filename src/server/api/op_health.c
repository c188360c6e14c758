/* SPDX-License-Identifier: MIT
 *
 * GET /health: whether work is being done, and how much waits. */
#include "server/api/call.h"

#include <inttypes.h>
#include <omr/version.h>

void srv_op_health(struct srv_call *call) {
    struct srv_tasks_counts counts;
    srv_tasks_count(call->api->settings.tasks, &counts);
    bool is_well = counts.workers_alive > 0;
    struct omr_buffer body = {0};
    omr_buffer_format(&body,
                      "{\"status\":\"%s\",\"version\":\"%s\",\"waiting\":%" PRIu64
                      ",\"running\":%" PRIu64 ",\"workers\":%d}",
                      is_well ? "ok" : "no workers", omr_version(), counts.waiting, counts.running,
                      counts.workers_alive);
    srv_http_reply(call->exchange, is_well ? 200 : 503, "application/json; charset=utf-8", &body);
}
