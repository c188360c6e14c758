/* SPDX-License-Identifier: MIT */
#include "recognition/result/write.h"

#include <string.h>

void omr_result_write_json(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, "{\"Elements\":[");
    for (int i = 0; i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        omr_buffer_text(into, i ? ",{\"Name\":" : "{\"Name\":");
        omr_buffer_json_string(into, field->name, strlen(field->name));
        omr_buffer_text(into, ",\"Value\":");
        omr_buffer_json_string(into, field->value, strlen(field->value));
        omr_buffer_char(into, '}');
    }
    omr_buffer_text(into, "]}");
}
