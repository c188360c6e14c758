/* SPDX-License-Identifier: MIT */
#include "recognition/result/write.h"

#include <string.h>

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

void omr_result_write_json(struct omr_buffer *into, const struct omr_result *result,
                           enum omr_json_shape shape) {
    omr_buffer_char(into, '{');
    if (shape != OMR_JSON_RESULTS)
        write_list(into, "Elements", "Name", result);
    if (shape == OMR_JSON_BOTH)
        omr_buffer_char(into, ',');
    if (shape != OMR_JSON_ELEMENTS)
        write_list(into, "RecognitionResults", "ElementName", result);
    omr_buffer_char(into, '}');
}
