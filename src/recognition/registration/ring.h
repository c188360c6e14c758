/* SPDX-License-Identifier: MIT
 *
 * Is a printed bubble outline here? The outline is compared with the paper just outside it; the
 * inside, where people write, does not count. */
#ifndef OMR_REGISTRATION_RING_H
#define OMR_REGISTRATION_RING_H

#include "form/bubble_class.h"
#include "image/pixmap.h"
#include "recognition/registration/page_map.h"
#include "recognition/registration/ring_factor.h"
#include "recognition/registration/ring_row.h"

#include <stdbool.h>

/* Where to look for one bubble's outline, as offsets from its centre on one pyramid level. */
struct omr_ring_probe {
    int level;
    int ring_dx[OMR_RING_SAMPLES], ring_dy[OMR_RING_SAMPLES];
    int outer_dx[OMR_RING_SAMPLES], outer_dy[OMR_RING_SAMPLES];
    int reach_x, reach_y; /* the largest offsets */
};

/* An outline of `factor` times the class's box, seen in `frame`. */
void omr_ring_probe_init(struct omr_ring_probe *probe, const struct omr_bubble_class *class,
                         struct omr_ring_factor factor, const struct omr_frame *frame, int level);

struct omr_ring_match {
    double dx, dy;   /* from where it was expected, px of the level */
    double response; /* mean of paper minus outline, grey levels 0..255; below 0 nothing there */
    double closed;   /* share of the outline that answers at all: near 1 for a drawn ring, whatever
                        its colour; about a half where other print happens to lie */
    bool is_inside;  /* false: the search would leave the picture, nothing was measured */
};

/* How much a match speaks for an outline of this size: a dark letter inside a pale outline answers
 * more, but not all around. */
static inline double omr_ring_merit(const struct omr_ring_match *match) {
    return match->closed * match->closed * match->closed * match->response;
}

/* The best place within `radius` px of (x, y), all px of `picture`, the probe's level. Exact to
 * about a quarter of a pixel of the level. */
struct omr_ring_match omr_ring_search(const struct omr_pixmap *picture,
                                      const struct omr_ring_probe *probe, double x, double y,
                                      int radius);

/* The response at (x, y) itself, rounded to whole pixels; 0 outside the picture. */
double omr_ring_response(const struct omr_pixmap *picture, const struct omr_ring_probe *probe,
                         double x, double y);

#endif
