/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "recognition/result/write.h"

#include <stdbool.h>
#include <string.h>

static const char *entity(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r': /* a reader would turn it into a line feed */
        return "&#13;";
    default:
        return NULL;
    }
}

/* XML 1.0 has no place for most control characters, not even escaped, nor for U+FFFE, U+FFFF. */
static bool is_allowed(const char *at, size_t length) {
    if (length == 1)
        return (unsigned char)*at >= 0x20 || *at == '\t' || *at == '\n' || *at == '\r';
    return length != 3 ||
           (memcmp(at, "\xef\xbf\xbe", 3) != 0 && memcmp(at, "\xef\xbf\xbf", 3) != 0);
}

static void write_escaped(struct omr_buffer *into, const char *text) {
    const char *end = text + strlen(text);
    while (text < end) {
        size_t length = omr_utf8_length(text, (size_t)(end - text));
        if (!length)
            omr_buffer_text(into, "\xef\xbf\xbd");
        else if (entity(*text))
            omr_buffer_text(into, entity(*text));
        else if (is_allowed(text, length))
            omr_buffer_append(into, text, length);
        text += length ? length : 1;
    }
}

void omr_result_write_xml(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                          "<OmrResult xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                          " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
                          "  <Elements>\n");
    for (int i = 0; i < result->field_count; i++) {
        omr_buffer_text(into, "    <Element>\n      <Name>");
        write_escaped(into, result->fields[i].name);
        omr_buffer_text(into, "</Name>\n      <Value>");
        write_escaped(into, result->fields[i].value);
        omr_buffer_text(into, "</Value>\n    </Element>\n");
    }
    omr_buffer_text(into, "  </Elements>\n</OmrResult>\n");
}
