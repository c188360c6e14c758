/* SPDX-License-Identifier: MIT
 *
 * Growing bytes. Zero-initialise, append, look at the end whether memory sufficed. */
#ifndef OMR_BASE_BUFFER_H
#define OMR_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct omr_buffer {
    char *bytes; /* size bytes and a closing zero, or NULL while empty */
    size_t size, capacity;
    bool has_failed; /* memory ran out: later appends do nothing */
};

void omr_buffer_append(struct omr_buffer *buffer, const void *bytes, size_t size);
void omr_buffer_text(struct omr_buffer *buffer, const char *text);
void omr_buffer_char(struct omr_buffer *buffer, char c);
void omr_buffer_format(struct omr_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* `text` as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void omr_buffer_json_string(struct omr_buffer *buffer, const char *text, size_t size);

/* Makes room for `size` more bytes; false when memory ran out. */
bool omr_buffer_reserve(struct omr_buffer *buffer, size_t size);

/* Hands the bytes to the caller, who ends them with free(); the buffer is empty again. Never NULL
 * unless memory ran out. `size` may be NULL. */
char *omr_buffer_detach(struct omr_buffer *buffer, size_t *size);

void omr_buffer_clear(struct omr_buffer *buffer);

#endif
