/* SPDX-License-Identifier: MIT
 *
 * A picture of a filled form, decoded to grey. */
#ifndef OMR_IMAGE_H
#define OMR_IMAGE_H

#include <omr/error.h>
#include <stddef.h>
#include <stdint.h>

struct omr_image;

/* Checked before anything is allocated. Zero means the default. */
struct omr_image_limits {
    uint64_t max_bytes;  /* of the file; default 64 MiB */
    uint64_t max_pixels; /* width x height; default 100 million */
    uint32_t max_side;   /* the longer side; default 30,000 px */
    uint32_t max_scans;  /* of a progressive JPEG; default 100, for the largest pictures 20 */
};

/* Decodes a JPEG, PNG or BMP picture, told apart by content, to 8-bit grey at full size, turned
 * upright by its EXIF orientation; transparent parts become white paper. `bytes` are not kept. On
 * success
 * `*image` belongs to the caller, who ends it with omr_image_free(). `limits` may be NULL.
 * Errors: OMR_ERROR_INPUT (damaged), OMR_ERROR_UNSUPPORTED (of another kind, which is named),
 * OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_image_decode(struct omr_image **image, const void *bytes, size_t size,
                                         const struct omr_image_limits *limits,
                                         struct omr_error *err);

/* Wraps grey pixels that the caller already has: `height` rows of `width` bytes, 0 black, 255
 * white, `stride` bytes apart. The pixels are copied. */
OMR_API enum omr_status omr_image_from_grey(struct omr_image **image, const uint8_t *pixels,
                                            int width, int height, size_t stride,
                                            struct omr_error *err);

/* Ends an image; NULL is allowed. */
OMR_API void omr_image_free(struct omr_image *image);

/* Size in pixels, upright. */
OMR_API int omr_image_width(const struct omr_image *image);
OMR_API int omr_image_height(const struct omr_image *image);

/* Row `y` of the upright picture, omr_image_width() bytes; lives as long as the image. */
OMR_API const uint8_t *omr_image_row(const struct omr_image *image, int y);

#endif
