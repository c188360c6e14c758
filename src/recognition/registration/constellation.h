/* SPDX-License-Identifier: MIT
 *
 * The form's bubbles as points on the page, the candidates seen as points on the picture, and which
 * of them go together under a map: what lattice.h works on. */
#ifndef OMR_REGISTRATION_CONSTELLATION_H
#define OMR_REGISTRATION_CONSTELLATION_H

#include "recognition/registration/candidates.h"
#include "recognition/registration/nearest.h"

#include <stdbool.h>

/* More bubbles than on any paper; of a form with more an even sample is taken. */
enum { OMR_CONSTELLATION_MOST = 3000, OMR_CONSTELLATION_NEAR = 8 };

struct omr_constellation {
    const struct omr_sheet *sheet;
    struct omr_point *point;             /* middles of bubbles, page px; each place once */
    double *size;                        /* geometric mean of the box's sides, page px */
    double *spacing;                     /* distance to the nearest other bubble */
    int (*near)[OMR_CONSTELLATION_NEAR]; /* nearest others, nearest first; -1 none */
    int count;
    struct omr_point *seen; /* middles of candidates, picture px */
    double *seen_size;
    int seen_count;
    struct omr_nearest seen_near;
    /* Of the last match: */
    int *match;                  /* the candidate of each point, -1 none */
    int *owner;                  /* the point of each candidate, -1 none */
    struct omr_point *from, *to; /* room for pairs */
    double *work;
};

/* A map between the two, and what it explains. */
struct omr_match {
    struct omr_homography map; /* page px to picture px */
    int explained;             /* points with a candidate */
    double factor;             /* usual size of candidates by that of the box; 0 not known yet */
};

/* Everything lives in the arena; `candidates` may go afterwards. */
enum omr_status omr_constellation_init(struct omr_constellation *all, const struct omr_sheet *sheet,
                                       const struct omr_candidates *candidates,
                                       struct omr_arena *arena, struct omr_error *err);

/* Picture px per page px around a page point; 0 where the map makes no sense. */
double omr_homography_scale(const struct omr_homography *map, struct omr_point p);

/* Whether a candidate has the size of a bubble of `size` seen at `scale`. */
bool omr_constellation_has_size(const struct omr_constellation *all, int seen, double size,
                                double scale, double factor);

/* Gives each point the nearest free candidate of its size within `share` of its spacing, and fits
 * the map again to the pairs, some rounds of it. Where the map is a little off, a point follows
 * what its neighbours in the last round were off by. */
void omr_constellation_settle(struct omr_constellation *all, struct omr_match *match);

/* Fits the map to the pairs of the last match; affine where they are too few or too near a line to
 * tell more. False when they tell nothing. */
bool omr_constellation_fit(struct omr_constellation *all, struct omr_homography *map);

#endif
