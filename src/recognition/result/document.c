/* SPDX-License-Identifier: MIT
 *
 * Documents of every kind. Works on a copy of the fields: what the result holds, and so the
 * details, stays as it was read. */
#include "base/arena.h"
#include "base/error.h"
#include "recognition/result/write.h"

#include <string.h>

/* The value with a ' before it when a spreadsheet would take it for a formula. */
static const char *guard(struct omr_arena *arena, const char *value) {
    if (!*value || !strchr("=+-@\t\r", *value))
        return value;
    size_t size = strlen(value);
    char *guarded = omr_arena_take(arena, size + 2, 1);
    if (guarded) {
        guarded[0] = '\'';
        memcpy(guarded + 1, value, size);
    }
    return guarded;
}

/* The fields as they are to be shown; NULL when memory ran out. */
static struct omr_field *change_fields(struct omr_arena *arena, const struct omr_result *result,
                                       const struct omr_write_options *options) {
    struct omr_field *fields =
        OMR_ARENA_ARRAY(arena, struct omr_field, (size_t)result->field_count + 1);
    bool is_guarded = options->guards_formulas && options->format == OMR_FORMAT_CSV;
    for (int i = 0; fields && i < result->field_count; i++) {
        fields[i] = result->fields[i];
        if (options->unsure_value && fields[i].needs_review)
            fields[i].value = options->unsure_value;
        if (is_guarded && !(fields[i].value = guard(arena, fields[i].value)))
            return NULL;
    }
    return fields;
}

static enum omr_status write(const struct omr_result *result,
                             const struct omr_write_options *options, struct omr_buffer *into,
                             struct omr_error *err) {
    switch (options->format) {
    case OMR_FORMAT_CSV:
        omr_result_write_csv(into, result);
        break;
    case OMR_FORMAT_JSON:
        omr_result_write_json(into, result, options->json_shape);
        break;
    case OMR_FORMAT_XML:
        omr_result_write_xml(into, result);
        break;
    default:
        return omr_fail(err, OMR_ERROR_USAGE, "result.format", "unknown format %d",
                        (int)options->format);
    }
    return into->has_failed ? omr_fail_memory(err) : OMR_OK;
}

enum omr_status omr_result_write_as(const struct omr_result *result,
                                    const struct omr_write_options *options, char **text,
                                    size_t *size, struct omr_error *err) {
    struct omr_arena arena = {0};
    struct omr_buffer into = {0};
    struct omr_result shown = *result;
    shown.fields = change_fields(&arena, result, options);
    enum omr_status status =
        shown.fields ? write(&shown, options, &into, err) : omr_fail_memory(err);
    omr_arena_clear(&arena);
    if (status) {
        omr_buffer_clear(&into);
        return status;
    }
    char *written = omr_buffer_detach(&into, size);
    if (!written)
        return omr_fail_memory(err);
    *text = written;
    return OMR_OK;
}

enum omr_status omr_result_write(const struct omr_result *result, enum omr_format format,
                                 char **text, size_t *size, struct omr_error *err) {
    struct omr_write_options options = {.format = format};
    return omr_result_write_as(result, &options, text, size, err);
}
