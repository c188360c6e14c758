/* SPDX-License-Identifier: MIT
 *
 * The decoders behind omr_image_decode(), one per kind of file. Each turns bytes from strangers
 * into grey pixels, and turns them upright where that is cheaper than to leave it to the caller. */
#ifndef OMR_IMAGE_DECODE_H
#define OMR_IMAGE_DECODE_H

#include "image/pixmap.h"

#include <omr/error.h>
#include <omr/image.h>
#include <stddef.h>
#include <stdint.h>

/* What a decoder makes. On success the pixels belong to the caller (omr_pixmap_clear()). */
struct omr_picture {
    struct omr_pixmap grey;
    struct omr_pixmap half; /* only of pixels that need no more turning, and if it comes cheap */
    double dpi;             /* horizontally, as the file states it; 0 unknown */
    int orientation; /* how the pixels are still to be turned: 1 to 8, as EXIF counts; 1 not */
};

/* `limits` holds no zeroes. Errors: OMR_ERROR_INPUT "image.truncated" or "image.damaged",
 * OMR_ERROR_UNSUPPORTED, OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
enum omr_status omr_jpeg_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                                const struct omr_image_limits *limits, struct omr_error *err);
enum omr_status omr_png_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err);
enum omr_status omr_bmp_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err);
enum omr_status omr_gif_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                               const struct omr_image_limits *limits, struct omr_error *err);
enum omr_status omr_webp_decode(struct omr_picture *picture, const uint8_t *bytes, size_t size,
                                const struct omr_image_limits *limits, struct omr_error *err);

/* A kind of file that may hold several pages. */
struct omr_pages_kind {
    /* Finds the pages, at least one. `bytes` outlive the state. */
    enum omr_status (*open)(void **state, int *count, const uint8_t *bytes, size_t size,
                            const struct omr_image_limits *limits, struct omr_error *err);
    /* Decodes page `number` (from 0); several threads may do so at once. */
    enum omr_status (*decode)(struct omr_picture *picture, const void *state, int number,
                              struct omr_error *err);
    void (*close)(void *state);
};
extern const struct omr_pages_kind omr_pdf_pages;
extern const struct omr_pages_kind omr_tiff_pages;

/* What every decoder asks once it knows the size, before it allocates anything that grows with
 * it. */
enum omr_status omr_image_check_size(uint64_t width, uint64_t height,
                                     const struct omr_image_limits *limits, struct omr_error *err);

/* What a decoder asks that takes more than the grey pixels: `bytes` beside them. Before it
 * allocates either. */
enum omr_status omr_image_check_memory(uint64_t width, uint64_t height, uint64_t bytes,
                                       const struct omr_image_limits *limits,
                                       struct omr_error *err);

#endif
