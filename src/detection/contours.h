/* SPDX-License-Identifier: MIT
 *
 * Printed outlines on a blank page, and its black squares.
 *
 * Method. What lies inside a closed outline is one light region (registration/runs.h) at several
 * thresholds, so that thin and pale lines count too. Its rows, each filled from its first to its
 * last pixel so that letters inside do not matter, cover pi/4 of the bounding box of an ellipse and
 * all of a rectangle's. How thick the line is tells where it is dark when one goes outwards. Exact
 * to a pixel. */
#ifndef OMR_DETECTION_CONTOURS_H
#define OMR_DETECTION_CONTOURS_H

#include "base/buffer.h"
#include "image/paper.h"
#include "image/pixmap.h"

#include <omr/error.h>
#include <stdbool.h>

enum { OMR_GLYPH_SIDE = 12, OMR_CONTOURS_MOST = 8000 };

struct omr_contour {
    double x, y;          /* middle */
    double width, height; /* to the middle of the line's outer rim */
    bool is_square;
    double ink;                                   /* mean of the glyph */
    float glyph[OMR_GLYPH_SIDE * OMR_GLYPH_SIDE]; /* what is printed inside: 0 paper, 1 black */
    double glyph_wide; /* width of the glyph by its height, 0 without ink */
};

struct omr_contours {
    struct omr_buffer items; /* struct omr_contour, picture px */
    int count;
    struct omr_buffer squares; /* struct omr_contour: solid black rectangles */
    int square_count;
};

static inline struct omr_contour *omr_contour_at(const struct omr_contours *contours, int i) {
    return (struct omr_contour *)(void *)contours->items.bytes + i;
}

/* Finds outlines whose inside is `least_px` to `most_px` high or wide, and solid rectangles of
 * twice the range. Zero-initialise, and clear also after an error. */
enum omr_status omr_contours_find(struct omr_contours *contours, const struct omr_pixmap *picture,
                                  double least_px, double most_px, struct omr_error *err);
void omr_contours_clear(struct omr_contours *contours);

#endif
