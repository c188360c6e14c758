/* SPDX-License-Identifier: MIT
 *
 * Pixels to a file: only what people look at, so only colour PNG. */
#ifndef OMR_IMAGE_ENCODE_H
#define OMR_IMAGE_ENCODE_H

#include "base/buffer.h"

#include <omr/error.h>
#include <stdint.h>

/* Appends a PNG of `height` rows of `width` RGB pixels, 3 bytes each without gaps, to `into`.
 * Packed quickly rather than tightly. Errors: OMR_ERROR_MEMORY, OMR_ERROR_INTERNAL; then what
 * stands in `into` is of no use. */
enum omr_status omr_png_encode(struct omr_buffer *into, const uint8_t *pixels, int width,
                               int height, struct omr_error *err);

#endif
