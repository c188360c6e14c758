/* SPDX-License-Identifier: MIT
 *
 * POST .../PostRecognizeTemplate: pictures and a pattern in, the id of a task out. What is wrong
 * with the request itself is a 400 that names each wrong member; what needs the pattern or a
 * picture to be read is found out by the task. */
#include "server/api/call.h"

#include "base/base64.h"
#include "base/error.h"
#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 16, VALUES_MAX = 10000, ERRORS_MAX = 16 };

/* The words and numbers of outputFormat; NULL words are formats of other things. */
static const struct {
    const char *word;
    int number; /* of the enumeration some clients send; -1: it has none */
} formats[] = {{"Csv", 3}, {"Json", 4}, {"Xml", -1}};

struct order {
    struct srv_part *parts; /* pattern first, then the images */
    int part_count;
    const char *format;
    int threshold;            /* -1: automatic */
    struct omr_buffer errors; /* members of the `errors` object */
    int error_count;
};

static void add_error(struct order *order, const char *member, const char *text) {
    if (order->error_count++ >= ERRORS_MAX)
        return;
    if (order->errors.size)
        omr_buffer_char(&order->errors, ',');
    omr_buffer_json_string(&order->errors, member, strlen(member));
    omr_buffer_text(&order->errors, ":[");
    omr_buffer_json_string(&order->errors, text, strlen(text));
    omr_buffer_char(&order->errors, ']');
}

static bool is_absent(const struct omr_json *value) {
    return !value || omr_json_kind(value) == OMR_JSON_NULL;
}

/* --- members --- */

static void read_file(struct order *order, const struct omr_json *value, const char *member,
                      const char *part_name) {
    const char *text = omr_json_string(value);
    if (!text) {
        add_error(order, member, "must be a string of Base64");
        return;
    }
    char *bytes;
    size_t size;
    struct omr_error err;
    if (strncasecmp(text, "data:", 5) == 0) {
        add_error(order, member, "must be Base64 alone, without a `data:` prefix");
        return;
    }
    if (omr_base64_decode(text, strlen(text), &bytes, &size, &err)) {
        add_error(order, member, err.text);
    } else if (!size) {
        free(bytes);
        add_error(order, member, "is empty");
    } else {
        order->parts[order->part_count++] = (struct srv_part){part_name, bytes, size};
    }
}

static void read_images(struct order *order, const struct omr_json *images, int max_images) {
    if (is_absent(images) || omr_json_kind(images) != OMR_JSON_ARRAY || !omr_json_count(images)) {
        add_error(order, "images", "must be an array of at least one string of Base64");
        return;
    }
    char text[64];
    if (omr_json_count(images) > max_images) {
        snprintf(text, sizeof text, "holds more than %d pictures", max_images);
        add_error(order, "images", text);
        return;
    }
    int index = 0;
    for (const struct omr_json *image = omr_json_first(images); image;
         image = omr_json_next(image)) {
        snprintf(text, sizeof text, "images[%d]", index++);
        read_file(order, image, text, "image");
    }
}

static void read_format(struct order *order, const struct omr_json *value) {
    order->format = formats[0].word;
    const char *word = omr_json_string(value);
    double number = -1;
    if (is_absent(value) || (word && !*word))
        return;
    bool is_number = omr_json_number(value, &number);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if ((word && strcasecmp(word, formats[i].word) == 0) ||
            (is_number && number >= 0 && number == formats[i].number)) {
            order->format = formats[i].word;
            return;
        }
    add_error(order, "outputFormat", "must be Csv, Json or Xml");
}

static void read_threshold(struct order *order, const struct omr_json *value) {
    order->threshold = -1;
    double number;
    if (is_absent(value))
        return;
    if (omr_json_number(value, &number) && number >= 0 && number <= 100 && number == floor(number))
        order->threshold = (int)number;
    else
        add_error(order, "recognitionThreshold", "must be a whole number from 0 to 100");
}

static void read_order(struct order *order, const struct omr_json *root, int max_images) {
    const struct omr_json *pattern = omr_json_member(root, "omrFile");
    if (is_absent(pattern))
        add_error(order, "omrFile", "is needed: the recognition pattern in Base64");
    else
        read_file(order, pattern, "omrFile", "pattern");
    read_images(order, omr_json_member(root, "images"), max_images);
    read_format(order, omr_json_member(root, "outputFormat"));
    read_threshold(order, omr_json_member(root, "recognitionThreshold"));
}

/* --- answers --- */

static void answer_errors(struct srv_call *call, struct order *order) {
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

static void submit(struct srv_call *call, const struct order *order) {
    struct omr_buffer options = {0};
    omr_buffer_format(&options, "format=%s", order->format);
    if (order->threshold >= 0)
        omr_buffer_format(&options, " threshold=%d", order->threshold);
    if (*call->api->settings.job_options)
        omr_buffer_format(&options, " %s", call->api->settings.job_options);
    char id[SRV_TASK_ID_SIZE];
    enum omr_status status = OMR_ERROR_MEMORY;
    if (!options.has_failed) {
        struct srv_job job = {"recognize", options.bytes, order->parts, order->part_count};
        status = srv_tasks_submit(call->api->settings.tasks, call->client_id, &job, id, NULL);
    }
    omr_buffer_clear(&options);
    if (status)
        srv_answer_failure(call, status);
    else
        answer_id(call, id);
}

/* --- the operation --- */

static void carry_out(struct srv_call *call, struct order *order, const struct omr_json *root) {
    int max_images = call->api->settings.max_images;
    order->parts = OMR_ARENA_ARRAY(call->arena, struct srv_part, (size_t)max_images + 1);
    if (!order->parts) {
        srv_answer_failure(call, OMR_ERROR_MEMORY);
        return;
    }
    read_order(order, root, max_images);
    if (order->error_count)
        answer_errors(call, order);
    else
        submit(call, order);
    for (int i = 0; i < order->part_count; i++)
        free((void *)order->parts[i].bytes);
    omr_buffer_clear(&order->errors);
}

void srv_op_post_recognition(struct srv_call *call) {
    size_t size;
    const char *text = srv_http_body(call->exchange, &size);
    struct omr_json *root = NULL;
    struct omr_error err;
    enum omr_status status = omr_json_parse(&root, text, size, DEPTH_MAX, VALUES_MAX, &err);
    srv_http_drop_body(call->exchange);
    struct order order = {0};
    if (status == OMR_ERROR_MEMORY) {
        srv_answer_failure(call, status);
    } else if (status || omr_json_kind(root) != OMR_JSON_OBJECT) {
        char problem[sizeof err.text + 32];
        snprintf(problem, sizeof problem, "is no usable JSON: %s", status ? err.text : "");
        add_error(&order, "$", status ? problem : "must be a JSON object");
        answer_errors(call, &order);
        omr_buffer_clear(&order.errors);
    } else {
        carry_out(call, &order, root);
    }
    omr_json_free(root);
}
