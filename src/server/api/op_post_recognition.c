/* SPDX-License-Identifier: MIT
 *
 * POST .../PostRecognizeTemplate: pictures and a pattern in, the id of a task out. What is wrong
 * with the request itself is a 400 that names each wrong member; what needs the pattern or a
 * picture to be read is found out by the task. */
#include "server/api/order.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The words and numbers of outputFormat; NULL words are formats of other things. */
static const struct {
    const char *word;
    int number; /* of the enumeration some clients send; -1: it has none */
} formats[] = {{"Csv", 3}, {"Json", 4}, {"Xml", -1}};

static void read_images(struct srv_order *order, const struct omr_json *images, int max_images) {
    if (srv_order_is_absent(images) || omr_json_kind(images) != OMR_JSON_ARRAY ||
        !omr_json_count(images)) {
        srv_order_error(order, "images", "must be an array of at least one string of Base64");
        return;
    }
    char text[64];
    if (omr_json_count(images) > max_images) {
        snprintf(text, sizeof text, "holds more than %d pictures", max_images);
        srv_order_error(order, "images", text);
        return;
    }
    int index = 0;
    for (const struct omr_json *image = omr_json_first(images); image;
         image = omr_json_next(image)) {
        snprintf(text, sizeof text, "images[%d]", index++);
        srv_order_file(order, image, text, "image");
    }
}

static void read_format(struct srv_order *order, const struct omr_json *value) {
    const char *format = formats[0].word, *word = omr_json_string(value);
    double number = -1;
    bool is_default = srv_order_is_absent(value) || (word && !*word), is_known = is_default;
    bool is_number = !is_default && omr_json_number(value, &number);
    for (size_t i = 0; i < sizeof formats / sizeof *formats && !is_known; i++)
        if ((word && strcasecmp(word, formats[i].word) == 0) ||
            (is_number && number >= 0 && number == formats[i].number)) {
            format = formats[i].word;
            is_known = true;
        }
    if (is_known)
        omr_buffer_format(&order->options, "format=%s", format);
    else
        srv_order_error(order, "outputFormat", "must be Csv, Json or Xml");
}

static void read_threshold(struct srv_order *order, const struct omr_json *value) {
    double number;
    if (srv_order_is_absent(value))
        return;
    if (omr_json_number(value, &number) && number >= 0 && number <= 100 && number == floor(number))
        omr_buffer_format(&order->options, " threshold=%d", (int)number);
    else
        srv_order_error(order, "recognitionThreshold", "must be a whole number from 0 to 100");
}

static enum omr_status read_order(struct srv_call *call, struct srv_order *order,
                                  const struct omr_json *root) {
    const struct srv_api_settings *settings = &call->api->settings;
    const struct omr_json *pattern = omr_json_member(root, "omrFile");
    order->parts = OMR_ARENA_ARRAY(call->arena, struct srv_part, (size_t)settings->max_images + 1);
    if (!order->parts)
        return OMR_ERROR_MEMORY;
    if (srv_order_is_absent(pattern))
        srv_order_error(order, "omrFile", "is needed: the recognition pattern in Base64");
    else
        srv_order_file(order, pattern, "omrFile", "pattern");
    read_images(order, omr_json_member(root, "images"), settings->max_images);
    read_format(order, omr_json_member(root, "outputFormat"));
    read_threshold(order, omr_json_member(root, "recognitionThreshold"));
    if (*settings->job_options)
        omr_buffer_format(&order->options, " %s", settings->job_options);
    return OMR_OK;
}

void srv_op_post_recognition(struct srv_call *call) {
    srv_order_carry_out(call, "recognize", read_order);
}
