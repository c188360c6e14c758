/* SPDX-License-Identifier: MIT
 *
 * UTF-8, as RFC 3629 has it. */
#ifndef OMR_BASE_UTF8_H
#define OMR_BASE_UTF8_H

#include <stddef.h>

/* Bytes of the character that begins at `text` (1 to 4), or 0 when it is not well formed: overlong,
 * a surrogate, beyond U+10FFFF, or cut off by `size`. */
size_t omr_utf8_length(const char *text, size_t size);

#endif
