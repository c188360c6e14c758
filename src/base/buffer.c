/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool omr_buffer_reserve(struct omr_buffer *buffer, size_t size) {
    if (buffer->has_failed)
        return false;
    size_t needed;
    if (__builtin_add_overflow(buffer->size, size, &needed) || needed > SIZE_MAX / 2) {
        buffer->has_failed = true;
        return false;
    }
    if (needed < buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity <= needed)
        capacity *= 2;
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes) {
        buffer->has_failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

void omr_buffer_append(struct omr_buffer *buffer, const void *bytes, size_t size) {
    if (!omr_buffer_reserve(buffer, size))
        return;
    if (size)
        memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
    buffer->bytes[buffer->size] = 0;
}

void omr_buffer_text(struct omr_buffer *buffer, const char *text) {
    omr_buffer_append(buffer, text, strlen(text));
}

void omr_buffer_char(struct omr_buffer *buffer, char c) {
    omr_buffer_append(buffer, &c, 1);
}

void omr_buffer_format(struct omr_buffer *buffer, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0 && omr_buffer_reserve(buffer, (size_t)length)) {
        vsnprintf(buffer->bytes + buffer->size, (size_t)length + 1, format, again);
        buffer->size += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

static void append_json_char(struct omr_buffer *buffer, unsigned char c) {
    if (c == '"' || c == '\\') {
        omr_buffer_char(buffer, '\\');
        omr_buffer_char(buffer, (char)c);
    } else if (c == '\n') {
        omr_buffer_text(buffer, "\\n");
    } else if (c == '\r') {
        omr_buffer_text(buffer, "\\r");
    } else if (c == '\t') {
        omr_buffer_text(buffer, "\\t");
    } else if (c < 0x20 || c == 0x7f) {
        omr_buffer_format(buffer, "\\u%04x", c);
    } else {
        omr_buffer_char(buffer, (char)c);
    }
}

void omr_buffer_json_string(struct omr_buffer *buffer, const char *text, size_t size) {
    omr_buffer_char(buffer, '"');
    for (size_t at = 0; at < size;) {
        size_t length = omr_utf8_length(text + at, size - at);
        if (length == 0) {
            omr_buffer_text(buffer, "\xef\xbf\xbd");
            at++;
        } else if (length == 1) {
            append_json_char(buffer, (unsigned char)text[at++]);
        } else {
            omr_buffer_append(buffer, text + at, length);
            at += length;
        }
    }
    omr_buffer_char(buffer, '"');
}

char *omr_buffer_detach(struct omr_buffer *buffer, size_t *size) {
    omr_buffer_append(buffer, "", 0);
    if (buffer->has_failed) {
        omr_buffer_clear(buffer);
        return NULL;
    }
    char *bytes = buffer->bytes;
    if (size)
        *size = buffer->size;
    *buffer = (struct omr_buffer){0};
    return bytes;
}

void omr_buffer_clear(struct omr_buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct omr_buffer){0};
}
