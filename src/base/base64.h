/* SPDX-License-Identifier: MIT
 *
 * Base64 (RFC 4648). */
#ifndef OMR_BASE_BASE64_H
#define OMR_BASE_BASE64_H

#include "base/buffer.h"

#include <omr/error.h>
#include <stddef.h>

/* Decodes `size` characters of the standard alphabet with padding. Line breaks, blanks and tabs
 * inside are passed over, as mail programs and command lines put them there; anything else is
 * OMR_ERROR_INPUT and its place is named. `*bytes` (`*length` of them, and a closing zero) belongs
 * to the caller, who ends it with free(). */
enum omr_status omr_base64_decode(const char *text, size_t size, char **bytes, size_t *length,
                                  struct omr_error *err);

/* Appends the bytes in the standard alphabet with padding, in one line. */
void omr_base64_write(struct omr_buffer *buffer, const void *bytes, size_t size);

/* Appends the bytes in the alphabet for addresses ("-" and "_"), without padding. */
void omr_base64_write_url(struct omr_buffer *buffer, const void *bytes, size_t size);

#endif
