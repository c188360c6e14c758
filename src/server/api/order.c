/* SPDX-License-Identifier: MIT */
#include "server/api/order.h"

#include "base/base64.h"
#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 16, VALUES_MAX = 10000, ERRORS_MAX = 16 };

bool srv_order_is_absent(const struct omr_json *value) {
    return !value || omr_json_kind(value) == OMR_JSON_NULL;
}

void srv_order_error(struct srv_order *order, const char *member, const char *text) {
    if (order->error_count++ >= ERRORS_MAX)
        return;
    if (order->errors.size)
        omr_buffer_char(&order->errors, ',');
    omr_buffer_json_string(&order->errors, member, strlen(member));
    omr_buffer_text(&order->errors, ":[");
    omr_buffer_json_string(&order->errors, text, strlen(text));
    omr_buffer_char(&order->errors, ']');
}

void srv_order_add(struct srv_order *order, const char *part_name, char *bytes, size_t size) {
    order->parts[order->part_count++] = (struct srv_part){part_name, bytes, size};
}

void srv_order_file(struct srv_order *order, const struct omr_json *value, const char *member,
                    const char *part_name) {
    const char *text = omr_json_string(value);
    if (!text) {
        srv_order_error(order, member, "must be a string of Base64");
        return;
    }
    char *bytes;
    size_t size;
    struct omr_error err;
    if (strncasecmp(text, "data:", 5) == 0) {
        srv_order_error(order, member, "must be Base64 alone, without a `data:` prefix");
        return;
    }
    if (omr_base64_decode(text, strlen(text), &bytes, &size, &err)) {
        srv_order_error(order, member, err.text);
    } else if (!size) {
        free(bytes);
        srv_order_error(order, member, "is empty");
    } else {
        srv_order_add(order, part_name, bytes, size);
    }
}

static void answer_errors(struct srv_call *call, const struct srv_order *order) {
    struct omr_buffer body = {0};
    omr_buffer_text(&body, "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                           "\"detail\":\"the request cannot be carried out\",\"errors\":{");
    omr_buffer_append(&body, order->errors.bytes, order->errors.size);
    omr_buffer_text(&body, "}}");
    srv_http_reply(call->exchange, 400, "application/problem+json; charset=utf-8", &body);
}

static void answer_id(struct srv_call *call, const char *id) {
    struct omr_buffer body = {0};
    bool is_json = srv_accepts_json_only(call);
    omr_buffer_format(&body, is_json ? "\"%s\"" : "%s", id);
    srv_http_reply(call->exchange, 200,
                   is_json ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
                   &body);
}

static void submit(struct srv_call *call, const char *kind, const struct srv_order *order) {
    char id[SRV_TASK_ID_SIZE];
    enum omr_status status = OMR_ERROR_MEMORY;
    if (!order->options.has_failed) {
        const char *options = order->options.bytes ? order->options.bytes : "";
        struct srv_job job = {kind, options, order->parts, order->part_count};
        status = srv_tasks_submit(call->api->settings.tasks, call->client_id, &job, id, NULL);
    }
    if (status)
        srv_answer_failure(call, status);
    else
        answer_id(call, id);
}

/* The tree of the body; NULL where it is none, which is noted or, for want of memory, answered. */
static struct omr_json *parse_body(struct srv_call *call, struct srv_order *order,
                                   enum omr_status *status) {
    size_t size;
    const char *text = srv_http_body(call->exchange, &size);
    struct omr_json *root = NULL;
    struct omr_error err;
    *status = omr_json_parse(&root, text, size, DEPTH_MAX, VALUES_MAX, &err);
    srv_http_drop_body(call->exchange);
    if (!*status && omr_json_kind(root) == OMR_JSON_OBJECT)
        return root;
    if (!*status) {
        srv_order_error(order, "$", "must be a JSON object");
    } else if (*status != OMR_ERROR_MEMORY) {
        char problem[sizeof err.text + 32];
        snprintf(problem, sizeof problem, "is no usable JSON: %s", err.text);
        srv_order_error(order, "$", problem);
        *status = OMR_OK;
    }
    omr_json_free(root);
    return NULL;
}

void srv_order_carry_out(struct srv_call *call, const char *kind, srv_order_reader *read) {
    struct srv_order order = {0};
    enum omr_status status;
    struct omr_json *root = parse_body(call, &order, &status);
    if (root)
        status = read(call, &order, root);
    if (status)
        srv_answer_failure(call, status);
    else if (order.error_count)
        answer_errors(call, &order);
    else
        submit(call, kind, &order);
    for (int i = 0; i < order.part_count; i++)
        free((void *)order.parts[i].bytes);
    omr_buffer_clear(&order.options);
    omr_buffer_clear(&order.errors);
    omr_json_free(root);
}
