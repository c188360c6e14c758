/* SPDX-License-Identifier: MIT
 *
 * POST .../PostGenerateTemplate: a form's source, its pictures and settings in, the id of a task
 * out. A setting that makes no sense is a 400; what needs the source or a picture to be read is
 * found out by the task. */
#include "server/api/order.h"

#include "base/error.h"

#include <omr/generate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PICTURE_NAME_MAX = 200, VALUE_MAX = 128 };

/* --- pictures --- */

static void read_picture(struct srv_call *call, struct srv_order *order,
                         const struct omr_json *picture) {
    const char *name = omr_json_key(picture);
    char member[PICTURE_NAME_MAX + 16], *part_name;
    snprintf(member, sizeof member, "images.%.*s", (int)PICTURE_NAME_MAX, name);
    if (!*name || strlen(name) > PICTURE_NAME_MAX) {
        srv_order_error(order, member, "a picture's name has 1 to 200 bytes");
        return;
    }
    part_name = omr_arena_take(call->arena, strlen(name) + sizeof "picture:", 1);
    if (!part_name) {
        srv_order_error(order, member, "out of memory");
        return;
    }
    sprintf(part_name, "picture:%s", name);
    srv_order_file(order, picture, member, part_name);
}

/* An object of names; an empty list is what some clients make of an empty object. */
static void read_pictures(struct srv_call *call, struct srv_order *order,
                          const struct omr_json *pictures) {
    char text[64];
    if (srv_order_is_absent(pictures) ||
        (omr_json_kind(pictures) == OMR_JSON_ARRAY && !omr_json_count(pictures)))
        return;
    if (omr_json_kind(pictures) != OMR_JSON_OBJECT) {
        srv_order_error(order, "images",
                        "must be an object: the name of each picture and its "
                        "file in Base64");
        return;
    }
    if (omr_json_count(pictures) > call->api->settings.max_images) {
        snprintf(text, sizeof text, "holds more than %d pictures", call->api->settings.max_images);
        srv_order_error(order, "images", text);
        return;
    }
    for (const struct omr_json *at = omr_json_first(pictures); at; at = omr_json_next(at))
        read_picture(call, order, at);
}

/* --- settings --- */

/* A setting's value as text; false for a null and for what is no value of a setting. */
static bool value_text(const struct omr_json *value, char text[VALUE_MAX]) {
    double number;
    const char *string = omr_json_string(value);
    if (string)
        return (size_t)snprintf(text, VALUE_MAX, "%s", string) < VALUE_MAX;
    if (omr_json_kind(value) == OMR_JSON_BOOL) {
        snprintf(text, VALUE_MAX, "%s", omr_json_is_true(value) ? "true" : "false");
        return true;
    }
    if (omr_json_kind(value) != OMR_JSON_NUMBER || !omr_json_number(value, &number))
        return false;
    snprintf(text, VALUE_MAX, "%.15g", number);
    return true;
}

/* Keeps a setting for the job as a line "name=value". One that nobody knows is passed over. */
static void keep_setting(struct srv_order *order, struct omr_settings *settings,
                         struct omr_buffer *lines, const char *member, const char *name,
                         const struct omr_json *value) {
    char text[VALUE_MAX];
    struct omr_error err;
    if (srv_order_is_absent(value) || strchr(name, '='))
        return;
    if (!value_text(value, text) || strpbrk(text, "\r\n")) {
        srv_order_error(order, member, "must be a word or a number");
        return;
    }
    enum omr_status status = omr_settings_set(settings, name, text, OMR_NUMBERS_OF_SERVICE, &err);
    if (!status)
        omr_buffer_format(lines, "%s=%s\n", name, text);
    else if (strcmp(err.code, "settings.unknown") != 0)
        srv_order_error(order, member, err.text);
}

static void read_settings(struct srv_order *order, struct omr_settings *settings,
                          struct omr_buffer *lines, const struct omr_json *object) {
    if (srv_order_is_absent(object) ||
        (omr_json_kind(object) == OMR_JSON_ARRAY && !omr_json_count(object)))
        return;
    if (omr_json_kind(object) != OMR_JSON_OBJECT) {
        srv_order_error(order, "settings", "must be an object");
        return;
    }
    for (const struct omr_json *at = omr_json_first(object); at; at = omr_json_next(at)) {
        char member[64];
        snprintf(member, sizeof member, "settings.%.50s", omr_json_key(at));
        keep_setting(order, settings, lines, member, omr_json_key(at), at);
    }
}

static bool is_word(const struct omr_json *value, const char *word) {
    const char *text = omr_json_string(value);
    return text && strcasecmp(text, word) == 0;
}

/* outputFormat stands in two places; some clients always send Png in the outer one. */
static void read_format(struct srv_order *order, struct omr_settings *settings,
                        struct omr_buffer *lines, const struct omr_json *root) {
    const struct omr_json *outer = omr_json_member(root, "outputFormat");
    const struct omr_json *inner =
        omr_json_member(omr_json_member(root, "settings"), "outputFormat");
    bool is_unsaid = srv_order_is_absent(outer) || is_word(outer, "") ||
                     (!srv_order_is_absent(inner) && is_word(outer, "Png"));
    if (!is_unsaid)
        keep_setting(order, settings, lines, "outputFormat", "OutputFormat", outer);
}

static enum omr_status keep_settings(struct srv_order *order, const struct omr_json *root) {
    struct omr_buffer lines = {0};
    struct omr_settings *settings;
    enum omr_status status = omr_settings_new(&settings, NULL);
    if (status)
        return status;
    read_settings(order, settings, &lines, omr_json_member(root, "settings"));
    read_format(order, settings, &lines, root);
    omr_settings_free(settings);
    size_t size;
    char *text = omr_buffer_detach(&lines, &size);
    if (!text)
        return OMR_ERROR_MEMORY;
    srv_order_add(order, "settings", text, size);
    return OMR_OK;
}

/* --- the operation --- */

static enum omr_status read_order(struct srv_call *call, struct srv_order *order,
                                  const struct omr_json *root) {
    const struct omr_json *source = omr_json_member(root, "markupFile");
    order->parts =
        OMR_ARENA_ARRAY(call->arena, struct srv_part, (size_t)call->api->settings.max_images + 2);
    if (!order->parts)
        return OMR_ERROR_MEMORY;
    if (srv_order_is_absent(source))
        srv_order_error(order, "markupFile", "is needed: the form's source in Base64");
    else
        srv_order_file(order, source, "markupFile", "source");
    read_pictures(call, order, omr_json_member(root, "images"));
    return keep_settings(order, root);
}

void srv_op_post_generation(struct srv_call *call) {
    srv_order_carry_out(call, "generate", read_order);
}
