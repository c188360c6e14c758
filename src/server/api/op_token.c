/* SPDX-License-Identifier: MIT
 *
 * POST /connect/token: id and secret for a token (RFC 6749, client credentials). The fields come as
 * a form of either kind, in any order; id and secret also as HTTP Basic. */
#include "server/api/call.h"

#include "base/base64.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct login {
    const char *id, *secret;
    bool is_basic;
};

static void answer_error(struct srv_call *call, int status, const char *code, const char *text) {
    struct omr_buffer body = {0};
    omr_buffer_text(&body, "{\"error\":");
    omr_buffer_json_string(&body, code, strlen(code));
    omr_buffer_text(&body, ",\"error_description\":");
    omr_buffer_json_string(&body, text, strlen(text));
    omr_buffer_char(&body, '}');
    srv_http_reply(call->exchange, status, "application/json; charset=utf-8", &body);
}

static void answer_token(struct srv_call *call, const struct omr_buffer *token) {
    struct omr_buffer body = {0};
    omr_buffer_text(&body, "{\"access_token\":\"");
    omr_buffer_append(&body, token->bytes, token->size);
    omr_buffer_format(&body, "\",\"expires_in\":%ld,\"token_type\":\"Bearer\"}",
                      srv_auth_lifetime_s(call->api->settings.auth));
    srv_http_set_header(call->exchange, "Pragma", "no-cache");
    srv_http_reply(call->exchange, 200, "application/json; charset=utf-8", &body);
}

static bool read_form(struct srv_call *call, struct srv_form *form) {
    const char *type = srv_http_header(call->exchange, "Content-Type");
    size_t size;
    const char *body = srv_http_body(call->exchange, &size);
    return srv_media_is(type, "multipart/form-data")
               ? srv_form_parse_multipart(form, call->arena, type, body, size)
               : srv_form_parse(form, call->arena, body, size);
}

/* A field that must be there once and hold text; NULL otherwise. */
static const char *read_field(const struct srv_form *form, const char *name) {
    int count;
    const struct srv_form_field *field = srv_form_find(form, name, &count);
    if (count != 1 || !field->value.size || memchr(field->value.bytes, 0, field->value.size))
        return NULL;
    return field->value.bytes;
}

/* `Authorization: Basic`, both halves percent-coded (RFC 6749, 2.3.1). */
static bool read_basic(struct srv_call *call, const char *value, struct login *login) {
    char *pair;
    size_t size;
    if (omr_base64_decode(value, strlen(value), &pair, &size, NULL))
        return false;
    char *colon = memchr(pair, ':', size);
    bool is_pair = colon && !memchr(pair, 0, size);
    if (is_pair) {
        login->id = srv_percent_decode(call->arena, pair, (size_t)(colon - pair), true).bytes;
        login->secret = srv_percent_decode(call->arena, colon + 1, strlen(colon + 1), true).bytes;
    }
    free(pair);
    return is_pair;
}

static void read_login(struct srv_call *call, const struct srv_form *form, struct login *login) {
    const char *value = srv_http_header(call->exchange, "Authorization");
    login->is_basic = value && strncasecmp(value, "Basic ", 6) == 0;
    if (login->is_basic) {
        if (!read_basic(call, value + 6, login))
            login->id = login->secret = "";
        return;
    }
    login->id = read_field(form, "client_id");
    login->secret = read_field(form, "client_secret");
}

static void refuse_client(struct srv_call *call, const struct login *login) {
    if (login->is_basic)
        srv_http_set_header(call->exchange, "WWW-Authenticate", "Basic realm=\"omr\"");
    answer_error(call, login->is_basic ? 401 : 400, "invalid_client",
                 "there is no client with this id and this secret");
}

static void log_in(struct srv_call *call, const struct login *login) {
    struct omr_buffer token = {0};
    enum omr_status status =
        srv_auth_login(call->api->settings.auth, login->id, login->secret, &token, NULL);
    if (status == OMR_ERROR_USAGE)
        refuse_client(call, login);
    else if (status)
        srv_answer_failure(call, status);
    else
        answer_token(call, &token);
    omr_buffer_clear(&token);
}

void srv_op_token(struct srv_call *call) {
    struct srv_form form;
    struct login login = {0};
    if (!read_form(call, &form)) {
        answer_error(call, 400, "invalid_request", "the form could not be read");
        return;
    }
    const char *grant = read_field(&form, "grant_type");
    read_login(call, &form, &login);
    if (!grant)
        answer_error(call, 400, "invalid_request", "grant_type is needed, once");
    else if (strcmp(grant, "client_credentials") != 0)
        answer_error(call, 400, "unsupported_grant_type", "grant_type must be client_credentials");
    else if (!login.id || !login.secret)
        answer_error(call, 400, "invalid_request", "client_id and client_secret are needed, once");
    else
        log_in(call, &login);
}
