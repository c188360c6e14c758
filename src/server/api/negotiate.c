/* SPDX-License-Identifier: MIT */
#include "server/api/call.h"

static bool accepts(const struct srv_call *call, const char *type) {
    int at = 0;
    const char *value;
    while ((value = srv_http_next_header(call->exchange, "Accept", &at)))
        if (srv_accept_names(value, type))
            return true;
    return false;
}

bool srv_accepts_json_only(const struct srv_call *call) {
    return accepts(call, "application/json") && !accepts(call, "text/plain") &&
           !accepts(call, "*/*");
}
