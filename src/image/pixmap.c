/* SPDX-License-Identifier: MIT */
#include "image/pixmap.h"

#include "base/error.h"

#include <stdlib.h>

enum omr_status omr_pixmap_init(struct omr_pixmap *pixmap, int width, int height,
                                struct omr_error *err) {
    if (width <= 0 || height <= 0)
        return omr_fail(err, OMR_ERROR_INPUT, "image.empty", "the picture has no pixels");
    size_t stride = ((size_t)width + 15) & ~(size_t)15;
    uint8_t *pixels = malloc(stride * (size_t)height);
    if (!pixels)
        return omr_fail_memory(err);
    *pixmap =
        (struct omr_pixmap){.width = width, .height = height, .stride = stride, .pixels = pixels};
    return OMR_OK;
}

void omr_pixmap_clear(struct omr_pixmap *pixmap) {
    free(pixmap->pixels);
    *pixmap = (struct omr_pixmap){0};
}
