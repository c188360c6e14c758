/* SPDX-License-Identifier: MIT
 *
 * Solid dark four-sided shapes anywhere on a picture: candidates for positioning markers. */
#ifndef OMR_REGISTRATION_SQUARES_H
#define OMR_REGISTRATION_SQUARES_H

#include "image/paper.h"
#include "image/pixmap.h"

#include <omr/result.h>

#include <stdbool.h>

enum { OMR_SQUARES_MOST = 24 };

struct omr_square {
    struct omr_point corner[4]; /* clockwise in the picture, any of them first */
    struct omr_point centre;
    double side_px;    /* root of the area */
    double fill_ratio; /* dark pixels by area of the four corners' polygon: 1 solid */
    double contrast;   /* how much brighter the picture is around than inside, 0 .. 1 */
    bool is_cut[4];    /* the corner lies on the picture's edge, so the square goes on beyond */
};

struct omr_squares {
    struct omr_square square[OMR_SQUARES_MOST]; /* the solid and contrasting first */
    int count;
};

/* How to look. */
struct omr_squares_look {
    int opening_px; /* > 0: strips narrower than that are taken off first, which separates a square
                       from print and shadows that touch it */
    double darker_than; /* share of the way from the picture's blackest ink to the local paper below
                           which a pixel is dark; 0.5 is usual, less helps in deep shadow */
};

/* Finds them on `picture` (a pyramid level of 600 to 1200 px suits: markers are 20 to 60 px there).
 * Shapes smaller than 8 px or larger than a quarter of the picture are passed over. A shape that
 * the picture's edge cuts is completed outwards to a square.
 * Method: connected components of runs; corners are the largest four-sided polygon among the
 * extreme points in sixteen directions. Exact to half a pixel. */
enum omr_status omr_squares_find(struct omr_squares *squares, const struct omr_pixmap *picture,
                                 const struct omr_paper *paper, const struct omr_squares_look *look,
                                 struct omr_error *err);

/* Moves the corners to where the grey edges cross half way, on `picture`, a level at which one
 * pixel of the square's own level is `scale` pixels. Edges that are not found stay. Exact to a
 * tenth of a pixel of `picture` on clean edges. The corners are then pixels of `picture`. */
void omr_square_refine(struct omr_square *square, const struct omr_pixmap *picture, double scale);

#endif
