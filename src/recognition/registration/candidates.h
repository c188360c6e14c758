/* SPDX-License-Identifier: MIT
 *
 * Closed shapes anywhere on a picture that could be bubbles, empty or filled: where markers cannot
 * tell where the page is, they do. */
#ifndef OMR_REGISTRATION_CANDIDATES_H
#define OMR_REGISTRATION_CANDIDATES_H

#include "recognition/registration/registration.h"

/* A shape, picture px. */
struct omr_candidate {
    struct omr_point at; /* its middle */
    double size;         /* geometric mean of width and height */
};

struct omr_candidates {
    struct omr_candidate *item;
    int count, capacity;
};

enum { OMR_CANDIDATES_MOST = 6000 };

/* How to look. */
struct omr_candidates_look {
    int level;                /* of the pyramid; shapes of 10 to 30 px there are seen best */
    double least_px, most_px; /* their sides, px of the level */
    double darker_than;       /* share of the paper below which a pixel belongs to a shape */
};

/* Adds those not yet in the list. Free the items with omr_candidates_clear(), also after an error.
 * Method: connected dark pixels (runs.h) whose bounding box has the size of a bubble, and whose
 * outer outline is closed: from 20 of 24 sides one meets dark pixels near the ellipse in the box.
 * Letters like O and 8 pass too; what is not a bubble fits no form. Exact to a pixel of the level.
 */
enum omr_status omr_candidates_add(struct omr_candidates *candidates, const struct omr_sheet *sheet,
                                   const struct omr_candidates_look *look, struct omr_error *err);
void omr_candidates_clear(struct omr_candidates *candidates);

#endif
