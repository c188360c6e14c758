/* SPDX-License-Identifier: MIT */
#include "server/api/call.h"

#include <stdio.h>

static void set_count(struct srv_call *call, const char *name, int count) {
    char digits[16];
    snprintf(digits, sizeof digits, "%d", count);
    srv_http_set_header(call->exchange, name, digits);
}

void srv_set_counts(struct srv_call *call, const struct srv_task_view *view) {
    set_count(call, "Omr-Review", view->review_count);
    set_count(call, "Omr-Unread", view->unread_count);
}
