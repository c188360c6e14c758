/* SPDX-License-Identifier: MIT */
#include <omr/image.h>

#include "base/error.h"
#include "image/pixmap.h"

#include <stdlib.h>
#include <string.h>

enum omr_status omr_image_from_grey(struct omr_image **image, const uint8_t *pixels, int width,
                                    int height, size_t stride, struct omr_error *err) {
    if (!pixels || width <= 0 || height <= 0 || stride < (size_t)width)
        return omr_fail(err, OMR_ERROR_USAGE, "image.from_grey",
                        "pixels of %d x %d with %zu bytes a row make no picture", width, height,
                        stride);
    struct omr_image *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    enum omr_status status = omr_pixmap_init(&made->grey, width, height, err);
    if (status) {
        free(made);
        return status;
    }
    for (int y = 0; y < height; y++)
        memcpy(omr_pixmap_row(&made->grey, y), pixels + (size_t)y * stride, (size_t)width);
    *image = made;
    return OMR_OK;
}

void omr_image_free(struct omr_image *image) {
    if (!image)
        return;
    omr_pixmap_clear(&image->grey);
    omr_pixmap_clear(&image->half);
    free(image);
}

int omr_image_width(const struct omr_image *image) {
    return image->grey.width;
}

int omr_image_height(const struct omr_image *image) {
    return image->grey.height;
}

const uint8_t *omr_image_row(const struct omr_image *image, int y) {
    return omr_pixmap_row(&image->grey, y);
}
