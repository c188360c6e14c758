/* SPDX-License-Identifier: MIT
 *
 * The CSV that programs in the field read: names stand bare, even with commas in them; only a
 * quote or a line break forces quotes. Values always have quotes. A page of several that stands
 * alone is named in a line of its own before the header. */
#include "recognition/result/write.h"

#include <string.h>

static void write_quoted(struct omr_buffer *into, const char *text) {
    omr_buffer_char(into, '"');
    for (;;) {
        size_t plain = strcspn(text, "\"");
        omr_buffer_append(into, text, plain);
        text += plain;
        if (!*text)
            break;
        omr_buffer_text(into, "\"\"");
        text++;
    }
    omr_buffer_char(into, '"');
}

void omr_result_write_csv(struct omr_buffer *into, const struct omr_result *result) {
    if (result->page_count > 1 && result->page)
        omr_buffer_format(into, "Page%d :\n", result->page);
    omr_buffer_text(into, "Element Name,Value,\n");
    for (int i = 0; i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        if (strpbrk(field->name, "\"\r\n"))
            write_quoted(into, field->name);
        else
            omr_buffer_text(into, field->name);
        omr_buffer_char(into, ',');
        write_quoted(into, field->value);
        omr_buffer_char(into, '\n');
    }
}
