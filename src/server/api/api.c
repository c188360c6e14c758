/* SPDX-License-Identifier: MIT
 *
 * What is the same for every call: find the route, ask who it is, look at the kind of body. All of
 * it happens when the head has arrived, so that nobody sends megabytes for a 401. */
#include "server/api/api.h"

#include "base/error.h"
#include "server/api/call.h"
#include "server/api/routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum omr_status srv_api_open(struct srv_api **api, const struct srv_api_settings *settings,
                             struct omr_error *err) {
    struct srv_api *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    made->settings = *settings;
    made->settings.job_options = made->job_options;
    snprintf(made->job_options, sizeof made->job_options, "%s",
             settings->job_options ? settings->job_options : "");
    *api = made;
    return OMR_OK;
}

void srv_api_close(struct srv_api *api) {
    free(api);
}

static bool find_route(struct srv_call *call) {
    const char *allowed;
    const char *method = srv_http_method(call->exchange);
    call->route = srv_route_find(call->arena, method, srv_http_path(call->exchange), &call->path_id,
                                 &allowed);
    if (call->route)
        return true;
    if (allowed) {
        srv_http_set_header(call->exchange, "Allow", allowed);
        srv_http_problem(call->exchange, 405, "this path takes %s", allowed);
    } else {
        srv_http_problem(call->exchange, 404, "there is nothing at this path");
    }
    return false;
}

/* The token of `Authorization: Bearer TOKEN`; NULL when there is none. */
static const char *read_bearer(const struct srv_call *call) {
    const char *value = srv_http_header(call->exchange, "Authorization");
    if (!value || strncasecmp(value, "Bearer", 6) != 0 || (value[6] != ' ' && value[6] != '\t'))
        return NULL;
    value += 6 + strspn(value + 6, " \t");
    return *value ? value : NULL;
}

static bool is_allowed(struct srv_call *call) {
    if (call->route->is_open)
        return true;
    const char *token = read_bearer(call);
    if (token && srv_auth_check(call->api->settings.auth, token, call->client_id))
        return true;
    srv_http_set_header(call->exchange, "WWW-Authenticate",
                        token ? "Bearer error=\"invalid_token\"" : "Bearer");
    srv_http_problem(call->exchange, 401,
                     token ? "the token is not valid, or no longer: ask for a new one"
                           : "an Authorization header with a Bearer token is needed");
    return false;
}

static bool body_is_welcome(const struct srv_call *call) {
    const char *type = srv_http_header(call->exchange, "Content-Type");
    if (call->route->body == SRV_BODY_NONE)
        return true;
    if (call->route->body == SRV_BODY_FORM)
        return type && (srv_media_is(type, "application/x-www-form-urlencoded") ||
                        srv_media_is(type, "multipart/form-data"));
    return !type || srv_media_is(type, "application/json") || srv_media_is(type, "text/json");
}

static bool coding_is_welcome(const struct srv_call *call) {
    const char *coding = srv_http_header(call->exchange, "Content-Encoding");
    return !coding || !*coding || strcasecmp(coding, "identity") == 0;
}

static bool takes_body(struct srv_call *call) {
    if (call->route->max_body)
        srv_http_limit_body(call->exchange, call->route->max_body);
    if (body_is_welcome(call) && coding_is_welcome(call))
        return true;
    srv_http_problem(call->exchange, 415, "the body must be %s, not compressed",
                     call->route->body == SRV_BODY_JSON
                         ? "application/json"
                         : "application/x-www-form-urlencoded or multipart/form-data");
    return false;
}

void srv_api_begin(void *context, struct srv_http_exchange *exchange) {
    struct omr_arena *arena = srv_http_arena(exchange);
    struct srv_call *call = OMR_ARENA_NEW(arena, struct srv_call);
    if (!call) {
        srv_http_problem(exchange, 503, "out of memory");
        return;
    }
    *call = (struct srv_call){.api = context, .exchange = exchange, .arena = arena};
    /* Everything is somebody's own and of this moment. */
    srv_http_set_header(exchange, "Cache-Control", "no-store");
    srv_http_set_header(exchange, "X-Content-Type-Options", "nosniff");
    if (find_route(call) && is_allowed(call) && takes_body(call))
        srv_http_set_state(exchange, call);
}

void srv_api_answer(void *context, struct srv_http_exchange *exchange) {
    (void)context;
    struct srv_call *call = srv_http_state(exchange);
    call->route->operation(call);
}
