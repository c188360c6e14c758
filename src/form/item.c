/* SPDX-License-Identifier: MIT */
#include "form/item.h"

#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct omr_item omr_item_member(const struct omr_item *object, const char *name) {
    const struct omr_json *value = omr_json_member(object->value, name);
    bool is_null = value && omr_json_kind(value) == OMR_JSON_NULL;
    return (struct omr_item){is_null ? NULL : value, object, name, 0};
}

struct omr_item omr_item_first(const struct omr_item *array) {
    bool is_array = array->value && omr_json_kind(array->value) == OMR_JSON_ARRAY;
    return (struct omr_item){is_array ? omr_json_first(array->value) : NULL, array, NULL, 0};
}

struct omr_item omr_item_first_member(const struct omr_item *object) {
    bool is_object = object->value && omr_json_kind(object->value) == OMR_JSON_OBJECT;
    const struct omr_json *first = is_object ? omr_json_first(object->value) : NULL;
    return (struct omr_item){first, object, first ? omr_json_key(first) : "", 0};
}

void omr_item_next(struct omr_item *item) {
    item->value = omr_json_next(item->value);
    if (item->name && item->value)
        item->name = omr_json_key(item->value);
    item->index++;
}

/* A name that a file chose: nothing that could move a terminal's cursor, and not too much of it. */
static void append_name(const char *name, char *path, size_t size) {
    enum { BYTES_MOST = 60 };
    size_t used = strlen(path), bytes = strlen(name), at = 0;
    while (at < bytes && used + 5 < size) {
        size_t length = omr_utf8_length(name + at, bytes - at);
        if (!length || at + length > BYTES_MOST)
            break;
        bool is_control = (unsigned char)name[at] < ' ' || name[at] == 127;
        memcpy(path + used, is_control ? "?" : name + at, length);
        used += length;
        at += length;
    }
    path[used] = 0;
}

/* Appends to the text in `path`, whose size is `size`, the place of `item`. */
static void write_path(const struct omr_item *item, char *path, size_t size) {
    if (!item->parent) {
        path[0] = 0;
        return;
    }
    write_path(item->parent, path, size);
    size_t used = strlen(path);
    if (item->name) {
        snprintf(path + used, size - used, "%s", used ? "." : "");
        append_name(item->name, path, size);
    } else
        snprintf(path + used, size - used, "[%d]", item->index);
}

static enum omr_status fail_with(const struct omr_item *item, enum omr_status status,
                                 const char *code, const char *problem, struct omr_error *err) {
    char path[300];
    write_path(item, path, sizeof path);
    return omr_fail(err, status, code, "%s: %s", *path ? path : "the pattern", problem);
}

enum omr_status omr_item_fail(const struct omr_item *item, const char *problem,
                              struct omr_error *err) {
    return fail_with(item, OMR_ERROR_INPUT, "form.invalid", problem, err);
}

enum omr_status omr_item_fail_limit(const struct omr_item *item, int most, const char *what,
                                    struct omr_error *err) {
    char problem[80];
    snprintf(problem, sizeof problem, "more than %d %s", most, what);
    return fail_with(item, OMR_ERROR_LIMIT, "form.limit", problem, err);
}

enum omr_status omr_item_expect(const struct omr_item *item, enum omr_json_kind kind,
                                struct omr_error *err) {
    static const char *const problems[] = {
        [OMR_JSON_NULL] = "not null",       [OMR_JSON_BOOL] = "not true or false",
        [OMR_JSON_NUMBER] = "not a number", [OMR_JSON_STRING] = "not a text",
        [OMR_JSON_ARRAY] = "not an array",  [OMR_JSON_OBJECT] = "not an object",
    };
    if (!item->value)
        return omr_item_fail(item, "missing", err);
    return omr_json_kind(item->value) == kind ? OMR_OK : omr_item_fail(item, problems[kind], err);
}

enum omr_status omr_item_number(const struct omr_item *item, double min, double max, double *number,
                                struct omr_error *err) {
    double read;
    if (!item->value)
        return omr_item_fail(item, "missing", err);
    if (!omr_json_number(item->value, &read))
        return omr_item_fail(item, "not a number", err);
    if (read < min || read > max) {
        char problem[80];
        snprintf(problem, sizeof problem, "must be from %.15g to %.15g", min, max);
        return omr_item_fail(item, problem, err);
    }
    *number = read;
    return OMR_OK;
}

enum omr_status omr_item_number_if(const struct omr_item *item, double min, double max,
                                   double *number, struct omr_error *err) {
    return item->value ? omr_item_number(item, min, max, number, err) : OMR_OK;
}

enum omr_status omr_item_text(const struct omr_item *item, struct omr_arena *arena,
                              const char **text, struct omr_error *err) {
    char digits[40];
    double number;
    const char *found = "";
    if (item->value && omr_json_kind(item->value) == OMR_JSON_NUMBER &&
        omr_json_number(item->value, &number)) {
        snprintf(digits, sizeof digits, "%.15g", number);
        found = digits;
    } else if (item->value && !(found = omr_json_string(item->value))) {
        return omr_item_fail(item, "not a text", err);
    }
    const char *copy = omr_arena_copy(arena, found, strlen(found));
    if (!copy)
        return omr_fail_memory(err);
    *text = copy;
    return OMR_OK;
}
