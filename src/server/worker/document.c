/* SPDX-License-Identifier: MIT
 *
 * Works on a copy of the fields: what the result holds, and so the details, stays as it was read.
 */
#include "server/worker/document.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

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
                                       const struct srv_options *options) {
    struct omr_field *fields =
        OMR_ARENA_ARRAY(arena, struct omr_field, (size_t)result->field_count + 1);
    bool is_guarded = options->guards_formulas && options->format == OMR_FORMAT_CSV;
    for (int i = 0; fields && i < result->field_count; i++) {
        fields[i] = result->fields[i];
        if (options->replaces_unsure && fields[i].needs_review)
            fields[i].value = options->unsure_value;
        if (is_guarded && !(fields[i].value = guard(arena, fields[i].value)))
            return NULL;
    }
    return fields;
}

static void write_list(struct omr_buffer *into, const char *list, const char *name,
                       const struct omr_result *result) {
    omr_buffer_format(into, "\"%s\":[", list);
    for (int i = 0; i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        omr_buffer_format(into, "%s{\"%s\":", i ? "," : "", name);
        omr_buffer_json_string(into, field->name, strlen(field->name));
        omr_buffer_text(into, ",\"Value\":");
        omr_buffer_json_string(into, field->value, strlen(field->value));
        omr_buffer_char(into, '}');
    }
    omr_buffer_char(into, ']');
}

static enum omr_status write_shape(const struct omr_result *result, enum srv_json_shape shape,
                                   char **text, size_t *size, struct omr_error *err) {
    struct omr_buffer into = {0};
    omr_buffer_char(&into, '{');
    if (shape == SRV_JSON_BOTH) {
        write_list(&into, "Elements", "Name", result);
        omr_buffer_char(&into, ',');
    }
    write_list(&into, "RecognitionResults", "ElementName", result);
    omr_buffer_char(&into, '}');
    char *written = omr_buffer_detach(&into, size);
    if (!written)
        return omr_fail_memory(err);
    *text = written;
    return OMR_OK;
}

enum omr_status srv_document_write(const struct omr_result *result,
                                   const struct srv_options *options, char **text, size_t *size,
                                   struct omr_error *err) {
    struct omr_arena arena = {0};
    struct omr_result shown = *result;
    shown.fields = change_fields(&arena, result, options);
    enum omr_status status;
    if (!shown.fields)
        status = omr_fail_memory(err);
    else if (options->format == OMR_FORMAT_JSON && options->json_shape != SRV_JSON_ELEMENTS)
        status = write_shape(&shown, options->json_shape, text, size, err);
    else
        status = omr_result_write(&shown, options->format, text, size, err);
    omr_arena_clear(&arena);
    return status;
}
