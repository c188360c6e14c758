/* SPDX-License-Identifier: MIT
 *
 * Grey pixels: 0 black, 255 white. */
#ifndef OMR_IMAGE_PIXMAP_H
#define OMR_IMAGE_PIXMAP_H

#include <omr/error.h>
#include <omr/image.h>
#include <stddef.h>
#include <stdint.h>

struct omr_pixmap {
    int width, height;
    size_t stride;   /* bytes from row to row */
    uint8_t *pixels; /* owned */
};

/* What omr_image_decode() makes: the upright picture. */
struct omr_image {
    struct omr_pixmap grey;
    struct omr_pixmap half; /* the same at half the size, or without pixels: see pyramid.h */
    double dpi;             /* as the file states it, 0 unknown */
    double decode_ms;       /* wall time of the decoding */
};

/* Uninitialised pixels; the size must have been checked against limits. */
enum omr_status omr_pixmap_init(struct omr_pixmap *pixmap, int width, int height,
                                struct omr_error *err);
void omr_pixmap_clear(struct omr_pixmap *pixmap);

static inline uint8_t *omr_pixmap_row(const struct omr_pixmap *pixmap, int y) {
    return pixmap->pixels + (size_t)y * pixmap->stride;
}

/* The level between four pixels, bilinear; -1 off the picture. */
static inline double omr_pixmap_between(const struct omr_pixmap *pixmap, double x, double y) {
    if (!(x >= 0 && y >= 0 && x < pixmap->width - 1 && y < pixmap->height - 1))
        return -1;
    const uint8_t *above = omr_pixmap_row(pixmap, (int)y) + (int)x, *below = above + pixmap->stride;
    double u = x - (int)x, v = y - (int)y;
    return (above[0] + u * (above[1] - above[0])) * (1 - v) +
           (below[0] + u * (below[1] - below[0])) * v;
}

#endif
