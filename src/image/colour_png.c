/* SPDX-License-Identifier: MIT
 *
 * PNG in colour, by libpng's short way. */
#include "image/colour.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

static uint32_t multiply(uint32_t colour, uint32_t alpha) {
    return (colour * alpha + 127) / 255;
}

static void multiply_alpha(uint32_t *pixels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *bytes = (const uint8_t *)&pixels[i]; /* blue, green, red, alpha */
        uint32_t alpha = bytes[3];
        pixels[i] = alpha << 24 | multiply(bytes[2], alpha) << 16 | multiply(bytes[1], alpha) << 8 |
                    multiply(bytes[0], alpha);
    }
}

int omr_png_colours(struct omr_colours *colours, int *orientation, const void *bytes, size_t size) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    *orientation = 1;
    if (!png_image_begin_read_from_memory(&image, bytes, size))
        return 0;
    image.format = PNG_FORMAT_BGRA;
    struct omr_colours made = {.width = (int)image.width, .height = (int)image.height};
    size_t count = (size_t)image.width * image.height;
    made.pixels = malloc(count * sizeof *made.pixels);
    if (!made.pixels || !png_image_finish_read(&image, NULL, made.pixels, 0, NULL)) {
        png_image_free(&image);
        omr_colours_clear(&made);
        return 0;
    }
    multiply_alpha(made.pixels, count);
    *colours = made;
    return 1;
}
