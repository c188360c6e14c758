/* SPDX-License-Identifier: MIT
 *
 * Settings as an object of JSON. Objects in it are taken apart: {"a": {"b": 1}} sets "a.b". */
#include "base/error.h"
#include "base/json.h"

#include <omr/generate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BYTES_MOST = 1 << 20, DEPTH_MOST = 8, VALUES_MOST = 10000, NAME_SIZE = 128 };

struct reading {
    struct omr_settings *settings;
    const char *text;
    enum omr_numbering numbering;
    bool is_strict;
    struct omr_error *err;
};

/* Members of settings files of others that mean nothing here. */
static bool is_ignored(const char *name) {
    static const char *const ignored[] = {"Images", "ImagesPaths", "BatchBarcode"};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        if (strcasecmp(name, ignored[i]) == 0)
            return true;
    return false;
}

static enum omr_status fail_at(const struct reading *reading, const struct omr_json *value,
                               const struct omr_error *cause) {
    int line = 1;
    for (size_t i = 0; i < omr_json_offset(value); i++)
        line += reading->text[i] == '\n';
    return omr_fail(reading->err, cause->status, cause->code, "line %d: %s", line, cause->text);
}

static enum omr_status set_one(const struct reading *reading, const char *name,
                               const struct omr_json *value, const char *text) {
    struct omr_error cause = {0};
    enum omr_status status =
        omr_settings_set(reading->settings, name, text, reading->numbering, &cause);
    bool is_unknown = status && strcmp(cause.code, "settings.unknown") == 0;
    return !status || (is_unknown && !reading->is_strict) ? OMR_OK
                                                          : fail_at(reading, value, &cause);
}

/* ["Bold", "Italic"] as "Bold,Italic". */
static bool join(const struct omr_json *list, char *text, size_t size) {
    size_t used = 0;
    for (const struct omr_json *at = omr_json_first(list); at; at = omr_json_next(at)) {
        const char *word = omr_json_string(at);
        if (!word || used + strlen(word) + 2 > size)
            return false;
        used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "," : "", word);
    }
    return used > 0;
}

static enum omr_status read_object(const struct reading *reading, const struct omr_json *object,
                                   const char *prefix);

static enum omr_status read_member(const struct reading *reading, const char *name,
                                   const struct omr_json *value) {
    char text[NAME_SIZE] = "";
    double number;
    const char *string = omr_json_string(value);
    switch (omr_json_kind(value)) {
    case OMR_JSON_NULL:
        return OMR_OK;
    case OMR_JSON_BOOL:
        return set_one(reading, name, value, omr_json_is_true(value) ? "true" : "false");
    case OMR_JSON_NUMBER:
        if (omr_json_number(value, &number))
            snprintf(text, sizeof text, "%.15g", number);
        return set_one(reading, name, value, text);
    case OMR_JSON_STRING:
        return set_one(reading, name, value, string);
    case OMR_JSON_ARRAY:
        return set_one(reading, name, value, join(value, text, sizeof text) ? text : "[...]");
    case OMR_JSON_OBJECT:
        break;
    }
    return read_object(reading, value, name);
}

static enum omr_status read_object(const struct reading *reading, const struct omr_json *object,
                                   const char *prefix) {
    enum omr_status status = OMR_OK;
    for (const struct omr_json *at = omr_json_first(object); at && !status;
         at = omr_json_next(at)) {
        char name[NAME_SIZE];
        if (is_ignored(omr_json_key(at)))
            continue;
        snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "." : "", omr_json_key(at));
        status = read_member(reading, name, at);
    }
    return status;
}

static enum omr_status read_text(const struct reading *reading, size_t size) {
    struct omr_json *json = NULL;
    enum omr_status status =
        omr_json_parse(&json, reading->text, size, DEPTH_MOST, VALUES_MOST, reading->err);
    if (status)
        return status;
    omr_json_locate(json, reading->text, size);
    status = omr_json_kind(json) == OMR_JSON_OBJECT
                 ? read_object(reading, json, "")
                 : omr_fail(reading->err, OMR_ERROR_INPUT, "settings.object",
                            "settings are an object: {\"PaperSize\": \"A4\"}");
    omr_json_free(json);
    return status;
}

enum omr_status omr_settings_read(struct omr_settings *settings, const char *json, size_t size,
                                  enum omr_numbering numbering, bool is_strict,
                                  struct omr_error *err) {
    if (size > BYTES_MOST)
        return omr_fail(err, OMR_ERROR_LIMIT, "settings.limit", "settings have %d bytes at most",
                        (int)BYTES_MOST);
    char *text = malloc(size + 1);
    if (!text)
        return omr_fail_memory(err);
    if (size)
        memcpy(text, json, size);
    text[size] = 0;
    omr_json_soften(text, size);
    struct reading reading = {settings, text, numbering, is_strict, err};
    enum omr_status status = read_text(&reading, size);
    free(text);
    return status;
}
