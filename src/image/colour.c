/* SPDX-License-Identifier: MIT
 *
 * The grey decoder goes first: what it accepts is whole and within the limits, so that the decoders
 * of colour can be short. A form's pictures are few and small. */
#include "image/colour.h"

#include "base/error.h"
#include "image/pixmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static uint32_t *take_pixels(int width, int height) {
    return malloc((size_t)width * (size_t)height * sizeof(uint32_t));
}

/* Where pixel (x, y) of the upright picture stands in the file's, by EXIF's numbers. */
static size_t find_source(const struct omr_colours *file, int orientation, int x, int y) {
    int across = orientation >= 5 ? y : x, down = orientation >= 5 ? x : y;
    if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        across = file->width - 1 - across;
    if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        down = file->height - 1 - down;
    return (size_t)down * (size_t)file->width + (size_t)across;
}

static enum omr_status turn(struct omr_colours *colours, int orientation, struct omr_error *err) {
    if (orientation <= 1 || orientation > 8)
        return OMR_OK;
    bool is_on_side = orientation >= 5;
    struct omr_colours turned = {.width = is_on_side ? colours->height : colours->width,
                                 .height = is_on_side ? colours->width : colours->height};
    turned.pixels = take_pixels(turned.width, turned.height);
    if (!turned.pixels)
        return omr_fail_memory(err);
    uint32_t *to = turned.pixels;
    for (int y = 0; y < turned.height; y++)
        for (int x = 0; x < turned.width; x++)
            *to++ = colours->pixels[find_source(colours, orientation, x, y)];
    omr_colours_clear(colours);
    *colours = turned;
    return OMR_OK;
}

static enum omr_status from_grey(struct omr_colours *colours, const struct omr_pixmap *grey,
                                 struct omr_error *err) {
    struct omr_colours made = {.width = grey->width, .height = grey->height};
    made.pixels = take_pixels(made.width, made.height);
    if (!made.pixels)
        return omr_fail_memory(err);
    uint32_t *to = made.pixels;
    for (int y = 0; y < grey->height; y++)
        for (int x = 0; x < grey->width; x++)
            *to++ = 0xff000000u | omr_pixmap_row(grey, y)[x] * 0x10101u;
    *colours = made;
    return OMR_OK;
}

enum omr_status omr_colours_decode(struct omr_colours *colours, const void *bytes, size_t size,
                                   const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_image *image;
    struct omr_colours made = {0};
    int orientation = 1;
    enum omr_status status = omr_image_decode(&image, bytes, size, limits, err);
    if (status)
        return status;
    const char *kind = omr_document_kind(bytes, size);
    bool has_colours =
        (strcmp(kind, "PNG") == 0 && omr_png_colours(&made, &orientation, bytes, size)) ||
        (strcmp(kind, "JPEG") == 0 && omr_jpeg_colours(&made, &orientation, bytes, size));
    if (has_colours)
        status = turn(&made, orientation, err);
    else
        status = from_grey(&made, &image->grey, err);
    omr_image_free(image);
    if (status)
        omr_colours_clear(&made);
    else
        *colours = made;
    return status;
}

void omr_colours_clear(struct omr_colours *colours) {
    free(colours->pixels);
    *colours = (struct omr_colours){0};
}
