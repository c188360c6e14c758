/* SPDX-License-Identifier: MIT
 *
 * Pixels to a file: PNG, JPEG, TIFF. Packed quickly rather than tightly. The same pixels give the
 * same bytes. */
#ifndef OMR_IMAGE_ENCODE_H
#define OMR_IMAGE_ENCODE_H

#include "base/buffer.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be written: `height` rows, `stride` bytes apart, of `width` pixels of one byte (grey:
 * 0 black, 255 white) or three (red, green, blue). */
struct omr_raster {
    const uint8_t *pixels;
    int width, height;
    size_t stride;
    int channels;  /* 1 or 3 */
    double dpi;    /* 0: the file says nothing of it */
    bool is_drawn; /* paper with print on it, no photograph: PNG packs it in a faster way */
};

/* Each appends a file to `into`. Errors: OMR_ERROR_MEMORY, OMR_ERROR_INTERNAL; then what stands in
 * `into` is of no use. */
enum omr_status omr_png_encode(struct omr_buffer *into, const struct omr_raster *raster,
                               struct omr_error *err);
enum omr_status omr_tiff_encode(struct omr_buffer *into, const struct omr_raster *raster,
                                struct omr_error *err);
enum omr_status omr_jpeg_encode(struct omr_buffer *into, const struct omr_raster *raster,
                                struct omr_error *err);

#endif
